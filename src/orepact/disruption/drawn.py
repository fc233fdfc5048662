"""One market under one shock with everything uncertain drawn: what is withheld, from whom, of what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.elasticities import NEEDS, Elasticities, elasticities
from orepact.disruption.market import Inflow, Market
from orepact.disruption.parameters import Draws, Spread, quantile
from orepact.disruption.relief import Relief
from orepact.disruption.shock import Instrument, Shock, in_force

__all__ = ["Drawn", "Severity", "leakage_name"]

Array = NDArray[np.float64]

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
    withheld : ndarray, shape (draw, year)
        theta (1 - lambda) x share aimed at x share of the year in force.
    inflow, recycled, outside, unexplained : ndarray, shape (draw,)
        What the imposers send outside, secondary output outside, use outside, and the part of
        use that no figure explains; market's unit per year.
    need_share : ndarray, shape (need,)
    elastic : Elasticities
    log_backstop : ndarray, shape (draw,)
    """

    market: Market
    shock: Shock
    draws: Draws
    relief: Relief
    force: Array
    withheld: Array
    inflow: Array
    recycled: Array
    outside: Array
    unexplained: Array
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
        event = Draws(size, draws.seed, f"event/{'+'.join(shock.imposers)}", draws.table)
        inflow, aimed = _inflow(market, shock, draws)
        primary = market.unnamed + sum(
            one.output for one in market.producers if one.country not in shock.imposers
        )
        recycled = _recycled(market, draws, primary + inflow)
        known = primary + inflow + recycled
        unexplained = np.maximum(market.use - known, 0.0)
        shares = [sum(use.share for use in market.end_uses if use.need is need) for need in NEEDS]
        return cls(
            market=market,
            shock=shock,
            draws=draws,
            relief=relief or Relief.none(size, years),
            force=force,
            withheld=(cut * (1.0 - event.of(leakage_name(shock))) * aimed)[:, None] * force,
            inflow=inflow,
            recycled=recycled,
            outside=known + unexplained,
            unexplained=unexplained,
            need_share=np.array(shares),
            elastic=elasticities(draws, years, is_by_product=market.is_by_product),
            log_backstop=np.log(draws.of("backstop")),
        )

    def hoarding(self, year: int) -> Array:
        """Return extra demand in a year: in the first year only, for the part in force."""
        if year > 0:
            return np.zeros(self.draws.size)
        hoarding: Array = self.draws.of("hoarding_year_1") * self.force[:, 0]
        return hoarding


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
