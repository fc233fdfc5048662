"""What is it worth to know something before choosing? Perfect and partial information."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Known", "WorthOfKnowing", "worth_of_knowing"]

Floats = NDArray[np.float64]
DISCRETE = 12
"""An input with at most so many different values is averaged by value, any other is fitted."""
DEGREE = 3
"""Of the polynomial in the rank of a continuous input."""
DUST = 1e-9
"""Share of the values' size below which a difference is rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What knowing one input before the choice is worth, in the unit of the values.

    Parameters
    ----------
    low, high : float
        Two estimates, the smaller first: choices learnt on one half of the draws and scored on the
        other, which errs low, and learnt and scored on all, which errs high.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthOfKnowing:
    """A choice among options, now and with more knowledge.

    Parameters
    ----------
    best : int
        Option that is best without knowing more.
    expected : float
        Its expected value.
    perfect : float
        What it is worth to know everything before choosing (EVPI).
    partial : mapping of name to Known
        What it is worth to know one input (EVPPI).
    share_best : tuple of float
        How often each option turns out to be the best.
    """

    best: int
    expected: float
    perfect: float
    partial: Mapping[str, Known]
    share_best: tuple[float, ...]


def _basis(summary: Floats) -> Floats:
    """Return what the expected value given an input is fitted with.

    Indicators of its values, or Legendre polynomials of its rank, columns side by side.
    """
    parts = [np.ones((len(summary), 1))]
    for column in summary.T:
        levels, place = np.unique(column, return_inverse=True)
        if len(levels) <= DISCRETE:
            parts.append(np.eye(len(levels))[place][:, 1:])
            continue
        rank = 2.0 * place / (len(levels) - 1.0) - 1.0
        parts.append(np.polynomial.legendre.legvander(rank, DEGREE)[:, 1:])
    return np.hstack(parts)


def _fitted(basis: Floats, values: Floats, weights: Floats, learn: NDArray[np.bool_]) -> Floats:
    """Return the expected value of each option given the input, learnt on some draws.

    ``min over b of sum w (value - basis b)^2``; shape (option, draw).
    """
    root = np.sqrt(weights[learn])
    sides = (values[:, learn] * root).T
    factors, *_ = np.linalg.lstsq(basis[learn] * root[:, None], sides, rcond=None)
    return np.asarray((basis @ factors).T)


def _known(
    summary: Floats, values: Floats, weights: Floats, half: NDArray[np.bool_], worth: WorthOfKnowing
) -> Known:
    basis = _basis(summary)
    every = np.ones(len(weights), dtype=np.bool_)
    fitted = _fitted(basis, values, weights, every)
    informed = float(weights @ fitted.max(axis=0)) - float((fitted @ weights).max())
    scored = 0.0
    for learn in (half, ~half):
        choice = _fitted(basis, values, weights, learn).argmax(axis=0)
        told = values[choice, np.arange(len(weights))]
        scored += float(weights[~learn] @ told[~learn])
    dust = DUST * float(weights @ np.abs(values).max(axis=0))
    ends = (scored - worth.expected, informed)
    low, high = (min(end, worth.perfect) if end > dust else 0.0 for end in sorted(ends))
    return Known(low=low, high=high)


def worth_of_knowing(
    values: Floats,
    summaries: Mapping[str, Floats],
    *,
    weights: Floats | None = None,
    half: NDArray[np.bool_] | None = None,
) -> WorthOfKnowing:
    """Return what it is worth to know everything, and each input alone, before choosing.

    ``EVPI = E[max_a V(a)] - max_a E[V(a)]``;
    ``EVPPI_i = E[max_a E[V(a) | x_i]] - max_a E[V(a)]``, the inner expectation by regression.

    Parameters
    ----------
    values : ndarray, shape (option, draw)
        Value of each option in each draw; an option that does nothing is a row of zeros.
    summaries : mapping of name to ndarray, shape (draw,) or (draw, number)
        What would be known: one or several numbers per draw.
    weights : ndarray, shape (draw,), optional
        Odds of the draws; equal if left out.
    half : ndarray of bool, shape (draw,), optional
        Which draws form the first half for the low end; every other one if left out.

    Raises
    ------
    ValueError : for fewer than two options, or summaries of another number of draws

    References
    ----------
    Raiffa and Schlaifer, Applied Statistical Decision Theory, Harvard, 1961; Strong, Oakley and
    Brennan, Estimating Multiparameter Partial Expected Value of Perfect Information from a
    Probabilistic Sensitivity Analysis Sample, Medical Decision Making 34, 2014.

    Examples
    --------
    A mine worth -1 or +3, even odds, against nothing: expected 1; knowing saves the -1 half of
    the time.

    >>> found = worth_of_knowing(np.array([[-1.0, 3.0], [0.0, 0.0]]), {})
    >>> found.best, found.expected, found.perfect
    (0, 1.0, 0.5)
    """
    if values.ndim != 2 or len(values) < 2:
        raise ValueError("a choice needs two options at least")
    count = values.shape[1]
    odds = np.full(count, 1.0 / count) if weights is None else weights / weights.sum()
    first = np.arange(count) % 2 == 0 if half is None else half
    means = values @ odds
    best = int(means.argmax())
    perfect = float(odds @ values.max(axis=0)) - float(means[best])
    dust = DUST * float(odds @ np.abs(values).max(axis=0))
    winner = values.argmax(axis=0)
    worth = WorthOfKnowing(
        best=best,
        expected=float(means[best]),
        perfect=perfect if perfect > dust else 0.0,
        partial={},
        share_best=tuple(float(odds[winner == option].sum()) for option in range(len(values))),
    )
    partial: dict[str, Known] = {}
    for name, summary in summaries.items():
        columns = summary[:, None] if summary.ndim == 1 else summary
        if len(columns) != count:
            raise ValueError(f"{name} has {len(columns)} draws, the values have {count}")
        partial[name] = _known(columns.astype(np.float64), values, odds, first, worth)
    return WorthOfKnowing(
        best=best,
        expected=worth.expected,
        perfect=worth.perfect,
        partial=partial,
        share_best=worth.share_best,
    )
