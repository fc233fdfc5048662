"""Attacks per district and month: slow trend, self-excitation in months, counts that cluster.

For unit s and month m, with y the counts of earlier months only,

    lambda_sm = v b_sm + sum_k alpha (1 - kappa) kappa^(k-1) y_s,m-k
    b_sm      = g_m (a / S + sum_k rho^k y_s,m-k) / (a + sum_s sum_k rho^k y_s,m-k)
    g_m       = (1 - phi) sum_k phi^(k-1) sum_s y_s,m-k
    y_sm      ~ negative binomial (mean lambda_sm, size r)

``g`` is the slow trend of the whole province (half-life 12 months), ``b`` shares it out by each
unit's own past (half-life 12 months, with a = 5 events spread evenly), ``alpha`` is the part of a
month's events that set off others, ``kappa`` how fast that fades. Fitted: v, alpha, kappa, r, by
maximum likelihood. The half-lives are the likeliest of 12, 24, 48 and 12, 24, 36, 60 months on the
panel before 2018, which no score uses. A trend faster than a year would be likelier still and leave
nothing to self-excitation; it is not slow, so it is not taken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.enable.hawkes import standard_errors
from orepact.errors import OrepactError

__all__ = ["MonthFit", "fit_months", "path_of_means", "rates"]

Floats = NDArray[np.float64]
TREND_HALF_LIFE = 12.0
"""Months: the level of the province drifts over years."""
SHARE_HALF_LIFE = 12.0
"""Months: so far back does a unit's own past count."""
EVEN_EVENTS = 5.0
"""Events spread evenly over the units, so that none has no risk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFit:
    """What was fitted, with standard errors.

    Parameters
    ----------
    background : float
        v: part of the slow trend that is not self-excitation.
    excitation : float
        alpha: events that one event sets off in later months.
    memory : float
        kappa: part of that which is left a month later, 0 to 1.
    size : float
        r of the negative binomial.
    errors : tuple of float
        Standard errors in the same order.
    log_likelihood : float
    cells : int
        District-months fitted to.
    """

    background: float
    excitation: float
    memory: float
    size: float
    errors: tuple[float, float, float, float]
    log_likelihood: float
    cells: int

    @property
    def half_life(self) -> float:
        """Half-life of the excitation, months."""
        return float(np.log(0.5) / np.log(self.memory)) if self.memory > 0 else 0.0


def _decayed(counts: Floats, keep: float) -> Floats:
    """Return ``sum_(k >= 1) keep^(k-1) y_(m-k)`` for each month, shape of ``counts``."""
    rows = np.ascontiguousarray(counts.T)
    sums = np.zeros_like(rows)
    for m in range(1, len(rows)):
        sums[m] = keep * sums[m - 1] + rows[m - 1]
    return np.asarray(sums.T)


def _base(counts: Floats) -> Floats:
    """Return b: the slow trend shared out by each unit's past, shape (unit, month)."""
    phi = 0.5 ** (1.0 / TREND_HALF_LIFE)
    rho = 0.5 ** (1.0 / SHARE_HALF_LIFE)
    trend = (1.0 - phi) * _decayed(counts.sum(axis=0), phi)
    months = np.arange(counts.shape[1])
    seen = 1.0 - phi**months
    level = np.divide(trend, seen, out=np.zeros_like(trend), where=seen > 0)
    past = _decayed(counts, rho)
    whole = past.sum(axis=0)
    return np.asarray(level * (EVEN_EVENTS / len(counts) + past) / (EVEN_EVENTS + whole))


def rates(counts: Floats, fit: MonthFit) -> Floats:
    """Return the mean of each month given the months before it, shape (unit, month)."""
    excited = fit.excitation * (1.0 - fit.memory) * _decayed(counts, fit.memory)
    return np.asarray(fit.background * _base(counts) + excited)


def _log_likelihood(counts: Floats, mean: Floats, size: float) -> float:
    from scipy.special import gammaln

    m = np.maximum(mean, 1e-9)
    busy = counts > 0
    y, at = counts[busy], m[busy]
    quiet = -size * np.log1p(m / size).sum()
    ways = gammaln(y + size) - gammaln(size) - gammaln(y + 1.0)
    return float(quiet + (ways + y * (np.log(at) - np.log(size + at))).sum())


def fit_months(counts: Floats, *, first: int = 24) -> MonthFit:
    """Return the likeliest fit to a panel of counts.

    Parameters
    ----------
    counts : ndarray, shape (unit, month)
    first : int
        Months at the beginning that only feed the past.

    Raises
    ------
    OrepactError : fewer than 20 events after the first months
    """
    from scipy.optimize import minimize

    own = counts[:, first:]
    if own.sum() < 20:
        raise OrepactError(
            f"{own.sum():g} events are too few for a fit", do="Give a longer or wider panel"
        )
    base = _base(counts)[:, first:]

    def mean(theta: Floats) -> Floats:
        kappa = 1.0 / (1.0 + np.exp(-theta[2]))
        excited = np.exp(theta[1]) * (1.0 - kappa) * _decayed(counts, kappa)[:, first:]
        return np.asarray(np.exp(theta[0]) * base + excited)

    def cost(theta: Floats) -> float:
        return -_log_likelihood(own, mean(theta), float(np.exp(theta[3])))

    found = minimize(  # type: ignore[no-untyped-call]
        cost,
        np.array([np.log(0.5), np.log(0.3), 0.0, 0.0]),
        method="L-BFGS-B",
        bounds=[(-6, 2), (-6, 0.5), (-4, 4), (-4, 5)],
    )
    at = np.asarray(found.x)
    error = standard_errors(cost, at)
    kappa = float(1.0 / (1.0 + np.exp(-at[2])))
    values = (float(np.exp(at[0])), float(np.exp(at[1])), kappa, float(np.exp(at[3])))
    slopes = (values[0], values[1], kappa * (1.0 - kappa), values[3])
    return MonthFit(
        background=values[0],
        excitation=values[1],
        memory=values[2],
        size=values[3],
        errors=tuple(float(e * s) for e, s in zip(error, slopes, strict=True)),  # type: ignore[arg-type]
        log_likelihood=-float(found.fun),
        cells=int(own.size),
    )


def path_of_means(counts: Floats, fit: MonthFit, ahead: int) -> Floats:
    """Return the expected counts of the months after the panel, shape (unit, ahead).

    Each expected month stands in for the one it forecasts; the trend moves with it.
    """
    grown = counts.astype(float)
    for _ in range(ahead):
        longer = np.concatenate([grown, np.zeros((len(grown), 1))], axis=1)
        longer[:, -1] = rates(longer, fit)[:, -1]
        grown = longer
    return grown[:, counts.shape[1] :]
