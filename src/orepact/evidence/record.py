"""Rows of evidence as records: value, unit, source, locator, custody, quality, date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orepact.evidence.ids import TradeFlow, trade_flow_id
from orepact.evidence.names import countries, country_name, hs_lines
from orepact.evidence.source import Source
from orepact.quantity import Basis, Kind, Value
from orepact.trace import Record, RecordKind

__all__ = ["figure_record", "flow_record", "row_value", "series_record"]

Row = Mapping[str, Any]


def row_value(row: Row) -> Value:
    """Return the typed value of a row of ``tables.FIGURES``."""
    return Value(
        kind=Kind(row["kind"]),
        number=row["number"],
        low=row["low"],
        high=row["high"],
        text=row["text"] or "",
    )


def _number(number: float | None) -> Value:
    return Value.missing() if number is None else Value.exact(number)


def _place(code: str) -> str:
    return country_name(code) if code in countries() else code


def _record(
    id_: str,
    *,
    title: str,
    value: Value,
    unit: str,
    source: Source,
    locator: str,
    note: str = "",
    quality: str = "",
) -> Record:
    return Record(
        id=id_,
        title=title,
        value=value,
        unit=unit,
        kind=RecordKind.SOURCE,
        sources=(source.id,),
        locator=locator,
        custody=str(source.custody),
        quality=max(quality or "A", str(source.quality)),
        as_of=source.as_of.isoformat(),
        note=note,
    )


def figure_record(row: Row, source: Source) -> Record:
    """Return the record of a row of ``tables.FIGURES``; quality is the worse of row and source."""
    words = [row["label"] or row["commodity"], row["statistic"], row["detail"]]
    place = _place(row["country"])
    if row["partner"]:
        place = f"{place} from {_place(row['partner'])}"
    words += [place, row["period"]]
    basis = row["basis"] or ""
    told = [
        "" if basis in ("", Basis.NOT_APPLICABLE) else f"basis: {basis}",
        f"stage: {row['stage']}" if row["stage"] else "",
        row["note"] or "",
    ]
    return _record(
        row["id"],
        title=", ".join(word for word in words if word),
        value=row_value(row),
        unit=row["unit"],
        source=source,
        locator=row["locator"],
        note="; ".join(part for part in told if part),
        quality=row["quality"],
    )


def flow_record(flow: TradeFlow, row: Row, source: Source) -> Record:
    """Return the record of a trade flow's value or tonnes."""
    line = hs_lines().get(flow.hs)
    what = f"{line.description} (HS {flow.hs})" if line else f"HS {flow.hs}"
    is_value = flow.quantity == "value"
    told = (
        ""
        if line is None or not line.shared_with
        else (f"the line also holds {', '.join(line.shared_with)}")
    )
    return _record(
        trade_flow_id(
            flow.source,
            flow.year,
            flow.exporter,
            flow.importer,
            flow.hs,
            quantity=flow.quantity,
        ),
        title=(
            f"{what}, {_place(flow.exporter)} to {_place(flow.importer)}, {flow.year}, "
            f"{'value' if is_value else 'gross weight'}"
        ),
        value=_number(row["value_kusd"] if is_value else row["tonnes"]),
        unit="kUSD" if is_value else "t",
        source=source,
        locator=f"t={flow.year}, i={flow.exporter}, j={flow.importer}, k={flow.hs}",
        note=told,
    )


def _price(row: Row, source: Source) -> Record:
    terms = f"in prices of the source's base year ({source.edition})" if row["is_real"] else ""
    return _record(
        row["id"],
        title=f"{row['series']}, price, {row['period']}" + (", real" if row["is_real"] else ""),
        value=_number(row["number"]),
        unit=row["unit"],
        source=source,
        locator=row["locator"],
        note=terms,
    )


def _macro(row: Row, source: Source) -> Record:
    return _record(
        row["id"],
        title=f"{row['indicator']}, {_place(row['country'])}, {row['year']}",
        value=_number(row["number"]),
        unit=row["unit"],
        source=source,
        locator=row["locator"],
    )


def _governance(row: Row, source: Source) -> Record:
    return _record(
        row["id"],
        title=(f"{row['dimension']}, {row['statistic']}, {_place(row['country'])}, {row['year']}"),
        value=_number(row["number"]),
        unit="1",
        source=source,
        locator=row["locator"],
    )


def _policy(row: Row, source: Source) -> Record:
    who = " and ".join(_place(code) for code in (row["country"], row["partner"]) if code)
    return _record(
        row["id"],
        title=f"{row['type']}: {row['instrument']}, {who}",
        value=Value.missing(row["subject"]),
        unit="1",
        source=source,
        locator=row["locator"],
        note="; ".join(
            part for part in (row["subject"], row["date"], row["reference"], row["note"]) if part
        ),
    )


def series_record(table: str, row: Row, source: Source) -> Record:
    """Return the record of a row of the prices, macro, governance or policy table."""
    makers = {"prices": _price, "macro": _macro, "governance": _governance, "policy": _policy}
    return makers[table](row, source)
