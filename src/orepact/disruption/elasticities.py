"""How elastic supply and demand are in each year of a restriction, and how they differ by use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.market import Need
from orepact.disruption.parameters import Draws

__all__ = ["Elasticities", "elasticities", "grown"]

Array = NDArray[np.float64]
NEEDS = tuple(Need)


def grown(first: Array, long: Array, years_in: Array, adjustment_years: Array) -> Array:
    """Return an elasticity that grows with the time a price has had to work.

    eps(t) = eps_1 + (eps_long - eps_1) * (1 - exp(-(t - 1) / tau)), t = 1 in the first year.
    A long-run value nearer to zero than the first year's is taken as no growth.

    Parameters
    ----------
    first, long : ndarray
        Of one sign.
    years_in : ndarray
        t - 1, years since the first year.
    adjustment_years : ndarray
        tau, years.

    Examples
    --------
    >>> year = np.array([0.0, 3.0])
    >>> grown(np.array(0.2), np.array(0.8), year, np.array(3.0)).round(3).tolist()
    [0.2, 0.579]
    """
    growth = np.where(np.abs(long) > np.abs(first), long - first, 0.0)
    grown_by: Array = first + growth * -np.expm1(-years_in / adjustment_years)
    return grown_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Elasticities:
    """Elasticities by draw and year.

    Parameters
    ----------
    supply, supply_growth : ndarray, shape (draw, year)
        Of primary production, and by how much it exceeds the first year's.
    recycled : ndarray, shape (draw, year)
    demand : ndarray, shape (need, draw, year), negative
        In the order of :class:`Need`.
    """

    supply: Array
    supply_growth: Array
    recycled: Array
    demand: Array


def elasticities(draws: Draws, years: int, *, is_by_product: bool) -> Elasticities:
    """Return the elasticities of one market for every draw and year.

    Parameters
    ----------
    draws : Draws
    years : int
        Number of years from the first year of the restriction.
    is_by_product : bool
        Whether output follows a host metal.
    """
    factor = draws.of("elasticity_factor")[:, None]
    tau = draws.of("adjustment_years")[:, None]
    year = np.arange(years, dtype=np.float64)[None, :]
    kind = "by_product" if is_by_product else "main"
    long = draws.of(
        "supply_elasticity_long_by_product" if is_by_product else "supply_elasticity_long"
    )
    first = factor * draws.of(f"supply_elasticity_{kind}")[:, None]
    supply = grown(first, long[:, None], year, tau)
    main_long = draws.of("supply_elasticity_long")[:, None]
    recycled = grown(factor * draws.of("supply_elasticity_recycled")[:, None], main_long, year, tau)
    demand_long = -draws.of("demand_elasticity_long")[:, None]
    demand = np.stack(
        [
            grown(factor * draws.of(f"demand_elasticity_{need}")[:, None], demand_long, year, tau)
            for need in NEEDS
        ]
    )
    return Elasticities(
        supply=supply, supply_growth=supply - first, recycled=recycled, demand=demand
    )
