"""One market under one shock with everything uncertain drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.elasticities import NEEDS, Elasticities, elasticities
from orepact.disruption.market import Inflow, Market
from orepact.disruption.parameters import Draws, Spread, quantile
from orepact.disruption.relief import Relief
from orepact.disruption.shock import Instrument, Shock, in_force

__all__ = ["Drawn", "Severity", "leakage_name"]

Array = NDArray[np.float64]

_MOST_TAKEN = 0.9
"""At most this part of output outside is taken to go inside the restricting country."""
_MOST_RECYCLED = 0.9
"""Above this share of use, secondary output elsewhere is not extrapolated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """How hard and how long, by draw, where it is not the one cut and duration of the shock.

    Parameters
    ----------
    cut : ndarray, shape (draw,), 0 to 1
    years : ndarray, shape (draw,), years
    """

    cut: Array
    years: Array


def leakage_name(shock: Shock) -> str:
    """Return which leakage parameter holds for a shock.

    Examples
    --------
    >>> leakage_name(Shock(commodity="gallium", stage="refined", imposers=("CHN",)))
    'leakage_ban'
    """
    if shock.instrument is Instrument.LICENCE:
        return "leakage_licence"
    if shock.instrument is Instrument.QUOTA:
        return "leakage_quota"
    if shock.instrument is not Instrument.BAN:
        return "leakage_other"
    return "leakage_targeted" if shock.targets else "leakage_ban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Everything drawn for one market and shock.

    Parameters
    ----------
    cut : ndarray, shape (draw,)
    force : ndarray, shape (draw, year)
        Share of each year in which the restriction stands.
    nominal : ndarray, shape (draw, year)
        theta x share aimed at x share of the year in force.
    withheld : ndarray, shape (draw, year)
        nominal x (1 - lambda): what does not arrive by detours either.
    inflow, recycled, outside, unexplained : ndarray, shape (draw,)
        What the imposers send outside, secondary output outside, use outside, and the part of
        use that no figure explains; market's unit per year.
    taken : float
        Output outside that goes inside the restricting country.
    need_share : ndarray, shape (need,)
    elastic : Elasticities
    log_backstop : ndarray, shape (draw,)
    """

    market: Market
    shock: Shock
    draws: Draws
    relief: Relief
    cut: Array
    force: Array
    nominal: Array
    withheld: Array
    inflow: Array
    recycled: Array
    outside: Array
    unexplained: Array
    taken: float
    need_share: Array
    elastic: Elasticities
    log_backstop: Array

    @classmethod
    def of(
        cls,
        market: Market,
        shock: Shock,
        draws: Draws,
        *,
        years: int,
        severity: Severity | None = None,
        relief: Relief | None = None,
    ) -> Drawn:
        """Draw everything for a number of calendar years."""
        size = draws.size
        cut = np.full(size, shock.cut) if severity is None else severity.cut
        length = np.full(size, shock.years) if severity is None else severity.years
        force = in_force(length, shock.delay, years)
        event = replace(draws, scope=f"event/{'+'.join(shock.imposers)}", _kept={})
        inflow, aimed = _inflow(market, shock, draws)
        made = market.unnamed + sum(
            one.output for one in market.producers if one.country not in shock.imposers
        )
        flows = [market.inflow(one) for one in shock.imposers]
        taken = min(sum(flow.takes for flow in flows if flow), _MOST_TAKEN * made)
        primary = made - taken
        recycled = _recycled(market, draws, primary + inflow)
        known = primary + inflow + recycled
        unexplained = np.maximum(market.use - known, 0.0)
        shares = [sum(use.share for use in market.end_uses if use.need is need) for need in NEEDS]
        return cls(
            market=market,
            shock=shock,
            draws=draws,
            relief=relief or Relief.none(size, years),
            cut=cut,
            force=force,
            nominal=(cut * aimed)[:, None] * force,
            withheld=(cut * (1.0 - event.of(leakage_name(shock))) * aimed)[:, None] * force,
            inflow=inflow,
            recycled=recycled,
            outside=known + unexplained,
            unexplained=unexplained,
            taken=taken,
            need_share=np.array(shares),
            elastic=elasticities(draws, years, is_by_product=market.is_by_product),
            log_backstop=np.log(draws.of("backstop")),
        )

    def hoarding(self) -> Array:
        """Return the importer's extra demand of the first year, in proportion to the cut."""
        hoarding: Array = self.draws.of("hoarding_year_1") * self.cut * self.force[:, 0]
        return hoarding

    def hoarding_of_market(self) -> Array:
        """Return extra demand outside: of the importer alone, if it alone is a target."""
        own = self.hoarding()
        if not self.shock.targets:
            return own
        return own * np.minimum(self.market.use / self.outside, 1.0)


def _exports(flow: Inflow, market: Market, draws: Draws) -> Array:
    spread = Spread(
        id=f"exports {flow.country}",
        title=f"Exports of {flow.country}",
        unit=market.unit,
        shape="triangular",
        low=flow.low,
        mid=flow.exports,
        high=flow.high,
        quality=flow.quality,
        source="",
    )
    return quantile(spread, draws.uniform(spread.id))


def _inflow(market: Market, shock: Shock, draws: Draws) -> tuple[Array, Array]:
    """Return what the imposers send outside, and the share of it that the shock is aimed at."""
    total, aimed = np.zeros(draws.size), np.zeros(draws.size)
    for country in shock.imposers:
        if flow := market.inflow(country):
            exports = _exports(flow, market, draws)
            total += exports
            aimed += np.minimum(flow.to_importer, exports) if shock.targets else exports
    share = np.divide(aimed, total, out=np.zeros(draws.size), where=total > 0)
    return total, share


def _recycled(market: Market, draws: Draws, primary: Array) -> Array:
    """Return secondary output outside: the importer's, and elsewhere at a share of its rate."""
    if market.use <= 0 or market.recycled <= 0:
        return np.zeros(draws.size)
    rate = min(market.recycled / market.use, _MOST_RECYCLED) * draws.of("recycling_elsewhere")
    rest = np.maximum(primary - (market.use - market.recycled), 0.0)
    recycled: Array = market.recycled + rest * rate / (1.0 - rate)
    return recycled
