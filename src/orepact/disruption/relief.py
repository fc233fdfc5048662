"""What a portfolio puts into a market: added supply, recycling and stocks, by draw and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Relief"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """Tonnes that would otherwise have gone inside the restricting country or not been mined.

    Without a restriction they displace what the restricting country sends, tonne for tonne at
    the base price, so that the undisturbed market is the same with and without them.

    Parameters
    ----------
    supply : ndarray, shape (draw, year)
        All added supply outside, the market's unit per year; what follows is part of it.
    owned : ndarray, shape (draw, year)
        What the importer commands: contracted to it, or made in its country.
    domestic : ndarray, shape (draw, year)
        What is made in the importer's country; a higher price on it stays there.
    stock : ndarray, shape (draw,)
        Added to the importer's government stock, the market's unit.
    """

    supply: Array
    owned: Array
    domestic: Array
    stock: Array

    @classmethod
    def none(cls, draws: int, years: int) -> Relief:
        """Return a portfolio with nothing in it."""
        empty = np.zeros((draws, years))
        return cls(supply=empty, owned=empty, domestic=empty, stock=np.zeros(draws))

    def __add__(self, other: Relief) -> Relief:
        return Relief(
            supply=self.supply + other.supply,
            owned=self.owned + other.owned,
            domestic=self.domestic + other.domestic,
            stock=self.stock + other.stock,
        )
