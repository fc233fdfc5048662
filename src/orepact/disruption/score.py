"""Scores of the backtest: out of sample against two baselines, every miss in the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.backtest import (
    PUBLISHED_BAN,
    Pair,
    Prediction,
    is_scored,
    observed_pairs,
    predicted_draws,
)
from orepact.disruption.calibrate import factor_band, frozen, score_pair
from orepact.disruption.events import Role
from orepact.exposure import Exposure

__all__ = ["Scored", "Summary", "backtest", "full_ban_ratio", "summary"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One pair with its predictions.

    Parameters
    ----------
    out_of_sample : Prediction
        Elasticities fitted without this event.
    in_sample : Prediction
        Elasticities fitted to all events, this one among them.
    no_change : float
        First baseline: 1.
    full_ban : float
        Second baseline: a full ban without leakage, as the U.S. Geological Survey printed it, or
        the median of this model's own where it printed none.
    """

    out_of_sample: Prediction
    in_sample: Prediction
    no_change: float
    full_ban: float

    @property
    def pair(self) -> Pair:
        """Return the observed pair."""
        return self.out_of_sample.pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the scores come to, out of sample.

    Parameters
    ----------
    positives, controls : int
        Pairs of each kind.
    within_two : float
        Share of positives whose median misses by at most a factor of 2.
    covered : float
        Share of all scored pairs inside the 90 % band.
    rank_correlation : float
        Spearman, predicted median against observed, over all scored pairs.
    control_median : float
        Largest predicted median of a control.
    log_error, log_error_no_change, log_error_full_ban : float
        Root mean squared error of ln ratio: the model and the two baselines.
    """

    positives: int
    controls: int
    within_two: float
    covered: float
    rank_correlation: float
    control_median: float
    log_error: float
    log_error_no_change: float
    log_error_full_ban: float


def full_ban_ratio(exposure: Exposure, pair: Pair) -> float:
    """Return the second baseline of a pair: everything withheld, no leakage, central case.

    The printed ratios are of one year; where none was printed, it is the ratio at the model's
    central elasticity with no stock drawn, S (1 - L) = D: p = (1 - L)^(-1 / e), capped at the
    central backstop.
    """
    if pair.event.shock.commodity in PUBLISHED_BAN:
        return PUBLISHED_BAN[pair.event.shock.commodity]
    from orepact.disruption.events import event_market
    from orepact.disruption.parameters import parameters

    market = event_market(exposure, pair.event)
    flow = market.inflow(pair.event.shock.imposers[0])
    if flow is None or flow.exports <= 0.0:
        return 1.0
    made = market.unnamed + sum(
        one.output for one in market.producers if one.country not in pair.event.shock.imposers
    )
    lost = flow.exports / (max(made - flow.takes, 0.1 * made) + flow.exports)
    table = parameters()
    elasticity = table["supply_elasticity_main"].mid - table["demand_elasticity_general"].mid
    most = table["backstop"].mid
    ratio = most if lost >= 1.0 else min((1.0 - lost) ** (-1.0 / elasticity), most)
    return 1.0 / ratio if pair.event.price_side == "inside" else float(ratio)


@lru_cache(maxsize=2)
def backtest(exposure: Exposure) -> tuple[Scored, ...]:
    """Return every observed pair with its predictions, in the order of the catalogue."""
    fits = frozen()
    made = []
    for pair in observed_pairs(exposure.evidence):
        law = fits.get(pair.event.id, fits[""])
        made.append(
            Scored(
                out_of_sample=score_pair(exposure, pair, law),
                in_sample=score_pair(exposure, pair, fits[""]),
                no_change=1.0,
                full_ban=full_ban_ratio(exposure, pair),
            )
        )
    return tuple(made)


def _ranks(values: Array) -> Array:
    order = np.argsort(values, kind="stable")
    ranks = np.empty(values.size)
    ranks[order] = np.arange(values.size, dtype=np.float64)
    for value in np.unique(values):
        same = values == value
        ranks[same] = ranks[same].mean()
    return ranks


def spearman(a: Array, b: Array) -> float:
    """Return the rank correlation of two samples, ties at their mean rank.

    Examples
    --------
    >>> round(spearman(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 9.0])), 12)
    1.0
    """
    return float(np.corrcoef(_ranks(a), _ranks(b))[0, 1])


def summary(rows: tuple[Scored, ...], of: str = "out_of_sample") -> Summary:
    """Return the summary of the scored pairs, out of sample unless told otherwise."""
    scored = [row for row in rows if is_scored(row.pair)]
    predictions: list[Prediction] = [getattr(row, of) for row in scored]
    observed = np.array([one.pair.observed for one in predictions])
    median = np.array([one.p50 for one in predictions])
    positives = [one for one in predictions if one.pair.event.role is Role.POSITIVE]
    controls = [one for one in predictions if one.pair.event.role is Role.CONTROL]

    def error(of_row: Callable[[int], float]) -> float:
        found = np.array([of_row(index) for index in range(len(scored))])
        return float(np.sqrt(np.mean(np.log(found / observed) ** 2)))

    return Summary(
        positives=len(positives),
        controls=len(controls),
        within_two=float(np.mean([one.factor <= 2.0 for one in positives])),
        covered=float(np.mean([one.is_covered for one in predictions])),
        rank_correlation=spearman(median, observed),
        control_median=max(one.p50 for one in controls),
        log_error=error(lambda index: predictions[index].p50),
        log_error_no_change=error(lambda index: scored[index].no_change),
        log_error_full_ban=error(lambda index: scored[index].full_ban),
    )


def path_of(exposure: Exposure, rows: tuple[Scored, ...], name: str) -> tuple[float, ...]:
    """Return the out-of-sample median path of one event without ordinary movement."""
    middle = factor_band(frozen()[name])[1]
    pairs = [row.pair for row in rows if row.pair.event.id == name]
    return tuple(float(np.median(predicted_draws(exposure, pair, (middle,) * 3))) for pair in pairs)
