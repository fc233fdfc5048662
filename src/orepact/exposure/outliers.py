"""Unit values out of line: one stated rule that says which trade flows look wrong."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "RULE",
    "SMALLEST_FACTOR",
    "SPREADS",
    "WORTH",
    "unit_value_outliers",
    "weighted_medians",
    "worth_more_than_metal",
]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

SMALLEST_FACTOR = 3.0
"""A unit value within this factor of the middle of its line and year is never out of line."""
SPREADS = 4.0
"""Scaled median absolute deviations of the logarithm beyond which it is."""
_NORMAL = 1.4826
"""Makes the median absolute deviation of normal data equal to their standard deviation."""

WORTH = 1.5
"""How many times the world price of all metal that an ore can hold its price may be."""

RULE = (
    "USD per tonne of a flow against all flows of the same customs line and year, each weighted by "
    f"its value: out of line beyond a factor of {SMALLEST_FACTOR:g} and beyond {SPREADS:g} robust "
    f"standard deviations of the logarithm; or an ore at more than {WORTH:g} times the world price "
    "of all the metal it can hold"
)
"""The rule in words."""


def weighted_medians(groups: Integers, numbers: Floats, weights: Floats, *, count: int) -> Floats:
    """Return the weighted median of each group: the first number at half of the weight.

    Parameters
    ----------
    groups : ndarray of int, shape (number,)
    numbers, weights : ndarray, shape (number,)
    count : int
        Of groups.

    Returns
    -------
    ndarray, shape (group,)
        nan for a group without a number.

    Examples
    --------
    >>> import numpy as np
    >>> groups = np.array([0, 0, 0])
    >>> weighted_medians(groups, np.array([1.0, 2, 9]), np.array([1.0, 1, 3]), count=2).tolist()
    [9.0, nan]
    """
    order = np.lexsort((numbers, groups))
    g, x, w = groups[order], numbers[order], weights[order]
    running = np.cumsum(w)
    totals = np.bincount(g, weights=w, minlength=count)
    before = np.concatenate([[0.0], np.cumsum(totals)[:-1]])
    is_half = running - before[g] >= 0.5 * totals[g]
    medians = np.full(count, np.nan)
    at = np.flatnonzero(is_half)
    first = at[np.unique(g[at], return_index=True)[1]]
    medians[g[first]] = x[first]
    return medians


def unit_value_outliers(
    groups: Integers, value: Floats, mass: Floats, *, count: int
) -> NDArray[np.bool_]:
    """Return which flows have a unit value that is out of line with their group.

    u = ln(value / mass); m = weighted median of u, d = 1.4826 weighted median of |u - m|, weights
    the values; out of line if |u - m| > max(ln 3, 4 d)

    Parameters
    ----------
    groups : ndarray of int, shape (flow,)
        Customs line and year of each flow, 0 to count - 1.
    value : ndarray, shape (flow,), thousand USD
    mass : ndarray, shape (flow,), t; nan where not recorded
    count : int

    Returns
    -------
    ndarray of bool, shape (flow,)
        Never true without both value and mass.

    References
    ----------
    Weighted median absolute deviation: Huber, Robust Statistics, Wiley, 1981, section 5.1. The
    thresholds are a choice of this package.

    Examples
    --------
    Four shipments near 2,000 USD per tonne and one of 68 t for 9.2 million:

    >>> import numpy as np
    >>> value = np.array([2e4, 1.9e4, 2.1e4, 2e4, 9.2e3])
    >>> mass = np.array([1e4, 1e4, 1e4, 1e4, 68.0])
    >>> unit_value_outliers(np.zeros(5, dtype=int), value, mass, count=1).tolist()
    [False, False, False, False, True]
    """
    has_both = (value > 0) & (mass > 0)
    flagged = np.zeros(value.size, dtype=bool)
    at = np.flatnonzero(has_both)
    if not at.size:
        return flagged
    g, u = groups[at], np.log(value[at] / mass[at])
    middle = weighted_medians(g, u, value[at], count=count)
    away = np.abs(u - middle[g])
    spread = _NORMAL * weighted_medians(g, away, value[at], count=count)
    flagged[at] = away > np.maximum(np.log(SMALLEST_FACTOR), SPREADS * spread[g])
    return flagged


def worth_more_than_metal(value: Floats, mass: Floats, ceiling: Floats) -> NDArray[np.bool_]:
    """Return which flows of ore cost more than the metal that they can hold.

    value / mass > 1.5 x ceiling, ceiling = high content x world price; by-products are what the
    half on top allows for.

    Parameters
    ----------
    value : ndarray, shape (flow,), thousand USD
    mass : ndarray, shape (flow,), t; nan where not recorded
    ceiling : ndarray, shape (flow,), thousand USD per t; nan where there is no price

    Examples
    --------
    Copper concentrate of at most 32 % at 9,142 USD per tonne is worth at most 2,925:

    >>> import numpy as np
    >>> ceiling = np.array([0.32 * 9.142] * 2)
    >>> worth_more_than_metal(np.array([6.08, 2.1]), np.ones(2), ceiling).tolist()
    [True, False]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(value / mass > WORTH * ceiling)
