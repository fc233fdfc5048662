"""Does the model beat simple benchmarks? Rolling origin, scored by CRPS, nothing seen in advance.

District and month: each January the model is fitted to everything before, and then forecasts each
month of that year from the months before it. Benchmarks use the same past: the last 12 and 36
months as a sample (conflictology), a Poisson of the last 12 months' mean, zero, the last month.

Country and month: as in the VIEWS challenge, the twelve months of a year are forecast from data to
the October before. The benchmark's own published scores stand beside those computed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.enable.count_score import (
    compound_pmf,
    crps_of_pmf,
    crps_of_sample,
    interval_hit,
    negative_binomial,
    sum_interval,
)
from orepact.enable.security_data import Panel, month_names
from orepact.enable.self_exciting import MonthFit, fit_months, path_of_means, rates

__all__ = ["CountryScore", "DistrictScore", "MonthBand", "country_scores", "district_scores"]

Floats = NDArray[np.float64]
LARGEST_EVENTS, LARGEST = 60, 400
MODEL = "model"
_YEAR_BEFORE = "last 12 months"
_LARGEST_COUNTRY = 2000
_SAMPLE_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBand:
    """One month of the whole province as it was forecast a month ahead, and as it came.

    Parameters
    ----------
    month : str
        ISO.
    seen : int
        Events.
    mean : float
    low, high : int
        Of the central 90 % interval, districts independent given their pasts.
    """

    month: str
    seen: int
    mean: float
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictScore:
    """Mean scores over the district-months of some years, by forecaster.

    Parameters
    ----------
    events, deaths : dict of forecaster to mean CRPS
    year_ahead : dict of forecaster to mean CRPS of events, all twelve months forecast in January
    gains : dict of target to (gain, standard error)
        Best benchmark's mean CRPS less the model's, and the error of that mean over months.
    covered : float
        Part of district-months inside the model's central 90 % interval (events).
    cells : int
    part_with_events : float
    """

    events: dict[str, float]
    deaths: dict[str, float]
    year_ahead: dict[str, float]
    gains: dict[str, tuple[float, float]]
    covered: float
    cells: int
    part_with_events: float
    months: tuple[MonthBand, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryScore:
    """Scores of one year's twelve months."""

    year: int
    model: float
    conflictology: float
    observed_mean: float


def _windows(counts: Floats, months: range, back: int) -> Floats:
    """Return the ``back`` months before each month, shape (unit * month, back)."""
    blocks = np.stack([counts[:, m - back : m] for m in months], axis=1)
    return np.asarray(blocks.reshape(-1, back))


def _gain(scores: Mapping[str, Floats]) -> tuple[float, float]:
    """Return by how much the model beats the best benchmark, and the error of that mean.

    The error is that of independent months: ``sd_month(mean over units of the difference) /
    sqrt(months)``; districts of one month are not independent and are not counted as if they were.
    """
    best = min((name for name in scores if name != MODEL), key=lambda name: scores[name].mean())
    by_month = (scores[best] - scores[MODEL]).mean(axis=0)
    return float(by_month.mean()), float(by_month.std(ddof=1) / np.sqrt(len(by_month)))


def _means(scores: Mapping[str, Floats]) -> dict[str, float]:
    return {name: float(score.mean()) for name, score in scores.items()}


def severity(panel: Panel, before: int, first: int) -> Floats:
    """Return probabilities of deaths per event from months with a single event.

    Months with one event show that event's deaths; where months have several only their sum is
    stored, so that their events are counted at the month's mean, rounded.
    """
    events = panel.events[:, first:before]
    deaths = panel.deaths[:, first:before]
    busy = events > 0
    per = np.rint(deaths[busy] / events[busy]).astype(int)
    spread = np.bincount(np.minimum(per, LARGEST), weights=events[busy])
    return np.asarray(spread / spread.sum())


