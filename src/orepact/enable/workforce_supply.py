"""Trained people against the jobs that need them, year by year; who is missing, and the premium."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from orepact.enable.finding import Finding, parents_of
from orepact.enable.labour_demand import Demand
from orepact.enable.training import Pipeline
from orepact.enable.workforce_file import Tier
from orepact.enable.workforce_model import Reading, Start, WorkforceCase, end_of, site_of
from orepact.quantity import Value

__all__ = ["LINES", "premium_findings", "shortage_findings", "supply_findings"]

Floats = NDArray[np.float64]
LINES = {
    "jobs": "Jobs that need a course",
    "promised": "Part of them promised to the province",
    "standing": "People of the province for them, centres that stand",
    "new": "People of the province for them, new places where needed",
}
"""What the chart of demand and trained supply draws, in this order."""


def _years(demand: Demand) -> tuple[int, ...]:
    return tuple(sorted({int(time) for time in demand.times}))


def _highest(demand: Demand, line: Floats, year: int) -> float:
    return float(line[np.floor(demand.times) == year].max())


def _lowest(demand: Demand, line: Floats, year: int) -> float:
    return float(line[np.floor(demand.times) == year].min())


def supply_findings(
    given: WorkforceCase,
    start: Start,
    demand: Demand,
    by: Mapping[Reading, Pipeline],
    new: Pipeline,
) -> Iterator[Finding]:
    """Yield jobs with a course, the promised part, and people of the province for them, by year.

    People are those whom the least-cost pipeline puts into such jobs, the lower of the year's
    halves; jobs are the higher.
    """
    site = site_of(given, start.project)
    has_course = np.array([item.course.to("month") > 0.0 for item in given.file.occupations])
    need = demand.total[has_course].sum(axis=0)

    def near(pipeline: Pipeline, year: int) -> float:
        return _lowest(demand, pipeline.workers[has_course, :2].sum(axis=(0, 1)), year)

    for year in _years(demand):
        jobs = _highest(demand, need, year)
        if jobs <= 0.0:
            continue
        when = "production" if year >= demand.first_production else "construction"
        shares = [
            item.share.to("1")
            for item in site.promises
            if item.tier is Tier.PROVINCE and item.when == when
        ]
        ends = [near(pipeline, year) for pipeline in by.values()]
        yield from _lines(
            given,
            start,
            year,
            {
                "jobs": (jobs,),
                "promised": (jobs * max(shares),) if shares else (),
                "standing": (near(by[Reading.CENTRAL], year), min(ends), max(ends)),
                "new": (near(new, year),),
            },
        )


def _lines(
    given: WorkforceCase, start: Start, year: int, values: Mapping[str, tuple[float, ...]]
) -> Iterator[Finding]:
    formulas = {
        "jobs": "max over the year's halves of jobs in trades with a course",
        "promised": "jobs * the share promised to the province",
        "standing": "min over the year's halves of workers of the province in trades with a course",
        "new": "min over the year's halves of workers of the province in trades with a course",
    }
    project = f"case:{given.case}/projects/{start.project}"
    file = given.projects[start.project]
    jobs = [
        (name, f"{project}:{name}")
        for name in ("jobs_peak", "jobs_permanent")
        if getattr(file, name) is not None
    ]
    numbers = ("completion", "employed", "attrition", "new_places_from")
    own = [(name, f"case:{given.case}/workforce:{name}") for name in numbers]
    for line, title in LINES.items():
        if not values[line]:
            continue
        found = [round(amount, 0) for amount in values[line]]
        yield Finding(
            measure="enable.workforce_supply",
            keys={
                "case": given.case,
                "project": start.project,
                "start": start.key,
                "line": line,
                "year": year,
            },
            title=f"{title}, {year}",
            value=Value.exact(found[0]),
            low=found[1] if len(found) > 1 else None,
            high=found[2] if len(found) > 1 else None,
            unit="person",
            formula=formulas[line],
            parents=parents_of(jobs if line in {"jobs", "promised"} else own),
            cells={"line": title, "year": year},
        )


def shortage_findings(
    given: WorkforceCase, start: Start, demand: Demand, pipeline: Pipeline
) -> Iterator[Finding]:
    """Yield, by place and year, workers missing under a promise, with the centres that stand."""
    site = site_of(given, start.project)
    position = [item.project for item in given.file.sites].index(start.project)
    for tier, place in enumerate((site.district, site.province)):
        promises = [
            (item.when, f"case:{given.case}/workforce:sites.{position}.promises.{n}.share")
            for n, item in enumerate(site.promises)
            if str(item.tier) == ("district", "province")[tier]
        ]
        for year in _years(demand) if promises else ():
            if _highest(demand, demand.total.sum(axis=0), year) <= 0.0:
                continue
            yield Finding(
                measure="enable.workforce_missing",
                keys={
                    "case": given.case, "project": start.project, "start": start.key,
                    "place": place, "year": year,
                },
                title=f"Workers missing under the promise to {place}, centres that stand",
                value=Value.exact(round(_highest(demand, pipeline.shortfall[tier], year), 0) + 0.0),
                unit="person",
                formula="max over the year's halves of promised share * jobs - workers from there",
                parents=parents_of(promises),
                cells={"place": place, "year": year},
            )  # fmt: skip


_FROM_FAR = (
    (
        "enable.workforce_premium",
        "Wage premium for workers from farther than the district",
        "MUSD/yr",
        "sum over halves of workers by origin * premium / 2",
        3,
    ),
    (
        "enable.workforce_elsewhere",
        "Workers from other provinces and abroad",
        "person",
        "max over the year's halves of jobs that nobody of the province fills",
        0,
    ),
)
"""Measure, title, unit, formula and printed decimals of what is told of workers from far."""


def premium_findings(
    given: WorkforceCase, start: Start, demand: Demand, by: Mapping[Reading, Pipeline]
) -> Iterator[Finding]:
    """Yield what is paid above a worker who lives near, and how many come from elsewhere, by year.

    ``premium = sum over the year's halves of (province * premium + elsewhere * premium) / 2``.
    """
    names = ("premium_province", "premium_elsewhere")
    parents = parents_of((name, f"case:{given.case}/workforce:{name}") for name in names)

    def paid(reading: Reading, year: int) -> tuple[float, float]:
        at = np.floor(demand.times) == year
        workers = by[reading].workers[:, :, at].sum(axis=0)
        each = [
            end_of(getattr(given.file, name), "USD/yr", reading, more_is_good=False)
            for name in names
        ]
        whole = float((workers[1] * each[0] + workers[2] * each[1]).sum()) / 2.0 / 1e6
        return whole, float(workers[2].max())

    for year in _years(demand):
        if _highest(demand, demand.total.sum(axis=0), year) <= 0.0:
            continue
        found = {reading: paid(reading, year) for reading in Reading}
        keys: dict[str, str | int] = {
            "case": given.case,
            "project": start.project,
            "start": start.key,
            "year": year,
        }
        for place, (measure, title, unit, formula, digits) in enumerate(_FROM_FAR):
            each = [item[place] for item in found.values()]
            yield Finding(
                measure=measure,
                keys=keys,
                title=f"{title}, {year}",
                value=Value.exact(round(found[Reading.CENTRAL][place], digits)),
                low=round(min(each), digits),
                high=round(max(each), digits),
                unit=unit,
                formula=formula,
                parents=parents,
                cells={"year": year},
            )
