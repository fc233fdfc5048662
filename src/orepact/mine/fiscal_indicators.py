"""How a regime bears on a project: effective rates, break-evens, progressivity, timing, risk."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from orepact.mine.cash_flow import CashFlow
from orepact.mine.indicators import internal_rate_of_return, present_value
from orepact.mine.market import Market
from orepact.mine.valuation import break_even_price

__all__ = [
    "average_effective_rate",
    "break_even_capital",
    "government_cash",
    "marginal_effective_rate",
    "progressivity",
    "royalty_share",
    "scaled",
    "share_by_year",
]

Floats = NDArray[np.float64]
_PRICE_SPAN = 0.25
"""Prices are moved by this fraction either way to see whether the take rises with profit."""


def government_cash(flow: CashFlow, governments: Collection[str]) -> Floats:
    """Return what governments receive in levies, shape (scenario, year), awards within them."""
    zero = np.zeros_like(flow.operation.pre_tax)
    return sum(
        (cash for name, cash in flow.levies.items() if flow.recipients[name] in governments), zero
    )


def scaled(market: Market, factor: float) -> Market:
    """Return a market with every price moved by a factor; charges stay."""
    return replace(market, prices={key: price * factor for key, price in market.prices.items()})


def average_effective_rate(
    flow: CashFlow, governments: Collection[str], *, rate: float, base_year: int
) -> Floats:
    """Return the share of the rent that governments take, per scenario.

    ``AETR = PV(levies to governments) / PV(pre-tax net cash flow)``; nan where the latter is not
    positive.

    References
    ----------
    FERDI, Legal and tax database of the mining sector, for the definition (share of the rent
    captured by the state); IMF TNM 2016/001.
    """
    years = flow.timing.years
    taken = present_value(government_cash(flow, governments), years, rate=rate, base_year=base_year)
    whole = present_value(flow.operation.pre_tax, years, rate=rate, base_year=base_year)
    return np.divide(taken, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def marginal_effective_rate(
    evaluate: Callable[[Market], CashFlow],
    market: Market,
    key: str,
    *,
    rate: float,
    base_year: int,
) -> Floats:
    """Return the wedge that levies drive on a marginal project, per scenario.

    The price of the main product is lowered (or raised) until the project after levies earns just
    its rate: ``METR = (return before - return after) / return before``.

    Parameters
    ----------
    evaluate : callable
        From a market to the cash flow.
    market : Market
    key : str
        Price of the main product.
    rate, base_year
        Of the marginal project.
    """
    price = break_even_price(evaluate, market, key, rate=rate, base_year=base_year)
    known = np.where(np.isfinite(price), price, 0.0)
    tried = replace(market, prices={**market.prices, key: known[:, np.newaxis]})
    flow = evaluate(tried)
    found = []
    for index, number in enumerate(price):
        before = internal_rate_of_return(flow.operation.pre_tax[index])
        after = internal_rate_of_return(flow.after_tax[index])
        is_sound = np.isfinite(number) and np.isfinite(before) and before > 0
        found.append((before - after) / before if is_sound else float("nan"))
    return np.array(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progressivity:
    """How the average effective rate moves with profit, one scenario.

    Parameters
    ----------
    low, high : float
        AETR with prices 25 % down and up.
    slope : float
        Change of AETR per point of pre-tax return; above 0 is progressive, below regressive.
    """

    low: float
    high: float
    slope: float


def progressivity(
    evaluate: Callable[[Market], CashFlow],
    market: Market,
    governments: Collection[str],
    *,
    rate: float,
    base_year: int,
) -> tuple[Progressivity, ...]:
    """Return whether governments take a larger share of a richer project, per scenario.

    ``slope = (AETR(+25 %) - AETR(-25 %)) / (pre-tax return(+25 %) - pre-tax return(-25 %))``.
    """
    flows = [evaluate(scaled(market, factor)) for factor in (1 - _PRICE_SPAN, 1 + _PRICE_SPAN)]
    rates = [
        average_effective_rate(flow, governments, rate=rate, base_year=base_year) for flow in flows
    ]
    found = []
    for index in range(len(market.scenarios)):
        returns = [internal_rate_of_return(flow.operation.pre_tax[index]) for flow in flows]
        change = returns[1] - returns[0]
        rise = rates[1][index] - rates[0][index]
        slope = float(rise / change) if np.isfinite(change) and change > 0 else float("nan")
        found.append(
            Progressivity(low=float(rates[0][index]), high=float(rates[1][index]), slope=slope)
        )
    return tuple(found)


def break_even_capital(
    evaluate: Callable[[float], CashFlow], *, rate: float, base_year: int, count: int
) -> Floats:
    """Return the factor on construction capital that leaves the project nothing, per scenario.

    Worth falls almost in a line with the factor, so each scenario is bracketed and closed in by
    regula falsi with halved weights (Illinois), to a millionth.

    Parameters
    ----------
    evaluate : callable
        From a factor on the capital to the cash flow.
    rate, base_year
    count : int
        Scenarios.

    Returns
    -------
    factor : ndarray, shape (scenario,)
        nan where even no capital does not pay, or a hundredfold still does.
    """

    def worth(index: int, factor: float) -> float:
        flow = evaluate(factor)
        value = present_value(flow.after_tax, flow.timing.years, rate=rate, base_year=base_year)
        return float(value[index])

    return np.array([_illinois(partial(worth, index)) for index in range(count)])


def _illinois(value: Callable[[float], float]) -> float:
    """Return where a falling value crosses zero between 0 and 100, or nan."""
    low, at_low = 0.0, value(0.0)
    high = 1.0
    at_high = value(high)
    while at_high > 0 and high < 100.0:
        low, at_low, high = high, at_high, high * 2.0
        at_high = value(high)
    if at_low <= 0 or at_high > 0:
        return float("nan")
    side = 0
    for _ in range(40):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        found = value(middle)
        if abs(found) < 1e-9 or high - low < 1e-6 * high:
            return middle
        if found > 0:
            low, at_low = middle, found
            at_high = at_high / 2.0 if side == 1 else at_high
            side = 1
        else:
            high, at_high = middle, found
            at_low = at_low / 2.0 if side == -1 else at_low
            side = -1
    return 0.5 * (low + high)


def royalty_share(flow: CashFlow, governments: Collection[str]) -> Floats:
    """Return royalties on output, revenue and margin over all levies to governments, per scenario.

    Undiscounted. A high share means that governments are paid early and in bad years.
    """
    taken = government_cash(flow, governments).sum(axis=1)
    zero = np.zeros_like(flow.operation.pre_tax)
    early = sum(
        (
            cash
            for name, cash in flow.levies.items()
            if flow.recipients[name] in governments and name in flow.revenue_lines
        ),
        zero,
    ).sum(axis=1)
    return np.asarray(np.divide(early, taken, out=np.full_like(taken, np.nan), where=taken > 0))


def share_by_year(
    cash: Floats, years: NDArray[np.int64], until: int, *, rate: float, base_year: int
) -> Floats:
    """Return the share of a present value that falls in years up to ``until``, per scenario."""
    whole = present_value(cash, years, rate=rate, base_year=base_year)
    early = present_value(
        np.where(years <= until, cash, 0.0), years, rate=rate, base_year=base_year
    )
    return np.divide(early, whole, out=np.full_like(whole, np.nan), where=whole > 0)
