"""``instruments.yaml``: what each side can bring, to whom it is open, what it takes to get it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Approval",
    "ApprovalState",
    "Eligibility",
    "Eligible",
    "Instrument",
    "InstrumentKind",
    "InstrumentState",
    "InstrumentsFile",
]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class InstrumentKind(StrEnum):
    """What is brought."""

    EXPORT_CREDIT = "export credit"
    DEVELOPMENT_FINANCE = "development finance"
    STOCKPILE = "stockpile"
    PRICE_FLOOR = "price floor"
    INSURANCE = "insurance"
    MAPPING = "mapping"
    TRAINING = "training"
    GUARANTEE = "guarantee"
    GRANT = "grant"
    TRADE = "trade"
    LAND = "land"
    TAX = "tax"
    SECURITY = "security"
    LAW = "law"


class InstrumentState(StrEnum):
    """Whether it can be had today."""

    IN_FORCE = "in force"
    APPROVED = "approved"
    OFFERED = "offered"
    EXISTS = "exists, not offered"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Eligible(StrEnum):
    """Whether a project may use it."""

    YES = "yes"
    CONDITIONAL = "on conditions"
    NO = "no"
    UNKNOWN = "not shown"

    @property
    def may_use(self) -> bool:
        """Whether a plan may count on it."""
        return self in (Eligible.YES, Eligible.CONDITIONAL)


class ApprovalState(StrEnum):
    """How far one step of the way has come."""

    DONE = "done"
    OPEN = "open"
    UNKNOWN = "unknown"


class Approval(StrictModel):
    """One step on the way to the money."""

    what: str
    who: str
    """Body that takes the step, in words."""
    state: ApprovalState
    binds: bool = False
    """Whether money is committed by it: a plan that waits holds such a step back."""
    source: str | None = None
    locator: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.state is ApprovalState.DONE and not self.source:
            raise ValueError(f"the step {self.what!r} is done without a source that shows it")
        return self


class Eligibility(StrictModel):
    """Whether one project or option may use the instrument, and why."""

    of: str
    """Project or enabler."""
    verdict: Eligible
    why: str
    source: str
    locator: str = ""


class Instrument(StrictModel):
    """One thing that a side can bring."""

    id: Slug
    title: str
    kind: InstrumentKind
    party: str
    """Party of the case that grants it."""
    state: InstrumentState
    facility: str = ""
    """Facility of ``facilities.yaml`` that it is: its amount is the ceiling."""
    enabler: str = ""
    """Enabler that it pays or is."""
    budget: bool = False
    """Whether it is spent under the party's ceiling in ``case.yaml``."""
    ceiling: Parameter | None = None
    """Largest amount; left out where a facility or a budget gives it, or none is published."""
    tied_to: str = ""
    """What must be bought from whom; empty, nothing is known."""
    environmental_category: str = ""
    """Category of the lender's own rules; empty, not published."""
    approvals: tuple[Approval, ...] = ()
    """In the order in which they are taken."""
    eligible: tuple[Eligibility, ...] = ()
    source: str
    locator: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.ceiling is not None and (self.facility or self.budget):
            raise ValueError("the ceiling stands in the facility or the budget, not here as well")
        judged = [item.of for item in self.eligible]
        twice = sorted({name for name in judged if judged.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is judged twice")
        seen_open = False
        for step in self.approvals:
            if step.state is ApprovalState.DONE and seen_open:
                raise ValueError(f"{step.what!r} is done although a step before it is open")
            seen_open = seen_open or step.state is ApprovalState.OPEN
        return self

    def verdict(self, of: str) -> Eligible:
        """Return whether a project or option may use it; not judged is not shown."""
        return next((item.verdict for item in self.eligible if item.of == of), Eligible.UNKNOWN)


class InstrumentsFile(StrictModel):
    """``instruments.yaml``."""

    instruments: tuple[Instrument, ...]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key in ("id", "facility"):
            names = [getattr(item, key) for item in self.instruments if getattr(item, key)]
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{key} {', '.join(twice)} stands twice")
        return self
