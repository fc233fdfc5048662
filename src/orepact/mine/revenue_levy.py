"""Lines on output, revenue and margin: royalties, levies, windfall taxes, advances, payments."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.mine.levy import LevyLine, Step, check_steps
from orepact.mine.number import MoneyOfTheDay, MoneyPerTonneOfTheDay, Price, Share

__all__ = [
    "AdValorem",
    "AdvanceRoyalty",
    "FixedPayment",
    "MarginLevy",
    "SlidingRoyalty",
    "UnitRoyalty",
    "WindfallTax",
]

Year = Annotated[int, Field(ge=1)]


class AdValorem(LevyLine):
    """Royalty, net-smelter-return levy, export-zone surcharge or presumptive tax."""

    type: Literal["ad valorem"]
    """Which sort of line it is."""
    base: Literal["nsr", "revenue"]
    """Net smelter return, or gross payable revenue."""
    rate: Share
    """Of the base."""
    products: list[str] = Field(default_factory=list)
    """Ids or commodities of the products it is on; none named is all of them."""
    floor: MoneyPerTonneOfTheDay | None = None
    """Least that is paid per tonne of product shipped."""
    from_year: Year = 1
    """First production year in which it is due."""
    to_year: int | None = None
    """Last production year."""


class UnitRoyalty(LevyLine):
    """A fixed sum per tonne."""

    type: Literal["unit royalty"]
    """Which sort of line it is."""
    per: Literal["feed", "product", "waste"]
    """Per tonne of ore fed, of product or concentrate shipped (dry), or of waste moved."""
    rate: MoneyPerTonneOfTheDay
    """With ``price_year`` it keeps its real worth."""
    from_year: Year = 1
    """First production year in which it is due."""
    to_year: int | None = None
    """Last production year."""


class SlidingRoyalty(LevyLine):
    """A royalty whose rate rises with the price of a product."""

    type: Literal["sliding royalty"]
    """Which sort of line it is."""
    base: Literal["nsr", "revenue"]
    """Net smelter return, or gross payable revenue."""
    price: str
    """Key of the price that decides, for example ``copper``."""
    steps: Annotated[list[Step], Field(min_length=1)]
    """Rates above prices; the first is above 0."""
    applies: Literal["whole", "slice"]
    """The rate of the step reached is on the whole base, or each rate on its slice of the price."""
    products: list[str] = Field(default_factory=list)
    """Ids or commodities of the products it is on; none named is all of them."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_steps(self.steps, "USD/t")
        return self


class MarginLevy(LevyLine):
    """A levy on operating income whose rate rises with the operating margin."""

    type: Literal["margin levy"]
    """Which sort of line it is."""
    steps: Annotated[list[Step], Field(min_length=1)]
    """Rates above operating margins, ``%`` of revenue; the first is above 0."""
    applies: Literal["whole", "slice"]
    """The rate of the step reached is on the whole income, or each rate on its slice of it."""
    deducts_depreciation: bool
    """Whether operating income is after straight-line depreciation."""
    depreciation_years: Year = 10
    """For that depreciation."""
    floor_of_revenue: Share | None = None
    """Least that is paid, as a share of revenue."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_steps(self.steps, "%")
        return self


class WindfallTax(LevyLine):
    """A tax on what a price above a trigger brings in."""

    type: Literal["windfall tax"]
    """Which sort of line it is."""
    rate: Share
    """Of the revenue above the trigger, before any royalty on it."""
    price: str
    """Key of the price that decides."""
    trigger: Price
    """Price above which it bites, for example the study's price; real with ``price_year``."""
    trigger_factor: Share | None = None
    """Percent above the trigger price at which it bites, for example 25 %."""


class AdvanceRoyalty(LevyLine):
    """Royalty paid before production and credited later against a royalty that is due."""

    type: Literal["advance royalty"]
    """Which sort of line it is."""
    amounts: Annotated[list[MoneyOfTheDay], Field(min_length=1)]
    """Due in spending year 1, 2, ...; the last one repeats until production starts."""
    cap: MoneyOfTheDay
    """Ceiling of the sum."""
    already_paid: MoneyOfTheDay | None = None
    """Counts against the cap and as credit."""
    credit_against: str | None = None
    """Id of the levy it is credited against; left out it is never credited."""
    credit_share: Share | None = None
    """Share of each year's levy that the credit may take; left out it is all of it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.already_paid is not None:
            paid, cap = self.already_paid.to("MUSD"), self.cap.to("MUSD")
            if paid > cap:
                raise ValueError(f"already_paid {paid:g} MUSD exceeds the cap of {cap:g} MUSD")
        return self


class FixedPayment(LevyLine):
    """Fixed sums per year, for example social contributions or rent."""

    type: Literal["fixed payment"]
    """Which sort of line it is."""
    when: Literal["construction", "production"]
    """In spending years before production, or in production years."""
    amounts: Annotated[list[MoneyOfTheDay], Field(min_length=1)]
    """By year of that time."""
    repeats: bool
    """Whether the last amount repeats to the end of that time."""
    total: MoneyOfTheDay | None = None
    """During construction: a total to reach; the rest is spread evenly over the other years."""
    only_if_price: str = ""
    """Key of a price; with ``above`` the payment is due only in years in which it is higher."""
    above: Price | None = None
    """That price; without ``price_year`` in money of the day is not allowed here."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.only_if_price) != (self.above is not None):
            raise ValueError("only_if_price and above go together")
        return self
