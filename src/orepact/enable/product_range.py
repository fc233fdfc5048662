"""The range of a product of uncertain factors: not all at their worst at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed, from_parameter, uniforms
from orepact.evidence import Parameter

__all__ = ["DRAWS", "draws_of", "range_of", "span_of"]

Floats = NDArray[np.float64]
DRAWS = 8192
_LOW, _HIGH = 0.05, 0.95


def draws_of(
    numbers: Mapping[str, tuple[Parameter, str]], *, count: int = DRAWS, seed: int = 0
) -> dict[str, Floats]:
    """Return independent draws of parameters, each from a stream that belongs to its name.

    The same name gives the same draws wherever it is used, so that two results that share an
    uncertain number move together.

    Parameters
    ----------
    numbers : mapping of name to (Parameter, unit)
    count : int
        Draws.
    seed : int
        Root of all streams.

    Returns
    -------
    draws : dict of ndarray, shape (draw,), in the units asked for

    Examples
    --------
    >>> from orepact.evidence import Parameter, Quality
    >>> sure = Parameter(value=2.0, unit="1", quality=Quality.A, source="a-document")
    >>> draws_of({"sure": (sure, "dimensionless")}, count=3)["sure"].tolist()
    [2.0, 2.0, 2.0]
    """
    points = uniforms(count, tuple(numbers), Seed(root=seed))
    return {
        name: from_parameter(parameter, unit).quantile(points[:, column])
        for column, (name, (parameter, unit)) in enumerate(numbers.items())
    }


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
