"""Bands, tails and shares of variance against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.chance import (
    Sampling,
    Seed,
    band,
    conditional_value_at_risk,
    exceedance,
    quantiles,
    value_at_risk,
    variance_shares,
)


def test_a_band_of_a_hundred_and_one_equal_steps() -> None:
    found = band(np.arange(101.0))
    assert [float(x) for x in (found.p05, found.p50, found.p95, found.mean)] == [5, 50, 95, 50]


def test_weights_count_like_copies() -> None:
    values, copies = np.array([3.0, -1.0, 7.0]), np.array([2.0, 1.0, 3.0])
    unfolded = np.array([3.0, 3.0, -1.0, 7.0, 7.0, 7.0])
    shares = np.array([0.1, 0.3, 0.5, 0.9])
    by_hand = [-1.0, 3.0, 3.0, 7.0]
    assert quantiles(values, shares, copies).tolist() == by_hand
    assert float(band(values, copies).mean) == pytest.approx(float(unfolded.mean()))
    assert float(exceedance(values, 3.0, copies)) == 0.5
    assert float(conditional_value_at_risk(values, 0.5, copies)) == pytest.approx(
        float(conditional_value_at_risk(unfolded, 0.5))
    )


def test_the_tail_of_ten_outcomes() -> None:
    gains = np.array([-100.0, -10.0, *([5.0] * 8)])
    # worst 15 % is the whole of -100 and half of -10: (100 x 0.10 + 10 x 0.05) / 0.15
    assert float(conditional_value_at_risk(gains, 0.85)) == pytest.approx(70.0)
    assert float(value_at_risk(gains, 0.5)) == pytest.approx(-5.0)


def test_bands_run_along_the_first_axis() -> None:
    outcomes = np.random.default_rng(0).normal(size=(50, 3, 2))
    found = band(outcomes)
    assert found.p05.shape == (3, 2)
    assert np.all(found.p05 <= found.p50)
    assert np.all(found.p50 <= found.p95)


@pytest.mark.parametrize("weights", [[1.0], [-1.0, 2.0, 1.0], [0.0, 0.0, 0.0]])
def test_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        band(np.zeros(3), np.array(weights))


def test_no_outcome_has_no_band() -> None:
    with pytest.raises(ValueError, match="no outcome"):
        band(np.zeros(0))


def test_shares_of_variance_of_a_sum_are_those_of_its_parts() -> None:
    # f = 3 a + b: variances 9/12 and 1/12, so 0.9 and 0.1; no interaction
    shares = variance_shares(
        lambda u: 3 * u[:, 0] + u[:, 1] + 0 * u[:, 2],
        {"a": (0,), "b": (1,), "nothing": (2,)},
        draws=2**12,
        seed=Seed(),
    )
    assert [item.first for item in shares] == pytest.approx([0.9, 0.1, 0.0], abs=0.01)
    assert [item.total for item in shares] == pytest.approx([0.9, 0.1, 0.0], abs=0.01)


def test_the_ishigami_function_has_its_published_shares() -> None:
    # Ishigami and Homma 1990 with a = 7, b = 0.1: S = 0.3139, 0.4424, 0; T = 0.5576, 0.4424, 0.2437
    def ishigami(u: np.ndarray) -> np.ndarray:
        x = (2 * u - 1) * np.pi
        rising = np.sin(x[:, 0]) * (1 + 0.1 * x[:, 2] ** 4)
        return np.asarray(rising + 7 * np.sin(x[:, 1]) ** 2)

    groups = {"x1": (0,), "x2": (1,), "x3": (2,)}
    shares = variance_shares(ishigami, groups, draws=2**13, seed=Seed(root=1))
    assert [item.first for item in shares] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.02)
    assert [item.total for item in shares] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_a_result_that_does_not_vary_has_no_shares() -> None:
    (share,) = variance_shares(lambda u: np.full(len(u), 5.0), {"a": (0,)}, draws=8, seed=Seed())
    assert (share.first, share.total) == (0.0, 0.0)


def test_a_group_that_leaves_out_a_column_is_refused() -> None:
    with pytest.raises(ValueError, match="every column once"):
        variance_shares(
            lambda u: u[:, 0], {"a": (1,)}, draws=8, seed=Seed(), sampling=Sampling.PSEUDO
        )
