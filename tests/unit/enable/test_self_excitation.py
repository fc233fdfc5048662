"""Fits on simulated events find what they were simulated with."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.enable.hawkes import decayed_sums, fit_hawkes
from orepact.enable.self_exciting import MonthFit, fit_months, path_of_means, rates
from orepact.errors import OrepactError


def _simulated(mu: float, n: float, omega: float, length: float, seed: int) -> np.ndarray:
    """Return a branching process: immigrants, and a Poisson number of children of each."""
    random = np.random.default_rng(seed)
    times = list(random.random(random.poisson(mu * length)) * length)
    waiting = list(times)
    while waiting:
        parent = waiting.pop()
        for wait in random.exponential(1.0 / omega, random.poisson(n)):
            if parent + wait < length:
                times.append(parent + wait)
                waiting.append(parent + wait)
    return np.sort(np.array(times))


def test_decayed_sums_equal_the_double_sum() -> None:
    times = np.array([0.0, 1.0, 1.5, 7.0])
    direct = [sum(np.exp(-0.3 * (t - s)) for s in times[:k]) for k, t in enumerate(times)]
    assert decayed_sums(times, 0.3) == pytest.approx(direct)


def test_a_simulated_process_is_found_within_three_errors() -> None:
    times = _simulated(0.1, 0.6, np.log(2.0) / 10.0, 6000.0, seed=3)
    fit = fit_hawkes(times, 6000.0)
    assert abs(fit.branching - 0.6) < 3.0 * fit.branching_error
    assert abs(fit.half_life - 10.0) < 3.0 * fit.half_life_error
    assert fit.gain > 0.05


def test_a_process_without_excitation_has_little() -> None:
    random = np.random.default_rng(1)
    fit = fit_hawkes(np.sort(random.random(600) * 4000.0), 4000.0)
    assert fit.branching < 0.2
    assert fit.gain < 0.02


def test_a_drift_taken_for_excitation_vanishes_when_the_background_may_drift() -> None:
    random = np.random.default_rng(2)
    times = np.sort(np.concatenate([random.random(100) * 3000, 3000 + random.random(500) * 3000]))
    assert fit_hawkes(times, 6000.0, knots=5).branching < fit_hawkes(times, 6000.0).branching


def test_too_few_events_are_refused() -> None:
    with pytest.raises(OrepactError, match="too few"):
        fit_hawkes(np.arange(5.0), 10.0)
    with pytest.raises(OrepactError, match="too few"):
        fit_months(np.zeros((3, 60)))


_FIT = MonthFit(
    background=0.5,
    excitation=0.4,
    memory=0.3,
    size=1.0,
    errors=(0.0, 0.0, 0.0, 0.0),
    log_likelihood=0.0,
    cells=0,
)


def test_a_rate_never_looks_ahead() -> None:
    random = np.random.default_rng(4)
    counts = random.poisson(0.4, (5, 80)).astype(float)
    changed = counts.copy()
    changed[:, 60:] += 7.0
    assert rates(changed, _FIT)[:, :61] == pytest.approx(rates(counts, _FIT)[:, :61])


def test_units_in_another_order_have_the_same_rates() -> None:
    counts = np.random.default_rng(6).poisson(0.5, (6, 60)).astype(float)
    order = [3, 1, 5, 0, 2, 4]
    assert rates(counts[order], _FIT) == pytest.approx(rates(counts, _FIT)[order])


def test_a_month_after_the_panel_is_the_rate_of_that_month() -> None:
    counts = np.random.default_rng(7).poisson(0.5, (4, 60)).astype(float)
    longer = np.concatenate([counts, np.zeros((4, 1))], axis=1)
    assert path_of_means(counts, _FIT, 1)[:, 0] == pytest.approx(rates(longer, _FIT)[:, -1])


def test_the_monthly_fit_finds_the_excitation_it_was_simulated_with() -> None:
    random = np.random.default_rng(8)
    counts = random.poisson(0.8, (20, 24)).astype(float)
    for _ in range(260):
        grown = np.concatenate([counts, np.zeros((20, 1))], axis=1)
        mean = rates(grown, _FIT)[:, -1] + 0.3
        grown[:, -1] = random.poisson(mean)
        counts = grown
    fit = fit_months(counts)
    assert 0.2 < fit.excitation < 0.6
