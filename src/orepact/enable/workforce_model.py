"""From a case's files to the training pipeline: central, adverse and favourable readings."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from orepact.enable.labour_demand import Demand, jobs_by_year, labour_demand, spend_by_year
from orepact.enable.labour_pool import LEVELS, Counted, counted, read_districts
from orepact.enable.staffing import staffing
from orepact.enable.training import Pipeline, PipelineInputs, Places, solve_pipeline
from orepact.enable.workforce_file import (
    ABROAD,
    Occupation,
    Site,
    Tier,
    TrainingCentre,
    WorkforceFile,
)
from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import Parameter
from orepact.mine import ProjectFile, physical_plan

__all__ = [
    "NEW",
    "Offer",
    "Reading",
    "Start",
    "WorkforceCase",
    "available",
    "available_by_sex",
    "course_steps",
    "demand_of",
    "first_half_year",
    "people_of",
    "pipeline_inputs",
    "site_of",
    "solved",
    "starts_of",
    "tier_of",
    "workforce_case",
]

Floats = NDArray[np.float64]
YEARS_BEFORE = 3
"""Years before today that are looked at to see when courses would have had to begin."""
YEARS_AFTER = 6
"""Years of production that are looked at; by then the pipeline is steady."""
NEW = "new places"
NEAR_FIRST = 1.0
"""USD a year, in place of premiums where promises alone count: who lives nearest comes first."""
PENALTY = 100.0
"""Times the dearest premium: a promise outweighs any saving."""
_TIERS = (Tier.DISTRICT, Tier.PROVINCE)


class Reading(StrEnum):
    """Which end of every range is taken."""

    CENTRAL = "central"
    ADVERSE = "adverse"
    FAVOURABLE = "favourable"


class Offer(StrEnum):
    """Which training there is."""

    STANDING = "centres that stand"
    OPTIONS = "with the options of the case"
    NEW = "with new places where needed"
    IN_TIME = "with new places begun in time"
    """As if places could have opened years ago: shows when courses would have had to begin, for
    the promises alone (premiums count nothing)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkforceCase:
    """What of a case the workforce is computed from.

    Parameters
    ----------
    case : str
        Id.
    folder : Path
        With the census tables.
    file : WorkforceFile
    projects : mapping of id to ProjectFile
    as_of : date
        Nobody can be trained before.
    end : int
        Last year of the horizon.
    """

    case: str
    folder: Path
    file: WorkforceFile
    projects: Mapping[str, ProjectFile]
    as_of: datetime.date
    end: int


class WholeCase(Protocol):
    """What the workforce takes from a case."""

    @property
    def id(self) -> str:
        """Short name."""
        ...

    @property
    def folder(self) -> Path:
        """Where it was read."""
        ...

    @property
    def workforce(self) -> WorkforceFile | None:
        """``workforce.yaml``, if the case has one."""
        ...

    @property
    def projects(self) -> Mapping[str, ProjectFile]:
        """Projects by id."""
        ...

    @property
    def header(self) -> Any:
        """``case.yaml``, with ``as_of`` and ``horizon.end``."""
        ...


