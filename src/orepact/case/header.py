"""The head of a case: who partners with whom, in which money, until when, under which switches."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Budget",
    "CaseHeader",
    "DisputedBorders",
    "Horizon",
    "Money",
    "PriceIndexYear",
    "Requirement",
    "RequirementKind",
    "StrategicPremium",
    "UnevidencedConsent",
]

Year = Annotated[int, Field(ge=1900, le=2200)]
Iso3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class PriceIndexYear(StrictModel):
    """The price level of one year."""

    year: Year
    """Calendar year."""
    level: Parameter
    """Index level, unit ``index``; any base."""


class Money(StrictModel):
    """The money in which results are stated."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """ISO 4217 code."""
    year: Year
    """Price year of real money."""
    inflation: Parameter
    """Expected inflation of this currency, % per year; links real and nominal rates."""
    price_index: tuple[PriceIndexYear, ...]
    """Price levels that bring money of other years into this one."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        years = [entry.year for entry in self.price_index]
        if len(set(years)) != len(years):
            raise ValueError("price_index names a year twice")
        if self.year not in years:
            raise ValueError(f"price_index has no level for the price year {self.year}")
        if any(entry.level.value <= 0 for entry in self.price_index):
            raise ValueError("price_index has a level that is not positive")
        return self


class Horizon(StrictModel):
    """The years in which decisions fall; cash runs on to the end of each mine's life."""

    start: Year
    """First decision year."""
    end: Year
    """Last decision year."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"ends in {self.end}, before it starts in {self.start}")
        return self


class DisputedBorders(StrictModel):
    """How maps draw borders that are in dispute."""

    draw: Literal["dashed", "not drawn"]
    """``dashed`` or ``not drawn``; never as settled."""
    note: str
    """The sentence that stands under each map."""


class StrategicPremium(StrictModel):
    """What the importer would pay beyond the market for a tonne delivered under offtake."""

    commodity: str
    """Lower-case English name."""
    stage: str
    """Stage at which it is delivered."""
    premium: Parameter
    """Money per tonne; 0 unless shown, quality D with a range; its break-even is reported."""


class UnevidencedConsent(StrEnum):
    """What a plan does where consent is neither evidenced nor refused."""

    BOTH = "show both"
    ASSUME = "as if granted before the first spend"
    LEAVE_OUT = "leave out"


class Budget(StrictModel):
    """A ceiling on what a party spends, over the whole horizon."""

    party: str
    """Id of a party."""
    covers: Literal["enablers", "projects", "both"]
    """What the ceiling is on."""
    ceiling: Parameter
    """Cumulative, real money; give ``price_year``."""
    note: str = ""
    """Where it comes from."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.ceiling.to("MUSD")
        if self.ceiling.value < 0:
            raise ValueError(f"ceiling is negative ({self.ceiling.value:g})")
        if self.ceiling.price_year is None:
            raise ValueError("ceiling is real money and needs a price_year")
        return self


class RequirementKind(StrEnum):
    """What a plan can be required to do."""

    MINIMUM_OUTPUT = "minimum output"
    MUST_BUILD = "must build"
    SPENDING_CAP = "spending cap"


class Requirement(StrictModel):
    """Something a plan must satisfy; if it cannot, it says which requirements conflict."""

    id: str
    """Short name in lower case with hyphens."""
    title: str
    """In the reader's words; stands in the explanation of a conflict."""
    kind: RequirementKind
    """``minimum output``, ``must build`` or ``spending cap``."""
    by: Year
    """Year by which it holds, and from which on it holds."""
    product: str = ""
    """For a minimum output: ``commodity/stage``, for example ``copper/concentrate``."""
    what: str = ""
    """For must build: id of a project or an option."""
    party: str = ""
    """For a spending cap: id of the party."""
    amount: Parameter | None = None
    """For a minimum output per year, and for a spending cap (real money, cumulative)."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        needed = {
            RequirementKind.MINIMUM_OUTPUT: ("product", "amount"),
            RequirementKind.MUST_BUILD: ("what",),
            RequirementKind.SPENDING_CAP: ("party", "amount"),
        }[self.kind]
        for name in ("product", "what", "party", "amount"):
            if bool(getattr(self, name)) != (name in needed):
                verb = "needs" if name in needed else "takes no"
                raise ValueError(f"a {self.kind} {verb} {name}")
        if self.amount is not None and self.amount.value < 0:
            raise ValueError(f"amount is negative ({self.amount.value:g} {self.amount.unit})")
        return self


class CaseHeader(StrictModel):
    """``case.yaml``."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """Short name in lower case with hyphens, the same as the folder's name."""
    title: str
    """What reports call it."""
    importer: Iso3
    """ISO 3166 alpha-3 of the country that depends on too few suppliers."""
    host: Iso3
    """ISO 3166 alpha-3 of the country whose minerals lie undeveloped."""
    money: Money
    """Currency, price year, inflation and price levels."""
    horizon: Horizon
    """First and last decision year."""
    as_of: date
    """Day for which the case speaks."""
    evidence_cutoff: date
    """No document after this day was seen."""
    disclaimer: str
    """What stands on page 1 of every report."""
    disputed_borders: DisputedBorders
    """How maps draw borders in dispute."""
    unevidenced_consent: UnevidencedConsent = UnevidencedConsent.BOTH
    """``show both``, ``as if granted before the first spend`` or ``leave out``."""
    commodities: tuple[str, ...]
    """Commodities that the case is about, lower-case English names."""
    strategic_premiums: tuple[StrategicPremium, ...] = ()
    """Switches, 0 unless a document shows otherwise."""
    budgets: tuple[Budget, ...] = ()
    """Cumulative ceilings per party."""
    requirements: tuple[Requirement, ...] = ()
    """What a plan must satisfy; none is needed."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.importer == self.host:
            raise ValueError(f"importer and host are both {self.host}")
        if self.evidence_cutoff > self.as_of:
            raise ValueError(f"evidence_cutoff {self.evidence_cutoff} is after as_of {self.as_of}")
        return self
