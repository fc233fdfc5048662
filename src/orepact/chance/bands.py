"""Bands and tails of many outcomes: quantiles, value at risk, mean of the tail, exceedance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Band",
    "band",
    "conditional_value_at_risk",
    "exceedance",
    "quantiles",
    "value_at_risk",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Nine outcomes of ten lie between ``p05`` and ``p95``, half of them below ``p50``."""

    p05: Floats
    p50: Floats
    p95: Floats
    mean: Floats


def _weights(outcomes: Floats, weights: Floats | None) -> Floats:
    count = outcomes.shape[0]
    if count == 0:
        raise ValueError("there is no outcome")
    if weights is None:
        return np.full(count, 1.0 / count)
    if weights.shape != (count,) or bool((weights < 0).any()) or not weights.sum() > 0:
        raise ValueError("weights are one per outcome, none negative, not all zero")
    return np.asarray(weights / weights.sum())


def quantiles(outcomes: Floats, shares: Floats, weights: Floats | None = None) -> Floats:
    """Return quantiles along the first axis.

    Without weights these are numpy's (linear between order statistics). With weights it is the
    smallest outcome whose cumulative weight reaches the share.

    Parameters
    ----------
    outcomes : ndarray, shape (draw, ...)
    shares : ndarray, shape (share,), 0 to 1
    weights : ndarray, shape (draw,), optional

    Returns
    -------
    found : ndarray, shape (share, ...)

    Examples
    --------
    >>> quantiles(np.array([1.0, 2.0, 10.0]), np.array([0.5]), np.array([0.2, 0.2, 0.6])).tolist()
    [10.0]
    """
    if weights is None:
        _weights(outcomes, None)
        return np.asarray(np.quantile(outcomes, shares, axis=0))
    shared = _weights(outcomes, weights)
    order = np.argsort(outcomes, axis=0, kind="stable")
    ordered = np.take_along_axis(outcomes, order, axis=0)
    reached = np.cumsum(shared[order], axis=0)
    rows = [(reached < share - 1e-12).sum(axis=0) for share in shares]
    last = outcomes.shape[0] - 1
    picked = [
        np.take_along_axis(ordered, np.minimum(row, last)[np.newaxis], axis=0)[0] for row in rows
    ]
    return np.stack(picked)


def band(outcomes: Floats, weights: Floats | None = None) -> Band:
    """Return the band of outcomes along the first axis.

    Parameters
    ----------
    outcomes : ndarray, shape (draw, ...)
    weights : ndarray, shape (draw,), optional
        Of a reduced set of scenarios.
    """
    low, middle, high = quantiles(outcomes, np.array([0.05, 0.5, 0.95]), weights)
    mean = np.tensordot(_weights(outcomes, weights), outcomes, axes=(0, 0))
    return Band(p05=low, p50=middle, p95=high, mean=np.asarray(mean))


def value_at_risk(gains: Floats, share: float = 0.95, weights: Floats | None = None) -> Floats:
    """Return the loss that is not exceeded with a probability of ``share``.

    ``VaR = -q(1 - share)`` of the gains; negative when even the bad outcomes gain.
    """
    return np.asarray(-quantiles(gains, np.array([1.0 - share]), weights)[0])


def conditional_value_at_risk(
    gains: Floats, share: float = 0.95, weights: Floats | None = None
) -> Floats:
    """Return the mean loss in the worst ``1 - share`` of outcomes.

    ``CVaR = (1 / (1 - share)) integral of VaR(s) for s from share to 1``, with the outcome at the
    edge counted in part.

    Parameters
    ----------
    gains : ndarray, shape (draw, ...)
    share : float
        Below 1.
    weights : ndarray, shape (draw,), optional

    References
    ----------
    Rockafellar and Uryasev, Conditional value-at-risk for general loss distributions, Journal of
    Banking and Finance 26, 2002.

    Examples
    --------
    >>> float(conditional_value_at_risk(np.array([-10.0, 0.0, 5.0, 5.0]), share=0.5))
    5.0
    """
    if not 0 <= share < 1:
        raise ValueError(f"a share of {share:g}; it lies between 0 and 1")
    shared = _weights(gains, weights)
    order = np.argsort(gains, axis=0, kind="stable")
    ordered = np.take_along_axis(gains, order, axis=0)
    mass = shared[order]
    before = np.cumsum(mass, axis=0) - mass
    counted = np.clip((1.0 - share) - before, 0.0, mass)
    return np.asarray(-(counted * ordered).sum(axis=0) / (1.0 - share))


def exceedance(outcomes: Floats, threshold: float, weights: Floats | None = None) -> Floats:
    """Return the probability that an outcome lies above a threshold, along the first axis."""
    is_above = (outcomes > threshold).astype(np.float64)
    return np.asarray(np.tensordot(_weights(outcomes, weights), is_above, axes=(0, 0)))
