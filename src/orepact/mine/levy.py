"""What every line of a regime says of itself: recipient, firmness, law, dates, steps of rates."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine.number import Share

__all__ = [
    "FOREIGN_OWNERS",
    "LevyLine",
    "RateStep",
    "Ring",
    "Step",
    "TermStatus",
    "Tier",
    "check_steps",
]

FOREIGN_OWNERS = "foreign owners"
"""Stands in ``applies_to`` for every owner outside the host."""


class TermStatus(StrEnum):
    """How firm a term is."""

    LOCKED = "locked"
    """Signed or in force, and not to be touched by a plan."""
    OPEN = "open"
    """Can be negotiated or legislated."""
    CONTESTED = "contested"
    """Sources or parties disagree on what it is."""


class Tier(StrEnum):
    """Tier of the host that receives; a regime of another country names tiers, not parties."""

    FEDERATION = "federation"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNITY = "community"


Ring = Literal["project", "company"]
"""Fence around losses: the project alone, or the owner's other income, relieved at once."""


class LevyLine(StrictModel):
    """What every levy says of itself."""

    id: str
    """Short name, unique in the regime."""
    title: str
    """What the law or contract calls it."""
    recipient: str
    """Party that receives it; in a regime outside a case, a tier."""
    status: TermStatus
    """Locked, open or contested."""
    legal_source: str
    """Ids of the legal-terms ledger, for example ``L069``, or the law by name."""
    in_force_from: int | None = None
    """First calendar year in which the line holds; left out it always has."""
    in_force_to: int | None = None
    """Last such year."""
    is_deductible: bool = True
    """Whether what is paid lowers the income that is taxed."""
    note: str = ""
    """What a reader must know."""

    @model_validator(mode="after")
    def _dates(self) -> Self:
        if (
            self.in_force_from is not None
            and self.in_force_to is not None
            and self.in_force_to < self.in_force_from
        ):
            raise ValueError(f"in_force_to {self.in_force_to} lies before {self.in_force_from}")
        return self


class RateStep(StrictModel):
    """A rate from a production year on."""

    from_year: Annotated[int, Field(ge=1)]
    """Production year."""
    rate: Share
    """Of the base."""


class Step(StrictModel):
    """A rate above a threshold of a price, a margin or a ratio."""

    above: Parameter
    """Price (``USD/t``, ``USD/lb``; without ``price_year`` in money of the day), or ``%``."""
    rate: Share
    """Of the base, or of the slice above the threshold."""


def check_steps(steps: list[Step], unit: str) -> None:
    """Refuse steps that do not start at 0, do not rise, or are in another unit.

    Raises
    ------
    ValueError : what is wrong
    """
    thresholds = [step.above.to(unit) for step in steps]
    if thresholds[0] != 0:
        raise ValueError("the first step must be above 0")
    if thresholds != sorted(set(thresholds)):
        raise ValueError("the steps' thresholds must rise")
