"""Rows of exposure for one importer, as a command or a report lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from orepact.errors import UnknownNameError
from orepact.evidence import commodities, hs_lines
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.exposure.context import Exposure
from orepact.exposure.line import Coverage, Line, find_line, lines_of
from orepact.exposure.measures import MEASURES, detail_of
from orepact.exposure.production import ONE_FORM
from orepact.quantity import Stage, Value
from orepact.trace import result_id

__all__ = ["ALIASES", "exposure_rows"]

ALIASES = {"nir": "net_import_reliance", "hhi": "import_herfindahl", "share": "import_share"}
"""Short names of measures."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is listed: one importer, narrowed by any of the others."""

    importer: str
    commodity: str | None
    stage: str | None
    year: int | None

    def takes(self, commodity: str, stages: Iterable[str], year: int) -> bool:
        """Return whether a figure is asked for."""
        return (
            self.commodity in (None, commodity)
            and (self.stage is None or self.stage in stages)
            and self.year in (None, year)
        )


_TRADE = ("import_herfindahl", "top_supplier_share", "import_share")
_DEFAULT = ("net_import_reliance", "top_supplier_share", "import_herfindahl")


def exposure_rows(
    of: Exposure,
    *,
    importer: str,
    commodity: str | None = None,
    stage: str | None = None,
    year: int | None = None,
    measure: str | None = None,
) -> list[Row]:
    """Return one row per figure: value, unit, id and sources, with what trade data cover.

    Parameters
    ----------
    of : Exposure
    importer : str
        Any spelling of a country.
    commodity, stage, year, measure : optional
        Narrow the list. Without a year each measure gives its latest. ``stage`` may also be a
        six-digit customs code or a form of a US series.

    Raises
    ------
    UnknownNameError : with the nearest names
    """
    who = country_of(importer)
    what = commodity_of(commodity) if commodity else None
    if measure is None:
        names: Sequence[str] = _DEFAULT
    else:
        names = (MEASURES.get(ALIASES.get(measure, measure)).id.partition(".")[2],)
    _check_stage(of, what, stage)
    asked = _Asked(importer=who, commodity=what, stage=stage, year=year)
    rows: list[Row] = []
    for name in names:
        if name in _TRADE:
            rows += _trade_rows(of, asked, name)
        elif name.endswith("production_herfindahl"):
            rows += _production_rows(of, asked, name)
        else:
            rows += _reliance_rows(of, asked, name)
    return rows


def _check_stage(of: Exposure, what: str | None, stage: str | None) -> None:
    if stage is None or stage in {str(known) for known in Stage} or stage in hs_lines():
        return
    forms = {key[1] for key in of.us_statements if what in (None, key[0])}
    if stage not in forms:
        stages = ", ".join(str(known) for known in Stage)
        raise UnknownNameError("stage", stage, do=f"Stages are {stages}")


def _lines(what: str | None, stage: str | None) -> list[Line]:
    if what is not None and stage is not None:
        return [find_line(what, stage)] if stage in hs_lines() or _is_stage(stage) else []
    known = lines_of(hs_lines())
    if stage is None:
        kept: Iterable[Line] = (line for line in known if not line.name.isdigit())
        kept = (line for line in kept if line.name != str(Stage.ALL))
    else:
        kept = (line for line in known if line.name == stage)
    return [line for line in kept if what in (None, line.commodity)]


def _is_stage(name: str) -> bool:
    return name in {str(known) for known in Stage}


def _trade_rows(of: Exposure, asked: _Asked, name: str) -> Iterator[Row]:
    who = asked.importer
    when = asked.year if asked.year is not None else max(of.codes_by_year)
    lines = tuple(_lines(asked.commodity, asked.stage))
    held = tuple(line for line in lines if line.codes)
    scores = of.scores(importer=who, lines=held, year=when) if held else pl.DataFrame()
    found = {(row["commodity"], row["line"]): row for row in scores.to_dicts()}
    for line in lines:
        covered = of.coverage(line.commodity, line.name, when)
        score = found.get((line.commodity, line.name))
        if covered is not Coverage.NOT_COVERED and score is None:
            continue
        sources = _flow_sources(of, line, when)
        base = {"commodity": line.commodity, "line": line.name, "year": when}
        for by in ("value", "mass"):
            note = _note(line, score, by)
            tail = {"sources": sources, "coverage": str(covered), "note": note}
            if name == "import_share" and score is not None:
                flows = of.flows(who, line, when)
                yield from _share_rows(flows, {"importer": who, **base, "by": by}, tail)
                continue
            number = None if score is None else score[_COLUMN[name].format(by)]
            keys = {"importer": who, **base, "by": by}
            yield {
                "measure": name,
                **base,
                "by": by,
                "supplier": None if score is None else score[f"{by}_supplier"],
                "value": Value.missing() if number is None else Value.exact(number),
                "unit": "1",
                "id": result_id(f"exposure.{name}", _ordered(name, keys)),
                **tail,
            }


