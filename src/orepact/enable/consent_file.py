"""``consent.yaml``: who must be asked about each project, and what else is owed to them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.enable.gate import Asked, Evidence
from orepact.evidence import Parameter, StrictModel

__all__ = [
    "TIERS",
    "Applicability",
    "Applies",
    "Body",
    "ConsentFile",
    "Grievances",
    "ProjectConsent",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
TIERS = (Asked.TRIBE, Asked.COMMUNITY, Asked.DISTRICT, Asked.PROVINCE)
"""Who is asked, from those who live there outwards; each project answers for all four."""


class Applies(StrEnum):
    """Whether a rule holds for a project."""

    YES = "yes"
    NO = "no"
    CONTESTED = "contested"
    NOT_ASSESSED = "not assessed"


class Applicability(StrictModel):
    """Whether free, prior and informed consent, or a standard, applies, and who says otherwise."""

    applies: Applies
    """``yes``, ``no``, ``contested`` or ``not assessed``."""
    contested_by: tuple[str, ...] = ()
    """Who says yes and who says no; needed for ``contested``, and only with it."""
    evidence: tuple[Evidence, ...] = ()
    """Needed for every answer but ``not assessed``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.applies is not Applies.NOT_ASSESSED and not self.evidence:
            raise ValueError(
                f"applies {str(self.applies)!r} needs evidence; without it: 'not assessed'"
            )
        if (self.applies is Applies.CONTESTED) != bool(self.contested_by):
            raise ValueError("contested_by goes with applies 'contested', and only with it")
        return self


class Body(StrictModel):
    """One tribe, community, district or province that must be asked; its answer is a gate."""

    id: Id
    tier: Asked
    """``tribe``, ``community``, ``district`` or ``province``."""
    title: str
    """Who they are."""
    gate: str
    """Id of the gate that holds their answer, with its evidence; the state stands there alone."""
    why: str
    """Law, agreement or standard because of which they must be asked."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.tier not in TIERS:
            raise ValueError(f"tier is one of {', '.join(str(tier) for tier in TIERS)}")
        return self


class Grievances(StrictModel):
    """Complaints handed in and settled; what is not published stays unknown."""

    channel: str
    """Where people can complain, and who runs it; empty if none was found."""
    opened: Parameter | None = None
    """Complaints handed in, in ``1``; left out when not published."""
    closed: Parameter | None = None
    """Complaints settled to the date, in ``1``; left out when not published."""
    evidence: tuple[Evidence, ...] = ()
    """What shows the channel."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        counts = [item.to("1") for item in (self.opened, self.closed) if item is not None]
        if counts and min(counts) < 0:
            raise ValueError("grievances are counts: not negative")
        if self.opened is not None and self.closed is not None and counts[1] > counts[0]:
            raise ValueError(f"{counts[1]:g} grievances closed, but only {counts[0]:g} opened")
        return self


class ProjectConsent(StrictModel):
    """What consent means for one project."""

    project: str
    """Id of a project."""
    fpic: Applicability
    """Free, prior and informed consent."""
    ps7: Applicability
    """IFC Performance Standard 7."""
    bodies: tuple[Body, ...]
    """Everyone who must be asked."""
    nobody: dict[Asked, str] = Field(default_factory=dict)
    """Tiers in which nobody is to be asked, each with the reason."""
    grievances: Grievances
    flows: tuple[str, ...] = ()
    """Ids of benefit flows in ``commitments.yaml``; their amounts stand there alone."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        silent = [
            str(tier)
            for tier in TIERS
            if tier not in self.nobody and all(body.tier is not tier for body in self.bodies)
        ]
        if silent:
            raise ValueError(
                f"nobody is named in tier {', '.join(silent)} of {self.project}: name who must be "
                "asked, or give the reason under nobody"
            )
        return self


class ConsentFile(StrictModel):
    """``consent.yaml``."""

    projects: tuple[ProjectConsent, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [item.project for item in self.projects]
        names += [body.id for item in self.projects for body in item.bodies]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        return self
