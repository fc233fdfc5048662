"""Rows of exposure for one importer, as a command or a report lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from orepact.errors import UnknownNameError
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.evidence import hs_lines
from orepact.exposure.context import Exposure
from orepact.exposure.line import Coverage, Line, find_line, lines_of
from orepact.exposure.measures import MEASURES
from orepact.exposure.reliance_of import Reliance, reliance_of, stock_change_of
from orepact.quantity import Stage, Value
from orepact.trace import Parent, result_id

__all__ = ["ALIASES", "exposure_rows"]

ALIASES = {"nir": "net_import_reliance", "hhi": "import_herfindahl", "share": "import_share"}
"""Short names of measures."""

Row = dict[str, Any]

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
    rows: list[Row] = []
    for name in names:
        if name in _TRADE:
            rows += _trade_rows(of, who, what, stage, year, name)
        elif name.endswith("production_herfindahl"):
            rows += _production_rows(of, what, stage, year, name)
        else:
            rows += _reliance_rows(of, who, what, stage, year, name)
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


def _trade_rows(
    of: Exposure, who: str, what: str | None, stage: str | None, year: int | None, name: str
) -> Iterator[Row]:
    when = year if year is not None else max(of.codes_by_year)
    lines = tuple(_lines(what, stage))
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
                yield from _share_rows(of, who, line, when, by, base, tail)
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


def _share_rows(
    of: Exposure, who: str, line: Line, when: int, by: str, base: Row, tail: Row
) -> Iterator[Row]:
    column = "value_kusd" if by == "value" else "tonnes"
    totals = (
        of.flows(who, line, when)
        .group_by("exporter")
        .agg(pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum()))
        .sort([column, "exporter"], descending=[True, False], nulls_last=True)
    )
    total = totals[column].sum()
    for supplier, amount in totals.iter_rows():
        keys = {"importer": who, **base, "supplier": supplier, "by": by}
        yield {
            "measure": "import_share",
            **base,
            "by": by,
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


def _reliance_rows(
    of: Exposure, who: str, what: str | None, stage: str | None, year: int | None, name: str
) -> Iterator[Row]:
    for commodity, form, when in _reliance_keys(of, who, what, stage, year):
        detail = _detail(of, who, commodity, form, when, name)
        if detail is None:
            continue
        keys = {"importer": who, "commodity": commodity, "form": form, "year": when}
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


def _reliance_keys(
    of: Exposure, who: str, what: str | None, stage: str | None, year: int | None
) -> Iterator[tuple[str, str, int]]:
    if who == "USA":
        wanted = [
            (commodity, form, when)
            for (commodity, form, when), statement in sorted(of.us_statements.items())
            if what in (None, commodity)
            and stage in (None, form, of.stages.get(statement.id))
            and year in (None, when)
        ]
        latest = {(commodity, form): when for commodity, form, when in wanted}
        yield from ((*key, when) for key, when in latest.items())
        if wanted or what is None:
            return
    when = year if year is not None else max(of.codes_by_year)
    for line in _lines(what, stage):
        if not line.name.isdigit():
            yield line.commodity, line.name, when


def _detail(
    of: Exposure, who: str, commodity: str, form: str, when: int, name: str
) -> Reliance | None:
    if name == "net_import_reliance":
        return reliance_of(of, importer=who, commodity=commodity, form=form, year=when)
    if name == "stock_change" and who == "USA":
        return stock_change_of(of, commodity=commodity, form=form, year=when)
    statement = of.us_statements.get((commodity, form, when))
    if name == "published_net_import_reliance" and who == "USA" and statement is not None:
        return Reliance(
            value=statement.published,
            note=statement.definition,
            parents=(Parent(role="published", id=statement.id),),
        )
    return None


def _production_rows(
    of: Exposure, what: str | None, stage: str | None, year: int | None, name: str
) -> Iterator[Row]:
    last = {key[:1]: key[4] for key in sorted(of.production, key=lambda key: key[4])}
    for key, table in sorted(of.production.items()):
        source, commodity, own_stage, form, when = key
        if what not in (None, commodity) or stage not in (None, own_stage):
            continue
        if when != (year if year is not None else last[key[:1]]):
            continue
        keys = dict(zip(("source", "commodity", "stage", "form", "year"), key, strict=True))
        measure = MEASURES.get(f"exposure.{name}")
        names = {each: str(value) for each, value in keys.items()}
        yield {
            "measure": name,
            "commodity": commodity,
            "line": own_stage if form == "all" else f"{own_stage}: {form}",
            "year": when,
            "value": measure.compute(of, names),
            "unit": "1",
            "id": result_id(measure.id, keys),
            "sources": [source],
            "note": f"{len(table.withheld)} countries withheld" if table.withheld else "",
        }
