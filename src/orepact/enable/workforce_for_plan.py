"""What a plan reads of the workforce: who can be trained by when, promised shares, jobs, misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.enable.floor_rows import by_year, floor_rows
from orepact.enable.labour_pool import read_districts
from orepact.enable.workforce_file import Tier, TrainingCentre
from orepact.enable.workforce_model import (
    Offer,
    Reading,
    Start,
    WorkforceCase,
    course_steps,
    first_half_year,
    pipeline_inputs,
    solved,
    starts_of,
)
from orepact.enable.workforce_rows import (
    Graduates,
    JobsByYear,
    LocalShare,
    MissedShare,
    TrainedPeople,
    WorkforceForPlan,
)

__all__ = ["graduates_by_half_year", "workforce_for_plan"]

Floats = NDArray[np.float64]
_TIERS = (Tier.DISTRICT, Tier.PROVINCE)


def graduates_by_half_year(seats: Floats, steps: int, part: float) -> Floats:
    """Return graduates in work, cumulated by half-year, if every seat is always taken.

    ``part * sum_(k: k + steps <= t) seats_k`` over intakes ``k`` a course apart, the first as soon
    as there are seats: a seat that is given on when its course ends.

    Parameters
    ----------
    seats : ndarray, shape (half-year,), person
    steps : int
        Half-years of the course, 1 or more.
    part : float
        Of those who begin, 0 to 1, who finish and find work.

    Examples
    --------
    >>> graduates_by_half_year(np.array([0.0, 10.0, 10.0, 10.0, 10.0, 10.0]), 2, 0.5).tolist()
    [0.0, 0.0, 0.0, 5.0, 5.0, 10.0]
    """
    found = np.zeros(len(seats))
    opened = np.flatnonzero(seats > 0.0)
    for k in range(int(opened[0]), len(seats), steps) if opened.size else ():
        found[k + steps :] += part * seats[k]
    return found


def _people(
    given: WorkforceCase, start: Start, reading: Reading
) -> tuple[Floats, Floats, Floats, tuple[int, ...]]:
    """Return half-years; people by (tier, occupation, time); all trades by (tier, time); steps."""
    has_course = [course_steps(item, Reading.CENTRAL) > 0 for item in given.file.occupations]
    demand, inputs = pipeline_inputs(given, start, Offer.STANDING, reading)
    length = len(demand.times)
    each = np.repeat(inputs.skilled[:, :, None], length, axis=2)
    trades = np.flatnonzero(has_course)
    together = np.repeat(inputs.skilled[:, trades].sum(axis=1)[:, None], length, axis=1)
    for place in inputs.places:
        taught = [o for o in place.occupations if has_course[o]]
        for o in taught:
            each[place.tier, o] += graduates_by_half_year(
                place.seats, inputs.steps[o], inputs.graduates
            )
        if taught:
            shortest = min(inputs.steps[o] for o in taught)
            together[place.tier] += graduates_by_half_year(place.seats, shortest, inputs.graduates)
    for tier in range(2):
        for o, level in enumerate(inputs.level):
            each[tier, o] = np.minimum(each[tier, o], inputs.pool[tier, level])
        together[tier] = np.minimum(together[tier], inputs.pool[tier].max())
    return demand.times, each, together, inputs.steps


def _at_years(times: Floats, line: Floats, years: Sequence[int]) -> tuple[float, ...]:
    return tuple(float(line[int(np.flatnonzero(times == year)[0])]) for year in years)


def _trained(
    given: WorkforceCase, start: Start, project: str
) -> tuple[list[TrainedPeople], list[TrainedPeople]]:
    site = next(item for item in given.file.sites if item.project == project)
    by = {reading: _people(given, start, reading) for reading in Reading}
    times = by[Reading.CENTRAL][0]
    years = tuple(
        sorted({int(t) for t in times if t % 1 == 0 and t >= first_half_year(given.as_of)})
    )
    places = (site.district, f"rest of {site.province}")

    def line(tier: int, occupation: int | None, reading: Reading) -> tuple[float, ...]:
        own, each, together, _ = by[reading]
        return _at_years(
            own, together[tier] if occupation is None else each[tier, occupation], years
        )

    def made(tier: int, occupation: int | None) -> TrainedPeople:
        item = None if occupation is None else given.file.occupations[occupation]
        steps = by[Reading.CENTRAL][3]
        ends = [line(tier, occupation, reading) for reading in Reading]
        return TrainedPeople(
            project=project,
            occupation="" if item is None else item.id,
            title="All trades with a course" if item is None else item.title,
            place=places[tier],
            tier=str(_TIERS[tier]),
            years=years,
            people=ends[0],
            low=tuple(map(min, *ends)),
            high=tuple(map(max, *ends)),
            lead_years=(min(s for s in steps if s) if occupation is None else steps[occupation])
            / 2.0,
        )

    whole = range(len(given.file.occupations))
    return (
        [made(tier, o) for tier in range(2) for o in whole],
        [made(tier, None) for tier in range(2)],
    )


def _graduates(given: WorkforceCase, centre: TrainingCentre, years: int) -> Graduates:
    districts = read_districts(given.folder)
    part = given.file.completion.to("1") * given.file.employed.to("1")
    seats = centre.seats.to("person")
    open_seats = np.full(2 * years, seats)
    courses = {item.id: item.course.to("month") / 6.0 for item in given.file.occupations}
    return Graduates(
        option=centre.enabler,
        occupations=centre.trains,
        tier=str(centre.draws_from),
        district=centre.district,
        province=centre.province or districts.province[districts.district(centre.district)],
        seats=seats,
        by_occupation=tuple(
            (
                name,
                tuple(
                    float(graduates)
                    for graduates in graduates_by_half_year(
                        open_seats, int(np.ceil(courses[name] - 1e-9)), part
                    )[::2]
                ),
            )
            for name in centre.trains
            if courses[name] > 0.0
        ),
    )


def _floors(given: WorkforceCase) -> Iterator[LocalShare]:
    for site in given.file.sites:
        for item in site.promises:
            low, high = item.share.bounds("1")
            yield LocalShare(
                project=site.project,
                place=site.district if item.tier is Tier.DISTRICT else site.province,
                tier=str(item.tier),
                when=item.when,
                from_year=item.from_year,
                share=item.share.to("1"),
                low=low,
                high=high,
            )


def _jobs(given: WorkforceCase, start: Start) -> Iterator[JobsByYear]:
    demand, _ = pipeline_inputs(given, start, Offer.STANDING, Reading.CENTRAL)
    for o, item in enumerate(given.file.occupations):
        found = by_year(demand.times, demand.total[o])
        yield JobsByYear(
            start=start, occupation=item.id, years=tuple(found), jobs=tuple(found.values())
        )


def _missed(given: WorkforceCase, start: Start, offer: Offer) -> Iterator[MissedShare]:
    site = next(item for item in given.file.sites if item.project == start.project)
    demand, _, pipeline = solved(given, start, offer)
    for tier, place in enumerate((site.district, site.province)):
        workers = pipeline.workers[:, : tier + 1, :].sum(axis=(0, 1))
        missing = by_year(demand.times, pipeline.shortfall[tier])
        near = by_year(demand.times, workers, is_lowest=True)
        yield MissedShare(
            start=start,
            place=place,
            tier=str(_TIERS[tier]),
            offer=offer,
            years=tuple(near),
            workers=tuple(near.values()),
            missing=tuple(missing[year] for year in near),
        )


def workforce_for_plan(
    given: WorkforceCase,
    *,
    starts: Sequence[Start] = (),
    years: int = 10,
    with_pipeline: bool = False,
) -> WorkforceForPlan:
    """Return who can be trained by when, promised shares and jobs of every start, as plain figures.

    Parameters
    ----------
    given : WorkforceCase
        ``workforce_case(case)``.
    starts : sequence of Start
        Only these; empty: every start that a project offers.
    years : int
        After opening, for which options say what they add.
    with_pipeline : bool
        Whether every start's pipeline is solved, for ``missed``: a few hundredths of a second each.

    Raises
    ------
    CaseError, UnknownNameError : a site in no district, a project that states no jobs
    """
    sites = [
        site.project
        for site in given.file.sites
        if given.projects[site.project].jobs_peak is not None
        or given.projects[site.project].jobs_permanent is not None
    ]
    offered = {project: starts_of(given, project) for project in sites}
    found = {project: _trained(given, own[-1], project) for project, own in offered.items() if own}
    every = tuple(starts) or tuple(start for own in offered.values() for start in own)
    options = tuple(
        _graduates(given, centre, years) for centre in given.file.centres if centre.enabler
    )
    floors = tuple(_floors(given))
    return WorkforceForPlan(
        trained=tuple(item for each, _ in found.values() for item in each),
        together=tuple(item for _, all_ in found.values() for item in all_),
        options=options,
        floors=floors,
        rows=tuple(floor_rows(given, floors, options, found, every)),
        jobs=tuple(item for start in every for item in _jobs(given, start)),
        missed=tuple(
            item
            for start in every
            if with_pipeline
            for offer in (Offer.STANDING, Offer.OPTIONS)
            for item in _missed(given, start, offer)
        ),
    )
