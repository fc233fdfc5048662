"""Demand outside the restricting country: use by need, and hoarding on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Demand", "rationed"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Demand as a falling function of the price, one value per cell (a draw in a year).

        D(p) = (1 + h) sum_a Q_a p^eps_a,  eps_a < 0

    Parameters
    ----------
    base : ndarray, shape (need, cell)
        Q_a, market's unit per year.
    elasticity : ndarray, shape (need, cell)
    hoarding : ndarray, shape (cell,)
        h.
    """

    base: Array
    elasticity: Array
    hoarding: Array

    @classmethod
    def joined(cls, parts: Sequence[Demand]) -> Demand:
        """Return several demands as one over all their cells."""
        return cls(
            base=np.concatenate([part.base for part in parts], axis=1),
            elasticity=np.concatenate([part.elasticity for part in parts], axis=1),
            hoarding=np.concatenate([part.hoarding for part in parts]),
        )

    def total(self, powers: Array) -> Array:
        """Return D(p), shape (cell,), from the powers p^eps_a, shape (need, cell)."""
        total: Array = np.einsum("nc,nc->c", self.base, powers) * (1.0 + self.hoarding)
        return total


def rationed(
    demand: Array, supply: Array, use: Array, hoarding: Array, own: Array
) -> tuple[Array, Array]:
    """Return what one importer's use and its hoarding are served over what they want.

    What the importer commands itself (its government's stock, contracted tonnes) serves its use
    first and is never hoarded; the rest of supply is shared among all, hoarders too, in proportion
    to what they still want.

        k = (S - own) / (D - own),  use served (own + k (u - own)) / u,  hoarding served k

    Parameters
    ----------
    demand, supply : ndarray, shape (cell,)
        D and S of everyone outside; where S reaches D everyone is served.
    use, hoarding : ndarray, shape (cell,)
        What the importer wants to use, u, and to hoard beyond it.
    own : ndarray, shape (cell,)
        What it commands, capped at u.

    Returns
    -------
    of_use, of_hoarding : ndarray, shape (cell,), 0 to 1

    Examples
    --------
    >>> ten, five, four, none = (np.array([x]) for x in (10.0, 5.0, 4.0, 0.0))
    >>> half, _ = rationed(ten, five, four, none, none)
    >>> float(half[0])
    0.5
    >>> whole, _ = rationed(ten, five, four, none, four)
    >>> float(whole[0])
    1.0
    """
    own = np.minimum(own, np.minimum(use, supply))
    others = np.maximum(demand - own, np.finfo(np.float64).tiny)
    share = np.minimum((supply - own) / others, 1.0)
    is_served = (supply >= demand) | (use + hoarding <= 0)
    safe = np.where(use > 0, use, 1.0)
    of_use = np.where(use > 0, (own + share * (use - own)) / safe, 1.0)
    return np.where(is_served, 1.0, of_use), np.where(is_served, 1.0, share)
