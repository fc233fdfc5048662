"""One year of a restriction: clear the market for the draws it touches, share out what there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.demand import Demand, rationed
from orepact.disruption.drawn import Drawn
from orepact.disruption.elasticities import NEEDS
from orepact.disruption.equilibrium import clearing_log_price
from orepact.disruption.supply import Supply, ramp
from orepact.disruption.surplus import power_area, supply_area

__all__ = ["Outcome", "inside_log_price", "outcome"]

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_FLOOR = np.log(0.01)
"""Inside the restricting country no price is computed below 1 % of the base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one year comes to for the draws it touches, arrays over those draws.

    ``surplus`` is in base prices times the market's unit; the rest as in ``MarketResponse``.
    """

    log_price: Array
    is_short: NDArray[np.bool_]
    served: Array
    use_ratio: Array
    use: Array
    hoarded: Array
    domestic: Array
    recycled: Array
    released: Array
    drawn: Array
    surplus: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stocks:
    """What may be drawn this year, over the touched draws."""

    users: Array
    government: Array
    own_users: Array


def _supply(case: Drawn, year: int, at: Index, stocks: _Stocks, added: Array) -> Supply:
    market, draws = case.market, case.draws
    outside = [one for one in market.producers if one.country not in case.shock.imposers]
    known = [(one.output, one.capacity) for one in outside if one.capacity is not None]
    opened = market.unnamed + sum(one.output for one in outside if one.capacity is None)
    made = opened + sum(output for output, _ in known)
    kept = 1.0 - case.taken / made if made > 0 else 1.0
    arriving = (case.inflow[at] - added) * (1.0 - case.withheld[at, year])
    by_product = market.is_by_product
    return Supply(
        open_output=opened * kept + case.unexplained[at],
        outputs=np.array([output * kept for output, _ in known]),
        capacities=np.array([max(capacity, output) * kept for output, capacity in known]),
        elasticity=case.elastic.supply[at, year],
        growth=case.elastic.supply_growth[at, year],
        recycled_elasticity=case.elastic.recycled[at, year],
        step=draws.of("by_product_step")[at] if by_product else np.zeros(at.size),
        step_price=draws.table["by_product_price"].mid,
        stock_price=draws.table["stock_release_price"].mid,
        restart_share=draws.of("restart_share")[at],
        restart_price=draws.of("restart_price")[at],
        recycled=case.recycled[at],
        constant=arriving + added,
        stocks=stocks.users + stocks.government,
    )


def _clear(supply: Supply, demand: Demand, log_backstop: Array) -> tuple[Array, Array, Array]:
    """Return log price, supply and demand at it.

    Every power of the price that is needed is taken in one pass; the others stay at 1.
    """
    used = np.flatnonzero(demand.base.any(axis=1))
    needed = Demand(
        base=demand.base[used], elasticity=demand.elasticity[used], hoarding=demand.hoarding
    )
    rows = [np.ones(log_backstop.size), *needed.elasticity, supply.elasticity]
    last = len(rows) - 1
    has_recycled, has_ceiling = bool(supply.recycled.any()), bool(supply.outputs.size)
    if has_recycled:
        rows.append(supply.recycled_elasticity)
    if has_ceiling:
        rows.append(supply.growth)
    exponents = np.stack(rows)
    powers = np.empty_like(exponents)

    def both(log_price: Array) -> tuple[Array, Array]:
        np.multiply(exponents, log_price, out=powers)
        np.exp(powers, out=powers)
        grows = powers[last]
        recycles = powers[last + 1] if has_recycled else grows
        offered = supply.total(powers[0], grows, recycles, powers[-1])
        return offered, needed.total(powers[1:last])

    def excess(log_price: Array) -> Array:
        offered, wanted = both(log_price)
        return np.subtract(offered, wanted, out=offered)

    log_price, _ = clearing_log_price(excess, np.zeros_like(log_backstop), log_backstop)
    return log_price, *both(log_price)


def outcome(
    case: Drawn, year: int, at: Index, users: Array, own_share: Array, government: Array
) -> Outcome:
    """Return one year's outcome.

    Parameters
    ----------
    case : Drawn
    year : int
    at : ndarray of int
        The draws in which the restriction stands in that year.
    users : ndarray, shape (touched,)
        Users' stocks outside at the start of the year.
    own_share : ndarray, shape (touched,)
        The importer's part of them.
    government : ndarray, shape (touched,)
        The importer's government stock at the start of the year.
    """
    market = case.market
    release = case.draws.of("government_release")[at] * market.use * case.force[at, year]
    stocks = _Stocks(
        users=users, government=np.minimum(government, release), own_users=users * own_share
    )
    added = np.minimum(case.relief.supply[at, year], case.inflow[at])
    supply = _supply(case, year, at, stocks, added)
    demand = Demand(
        base=case.need_share[:, None] * case.outside[at],
        elasticity=case.elastic.demand[:, at, year],
        hoarding=case.hoarding_of_market(year)[at],
    )
    log_price, offered, wanted = _clear(supply, demand, case.log_backstop[at])
    is_short = (log_price >= case.log_backstop[at]) & (offered < wanted)
    offered = np.where(is_short, offered, wanted)
    drawn = ramp(np.exp(log_price), supply.stock_price)
    return _importer(
        case, year, at, supply, demand, stocks, log_price, offered, wanted, drawn, is_short
    )


def _importer(
    case: Drawn,
    year: int,
    at: Index,
    supply: Supply,
    demand: Demand,
    stocks: _Stocks,
    log_price: Array,
    offered: Array,
    wanted: Array,
    drawn: Array,
    is_short: NDArray[np.bool_],
) -> Outcome:
    market = case.market
    added = np.minimum(case.relief.supply[at, year], case.inflow[at])
    by_need = np.exp(demand.elasticity * log_price)
    wanted_use = market.use * (case.need_share @ by_need)
    own = np.minimum(case.relief.owned[at, year], added) + stocks.government * drawn
    hoarding = case.hoarding(year)[at]
    served = rationed(wanted, offered, wanted_use * (1.0 + hoarding), own)
    hoarded = wanted_use * hoarding * served
    released = (stocks.own_users + stocks.government) * drawn
    new = np.minimum(case.relief.domestic[at, year], added)
    produced, gain = _domestic(case, supply, log_price)
    lost = sum(
        (
            share * market.use * power_area(log_price, eps)
            for share, eps in zip(case.need_share, demand.elasticity, strict=True)
            if share > 0
        ),
        start=np.zeros_like(log_price),
    )
    higher = np.expm1(log_price)
    position = [NEEDS.index(use.need) for use in market.end_uses]
    return Outcome(
        log_price=log_price,
        is_short=is_short,
        served=served,
        use_ratio=(by_need[position] * served).T,
        use=wanted_use * served,
        hoarded=hoarded,
        domestic=produced + new,
        recycled=market.recycled * np.exp(supply.recycled_elasticity * log_price),
        released=released,
        drawn=drawn,
        surplus=gain
        + market.recycled * power_area(log_price, supply.recycled_elasticity)
        + higher * (released + new - hoarded)
        - lost,
    )


def _domestic(case: Drawn, supply: Supply, log_price: Array) -> tuple[Array, Array]:
    """Return primary output in the importer's country, and its producers' gain in base prices."""
    made = case.market.producer(case.market.importer)
    if made is None or not (made.output > 0 or made.capacity):
        return np.zeros_like(log_price), np.zeros_like(log_price)
    output, capacity = made.output, made.capacity
    gain = supply_area(log_price, lambda x: supply.of_producer(x, output, capacity))
    return supply.of_producer(log_price, output, capacity), gain


def inside_log_price(case: Drawn, year: int, at: Index) -> Array:
    """Return the log price inside, where what no longer leaves must find users.

    S p^eps = Q p^eps_d + M (1 - withheld), Q = S - M, solved between 1 % of the base and the base.
    """
    made = sum(one.output for one in case.market.producers if one.country in case.shock.imposers)
    inflow = case.inflow[at]
    stays = np.maximum(made - inflow, 0.0)
    output = stays + inflow
    leaving = inflow * (1.0 - case.withheld[at, year])
    supply_elasticity = case.elastic.supply[at, year]
    demand_elasticity = case.elastic.demand[:, at, year]

    def excess(x: Array) -> Array:
        used = stays * (case.need_share @ np.exp(demand_elasticity * x))
        rest: Array = output * np.exp(supply_elasticity * x) - used - leaving
        return rest

    low = np.full(at.size, _FLOOR)
    found, _ = clearing_log_price(excess, low, np.zeros(at.size))
    return found