_COLUMN = {
    "import_herfindahl": "{}_herfindahl",
    "top_supplier_share": "{}_top",
    "import_share": "{}_top",
}


def _ordered(name: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    names = MEASURES.get(f"exposure.{name}").keys
    return {key: keys[key] for key in names if key in keys}


def _share_rows(flows: pl.DataFrame, base: Row, tail: Row) -> Iterator[Row]:
    column = "value_kusd" if base["by"] == "value" else "tonnes"
    totals = (
        flows.group_by("exporter")
        .agg(pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum()))
        .sort([column, "exporter"], descending=[True, False], nulls_last=True)
    )
    total = totals[column].sum()
    for supplier, amount in totals.iter_rows():
        keys = {**base, "supplier": supplier}
        yield {
            "measure": "import_share",
            **{key: cell for key, cell in base.items() if key != "importer"},
            "supplier": supplier,
            "value": Value.exact(amount / total)
            if amount is not None and total
            else Value.missing(),
            "unit": "1",
            "id": result_id("exposure.import_share", _ordered("import_share", keys)),
            **tail,
        }


def _flow_sources(of: Exposure, line: Line, when: int) -> list[str]:
    reach = of.evidence.trade_reach()
    kept = reach.filter(pl.col("hs").is_in(list(line.codes)), pl.col("year") == when)
    return sorted(kept["source"].unique().to_list())


def _note(line: Line, score: Mapping[str, Any] | None, by: str) -> str:
    notes = []
    if line.shared_with:
        notes.append("the codes also hold " + ", ".join(line.shared_with))
    if score is not None and by == "mass" and score["without_tonnes"]:
        notes.append(
            f"{score['without_tonnes']} of {score['suppliers']} suppliers without recorded tonnes"
        )
    return "; ".join(notes)


def _reliance_rows(of: Exposure, asked: _Asked, name: str) -> Iterator[Row]:
    for commodity, form, when in _reliance_keys(of, asked):
        keys: dict[str, str | int] = {
            "importer": asked.importer,
            "commodity": commodity,
            "form": form,
            "year": when,
        }
        detail = detail_of(of, f"exposure.{name}", {key: str(cell) for key, cell in keys.items()})
        record = of.evidence.find(detail.parents[0].id) if detail.parents else None
        yield {
            "measure": name,
            "commodity": commodity,
            "line": form,
            "year": when,
            "value": detail.value,
            "unit": (record.unit if record else "") if name == "stock_change" else "%",
            "id": result_id(f"exposure.{name}", keys),
            "sources": list(record.sources) if record else [],
            "note": detail.note,
        }


def _reliance_keys(of: Exposure, asked: _Asked) -> Iterator[tuple[str, str, int]]:
    if asked.importer == "USA":
        wanted = [
            (commodity, form, when)
            for (commodity, form, when), statement in sorted(of.us_statements.items())
            if asked.takes(commodity, {form, *of.stages[statement.id]}, when)
        ]
        latest = {(commodity, form): when for commodity, form, when in wanted}
        yield from ((*key, when) for key, when in latest.items())
        if wanted or asked.commodity is None:
            return
    when = asked.year if asked.year is not None else max(of.codes_by_year)
    for line in _lines(asked.commodity, asked.stage):
        if not line.name.isdigit():
            yield line.commodity, line.name, when


def _production_rows(of: Exposure, asked: _Asked, name: str) -> Iterator[Row]:
    measure = MEASURES.get(f"exposure.{name}")
    last: dict[str, int] = {}
    names = [asked.commodity] if asked.commodity else sorted(commodities())
    tables = [table for commodity in names for table in of.tables(commodity)]
    for table in tables:
        last[table.source] = max(table.year, last.get(table.source, table.year))
    for table in sorted(tables, key=lambda t: (t.source, t.commodity, t.stage, t.form, t.year)):
        source, commodity, stage, form, when = key = (
            table.source,
            table.commodity,
            table.stage,
            table.form,
            table.year,
        )
        if not asked.takes(commodity, (stage,), when):
            continue
        if asked.year is None and when != last[source]:
            continue
        keys: dict[str, str | int] = dict(zip(measure.keys, key, strict=True))
        yield {
            "measure": name,
            "commodity": commodity,
            "line": stage if form == ONE_FORM else f"{stage}: {form}",
            "year": when,
            "value": measure.compute(of, {each: str(cell) for each, cell in keys.items()}),
            "unit": "1",
            "id": result_id(measure.id, keys),
            "sources": [source],
            "note": f"{len(table.withheld)} countries withheld" if table.withheld else "",
        }
