"""Paths of prices around a deck: geometric Brownian motion, one-factor and two-factor reversion."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed, check_correlation

__all__ = ["Fitted", "PriceModel", "PricePaths", "Process", "fitted"]

Floats = NDArray[np.float64]


class Process(StrEnum):
    """Which process prices follow around the deck."""

    GBM = "gbm"
    """A random walk: what happened stays."""
    ONE_FACTOR = "one-factor"
    """Schwartz's first: prices come back to the deck."""
    TWO_FACTOR = "two-factor"
    """Short-term deviations come back, long-term ones stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """One number of the shipped table of fitted processes.

    Parameters
    ----------
    value, error : float
        ``error`` nan where the prices do not tell.
    unit : str
    first, last : str
        Months.
    """

    value: float
    error: float
    unit: str
    first: str
    last: str


@cache
def fitted() -> Mapping[tuple[str, str, str], Fitted]:
    """Return the shipped fits by commodity, process and parameter.

    Correlations stand under (one, ``correlation``, other), both ways round.
    """
    text = resources.files("orepact.mine").joinpath("data/price_processes.csv").read_text("utf-8")
    found: dict[tuple[str, str, str], Fitted] = {}
    for row in csv.DictReader(text.splitlines()):
        entry = Fitted(
            value=float(row["value"]),
            error=float(row["error"] or "nan"),
            unit=row["unit"],
            first=row["first"],
            last=row["last"],
        )
        found[row["commodity"], row["process"], row["parameter"]] = entry
        if row["process"] == "correlation":
            found[row["parameter"], "correlation", row["commodity"]] = entry
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceModel:
    """How one price moves around its deck, yearly steps.

    ``ln P[t] = ln deck + x[t] + y[t] - Var(x[t] + y[t]) / 2``, with ``x[t] = exp(-kappa) x[t-1] +
    noise`` of short-term volatility ``sigma`` and ``y`` a random walk of volatility
    ``sigma_long``; both are 0 in the base year. So the mean over draws is the deck in every year.

    Parameters
    ----------
    kappa : float, 1/yr
        0 is a random walk.
    sigma, sigma_long : float, 1/yr^0.5
    """

    kappa: float
    sigma: float
    sigma_long: float = 0.0

    def __post_init__(self) -> None:
        if self.kappa < 0 or self.sigma < 0 or self.sigma_long < 0:
            raise ValueError("kappa and the volatilities are not negative")

    @property
    def keep(self) -> float:
        """What is left of a short-term deviation after a year."""
        return float(np.exp(-self.kappa))

    @property
    def step(self) -> float:
        """Standard deviation of a year's short-term noise, exact."""
        if self.kappa == 0:
            return self.sigma
        return float(self.sigma * np.sqrt(-np.expm1(-2.0 * self.kappa) / (2.0 * self.kappa)))

    def variance(self, years: Floats) -> Floats:
        """Return the variance of the logarithm after some years."""
        if self.kappa == 0:
            short = self.sigma**2 * years
        else:
            short = self.sigma**2 * -np.expm1(-2.0 * self.kappa * years) / (2.0 * self.kappa)
        return np.asarray(short + self.sigma_long**2 * years)


