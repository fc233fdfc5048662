"""A country's share of the world's metal use, for markets whose trade does not tell it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.exposure import Cube

__all__ = ["METALS", "use_shares"]

METALS = (("copper", "refined"), ("aluminium", "refined"))
"""Metals whose use by country follows from production and trade in hand."""


@lru_cache(maxsize=4)
def use_shares(cube: Cube, year: int) -> NDArray[np.float64]:
    """Return each country's share of world metal use: the mean of copper and aluminium.

    share_n = mean over the two of max(P_n + M_n - X_n, 0) / sum over n of the same

    Parameters
    ----------
    cube : Cube
    year : int
        Trade in refined copper is in hand for 2024; a metal without trade in the year counts
        production alone nowhere and is left out.

    Returns
    -------
    ndarray, shape (country,), summing to 1; zero everywhere where neither metal is in hand
    """
    shares = []
    for commodity, stage in METALS:
        chain = cube.chain(commodity, stage)
        trade = chain.matrix(year)
        if chain.production is None or not trade.any():
            continue
        made = np.nan_to_num(chain.production.central[:, cube.year_position(year)])
        used = np.maximum(made + trade.sum(axis=0) - trade.sum(axis=1), 0.0)
        shares.append(used / used.sum())
    if not shares:
        return np.zeros(len(cube.countries))
    return np.asarray(np.mean(shares, axis=0))
