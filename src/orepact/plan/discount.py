"""Present value of yearly cash at each party's own rate, flows at mid-year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["discount_factors", "present_value"]

Floats = NDArray[np.float64]


def discount_factors(years: NDArray[np.int64], start: int, rates: Floats) -> Floats:
    """Return ``(1 + rate) ** -(year - start + 0.5)``.

    Parameters
    ----------
    years : ndarray, shape (year,)
        Calendar years.
    start : int
        Year on whose first day values are stated.
    rates : ndarray, shape (party,)
        Real, per year.

    Returns
    -------
    factors : ndarray, shape (party, year)

    Examples
    --------
    >>> discount_factors(np.array([2026, 2027]), 2026, np.array([0.21])).round(6).tolist()
    [[0.909091, 0.751315]]
    """
    distance = years.astype(float)[None, :] - start + 0.5
    return np.asarray((1.0 + rates[:, None]) ** -distance, dtype=float)


def present_value(cash: Floats, factors: Floats) -> Floats:
    """Return ``sum_t cash[..., party, t] * factors[party, t]``, shape ``(..., party)``."""
    return np.asarray(np.einsum("...pt,pt->...p", cash, factors), dtype=float)
