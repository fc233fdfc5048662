"""The project file: what a mine, smelter, industrial mineral or exploration programme is."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.mine.exploration_file import Exploration
from orepact.mine.number import (
    AnnualMoney,
    Days,
    Money,
    MoneyPerTonne,
    People,
    Rate,
    Series,
    Share,
)
from orepact.mine.physical_file import (
    Concentrate,
    Deposit,
    FreightLeg,
    Id,
    Product,
)
from orepact.mine.schedule_file import Schedule
from orepact.mine.small_mines_file import SmallMines
from orepact.quantity import conversion_factor

__all__ = [
    "CarryRecovery",
    "EnablerNeed",
    "Feed",
    "Holder",
    "Kind",
    "OperatingCost",
    "Phase",
    "ProjectFile",
    "ResourceUse",
    "Variant",
]


class Kind(StrEnum):
    """What sort of project it is."""

    MINE = "mine"
    SMELTER = "smelter"
    INDUSTRIAL_MINERAL = "industrial mineral"
    COAL = "coal"
    SMALL_MINES = "small mines"
    EXPLORATION = "exploration"


class Phase(StrictModel):
    """Capital of one phase and when it is spent."""

    id: Id
    """Short name."""
    title: str
    """What is built."""
    capex: Money
    """100 % basis."""
    first_year: int
    """First year of spending, counted from the first production year (0): -4 is four before."""
    shares: Series
    """Share of the capex in each year from ``first_year``; they sum to 100 %."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if abs(sum(self.shares.to("%")) - 100.0) > 1e-6:
            raise ValueError(f"shares sum to {sum(self.shares.to('%')):g} %, not to 100 %")
        if min(self.shares.values) < 0:
            raise ValueError("a share is negative")
        return self


class OperatingCost(StrictModel):
    """One line of cost on site."""

    id: Id
    """Short name."""
    title: str
    """What is paid for."""
    per: Literal["feed", "mined", "waste", "moved", "product", "year"]
    """Per tonne of feed, of ore mined, of waste, of ore and waste moved, of product or concentrate
    shipped (dry), or per year."""
    rate: Parameter
    """``USD/t`` per tonne, ``MUSD/yr`` per year, with ``price_year``."""
    from_year: Annotated[int, Field(ge=1)] = 1
    """First production year in which it is paid."""
    to_year: int | None = None
    """Last production year; left out it is the end."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        conversion_factor(self.rate.unit, "MUSD/yr" if self.per == "year" else "USD/t")
        if self.rate.price_year is None:
            raise ValueError("rate needs price_year, the year of its prices")
        return self


class Feed(StrictModel):
    """What a smelter buys, and from whom it could come."""

    commodity: str
    """Commodity of the feed."""
    price: str
    """Key of the feed's price in the decks."""
    basis: Literal["metal", "gross"]
    """Paid by metal content less charges, or by gross weight."""
    payability: Share
    """Share of the metal (or weight) that the smelter pays for."""
    treatment_charge: MoneyPerTonne | None = None
    """What the smelter earns per dry tonne of feed, unless the deck gives one."""
    refining_charge: MoneyPerTonne | None = None
    """What it earns per payable mass of metal, unless the deck gives one."""
    freight: MoneyPerTonne | None = None
    """Inward freight that the smelter pays, per tonne of feed."""
    resource: str = ""
    """Shared resource that projects supply, for example ``copper-concentrate``; empty: bought."""


class CarryRecovery(StrictModel):
    """How the others get back what they pay for a carried share; a free carry has none."""

    interest: Rate
    """Yearly on the balance, in money of the day."""
    from_distributions: Share
    """Share of the carried holder's distributions that goes to the balance until it is nil."""


