"""People: promised shares of local workers, who can be trained by when, and what training adds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.enable import Start, workforce_case, workforce_for_plan
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


def local_floors(case: Case, data: PlanData) -> tuple[LocalFloor, ...]:
    """Return the promised local shares of a case as rows that bind; none without workforce.yaml.

    A district's people are those of the district; a province's are both. Jobs without a course
    count as filled from near; all trades with one stand together, so that the row is a bound: trade
    by trade it is tighter, which the chapter on people shows.
    """
    if "workforce" not in case.files:
        return ()
    plan = workforce_for_plan(workforce_case(case))
    found = []
    for row in plan.rows:
        floor = row.floor
        place = np.clip(data.years - row.years[0], 0, len(row.years) - 1)
        is_known = (data.years >= row.years[0]) & (data.years <= row.years[-1])
        jobs = np.zeros((len(data.columns), data.years.size))
        for n, column in enumerate(data.columns):
            start = Start(
                project=column.project, variant=column.variant, first_spend=column.first_spend
            )
            if start in row.need:
                asked = np.array(row.need[start])[place] / floor.share
                jobs[n] = np.where(is_known, asked, 0.0)
        longest = max((len(most) for most in row.graduates.values()), default=1)
        graduates = np.zeros((len(data.options), longest))
        for n, option in enumerate(data.options):
            if option.id in row.graduates:
                most = np.array(row.graduates[option.id])
                graduates[n, : most.size] = most
                graduates[n, most.size :] = most[-1]
        found.append(
            LocalFloor(
                id=f"{floor.project}:{floor.place}:{floor.when}",
                title=f"{floor.share:.0%} of the jobs of {floor.project} for people of "
                f"{floor.place} in {floor.when}",
                share=floor.share,
                jobs=jobs,
                people=np.array(row.people)[place],
                graduates=graduates,
            )
        )
    return tuple(found)
