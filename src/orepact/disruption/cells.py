"""Cells, each a draw in a year: clear their markets at once and share out what there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.demand import Demand, rationed
from orepact.disruption.drawn import Drawn
from orepact.disruption.elasticities import NEEDS
from orepact.disruption.equilibrium import clearing_log_price
from orepact.disruption.supply import Supply, ramp
from orepact.disruption.surplus import power_area, supply_area

__all__ = ["Cells", "Cleared", "Outcome", "outcomes"]

Array = NDArray[np.float64]
Index = NDArray[np.intp]

_FLOOR = np.log(0.01)
"""Inside the restricting country no price is computed below 1 % of the base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """Where a market clears: log price, supply offered, demand wanted, and whether it is short."""

    log_price: Array
    offered: Array
    wanted: Array
    is_short: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the cells come to, arrays over cells.

    ``surplus`` is in base prices times the market's unit, ``drawn`` the share of stocks that was
    released, ``from_government`` what of it the government gave; the rest as in
    :class:`orepact.disruption.response.MarketResponse`.
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
    from_government: Array
    surplus: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Draws and years in which a restriction stands, solved together.

    Parameters
    ----------
    case : Drawn
    at, year : ndarray of int, shape (cell,)
        Draw and year of each cell.
    users : ndarray, shape (cell,)
        Users' stocks outside that may be drawn.
    own_share : ndarray, shape (cell,)
        The importer's part of them.
    government : ndarray, shape (cell,)
        What the importer's government may release.
    """

    case: Drawn
    at: Index
    year: Index
    users: Array
    own_share: Array
    government: Array

    def _added(self) -> Array:
        """Return what a portfolio adds: at most what it displaces."""
        return np.minimum(self.case.relief.supply[self.at, self.year], self.case.inflow[self.at])

    def supply(self) -> Supply:
        """Return supply outside, cell by cell."""
        case, at, market = self.case, self.at, self.case.market
        outside = [one for one in market.producers if one.country not in case.shock.imposers]
        known = [(one.output, one.capacity) for one in outside if one.capacity is not None]
        opened = market.unnamed + sum(one.output for one in outside if one.capacity is None)
        made = opened + sum(output for output, _ in known)
        kept = 1.0 - case.taken / made if made > 0 else 1.0
        added = self._added()
        arriving = (case.inflow[at] - added) * (1.0 - case.withheld[at, self.year])
        draws = case.draws
        step = draws.of("by_product_step")[at] if market.is_by_product else np.zeros(at.size)
        return Supply(
            open_output=opened * kept + case.unexplained[at],
            outputs=np.array([output * kept for output, _ in known]),
            capacities=np.array([max(capacity, output) * kept for output, capacity in known]),
            elasticity=case.elastic.supply[at, self.year],
            growth=case.elastic.supply_growth[at, self.year],
            recycled_elasticity=case.elastic.recycled[at, self.year],
            step=step,
            step_price=draws.table["by_product_price"].mid,
            stock_price=draws.table["stock_release_price"].mid,
            restart_share=draws.of("restart_share")[at],
            restart_price=draws.of("restart_price")[at],
            recycled=case.recycled[at],
            constant=arriving + added,
            stocks=self.users + self.government,
        )

    def demand(self) -> Demand:
        """Return demand outside, cell by cell."""
        return Demand(
            base=self.case.need_share[:, None] * self.case.outside[self.at],
            elasticity=self.case.elastic.demand[:, self.at, self.year],
            hoarding=self.case.hoarding_of_market()[self.at] * (self.year == 0),
        )

    def shared_out(self, supply: Supply, demand: Demand, cleared: Cleared) -> Outcome:
        """Return who gets what in markets that are cleared."""
        case, market, log_price = self.case, self.case.market, cleared.log_price
        by_need = np.exp(demand.elasticity * log_price)
        wanted_use = market.use * (case.need_share @ by_need)
        hoarding = case.hoarding()[self.at] * (self.year == 0)
        drawn = ramp(np.exp(log_price), supply.stock_price)
        from_government = self.government * drawn
        released = self.users * self.own_share * drawn + from_government
        added = self._added()
        own = np.minimum(case.relief.owned[self.at, self.year], added) + from_government
        use_served, hoarding_served = rationed(
            cleared.wanted, cleared.offered, wanted_use, wanted_use * hoarding, own
        )
        served = (use_served + hoarding * hoarding_served) / (1.0 + hoarding)
        new = np.minimum(case.relief.domestic[self.at, self.year], added)
        produced, gain = _domestic(case, supply, log_price)
        hoarded = wanted_use * hoarding * hoarding_served
        lost = np.zeros_like(log_price)
        for share, eps in zip(case.need_share, demand.elasticity, strict=True):
            if share > 0:
                lost += share * market.use * power_area(log_price, eps)
        position = [NEEDS.index(use.need) for use in market.end_uses]
        return Outcome(
            log_price=log_price,
            is_short=cleared.is_short,
            served=served,
            use_ratio=(by_need[position] * use_served).T,
            use=wanted_use * use_served,
            hoarded=hoarded,
            domestic=produced + new,
            recycled=market.recycled * np.exp(supply.recycled_elasticity * log_price),
            released=released,
            from_government=from_government,
            surplus=gain
            + market.recycled * power_area(log_price, supply.recycled_elasticity)
            + np.expm1(log_price) * (released + new - hoarded)
            - lost,
        )

    def inside_log_price(self) -> Array:
        """Return the log price inside, where what no longer leaves must find users.

        S p^eps = Q p^eps_d + M (1 - withheld), Q = S - M, between 1 % of the base and the base.
        """
        case, at, year = self.case, self.at, self.year
        imposers = case.shock.imposers
        made = sum(one.output for one in case.market.producers if one.country in imposers)
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


def outcomes(parts: Sequence[Cells]) -> list[Outcome]:
    """Clear the cells of several restrictions of one market in one pass, and share out.

    Parameters
    ----------
    parts : sequence of Cells
        One per restriction, each with at least one cell.
    """
    supplies, demands = [one.supply() for one in parts], [one.demand() for one in parts]
    sizes = [one.at.size for one in parts]
    backstop = np.concatenate([one.case.log_backstop[one.at] for one in parts])
    if len(parts) == 1:
        whole = _clear(supplies[0], demands[0], backstop)
    else:
        whole = _clear(Supply.joined(supplies, sizes), Demand.joined(demands), backstop)
    ends = np.cumsum(sizes)
    found = []
    for one, supply, demand, end in zip(parts, supplies, demands, ends, strict=True):
        own = slice(end - one.at.size, end)
        cleared = Cleared(
            log_price=whole.log_price[own],
            offered=whole.offered[own],
            wanted=whole.wanted[own],
            is_short=whole.is_short[own],
        )
        found.append(one.shared_out(supply, demand, cleared))
    return found


def _clear(supply: Supply, demand: Demand, log_backstop: Array) -> Cleared:
    """Clear the market; every power of the price that is needed is taken in one pass."""
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

    log_price, is_short = clearing_log_price(excess, np.zeros_like(log_backstop), log_backstop)
    offered, wanted = both(log_price)
    return Cleared(
        log_price=log_price,
        offered=np.where(is_short, offered, wanted),
        wanted=wanted,
        is_short=is_short,
    )


def _domestic(case: Drawn, supply: Supply, log_price: Array) -> tuple[Array, Array]:
    """Return primary output in the importer's country, and its producers' gain in base prices."""
    made = case.market.producer(case.market.importer)
    if made is None or not (made.output > 0 or made.capacity):
        return np.zeros_like(log_price), np.zeros_like(log_price)
    output, capacity = made.output, made.capacity
    gain = supply_area(log_price, lambda x: supply.of_producer(x, output, capacity))
    return supply.of_producer(log_price, output, capacity), gain
