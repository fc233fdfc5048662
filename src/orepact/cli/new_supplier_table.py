"""The table of ``orepact new-supplier`` as plain text that fits a terminal of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

__all__ = ["supplier_text"]

Row = Mapping[str, Any]

_NAMES = {
    "chain_reliance": "net import reliance",
    "chain_import_herfindahl": "concentration of imports",
    "governance_herfindahl": "  weighted by instability",
    "chain_production_herfindahl": "concentration of world output",
    "import_risk": "imports weighted by instability",
    "geopolrisk_score": "GeoPolRisk score",
    "geopolrisk_midpoint": "GeoPolRisk midpoint",
    "third_country_share": "largest supplier over use",
    "eu_supply_risk_global": "EU supply risk, global scope",
    "eu_supply_risk_sourcing": "EU supply risk, own sourcing",
    "eu_supply_risk": "EU supply risk",
    "trade_exposure": "trade exposure",
}
_WIDTHS = (36, 13, 13, 14)


def _line(cells: Sequence[str]) -> str:
    first = cells[0].ljust(_WIDTHS[0])
    return " ".join([first, *(c.rjust(w) for c, w in zip(cells[1:], _WIDTHS[1:], strict=True))])


def _told(row: Row, name: str) -> str:
    from orepact.quantity import figure

    if name == "value":
        number = row["value"].number
        sign = "+" if number is not None and number > 0 else ""
        return sign + figure(row["value"], row["unit"])
    return figure(row[name], row["unit"]) if name in row else ""


def _signed(row: Row, name: str) -> str:
    from orepact.quantity import format_number

    return ("+" if row[name] > 0 else "") + format_number(row[name], digits=2)


def _is_wide(row: Row) -> bool:
    """Return whether the percentiles of a change differ in print."""
    return "p05" in row and _signed(row, "p05") != _signed(row, "p95")


def _effects(name: str, rows: Sequence[Row]) -> str:
    """Return both effects in words: less concentrated, and more or less unstable."""
    change = {row["measure"]: row["value"].number for row in rows}
    plain, weighted = change.get("chain_import_herfindahl"), change.get("import_risk")
    if not plain and not weighted:
        return ""
    said = []
    if plain:
        said.append(f"suppliers become {'less' if plain < 0 else 'more'} concentrated")
    if weighted:
        said.append(f"supply comes from {'less' if weighted > 0 else 'more'} stable countries")
    return f"{name}: {' and '.join(said)}."


def _block(title: str, rows: Sequence[Row]) -> Iterator[str]:
    moved = [row for row in rows if row["value"].number != 0.0]
    still = [row for row in rows if row not in moved]
    yield ""
    yield _line([title, "before", "after", "change"])
    for row in moved:
        name = _NAMES.get(row["measure"], str(row["measure"]).replace("_", " "))
        cells = [_told(row, key) for key in ("before", "after", "value")]
        yield _line([f"  {name}"[: _WIDTHS[0]], *cells])
        if _is_wide(row):
            band = f"({_signed(row, 'p05')} to {_signed(row, 'p95')})"
            yield band.rjust(sum(_WIDTHS) + len(_WIDTHS) - 1)
    if still:
        names = [_NAMES.get(row["measure"], str(row["measure"])).strip() for row in still]
        which = "all of it" if not moved else ", ".join(names)
        yield textwrap.fill(
            f"unchanged: {which}", 80, initial_indent="  ", subsequent_indent="    "
        )


def supplier_text(rows: Sequence[Row]) -> str:
    """Return the rows of a new supply as text, a block for each country and stage.

    Parameters
    ----------
    rows : sequence of mapping
        As :func:`orepact.exposure.supplier_rows` returns them.

    Returns
    -------
    str
        No line is longer than 80 characters.
    """
    from orepact.evidence import country_name

    blocks: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        blocks.setdefault((str(row["country"]), str(row["stage"])), []).append(row)
    told: list[str] = []
    said: list[str] = []
    for (code, stage), own in blocks.items():
        who = country_name(code) if len(code) == 3 and code.isupper() else code
        name = f"{who}, {stage}"
        told += list(_block(name, own))
        said.append(_effects(name, own))
        said += [f"{name}: {row['note']}." for row in own if row["note"]]
    if any(_is_wide(row) for row in rows):
        said.append("In brackets the 5th to 95th percentile of a change, on the same draws.")
    notes = [textwrap.fill(f"- {words}", 80, subsequent_indent="  ") for words in said if words]
    return "\n".join([*told[1:], "", *dict.fromkeys(notes)])
