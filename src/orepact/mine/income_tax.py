"""Income tax: pools of capital, losses carried forward, depletion, and a minimum tax under it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "declining_balance",
    "income_tax",
    "minimum_tax",
    "resource_rent_tax",
    "straight_line",
    "taxable_income",
]

Floats = NDArray[np.float64]


def _entering(additions: Floats, first_use: int) -> Floats:
    """Return additions by the year in which they come into use."""
    entering = additions.copy()
    entering[first_use] += entering[:first_use].sum()
    entering[:first_use] = 0.0
    return entering


def straight_line(additions: Floats, *, years: int, first_use: int) -> Floats:
    """Return depreciation of capital in equal parts from first use.

    ``d[t] = sum_{s <= t < s + years} additions[s] / years``; what is added before
    ``first_use`` enters in that year.

    Parameters
    ----------
    additions : ndarray, shape (year,)
    years : int
        At least 1.
    first_use : int
        Index of the first production year.

    Examples
    --------
    >>> straight_line(np.array([100.0, 0, 50, 0]), years=2, first_use=1).tolist()
    [0.0, 50.0, 75.0, 25.0]
    """
    entering = _entering(additions, first_use)
    depreciation = np.zeros_like(entering)
    for lag in range(min(years, len(entering))):
        depreciation[lag:] += entering[: len(entering) - lag] / years
    return depreciation


def declining_balance(additions: Floats, *, rate: float, first_use: int, last_use: int) -> Floats:
    """Return depreciation at a share of what is left each year; the last year writes off the rest.

    ``d[t] = rate (left[t-1] + additions[t])``; at ``last_use`` everything that is left.

    Parameters
    ----------
    additions : ndarray, shape (year,)
    rate : float
    first_use, last_use : int
        Index of the first and last production year.

    Examples
    --------
    >>> declining_balance(np.array([100.0, 0, 0]), rate=0.5, first_use=0, last_use=2).tolist()
    [50.0, 25.0, 25.0]
    """
    entering = _entering(additions, first_use)
    depreciation = np.zeros_like(entering)
    left = 0.0
    for year in range(first_use, len(entering)):
        left += entering[year]
        depreciation[year] = left if year >= last_use else rate * left
        left -= depreciation[year]
    return depreciation


def _use_vintages(vintages: list[tuple[int, Floats]], room: Floats, year: int) -> Floats:
    """Use the oldest vintages first up to ``room``; expired ones are dropped."""
    used = np.zeros_like(room)
    vintages[:] = [(last, amount) for last, amount in vintages if last >= year]
    for index, (last, amount) in enumerate(vintages):
        taken = np.minimum(amount, room - used)
        used += taken
        vintages[index] = (last, amount - taken)
    return used


def taxable_income(
    income: Floats, *, loss_years: int, loss_cap: float, first_production: int
) -> Floats:
    """Return yearly income less losses carried forward, oldest first; never below 0.

    ``taxable[t] = max(0, income[t]) - min(losses still alive, loss_cap max(0, income[t]))``.
    A loss made before production counts as made in the first production year.

    Parameters
    ----------
    income : ndarray, shape (scenario, year), money of the day
        Before losses of other years.
    loss_years : int
        Years after its own in which a loss may be used; 0 is never.
    loss_cap : float
        Share of a year's income that losses may offset.
    first_production : int
        Index of the first production year.
    """
    taxable = np.zeros_like(income)
    vintages: list[tuple[int, Floats]] = []
    for year in range(income.shape[1]):
        profit = np.maximum(income[:, year], 0.0)
        taxable[:, year] = profit - _use_vintages(vintages, profit * loss_cap, year)
        loss = np.maximum(-income[:, year], 0.0)
        if loss_years and bool(loss.any()):
            vintages.append((max(year, first_production) + loss_years, loss))
    return taxable


def income_tax(
    income: Floats, *, rates: Floats, loss_years: int, loss_cap: float, first_production: int
) -> Floats:
    """Return the tax due on yearly income, with losses carried forward: ``rate x taxable``.

    Parameters
    ----------
    income : ndarray, shape (scenario, year), money of the day
        Before losses of other years.
    rates : ndarray, shape (year,), fraction
    loss_years, loss_cap, first_production
        See :func:`taxable_income`.

    Returns
    -------
    tax : ndarray, shape (scenario, year), money of the day

    Examples
    --------
    >>> income_tax(
    ...     np.array([[-100.0, 60, 60]]), rates=np.full(3, 0.3), loss_years=5, loss_cap=1.0,
    ...     first_production=0,
    ... ).tolist()
    [[0.0, 0.0, 6.0]]
    """
    if not rates.any():
        return np.zeros_like(income)
    return rates * taxable_income(
        income, loss_years=loss_years, loss_cap=loss_cap, first_production=first_production
    )


def minimum_tax(tax: Floats, floor: Floats, *, carry_years: int) -> tuple[Floats, Floats]:
    """Return the top-up to a minimum tax, and the income tax it later takes off.

    ``top_up[t] = max(0, floor[t] - tax[t])``; in later years it is set off, oldest first, against
    ``max(0, tax[t] - floor[t])`` for ``carry_years`` years. It never takes off more than the tax.

    Parameters
    ----------
    tax, floor : ndarray, shape (scenario, year), money of the day
    carry_years : int

    Examples
    --------
    >>> top_up, credit = minimum_tax(
    ...     np.array([[0.0, 30.0]]), np.array([[10.0, 10.0]]), carry_years=2
    ... )
    >>> top_up.tolist(), credit.tolist()
    ([[10.0, 0.0]], [[0.0, 10.0]])
    """
    top_up = np.maximum(floor - tax, 0.0)
    credit = np.zeros_like(tax)
    vintages: list[tuple[int, Floats]] = []
    for year in range(tax.shape[1]):
        room = np.maximum(tax[:, year] - floor[:, year], 0.0)
        credit[:, year] = _use_vintages(vintages, room, year)
        if carry_years and bool(top_up[:, year].any()):
            vintages.append((year + carry_years, top_up[:, year]))
    return top_up, credit


def resource_rent_tax(cash: Floats, *, rate: float, threshold: float) -> Floats:
    """Return the tax on cash beyond an allowed return.

    ``balance[t] = min(0, balance[t-1]) (1 + threshold) + cash[t]``; ``tax[t] = rate max(0,
    balance[t])``.

    Parameters
    ----------
    cash : ndarray, shape (scenario, year), money of the day
        After all other levies.
    rate, threshold : float

    Examples
    --------
    >>> resource_rent_tax(np.array([[-100.0, 60, 66]]), rate=0.5, threshold=0.1).round(9).tolist()
    [[0.0, 0.0, 5.5]]
    """
    tax = np.zeros_like(cash)
    balance = np.zeros(cash.shape[0])
    for year in range(cash.shape[1]):
        balance = np.minimum(balance, 0.0) * (1.0 + threshold) + cash[:, year]
        tax[:, year] = rate * np.maximum(balance, 0.0)
    return tax
