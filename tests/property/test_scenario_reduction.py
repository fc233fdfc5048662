"""Reduced scenarios keep all probability, and their distance is the true one."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from orepact.chance import conditional_value_at_risk, fast_forward, kantorovich, medoids, quantiles

Floats = NDArray[np.float64]


@st.composite
def sets(draw: st.DrawFn) -> tuple[Floats, Floats, int]:
    count, width = draw(st.integers(1, 9)), draw(st.integers(1, 3))
    numbers = st.floats(-100, 100, allow_nan=False)
    rows = draw(st.lists(numbers, min_size=count * width, max_size=count * width))
    weights = draw(st.lists(st.floats(0.01, 1), min_size=count, max_size=count))
    return np.array(rows).reshape(count, width), np.array(weights), draw(st.integers(1, count))


@settings(max_examples=40, deadline=None)
@given(sets())
def test_weights_are_kept_and_the_distance_is_kantorovichs(
    given_: tuple[Floats, Floats, int],
) -> None:
    scenarios, weights, keep = given_
    first, better = fast_forward(scenarios, keep, weights), medoids(scenarios, keep, weights)
    for found in (first, better):
        assert found.weights.sum() == pytest.approx(1.0)
        assert len(found.kept) == keep
        mass = found.weights > 0
        exact = kantorovich(scenarios, scenarios[found.kept][mass], weights, found.weights[mass])
        assert found.distance == pytest.approx(exact, abs=1e-6)
    assert better.distance <= first.distance + 1e-9


@settings(max_examples=40, deadline=None)
@given(sets())
def test_keeping_one_more_never_moves_the_set_further_away(
    given_: tuple[Floats, Floats, int],
) -> None:
    scenarios, weights, _ = given_
    distances = [fast_forward(scenarios, n + 1, weights).distance for n in range(len(scenarios))]
    assert all(later <= before + 1e-9 for before, later in itertools.pairwise(distances))
    assert distances[-1] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(sets())
def test_weighted_quantiles_do_not_depend_on_the_order_of_outcomes(
    given_: tuple[Floats, Floats, int],
) -> None:
    scenarios, weights, shift = given_
    shares = np.array([0.05, 0.5, 0.95])
    there = quantiles(scenarios, shares, weights)
    turned = quantiles(np.roll(scenarios, shift, axis=0), shares, np.roll(weights, shift))
    assert np.array_equal(there, turned)


@settings(max_examples=60, deadline=None)
@given(sets(), st.floats(0, 0.99), st.floats(0, 0.99))
def test_the_mean_of_a_smaller_tail_is_never_better(
    given_: tuple[Floats, Floats, int], one: float, other: float
) -> None:
    scenarios, weights, _ = given_
    low, high = sorted((one, other))
    wide = conditional_value_at_risk(scenarios, low, weights)
    narrow = conditional_value_at_risk(scenarios, high, weights)
    assert bool((narrow >= wide - 1e-7).all())


def test_a_number_to_keep_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be kept"):
        fast_forward(np.zeros((3, 1)), 0)
    with pytest.raises(ValueError, match="cannot be kept"):
        medoids(np.zeros((3, 1)), 4)
    with pytest.raises(ValueError, match="weights"):
        fast_forward(np.zeros((2, 1)), 1, np.array([-1.0, 2.0]))
    with pytest.raises(ValueError, match="no outcome"):
        quantiles(np.zeros(0), np.array([0.5]))
