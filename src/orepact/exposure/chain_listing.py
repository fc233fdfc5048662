"""Rows of the measures of chains: value, bounds, percentiles, coverage; and their trend."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from orepact.exposure.bands import Assessment
from orepact.exposure.chain import CHAIN_STAGES, as_chain_stage
from orepact.exposure.chain_measures import (
    CHAIN_MEASURES,
    WITHOUT,
    assessments,
    eu_terms,
    inputs_of,
    scope_of,
    typed,
)
from orepact.exposure.cube import Chain, Cube, Known
from orepact.exposure.cube_store import cube
from orepact.exposure.derived_measures import (
    DERIVED_MEASURES,
    NORMALISATIONS,
    OF_THE_BOUND,
    derived_percentiles,
)
from orepact.exposure.line import Coverage
from orepact.exposure.lineage import trade_sources
from orepact.exposure.spread import Unspread, drawn_over
from orepact.quantity import Kind, Value
from orepact.trace import Measure, result_id

__all__ = ["CHAIN_LISTED", "breaks_of", "chain_rows", "reliance_row", "trend_rows"]

Row = dict[str, Any]

CHAIN_LISTED: Mapping[str, Measure[Any]] = {
    measure.id.partition(".")[2]: measure for measure in (*CHAIN_MEASURES, *DERIVED_MEASURES)
}
"""Measures that are listed chain by chain."""
_DERIVED = {measure.id.partition(".")[2] for measure in DERIVED_MEASURES}
_OF_RECORDS = ("outlier_share", "second_source_ratio")
_OF_WORLD = ("chain_production_herfindahl", "eu_supply_risk_global", "disruption_potential")


def _bands(found: Assessment) -> Row:
    """Return bounds at the corners and percentiles, where they are numbers."""
    names = {"corner_low": found.low, "corner_high": found.high}
    names |= {"p05": found.p05, "p50": found.p50, "p95": found.p95}
    return {name: number for name, number in names.items() if math.isfinite(number)}


def _sources(held: Cube, chain: Chain, year: int) -> list[str]:
    own = list(trade_sources(held, chain, year)) if chain.lines else []
    if chain.production is not None:
        own.append(chain.production.source[held.year_position(year)])
    return sorted({source for source in own if source})


def _has_production(chain: Chain, year: int) -> bool:
    made = chain.production
    return made is not None and bool(made.source[chain.years.index(year)])


def _note(chain: Chain, year: int) -> str:
    covered = chain.coverage_of(year)
    if not _has_production(chain, year):
        return f"no production by country in {year}"
    return "" if covered is Coverage.MEASURED else f"trade {covered}"


def _row(
    held: Cube,
    name: str,
    keys: Mapping[str, str],
    year: int,
    *,
    normalisation: str = NORMALISATIONS[0],
    has_percentiles: bool = True,
) -> Row:
    measure = CHAIN_LISTED[name]
    chain = held.chain(keys["commodity"], keys["stage"])
    own = {key: keys[key] for key in measure.keys if key in keys}
    is_normalised = "normalisation" in measure.keys
    if is_normalised:
        own["normalisation"] = normalisation
    plain = name.removesuffix(WITHOUT)
    found = assessments(
        keys["importer"], chain.commodity, chain.stage, year, plain != name, has_percentiles
    )
    # A figure of the world is the same for every importer: the asked one's is at hand.
    is_own = plain in found and (not is_normalised or normalisation == NORMALISATIONS[0])
    value = typed(found[plain]) if is_own else measure.compute(None, own)
    row: Row = {
        "measure": name,
        "commodity": chain.commodity,
        "line": chain.stage if "stage" in measure.keys else "all stages",
        "year": year,
        **({"normalisation": normalisation} if is_normalised else {}),
        "value": value,
        "unit": measure.unit,
        **(_bands(found[plain]) if is_own and not value.is_gap else {}),
        "id": result_id(measure.id, own),
        "sources": _sources(held, chain, year),
        "coverage": str(chain.coverage_of(year)),
        "note": _says(chain, measure, own, year, value),
    }
    if not is_own and name in _DERIVED and has_percentiles and not value.is_gap:
        bands = derived_percentiles(name, own, year)
        row |= {} if bands is None else dict(zip(("p05", "p50", "p95"), bands, strict=True))
    return row | ({"spread": _spread(row, keys)} if has_percentiles else {})


def _spread(row: Row, keys: Mapping[str, str]) -> str:
    """Return what the percentiles of a row were drawn over, or why it has none."""
    value, name = row["value"], row["measure"]
    if value.is_gap:
        return str(Unspread.GAP)
    if name in _OF_RECORDS:
        return str(Unspread.RECORDS)
    if "p05" not in row:
        is_exporter = value.kind is Kind.NET_EXPORTER or value.low is None
        return str(Unspread.EXPORTER if is_exporter or value.is_number else Unspread.OPEN)
    plain = name.removesuffix(WITHOUT)
    who, year = keys["importer"], row["year"]
    stages = [row["line"]] if row["line"] != "all stages" else cube().stages_of(keys["commodity"])
    told: dict[str, None] = {}
    for stage in stages:
        inputs = inputs_of(who, row["commodity"], stage, year, plain != name)
        words = drawn_over(inputs, is_of_world=plain in _OF_WORLD)
        told |= dict.fromkeys(words.split(", ") if words else ())
    if row["p05"] == row["p95"] or not told:
        return str(Unspread.SAME)
    own = "of the bound, over " if name in OF_THE_BOUND else ""
    return own + ", ".join(told)


def _says(
    chain: Chain, measure: Measure[Any], own: Mapping[str, str], year: int, value: Value
) -> str:
    """Return what a reader must know of a figure; a gap always says why."""
    if "stage" not in measure.keys:
        return measure.note if value.is_gap else ""
    name = measure.id.partition(".")[2].removesuffix(WITHOUT)
    covered = "" if name in _OF_WORLD and _has_production(chain, year) else _note(chain, year)
    told = "; ".join(filter(None, (covered, _scope(name, own, year, value))))
    if told or not value.is_gap:
        return told
    return _why_gap(chain, name, own)


def _why_gap(chain: Chain, name: str, own: Mapping[str, str]) -> str:
    """Return which input of a chain's measure is missing where trade and production are covered."""
    who = own.get("importer", cube().countries[0])
    inputs = inputs_of(who, chain.commodity, chain.stage, int(own["year"]))
    if name.startswith("eu_") and eu_terms(chain.commodity, chain.stage) is None:
        return "the EU study gives no substitution index and recycling rate of it"
    if name in _OF_WORLD:
        return "output that its source withholds, or gives to other countries, has no bound"
    if name == "second_source_ratio":
        return "no second release holds its flows"
    if not inputs.lines:
        return "what a tonne of its customs lines holds is not known"
    if not (inputs.bought.any() or inputs.unrecorded.any()):
        return "no purchases are recorded"
    if inputs.production_known is Known.NOTHING:
        return "own production is not known"
    return "use is not above zero, or an input is withheld without a bound"


