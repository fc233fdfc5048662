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


def rationed(demand: Array, supply: Array, wanted: Array, own: Array) -> Array:
    """Return what one importer is served over what it wants when supply does not reach.

    What the importer commands itself (its government's stock, contracted tonnes) serves it first;
    the rest of supply is shared among all in proportion to what they still want.

        served = [own + (S - own) (d - own) / (D - own)] / d

    Parameters
    ----------
    demand, supply : ndarray, shape (cell,)
        D and S of everyone outside; where S reaches D everyone is served.
    wanted, own : ndarray, shape (cell,)
        d and what the importer commands, capped at d.

    Examples
    --------
    >>> half = rationed(np.array([10.0]), np.array([5.0]), np.array([4.0]), np.array([0.0]))
    >>> float(half[0])
    0.5
    >>> whole = rationed(np.array([10.0]), np.array([5.0]), np.array([4.0]), np.array([4.0]))
    >>> float(whole[0])
    1.0
    """
    own = np.minimum(own, np.minimum(wanted, supply))
    others = np.maximum(demand - own, np.finfo(np.float64).tiny)
    share = np.minimum((supply - own) / others, 1.0)
    got = own + share * (wanted - own)
    safe = np.where(wanted > 0, wanted, 1.0)
    return np.where((supply >= demand) | (wanted <= 0), 1.0, got / safe)
