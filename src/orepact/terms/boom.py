"""Prices that rise and stay: a boom as a scenario of its own, and a small tree that leads to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Staying
from orepact.mine import Market

__all__ = ["BOOM", "boom_chain", "with_boom"]

BOOM = "boom"
"""Name of the scenario in which prices have risen and stay."""


def with_boom(market: Market, staying: Staying, *, alone: bool = False) -> Market:
    """Return the market with a last scenario: the latest deck with every price multiplied.

    Parameters
    ----------
    market : Market
    staying : Staying
        Which deck is the latest, and by how much prices rise.
    alone : bool
        Whether only the latest deck and the boom are kept.
    """
    place = market.scenarios.index(staying.latest)
    factor = staying.boom.to("1")
    kept = [place] if alone else list(range(len(market.scenarios)))

    def grown(arrays: dict[str, NDArray[np.float64]], by: float) -> dict[str, NDArray[np.float64]]:
        return {key: np.vstack([a[kept], by * a[[place]]]) for key, a in arrays.items()}

    return replace(
        market,
        scenarios=(*(market.scenarios[n] for n in kept), BOOM),
        prices=grown(market.prices, factor),
        treatment=grown(market.treatment, 1.0),
        refining=grown(market.refining, 1.0),
    )


def boom_chain(staying: Staying) -> NDArray[np.float64]:
    """Return the tree's chances: each year a boom may begin, and once begun it lasts."""
    chance = staying.boom_chance.to("%/yr") / 100.0
    return np.array([[1.0 - chance, chance], [0.0, 1.0]])