class PricePaths:
    """Paths of several prices, made block by block, the same for a draw whatever the block.

    Parameters
    ----------
    decks : mapping of price key to float
        Flat real prices, USD/t.
    models : mapping of price key to PriceModel
    correlations : ndarray, shape (key, key)
        Of the yearly noise, in the order of ``decks``.
    years : ndarray of int
    base_year : int
        Up to this year the deck is known.
    seed : Seed
    block : int
        Draws per block of random numbers.

    Raises
    ------
    CaseError : correlations that contradict each other
    """

    def __init__(
        self,
        *,
        decks: Mapping[str, float],
        models: Mapping[str, PriceModel],
        correlations: Floats,
        years: NDArray[np.int64],
        base_year: int,
        seed: Seed,
        block: int,
        where: str = "price correlations",
    ) -> None:
        self.decks, self.models, self.years = dict(decks), dict(models), years
        self.factor = check_correlation(correlations, tuple(decks), where=where)
        self.base_year, self.seed, self.block = base_year, seed, block
        self.ages = np.maximum(years - base_year, 0).astype(np.float64)
        self.moving = int((self.ages > 0).sum())

    def _noise(self, name: str, index: int) -> list[Floats]:
        """Return correlated standard normals per key, shape (moving year, block)."""
        shape = (self.moving, self.block)
        free = [
            self.seed.stream("price", name, key, str(index)).standard_normal(shape)
            for key in self.decks
        ]
        joint: list[Floats] = []
        for row, weights in enumerate(self.factor):
            total = free[row] if weights[row] == 1.0 else free[row] * weights[row]
            for other in range(row):
                if weights[other]:
                    total = total + free[other] * weights[other]
            joint.append(total)
        return joint

    def _whole(self, index: int) -> dict[str, Floats]:
        short = self._noise("short", index)
        needs_long = any(model.sigma_long for model in self.models.values())
        long = self._noise("long", index) if needs_long else []
        paths = {}
        for row, (key, deck) in enumerate(self.decks.items()):
            model = self.models[key]
            path = np.zeros((len(self.years), self.block))
            moving = path[len(self.years) - self.moving :]
            np.multiply(short[row], model.step, out=moving)
            if model.kappa == 0:
                np.cumsum(moving, axis=0, out=moving)
            else:
                for year in range(1, self.moving):
                    moving[year] += model.keep * moving[year - 1]
            if model.sigma_long:
                slow = long[row] * model.sigma_long
                moving += np.cumsum(slow, axis=0, out=slow)
            path -= (0.5 * model.variance(self.ages))[:, np.newaxis]
            np.exp(path, out=path)
            path *= deck
            paths[key] = path
        return paths

    def __call__(self, first: int, last: int) -> dict[str, Floats]:
        """Return prices of draws ``first`` to ``last`` (exclusive), shape (year, draw), USD/t.

        Raises
        ------
        ValueError : draws that do not lie in one block
        """
        index, offset = divmod(first, self.block)
        if last > (index + 1) * self.block:
            raise ValueError("draws of two blocks")
        whole = self._whole(index)
        count = last - first
        return {key: path[:, offset : offset + count] for key, path in whole.items()}


def models_of(
    keys: Sequence[str], process: Process, fallback: Callable[[str], float]
) -> dict[str, PriceModel]:
    """Return the fitted model of each price key, whose commodity is its name.

    Parameters
    ----------
    keys : sequence of str
    process : Process
    fallback : callable
        Yearly volatility of a key that was never fitted.
    """
    table = fitted()
    models = {}
    for key in keys:

        def number(parameter: str, key: str = key) -> float:
            return table[key, str(process), parameter].value

        if (key, "gbm", "sigma") not in table:
            models[key] = PriceModel(kappa=0.0, sigma=fallback(key))
        elif process is Process.GBM:
            models[key] = PriceModel(kappa=0.0, sigma=number("sigma"))
        elif process is Process.ONE_FACTOR:
            models[key] = PriceModel(kappa=number("kappa"), sigma=number("sigma"))
        else:
            models[key] = PriceModel(
                kappa=number("kappa"),
                sigma=number("sigma_short"),
                sigma_long=number("sigma_long"),
            )
    return models


def correlations_of(keys: Sequence[str]) -> Floats:
    """Return the correlation of monthly price changes; 0 where a key was never fitted."""
    table = fitted()
    matrix = np.eye(len(keys))
    for row, one in enumerate(keys):
        for column, other in enumerate(keys):
            found = table.get((one, "correlation", other))
            if row != column and found is not None:
                matrix[row, column] = found.value
    return matrix
