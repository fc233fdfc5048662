"""The range of a product of uncertain factors: not all at their worst at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import Parameter

__all__ = ["draws_of", "range_of", "span_of"]

Floats = NDArray[np.float64]
DRAWS = 8192
_LOW, _HIGH = 0.05, 0.95


def draws_of(factors: Sequence[tuple[Parameter, str]], *, seed: int = 0) -> tuple[Floats, ...]:
    """Return independent draws of parameters, triangular between low, value and high.

    The k-th factor uses its own strata of the unit interval in an order of its own, so that every
    part of each range is met evenly (Latin hypercube). Same seed, same draws.

    Parameters
    ----------
    factors : sequence of (Parameter, unit)

    Returns
    -------
    draws : tuple of ndarray, shape (draw,), in the units asked for
    """
    random = np.random.default_rng(seed)
    found = []
    for parameter, unit in factors:
        low, high = parameter.bounds(unit)
        mode = parameter.to(unit)
        u = (random.permutation(DRAWS) + 0.5) / DRAWS
        if high <= low:
            found.append(np.full(DRAWS, mode))
            continue
        turn = (mode - low) / (high - low)
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
        found.append(np.where(u < turn, rising, falling))
    return tuple(found)


def range_of(draws: Floats, central: float) -> tuple[float, float]:
    """Return the 5th and 95th percentile of draws, widened to hold the central value.

    Where central values sit at one end of their ranges their product lies outside the percentiles.
    """
    low, high = np.quantile(draws, [_LOW, _HIGH])
    return min(float(low), central), max(float(high), central)


def span_of(parameter: Parameter, unit: str) -> tuple[float, float, float]:
    """Return low, central and high of a parameter in a unit."""
    low, high = parameter.bounds(unit)
    return low, parameter.to(unit), high
