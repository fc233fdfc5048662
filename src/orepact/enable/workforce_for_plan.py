"""What a plan reads of the workforce: who can be trained by when, promised shares, jobs, misses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.enable.labour_pool import read_districts
from orepact.enable.workforce_file import Site, Tier, TrainingCentre
from orepact.enable.workforce_model import (
    Offer,
    Reading,
    Start,
    WorkforceCase,
    course_steps,
    first_half_year,
    pipeline_inputs,
    site_of,
    solved,
    starts_of,
)

__all__ = [
    "FloorRow",
    "Graduates",
    "JobsByYear",
    "LocalShare",
    "MissedShare",
    "TrainedPeople",
    "WorkforceForPlan",
    "graduates_by_half_year",
    "workforce_for_plan",
]

Floats = NDArray[np.float64]
_TIERS = (Tier.DISTRICT, Tier.PROVINCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedPeople:
    """The most people of one trade from one place who can be ready by each year.

    ``skilled today + graduates of every seat of the centres that stand``, at most those with the
    schooling; nobody is lost on the way, so that no plan can truly have more. Seats serve several
    trades: a sum over trades is bounded by ``WorkforceForPlan.together`` too.

    Parameters
    ----------
    project : str
        Whose site.
    occupation, title : str
        Empty occupation: all trades with a course together.
    place : str
        District, or the rest of its province.
    tier : str
        ``district`` or ``province`` (without the district).
    years : tuple of int
    people, low, high : tuple of float, person
        At the start of each year; central reading, adverse and favourable.
    lead_years : float
        Length of the course: who begins now is ready then.
    """

    project: str
    occupation: str
    title: str
    place: str
    tier: str
    years: tuple[int, ...]
    people: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    lead_years: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Graduates:
    """What an option of the case that is a training centre can add, by years from its opening.

    Parameters
    ----------
    option : str
        Id of the enabler option.
    occupations : tuple of str
        It can teach; its seats serve one at a time.
    tier, district, province : str
        Where trainees come from; the district counts for tier ``district`` alone.
    seats : float, person
    by_occupation : mapping-like tuple of (str, tuple of float)
        Occupation and graduates in work, cumulated, at the start of years 0, 1, 2, ... after
        opening, if every seat serves it.
    """

    option: str
    occupations: tuple[str, ...]
    tier: str
    district: str
    province: str
    seats: float
    by_occupation: tuple[tuple[str, tuple[float, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalShare:
    """A floor on the part of a project's jobs that people from one place must hold.

    Parameters
    ----------
    project, place, tier : str
        A whole province includes its host district.
    when : str
        ``construction`` or ``production``.
    from_year : int
        1: from the first year of it.
    share, low, high : float, 0 to 1
    """

    project: str
    place: str
    tier: str
    when: str
    from_year: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsByYear:
    """The jobs of one way to start, by occupation.

    Parameters
    ----------
    start : Start
    occupation : str
    years : tuple of int
    jobs : tuple of float, person
        The higher of the year's halves.
    """

    start: Start
    occupation: str
    years: tuple[int, ...]
    jobs: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedShare:
    """How far the least-cost pipeline of one start stays below a promised share.

    Parameters
    ----------
    start : Start
    place, tier : str
    offer : Offer
        Which training there is: ``STANDING``, or ``OPTIONS`` with the case's training options.
    years : tuple of int
    workers : tuple of float, person
        From there; a whole province includes its district.
    missing : tuple of float, person
        Under the promise, the worse of the year's halves; 0 where it is kept.
    """

    start: Start
    place: str
    tier: str
    offer: Offer
    years: tuple[int, ...]
    workers: tuple[float, ...]
    missing: tuple[float, ...]

    @property
    def is_kept(self) -> bool:
        """Whether the promise is kept in every year, to half a person."""
        return max(self.missing, default=0.0) < 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorRow:
    """One promised share as a row that a plan can take as it stands.

    ::

        sum_starts need[start, t] z[start] <= people[t] + sum_options graduates[option, t - opening]

    Jobs without a course count as filled from near as far as there are people for them; what is
    left of the promise has to come from trades with a course. A bound, for all trades stand
    together, seats serve the shortest course and nobody leaves: a plan that breaks it cannot keep
    the promise, one that keeps it may still miss it trade by trade.

    Parameters
    ----------
    floor : LocalShare
    years : tuple of int
    people : tuple of float, person
        With a trade, or ready by then in the centres that stand.
    graduates : mapping of option to tuple of float, person
        Added, cumulated, at the start of years 0, 1, 2, ... after its opening.
    need : mapping of Start to tuple of float, person
        People with a trade that the promise asks for, by year.
    """

    floor: LocalShare
    years: tuple[int, ...]
    people: tuple[float, ...]
    graduates: Mapping[str, tuple[float, ...]]
    need: Mapping[Start, tuple[float, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkforceForPlan:
    """Everything that a plan reads of the workforce.

    Parameters
    ----------
    trained : tuple of TrainedPeople
        By project, place and occupation.
    together : tuple of TrainedPeople
        By project and place, all trades with a course.
    options : tuple of Graduates
    floors : tuple of LocalShare
    jobs : tuple of JobsByYear
    rows : tuple of FloorRow
        One for each floor.
    missed : tuple of MissedShare
        Empty unless asked for.
    """

    trained: tuple[TrainedPeople, ...]
    together: tuple[TrainedPeople, ...]
    options: tuple[Graduates, ...]
    floors: tuple[LocalShare, ...]
    jobs: tuple[JobsByYear, ...]
    rows: tuple[FloorRow, ...]
    missed: tuple[MissedShare, ...]


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


def _by_year(times: Floats, line: Floats, *, is_lowest: bool = False) -> dict[int, float]:
    found: dict[int, float] = {}
    for time, amount in zip(times.tolist(), line.tolist(), strict=True):
        year = int(time)
        pick = min if is_lowest else max
        found[year] = pick(found.get(year, amount), amount)
    return found


def _jobs(given: WorkforceCase, start: Start) -> Iterator[JobsByYear]:
    demand, _ = pipeline_inputs(given, start, Offer.STANDING, Reading.CENTRAL)
    for o, item in enumerate(given.file.occupations):
        found = _by_year(demand.times, demand.total[o])
        yield JobsByYear(
            start=start, occupation=item.id, years=tuple(found), jobs=tuple(found.values())
        )


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
    return _by_year(demand.times, np.where(is_on, asked, 0.0))


def _rows(
    given: WorkforceCase,
    floors: Sequence[LocalShare],
    options: Sequence[Graduates],
    found: Mapping[str, tuple[list[TrainedPeople], list[TrainedPeople]]],
    starts: Sequence[Start],
) -> Iterator[FloorRow]:
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


def _missed(given: WorkforceCase, start: Start, offer: Offer) -> Iterator[MissedShare]:
    site = next(item for item in given.file.sites if item.project == start.project)
    demand, _, pipeline = solved(given, start, offer)
    for tier, place in enumerate((site.district, site.province)):
        workers = pipeline.workers[:, : tier + 1, :].sum(axis=(0, 1))
        missing = _by_year(demand.times, pipeline.shortfall[tier])
        near = _by_year(demand.times, workers, is_lowest=True)
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
        rows=tuple(_rows(given, floors, options, found, every)),
        jobs=tuple(item for start in every for item in _jobs(given, start)),
        missed=tuple(
            item
            for start in every
            if with_pipeline
            for offer in (Offer.STANDING, Offer.OPTIONS)
            for item in _missed(given, start, offer)
        ),
    )