class Holder(StrictModel):
    """Who owns a share, whether it is carried, and who pays its cash calls."""

    party: str
    """Party that receives the distributions."""
    share: Share
    """Ownership."""
    is_carried: bool = False
    """A free-carried share receives distributions and answers no cash call."""
    recovery: CarryRecovery | None = None
    """For a carried share that is no gift: how it is paid back."""
    paid_by: str = ""
    """Party that answers its cash calls; empty means the holder itself."""
    title: str = ""
    """The vehicle, for example ``Pakistan Minerals (Private) Limited``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.recovery is not None and not self.is_carried:
            raise ValueError(f"{self.party} is not carried, so nothing is to be recovered")
        return self


class EnablerNeed(StrictModel):
    """An enabler without which the project cannot be built or cannot produce."""

    enabler: str
    """Id of the enabler option."""
    when: Literal["construction", "production"]
    """From the first spend, or from the first production year."""
    offset: int = 0
    """Years later (positive), for example for a second phase."""
    note: str = ""
    """Why."""


class ResourceUse(StrictModel):
    """What it takes from a shared capacity, or gives to one."""

    resource: str
    """Name of the shared resource, for example ``rail-nokkundi-karachi``."""
    unit: str
    """Unit of the yearly amount, for example ``Mt/yr``."""
    gives: bool = False
    """True when the project supplies the resource."""
    when: Literal["construction", "production"]
    """In construction years or production years."""
    per: Literal["feed", "product", "year"]
    """Per tonne of feed, per wet tonne of product shipped, or a fixed amount per year."""
    amount: Parameter
    """Per tonne (for example ``m3/t`` or ``t/t``), or per year in ``unit``."""
    from_year: Annotated[int, Field(ge=1)] = 1
    """First construction or production year to which it applies."""
    to_year: int | None = None
    """Last such year; left out it is the end."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        unit = self.amount.unit if self.per == "year" else f"{self.amount.unit}*Mt/yr"
        conversion_factor(unit, self.unit)
        if min(self.amount.bounds(self.amount.unit)) < 0:
            raise ValueError("amount is negative; write gives: true for what the project supplies")
        if self.per != "year" and self.when == "construction":
            raise ValueError("during construction only amounts per year make sense")
        return self


class Variant(StrictModel):
    """One way the project may go: as planned, or delayed after a review.

    A stopped project is no variant: it is the choice of no column.
    """

    id: Id
    """Short name: ``planned``, ``delayed``."""
    title: str
    """What it means."""
    first_spend_years: Annotated[list[int], Field(min_length=1)]
    """Years in which the spending may start or restart; each is a column."""
    first_production: Annotated[int, Field(ge=0)]
    """Years from the first spend to the first production."""
    decide_after: int | None = None
    """Year after which the choice may be dropped if prices are against it."""
    is_offered: bool = True
    """False for a variant that only serves to reproduce a published study."""
    capex_factor: Parameter | None = None
    """Factor on all capex against the study, unit ``1``."""
    already_spent: Money | None = None
    """Money gone whatever is decided, taken off the first phase's capex."""
    profiles: dict[str, Series] | None = None
    """Other shares of a phase's capex by year, by phase id, from its ``profile_start``."""
    profile_start: dict[str, int] | None = None
    """First year of those shares, counted from the first production year."""


