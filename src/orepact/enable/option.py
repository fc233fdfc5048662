"""An enabler option: rail, road, port, power, water, training, security or legal repair."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, Quality, StrictModel

__all__ = [
    "Capacity",
    "EnablerKind",
    "EnablerOption",
    "NeededOption",
    "Place",
    "Receipt",
    "Share",
    "SpendProfile",
    "TermState",
]

_WHOLE = 100.0
_ROUNDING = 0.01
"""Shares printed with two decimals may miss 100 % by this much."""


class EnablerKind(StrEnum):
    """What kind of enabler it is."""

    RAIL = "rail"
    ROAD = "road"
    PORT = "port"
    POWER = "power"
    WATER = "water"
    TRAINING = "training"
    SECURITY = "security"
    LEGAL_REPAIR = "legal repair"


class TermState(StrEnum):
    """Whether a term can still be bargained over."""

    LOCKED = "locked"
    """Signed: a plan may not move it."""
    OPEN = "open"
    """Not agreed: what stands there is a proposal or an assumption."""
    CONTESTED = "contested"
    """Agreed by some, disputed by others."""


class Share(StrictModel):
    """The part of one party in a cost or an ownership."""

    party: str
    """Id of a party of the case."""
    share: Parameter
    """In percent of the whole."""
    term: TermState = TermState.OPEN
    """``locked``, ``open`` or ``contested``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not 0.0 <= self.share.to("%") <= _WHOLE:
            raise ValueError(f"share {self.share.value:g} {self.share.unit} is not 0 to 100 %")
        return self


class SpendProfile(StrictModel):
    """How a cost spreads over the construction years."""

    shares: tuple[Annotated[float, Field(ge=0.0)], ...]
    """Percent of the cost in the first, second, ... year of construction; sums to 100."""
    quality: Quality
    """A measured or official, B reported, C estimated, D assumed."""
    source: str
    """Id of a document, or ``assumption``."""
    note: str = ""
    """How it was chosen."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if abs(sum(self.shares) - _WHOLE) > _ROUNDING:
            raise ValueError(f"shares sum to {sum(self.shares):g}, not to 100 %")
        if self.source == "assumption" and self.quality is not Quality.D:
            raise ValueError("source 'assumption' goes with quality D only")
        return self


class Capacity(StrictModel):
    """What an option adds to one shared resource, from one year on."""

    resource: str
    """Id of a resource of the case."""
    amount: Parameter
    """Added per year, in a unit of the resource."""
    years_after_opening: Annotated[int, Field(ge=0)] = 0
    """0 from the first year; a later step counts on top of the earlier ones."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.amount.value < 0:
            raise ValueError(f"capacity is negative ({self.amount.value:g} {self.amount.unit})")
        return self


class NeededOption(StrictModel):
    """Another option that must come first."""

    option: str
    """Id of the other option."""
    lag_years: Annotated[int, Field(ge=0)] = 0
    """This one may start no earlier than so many years after the other has started."""


class Place(StrictModel):
    """Where it stands, in words; with a point only if a source gives one."""

    name: str
    """As a reader would look it up on a map."""
    province: str = ""
    """Province or territory."""
    lat: Annotated[float | None, Field(ge=-90.0, le=90.0)] = None
    """Degrees north."""
    lon: Annotated[float | None, Field(ge=-180.0, le=180.0)] = None
    """Degrees east."""
    basis: str = ""
    """How the point is known."""


