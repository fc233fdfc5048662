"""``commitments.yaml``: who promised what, how far each promise came, and which money flowed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = [
    "BaseRate",
    "BenefitFlow",
    "Commitment",
    "CommitmentsFile",
    "OtherFigure",
    "State",
    "Step",
]


class State(StrEnum):
    """How far a commitment has come; each is further than the one before, lapsed apart."""

    ANNOUNCED = "announced"
    MOU = "MoU"
    APPROVED = "approved"
    SIGNED = "signed"
    CLOSED = "closed"
    DISBURSED = "disbursed"
    DELIVERED = "delivered"
    LAPSED = "lapsed"

    @property
    def place(self) -> int:
        """Position in the order, 0 the first."""
        return list(State).index(self)


Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Step(StrictModel):
    """A state reached on a day, with the event that shows it."""

    state: State
    date: date
    event: str
    """Row of the ledger of engagement."""


class OtherFigure(StrictModel):
    """An amount that another source gives; both stand side by side."""

    amount: Parameter
    says: str
    """What that source says it covers."""


class Commitment(StrictModel):
    """One promise from one side to another."""

    id: Slug
    title: str
    by: str
    """Who promised, in words."""
    to: str
    """Who is to receive, in words."""
    kind: str
    """Loan, contract, memorandum, law, delivery ..."""
    amount: Parameter | None = None
    """Money; left out where none was named."""
    due: date | None = None
    """Day by which it is to be delivered."""
    history: tuple[Step, ...] = Field(min_length=1)
    other_figures: tuple[OtherFigure, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for before, after in zip(self.history, self.history[1:], strict=False):
            if before.state is State.LAPSED:
                raise ValueError(f"a lapsed commitment goes on to {after.state}")
            if after.state.place <= before.state.place:
                raise ValueError(f"state goes back from {before.state} to {after.state}")
            if after.date < before.date:
                raise ValueError(f"{after.state} on {after.date} stands after {before.date}")
        return self


class BenefitFlow(StrictModel):
    """Money or places that a tier is to get: promised, paid, received, spent, each if known."""

    id: Slug
    title: str
    tier: str
    """Who is to benefit: province, district, community."""
    promised: Parameter | None = None
    paid: Parameter | None = None
    received: Parameter | None = None
    spent: Parameter | None = None
    note: str = ""


class BaseRate(StrictModel):
    """How often such promises were kept elsewhere: a reference class, counted."""

    id: Slug
    title: str
    start: State | Literal["discovery"]
    """State in which members of the class were counted; ``discovery`` of a deposit is none."""
    end: State
    """State that counts as kept; ``delivered`` is production."""
    entered: Parameter
    """How many were counted."""
    reached: Parameter
    """How many of them came to ``end``."""
    wait: Parameter | None = None
    """Mean time from one to the other, of those that came."""
    likeness: str
    """In what the class is like the promises here, and in what not."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not 0.0 <= self.reached.value <= self.entered.value or self.entered.value < 1.0:
            raise ValueError(
                f"{self.reached.value:g} of {self.entered.value:g} is no share of a reference class"
            )
        return self


class CommitmentsFile(StrictModel):
    """``commitments.yaml``."""

    seen_from: date
    """Day from which events were gathered systematically; older ones are kept and not counted."""
    commitments: tuple[Commitment, ...]
    flows: tuple[BenefitFlow, ...] = ()
    base_rates: tuple[BaseRate, ...] = ()
    """From a reference class; empty where no source gives one."""
    kinds: dict[str, str] = Field(default_factory=dict)
    """Type of an event in the ledger to ``talk``, ``paper``, ``money``, or ``other``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [item.id for item in self.commitments]
        names += [item.id for item in self.flows] + [item.id for item in self.base_rates]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        strange = sorted(set(self.kinds.values()) - {"talk", "paper", "money", "other"})
        if strange:
            raise ValueError(f"kinds are talk, paper, money or other, not {', '.join(strange)}")
        return self