def district_scores(
    panel: Panel, *, first_month: str, first_year: int, last_year: int
) -> tuple[DistrictScore, MonthFit]:
    """Return mean scores by forecaster, and the fit to the whole panel.

    Parameters
    ----------
    panel : Panel
    first_month : str
        First month that is fitted to.
    first_year, last_year : int
        Years that are scored.
    """
    start = panel.at(first_month) - 24
    y, deaths = panel.events[:, start:], panel.deaths[:, start:]
    at = {year: panel.at(f"{year}-01") - start for year in range(first_year, last_year + 1)}
    months = range(at[first_year], at[last_year] + 12)
    own: dict[str, list[Floats]] = {"events": [], "deaths": [], "ahead": []}
    hits: list[NDArray[np.bool_]] = []
    bands: list[MonthBand] = []
    for origin in at.values():
        fit = fit_months(y[:, :origin])
        year = slice(origin, origin + 12)
        seen, killed = y[:, year].reshape(-1), deaths[:, year].reshape(-1)
        mean = rates(y[:, : origin + 12], fit)[:, origin:].reshape(-1)
        pmf = negative_binomial(mean, fit.size, LARGEST_EVENTS)
        sums = compound_pmf(mean, fit.size, severity(panel, origin + start, start + 24), LARGEST)
        ahead = path_of_means(y[:, :origin], fit, 12).reshape(-1)
        far = negative_binomial(ahead, fit.size, LARGEST_EVENTS)
        for name, found, truth in (
            ("events", pmf, seen),
            ("deaths", sums, killed),
            ("ahead", far, seen),
        ):
            own[name].append(crps_of_pmf(found, truth).reshape(len(y), 12))
        hits.append(interval_hit(pmf, seen))
        names = panel.months[origin + start : origin + start + 12]
        bands += _bands(names, y[:, year], mean.reshape(len(y), 12), fit.size)
    model = {name: np.concatenate(parts, axis=1) for name, parts in own.items()}
    scores = {
        "events": {MODEL: model["events"], **_simple(y, months)},
        "deaths": {MODEL: model["deaths"], **_simple(deaths, months)},
        "year_ahead": {MODEL: model["ahead"], _YEAR_BEFORE: _year_before(y, at.values())},
    }
    seen = y[:, months.start : months.stop]
    score = DistrictScore(
        **{target: _means(by) for target, by in scores.items()},
        gains={target: _gain(by) for target, by in scores.items()},
        covered=float(np.concatenate(hits).mean()),
        cells=seen.size,
        part_with_events=float((seen > 0).mean()),
        months=tuple(bands),
    )
    return score, fit_months(y)


def _bands(names: Sequence[str], seen: Floats, mean: Floats, size: float) -> list[MonthBand]:
    """Return the whole province by month from its units' means."""
    found = []
    for place, month in enumerate(names):
        low, high = sum_interval(mean[:, place], size, LARGEST)
        count, expected = int(seen[:, place].sum()), float(mean[:, place].sum())
        found.append(MonthBand(month=month, seen=count, mean=expected, low=low, high=high))
    return found


def _year_before(counts: Floats, origins: Iterable[int]) -> Floats:
    """Return the scores of the twelve months before January as a forecast of all its year."""
    blocks = [
        crps_of_sample(
            np.repeat(counts[:, origin - 12 : origin], 12, axis=0),
            counts[:, origin : origin + 12].reshape(-1),
        ).reshape(len(counts), 12)
        for origin in origins
    ]
    return np.concatenate(blocks, axis=1)


def _simple(counts: Floats, months: range) -> dict[str, Floats]:
    """Return the benchmarks' scores, shape (unit, month)."""
    seen = counts[:, months.start : months.stop].reshape(-1)
    year = _windows(counts, months, 12)
    poisson = negative_binomial(year.mean(axis=1), np.inf, LARGEST)
    flat = {
        _YEAR_BEFORE: crps_of_sample(year, seen),
        "last 36 months": crps_of_sample(_windows(counts, months, 36), seen),
        "Poisson of 12 months": crps_of_pmf(poisson, seen),
        "zero": seen,
        "last month": crps_of_sample(_windows(counts, months, 1), seen),
    }
    return {name: score.reshape(len(counts), len(months)) for name, score in flat.items()}


def country_scores(deaths: Mapping[str, float], years: range) -> tuple[CountryScore, ...]:
    """Return the scores of twelve months each, forecast from data to the October before.

    The model is a negative binomial with mean and variance of the last twelve months: ``size =
    mean^2 / (variance - mean)``. The benchmark is those twelve months as a sample.

    Parameters
    ----------
    deaths : mapping of month to deaths
        A month that is not in it had none.
    years : range

    References
    ----------
    Hegre and others, The 2023/24 VIEWS prediction challenge, arXiv 2407.11045: rules and
    benchmarks.
    """
    found = []
    for year in years:
        past = month_names(f"{year - 2}-11", f"{year - 1}-10")
        assert len(past) == _SAMPLE_MONTHS
        x = np.array([deaths.get(month, 0.0) for month in past])
        y = np.array([deaths.get(f"{year}-{m:02d}", 0.0) for m in range(1, 13)])
        mean, variance = float(x.mean()), float(x.var(ddof=1))
        size = mean**2 / (variance - mean) if variance > mean else np.inf
        pmf = negative_binomial(np.full(12, mean), size, _LARGEST_COUNTRY)
        found.append(
            CountryScore(
                year=year,
                model=float(crps_of_pmf(pmf, y).mean()),
                conflictology=float(crps_of_sample(np.tile(x, (12, 1)), y).mean()),
                observed_mean=float(y.mean()),
            )
        )
    return tuple(found)
