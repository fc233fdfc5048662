"""Scores of forecasts of counts: the continuous ranked probability score, exact on integers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "compound_pmf",
    "crps_of_pmf",
    "crps_of_sample",
    "interval_hit",
    "negative_binomial",
    "sum_interval",
]

Floats = NDArray[np.float64]


def crps_of_sample(sample: Floats, observed: Floats) -> Floats:
    """Return the score of an equally weighted sample against each observation.

    ``CRPS = mean_i |x_i - y| - mean_ij |x_i - x_j| / 2``.

    Parameters
    ----------
    sample : ndarray, shape (forecast, draw)
    observed : ndarray, shape (forecast,)

    Returns
    -------
    score : ndarray, shape (forecast,), unit of the counts

    References
    ----------
    Gneiting and Raftery, Strictly proper scoring rules, JASA 102, 2007, equation 21.

    Examples
    --------
    >>> crps_of_sample(np.array([[0.0, 2.0]]), np.array([1.0])).tolist()
    [0.5]
    """
    x = np.sort(np.asarray(sample, dtype=float), axis=1)
    n = x.shape[1]
    weight = 2.0 * np.arange(1, n + 1) - n - 1.0
    spread = (weight * x).sum(axis=1) / n**2
    return np.asarray(np.abs(x - observed[:, None]).mean(axis=1) - spread)


def crps_of_pmf(pmf: Floats, observed: Floats) -> Floats:
    """Return the score of a distribution on 0, 1, ..., K against each observation.

    ``CRPS = sum_k (F(k) - 1{y <= k})^2`` over integers k, with what the tail beyond K holds put
    on K; an observation beyond K adds its distance.

    Parameters
    ----------
    pmf : ndarray, shape (forecast, K + 1)
    observed : ndarray, shape (forecast,), whole numbers

    Examples
    --------
    >>> crps_of_pmf(np.array([[0.5, 0.0, 0.5]]), np.array([1.0])).tolist()
    [0.5]
    """
    below = np.cumsum(pmf, axis=1)
    below[:, -1] = 1.0
    grid = np.arange(pmf.shape[1])
    step = (observed[:, None] <= grid[None, :]).astype(float)
    beyond = np.maximum(0.0, observed - (pmf.shape[1] - 1))
    return np.asarray(((below - step) ** 2).sum(axis=1) - (beyond > 0) + beyond)


def negative_binomial(mean: Floats, size: float, largest: int) -> Floats:
    """Return the probabilities of 0, 1, ..., K of a negative binomial (variance m + m^2 / size).

    Parameters
    ----------
    mean : ndarray, shape (forecast,)
    size : float
        Positive; infinite is Poisson.
    largest : int
        K.

    Returns
    -------
    pmf : ndarray, shape (forecast, K + 1)

    Examples
    --------
    >>> negative_binomial(np.array([1.0]), 1.0, 2).round(3).tolist()
    [[0.5, 0.25, 0.125]]
    """
    m = np.maximum(np.asarray(mean, dtype=float), 1e-12)
    pmf = np.empty((len(m), largest + 1))
    if np.isinf(size):
        pmf[:, 0] = np.exp(-m)
        for k in range(1, largest + 1):
            pmf[:, k] = pmf[:, k - 1] * m / k
        return pmf
    p = m / (size + m)
    pmf[:, 0] = np.exp(-size * np.log1p(m / size))
    for k in range(1, largest + 1):
        pmf[:, k] = pmf[:, k - 1] * p * (size + k - 1) / k
    return pmf


def compound_pmf(mean: Floats, size: float, severity: Floats, largest: int) -> Floats:
    """Return probabilities of a sum of severities, their number negative binomial.

    From generating functions: ``g = F^-1[((1 - a) / (1 - a F[f]))^size]`` with ``a = m / (size +
    m)`` and F the discrete Fourier transform, on a grid ten times as long as what is asked for, so
    that what folds over from beyond it is nothing.

    Parameters
    ----------
    mean : ndarray, shape (forecast,)
        Of the number.
    size : float
        Of the number.
    severity : ndarray, shape (S + 1,)
        Probabilities of 0, 1, ..., S per event.
    largest : int
        K.

    Returns
    -------
    pmf : ndarray, shape (forecast, K + 1)

    References
    ----------
    Embrechts and Frei, Panjer recursion versus FFT for compound distributions, Mathematical
    Methods of Operations Research 69, 2009.

    Examples
    --------
    >>> compound_pmf(np.array([1.0]), 1.0, np.array([0.0, 1.0]), 2).round(3).tolist()
    [[0.5, 0.25, 0.125]]
    """
    m = np.maximum(np.asarray(mean, dtype=float), 1e-12)
    a = (m / (size + m))[:, None]
    long = 1 << int(np.ceil(np.log2(10 * (largest + 1))))
    transformed = np.fft.rfft(severity[: largest + 1], long)
    g = np.fft.irfft(((1.0 - a) / (1.0 - a * transformed[None, :])) ** size, long, axis=1)
    return np.asarray(np.maximum(g[:, : largest + 1], 0.0))


def sum_interval(means: Floats, size: float, largest: int, part: float = 0.9) -> tuple[int, int]:
    """Return the central interval of a sum of independent negative binomials of one size.

    Parameters
    ----------
    means : ndarray, shape (term,)
    size : float
    largest : int
        Greater than any sum that matters.
    part : float
        Probability that the interval holds at least.

    Examples
    --------
    >>> sum_interval(np.array([1e-9]), 1.0, 10), sum_interval(np.array([5.0, 5.0]), 1e9, 60)
    ((0, 0), (5, 15))
    """
    long = 1 << int(np.ceil(np.log2(4 * (largest + 1))))
    turn = np.exp(-2j * np.pi * np.arange(long // 2 + 1) / long)
    p = (means / (size + means))[:, None]
    log = size * (np.log1p(-p) - np.log(1.0 - p * turn[None, :]))
    below = np.cumsum(np.fft.irfft(np.exp(log.sum(axis=0)), long))
    low = int((below < (1.0 - part) / 2.0).sum())
    high = int((below < 1.0 - (1.0 - part) / 2.0 - 1e-12).sum())
    return low, high


def interval_hit(pmf: Floats, observed: Floats, part: float = 0.9) -> NDArray[np.bool_]:
    """Return whether each observation lies in the central interval that holds ``part``."""
    below = np.cumsum(pmf, axis=1)
    low = (below < (1.0 - part) / 2.0).sum(axis=1)
    high = (below < 1.0 - (1.0 - part) / 2.0 - 1e-12).sum(axis=1)
    return np.asarray((observed >= low) & (observed <= high))
