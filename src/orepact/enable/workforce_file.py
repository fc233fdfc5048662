"""``workforce.yaml``: occupations, labour pools, training centres, promised shares, sites."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.enable.case_table import CaseTable
from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Displaced",
    "Occupation",
    "Pools",
    "PromisedShare",
    "Schooling",
    "Site",
    "Tier",
    "TrainingCentre",
    "WorkforceFile",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Schooling(StrEnum):
    """What an occupation asks for before any course; each level contains the later ones."""

    NONE = "none"
    LITERATE = "literate"
    SECONDARY = "secondary"
    DEGREE = "degree"


class Tier(StrEnum):
    """Where a worker comes from."""

    DISTRICT = "district"
    PROVINCE = "province"
    ELSEWHERE = "elsewhere"
    """The rest of the host and abroad."""


def _checked(parameter: Parameter, name: str, unit: str, high: float | None = None) -> None:
    low_given, high_given = parameter.bounds(unit)
    if low_given < 0 or (high is not None and high_given > high):
        limit = f"0 to {high:g}" if high is not None else "at least 0"
        raise ValueError(f"{name} is not {limit} {unit}")


class Occupation(StrictModel):
    """One group of occupations that can stand in for each other."""

    id: Id
    title: str
    schooling: Schooling
    """``none``, ``literate``, ``secondary`` or ``degree``."""
    course: Parameter
    """Length of the course before work, in months; 0 for on-the-job."""
    skilled: Parameter
    """Percent of the pool with that schooling who have the skill today."""
    construction_share: Parameter
    """Percent of all construction jobs; shares sum to 100 %."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        _checked(self.course, "course", "month", 96.0)
        _checked(self.skilled, "skilled", "%", 100.0)
        _checked(self.construction_share, "construction_share", "%", 100.0)
        return self


ABROAD = "abroad"
"""District of a centre outside the host."""


class TrainingCentre(StrictModel):
    """Places for courses, in one place, from one half-year on."""

    id: Id
    title: str
    district: str
    """District of the census in which it stands, or ``abroad``."""
    draws_from: Tier
    """``district`` or ``province``: where its trainees come from."""
    province: str = ""
    """Province whose people it takes; left out, that of its district; needed for one ``abroad``."""
    trains: tuple[str, ...]
    """Ids of occupations."""
    seats: Parameter
    """Trainees at one time."""
    opens: float
    """First half-year with trainees, as a year: 2027.5 is July 2027."""
    closes: float | None = None
    """First half-year without."""
    enabler: str = ""
    """Option that must be taken for it to exist; empty when it stands."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.seats.to("person") <= 0:
            raise ValueError(
                f"training centre {self.id!r} has no capacity (seats {self.seats.value:g}): "
                "give its places, or leave the centre out"
            )
        _checked(self.seats, "seats", "person")
        if not self.trains:
            raise ValueError(f"training centre {self.id!r} trains nobody: name occupations")
        if self.draws_from is Tier.ELSEWHERE:
            raise ValueError("draws_from is 'district' or 'province'")
        if self.district == ABROAD and (self.draws_from is Tier.DISTRICT or not self.province):
            raise ValueError(
                f"training centre {self.id!r} is abroad: say from which province it draws"
            )
        if (self.opens * 2) % 1:
            raise ValueError(f"opens {self.opens:g} is no half-year: write 2027 or 2027.5")
        return self


class PromisedShare(StrictModel):
    """A part of all jobs that was promised to a district or a province."""

    tier: Tier
    when: Annotated[str, Field(pattern="^(construction|production)$")]
    """``construction`` or ``production``."""
    from_year: Annotated[int, Field(ge=1)] = 1
    """1 is the first year of it; a later promise replaces the earlier one."""
    share: Parameter
    """Percent of all jobs, at least."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        _checked(self.share, "share", "%", 100.0)
        if self.tier is Tier.ELSEWHERE:
            raise ValueError("tier is 'district' or 'province'")
        return self


