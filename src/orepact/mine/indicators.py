"""Indicators of a cash flow: present value, rate of return, payback, break-even, take."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "break_even",
    "first_cash_year",
    "internal_rate_of_return",
    "payback_year",
    "present_value",
    "years_to_pay_back",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def present_value(
    cash: Floats, years: Integers, *, rate: float, base_year: int, mid_year: bool = False
) -> Floats:
    """Return the present value of yearly cash.

    ``sum_t cash[t] / (1 + rate)^(t - base_year)``, half a year later with ``mid_year``.

    Parameters
    ----------
    cash : ndarray, shape (..., year), real million USD
    years : ndarray of int
    rate : float
        Real yearly rate, as a fraction.
    base_year : int
        Cash of this year is not discounted.
    mid_year : bool
        Cash falls in the middle of its year and value is at the start of ``base_year``.

    Examples
    --------
    >>> cash, years = np.array([-100.0, 242.0]), np.array([2026, 2028])
    >>> round(float(present_value(cash, years, rate=0.1, base_year=2026)), 6)
    100.0
    """
    ages = (years - base_year).astype(np.float64) + (0.5 if mid_year else 0.0)
    return np.asarray((cash / np.power(1.0 + rate, ages)).sum(axis=-1))


def internal_rate_of_return(cash: Floats) -> float:
    """Return the rate at which present value falls through zero, or nan if none or several do.

    Rates from -50 % to 1,000 % are scanned in 2,000 steps and the one fall from positive to
    negative is bisected to 1e-12. Closing costs at the end make a second zero at a negative rate,
    where value rises: it is no return and is passed over. A rise at a positive rate means several
    returns, so nan.

    Parameters
    ----------
    cash : ndarray, shape (year,)

    Examples
    --------
    >>> round(internal_rate_of_return(np.array([-100.0, 60.0, 60.0])), 6)
    0.130662
    """
    moving = np.flatnonzero(cash)
    if not len(moving):
        return float("nan")
    flow = cash[moving[0] : moving[-1] + 1]
    ages = np.arange(len(flow), dtype=np.float64)

    def value(rate: float) -> float:
        return float((flow * np.power(1.0 + rate, -ages)).sum())

    rates = np.expm1(np.linspace(np.log(0.5), np.log(11.0), 2000))
    values = (flow * np.power.outer(1.0 + rates, -ages)).sum(axis=1)
    falls = np.flatnonzero((values[:-1] >= 0) & (values[1:] < 0))
    rises = np.flatnonzero((values[:-1] < 0) & (values[1:] >= 0) & (rates[1:] > 0))
    if len(falls) != 1 or len(rises):
        return float("nan")
    low, high = float(rates[falls[0]]), float(rates[falls[0] + 1])
    while high - low > 1e-12:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            break
        low, high = (middle, high) if value(middle) >= 0 else (low, middle)
    return 0.5 * (low + high)


def payback_year(cash: Floats, years: Integers) -> int | None:
    """Return the first year in which cumulative cash is back at zero or above, or None.

    It is None too when nothing was ever paid in.
    """
    cumulative = np.cumsum(cash)
    below = np.flatnonzero(cumulative < 0)
    if not len(below):
        return None
    back = np.flatnonzero(cumulative[below[0] :] >= 0)
    return int(years[below[0] + back[0]]) if len(back) else None


def years_to_pay_back(cash: Floats, years: Integers, *, first_production: int) -> float | None:
    """Return the years of production after which cumulative cash is back at zero, or None.

    Within a year cash is taken to come evenly, as studies do.

    Parameters
    ----------
    cash : ndarray, shape (year,)
    years : ndarray, shape (year,)
    first_production : int
        Calendar year whose start is year 0.

    Examples
    --------
    >>> import numpy as np
    >>> cash = np.array([-100.0, 60.0, 80.0])
    >>> years_to_pay_back(cash, np.array([2026, 2027, 2028]), first_production=2027)
    1.5
    """
    year = payback_year(cash, years)
    if year is None or year < first_production:
        return None
    place = int(np.flatnonzero(years == year)[0])
    left = float(np.cumsum(cash)[place])
    return float(year - first_production + 1 - left / cash[place])


def first_cash_year(cash: Floats, years: Integers) -> int | None:
    """Return the first year with positive cash, or None."""
    positive = np.flatnonzero(cash > 1e-9 * max(1.0, float(np.abs(cash).max(initial=0.0))))
    return int(years[positive[0]]) if len(positive) else None


def break_even(
    value: Callable[[float], float], *, low: float, high: float, tolerance: float = 1e-9
) -> float | None:
    """Return the number at which a rising value crosses zero, or None if it does not.

    Parameters
    ----------
    value : callable
        Rising, for example the present value as a function of the price.
    low, high : float
        Where to look.
    tolerance : float
        Relative to ``high - low``.

    Examples
    --------
    >>> round(break_even(lambda price: price - 3.0, low=0.0, high=10.0), 6)
    3.0
    """
    if value(low) > 0 or value(high) < 0:
        return None
    width = high - low
    while high - low > tolerance * width:
        middle = 0.5 * (low + high)
        if value(middle) < 0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
