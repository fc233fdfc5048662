"""Promised shares as rows that a plan can take: people with a trade, needed against ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.enable.workforce_file import Site
from orepact.enable.workforce_model import (
    Offer,
    Reading,
    Start,
    WorkforceCase,
    course_steps,
    pipeline_inputs,
    site_of,
)
from orepact.enable.workforce_rows import FloorRow, Graduates, LocalShare, TrainedPeople

__all__ = ["by_year", "floor_rows"]

Floats = NDArray[np.float64]


def by_year(times: Floats, line: Floats, *, is_lowest: bool = False) -> dict[int, float]:
    """Return the higher of each year's halves, or the lower."""
    found: dict[int, float] = {}
    for time, amount in zip(times.tolist(), line.tolist(), strict=True):
        year = int(time)
        pick = min if is_lowest else max
        found[year] = pick(found.get(year, amount), amount)
    return found


def _counts(site: Site, floor: LocalShare, school: Graduates) -> bool:
    """Return whether an option's graduates count as people of a floor's place."""
    if school.province != site.province:
        return False
    is_own = school.tier == "district" and school.district == site.district
    return is_own or floor.tier == "province"


def _need(
    given: WorkforceCase, floor: LocalShare, start: Start, free: Sequence[TrainedPeople]
) -> dict[int, float]:
    """Return people with a trade that a promise asks for, by year."""
    demand, _ = pipeline_inputs(given, start, Offer.STANDING, Reading.CENTRAL)
    has_course = np.array(
        [course_steps(item, Reading.CENTRAL) > 0 for item in given.file.occupations]
    )
    whole = demand.total.sum(axis=0)
    without = demand.total[~has_course].sum(axis=0)
    near = sum(item.people[0] for item in free)
    asked = np.maximum(0.0, floor.share * whole - np.minimum(without, near))
    begins = demand.first_spend if floor.when == "construction" else demand.first_production
    is_on = demand.times >= begins + floor.from_year - 1
    if floor.when == "construction":
        is_on &= demand.times < demand.first_production
    return by_year(demand.times, np.where(is_on, asked, 0.0))


def floor_rows(
    given: WorkforceCase,
    floors: Sequence[LocalShare],
    options: Sequence[Graduates],
    found: Mapping[str, tuple[list[TrainedPeople], list[TrainedPeople]]],
    starts: Sequence[Start],
) -> Iterator[FloorRow]:
    """Yield one row for each floor whose project has a start.

    Parameters
    ----------
    given : WorkforceCase
    floors : sequence of LocalShare
    options : sequence of Graduates
    found : mapping of project to (people by trade, all trades together)
    starts : sequence of Start
    """
    courses = {item.id: course_steps(item, Reading.CENTRAL) for item in given.file.occupations}
    for floor in floors:
        if floor.project not in found:
            continue
        site = site_of(given, floor.project)
        tiers = {"district"} if floor.tier == "district" else {"district", "province"}
        each, together = found[floor.project]
        free = [item for item in each if item.tier in tiers and not courses[item.occupation]]
        need = {
            start: _need(given, floor, start, free)
            for start in starts
            if start.project == floor.project
        }
        pools = [item for item in together if item.tier in tiers]
        first = min([pools[0].years[0], *(min(own) for own in need.values())])
        years = tuple(range(first, max([pools[0].years[-1], *(max(o) for o in need.values())]) + 1))
        added: dict[str, tuple[float, ...]] = {}
        for school in options:
            if _counts(site, floor, school):
                most = tuple(map(max, *(by for _, by in school.by_occupation)))
                known = added.get(school.option, (0.0,) * len(most))
                added[school.option] = tuple(map(sum, zip(known, most, strict=True)))
        yield FloorRow(
            floor=floor,
            years=years,
            people=tuple(sum(_in_year(item, year) for item in pools) for year in years),
            graduates=added,
            need={
                start: tuple(own.get(year, 0.0) for year in years) for start, own in need.items()
            },
        )


def _in_year(item: TrainedPeople, year: int) -> float:
    """Return people of a year, of the first or last one known outside."""
    return item.people[min(max(year - item.years[0], 0), len(item.years) - 1)]
