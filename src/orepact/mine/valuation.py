"""What a column is worth: to the project as a whole, and to each party at its own rate."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.mine.cash_flow import CashFlow
from orepact.mine.indicators import (
    first_cash_year,
    internal_rate_of_return,
    payback_year,
    present_value,
    years_to_pay_back,
)
from orepact.mine.market import Market

__all__ = [
    "OwnRate",
    "PartyValue",
    "ProjectValue",
    "break_even_price",
    "cost_of_delay",
    "party_values",
    "project_values",
]

Floats = NDArray[np.float64]
_MOST_STEPS = 80
_CLOSE = 1e-7
"""Million USD at which a present value counts as nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRate:
    """A party's real yearly discount rate with its range, as fractions."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyValue:
    """What one party gains in one scenario, real million USD of the case's year.

    Parameters
    ----------
    party, scenario : str
    present_value : float
        At its own rate.
    low, high : float
        Lowest and highest present value over the range of its rate.
    undiscounted : float
        Sum over the life.
    first_cash_year : int or None
        First year with positive cash.
    """

    party: str
    scenario: str
    present_value: float
    low: float
    high: float
    undiscounted: float
    first_cash_year: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectValue:
    """What the project is worth in one scenario, 100 % basis, real million USD.

    Parameters
    ----------
    scenario : str
    present_value_before, present_value_after : float
        Before and after the levies that the project pays, without debt.
    rate_of_return : float
        After levies, without debt; nan if there is none.
    return_before : float
        The same before levies.
    payback_year : int or None
        Year in which cumulative cash after levies is back at zero.
    years_to_pay_back : float or None
        From the start of production to that point.
    take : float
        Governments' levies as a share of undiscounted pre-tax cash; nan if that is not positive.
    take_with_equity : float
        The same with what the host's parties receive and pay as owners.
    """

    scenario: str
    present_value_before: float
    present_value_after: float
    rate_of_return: float
    return_before: float
    payback_year: int | None
    years_to_pay_back: float | None
    take: float
    take_with_equity: float


def party_values(
    flow: CashFlow, rates: Mapping[str, OwnRate], *, base_year: int
) -> tuple[PartyValue, ...]:
    """Return every party's present value at its own rate, with first cash year.

    The range comes from evaluating at 21 rates between low and high, because a cash flow with
    more than one change of sign is not monotone in the rate.

    Parameters
    ----------
    flow : CashFlow
    rates : mapping of party to OwnRate
        A party without a rate is left out.
    base_year : int
        Year of the value.
    """
    years = flow.timing.years
    found = []
    for party, cash in flow.parties.items():
        if party not in rates:
            continue
        own = rates[party]
        tried = np.stack(
            [
                present_value(cash, years, rate=float(rate), base_year=base_year)
                for rate in np.linspace(own.low, own.high, 21)
            ]
        )
        central = present_value(cash, years, rate=own.value, base_year=base_year)
        for index, scenario in enumerate(flow.scenarios):
            found.append(
                PartyValue(
                    party=party,
                    scenario=scenario,
                    present_value=float(central[index]),
                    low=float(min(tried[:, index].min(), central[index])),
                    high=float(max(tried[:, index].max(), central[index])),
                    undiscounted=float(cash[index].sum()),
                    first_cash_year=first_cash_year(cash[index], years),
                )
            )
    return tuple(found)


def project_values(
    flow: CashFlow,
    *,
    rate: float,
    base_year: int,
    governments: Collection[str],
    host: Collection[str],
) -> tuple[ProjectValue, ...]:
    """Return the project's own indicators, one per scenario.

    ``take = levies to governments / pre-tax net cash flow``, undiscounted;
    ``with equity`` adds the owners' cash of the host's parties, cash calls taken off.

    Parameters
    ----------
    flow : CashFlow
    rate : float
        Real yearly rate of the present values.
    base_year : int
    governments : collection of str
        Parties whose levies count as take.
    host : collection of str
        Parties whose equity counts as state equity.
    """
    years = flow.timing.years
    before, after = flow.operation.pre_tax, flow.after_tax
    pv_before = present_value(before, years, rate=rate, base_year=base_year)
    pv_after = present_value(after, years, rate=rate, base_year=base_year)
    zero = np.zeros_like(before)
    taken = sum(
        (cash for name, cash in flow.levies.items() if flow.recipients[name] in governments), zero
    ).sum(axis=1)
    equity = sum((cash for party, cash in flow.equity.items() if party in host), zero).sum(axis=1)
    total = before.sum(axis=1)
    found = []
    for index, scenario in enumerate(flow.scenarios):
        share = 1.0 / total[index] if total[index] > 0 else float("nan")
        found.append(
            ProjectValue(
                scenario=scenario,
                present_value_before=float(pv_before[index]),
                present_value_after=float(pv_after[index]),
                rate_of_return=internal_rate_of_return(after[index]),
                return_before=internal_rate_of_return(before[index]),
                payback_year=payback_year(after[index], years),
                years_to_pay_back=years_to_pay_back(
                    after[index], years, first_production=flow.timing.first_production
                ),
                take=float(taken[index] * share),
                take_with_equity=float((taken[index] + equity[index]) * share),
            )
        )
    return tuple(found)


def break_even_price(
    evaluate: Callable[[Market], CashFlow],
    market: Market,
    key: str,
    *,
    rate: float,
    base_year: int,
) -> Floats:
    """Return the flat price at which the project is worth nothing after levies, per scenario.

    Between 0 and 100 times the deck's price, all scenarios at once, by regula falsi with halved
    weights (Illinois): worth is almost a line in the price.

    Parameters
    ----------
    evaluate : callable
        From a market to the cash flow of the column.
    market : Market
        The other prices and charges.
    key : str
        Which price is sought.
    rate : float
        Real yearly rate.
    base_year : int

    Returns
    -------
    price : ndarray, shape (scenario,), real USD per tonne
        nan where no price in that span breaks even.
    """
    deck = market.prices[key]

    def value(price: Floats) -> Floats:
        tried = replace(market, prices={**market.prices, key: price[:, np.newaxis]})
        flow = evaluate(tried)
        return present_value(flow.after_tax, flow.timing.years, rate=rate, base_year=base_year)

    low, high = np.zeros(len(deck)), deck.mean(axis=1) * 100.0
    at_low, at_high = value(low), value(high)
    is_found = (at_low <= 0) & (at_high >= 0)
    side = np.zeros(len(deck))
    for _ in range(_MOST_STEPS):
        span = np.where(at_high != at_low, at_high - at_low, 1.0)
        middle = np.clip((low * at_high - high * at_low) / span, low, high)
        found = value(middle)
        is_below = found < 0
        at_high = np.where(is_below & (side < 0), at_high / 2.0, at_high)
        at_low = np.where(~is_below & (side > 0), at_low / 2.0, at_low)
        side = np.where(is_below, -1.0, 1.0)
        low, at_low = np.where(is_below, middle, low), np.where(is_below, found, at_low)
        high, at_high = np.where(is_below, high, middle), np.where(is_below, at_high, found)
        if bool((np.abs(found) < _CLOSE)[is_found].all()):
            break
    return np.where(is_found, middle, np.nan)


def cost_of_delay(
    evaluate: Callable[[int], CashFlow], first_spend: int, *, rate: float, base_year: int
) -> Floats:
    """Return what one more year of waiting costs, per scenario, real million USD.

    Present value after levies of starting in ``first_spend`` less that of a year later, both at
    ``base_year``; negative means waiting gains. The cost of holding the site is in it.

    Parameters
    ----------
    evaluate : callable
        From a first spend year to the cash flow.
    first_spend : int
    rate : float
    base_year : int
    """
    now, later = evaluate(first_spend), evaluate(first_spend + 1)
    values = [
        present_value(flow.after_tax, flow.timing.years, rate=rate, base_year=base_year)
        for flow in (now, later)
    ]
    return np.asarray(values[0] - values[1])