def _passed_on(importer: str, chain: Chain, year: int) -> str:
    """Return what is odd about a net exporter that makes none itself; nothing if it makes some."""
    inputs = inputs_of(importer, chain.commodity, chain.stage, year)
    if inputs.production_known is Known.NOTHING or inputs.production[2] > 0:
        return ""
    return "makes none of its own: resold, from stocks, or misrecorded"


def _scope(name: str, keys: Mapping[str, str], year: int, value: Value) -> str:
    """Return which scope of the EU supply risk a figure is of, where it is not both."""
    if name != "eu_supply_risk" or value.is_gap:
        return ""
    scope = scope_of(keys["importer"], keys["commodity"], keys["stage"], year)
    return "" if scope == "both" else f"{scope} scope only"


def _asked(held: Cube, commodity: str | None, stage: str | None) -> tuple[tuple[str, str], ...]:
    wanted = None
    if stage is not None:
        if stage.isdigit() or stage not in {*CHAIN_STAGES, "mine", "concentrate"}:
            return ()
        wanted = as_chain_stage(stage)
    return tuple(
        key for key in held.keys if commodity in (None, key[0]) and wanted in (None, key[1])
    )


def chain_rows(
    held: Cube,
    name: str,
    *,
    importer: str,
    commodity: str | None = None,
    stage: str | None = None,
    year: int | None = None,
) -> Iterator[Row]:
    """Return one row per chain of a measure, without a commodity only chains with trade.

    Parameters
    ----------
    held : Cube
    name : str
        A measure of chains.
    importer : str
        ISO 3166 alpha-3.
    commodity, stage, year : optional
        Narrow the list; without a year the latest.

    Raises
    ------
    UnknownNameError : for a country or year that the cube does not hold
    """
    held.position(importer)
    when = held.years[-1] if year is None else year
    if when not in held.years:
        return
    seen = set()
    for what, step in _asked(held, commodity, stage):
        chain = held.chain(what, step)
        if commodity is None and chain.coverage_of(when) is Coverage.NOT_COVERED:
            continue
        keys = {"importer": importer, "commodity": what, "stage": step, "year": str(when)}
        both = "normalisation" in CHAIN_LISTED[name].keys
        for normalisation in NORMALISATIONS if both else NORMALISATIONS[:1]:
            row = _row(held, name, keys, when, normalisation=normalisation)
            if row["id"] not in seen:
                seen.add(row["id"])
                yield row


