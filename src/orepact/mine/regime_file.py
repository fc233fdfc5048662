"""The regime file: which levy, at what rate, on which base, to whom, and whether it is signed."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import StrictModel
from orepact.mine.levy import LevyLine, RateStep, TermStatus
from orepact.mine.number import Rate, Share
from orepact.mine.profit_levy import (
    IncomeTax,
    MinimumTax,
    ProductionShare,
    ProfitContribution,
    ResourceRentTax,
    VariableProfitTax,
)
from orepact.mine.revenue_levy import (
    AdValorem,
    AdvanceRoyalty,
    FixedPayment,
    MarginLevy,
    SlidingRoyalty,
    UnitRoyalty,
    WindfallTax,
)

__all__ = [
    "REVENUE_LEVIES",
    "AdValorem",
    "AdvanceRoyalty",
    "Award",
    "AwardShare",
    "CostPlus",
    "DividendWithholding",
    "FixedPayment",
    "IncomeTax",
    "InterestWithholding",
    "Levy",
    "MarginLevy",
    "MinimumTax",
    "ProductionShare",
    "ProfitContribution",
    "RateStep",
    "RegimeFile",
    "ResourceRentTax",
    "SlidingRoyalty",
    "TermStatus",
    "UnitRoyalty",
    "VariableProfitTax",
    "WindfallTax",
]


class DividendWithholding(LevyLine):
    """Tax withheld from distributions; the owner bears it."""

    type: Literal["dividend withholding"]
    """Which sort of line it is."""
    rate: Rate
    """Of the distribution."""
    applies_to: list[str]
    """Parties from whose distributions it is withheld; ``foreign owners`` stands for all."""


class InterestWithholding(LevyLine):
    """Tax on interest and fees paid to lenders."""

    type: Literal["interest withholding"]
    """Which sort of line it is."""
    rate: Share
    """Of interest and fees; grossed up where the project bears it: ``rate / (1 - rate)``."""
    borne_by: Literal["lender", "project"]
    """Who is poorer by it; loan agreements mostly gross it up, so that the project bears it."""


class CostPlus(StrictModel):
    """A price set so that the project earns an allowed return after its levies, costs passed on."""

    product: str
    """Id of the product whose price is the tariff."""
    allowed_return: Rate
    """Internal rate of return on the project's cash after levies, or on its equity."""
    basis: Literal["real", "nominal"]
    """Whether the allowed return is in real money or in money of the day."""
    on: Literal["equity", "project"]
    """On the owners' cash after debt, or on the whole project's without debt."""
    legal_source: str
    """The rule that allows it."""
    note: str = ""
    """What a reader must know."""


class AwardShare(StrictModel):
    """What one party receives of a shared receipt."""

    party: str
    """Party, or tier in a regime outside a case."""
    share: Share
    """Of the receipts that are shared, before collection charges are taken off."""


class Award(StrictModel):
    """Receipts of one tier that law passes on to others, such as a divisible pool."""

    id: str
    """Short name."""
    title: str
    """What it is called."""
    of: Annotated[list[str], Field(min_length=1)]
    """Ids of the levies that are shared."""
    to: Annotated[list[AwardShare], Field(min_length=1)]
    """Who receives which share; the rest stays with the recipient."""
    status: TermStatus
    """Locked, open or contested."""
    legal_source: str
    """Ids of the legal-terms ledger, or the law by name."""
    note: str = ""
    """What a reader must know."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        total = sum(share.share.to("%") for share in self.to)
        if total > 100.0 + 1e-9:
            raise ValueError(f"the shares sum to {total:g} %, more than there is")
        return self


Levy = Annotated[
    AdValorem
    | UnitRoyalty
    | SlidingRoyalty
    | MarginLevy
    | WindfallTax
    | AdvanceRoyalty
    | FixedPayment
    | ProductionShare
    | ProfitContribution
    | ResourceRentTax
    | VariableProfitTax
    | IncomeTax
    | MinimumTax
    | DividendWithholding
    | InterestWithholding,
    Field(discriminator="type"),
]


REVENUE_LEVIES = (AdValorem, UnitRoyalty, SlidingRoyalty, MarginLevy, WindfallTax, AdvanceRoyalty)
"""Levies on output, revenue and margin."""


class RegimeFile(StrictModel):
    """The fiscal terms of one kind of project, in the order in which they are paid."""

    id: str
    """Short name."""
    title: str
    """Country or agreement, and what it covers."""
    as_of: str
    """Date of the state of the law, ISO."""
    country: str = ""
    """ISO 3166 alpha-3 of a regime outside a case."""
    levies: Annotated[list[Levy], Field(min_length=1)]
    """Lines of the regime."""
    awards: list[Award] = Field(default_factory=list)
    """Receipts that law passes on to other tiers."""
    tariff: CostPlus | None = None
    """For a price set by rule instead of a market."""
    stabilised_years: Annotated[int, Field(ge=0)] = 0
    """Years from signing in which no line may be changed against the project; 0 is none."""
    free_share: Share | None = None
    """Share that the law gives the state free of charge; shown, and used where a regime is tried on
    a project of another host."""
    left_out: list[str] = Field(default_factory=list)
    """Lines of the law that this file does not compute, in words."""
    note: str = ""
    """What a reader must know."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        ids = [item.id for item in (*self.levies, *self.awards)]
        if len(set(ids)) != len(ids):
            raise ValueError("two levies or awards share an id")
        for levy in self.levies:
            self._aim(levy)
        self._credits()
        for award in self.awards:
            for name in award.of:
                if name not in {levy.id for levy in self.levies}:
                    raise ValueError(f"award {award.id} shares {name!r}, which is no levy")
        return self

    def _aim(self, levy: LevyLine) -> None:
        """Refuse a levy that names another which is not there, or is of another sort."""
        aim: str | None = None
        kinds: tuple[type[LevyLine], ...] = (IncomeTax,)
        if isinstance(levy, AdvanceRoyalty):
            kinds = (AdValorem, SlidingRoyalty, UnitRoyalty, MarginLevy)
            aim = levy.credit_against
        elif isinstance(levy, MinimumTax):
            aim = levy.floor_under
        elif isinstance(levy, VariableProfitTax):
            aim = levy.on
        if aim is None:
            return
        found = [other for other in self.levies if other.id == aim]
        if not found or not isinstance(found[0], kinds):
            raise ValueError(f"levy {levy.id} names {aim!r}, which is no levy of that sort")

    def _credits(self) -> None:
        """Refuse credits that could exceed the levy they are taken from."""
        aimed: dict[str, float] = {}
        for levy in self.levies:
            if isinstance(levy, AdvanceRoyalty) and levy.credit_against:
                share = levy.credit_share.bounds("%")[1] if levy.credit_share else 100.0
                aimed[levy.credit_against] = aimed.get(levy.credit_against, 0.0) + share
        for name, total in aimed.items():
            if total > 100.0 + 1e-9:
                raise ValueError(
                    f"credits of {total:g} % are taken from levy {name!r}: a credit may not exceed "
                    "its levy; give credit_share so that they stay within 100 %"
                )