class ProjectFile(StrictModel):
    """One project: physical plan, costs, owners, needs and ways to go, every number sourced."""

    id: Id
    """Short name; the file's name."""
    title: str
    """Name of the project."""
    kind: Kind
    """What sort of project it is."""
    commodity: str
    """Main commodity."""
    place: str
    """Province or state, and district."""
    as_of: str
    """Date of the state of affairs that the file describes, ISO."""
    status: str
    """That state of affairs, in a sentence."""
    money: str = "USD"
    """Currency of the amounts: `USD`; a mine in one file may be written in another."""
    deposits: list[Deposit] = Field(default_factory=list)
    """Statements of what lies there; they overlap and are never added."""
    products: list[Product] = Field(default_factory=list)
    """What is sold; for a mine, smelter or mineral at least one."""
    concentrate: Concentrate | None = None
    """For metals sold in one concentrate."""
    concentrates: list[Concentrate] = Field(default_factory=list)
    """For metals sold in several; each has an id that products name."""
    small_mines: SmallMines | None = None
    """For small mines made formal and mechanised: what is there today."""
    feed: Feed | None = None
    """For a smelter."""
    freight: list[FreightLeg] = Field(default_factory=list)
    """Legs of the way out and in."""
    schedule: Schedule | None = None
    """What is mined and fed when; not for exploration."""
    phases: list[Phase] = Field(default_factory=list)
    """Capital, phase by phase."""
    sustaining: list[OperatingCost] = Field(default_factory=list)
    """Sustaining capital, capitalised for tax."""
    operating_costs: list[OperatingCost] = Field(default_factory=list)
    """Costs on site."""
    closure: Money | None = None
    """Cost of closing, 100 % basis."""
    closure_years: Annotated[int, Field(ge=1)] = 1
    """Years after the last production over which closure is spent."""
    working_capital: Days | None = None
    """Days of net revenue tied up; released after the last production year."""
    holding_cost: AnnualMoney | None = None
    """Cost per year while waiting for the first spend."""
    exploration: Exploration | None = None
    """For an exploration programme: its stages."""
    owners: Annotated[list[Holder], Field(min_length=1)]
    """Who owns it, and who pays; shares sum to 100 %."""
    regime: str
    """Id of the fiscal regime."""
    packages: Annotated[list[str], Field(min_length=1)]
    """Ids of the finance packages that are possible."""
    variants: Annotated[list[Variant], Field(min_length=1)]
    """Ways the project may go; each first spend year is a column of a plan."""
    earliest_spend: int
    """No variant that is offered may spend before this year."""
    needs: list[EnablerNeed] = Field(default_factory=list)
    """Enablers it cannot do without."""
    gates: list[str] = Field(default_factory=list)
    """Ids of gates: consent and law, states and never prices."""
    resource_use: list[ResourceUse] = Field(default_factory=list)
    """What it takes from or gives to shared capacities."""
    jobs_peak: People | None = None
    """People at the peak of construction."""
    jobs_permanent: People | None = None
    """People in production."""
    note: str = ""
    """What a reader must know."""

    @property
    def all_concentrates(self) -> tuple[Concentrate, ...]:
        """The concentrates, one or several."""
        return (self.concentrate,) if self.concentrate is not None else tuple(self.concentrates)

    @model_validator(mode="after")
    def _check(self) -> Self:
        problems = [
            *self._money(),
            *self._ownership(),
            *self._parts(),
            *self._carriers(),
            *self._grades(),
            *self._variants(),
        ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _money(self) -> list[str]:
        if self.money == "USD":
            return []
        return [
            f"money is {self.money}: amounts are United States dollars; turn them into dollars at "
            "the study's rate, or write the mine as one file with `money.currency`"
        ]

    def _ownership(self) -> list[str]:
        total = sum(holder.share.to("%") for holder in self.owners)
        carried = sum(holder.share.to("%") for holder in self.owners if holder.is_carried)
        found = [] if abs(total - 100.0) < 0.05 else [f"owners' shares sum to {total:g} %"]
        return found + (["every share is carried: nobody pays"] if carried > 99.95 else [])

    def _parts(self) -> list[str]:
        if self.kind is Kind.EXPLORATION:
            return [] if self.exploration else ["an exploration project needs `exploration`"]
        found = [
            f"a {self.kind} needs `{name}`"
            for name in ("products", "schedule", "phases")
            if not getattr(self, name)
        ]
        if self.kind is Kind.SMELTER and self.feed is None:
            found.append("a smelter needs `feed`")
        if self.kind is Kind.SMALL_MINES and self.small_mines is None:
            found.append("small mines need `small_mines`, what is there today")
        return found

    def _carriers(self) -> list[str]:
        if self.concentrate is not None and self.concentrates:
            return ["give concentrate or concentrates, not both"]
        ids = [item.id for item in self.all_concentrates]
        found = ["two concentrates share an id"] if len(set(ids)) != len(ids) else []
        if len(ids) > 1 and "" in ids:
            found.append("each of several concentrates needs an id")
        known = {"", "none", *ids}
        found += [
            f"product {product.id} is in concentrate {product.concentrate!r}, which is not there"
            for product in self.products
            if product.concentrate not in known
        ]
        return found

    def _grades(self) -> list[str]:
        if self.schedule is None:
            return []
        known = {deposit.id for deposit in self.deposits}
        mines = self.schedule.mines
        found = []
        if mines is not None and mines not in known:
            found.append(f"schedule.mines names {mines!r}, which is no deposit of this file")
        graded = {*(self.schedule.head_grades or {})}
        for deposit in self.deposits:
            graded |= set(deposit.grades) if deposit.id == mines else set()
        for block in self.schedule.blocks or []:
            graded |= set(block.head_grade or {})
        wanted = {product.commodity for product in self.products if product.basis == "metal"}
        graded |= set(self.schedule.mined_grades or {})
        found += [f"no grade is given for {name}" for name in sorted(wanted - graded)]
        return found

    def _variants(self) -> list[str]:
        found = []
        phases = {phase.id for phase in self.phases}
        for variant in self.variants:
            if variant.is_offered and min(variant.first_spend_years) < self.earliest_spend:
                found.append(f"variant {variant.id} spends before {self.earliest_spend}")
            named = {*(variant.profiles or {})}
            if named != {*(variant.profile_start or {})} or not named <= phases:
                found.append(
                    f"variant {variant.id}: profiles and profile_start must name the same phases"
                )
        return found
