"""Lines on profit: income tax with allowances, minimum, rent and variable taxes, state's share."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import StrictModel
from orepact.mine.levy import LevyLine, RateStep, Ring
from orepact.mine.number import Rate, Share, Years

__all__ = [
    "Allowance",
    "Depletion",
    "IncomeTax",
    "MinimumTax",
    "Pool",
    "ProductionShare",
    "ProfitContribution",
    "ResourceRentTax",
    "VariableProfitTax",
]


class Pool(StrictModel):
    """Capital that is written off in one way."""

    id: str
    """Short name, for example ``plant``."""
    share: Share
    """Of the capital of each year; the pools' shares sum to 100 %."""
    method: Literal["straight line", "declining balance"]
    """Equal parts over ``years``, or ``rate`` of what is left each year."""
    years: Years | None = None
    """For the straight line; 1 is in full at once."""
    rate: Share | None = None
    """For the declining balance; what is left in the last year is written off."""
    initial: Share | None = None
    """Written off at once in the first year of use, before the rest follows the method."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        wanted = self.years if self.method == "straight line" else self.rate
        if wanted is None:
            raise ValueError(f"pool {self.id}: {self.method} needs its years or rate")
        return self


class Depletion(StrictModel):
    """A deduction for ore used up: a share of income, or of revenue within a share of income."""

    of_income: Share
    """Share of taxable income before it; with ``of_revenue`` it is the ceiling."""
    of_revenue: Share | None = None
    """Share of revenue."""
    needs_reserve: bool = False
    """Whether as much must be set aside for development; the cash stays with the owners."""


class Allowance(StrictModel):
    """Profit of refining or concentrating at home that is exempt up to a return on capital."""

    share_of_capital: Share
    """Exempt profit as a share of capital employed, at cost."""
    applies_to_share: Share
    """Share of the capital that refines or concentrates."""


class IncomeTax(LevyLine):
    """Tax on profit with depreciation, loss carry-forward and allowances."""

    type: Literal["income tax"]
    """Which sort of line it is."""
    rates: Annotated[list[RateStep], Field(min_length=1)]
    """By production year; a stabilised rate is a step."""
    depreciation: Years
    """Straight line over this many years from first use, 1 is in full at once; pools replace it."""
    pools: list[Pool] = Field(default_factory=list)
    """Pools of capital, if they are told apart."""
    loss_years: Annotated[int, Field(ge=0)]
    """Years a loss may be carried forward."""
    loss_cap: Share
    """Share of a year's income that losses may offset."""
    interest_deductible: bool = True
    """Whether interest lowers the income."""
    interest_cap: Share | None = None
    """Ceiling of the interest that does, as a share of income before interest and depreciation."""
    depletion: Depletion | None = None
    """Deduction for the ore used up."""
    allowance: Allowance | None = None
    """Exempt profit of refining at home."""
    ring: Ring = "project"
    """Where losses may be used; ``company`` relieves the owner's other income at once."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.pools:
            total = sum(pool.share.to("%") for pool in self.pools)
            if abs(total - 100.0) > 1e-6:
                raise ValueError(f"the pools' shares sum to {total:g} %, not to 100 %")
        return self


class MinimumTax(LevyLine):
    """A floor under the income tax, on turnover or on accounting income."""

    type: Literal["minimum tax"]
    """Which sort of line it is."""
    rate: Share
    """Of gross revenue, or of accounting income."""
    base: Literal["revenue", "accounting income"] = "revenue"
    """Accounting income writes capital off evenly over the mine's life."""
    floor_under: str
    """Id of the income tax."""
    carry_years: Annotated[int, Field(ge=0)]
    """Years in which what was paid above the income tax may be set off against it."""


class VariableProfitTax(LevyLine):
    """An extra rate on taxable income that rises with its share of revenue.

    ``extra rate = maximum x (1 - threshold / ratio)`` where ``ratio = taxable income / revenue``
    exceeds the threshold, else 0.
    """

    type: Literal["variable profit tax"]
    """Which sort of line it is."""
    maximum: Share
    """Highest extra rate, reached only in the limit."""
    threshold: Share
    """Ratio of taxable income to revenue above which it bites."""
    on: str
    """Id of the income tax whose taxable income it is on."""


class ResourceRentTax(LevyLine):
    """A tax on cash beyond an allowed return.

    ``balance[t] = balance[t-1] (1 + threshold) + cash[t]`` while below 0; what rises above 0 is
    taxed and the balance starts again at 0.
    """

    type: Literal["resource rent tax"]
    """Which sort of line it is."""
    rate: Share
    """Of the cash above the allowed return."""
    threshold: Rate
    """Allowed return in money of the day."""


class ProductionShare(LevyLine):
    """The state's share of what is left after costs are recovered from revenue."""

    type: Literal["production share"]
    """Which sort of line it is."""
    cost_recovery: Share
    """Ceiling of the costs recovered in a year, as a share of net smelter return."""
    share: Share
    """The state's share of what is left; the other partner keeps the rest."""
    uplift: Rate | None = None
    """Yearly, on costs not yet recovered, in money of the day."""


class ProfitContribution(LevyLine):
    """A share of profit, cost or capital that goes to a fund or community."""

    type: Literal["contribution"]
    """Which sort of line it is."""
    base: Literal["net profit", "operating cost", "revenue", "construction capital"]
    """Net profit is after income tax and straight-line depreciation over the mine's life."""
    rate: Share
    """Of the base."""
