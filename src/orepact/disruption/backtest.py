"""Dated restrictions, predicted against observed: every row says whether it is in-sample or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.events import (
    HISTORY,
    OBSERVER,
    Event,
    Role,
    event_market,
    event_severity,
    events,
)
from orepact.disruption.parameters import Spread, blind_parameters, parameters
from orepact.disruption.respond import respond
from orepact.disruption.traits import PRICE_SOURCE, rows_of
from orepact.evidence import Bundle
from orepact.exposure import Exposure

__all__ = ["Pair", "Prediction", "observed_pairs", "predict", "predicted_draws"]

Array = NDArray[np.float64]
Factor = tuple[float, float, float]

DRAWS = 500
SEED = 20_260_101
PUBLISHED_BAN = {"gallium": 2.5, "germanium": 1.26}
"""Price ratio of a full ban as the U.S. Geological Survey printed it (OFR 2024-1057)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One observed price ratio: an event, a year, the price over that of the base year."""

    event: Event
    year: int
    observed: float
    ids: tuple[str, ...]

    @property
    def position(self) -> int:
        """Return the year of the event, 0 in the year of its start."""
        return self.year - self.event.start_year


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the model says of one pair.

    Parameters
    ----------
    p05, p50, p95 : float
        Price ratio over draws.
    """

    pair: Pair
    p05: float
    p50: float
    p95: float

    @property
    def factor(self) -> float:
        """Return by what factor the median misses, at least 1."""
        return float(np.exp(abs(np.log(self.p50 / self.pair.observed))))

    @property
    def is_covered(self) -> bool:
        """Return whether the observed ratio lies in the 90 % band."""
        return self.p05 <= self.pair.observed <= self.p95


def _series(bundle: Bundle, of: Event) -> Mapping[int, tuple[float, str]]:
    if of.price_detail == "ds140":
        return {
            int(row["year"]): (float(row["unit_value_usd_t"]), f"{HISTORY}:{row['year']}")
            for row in rows_of("rare_earths_history.csv")
        }
    name = of.price_detail if of.price_detail == "dysprosium" else of.shock.commodity
    printed = bundle.figures(source=PRICE_SOURCE, statistic="price", commodity=name)
    return {
        int(row["period"][:4]): (float(row["number"]), str(row["id"]))
        for row in printed.iter_rows(named=True)
        if row["number"] is not None and (row["detail"] == of.price_detail or name == "dysprosium")
    }


def observed_pairs(bundle: Bundle, catalogue: Sequence[Event] = ()) -> tuple[Pair, ...]:
    """Return every observed ratio, by the order of the catalogue.

    An empty catalogue is the shipped one. The base is the last calendar year that ended before the
    start, by rule; years run to that in which the restriction ended, or to the last printed price.
    """
    made = []
    for of in catalogue or events():
        if not of.price_detail:
            continue
        series = _series(bundle, of)
        if of.base_year not in series:
            continue
        base, base_id = series[of.base_year]
        last = min(max(series), of.end_year or max(series), of.start_year + 3)
        for year in range(of.start_year, last + 1):
            if year in series:
                value, id_ = series[year]
                made.append(Pair(event=of, year=year, observed=value / base, ids=(base_id, id_)))
    return tuple(made)


@lru_cache(maxsize=8192)
def _paths(
    exposure: Exposure, of: Event, factor: Factor, draws: int, is_blind: bool
) -> tuple[Array, Array]:
    """Return price outside and inside by draw and year, with a law of the elasticity factor."""
    years = 4
    table: dict[str, Spread] = dict(blind_parameters() if is_blind else parameters())
    low, mid, high = factor
    shape = "fixed" if low == high else "lognormal"
    table["elasticity_factor"] = replace(
        table["elasticity_factor"], shape=shape, low=low, mid=mid, high=high
    )
    market = event_market(exposure, of)
    flow = market.inflow(of.shock.imposers[0])
    if flow is None or flow.exports <= 0.0:
        ones = np.ones((draws, years))
        return ones, ones
    response = respond(
        replace(market, importer=OBSERVER),
        of.shock,
        draws=draws,
        seed=SEED,
        horizon=years,
        severity=event_severity(of, draws=draws, seed=SEED),
        table=table,
        with_inside=of.price_side == "inside",
    )
    return response.price, response.inside_price


def predicted_draws(
    exposure: Exposure,
    pair: Pair,
    factor: Factor,
    *,
    draws: int = DRAWS,
    is_blind: bool = False,
) -> Array:
    """Return the predicted price ratio by draw under a law of the elasticity factor.

    Parameters
    ----------
    factor : tuple of three floats
        5, 50 and 95 % points; three times the same holds it.
    is_blind : bool
        Whether assumptions that were read off past events give way to wider ones.
    """
    outside, inside = _paths(exposure, pair.event, factor, draws, is_blind)
    chosen = inside if pair.event.price_side == "inside" else outside
    column: Array = chosen[:, pair.position]
    return column


def predict(pair: Pair, values: Array) -> Prediction:
    """Return a prediction from its draws."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95])
    return Prediction(pair=pair, p05=float(low), p50=float(middle), p95=float(high))


def is_scored(pair: Pair) -> bool:
    """Return whether a pair counts for or against the model (squeezes only show)."""
    return pair.event.role in (Role.POSITIVE, Role.CONTROL)
