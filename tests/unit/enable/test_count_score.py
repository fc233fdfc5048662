"""Scores of counts against sums written out."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.enable.count_score import (
    compound_pmf,
    crps_of_pmf,
    crps_of_sample,
    interval_hit,
    negative_binomial,
)


def test_a_sample_and_its_own_distribution_score_the_same() -> None:
    sample = np.array([[0.0, 0.0, 1.0, 4.0]])
    pmf = np.array([[0.5, 0.25, 0.0, 0.0, 0.25]])
    for seen in (0.0, 1.0, 3.0, 9.0):
        y = np.array([seen])
        assert crps_of_pmf(pmf.copy(), y) == pytest.approx(crps_of_sample(sample, y))


def test_a_certain_forecast_scores_its_distance() -> None:
    assert crps_of_sample(np.array([[7.0]]), np.array([4.0])).tolist() == [3.0]
    assert crps_of_pmf(np.array([[0.0, 0.0, 1.0]]), np.array([0.0])).tolist() == [2.0]


def test_a_negative_binomial_of_large_size_is_poisson() -> None:
    near = negative_binomial(np.array([2.5]), 1e8, 20)
    assert near == pytest.approx(negative_binomial(np.array([2.5]), np.inf, 20), abs=1e-6)
    assert near.sum() == pytest.approx(1.0)


def test_moments_of_a_negative_binomial() -> None:
    pmf = negative_binomial(np.array([3.0]), 0.5, 400)[0]
    k = np.arange(401)
    mean = (k * pmf).sum()
    assert mean == pytest.approx(3.0, abs=1e-4)
    assert ((k - mean) ** 2 * pmf).sum() == pytest.approx(3.0 + 9.0 / 0.5, rel=1e-3)


def test_a_compound_of_ones_is_the_number_itself() -> None:
    mean = np.array([0.3, 4.0])
    sums = compound_pmf(mean, 0.7, np.array([0.0, 1.0]), 40)
    assert sums == pytest.approx(negative_binomial(mean, 0.7, 40))


def test_a_compound_has_the_mean_of_number_times_severity() -> None:
    severity = np.array([0.25, 0.5, 0.0, 0.25])
    sums = compound_pmf(np.array([2.0]), 1.5, severity, 300)[0]
    assert sums.sum() == pytest.approx(1.0, abs=1e-6)
    assert (np.arange(301) * sums).sum() == pytest.approx(2.0 * 1.25, rel=1e-4)


def test_ninety_percent_intervals_hold_ninety_percent() -> None:
    random = np.random.default_rng(5)
    y = random.negative_binomial(2.0, 2.0 / (2.0 + 30.0), size=4000).astype(float)
    pmf = np.repeat(negative_binomial(np.array([30.0]), 2.0, 600), len(y), axis=0)
    assert 0.88 < interval_hit(pmf, y).mean() < 0.93
