"""The facility file: who lends how much on which terms, and which packages are possible."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import StrictModel
from orepact.mine.finance_file import FinanceStructure
from orepact.mine.number import MoneyOfTheDay, Rate, Share, Years

__all__ = ["Facility", "FacilityFile", "Package"]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Facility(StrictModel):
    """One lender's programme for a project, in money of the day at a nominal rate."""

    id: Id
    """Short name, as packages use it."""
    title: str
    """The lender's programme."""
    lender: str
    """Party that lends."""
    needs_deal: bool
    """Whether it stands only behind a partnership between importer and host."""
    status: Literal["announced", "MoU", "approved", "signed", "closed", "disbursed", "assumed"]
    """How far the loan is; `assumed` is nobody's word."""
    projects: list[str] = Field(default_factory=list)
    """Projects it is meant for; empty means any."""
    rank: Literal["senior", "subordinated"] = "senior"
    """Who is paid first, where the package has a structure: subordinated loans are served from what
    senior lenders, reserves and lock-up leave, and what is not paid stays owed."""
    amount: MoneyOfTheDay
    """Ceiling."""
    gearing_cap: Share
    """Ceiling on all debt of the package together, as a share of the capex before production."""
    tenor: Years
    """From first draw to last repayment."""
    grace: Years
    """Production years without repayment of principal; 0 repays in the first."""
    base_rate: Rate
    """Nominal yearly base rate."""
    margin: Rate
    """Nominal yearly margin over the base rate."""
    fee: Rate
    """Once, on each draw."""
    credit_loss: Rate
    """Expected loss per year on the balance outstanding."""
    note: str = ""
    """What a reader must know."""

    @model_validator(mode="after")
    def _in_money_of_the_day(self) -> Self:
        if self.amount.price_year is not None:
            raise ValueError(
                f"facility {self.id}: amount has a price_year, and loans are agreed in money of "
                "the day; remove price_year"
            )
        return self


class Package(StrictModel):
    """Which lenders stand behind a project together; none at all is equity only."""

    id: Id
    """Short name, as projects use it."""
    title: str
    """What it is."""
    facilities: list[str]
    """Ids of the facilities."""
    structure: FinanceStructure | None = None
    """Sizing, reserves, support and tests; left out the package is only drawn and repaid."""


class FacilityFile(StrictModel):
    """The facilities and packages of a case."""

    facilities: list[Facility]
    """Loans, one per lender's programme."""
    packages: Annotated[list[Package], Field(min_length=1)]
    """Which loans stand together; one without any is equity only."""
    inflation: Rate
    """Yearly, of the loans' currency, between money of the day and real money; the case's own."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [facility.id for facility in self.facilities]
        names = [package.id for package in self.packages]
        if len(set(ids)) != len(ids) or len(set(names)) != len(names):
            raise ValueError("two facilities or two packages share an id")
        for package in self.packages:
            unknown = sorted(set(package.facilities) - set(ids))
            if unknown:
                raise ValueError(f"package {package.id} names unknown facilities {unknown}")
        return self

    def needs_deal(self, package: str) -> bool:
        """Return whether any facility of a package stands only behind a partnership."""
        named = next(item.facilities for item in self.packages if item.id == package)
        return any(item.needs_deal for item in self.facilities if item.id in named)
