"""The fiscal cascade: every levy of a regime in its order, per scenario and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import Parameter
from orepact.mine.debt import Debt
from orepact.mine.income_tax import income_tax, minimum_tax, straight_line
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.operation import Operation
from orepact.mine.regime_file import (
    AdValorem,
    AdvanceRoyalty,
    DividendWithholding,
    FixedPayment,
    IncomeTax,
    MinimumTax,
    RegimeFile,
    TermStatus,
)
from orepact.mine.timing import Timing

__all__ = ["Reading", "project_levies", "withheld"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How contested terms are read: at their central value, or at an end of their range.

    Parameters
    ----------
    contested : str
        ``central``, ``low`` or ``high``.
    """

    contested: str = "central"

    def of(self, parameter: Parameter, unit: str, status: TermStatus) -> float:
        """Return a term's number; only a contested term moves with the reading."""
        if status is not TermStatus.CONTESTED or self.contested == "central":
            return parameter.to(unit)
        low, high = parameter.bounds(unit)
        return low if self.contested == "low" else high


def _ad_valorem(
    levy: AdValorem, operation: Operation, age: NDArray[np.int64], read: Reading
) -> Floats:
    base = operation.nsr if levy.base == "nsr" else operation.revenue
    last = age.max(initial=0) if levy.to_year is None else levy.to_year
    is_due = (age >= levy.from_year) & (age <= last)
    rate = read.of(levy.rate, "dimensionless", levy.status)
    return rate * np.where(is_due, np.maximum(base, 0.0), 0.0)


def _by_spending_year(
    amounts: list[Parameter],
    *,
    repeats: bool,
    timing: Timing,
    money: MoneyBasis,
    where: str,
    when: str = "construction",
) -> Floats:
    """Lay fixed amounts by year of construction or production onto the calendar, real MUSD."""
    age = timing.spending_year if when == "construction" else timing.production_year
    laid = np.zeros(len(timing.years))
    for index, year in enumerate(timing.years):
        position = int(age[index]) - 1
        if position < 0 or (position >= len(amounts) and not repeats):
            continue
        amount = amounts[min(position, len(amounts) - 1)]
        laid[index] = money.paid(amount, int(year), where=where)
    return laid


def _advance(
    levy: AdvanceRoyalty, timing: Timing, money: MoneyBasis, where: str
) -> tuple[Floats, float]:
    """Return advance payments in real MUSD and the credit brought in, in money of the day."""
    level = money.level(timing.years)
    nominal = (
        _by_spending_year(levy.amounts, repeats=True, timing=timing, money=money, where=where)
        * level
    )
    before = 0.0 if levy.already_paid is None else levy.already_paid.to("MUSD")
    room = max(0.0, levy.cap.to("MUSD") - before)
    cumulative = np.minimum(np.cumsum(nominal), room)
    return np.diff(cumulative, prepend=0.0) / level, before


def _credit(due: Floats, advance: Floats, before: float, level: Floats) -> Floats:
    """Return how much of a levy earlier advances pay: ``min(balance, due)`` in money of the day."""
    credit = np.zeros_like(due)
    balance = np.full(due.shape[0], before)
    for year in range(due.shape[1]):
        used = np.minimum(balance, due[:, year] * level[year])
        credit[:, year] = used / level[year]
        balance = balance - used + advance[year] * level[year]
    return credit


def _fixed(levy: FixedPayment, timing: Timing, money: MoneyBasis, where: str) -> Floats:
    laid = _by_spending_year(
        levy.amounts,
        repeats=levy.repeats,
        timing=timing,
        money=money,
        where=where,
        when=levy.when,
    )
    if levy.total is None:
        return laid
    age = timing.spending_year if levy.when == "construction" else timing.production_year
    level = money.level(timing.years)
    rest = (age > len(levy.amounts)) if not levy.repeats else np.zeros(len(age), dtype=bool)
    left = levy.total.to("MUSD") - float((laid * level).sum())
    if left > 0 and bool(rest.any()):
        laid = laid + np.where(rest, left / rest.sum(), 0.0) / level
    return laid


def _tax_rates(levy: IncomeTax, age: NDArray[np.int64], read: Reading) -> Floats:
    rates = np.zeros(len(age))
    for step in sorted(levy.rates, key=lambda item: item.from_year):
        rate = read.of(step.rate, "dimensionless", levy.status)
        rates = np.where(age >= step.from_year, rate, rates)
    return rates


