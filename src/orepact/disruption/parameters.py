"""Uncertain parameters of the market layer: each with range, quality and source, one table."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.disruption.normal_quantile import normal_quantile
from orepact.errors import EvidenceError
from orepact.evidence import Quality

__all__ = ["Draws", "Spread", "blind_parameters", "draw_uniform", "parameters", "quantile"]

Array = NDArray[np.float64]

_Z95 = 1.6448536269514722
_SHAPES = ("fixed", "triangular", "lognormal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """One uncertain number.

    Parameters
    ----------
    shape : str
        ``fixed``; ``triangular`` between hard limits ``low`` and ``high`` with mode ``mid``;
        ``lognormal`` in two halves with median ``mid`` and 5 and 95 % points ``low``, ``high``.
    low, mid, high : float
        In ``unit``.
    """

    id: str
    title: str
    unit: str
    shape: str
    low: float
    mid: float
    high: float
    quality: Quality
    source: str
    locator: str = ""
    note: str = ""


def _spread(row: Mapping[str, str], where: str) -> Spread:
    low, mid, high = (float(row[name]) for name in ("low", "mid", "high"))
    shape = row["shape"]
    if shape not in _SHAPES or not low <= mid <= high or (shape == "lognormal" and low <= 0):
        raise EvidenceError(
            f"{row['id']}: {shape} {low:g}, {mid:g}, {high:g} is not a spread",
            where=where,
            do=f"Give a shape of {', '.join(_SHAPES)} and low <= mid <= high",
        )
    return Spread(
        id=row["id"],
        title=row["title"],
        unit=row["unit"],
        shape=shape,
        low=low,
        mid=mid,
        high=high,
        quality=Quality(row["quality"]),
        source=row["source"],
        locator=row["locator"],
        note=row["note"],
    )


@cache
def parameters() -> Mapping[str, Spread]:
    """Return the shipped table of parameters by id.

    Examples
    --------
    >>> parameters()["stock_cover"].mid, parameters()["stock_cover"].unit
    (60.0, 'day')
    """
    path = files("orepact.disruption") / "data" / "parameters.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    made = {row["id"]: _spread(row, f"parameters.csv:{n}") for n, row in enumerate(rows, start=2)}
    made["elasticity_factor"] = _calibrated(made["elasticity_factor"])
    return MappingProxyType(made)


@cache
def blind_parameters() -> Mapping[str, Spread]:
    """Return the table with wider ranges in place of those that were read off past events.

    Leakage, hoarding, the backstop and the time constant of the shipped table rest on what was
    seen after controls of the backtest; these rest on none of them.
    """
    path = files("orepact.disruption") / "data" / "parameters_blind.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    own = {row["id"]: _spread(row, f"parameters_blind.csv:{n}") for n, row in enumerate(rows, 2)}
    return MappingProxyType({**parameters(), **own})


def _calibrated(prior: Spread) -> Spread:
    """Return the common elasticity factor as the frozen calibration on past events has it."""
    path = files("orepact.disruption") / "data" / "calibration.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    row = next(row for row in rows if not row["left_out"])
    return replace(
        prior,
        low=float(row["p05"]),
        mid=float(row["p50"]),
        high=float(row["p95"]),
        source="orepact-calibration",
        locator="calibration.csv",
        note="Fitted inside the full model to every event of the backtest; quality D all the same",
    )


def quantile(spread: Spread, u: Array) -> Array:
    """Return the value of a spread at each probability.

    Parameters
    ----------
    u : ndarray
        Probabilities strictly between 0 and 1.

    Examples
    --------
    >>> stock = Spread(id="x", title="", unit="1", shape="triangular", low=0, mid=1, high=2,
    ...                quality=Quality.D, source="assumption")
    >>> quantile(stock, np.array([0.5, 0.125])).tolist()
    [1.0, 0.5]
    """
    low, mid, high = spread.low, spread.mid, spread.high
    if spread.shape == "fixed" or high == low:
        return np.full(u.shape, mid)
    if spread.shape == "triangular":
        below = (mid - low) / (high - low)
        left = low + np.sqrt(u * (high - low) * (mid - low))
        right = high - np.sqrt((1.0 - u) * (high - low) * (high - mid))
        return np.where(u <= below, left, right)
    z = normal_quantile(u)
    spread_of = np.where(z < 0, np.log(mid / low), np.log(high / mid))
    sigma = np.asarray(spread_of, dtype=np.float64) / _Z95
    return np.asarray(mid * np.exp(sigma * z))


@lru_cache(maxsize=1024)
def draw_uniform(name: str, draws: int, seed: int) -> Array:
    """Return the uniform draws of one named quantity, the same whatever else is drawn; read-only.

    Names, not positions, tell the streams apart, so that two runs that differ in one
    parameter or in a portfolio still share every other draw (common random numbers); they come
    from :class:`orepact.chance.Seed` under "disruption" and the name. The first draw is exactly
    0.5: draw 0 is the central case.

    Examples
    --------
    >>> float(draw_uniform("backstop", 3, seed=1)[0])
    0.5
    """
    rng = Seed(root=seed).stream("disruption", name)
    u = (np.arange(draws) + rng.random(draws)) / max(draws, 1)
    rng.shuffle(u)
    u = np.clip(u, 1e-12, 1.0 - 1e-12)
    u[:1] = 0.5
    u.flags.writeable = False
    return u


@dataclass(frozen=True, slots=True)
class Draws:
    """Draws of every parameter for one market, each computed once.

    Parameters
    ----------
    size : int
        Number of draws; draw 0 has every parameter at its median.
    seed : int
    scope : str
        Name of what the draws belong to. Parameters of one commodity are drawn under its name,
        so that markets draw independently; events and portfolios share them.
    table : mapping of str to Spread
        The shipped table, with what the caller replaced.
    """

    size: int
    seed: int
    scope: str
    table: Mapping[str, Spread]
    _kept: dict[str, Array] = field(default_factory=dict, repr=False, compare=False)

    def of(self, name: str) -> Array:
        """Return the draws of a parameter, shape (draw,), read-only."""
        if name not in self._kept:
            drawn = quantile(self.table[name], self.uniform(name))
            drawn.flags.writeable = False
            self._kept[name] = drawn
        return self._kept[name]

    def uniform(self, name: str) -> Array:
        """Return the uniform draws behind a name, shape (draw,)."""
        return draw_uniform(f"{self.scope}/{name}", self.size, self.seed)