def reliance_row(held: Cube, keys: Mapping[str, str], *, has_percentiles: bool = True) -> Row:
    """Return net import reliance of a chain from trade and production, with bounds and percentiles.

    Parameters
    ----------
    held : Cube
    keys : mapping
        ``importer``, ``commodity``, ``form`` (a stage of the chain) and ``year``.
    has_percentiles : bool
        Draw the uncertain inputs.
    """
    year = int(keys["year"])
    chain = held.chain(keys["commodity"], keys["form"])
    base = {
        "measure": "net_import_reliance",
        "commodity": chain.commodity,
        "line": chain.stage,
        "stages": [chain.stage],
        "year": year,
    }
    tail = {"unit": "%", "id": result_id("exposure.net_import_reliance", keys)}
    if year not in held.years:
        note = f"trade is held for {held.years[0]} to {held.years[-1]}"
        gap = {"sources": [], "note": note, "spread": str(Unspread.GAP)}
        return {**base, "value": Value.missing(), **tail, **gap}
    note = _note(chain, year)
    is_measured = chain.coverage_of(year) is Coverage.MEASURED
    assessed = assessments(
        keys["importer"], chain.commodity, chain.stage, year, has_percentiles=has_percentiles
    )
    found = assessed["chain_reliance"]
    value = typed(found) if is_measured else Value.missing()
    if value.is_gap and not note:
        note = _why_gap(chain, "chain_reliance", keys)
    elif value.kind is Kind.NET_EXPORTER:
        note = "; ".join(filter(None, (note, _passed_on(keys["importer"], chain, year))))
    row = {
        **base,
        "value": value,
        **({} if value.is_gap else _bands(found)),
        **tail,
        "sources": _sources(held, chain, year),
        "coverage": str(chain.coverage_of(year)),
        "note": note,
    }
    return row | ({"spread": _spread(row, keys)} if has_percentiles else {})


def breaks_of(held: Cube, commodity: str) -> dict[int, list[str]]:
    """Return what changed in a year for a commodity: export controls that name it.

    The control's own year counts; where a control lists several commodities before one year, the
    year is that of all of them.
    """
    found: dict[int, list[str]] = {}
    controls: Any = held.at_rest.words["controls"]
    for country, instrument, subject in controls:
        names: list[str] = []
        for part in re.split(r",| and |\bor\b", subject):
            year = re.search(r"\((\d{4})\)", part)
            names.append(part.casefold())
            if year is None:
                continue
            if any(re.search(rf"\b{re.escape(commodity)}\b", name) for name in names):
                found.setdefault(int(year[1]), []).append(f"{country}: {instrument.lower()}")
            names = []
    return found


def trend_rows(
    held: Cube,
    name: str,
    *,
    importer: str,
    commodity: str,
    stage: str | None = None,
    has_percentiles: bool = True,
) -> Iterator[Row]:
    """Return a measure of chains for every year, with the breaks of its series marked.

    A break is a year in which the source of production changes, or in which an export control on
    the commodity began. Years that are not covered are gaps with the reason.

    Parameters
    ----------
    held : Cube
    name : str
        A measure of chains, or ``net_import_reliance``.
    importer, commodity : str
    stage : str or None
    has_percentiles : bool
        Draw the uncertain inputs of every year.
    """
    controls = breaks_of(held, commodity)
    for what, step in _asked(held, commodity, stage):
        chain, before = held.chain(what, step), ""
        for year in held.years:
            keys = {"importer": importer, "commodity": what, "stage": step, "year": str(year)}
            if name == "net_import_reliance":
                own = {"importer": importer, "commodity": what, "form": step, "year": str(year)}
                row = reliance_row(held, own, has_percentiles=has_percentiles)
            else:
                row = _row(held, name, keys, year, has_percentiles=has_percentiles)
            marks = list(controls.get(year, []))
            source = (
                "" if chain.production is None else chain.production.source[year - held.years[0]]
            )
            if before and source != before:
                marks.append(f"production from {source or 'no source'} after {before}")
            before = source
            row["control"] = "; ".join(controls.get(year, []))
            row["break"] = "; ".join(marks)
            yield row
