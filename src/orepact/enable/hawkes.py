"""Self-excitation in days: a Hawkes process with a slowly varying background, by likelihood.

``lambda(t) = mu exp(sum_j b_j h_j(t)) + sum_(t_i < t) n omega exp(-omega (t - t_i))``: a background
that drifts piecewise linearly in its logarithm between knots, and n further events on average per
event, with half-life ln 2 / omega. With one knot the background is constant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import OrepactError

__all__ = ["HawkesFit", "decayed_sums", "fit_hawkes", "standard_errors"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HawkesFit:
    """Parameters, their standard errors and the gain over a Poisson process.

    Parameters
    ----------
    background : float, events per day
        At the first knot.
    branching, branching_error : float
        Events that one event sets off on average, and its standard error.
    half_life, half_life_error : float, days
    gain : float, nats per event
        Log-likelihood over that of a constant rate, per event.
    knots : int
        Of the background.
    events : int
    """

    background: float
    branching: float
    branching_error: float
    half_life: float
    half_life_error: float
    gain: float
    knots: int
    events: int


def decayed_sums(times: Floats, omega: float) -> Floats:
    """Return ``sum_(t_i < t_k) exp(-omega (t_k - t_i))`` for each event k, in one pass.

    Events in order; equal times do not excite each other.

    Examples
    --------
    >>> decayed_sums(np.array([0.0, 1.0]), float(np.log(2.0))).tolist()
    [0.0, 0.5]
    """
    decay = np.exp(-omega * np.diff(times))
    sums = np.zeros(len(times))
    for k in range(1, len(times)):
        sums[k] = decay[k - 1] * (sums[k - 1] + 1.0)
    return sums


def _hats(times: Floats, knots: Floats) -> Floats:
    """Return piecewise linear weights of the knots, shape (time, knot)."""
    return np.column_stack([np.interp(times, knots, row) for row in np.eye(len(knots))])


def fit_hawkes(times: Floats, length: float, *, knots: int = 1) -> HawkesFit:
    """Return the likeliest process of some event times.

    Parameters
    ----------
    times : ndarray, shape (event,), days
        Increasing, within 0 and ``length``.
    length : float, days
        Of the watch.
    knots : int
        1 for a constant background; more let it drift.

    Raises
    ------
    OrepactError : fewer than ten events, or the search does not end

    References
    ----------
    Ozaki, Maximum likelihood estimation of Hawkes' self-exciting point processes, Annals of the
    Institute of Statistical Mathematics 31, 1979.
    """
    from scipy.optimize import minimize

    if len(times) < 10:
        raise OrepactError(f"{len(times)} events are too few for a fit", do="Give at least ten")
    at = np.linspace(0.0, length, max(knots, 2))[:knots] if knots > 1 else np.zeros(1)
    grid = np.linspace(0.0, length, 2001)
    own = _hats(times, at) if knots > 1 else np.ones((len(times), 1))
    wide = _hats(grid, at) if knots > 1 else np.ones((len(grid), 1))

    def cost(theta: Floats) -> float:
        n = 1.0 / (1.0 + np.exp(-theta[0]))
        omega = np.exp(theta[1])
        rate = np.exp(own @ theta[2:]) + n * omega * decayed_sums(times, omega)
        base = float(np.trapezoid(np.exp(wide @ theta[2:]), grid))
        excited = n * float((1.0 - np.exp(-omega * (length - times))).sum())
        return float(base + excited - np.log(rate).sum())

    rate = len(times) / length
    start = np.concatenate([[0.5, np.log(np.log(2.0) / 25.0)], np.full(knots, np.log(rate / 3.0))])
    found = minimize(  # type: ignore[no-untyped-call]
        cost, start, method="L-BFGS-B", bounds=[(-6, 6), (-9, 3)] + [(-14, 3)] * knots
    )
    if not np.isfinite(found.fun):
        raise OrepactError("the likelihood has no maximum here", why=str(found.message))
    errors = standard_errors(cost, np.asarray(found.x))
    n = float(1.0 / (1.0 + np.exp(-found.x[0])))
    life = float(np.log(2.0) / np.exp(found.x[1]))
    flat = len(times) * np.log(rate) - len(times)
    return HawkesFit(
        background=float(np.exp(found.x[2])),
        branching=n,
        branching_error=float(errors[0] * n * (1.0 - n)),
        half_life=life,
        half_life_error=float(errors[1] * life),
        gain=float((-found.fun - flat) / len(times)),
        knots=knots,
        events=len(times),
    )


def standard_errors(cost: Callable[[Floats], float], at: Floats) -> Floats:
    """Return standard errors from the curvature of the likelihood at its maximum."""
    size, step = len(at), 1e-3
    hessian = np.zeros((size, size))
    for i in range(size):
        for j in range(i, size):
            value = 0.0
            for si, sj in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                there = at.copy()
                there[i] += si * step
                there[j] += sj * step
                value += si * sj * cost(there)
            hessian[i, j] = hessian[j, i] = value / (4.0 * step**2)
    spread = np.diag(np.linalg.pinv(hessian))
    return np.sqrt(np.maximum(spread, 0.0))
