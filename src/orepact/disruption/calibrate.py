"""Elasticities re-estimated inside the full model, leaving one event out, and then frozen."""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepact.disruption.backtest import (
    DRAWS,
    Pair,
    Prediction,
    is_scored,
    observed_pairs,
    predict,
    predicted_draws,
)
from orepact.disruption.parameters import draw_uniform
from orepact.disruption.traits import PRICE_SOURCE, rows_of
from orepact.evidence import Bundle
from orepact.exposure import Exposure

__all__ = [
    "GRID",
    "Fit",
    "digest_of_inputs",
    "factor_band",
    "fit",
    "frozen",
    "ordinary_movement",
    "score_pair",
    "weights_of",
]

Array = NDArray[np.float64]

GRID: Array = np.exp(np.linspace(np.log(0.15), np.log(4.0), 14))
"""Values of the common elasticity factor at which the model is run."""
SIGMAS: Array = np.array([0.15, 0.3, 0.5, 0.7, 0.9, 1.2])
INPUTS = (
    "events.csv", "parameters.csv", "parameters_blind.csv", "severity.csv", "prices.csv",
    "rare_earths_history.csv", "end_uses.csv", "substitutability.csv", "by_products.csv",
)  # fmt: skip
_FILE = "calibration.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The estimated law of the common elasticity factor: lognormal.

    Parameters
    ----------
    left_out : str
        Event left out; empty for the fit to all.
    median, sigma : float
    crps : float
        Mean continuous ranked probability score of ln price ratio over what it was fitted to.
    """

    left_out: str
    median: float
    sigma: float
    crps: float


@lru_cache(maxsize=2)
def ordinary_movement(bundle: Bundle) -> float:
    """Return how far prices move in a year without any restriction, as a log standard deviation.

    Over every printed price of 2021 to 2025 whose commodity is in no event of the catalogue.
    """
    busy = {row["commodity"] for row in rows_of("events.csv")}
    chosen = {(row["commodity"], row["detail"]) for row in rows_of("prices.csv")}
    printed = bundle.figures(source=PRICE_SOURCE, statistic="price").filter(
        pl.col("number").is_not_null() & (pl.col("number") > 0)
    )
    moves: list[float] = []
    for (name, detail), part in printed.group_by("commodity", "detail", maintain_order=True):
        if name in busy or (name, detail) not in chosen:
            continue
        values = part.sort("period")["number"].to_numpy()
        moves += list(np.diff(np.log(values)))
    return float(np.sqrt(np.mean(np.square(moves))))


def _noise(pair: Pair, movement: float, size: int) -> Array:
    from scipy.special import ndtri

    u = draw_uniform(f"ordinary/{pair.event.id}/{pair.year}", size, seed=0)
    noise: Array = np.exp(movement * np.sqrt(pair.position + 1.0) * ndtri(u))
    return noise


def weights_of(median: float, sigma: float) -> Array:
    """Return the weight of each grid point under a lognormal law of the factor."""
    weight: Array = np.exp(-0.5 * (np.log(GRID / median) / sigma) ** 2)
    return np.asarray(weight / weight.sum())


def factor_band(law: Fit) -> tuple[float, float, float]:
    """Return the 5, 50 and 95 % points of the factor, held to the grid it was fitted on."""
    fine = np.linspace(np.log(GRID[0]), np.log(GRID[-1]), 2001)
    steps = np.cumsum(np.exp(-0.5 * ((fine - np.log(law.median)) / law.sigma) ** 2))
    low, middle, high = np.exp(np.interp([0.05, 0.5, 0.95], steps / steps[-1], fine))
    return float(low), float(middle), float(high)


@lru_cache(maxsize=4)
def _grid_draws(
    exposure: Exposure, draws: int, pairs: tuple[Pair, ...], is_blind: bool
) -> dict[Pair, tuple[Array, ...]]:
    """Return predicted ratios of every scored pair at every grid point, ordinary movement in."""
    movement = ordinary_movement(exposure.evidence)
    made = {}
    for pair in pairs:
        noise = _noise(pair, movement, draws)
        made[pair] = tuple(
            predicted_draws(exposure, pair, (f, f, f), draws=draws, is_blind=is_blind) * noise
            for f in map(float, GRID)
        )
    return made


def _crps(grid: Sequence[Array], weights: Array, observed: float) -> float:
    """Return the continuous ranked probability score of ln ratio under a mixture."""
    values = np.concatenate([np.log(one) for one in grid])
    each = np.repeat(weights, [one.size for one in grid]) / grid[0].size
    order = np.argsort(values)
    at, steps = values[order], np.cumsum(each[order])
    target = np.log(observed)
    left, width = at[:-1], np.diff(at)
    below = np.clip(target - left, 0.0, width)
    share = steps[:-1]
    inside = float(np.sum(share**2 * below + (1.0 - share) ** 2 * (width - below)))
    return inside + float(max(target - at[-1], 0.0) + max(at[0] - target, 0.0))


def fit(
    exposure: Exposure,
    *,
    left_out: str = "",
    draws: int = DRAWS,
    pairs: tuple[Pair, ...] = (),
    is_blind: bool = False,
) -> Fit:
    """Return the law of the factor that scores best, each event counting once.

    Parameters
    ----------
    left_out : str
        Ids of the events that are not looked at, with "+" between them.
    pairs : tuple of Pair
        Pairs to fit to; the observed ones of the shipped catalogue if empty.
    is_blind : bool
        Whether assumptions that were read off past events give way to wider ones.
    """
    pairs = pairs or observed_pairs(exposure.evidence)
    unseen = left_out.split("+")
    grid = {
        pair: own
        for pair, own in _grid_draws(exposure, draws, pairs, is_blind).items()
        if is_scored(pair) and pair.event.id not in unseen
    }
    names = [pair.event.id for pair in grid]
    each = np.array([1.0 / names.count(name) for name in names])
    best: Fit | None = None
    for median in GRID:
        for sigma in SIGMAS:
            weights = weights_of(float(median), float(sigma))
            scores = [_crps(own, weights, pair.observed) for pair, own in grid.items()]
            mean = float(each @ np.array(scores) / each.sum())
            if best is None or mean < best.crps:
                best = Fit(left_out=left_out, median=float(median), sigma=float(sigma), crps=mean)
    assert best is not None
    return best


def score_pair(
    exposure: Exposure, pair: Pair, law: Fit, *, draws: int = DRAWS, is_blind: bool = False
) -> Prediction:
    """Return the prediction of one pair under a law of the factor, ordinary movement in."""
    noise = _noise(pair, ordinary_movement(exposure.evidence), draws)
    drawn = predicted_draws(exposure, pair, factor_band(law), draws=draws, is_blind=is_blind)
    return predict(pair, drawn * noise)


def digest_of_inputs() -> str:
    """Return the digest of the tables that the calibration rests on."""
    digest = hashlib.sha256()
    for name in INPUTS:
        digest.update((files("orepact.disruption") / "data" / name).read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def frozen() -> dict[str, Fit]:
    """Return the frozen fits by the event left out; the fit to all under the empty name."""
    return {
        row["left_out"]: Fit(
            left_out=row["left_out"],
            median=float(row["median"]),
            sigma=float(row["sigma"]),
            crps=float(row["crps"]),
        )
        for row in rows_of(_FILE)
    }


def write_freeze(exposure: Exposure, path: Path) -> None:
    """Fit with every event left out in turn and with none, and write the freeze."""
    names = dict.fromkeys(
        pair.event.id for pair in observed_pairs(exposure.evidence) if is_scored(pair)
    )
    fits = [fit(exposure, left_out=name) for name in ("", *names)]
    marks = (digest_of_inputs(), exposure.evidence.fingerprint)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(
        ["left_out", "median", "sigma", "crps", "p05", "p50", "p95", "inputs_sha256", "evidence"]
    )
    for one in fits:
        numbers = (one.median, one.sigma, one.crps, *factor_band(one))
        writer.writerow([one.left_out, *(f"{number:.6g}" for number in numbers), *marks])
    path.write_text(buffer.getvalue(), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the freeze into the package, or elsewhere with ``--out``."""
    from orepact.exposure import exposure

    parser = argparse.ArgumentParser(prog="python -m orepact.disruption.calibrate")
    default = Path(str(files("orepact.disruption") / "data" / _FILE))
    parser.add_argument("--out", type=Path, default=default)
    chosen = parser.parse_args(arguments)
    write_freeze(exposure(), chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