class Displaced(StrictModel):
    """Livelihoods that a site ends or worsens."""

    activity: str
    """Herding, farming, small mining, ..."""
    people: Parameter
    """People who lose the work."""
    until_year: Annotated[int, Field(ge=1)] = 10
    """Years until they have found other work, counted from the first spend."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        _checked(self.people, "people", "person")
        return self


class Site(StrictModel):
    """Where a project's workers would live, and what was promised there."""

    project: str
    """Id of a project of the case."""
    district: str
    """District of the census."""
    province: str
    """Province of the census."""
    industry: str = "212200"
    """Industry of the staffing pattern: ``212200`` metal ores, ``212300`` other minerals."""
    promises: tuple[PromisedShare, ...] = ()
    """Promised shares of all jobs."""
    displaced: tuple[Displaced, ...] = ()
    """Livelihoods lost."""
    note: str = ""


class Pools(StrictModel):
    """How many of the people counted could work here at all."""

    participation_men: Parameter
    """Percent of men of 15 to 49 in the labour force."""
    participation_women: Parameter
    """Percent of women of 15 to 49 in the labour force."""
    uptake_district: Parameter
    """Percent of the host district's labour force that one project can win."""
    uptake_province: Parameter
    """Percent of the rest of the province's labour force that one project can win."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in type(self).model_fields:
            _checked(getattr(self, name), name, "%", 100.0)
        return self


class WorkforceFile(StrictModel):
    """``workforce.yaml``."""

    tables: tuple[CaseTable, ...]
    """The census tables that stand beside it."""
    pools: Pools
    """From people counted to people who could be hired."""
    occupations: tuple[Occupation, ...]
    """Groups of occupations; ids as in the staffing pattern."""
    centres: tuple[TrainingCentre, ...] = ()
    """Training centres that stand or are proposed."""
    sites: tuple[Site, ...]
    """One per project that has jobs."""
    completion: Parameter
    """Percent of trainees who finish."""
    employed: Parameter
    """Percent of those who finish and take a job in their trade."""
    attrition: Parameter
    """Percent of workers who leave per year."""
    place_cost: Parameter
    """Cost of a place for a year."""
    premium_province: Parameter
    """Cost per worker and year above a local one, from the rest of the province."""
    premium_elsewhere: Parameter
    """Cost per worker and year above a local one, from outside the province."""
    new_places_from: Parameter
    """Years from today until new places can take trainees."""
    staffing_spread: Parameter
    """Percent by which a group's part in this host's jobs may differ from the pattern's."""
    permanent_scale: Parameter
    """Power of feed by which permanent jobs grow beyond the first phase; 0 is none."""
    indirect_multiplier: Parameter
    """Jobs with suppliers per direct job, before the correction below."""
    imported_inputs: Parameter
    """Percent of a modern mine's inputs that come from abroad."""
    imported_inputs_then: Parameter
    """The same percent inside the multiplier."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        total = sum(item.construction_share.to("%") for item in self.occupations)
        if abs(total - 100.0) > 0.05:
            raise ValueError(f"construction shares sum to {total:g} %, not to 100 %")
        known = {item.id for item in self.occupations}
        if len(known) != len(self.occupations):
            raise ValueError("an occupation stands twice")
        for centre in self.centres:
            strange = sorted(set(centre.trains) - known)
            if strange:
                raise ValueError(
                    f"training centre {centre.id!r} trains {', '.join(strange)}, "
                    "which is no occupation of this file"
                )
        for name in ("completion", "employed", "imported_inputs"):
            _checked(getattr(self, name), name, "%", 100.0)
        _checked(self.attrition, "attrition", "%/yr", 100.0)
        return self

    def occupation(self, id_: str) -> Occupation:
        """Return an occupation by id."""
        return next(item for item in self.occupations if item.id == id_)
