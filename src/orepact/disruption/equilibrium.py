"""The price at which a rising supply meets a falling demand, or the backstop where it does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["BISECTIONS", "clearing_log_price"]

Array = NDArray[np.float64]

BISECTIONS = 50
"""Halvings of the bracket: from ln 50 down to 4e-15."""


def clearing_log_price(
    excess: Callable[[Array], Array], low: Array, high: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """Return the logarithm of the price that clears a market, capped by its bracket.

    Excess supply must be continuous and rising in the price. Where it is still negative at the
    upper end, that end is returned and flagged; where it is already positive at the lower end,
    that end is returned.

    Parameters
    ----------
    excess : function of ndarray (cell,) to ndarray (cell,)
        Supply less demand at a log price.
    low, high : ndarray, shape (cell,)
        Bracket in logarithms.

    Returns
    -------
    log_price : ndarray, shape (cell,)
    is_short : ndarray of bool, shape (cell,)
        Whether demand exceeds supply even at the upper end.

    Examples
    --------
    >>> price, short = clearing_log_price(
    ...     lambda x: np.exp(0.5 * x) - 2.0, np.array([0.0]), np.array([3.0]))
    >>> round(float(np.exp(price[0])), 9), bool(short[0])
    (4.0, False)
    """
    is_short = excess(high) < 0.0
    left, right = low.copy(), high.copy()
    for _ in range(BISECTIONS):
        middle = 0.5 * (left + right)
        is_negative = excess(middle) < 0.0
        np.copyto(left, middle, where=is_negative)
        np.copyto(right, middle, where=~is_negative)
    is_met_below = excess(low) >= 0.0
    found = np.where(is_short, high, np.where(is_met_below, low, 0.5 * (left + right)))
    return found, is_short
