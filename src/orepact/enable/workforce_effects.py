"""Person-years net of the work a site ends, and jobs with suppliers: orders of magnitude only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from orepact.enable.finding import Finding, parents_of
from orepact.enable.labour_demand import Demand
from orepact.enable.training import Pipeline
from orepact.enable.workforce_model import Reading, Start, WorkforceCase, end_of, site_of
from orepact.quantity import Value

__all__ = ["effects", "placed_findings"]


def _displaced(given: WorkforceCase, start: Start, demand: Demand, reading: Reading) -> float:
    """Return person-years of work lost within the years looked at."""
    last = float(demand.times[-1]) + 0.5
    total = 0.0
    for item in site_of(given, start.project).displaced:
        years = max(0.0, min(last, start.first_spend + item.until_year) - start.first_spend)
        total += end_of(item.people, "person", reading, more_is_good=False) * years
    return total


def effects(given: WorkforceCase, start: Start, demand: Demand) -> Iterator[Finding]:
    """Yield person-years of construction, of production, displaced and net, and indirect jobs.

    Construction and production stay apart: ``person_years = sum_t jobs[t] / 2`` over half-years.
    ``indirect = direct * multiplier * (1 - imported now) / (1 - imported then)``.
    """
    keys = {"case": given.case, "project": start.project, "start": start.key}
    last = int(demand.times[-1])
    span = f"{start.first_spend} to {last}"
    project = f"case:{given.case}/projects/{start.project}"
    file = given.projects[start.project]
    jobs = [
        (name, f"{project}:{name}")
        for name in ("jobs_peak", "jobs_permanent")
        if getattr(file, name) is not None
    ]
    built = float(demand.construction.sum()) / 2.0
    run = float(demand.production.sum()) / 2.0
    for name, amount in (("construction", built), ("production", run)):
        yield Finding(
            measure="enable.workforce_person_years",
            keys={**keys, "of": name},
            title=f"Person-years of {name}, {span}",
            value=Value.exact(round(amount, 0)),
            unit="person*yr",
            formula="sum over half-years of jobs / 2",
            parents=parents_of(jobs),
        )
    position = [site.project for site in given.file.sites].index(start.project)
    lost = {reading: _displaced(given, start, demand, reading) for reading in Reading}
    parents = parents_of(
        (item.activity, f"case:{given.case}/workforce:sites.{position}.displaced.{n}.people")
        for n, item in enumerate(site_of(given, start.project).displaced)
    )
    if parents:
        yield Finding(
            measure="enable.workforce_person_years",
            keys={**keys, "of": "displaced"},
            title=f"Person-years of herding, farming and small mining lost, {span}",
            value=Value.exact(round(lost[Reading.CENTRAL], 0)),
            low=round(lost[Reading.FAVOURABLE], 0),
            high=round(lost[Reading.ADVERSE], 0),
            unit="person*yr",
            formula="sum_activity people * years until other work",
            parents=parents,
            note="No survey of livelihoods was read; the range is assumed.",
        )
    yield Finding(
        measure="enable.workforce_person_years",
        keys={**keys, "of": "net"},
        title=f"Person-years net of work lost, {span}",
        value=Value.exact(round(built + run - lost[Reading.CENTRAL], 0)),
        low=round(built + run - lost[Reading.ADVERSE], 0),
        high=round(built + run - lost[Reading.FAVOURABLE], 0),
        unit="person*yr",
        formula="construction + production - displaced",
        parents=parents_of([*jobs, *((parent.role, parent.id) for parent in parents)]),
        note="Jobs are not additional to the country where workers leave other work for them.",
    )
    yield _indirect(given, start, demand, keys)


def _indirect(given: WorkforceCase, start: Start, demand: Demand, keys: dict[str, str]) -> Finding:
    """Return jobs with suppliers in a year of production, corrected for imports."""
    direct = float(demand.production.sum(axis=0).max())
    by = {}
    for reading in Reading:
        multiplier = end_of(
            given.file.indirect_multiplier, "dimensionless", reading, more_is_good=True
        )
        now = end_of(given.file.imported_inputs, "dimensionless", reading, more_is_good=False)
        then = given.file.imported_inputs_then.to("dimensionless")
        by[reading] = direct * multiplier * (1.0 - now) / (1.0 - then)
    names = ("indirect_multiplier", "imported_inputs", "imported_inputs_then")
    return Finding(
        measure="enable.workforce_indirect",
        keys=keys,
        title="Jobs with suppliers in the host while the mine runs: order of magnitude",
        value=Value.exact(round(by[Reading.CENTRAL], 0)),
        low=round(by[Reading.ADVERSE], 0),
        high=round(by[Reading.FAVOURABLE], 0),
        unit="person",
        formula="direct * multiplier * (1 - imported now) / (1 - imported then)",
        parents=parents_of((name, f"case:{given.case}/workforce:{name}") for name in names),
        note=(
            "From a matrix of 2001-02 by labour income: an order of magnitude, no forecast. "
            "Spending of wages is not in it; what fly-in workers spend elsewhere would be."
        ),
    )


def placed_findings(
    given: WorkforceCase, start: Start, demand: Demand, by: Mapping[Reading, Pipeline]
) -> Iterator[Finding]:
    """Yield, for each stock of people the project draws on, how many the pipeline puts to work.

    In the first half-year with jobs, with the centres that stand; beside it stands what the case
    counts in place, so that a plan that counts on more is seen to.
    """
    file = given.projects[start.project]
    stocks = dict.fromkeys(use.resource for use in file.resource_use if use.unit == "person")
    busy = np.flatnonzero(demand.total.sum(axis=0) > 0.0)
    if not busy.size:
        return
    at = int(busy[0])
    near = {reading: float(found.workers[:, :2, at].sum()) for reading, found in by.items()}
    jobs = float(demand.total[:, at].sum())
    for name in stocks:
        yield Finding(
            measure="enable.workforce_placed",
            keys={
                "case": given.case,
                "project": start.project,
                "start": start.key,
                "resource": name,
            },
            title="People of the province whom the pipeline puts to work in its first half-year",
            value=Value.exact(round(near[Reading.CENTRAL], 0)),
            low=round(min(near.values()), 0),
            high=round(max(near.values()), 0),
            unit="person",
            formula="sum over occupations of workers from district and province",
            parents=parents_of(
                [("counted in place", f"case:{given.case}/resources:{name}.in_place")]
            ),
            note=f"Of {jobs:,.0f} jobs in the half-year from {demand.times[at]:g}.",
            cells={"jobs": jobs, "resource": name},
        )
