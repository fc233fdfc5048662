"""What advances, their credits and fixed payments come to, real money by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import Parameter
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.operation import Operation
from orepact.mine.revenue_levy import AdvanceRoyalty, FixedPayment
from orepact.mine.timing import Timing

__all__ = ["advance", "credit", "fixed_payment"]

Floats = NDArray[np.float64]


def _by_year_of_time(
    amounts: Sequence[Parameter],
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


def advance(
    levy: AdvanceRoyalty, timing: Timing, money: MoneyBasis, where: str
) -> tuple[Floats, float]:
    """Return advance payments in real MUSD and the credit brought in, in money of the day."""
    level = money.level(timing.years)
    nominal = (
        _by_year_of_time(levy.amounts, repeats=True, timing=timing, money=money, where=where)
        * level
    )
    before = 0.0 if levy.already_paid is None else levy.already_paid.to("MUSD")
    room = max(0.0, levy.cap.to("MUSD") - before)
    cumulative = np.minimum(np.cumsum(nominal), room)
    return np.diff(cumulative, prepend=0.0) / level, before


def credit(
    due: Floats, advances: Floats, before: float, level: Floats, *, share: float = 1.0
) -> Floats:
    """Return how much of a levy earlier advances pay: ``min(balance, share x due)``.

    Never more than is due. Balances run in money of the day.

    Parameters
    ----------
    due : ndarray, shape (scenario, year), real MUSD
    advances : ndarray, shape (year,), real MUSD
    before : float
        Credit brought in, money of the day.
    level : ndarray, shape (year,)
        What a real dollar is in money of the day.
    share : float
        Share of each year's levy that the credit may take.
    """
    taken = np.zeros_like(due)
    balance = np.full(due.shape[0], before)
    for year in range(due.shape[1]):
        used = np.minimum(balance, share * due[:, year] * level[year])
        taken[:, year] = used / level[year]
        balance = balance - used + advances[year] * level[year]
    return taken


def fixed_payment(
    levy: FixedPayment,
    *,
    operation: Operation,
    timing: Timing,
    money: MoneyBasis,
    where: str,
) -> Floats:
    """Return fixed sums by scenario and year; a price may decide whether they are due."""
    laid = _by_year_of_time(
        levy.amounts,
        repeats=levy.repeats,
        timing=timing,
        money=money,
        where=where,
        when=levy.when,
    )
    if levy.total is not None:
        laid = laid + _rest_of_total(levy, levy.total, laid, timing, money)
    amount = np.broadcast_to(laid, operation.nsr.shape).copy()
    if levy.above is not None and levy.only_if_price in operation.prices:
        above = money.real(levy.above, "USD/t", where=f"{where}.above")
        amount = np.where(operation.prices[levy.only_if_price] > above, amount, 0.0)
    return amount


def _rest_of_total(
    levy: FixedPayment, total: Parameter, laid: Floats, timing: Timing, money: MoneyBasis
) -> Floats:
    """Return what is left of a total, spread evenly over the years without a stated amount."""
    age = timing.spending_year if levy.when == "construction" else timing.production_year
    level = money.level(timing.years)
    rest = (age > len(levy.amounts)) if not levy.repeats else np.zeros(len(age), dtype=bool)
    left = total.to("MUSD") - float((laid * level).sum())
    if left <= 0 or not bool(rest.any()):
        return np.zeros(len(age))
    return np.asarray(np.where(rest, left / rest.sum(), 0.0) / level)
