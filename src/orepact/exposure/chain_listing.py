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
    NORMALISATIONS,
    WITHOUT,
    assessments,
    is_derived,
    scope_of,
    typed,
)
from orepact.exposure.cube import Chain, Cube
from orepact.exposure.line import Coverage
from orepact.exposure.lineage import trade_sources
from orepact.quantity import Value
from orepact.trace import Measure, result_id

__all__ = ["CHAIN_LISTED", "breaks_of", "chain_rows", "reliance_row", "trend_rows"]

Row = dict[str, Any]

CHAIN_LISTED: Mapping[str, Measure[Any]] = {
    measure.id.partition(".")[2]: measure for measure in CHAIN_MEASURES
}
"""Measures that are listed chain by chain."""


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


def _note(chain: Chain, year: int) -> str:
    covered = chain.coverage_of(year)
    if chain.production is None or not chain.production.source[chain.years.index(year)]:
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
    is_own = plain in found and not is_derived(name)
    has_bands = plain in found and (not is_normalised or normalisation == NORMALISATIONS[0])
    value = typed(found[plain]) if is_own else measure.compute(None, own)
    bands = _bands(found[plain]) if has_bands and value.is_number else {}
    return {
        "measure": name,
        "commodity": chain.commodity,
        "line": chain.stage if "stage" in measure.keys else "all stages",
        "year": year,
        **({"normalisation": normalisation} if is_normalised else {}),
        "value": value,
        "unit": measure.unit,
        **bands,
        "id": result_id(measure.id, own),
        "sources": _sources(held, chain, year),
        "coverage": str(chain.coverage_of(year)),
        "note": "; ".join(filter(None, (_note(chain, year), _scope(plain, own, year, value))))
        if "stage" in measure.keys
        else "",
    }


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
        return {**base, "value": Value.missing(), **tail, "sources": [], "note": note}
    note = _note(chain, year)
    is_measured = chain.coverage_of(year) is Coverage.MEASURED
    assessed = assessments(
        keys["importer"], chain.commodity, chain.stage, year, has_percentiles=has_percentiles
    )
    found = assessed["chain_reliance"]
    value = typed(found) if is_measured else Value.missing()
    return {
        **base,
        "value": value,
        **(_bands(found) if value.is_number else {}),
        **tail,
        "sources": _sources(held, chain, year),
        "coverage": str(chain.coverage_of(year)),
        "note": note,
    }


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
