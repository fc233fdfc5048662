"""What moves together: a Gaussian copula over any distributions, and matrices that make sense."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orepact.chance.normal import normal_quantile, normal_share
from orepact.errors import CaseError

__all__ = ["check_correlation", "correlate", "pearson_of_rank"]

Floats = NDArray[np.float64]


def check_correlation(matrix: Floats, names: Sequence[str], *, where: str) -> Floats:
    """Return the Cholesky factor of a correlation matrix.

    Parameters
    ----------
    matrix : ndarray, shape (name, name)
    names : sequence of str
        Along both axes, for the error.
    where : str
        ``file:key``.

    Raises
    ------
    CaseError : a wrong shape, a diagonal that is not 1, numbers outside -1 to 1, two halves that
        differ, or a matrix that is not positive definite; names who is in conflict
    """
    given = np.asarray(matrix, dtype=np.float64)
    count = len(names)
    if given.shape != (count, count):
        raise CaseError(
            f"the correlation matrix has shape {given.shape} for {count} names",
            where=where,
            do="Give one row and one column per name",
        )
    if not np.all(np.isfinite(given)) or bool((np.abs(given) > 1.0).any()):
        raise CaseError("a correlation lies outside -1 to 1", where=where, do="Correct it")
    if not np.allclose(np.diag(given), 1.0, rtol=0, atol=1e-12):
        raise CaseError("a number is not wholly correlated with itself", where=where, do="Write 1")
    if not np.allclose(given, given.T, rtol=0, atol=1e-12):
        first, second = np.unravel_index(np.abs(given - given.T).argmax(), given.shape)
        raise CaseError(
            f"{names[int(first)]} with {names[int(second)]} differs from the other way round",
            where=where,
            do="Give one number for both",
        )
    values, vectors = np.linalg.eigh(given)
    if values[0] <= 1e-12:
        worst = np.argsort(-np.abs(vectors[:, 0]))[:3]
        involved = ", ".join(names[int(index)] for index in sorted(worst))
        raise CaseError(
            f"the correlations of {involved} contradict each other",
            where=where,
            why=f"the matrix is not positive definite, its smallest eigenvalue is {values[0]:.3g}",
            do="Bring one of them nearer to 0",
        )
    return np.asarray(np.linalg.cholesky(given))


def correlate(independent: Floats, factor: Floats) -> Floats:
    """Return uniforms that move together as a Gaussian copula.

    ``u = Phi(L Phi^-1(v))``: each column stays uniform, their normal scores have correlation
    ``L L'``.

    Parameters
    ----------
    independent : ndarray, shape (draw, name), in (0, 1)
    factor : ndarray, shape (name, name)
        From ``check_correlation``.

    References
    ----------
    Nelsen, An Introduction to Copulas, Springer, 2006, section 2.3.
    """
    return normal_share(normal_quantile(independent) @ factor.T)


def pearson_of_rank(rank: Floats) -> Floats:
    """Return the correlation of normal scores that gives a rank correlation: ``2 sin(pi rho / 6)``.

    Examples
    --------
    >>> round(float(pearson_of_rank(np.array(0.5))), 6)
    0.517638
    """
    return np.asarray(np.clip(2.0 * np.sin(np.pi * np.asarray(rank) / 6.0), -1.0, 1.0))