def workforce_case(case: WholeCase) -> WorkforceCase:
    """Return what of a case the workforce is computed from.

    Raises
    ------
    CaseError : the case has no workforce.yaml
    """
    if case.workforce is None:
        raise CaseError(
            "the case has no workforce.yaml",
            where=case.id,
            do="Add it; docs/write-a-case.md says what it holds",
        )
    return WorkforceCase(
        case=case.id,
        folder=case.folder,
        file=case.workforce,
        projects=case.projects,
        as_of=case.header.as_of,
        end=case.header.horizon.end,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One way and year in which a project could start."""

    project: str
    variant: str
    first_spend: int

    @property
    def key(self) -> str:
        """As ids name it: ``planned.2027``."""
        return f"{self.variant}.{self.first_spend}"


def end_of(parameter: Parameter, unit: str, reading: Reading, *, more_is_good: bool) -> float:
    """Return the central value, or the end of the range that a reading takes."""
    if reading is Reading.CENTRAL:
        return parameter.to(unit)
    low, high = parameter.bounds(unit)
    return high if (reading is Reading.FAVOURABLE) == more_is_good else low


def first_half_year(as_of: datetime.date) -> float:
    """Return the first half-year that has not begun.

    Examples
    --------
    >>> first_half_year(datetime.date(2026, 11, 22))
    2027.0
    """
    return as_of.year + (0.5 if as_of.month <= 6 else 1.0)


def site_of(given: WorkforceCase, project: str) -> Site:
    """Return the site of a project.

    Raises
    ------
    UnknownNameError : the project has none
    """
    for site in given.file.sites:
        if site.project == project:
            return site
    known = [site.project for site in given.file.sites]
    raise UnknownNameError("site of project", project, known, where="workforce.yaml: sites")


def starts_of(given: WorkforceCase, project: str) -> tuple[Start, ...]:
    """Return every offered way and year of a project, soonest first."""
    file = given.projects[project]
    found = [
        Start(project=project, variant=variant.id, first_spend=year)
        for variant in file.variants
        if variant.is_offered
        for year in variant.first_spend_years
        if year <= given.end
    ]
    return tuple(sorted(found, key=lambda start: (start.first_spend, start.variant)))


def people_of(given: WorkforceCase, site: Site) -> tuple[Counted, Counted]:
    """Return people counted in the site's district, and in the rest of its province.

    Raises
    ------
    UnknownNameError : a district or province that the census does not hold, with the file
    """
    districts = read_districts(given.folder)
    where = f"{given.folder.name}/workforce.yaml: sites: {site.project}"
    own = districts.district(site.district, where=where)
    rest = [name for name in districts.of(site.province) if name != own]
    if districts.province[own] != site.province or not rest:
        raise CaseError(
            f"district {own} is not in province {site.province!r}",
            where=where,
            do=f"The census puts it in {districts.province[own]}",
        )
    return counted(districts, [own]), counted(districts, rest)


def available(given: WorkforceCase, people: Counted, tier: int, reading: Reading) -> Floats:
    """Return people who could be won for one project by schooling, shape (level,).

    ``sum_sex counted[sex, level] * participation[sex] * uptake[tier]``.
    """
    by_sex = available_by_sex(given, people, tier, reading)
    return np.asarray(sum(by_sex.values(), start=np.zeros(len(LEVELS))))


def available_by_sex(
    given: WorkforceCase, people: Counted, tier: int, reading: Reading
) -> dict[str, Floats]:
    """Return women and men who could be won for one project by schooling, shape (level,) each.

    ``counted[sex, level] * participation[sex] * uptake[tier]``.
    """
    pools = given.file.pools
    uptake = (pools.uptake_district, pools.uptake_province)[tier]
    share = end_of(uptake, "dimensionless", reading, more_is_good=True)
    part = {"female": pools.participation_women, "male": pools.participation_men}
    return {
        sex: counted * end_of(part[sex], "dimensionless", reading, more_is_good=True) * share
        for sex, counted in people.people.items()
    }


def _jobs(parameter: Parameter | None, reading: Reading) -> float:
    if parameter is None:
        return 0.0
    return end_of(parameter, "person", reading, more_is_good=False)


def demand_of(
    given: WorkforceCase,
    start: Start,
    reading: Reading = Reading.CENTRAL,
    *,
    is_looking_back: bool = False,
) -> Demand:
    """Return the jobs of a project by occupation and half-year from the first not yet begun.

    With ``is_looking_back`` the half-years begin ``YEARS_BEFORE`` years earlier. More jobs are
    the adverse reading here: they are harder to fill.

    Raises
    ------
    CaseError : the project has neither a schedule nor jobs
    """
    project = given.projects[start.project]
    if project.jobs_peak is None and project.jobs_permanent is None:
        raise CaseError(
            "the project states no jobs",
            where=f"projects/{project.id}.yaml",
            do="Give jobs_peak and jobs_permanent, or remove its site from workforce.yaml",
        )
    variant = next(item for item in project.variants if item.id == start.variant)
    opening = start.first_spend + variant.first_production
    first = int(first_half_year(given.as_of))
    begins = min(first, start.first_spend) - (YEARS_BEFORE if is_looking_back else 0)
    years = range(begins, opening + YEARS_AFTER)
    feed = physical_plan(project).feed if project.schedule is not None else np.zeros(0)
    construction, production = jobs_by_year(
        project,
        spend_by_year(project, start.variant, start.first_spend),
        [float(amount) for amount in feed],
        first_production=opening,
        peak=_jobs(project.jobs_peak, reading),
        permanent=_jobs(project.jobs_permanent, reading),
        scale=end_of(given.file.permanent_scale, "dimensionless", reading, more_is_good=False),
        years=years,
    )
    pattern = staffing(site_of(given, start.project).industry)
    mix = np.array([pattern[item.id].share for item in given.file.occupations])
    built = np.array(
        [item.construction_share.to("dimensionless") for item in given.file.occupations]
    )
    return labour_demand(
        construction,
        production,
        years=years,
        construction_share=built / built.sum(),
        production_share=mix / mix.sum(),
        first_spend=start.first_spend,
        first_production=opening,
    )


def _promised(site: Site, demand: Demand, reading: Reading) -> Floats:
    """Return promised shares by tier and half-year; construction rules until production starts."""
    promise = np.zeros((2, len(demand.times)))
    for item in sorted(site.promises, key=lambda promise: promise.from_year):
        begins = demand.first_spend if item.when == "construction" else demand.first_production
        is_on = demand.times >= begins + item.from_year - 1
        if item.when == "construction":
            is_on &= demand.times < demand.first_production
        share = end_of(item.share, "dimensionless", reading, more_is_good=False)
        promise[_TIERS.index(item.tier), is_on] = share
    return promise


def _seats(centre: TrainingCentre, times: Floats, reading: Reading) -> Floats:
    closes = np.inf if centre.closes is None else centre.closes
    is_open = (times >= centre.opens) & (times < closes)
    return np.where(is_open, end_of(centre.seats, "person", reading, more_is_good=True), 0.0)


def tier_of(given: WorkforceCase, site: Site, centre: TrainingCentre) -> int | None:
    """Return which people of a site a centre trains: 0 its district's, 1 its province's, or None.

    A centre that draws from another district of the province trains part of the rest of it; one of
    another province trains nobody for this site.
    """
    districts = read_districts(given.folder)
    where = f"{given.folder.name}/workforce.yaml: centres: {centre.id}"
    home = "" if centre.district == ABROAD else districts.district(centre.district, where=where)
    if (centre.province or districts.province[home]) != site.province:
        return None
    own = districts.district(site.district, where=where)
    return 0 if centre.draws_from is Tier.DISTRICT and home == own else 1


def _places(
    given: WorkforceCase, site: Site, times: Floats, offer: Offer, reading: Reading
) -> tuple[Places, ...]:
    order = [item.id for item in given.file.occupations]
    now = first_half_year(given.as_of) if offer is not Offer.IN_TIME else float(times[0])
    found = [
        Places(
            id=centre.id,
            tier=tier,
            occupations=tuple(order.index(name) for name in centre.trains),
            seats=np.where(times >= now, _seats(centre, times, reading), 0.0),
        )
        for centre in given.file.centres
        if not centre.enabler or offer is Offer.OPTIONS
        if (tier := tier_of(given, site, centre)) is not None
    ]
    if offer in (Offer.NEW, Offer.IN_TIME):
        wait = end_of(given.file.new_places_from, "yr", reading, more_is_good=False)
        is_open = times >= (now + wait if offer is Offer.NEW else now)
        found += [
            Places(
                id=f"{NEW}, {tier}",
                tier=index,
                occupations=tuple(range(len(order))),
                seats=np.where(is_open, np.inf, 0.0),
            )
            for index, tier in enumerate(_TIERS)
        ]
    return tuple(found)


def course_steps(item: Occupation, reading: Reading) -> int:
    """Return the half-years of a course, a part of one counting whole."""
    return int(np.ceil(end_of(item.course, "month", reading, more_is_good=False) / 6.0 - 1e-9))


def pipeline_inputs(
    given: WorkforceCase, start: Start, offer: Offer, reading: Reading
) -> tuple[Demand, PipelineInputs]:
    """Return the demand and what the pipeline is solved from."""
    file = given.file
    site = site_of(given, start.project)
    is_looking_back = offer is Offer.IN_TIME
    demand = demand_of(given, start, reading, is_looking_back=is_looking_back)
    people = people_of(given, site)
    pool = np.array([available(given, people[tier], tier, reading) for tier in range(2)])
    level = tuple(LEVELS.index(item.schooling) for item in file.occupations)
    skilled = np.array(
        [
            [
                pool[tier, level[o]]
                * end_of(item.skilled, "dimensionless", reading, more_is_good=True)
                for o, item in enumerate(file.occupations)
            ]
            for tier in range(2)
        ]
    )
    finish = end_of(file.completion, "dimensionless", reading, more_is_good=True)
    taken = end_of(file.employed, "dimensionless", reading, more_is_good=True)
    leave = end_of(file.attrition, "%/yr", reading, more_is_good=False) / 100.0
    premiums = [
        end_of(cost, "USD/yr", reading, more_is_good=False)
        for cost in (file.premium_province, file.premium_elsewhere)
    ]
    inputs = PipelineInputs(
        demand=demand.total,
        level=level,
        steps=tuple(course_steps(item, reading) for item in file.occupations),
        pool=pool,
        skilled=skilled,
        promise=_promised(site, demand, reading),
        places=_places(given, site, demand.times, offer, reading),
        graduates=finish * taken,
        attrition=1.0 - (1.0 - leave) ** 0.5,
        place_cost=end_of(file.place_cost, "USD/yr", reading, more_is_good=False) / 2.0,
        premium=(0.0, *(NEAR_FIRST if is_looking_back else cost for cost in premiums)),
        penalty=PENALTY * max(premiums),
    )
    return demand, inputs


def solved(
    given: WorkforceCase, start: Start, offer: Offer, reading: Reading = Reading.CENTRAL
) -> tuple[Demand, PipelineInputs, Pipeline]:
    """Return demand, inputs and the least-cost pipeline of one start, offer and reading."""
    demand, inputs = pipeline_inputs(given, start, offer, reading)
    return demand, inputs, solve_pipeline(inputs)
