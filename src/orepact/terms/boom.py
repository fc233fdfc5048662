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


def with_boom(market: Market, staying: Staying) -> Market:
    """Return the market with a last scenario: the latest deck with every price multiplied.

    Parameters
    ----------
    market : Market
    staying : Staying
        Which deck is the latest, and by how much prices rise.
    """
    place = market.scenarios.index(staying.latest)
    factor = staying.boom.to("1")

    def grown(arrays: dict[str, NDArray[np.float64]], by: float) -> dict[str, NDArray[np.float64]]:
        return {key: np.vstack([a, by * a[[place]]]) for key, a in arrays.items()}

    return replace(
        market,
        scenarios=(*market.scenarios, BOOM),
        prices=grown(market.prices, factor),
        treatment=grown(market.treatment, 1.0),
        refining=grown(market.refining, 1.0),
    )


def boom_chain(market: Market, staying: Staying) -> NDArray[np.float64]:
    """Return the tree's chances: each year a boom may begin, and once begun it lasts.

    Parameters
    ----------
    market : Market
        With the boom. From today's deck the boom may begin; every other deck stays what it is.

    Returns
    -------
    chain : ndarray, shape (scenario, scenario); rows sum to 1
    """
    chance = staying.boom_chance.to("%/yr") / 100.0
    chain = np.eye(len(market.scenarios))
    place = market.scenarios.index(staying.latest)
    chain[place, place] -= chance
    chain[place, market.scenarios.index(BOOM)] += chance
    return chain