class Receipt(StrictModel):
    """What one user pays the owners of an option for using it: a toll, in no other price."""

    payer: str
    """Id of a project of the case, or of another user of its corridor."""
    per_tonne: Parameter
    """Real money per tonne moved; give ``price_year``."""
    resource: str = ""
    """Resource of the case by which a project's tonnes are counted; empty for another user."""
    tonnes: Parameter
    """Tonnes a year for which the rate was set; another user than a project pays on these."""
    years: Parameter
    """Years from opening on for which it is paid."""
    term: TermState = TermState.OPEN
    """``locked``, ``open`` or ``contested``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.per_tonne.to("USD/t")
        if self.per_tonne.price_year is None:
            raise ValueError(f"per_tonne of {self.payer} is real money and needs a price_year")
        if self.tonnes.to("kt/yr") <= 0.0:
            raise ValueError(f"{self.payer} pays on {self.tonnes.value:g} {self.tonnes.unit}")
        if self.years.to("yr") <= 0.0:
            raise ValueError(f"{self.payer} pays for {self.years.value:g} {self.years.unit}")
        return self


class EnablerOption(StrictModel):
    """One thing that could be built, trained, guarded or mended, with its cost and who pays."""

    id: str
    """Short name in lower case with hyphens, the same as the file's name."""
    title: str
    """What it is, in the reader's words."""
    kind: EnablerKind
    """``rail``, ``road``, ``port``, ``power``, ``water``, ``training``, ``security`` or
    ``legal repair``."""
    place: Place
    """Where."""
    status: str
    """What is known of it today."""
    status_as_of: date
    """Day for which the status is known."""
    cost: Parameter
    """Whole cost of construction or set-up, real money; give ``price_year``."""
    spend: SpendProfile
    """How the cost spreads over the construction years, the first being the start year."""
    attributable: Parameter | None = None
    """Percent of cost and operating cost that the partnership carries; left out: all of it."""
    inside: str = ""
    """Project whose published capital already holds this cost; a plan charges it no second time."""
    operating_cost: Parameter
    """Per year from opening on, real money per year; give ``price_year``."""
    lead_time: Parameter
    """Years from the start of construction to the first year of capacity."""
    earliest_start: Annotated[int, Field(ge=1900, le=2200)]
    """First year in which construction can start."""
    provides: tuple[Capacity, ...] = ()
    """What it adds to shared resources."""
    needs: tuple[NeededOption, ...] = ()
    """Options that must come first."""
    payers: tuple[Share, ...]
    """Who pays the attributable cost; sums to 100 %."""
    owners: tuple[Share, ...]
    """Who owns it; sums to 100 %."""
    receipts: tuple[Receipt, ...] = ()
    """What users pay its owners, each by its share; left out, the tolls of the corridor."""
    sources: tuple[str, ...] = ()
    """Documents that speak of it beyond those of its numbers."""
    note: str = ""
    """Caveats."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, shares in (("payers", self.payers), ("owners", self.owners)):
            total = sum(item.share.to("%") for item in shares)
            if abs(total - _WHOLE) > _ROUNDING:
                raise ValueError(f"{name} sum to {total:g} %, not to 100 %")
            if len({item.party for item in shares}) != len(shares):
                raise ValueError(f"{name} name a party twice")
        if len({item.payer for item in self.receipts}) != len(self.receipts):
            raise ValueError("receipts name a payer twice")
        for name, amount, unit in (
            ("cost", self.cost, "MUSD"),
            ("operating_cost", self.operating_cost, "MUSD/yr"),
        ):
            amount.to(unit)
            if amount.value < 0:
                raise ValueError(f"{name} is negative ({amount.value:g} {amount.unit})")
            if amount.price_year is None:
                raise ValueError(f"{name} is real money and needs a price_year")
        if self.attributable is not None and not 0.0 <= self.attributable.to("%") <= _WHOLE:
            raise ValueError("attributable is not 0 to 100 %")
        if self.lead_time.to("yr") < 0:
            raise ValueError(f"lead_time is negative ({self.lead_time.value:g} yr)")
        if self.kind is EnablerKind.SECURITY and self.provides:
            raise ValueError(
                "a security option provides capacity: guarding is a cost, it unlocks nothing; give "
                "the capacity to the road, railway or site it guards"
            )
        if len(self.spend.shares) > max(1, self.lead_years):
            raise ValueError(
                f"spend covers {len(self.spend.shares)} years, more than the lead time of "
                f"{self.lead_years}"
            )
        return self

    @property
    def lead_years(self) -> int:
        """Whole years from start to first capacity; a part of a year counts as one."""
        years = self.lead_time.to("yr")
        return int(years) + (years > int(years))

    @property
    def charged_share(self) -> float:
        """Part (0 to 1) of cost and operating cost that a plan charges to the payers.

        0 when a project's published capital already holds the cost.
        """
        if self.inside:
            return 0.0
        return 1.0 if self.attributable is None else self.attributable.to("%") / _WHOLE

    def cost_by_year(self, unit: str = "MUSD") -> tuple[float, ...]:
        """Return the charged cost in the first, second, ... construction year.

        ``cost * charged_share * spend share``; money of ``cost.price_year``.

        Parameters
        ----------
        unit : str
            A unit of money.

        Raises
        ------
        ValueError : if the cost is in another currency
        """
        whole = self.cost.to(unit) * self.charged_share
        return tuple(whole * share / _WHOLE for share in self.spend.shares)

    def operating_cost_per_year(self, unit: str = "MUSD/yr") -> float:
        """Return the charged operating cost per year from opening; money of its price year."""
        return self.operating_cost.to(unit) * self.charged_share

    def capacity(self, resource: str, years_open: int, unit: str) -> float:
        """Return what it adds to a resource in a year.

        Parameters
        ----------
        resource : str
            Id of the resource.
        years_open : int
            0 in the first year of capacity; negative before.
        unit : str
            A unit of the resource.
        """
        return sum(
            step.amount.to(unit)
            for step in self.provides
            if step.resource == resource and years_open >= step.years_after_opening
        )

    def shares(self) -> dict[str, float]:
        """Return each payer's part of the charged cost, 0 to 1."""
        return {item.party: item.share.to("%") / _WHOLE for item in self.payers}
