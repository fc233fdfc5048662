"""How prices moved: three processes fitted to monthly prices, each number with its error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import EvidenceError
from orepact.evidence import bundle

__all__ = ["Estimate", "correlation", "geometric", "one_factor", "real_log_prices", "two_factor"]

Floats = NDArray[np.float64]
MONTH = 1.0 / 12.0
AVERAGED = 1.5
"""Changes of monthly means have 2/3 of the variance of changes of daily prices (Working 1960)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One fitted number.

    Parameters
    ----------
    process, parameter : str
    value, error : float
        ``error`` is the standard error; nan where the prices do not tell.
    unit : str
    """

    process: str
    parameter: str
    value: float
    error: float
    unit: str


def _deflator_log() -> tuple[Floats, Floats]:
    """Return mid-years and the logarithm of the United States GDP deflator, 2000 is 0."""
    rows = bundle().macro(indicator="NY.GDP.DEFL.KD.ZG", country="USA").sort("year")
    years = rows["year"].to_numpy().astype(np.float64)
    logs = np.cumsum(np.log1p(rows["number"].to_numpy() / 100.0))
    return years + 0.5, logs - logs[0]


def real_log_prices(commodity: str) -> tuple[tuple[str, ...], Floats]:
    """Return months and logarithms of monthly real prices.

    The World Bank's monthly prices over the United States GDP deflator, laid between mid-years in
    straight lines and carried on at its last rate. The level is that of 2000; only changes matter.

    Parameters
    ----------
    commodity : str

    Raises
    ------
    EvidenceError : no monthly series of ten years

    References
    ----------
    World Bank, Commodity Price Data (Pink Sheet), monthly; World Development Indicators,
    NY.GDP.DEFL.KD.ZG.
    """
    rows = bundle().prices(commodity=commodity)
    series = sorted(rows["series"].unique().to_list())
    rows = rows.filter((rows["series"] == series[0]) & rows["period"].str.contains("M"))
    rows = rows.filter(~rows["is_real"]).unique("period").sort("period")
    if rows.height < 120:
        raise EvidenceError(
            f"{rows.height} monthly prices of {commodity}",
            where="evidence bundle, prices",
            why="a process is fitted to ten years at least",
        )
    periods = tuple(rows["period"].to_list())
    times = np.array([int(p[:4]) + (int(p[5:]) - 0.5) / 12.0 for p in periods])
    years, logs = _deflator_log()
    slope = (logs[-1] - logs[-2]) / (years[-1] - years[-2])
    level = np.interp(times, years, logs) + slope * np.maximum(times - years[-1], 0.0)
    return periods, np.log(rows["number"].to_numpy()) - level


def geometric(logs: Floats) -> list[Estimate]:
    """Return drift and volatility of geometric Brownian motion.

    ``d ln S = (mu - sigma^2 / 2) dt + sigma dz``. Sigma is corrected for monthly means by the
    square root of 1.5; its error is ``sigma / sqrt(2 n)``, that of the drift ``sigma / sqrt(T)``.

    References
    ----------
    Working, Note on the correlation of first differences of averages in a random chain,
    Econometrica 28, 1960.
    """
    steps = np.diff(logs)
    count, span = len(steps), len(steps) * MONTH
    sigma = float(np.sqrt(AVERAGED * steps.var(ddof=1) / MONTH))
    drift = float((logs[-1] - logs[0]) / span + 0.5 * sigma**2)
    return [
        Estimate(process="gbm", parameter="mu", value=drift, error=sigma / span**0.5, unit="1/yr"),
        Estimate(
            process="gbm",
            parameter="sigma",
            value=sigma,
            error=sigma / float(np.sqrt(2.0 * count)),
            unit="1/yr^0.5",
        ),
    ]


def one_factor(logs: Floats) -> list[Estimate]:
    """Return Schwartz's one-factor process of mean reversion, by least squares on monthly steps.

    ``d ln S = kappa (alpha - ln S) dt + sigma dz``, so ``x[t+1] = a + b x[t] + e`` with
    ``b = exp(-kappa dt)``. Errors by the delta method. The Dickey-Fuller statistic says whether
    the prices reject a random walk: below -2.87 they do at 5 %.

    References
    ----------
    Schwartz, The stochastic behavior of commodity prices, Journal of Finance 52, 1997, model 1;
    Dickey and Fuller, Journal of the American Statistical Association 74, 1979.
    """
    before, after = logs[:-1], logs[1:]
    design = np.stack([np.ones_like(before), before], axis=1)
    (intercept, slope), *_ = np.linalg.lstsq(design, after, rcond=None)
    left = after - design @ np.array([intercept, slope])
    count = len(after)
    variance = float(left @ left) / (count - 2)
    error = float(np.sqrt(variance * np.linalg.inv(design.T @ design)[1, 1]))
    slope = float(slope)
    kappa = float(-np.log(slope) / MONTH) if 0 < slope < 1 else 0.0
    sigma = float(np.sqrt(AVERAGED * variance / MONTH))
    return [
        Estimate(
            process="one-factor",
            parameter="kappa",
            value=kappa,
            error=error / (abs(slope) * MONTH),
            unit="1/yr",
        ),
        Estimate(
            process="one-factor",
            parameter="sigma",
            value=sigma,
            error=sigma / float(np.sqrt(2.0 * count)),
            unit="1/yr^0.5",
        ),
        Estimate(
            process="one-factor",
            parameter="dickey-fuller",
            value=(slope - 1.0) / error,
            error=float("nan"),
            unit="1",
        ),
    ]


_TWO = ("kappa", "sigma_short", "sigma_long", "mu_long")


def _likelihood(parameters: Floats, logs: Floats) -> float:
    """Return the log likelihood of ``ln S = short + long`` by the Kalman filter, rho 0."""
    kappa, short, long, drift = (float(item) for item in parameters)
    if kappa <= 0 or short < 0 or long < 0 or short + long == 0:
        return -np.inf
    keep = float(np.exp(-kappa * MONTH))
    noise_short = short**2 * (1.0 - keep**2) / (2.0 * kappa)
    noise_long = long**2 * MONTH
    spread = short**2 / (2.0 * kappa)
    state = (0.0, float(logs[0]))
    p11, p12, p22 = spread, -spread, spread
    total = 0.0
    for observed in logs[1:]:
        first, second = keep * state[0], state[1] + drift * MONTH
        p11, p12, p22 = keep**2 * p11 + noise_short, keep * p12, p22 + noise_long
        wide = p11 + 2.0 * p12 + p22
        miss = float(observed) - first - second
        total -= 0.5 * (np.log(2.0 * np.pi * wide) + miss**2 / wide)
        gain1, gain2 = (p11 + p12) / wide, (p12 + p22) / wide
        state = (first + gain1 * miss, second + gain2 * miss)
        p11, p12, p22 = (
            p11 - gain1 * (p11 + p12),
            p12 - gain1 * (p12 + p22),
            p22 - gain2 * (p12 + p22),
        )
    return float(total)


def _errors(best: Floats, logs: Floats) -> Floats:
    """Return standard errors from the curvature of the likelihood; nan where it is flat."""
    step = np.maximum(1e-4, 1e-3 * np.abs(best))
    size = len(best)
    curve = np.zeros((size, size))
    for i in range(size):
        for j in range(size):
            value = 0.0
            for si, sj in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                moved = best.copy()
                moved[i] += si * step[i]
                moved[j] += sj * step[j]
                value += si * sj * _likelihood(moved, logs)
            curve[i, j] = value / (4.0 * step[i] * step[j])
    if not np.isfinite(curve).all() or np.linalg.cond(curve) > 1e10:
        return np.full(size, np.nan)
    variances = np.diag(np.linalg.inv(-curve))
    return np.asarray(np.sqrt(np.where(variances > 0, variances, np.nan)))


def two_factor(logs: Floats) -> list[Estimate]:
    """Return the two-factor process in its short-term and long-term form, by maximum likelihood.

    ``ln S = short + long``; ``d short = -kappa short dt + sigma_short dz1``; ``d long = mu_long dt
    + sigma_long dz2``. It is Gibson and Schwartz's model with ``short = (delta - alpha) / kappa``:
    ``sigma_short = sigma_delta / kappa`` and ``mu_long = mu - alpha - sigma_S^2 / 2``. Spot prices
    alone do not tell the correlation of the two, which is set to 0; it needs a curve of futures.
    Monthly means hide short-term reversion further: an error that is nan, or larger than its value,
    says that the prices do not tell the short-term part at all.

    References
    ----------
    Schwartz and Smith, Short-term variations and long-term dynamics in commodity prices,
    Management Science 46, 2000; Gibson and Schwartz, Journal of Finance 45, 1990.
    """
    from scipy import optimize

    minimise: Any = optimize.minimize
    found: Any = None
    trend = float((logs[-1] - logs[0]) / ((len(logs) - 1) * MONTH))
    spread = float(np.sqrt(np.diff(logs).var() / MONTH))
    for kappa in (0.3, 1.0, 3.0):
        start = np.array([kappa, 0.7 * spread, 0.7 * spread, trend])
        tried = minimise(
            lambda p: min(-_likelihood(p, logs), 1e10),
            start,
            method="Nelder-Mead",
            options={"maxiter": 1500, "xatol": 1e-6, "fatol": 1e-8},
        )
        if found is None or tried.fun < found.fun:
            found = tried
    best = np.asarray(found.x)
    errors = _errors(best, logs)
    units = ("1/yr", "1/yr^0.5", "1/yr^0.5", "1/yr")
    rows = [
        Estimate(process="two-factor", parameter=name, value=float(v), error=float(e), unit=unit)
        for name, v, e, unit in zip(_TWO, best, errors, units, strict=True)
    ]
    likelihood = -float(found.fun)
    return [
        *rows,
        Estimate(
            process="two-factor",
            parameter="log-likelihood",
            value=likelihood,
            error=float("nan"),
            unit="1",
        ),
    ]


def correlation(one: Floats, other: Floats) -> tuple[float, float]:
    """Return the correlation of monthly changes and its standard error ``(1 - r^2) / sqrt(n - 1)``.

    Parameters
    ----------
    one, other : ndarray, shape (month,)
        Logarithms of the same months.
    """
    first, second = np.diff(one), np.diff(other)
    value = float(np.corrcoef(first, second)[0, 1])
    return value, (1.0 - value**2) / float(np.sqrt(len(first) - 1))
