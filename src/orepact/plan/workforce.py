"""People: promised shares of local workers, who can be trained by when, and what training adds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.enable import workforce_case, workforce_for_plan
from orepact.plan.data import LocalFloor, PlanData
from orepact.plan.sheet import Sheet

__all__ = ["add_workforce", "local_floors"]

Floats = NDArray[np.float64]


def add_workforce(sheet: Sheet, data: PlanData) -> None:
    """Add one row per floor f and year t in which any column has jobs under it.

    ::

        sum_c share[f] jobs[c,f,t] z[c] <= people[f,t] + sum_i graduates[i,f](t - start - lead)

    ``people`` are those who have the trade or can be trained for it in time in the centres that
    stand, so the lead time of a course is in it; graduates of an option come after it has opened
    and their course has ended. Without floors in the data nothing is added.
    """
    for floor in data.floors:
        used = np.flatnonzero((floor.jobs > 0.0).any(axis=0))
        if used.size == 0:
            continue
        size = max(1.0, float((floor.share * floor.jobs).max()))
        blocks = {"z": floor.share * floor.jobs[:, used].T / size}
        if data.options and floor.graduates.any():
            blocks["y"] = -_graduates(data, floor, data.years[used]) / size
        sheet.rows(f"people:{floor.id}", blocks, at_most=floor.people[used] / size)


def _graduates(data: PlanData, floor: LocalFloor, years: NDArray[np.int64]) -> Floats:
    """Return coefficients of ``y[i,t]``, shape (year, option, start), telescoped."""
    starts = np.array(data.starts)
    lead = np.array([option.lead for option in data.options])
    open_for = years[:, None, None] - starts[None, None, :] - lead[None, :, None]
    at = np.clip(open_for, 0, floor.graduates.shape[1] - 1)
    option = np.broadcast_to(np.arange(len(data.options))[None, :, None], at.shape)
    found = np.where(open_for >= 0, floor.graduates[option, at], 0.0)
    found[:, :, :-1] -= found[:, :, 1:].copy()
    return np.asarray(found, dtype=float)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """Jobs of a project's ways by the year of its first spend."""

    jobs: dict[tuple[str, str, int], Floats]


def _jobs(data: PlanData, case: Case) -> _Ways:
    plan = workforce_for_plan(workforce_case(case))
    found: dict[tuple[str, str, int], Floats] = {}
    for item in plan.jobs:
        key = (item.start.project, item.start.variant, item.start.first_spend)
        total = found.setdefault(key, np.zeros(data.years.size))
        for year, jobs in zip(item.years, item.jobs, strict=True):
            if data.years[0] <= year <= data.years[-1]:
                total[year - int(data.years[0])] += jobs
    return _Ways(jobs=found)


def local_floors(case: Case, data: PlanData) -> tuple[LocalFloor, ...]:
    """Return the promised local shares of a case as rows that bind; none without workforce.yaml.

    A district's people are those of the district; a province's are both. Jobs of all trades stand
    together, so that the row is a bound: trade by trade it is tighter, which the chapter on people
    shows.
    """
    if "workforce" not in case.files:
        return ()
    plan = workforce_for_plan(workforce_case(case))
    ways = _jobs(data, case).jobs
    found = []
    for item in plan.floors:
        jobs = np.zeros((len(data.columns), data.years.size))
        for n, column in enumerate(data.columns):
            if column.project != item.project:
                continue
            own = ways.get((column.project, column.variant, column.first_spend))
            if own is None:
                continue
            is_built = data.years < column.first_production
            jobs[n] = np.where(is_built == (item.when == "construction"), own, 0.0)
        tiers = {"district"} if item.tier == "district" else {"district", "province"}
        people = np.zeros(data.years.size)
        for pool in plan.together:
            if pool.project == item.project and pool.tier in tiers:
                first = np.searchsorted(np.array(pool.years), data.years, side="right") - 1
                people += np.array(pool.people)[np.clip(first, 0, len(pool.people) - 1)]
        longest = max((len(n) for g in plan.options for _, n in g.by_occupation), default=1)
        graduates = np.zeros((len(data.options), longest))
        for school in plan.options:
            if school.tier not in tiers:
                continue
            for n, option in enumerate(data.options):
                if option.id == school.option:
                    most = np.max([np.array(by) for _, by in school.by_occupation], axis=0)
                    graduates[n, : most.size] = most
                    graduates[n, most.size :] = most[-1]
        found.append(
            LocalFloor(
                id=f"{item.project}:{item.place}:{item.when}",
                title=f"{item.share:.0%} of the jobs of {item.project} for people of {item.place} "
                f"in {item.when}",
                share=item.share,
                jobs=jobs,
                people=people,
                graduates=graduates,
            )
        )
    return tuple(found)
