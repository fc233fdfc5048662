"""The EU list of 2023: its rule, and the largest suppliers that its supply risk rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import bundle
from orepact.exposure import cube
from orepact.exposure.eu_rule import SUPPLY_RISK, is_critical, overall_supply_risk
from orepact.exposure.scores import every_score
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION", "outcome_checks", "risk_of", "rule_checks"]

_SOURCE = "European Commission, Study on the critical raw materials for the EU 2023"
_WHY = (
    "The published supply risk and economic importance by material are in no file of the evidence. "
    "A table with material_name, supply_risk_extraction, supply_risk_processing, supply_risk and "
    "economic_importance can be laid over it: `orepact evidence import eu-crm-2023 FILE`"
)
_GROUPS = 32
"""Materials and groups at or above both thresholds: the list of 34 without copper and nickel, which
are on it as strategic."""
_HALF_DIGIT = 0.05
"""Supply risks are printed with one decimal."""
_WINDOW = range(2016, 2021)
_POINTS = 3.0
"""Percentage points: the study rounds to one, and takes older editions of the same sources."""


def _check(what: str, published: float, computed: Value, tolerance: float, **more: str) -> Check:
    return Check(
        reproduction="eu-rule",
        what=what,
        published=Value.exact(published),
        computed=computed,
        tolerance=tolerance,
        unit=more.get("unit", "1"),
        verdict=compare(published, computed, tolerance),
        is_in_sample=False,
        source=_SOURCE,
        locator=more["locator"],
        note=more.get("note", ""),
        is_headline=more.get("rank", "") == "headline",
    )


def rule_checks(results: Mapping[str, Mapping[str, float]]) -> Iterator[Check]:
    """Return whether the stage rule and both thresholds give the published list.

    Parameters
    ----------
    results : mapping
        By material: ``extraction``, ``processing``, ``overall`` and ``importance``, as far as they
        are published.
    """
    where = "10.2873/725585, table of results"
    risk = {
        name: overall_supply_risk(
            [own[stage] for stage in ("extraction", "processing") if stage in own]
            or [own.get("overall", float("nan"))]
        )
        for name, own in results.items()
    }
    for name, own in sorted(results.items()):
        if "overall" in own and {"extraction", "processing"} & set(own):
            yield _check(
                f"{name}: supply risk is that of its worst stage",
                own["overall"],
                Value.exact(risk[name]),
                _HALF_DIGIT,
                locator=where,
            )
    critical = [
        name
        for name, own in results.items()
        if is_critical(risk[name], own.get("importance", float("nan")))
    ]
    yield _check(
        "groups with supply risk of at least 1 and economic importance of at least 2.8",
        _GROUPS,
        Value.exact(float(len(critical))) if results else Value.missing(),
        0.0,
        locator=where,
        note="" if results else _WHY,
        rank="headline",
    )


def _imported() -> dict[str, dict[str, float]]:
    """Return published results that a user laid over the evidence, by material."""
    names = {"supply risk": "", "economic importance": "importance"}
    found: dict[str, dict[str, float]] = {}
    figures = bundle().figures(source="eu-crm-2023")
    for row in figures.iter_rows(named=True):
        if row["statistic"] in names:
            key = names[row["statistic"]] or row["detail"]
            found.setdefault(row["label"], {})[key] = row["number"]
    return found


def _largest(name: str, stage: str, leader: str) -> tuple[Value, str]:
    """Return a country's part of world production over the study's years, and from which source."""
    held = cube()
    if (name, stage) not in held.keys:
        return Value.missing(), "no chain of this stage"
    made = held.chain(name, stage).production
    years = [held.years.index(year) for year in _WINDOW]
    at = [when for when in years if made is not None and made.source[when]]
    if made is None or not at:
        return Value.missing(), f"no production by country in {_WINDOW[0]} to {_WINDOW[-1]}"
    own = np.nan_to_num(made.central[:, at])
    world = own.sum() + np.nan_to_num(made.others[at]).sum()
    share = 100.0 * own[held.position(leader)].sum() / world
    told = f"{made.source[at[-1]]}, {held.years[at[0]]} to {held.years[at[-1]]}"
    return Value.exact(float(share)), told


_LIST = "European Commission, list of critical raw materials of March 2023"
_LIST_WHERE = (
    "as Statistics Netherlands prints it, www.cbs.nl/en-gb/news/2023/48, critical raw materials: "
    "34, copper and nickel among them as strategic and not critical"
)
_MEMBERS = "platinum metals"
"""A group of metals, rated by the mean of its members."""


@cache
def _global_risks() -> NDArray[np.float64]:
    return every_score(cube())["eu_supply_risk_global"]


def risk_of(material: str, chains: Sequence[tuple[str, str]]) -> float:
    """Return a material's supply risk by our labelled index: its worst stage, or a group's mean.

    Global scope, political stability alone, mean over the years of 2016 to 2020 that have a source
    of production; nan where no stage has one.

    Parameters
    ----------
    material : str
    chains : sequence of (commodity, stage)
    """
    held, risks = cube(), _global_risks()
    years = [held.years.index(year) for year in _WINDOW]
    known = [risks[held.keys.index(chain), years] for chain in chains if chain in held.keys]
    means = [float(np.nanmean(own)) for own in known if np.isfinite(own).any()]
    if material == _MEMBERS:
        return float(np.mean(means)) if means else float("nan")
    return overall_supply_risk(means)


def outcome_checks(rows: Sequence[Mapping[str, str]]) -> Iterator[Check]:
    """Return whether the thresholds give each material's published outcome, as far as is known.

    Every material of the list must pass the supply-risk threshold. One that is not on it, or on it
    as strategic alone, must fail one threshold: a supply risk below it settles that whatever the
    economic importance is; one at or above it leaves it to the economic importance, which is in no
    file of the evidence.

    Parameters
    ----------
    rows : sequence of mapping
        ``material``, ``chains`` (commodity/stage, by semicolons), ``outcome``: critical by both
        thresholds, strategic or neither.
    """
    above = {True: 0, False: 0}
    for row in rows:
        chains = [(name, stage) for name, _, stage in _pairs(row["chains"])]
        risk = risk_of(row["material"], chains)
        is_listed = row["outcome"] == "critical"
        if is_listed and not np.isnan(risk):
            above[risk >= SUPPLY_RISK] += 1
        decided = is_critical(risk, float("nan"))
        computed = Value.missing() if decided is None else Value.exact(float(decided))
        if is_listed:
            is_known = not np.isnan(risk)
            computed = Value.exact(float(risk >= SUPPLY_RISK)) if is_known else Value.missing()
        note = (
            "no supply risk can be computed"
            if np.isnan(risk)
            else f"supply risk {risk:.2f} by our labelled index (global scope, political stability "
            "alone, 2016 to 2020); economic importance is not in the evidence"
        )
        yield _outcome(
            f"{row['material']}: {_SAYS[is_listed]}",
            float(is_listed),
            computed,
            note=note,
            rank="headline" if row["outcome"] == "strategic" else "",
        )
    yield _outcome(
        "materials of the list whose supply risk by our labelled index is at least 1",
        float(sum(above.values())),
        Value.exact(float(above[True])) if sum(above.values()) else Value.missing(),
        note="of those that can be computed; each must pass this threshold to be on the list",
        rank="headline",
    )


_SAYS = {
    True: "on the list, so its supply risk is at least 1 (1) or not (0)",
    False: "critical by both thresholds (1) or not (0)",
}


def _pairs(chains: str) -> Iterator[tuple[str, str, str]]:
    return (each.partition("/") for each in chains.split(";"))


def _outcome(what: str, published: float, computed: Value, *, note: str, rank: str) -> Check:
    return replace(
        _check(what, published, computed, 0.0, locator=_LIST_WHERE, note=note, rank=rank),
        source=_LIST,
    )


def _run() -> Sequence[Check]:
    checks = list(rule_checks(_imported()))
    checks += outcome_checks(data_rows("eu_critical_list.csv"))
    for row in data_rows("eu_top_suppliers.csv"):
        share, told = _largest(row["commodity"], row["stage"], row["leader"])
        other = "" if row["stage"] != "ore" or row["published_stage"] == "extraction" else "; mined"
        checks.append(
            _check(
                f"{row['material']}, {row['published_stage']}: {row['leader']}, world's largest",
                float(row["published_percent"]),
                share,
                _POINTS,
                unit="%",
                locator="10.2873/725585, table A: major global supplier, 2016 to 2020",
                note=f"{told}{other}",
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="eu-rule",
    title="EU list of critical raw materials 2023: thresholds, stage rule, outcome, suppliers",
    citation="European Commission, Study on the critical raw materials for the EU 2023, Final "
    "report, 10.2873/725585",
    run=_run,
)
