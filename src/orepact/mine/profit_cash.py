"""What the lines on profit come to; computed in money of the day, so that inflation erodes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.mine.debt import Debt
from orepact.mine.income_tax import (
    declining_balance,
    minimum_tax,
    straight_line,
    taxable_income,
)
from orepact.mine.levy import LevyLine, RateStep
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.operation import Operation
from orepact.mine.profit_levy import (
    IncomeTax,
    MinimumTax,
    Pool,
    ProductionShare,
    ProfitContribution,
    VariableProfitTax,
)
from orepact.mine.reading import Reading
from orepact.mine.timing import Timing

__all__ = ["Books", "contribution", "production_share", "taxes"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The tax books of one column, money of the day.

    Parameters
    ----------
    operation : Operation
        Real money before levies.
    debt : Debt
        For the interest.
    timing : Timing
    money : MoneyBasis
    read : Reading
    deductible : ndarray, shape (scenario, year), real MUSD
        Levies that lower the income.
    """

    operation: Operation
    debt: Debt
    timing: Timing
    money: MoneyBasis
    read: Reading
    deductible: Floats

    @property
    def level(self) -> Floats:
        """What a real dollar is in money of the day, by year."""
        return self.money.level(self.timing.years)

    @property
    def start(self) -> int:
        """Index of the first production year."""
        return self.timing.first_production - int(self.timing.years[0])

    @property
    def income(self) -> Floats:
        """Income before depreciation and interest, money of the day."""
        work = self.operation
        cash = work.nsr - work.operating - self.deductible - (work.closure + work.holding)
        return cash * self.level

    @property
    def capital(self) -> Floats:
        """Construction and sustaining capital by year, money of the day."""
        return (self.operation.construction + self.operation.sustaining) * self.level


def _pool(pool: Pool, capital: Floats, books: Books) -> Floats:
    share = pool.share.to("dimensionless")
    initial = 0.0 if pool.initial is None else pool.initial.to("dimensionless")
    whole = capital * share
    written = initial * straight_line(whole, years=1, first_use=books.start)
    rest = whole * (1.0 - initial)
    if pool.method == "declining balance":
        assert pool.rate is not None
        last = books.start + max(books.timing.life, 1) - 1
        return written + declining_balance(
            rest, rate=pool.rate.to("dimensionless"), first_use=books.start, last_use=last
        )
    assert pool.years is not None
    years = max(1, round(pool.years.to("yr")))
    return written + straight_line(rest, years=years, first_use=books.start)


def _depreciation(levy: IncomeTax, books: Books) -> Floats:
    if not levy.pools:
        years = max(1, round(levy.depreciation.to("yr")))
        return straight_line(books.capital, years=years, first_use=books.start)
    parts = [_pool(pool, books.capital, books) for pool in levy.pools]
    return np.asarray(sum(parts[1:], parts[0]))


def _rates(steps: Sequence[RateStep], levy: LevyLine, books: Books) -> Floats:
    age = books.timing.production_year
    rates = np.zeros(len(age))
    for step in sorted(steps, key=lambda item: item.from_year):
        rate = books.read.of(step.rate, "dimensionless", levy.status)
        rates = np.where(age >= step.from_year, rate, rates)
    return rates


def _interest(levy: IncomeTax, books: Books) -> Floats | float:
    """Return the interest that lowers the income, with its ceiling, money of the day."""
    if not levy.interest_deductible:
        return 0.0
    interest = books.debt.nominal_interest
    if levy.interest_cap is None:
        return interest
    ceiling = levy.interest_cap.to("dimensionless") * np.maximum(books.income, 0.0)
    return np.minimum(interest, ceiling)


def _taxable(levy: IncomeTax, books: Books) -> Floats:
    """Return taxable income after depreciation, interest, losses, depletion and allowance."""
    income = books.income - _depreciation(levy, books) - _interest(levy, books)
    if levy.ring == "company":
        return income
    depletion = levy.depletion
    if depletion is not None and depletion.of_revenue is not None:
        gross = depletion.of_revenue.to("dimensionless") * books.operation.revenue * books.level
        ceiling = depletion.of_income.to("dimensionless") * np.maximum(income, 0.0)
        income = income - np.minimum(np.maximum(gross, 0.0), ceiling)
    taxable = taxable_income(
        income,
        loss_years=levy.loss_years,
        loss_cap=levy.loss_cap.to("dimensionless"),
        first_production=books.start,
    )
    if depletion is not None and depletion.of_revenue is None:
        taxable = taxable * (1.0 - depletion.of_income.to("dimensionless"))
    if levy.allowance is not None:
        employed = np.cumsum(books.capital) * levy.allowance.applies_to_share.to("dimensionless")
        exempt = levy.allowance.share_of_capital.to("dimensionless") * employed
        taxable = np.maximum(taxable - exempt, 0.0)
    return taxable


