from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from orepact.chance import normal_quantile, normal_share

SHARES = np.concatenate(
    [10.0 ** -np.arange(1.0, 300.0), np.linspace(0.001, 0.999, 4001), 1 - 2.0 ** -np.arange(2, 53)]
)


def test_the_quantile_agrees_with_an_independent_library_to_the_last_digits() -> None:
    assert np.allclose(normal_quantile(SHARES), ndtri(SHARES), rtol=4e-15, atol=2e-16)


def test_the_share_agrees_with_an_independent_library_far_into_the_tails() -> None:
    # A value's rounding of 1e-16 grows by its square in the tail, to about 3e-13 at -37.
    scores = np.linspace(-37, 8, 4001)
    assert np.allclose(normal_share(scores), ndtr(scores), rtol=1e-12, atol=0)


def test_share_undoes_quantile() -> None:
    assert np.allclose(normal_share(normal_quantile(SHARES)), SHARES, rtol=1e-12)


def test_certainty_lies_at_infinity() -> None:
    assert list(normal_quantile(np.array([0.0, 1.0]))) == [-np.inf, np.inf]


def test_shapes_are_kept() -> None:
    assert normal_quantile(np.full((2, 3), 0.9)).shape == (2, 3)
    assert normal_share(np.zeros((2, 3))).shape == (2, 3)