def _taxes(
    regime: RegimeFile,
    *,
    operation: Operation,
    debt: Debt,
    deductible: Floats,
    timing: Timing,
    money: MoneyBasis,
    read: Reading,
) -> dict[str, Floats]:
    """Return income and minimum taxes, real MUSD; computed in money of the day, then deflated."""
    level = money.level(timing.years)
    age = timing.production_year
    start = timing.first_production - int(timing.years[0])
    cash_income = (operation.nsr - operation.operating - deductible) * level
    cash_income = cash_income - (operation.closure + operation.holding) * level
    due: dict[str, Floats] = {}
    for levy in regime.levies:
        if isinstance(levy, IncomeTax):
            capital = (operation.construction + operation.sustaining) * level
            years = max(1, round(levy.depreciation.to("yr")))
            income = cash_income - straight_line(capital, years=years, first_use=start)
            if levy.interest_deductible:
                income = income - debt.nominal_interest
            due[levy.id] = income_tax(
                income,
                rates=_tax_rates(levy, age, read),
                loss_years=levy.loss_years,
                loss_cap=levy.loss_cap.to("dimensionless"),
                first_production=start,
            )
    for levy in regime.levies:
        if isinstance(levy, MinimumTax):
            rate = read.of(levy.rate, "dimensionless", levy.status)
            floor = np.where(age > 0, rate * operation.revenue * level, 0.0)
            top_up, credit = minimum_tax(due[levy.floor_under], floor, carry_years=levy.carry_years)
            due[levy.id] = top_up
            due[levy.floor_under] = due[levy.floor_under] - credit
    return {name: tax / level for name, tax in due.items()}


def project_levies(
    regime: RegimeFile,
    *,
    operation: Operation,
    debt: Debt,
    timing: Timing,
    money: MoneyBasis,
    reading: Reading,
) -> dict[str, Floats]:
    """Return every levy that the project pays, in the order of the cascade.

    Revenue levies on NSR or gross revenue, advances and their credit, fixed payments; then
    income tax on ``NSR - operating - levies - closure - waiting - depreciation - interest``, and
    the minimum tax. Withholding on distributions comes after debt, see ``withheld``.

    Parameters
    ----------
    regime : RegimeFile
    operation : Operation
        Money before levies.
    debt : Debt
        For the interest.
    timing : Timing
    money : MoneyBasis
        Taxes run in money of the day: inflation erodes depreciation, losses and credits.
    reading : Reading
        How contested terms are read.

    Returns
    -------
    levies : dict of levy id to ndarray, shape (scenario, year), real million USD
        What is paid in cash, net of credits.
    """
    shape = operation.nsr.shape
    age = timing.production_year
    level = money.level(timing.years)
    paid: dict[str, Floats] = {}
    for levy in regime.levies:
        if isinstance(levy, AdValorem):
            paid[levy.id] = _ad_valorem(levy, operation, age, reading)
    for levy in regime.levies:
        where = f"regimes/{regime.id}.yaml:{levy.id}"
        if isinstance(levy, AdvanceRoyalty):
            advance, before = _advance(levy, timing, money, where)
            paid[levy.id] = np.broadcast_to(advance, shape).copy()
            if levy.credit_against is not None:
                due = paid[levy.credit_against]
                paid[levy.credit_against] = due - _credit(due, advance, before, level)
        elif isinstance(levy, FixedPayment):
            paid[levy.id] = np.broadcast_to(_fixed(levy, timing, money, where), shape).copy()
    deductible = sum(paid.values(), np.zeros(shape))
    paid.update(
        _taxes(
            regime,
            operation=operation,
            debt=debt,
            deductible=deductible,
            timing=timing,
            money=money,
            read=reading,
        )
    )
    return paid


def withheld(
    regime: RegimeFile, distributions: dict[str, Floats], reading: Reading
) -> list[tuple[str, str, str, Floats]]:
    """Return tax withheld from distributions: levy id, payer, recipient, amount.

    Parameters
    ----------
    regime : RegimeFile
    distributions : dict of party to ndarray, shape (scenario, year)
        Non-negative.
    reading : Reading
    """
    return [
        (
            levy.id,
            party,
            levy.recipient,
            distributions[party] * reading.of(levy.rate, "dimensionless", levy.status),
        )
        for levy in regime.levies
        if isinstance(levy, DividendWithholding)
        for party in levy.applies_to
        if party in distributions
    ]
