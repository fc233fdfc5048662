"""Draws from the unit cube: scrambled Sobol points, or independent pseudo-random ones."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.chance.normal import normal_quantile
from orepact.chance.seed import Seed
from orepact.errors import CaseError

__all__ = ["Sampling", "check_draws", "normals", "uniforms"]

Floats = NDArray[np.float64]
_LOWEST = 2.0**-33
_MOST_DRAWS = 10_000_000


class Sampling(StrEnum):
    """How points of the unit cube are chosen."""

    PSEUDO = "pseudo"
    """Independent; its error falls with the root of the number of draws."""
    SOBOL = "sobol"
    """Owen-scrambled Sobol points; smoother, best when the number of draws is a power of two."""


def check_draws(count: int, *, where: str = "--draws") -> int:
    """Return the number of draws if it is one.

    Raises
    ------
    CaseError : 0, a negative number, or more than ten million
    """
    if not 1 <= count <= _MOST_DRAWS:
        raise CaseError(
            f"{count} draws",
            where=where,
            why=f"a band needs between 1 and {_MOST_DRAWS} of them",
            do="Write for example 1000",
        )
    return count


def uniforms(
    count: int, names: tuple[str, ...], seed: Seed, sampling: Sampling = Sampling.PSEUDO
) -> Floats:
    """Return points of the open unit cube, one column per name.

    Pseudo-random columns have a stream each, so that a new name leaves the others unchanged. Sobol
    columns are one design: the first ``count`` points of the next power of two.

    Parameters
    ----------
    count : int
        Draws.
    names : tuple of str
        What is uncertain.
    seed : Seed
    sampling : Sampling

    Returns
    -------
    points : ndarray, shape (draw, name), never 0 or 1

    Raises
    ------
    CaseError : a number of draws that is none

    References
    ----------
    Sobol, On the distribution of points in a cube, 1967; Owen, Randomly permuted (t,m,s)-nets,
    1995 (scipy.stats.qmc).
    """
    check_draws(count)
    if not names:
        return np.zeros((count, 0))
    if sampling is Sampling.SOBOL:
        from scipy.stats import qmc

        engine = qmc.Sobol(len(names), scramble=True, rng=seed.stream("sobol"))
        points = engine.random_base2(max(0, int(count - 1).bit_length()))[:count]
    else:
        points = np.stack([seed.stream("uniform", name).random(count) for name in names], axis=1)
    return np.asarray(np.clip(points, _LOWEST, 1.0 - _LOWEST))


def normals(
    count: int, names: tuple[str, ...], seed: Seed, sampling: Sampling = Sampling.PSEUDO
) -> Floats:
    """Return independent standard normal draws, one column per name, shape (draw, name)."""
    return normal_quantile(uniforms(count, names, seed, sampling))
