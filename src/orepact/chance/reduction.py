"""Few scenarios for many: which to keep, with which weight, and how far they are from the many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.chance.seed import Seed

__all__ = ["Reduction", "fast_forward", "kantorovich", "medoids"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A small set of scenarios that stands for a large one.

    Parameters
    ----------
    kept : ndarray of int, shape (kept,)
        Rows of the large set.
    weights : ndarray, shape (kept,)
        Their probabilities; they sum to 1.
    stands_in : ndarray of int, shape (scenario,)
        For each scenario of the large set, which of ``kept`` (by position) stands for it.
    distance : float
        Kantorovich distance between both sets, in the unit of the scenarios.
    relative : float
        The distance over that of the single best scenario: 1 is no better than one, 0 is exact.
    """

    kept: Integers
    weights: Floats
    stands_in: Integers
    distance: float
    relative: float


def _probabilities(count: int, weights: Floats | None) -> Floats:
    if count == 0:
        raise ValueError("there is no scenario")
    if weights is None:
        return np.full(count, 1.0 / count)
    if weights.shape != (count,) or bool((weights < 0).any()) or not weights.sum() > 0:
        raise ValueError("weights are one per scenario, none negative, not all zero")
    return np.asarray(weights / weights.sum())


def _costs(scenarios: Floats) -> Floats:
    """Return Euclidean distances between all pairs, shape (scenario, scenario)."""
    flat = scenarios.reshape(len(scenarios), -1)
    costs = np.empty((len(flat), len(flat)))
    for row, one in enumerate(flat):
        costs[row] = np.sqrt(((flat - one) ** 2).sum(axis=1))
    return costs


def _reduction(costs: Floats, weights: Floats, kept: Integers) -> Reduction:
    stands_in = costs[:, kept].argmin(axis=1).astype(np.int64)
    nearest = costs[:, kept].min(axis=1)
    distance = float((weights * nearest).sum())
    single = float((weights @ costs).min())
    return Reduction(
        kept=kept,
        weights=np.asarray(
            np.bincount(stands_in, weights=weights, minlength=len(kept)), dtype=np.float64
        ),
        stands_in=stands_in,
        distance=distance,
        relative=distance / single if single > 0 else 0.0,
    )


def _check_keep(keep: int, count: int) -> None:
    if not 1 <= keep <= count:
        raise ValueError(f"{keep} scenarios out of {count} cannot be kept")


def fast_forward(scenarios: Floats, keep: int, weights: Floats | None = None) -> Reduction:
    """Return scenarios chosen one by one, each the one that lowers the distance most.

    The weight of what is dropped goes to the nearest that is kept, which is optimal for a given
    choice.

    Parameters
    ----------
    scenarios : ndarray, shape (scenario, ...)
        Scaled so that Euclidean distance means something.
    keep : int
    weights : ndarray, shape (scenario,), optional
        Probabilities; equal if left out.

    Raises
    ------
    ValueError : a number to keep that is none, weights that are none

    References
    ----------
    Heitsch and Römisch, Scenario reduction algorithms in stochastic programming, Computational
    Optimization and Applications 24, 2003, fast forward selection.

    Examples
    --------
    >>> found = fast_forward(np.array([[0.0], [0.1], [9.0]]), 2)
    >>> found.kept.tolist(), found.weights.round(3).tolist()
    ([1, 2], [0.667, 0.333])
    """
    _check_keep(keep, len(scenarios))
    shared = _probabilities(len(scenarios), weights)
    costs = _costs(scenarios)
    nearest = np.full(len(scenarios), np.inf)
    kept: list[int] = []
    for _ in range(keep):
        reached = shared @ np.minimum(nearest[:, np.newaxis], costs)
        reached[kept] = np.inf
        chosen = int(reached.argmin())
        kept.append(chosen)
        nearest = np.minimum(nearest, costs[:, chosen])
    return _reduction(costs, shared, np.array(sorted(kept), dtype=np.int64))


def medoids(
    scenarios: Floats,
    keep: int,
    weights: Floats | None = None,
    *,
    seed: Seed | None = None,
    starts: int = 3,
) -> Reduction:
    """Return the best of several k-medoid searches, the first of which starts at fast forward.

    Each search exchanges a kept scenario for another while that lowers the distance. The result is
    never further away than that of ``fast_forward``.

    Parameters
    ----------
    scenarios, keep, weights : as in ``fast_forward``
    seed : Seed, optional
        Of the other starts.
    starts : int
        Searches.

    References
    ----------
    Kaufman and Rousseeuw, Finding Groups in Data, Wiley, 1990, chapter 2 (partitioning around
    medoids).
    """
    shared = _probabilities(len(scenarios), weights)
    costs = _costs(scenarios)
    first = fast_forward(scenarios, keep, weights)
    stream = (seed or Seed()).stream("medoids")
    best = first
    for start in range(max(1, starts)):
        kept = first.kept if start == 0 else stream.choice(len(scenarios), keep, replace=False)
        found = _reduction(costs, shared, _exchange(costs, shared, np.asarray(kept)))
        if found.distance < best.distance:
            best = found
    return best


def _exchange(costs: Floats, weights: Floats, kept: Integers) -> Integers:
    """Return medoids that no single exchange improves."""
    chosen = [int(row) for row in kept]
    distance = float((weights * costs[:, chosen].min(axis=1)).sum())
    is_better = True
    while is_better:
        is_better = False
        for place in range(len(chosen)):
            others = chosen[:place] + chosen[place + 1 :]
            nearest = costs[:, others].min(axis=1) if others else np.full(len(costs), np.inf)
            reached = weights @ np.minimum(nearest[:, np.newaxis], costs)
            candidate = int(reached.argmin())
            if reached[candidate] < distance * (1.0 - 1e-12):
                chosen = [*others[:place], candidate, *others[place:]]
                distance, is_better = float(reached[candidate]), True
    return np.array(sorted(chosen), dtype=np.int64)


def kantorovich(one: Floats, other: Floats, one_weights: Floats, other_weights: Floats) -> float:
    """Return the Kantorovich distance of two discrete distributions by linear programming.

    The least cost of moving the weights of one onto the other, Euclidean costs. For sets of up to
    a few hundred scenarios; a reduction knows its own distance.

    Parameters
    ----------
    one, other : ndarray, shape (scenario, ...)
    one_weights, other_weights : ndarray, shape (scenario,)

    Raises
    ------
    ValueError : weights that are none

    References
    ----------
    Rachev and Rüschendorf, Mass Transportation Problems, Springer, 1998, chapter 1.
    """
    from scipy import optimize

    mass, aim = _probabilities(len(one), one_weights), _probabilities(len(other), other_weights)
    left, right = one.reshape(len(one), -1), other.reshape(len(other), -1)
    costs = np.sqrt(((left[:, np.newaxis] - right[np.newaxis]) ** 2).sum(axis=2))
    rows = np.kron(np.eye(len(one)), np.ones((1, len(other))))
    columns = np.kron(np.ones((1, len(one))), np.eye(len(other)))
    solve: Any = vars(optimize)["linprog"]
    found = solve(costs.ravel(), A_eq=np.vstack([rows, columns]), b_eq=np.concatenate([mass, aim]))
    return float(found.fun)
