"""The regime file: which levy, at what rate, on which base, to whom, and whether it is signed."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import StrictModel
from orepact.mine.number import MoneyOfTheDay, Rate, Share, Years

__all__ = [
    "AdValorem",
    "AdvanceRoyalty",
    "DividendWithholding",
    "FixedPayment",
    "IncomeTax",
    "Levy",
    "MinimumTax",
    "RateStep",
    "RegimeFile",
    "TermStatus",
]


class TermStatus(StrEnum):
    """How firm a term is."""

    LOCKED = "locked"
    """Signed or in force, and not to be touched by a plan."""
    OPEN = "open"
    """Can be negotiated or legislated."""
    CONTESTED = "contested"
    """Sources or parties disagree on what it is."""


class _Levy(StrictModel):
    """What every levy says of itself."""

    id: str
    title: str
    recipient: str
    """Party (tier) that receives it."""
    status: TermStatus
    legal_source: str
    """Ids of the legal-terms ledger, for example ``L069``."""
    note: str = ""


class RateStep(StrictModel):
    """A rate from a production year on."""

    from_year: Annotated[int, Field(ge=1)]
    """Production year."""
    rate: Share


class AdValorem(_Levy):
    """Royalty, net-smelter-return levy, export-zone surcharge or presumptive tax."""

    type: Literal["ad valorem"]
    base: Literal["nsr", "revenue"]
    """Net smelter return, or gross payable revenue."""
    rate: Share
    from_year: Annotated[int, Field(ge=1)] = 1
    """First production year in which it is due."""
    to_year: int | None = None
    """Last production year."""


class AdvanceRoyalty(_Levy):
    """Royalty paid before production and credited later against a royalty that is due."""

    type: Literal["advance royalty"]
    amounts: Annotated[list[MoneyOfTheDay], Field(min_length=1)]
    """Due in spending year 1, 2, ...; the last one repeats until production starts."""
    cap: MoneyOfTheDay
    """Ceiling of the sum."""
    already_paid: MoneyOfTheDay | None = None
    """Counts against the cap and as credit."""
    credit_against: str | None = None
    """Id of the levy it is credited against; left out it is never credited."""


class FixedPayment(_Levy):
    """Fixed sums per year, for example social contributions or rent."""

    type: Literal["fixed payment"]
    when: Literal["construction", "production"]
    amounts: Annotated[list[MoneyOfTheDay], Field(min_length=1)]
    """By year of that time."""
    repeats: bool
    """Whether the last amount repeats to the end of that time."""
    total: MoneyOfTheDay | None = None
    """During construction: a total to reach; the rest is spread evenly over the other years."""


class IncomeTax(_Levy):
    """Tax on profit with straight-line depreciation and loss carry-forward."""

    type: Literal["income tax"]
    rates: Annotated[list[RateStep], Field(min_length=1)]
    depreciation: Years
    """Straight line over this many years from first use; 1 is in full at once."""
    loss_years: Annotated[int, Field(ge=0)]
    """Years a loss may be carried forward."""
    loss_cap: Share
    """Share of a year's income that losses may offset."""
    interest_deductible: bool = True


class MinimumTax(_Levy):
    """A floor under the income tax, on turnover."""

    type: Literal["minimum tax"]
    rate: Share
    """Of gross revenue."""
    floor_under: str
    """Id of the income tax."""
    carry_years: Annotated[int, Field(ge=0)]
    """Years in which what was paid above the income tax may be set off against it."""


class DividendWithholding(_Levy):
    """Tax withheld from distributions."""

    type: Literal["dividend withholding"]
    rate: Rate
    applies_to: list[str]
    """Parties from whose distributions it is withheld."""


Levy = Annotated[
    AdValorem | AdvanceRoyalty | FixedPayment | IncomeTax | MinimumTax | DividendWithholding,
    Field(discriminator="type"),
]


class RegimeFile(StrictModel):
    """The fiscal terms of one kind of project."""

    id: str
    title: str
    as_of: str
    """Date of the state of the law, ISO."""
    levies: Annotated[list[Levy], Field(min_length=1)]
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [levy.id for levy in self.levies]
        if len(set(ids)) != len(ids):
            raise ValueError("two levies share an id")
        for levy in self.levies:
            aim: str | None = None
            kind: type[_Levy] = AdValorem
            if isinstance(levy, AdvanceRoyalty):
                aim = levy.credit_against
            elif isinstance(levy, MinimumTax):
                aim, kind = levy.floor_under, IncomeTax
            if aim is None:
                continue
            found = [other for other in self.levies if other.id == aim]
            if not found or not isinstance(found[0], kind):
                raise ValueError(f"levy {levy.id} names {aim!r}, which is no levy of that sort")
        return self
