"""Knowing before choosing: worth nothing where it changes no choice, never more than everything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from orepact.record import worth_of_knowing

EVEN: NDArray[np.float64] = (np.arange(2000, dtype=np.float64) + 0.5) / 2000.0


def test_worth_of_a_uniform_value_against_nothing_is_a_quarter() -> None:
    """V uniform on (-1, 1) against 0: E[max(V, 0)] = 1/4, and E[V] = 0."""
    value: NDArray[np.float64] = 2.0 * EVEN - 1.0
    rng = np.random.default_rng(1)
    order = rng.permutation(len(value))
    found = worth_of_knowing(
        np.stack([value, np.zeros_like(value)])[:, order],
        {"it": value[order], "other": rng.uniform(size=len(value))},
    )
    assert found.perfect == pytest.approx(0.25, abs=1e-6)
    assert found.partial["it"].high == pytest.approx(0.25, abs=0.002)
    assert found.partial["it"].low == pytest.approx(0.25, abs=0.002)
    assert found.partial["other"].high < 0.03
    assert found.partial["other"].low < 0.01


def test_knowing_what_cannot_change_the_choice_is_worth_nothing() -> None:
    value: NDArray[np.float64] = 5.0 + EVEN
    found = worth_of_knowing(np.stack([value, np.zeros_like(value)]), {"it": value})
    assert (found.best, found.perfect) == (0, 0.0)
    assert (found.partial["it"].low, found.partial["it"].high) == (0.0, 0.0)


def test_a_discrete_input_is_averaged_by_its_values_and_odds_count() -> None:
    """Worth -4 with odds 1/4 and +2 with odds 3/4: expected 1/2; knowing saves 4 x 1/4 = 1."""
    values = np.array([[-4.0, 2.0], [0.0, 0.0]])
    found = worth_of_knowing(
        np.repeat(values, 10, axis=1),
        {"state": np.repeat([0.0, 1.0], 10)},
        weights=np.repeat([1.0, 3.0], 10),
    )
    assert found.expected == pytest.approx(0.5)
    assert found.perfect == pytest.approx(1.0)
    assert found.partial["state"].high == pytest.approx(1.0)
    assert found.partial["state"].low == pytest.approx(1.0)
    assert found.share_best == pytest.approx((0.75, 0.25))


def test_a_choice_needs_two_options_and_summaries_of_its_draws() -> None:
    with pytest.raises(ValueError, match="two options"):
        worth_of_knowing(np.zeros((1, 4)), {})
    with pytest.raises(ValueError, match="x has 3 draws, the values have 4"):
        worth_of_knowing(np.zeros((2, 4)), {"x": np.zeros(3)})


@given(st.integers(0, 10**6), st.floats(-2.0, 2.0), st.floats(0.1, 50.0))
def test_no_input_is_worth_more_than_everything_and_scale_carries_over(
    seed: int, shift: float, scale: float
) -> None:
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, 64))
    values = np.stack([shift + first + 0.5 * second, 0.2 * second, np.zeros(64)])
    known = {"first": first, "both": np.stack([first, second], axis=1)}
    found = worth_of_knowing(values, known)
    again = worth_of_knowing(scale * values, known)
    assert found.perfect >= 0.0
    assert again.perfect == pytest.approx(scale * found.perfect, rel=1e-6, abs=1e-9)
    for name, item in found.partial.items():
        assert 0.0 <= item.low <= item.high <= found.perfect
        assert again.partial[name].high == pytest.approx(scale * item.high, rel=1e-5, abs=1e-6)
    assert sum(found.share_best) == pytest.approx(1.0)
