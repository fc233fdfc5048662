"""How a package of loans is put together: cover, reserves, support, and what must be met first."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine.number import MoneyOfTheDay, MoneyPerTonne, Rate, Share, Years

__all__ = ["Condition", "FinanceStructure", "Floor", "Prepayment", "Stream"]

State = Literal["met", "open", "breached", "waived", "unknown"]


class Condition(StrictModel):
    """One condition precedent or covenant, with its state."""

    id: str
    """Short name."""
    title: str
    """What must be, in a sentence."""
    kind: Literal["condition precedent", "covenant"]
    """Before the first draw, or for as long as the loan lives."""
    measure: Literal["", "minimum dscr", "minimum llcr", "reserve tail", "gearing"] = ""
    """Which result tests it; empty is judged by people."""
    state: State = "unknown"
    """As last read; a measure overrides it."""
    source: str
    """Id of a source, or ``assumption``."""
    note: str = ""
    """What a reader must know."""


class Stream(StrictModel):
    """A share of a metal sold ahead: a deposit now, deliveries at a low price later."""

    buyer: str
    """Party that pays the deposit."""
    product: str
    """Id of the product."""
    share: Share
    """Of the payable metal, over the whole life."""
    price: MoneyPerTonne
    """Paid on delivery; less where the market is lower."""
    deposit: MoneyOfTheDay
    """Paid in proportion to the capital before production."""


class Floor(StrictModel):
    """A buyer's promise of a least price."""

    buyer: str
    """Party that tops up."""
    product: str
    """Id of the product."""
    share: Share
    """Of the payable metal."""
    price: MoneyPerTonne
    """Least price."""
    years: Years
    """Production years for which it holds."""


class Prepayment(StrictModel):
    """A buyer's advance, paid back out of deliveries with interest."""

    buyer: str
    """Party that advances the money."""
    product: str
    """Id of the product that pays it back."""
    amount: MoneyOfTheDay
    """Advanced in proportion to the capital before production."""
    rate: Rate
    """Nominal yearly interest, added to the advance until production begins."""
    years: Years
    """Production years of level payments."""
    share: Share
    """Ceiling of a year's payment, as a share of the product's payable value; the rest waits."""


class FinanceStructure(StrictModel):
    """Sizing, reserves, support and tests of a package."""

    sized_on: str
    """Id of the price deck on which lenders size the debt."""
    target_dscr: Parameter
    """Debt service cover at which debt is sized, ``1``."""
    lock_up_dscr: Parameter
    """Cover below which nothing is paid out to owners."""
    minimum_llcr: Parameter
    """Loan life cover that lenders ask for."""
    reserve_tail: Share
    """Share of the reserve that must be left when the last loan is repaid."""
    repayment: Literal["level", "annuity", "sculpted"]
    """Level principal, level payments, or payments in proportion to the cash available."""
    commitment_fee: Rate
    """Yearly, on what is not yet drawn."""
    margin_step: Rate
    """Added to every margin once the project is complete."""
    reserve_months: Parameter
    """Months of debt service held in a reserve account, filled at completion; ``1``."""
    sweep: Share
    """Share of the cash left after debt service that prepays senior loans."""
    overrun_facility: MoneyOfTheDay
    """Standby debt for capital beyond the plan."""
    insurance: Rate
    """Yearly premium of political-risk insurance on the balance it covers."""
    insured_share: Share
    """Share of the balance that it covers."""
    insurer: str = ""
    """Party that earns the premium; left out it stays with the lenders, who pay it on."""
    guarantee: Literal["paying share", "none"]
    """Who answers for the debt until completion: owners by paying share, or nobody."""
    streams: list[Stream] = Field(default_factory=list)
    """Metal sold ahead."""
    prepayments: list[Prepayment] = Field(default_factory=list)
    """Advances of buyers."""
    floors: list[Floor] = Field(default_factory=list)
    """Least prices promised by buyers."""
    conditions: Annotated[list[Condition], Field(default_factory=list)]
    """Register of conditions precedent and covenants."""
    note: str = ""
    """What a reader must know."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in ("target_dscr", "lock_up_dscr", "minimum_llcr"):
            if min(getattr(self, name).bounds("1")) < 1.0:
                raise ValueError(f"{name} is below 1: cash would not cover the debt service")
        if min(self.reserve_months.bounds("1")) < 0:
            raise ValueError("reserve_months is negative")
        ids = [item.id for item in self.conditions]
        if len(set(ids)) != len(ids):
            raise ValueError("two conditions share an id")
        return self