def _own_rates(levy: IncomeTax, books: Books) -> Floats:
    rates = _rates(levy.rates, levy, books)
    if levy.ring == "company":
        first = books.read.of(levy.rates[0].rate, "dimensionless", levy.status)
        rates = np.where(books.timing.production_year == 0, first, rates)
    return rates


def _variable_rate(levy: VariableProfitTax, taxable: Floats, books: Books) -> Floats:
    """Return the extra rate ``maximum (1 - threshold / ratio)`` above the threshold."""
    gross = books.operation.revenue * books.level
    ratio = np.divide(taxable, gross, out=np.zeros_like(taxable), where=gross > 0)
    threshold = levy.threshold.to("dimensionless")
    most = books.read.of(levy.maximum, "dimensionless", levy.status)
    part = np.divide(threshold, ratio, out=np.ones_like(ratio), where=ratio > threshold)
    return np.asarray(most * (1.0 - part))


def _floor(levy: MinimumTax, books: Books) -> Floats:
    rate = books.read.of(levy.rate, "dimensionless", levy.status)
    gross = books.operation.revenue * books.level
    base = gross if levy.base == "revenue" else net_profit(books)
    is_on = books.timing.production_year > 0
    return np.where(is_on, rate * np.maximum(base, 0.0), 0.0)


def net_profit(books: Books) -> Floats:
    """Return accounting income: capital written off evenly over the mine's life, all interest."""
    years = max(books.timing.life, 1)
    written = straight_line(books.capital, years=years, first_use=books.start)
    return books.income - written - books.debt.nominal_interest


def taxes(levies: Sequence[LevyLine], books: Books) -> dict[str, Floats]:
    """Return income, variable profit and minimum taxes, real MUSD.

    Several minimum taxes under one income tax are tops-up in turn: together the tax reaches the
    highest floor.

    Parameters
    ----------
    levies : sequence of LevyLine
        Of the regime; others are passed over.
    books : Books
    """
    due: dict[str, Floats] = {}
    taxable: dict[str, Floats] = {}
    for levy in levies:
        if isinstance(levy, IncomeTax):
            rates = _own_rates(levy, books)
            if not rates.any():
                due[levy.id] = np.zeros_like(books.operation.nsr)
                taxable[levy.id] = due[levy.id]
                continue
            taxable[levy.id] = _taxable(levy, books)
            due[levy.id] = rates * taxable[levy.id]
    for levy in levies:
        if isinstance(levy, VariableProfitTax):
            due[levy.id] = _variable_rate(levy, taxable[levy.on], books) * taxable[levy.on]
    reached = dict(due)
    for levy in levies:
        if isinstance(levy, MinimumTax):
            tax = reached[levy.floor_under]
            top_up, credit = minimum_tax(tax, _floor(levy, books), carry_years=levy.carry_years)
            due[levy.id] = top_up
            due[levy.floor_under] = due[levy.floor_under] - credit
            reached[levy.floor_under] = tax + top_up - credit
    return {name: tax / books.level for name, tax in due.items()}


def contribution(levy: ProfitContribution, books: Books, income_taxes: Floats) -> Floats:
    """Return a share of profit, cost, revenue or capital, real MUSD.

    Parameters
    ----------
    income_taxes : ndarray, shape (scenario, year), real MUSD
        Taken off net profit.
    """
    rate = books.read.of(levy.rate, "dimensionless", levy.status)
    work = books.operation
    if levy.base == "construction capital":
        return np.broadcast_to(rate * work.construction, work.nsr.shape).copy()
    if levy.base == "operating cost":
        base = work.operating
    elif levy.base == "revenue":
        base = work.revenue
    else:
        base = net_profit(books) / books.level - income_taxes
    is_on = books.timing.production_year > 0
    return np.where(is_on, rate * np.maximum(base, 0.0), 0.0)


def production_share(levy: ProductionShare, books: Books) -> Floats:
    """Return the state's share of what is left after cost recovery, real MUSD.

    ``recovered[t] = min(pool[t], ceiling x NSR[t])``; ``pool`` holds cost on site, earlier levies
    and capital not yet recovered, grown by the uplift; ``share x (NSR - recovered)``.
    """
    level, work = books.level, books.operation
    nsr = np.maximum(work.nsr, 0.0) * level
    costs = (work.operating + books.deductible + work.capex + work.holding) * level
    ceiling = levy.cost_recovery.to("dimensionless")
    uplift = 0.0 if levy.uplift is None else levy.uplift.to("dimensionless")
    rate = books.read.of(levy.share, "dimensionless", levy.status)
    taken = np.zeros_like(nsr)
    pool = np.zeros(nsr.shape[0])
    for year in range(nsr.shape[1]):
        pool = pool * (1.0 + uplift) + costs[:, year]
        recovered = np.minimum(np.maximum(pool, 0.0), ceiling * nsr[:, year])
        pool = pool - recovered
        taken[:, year] = rate * (nsr[:, year] - recovered)
    return taken / level
