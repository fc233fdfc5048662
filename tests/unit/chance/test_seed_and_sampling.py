"""Streams, points of the unit cube and distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.stats

from orepact.chance import (
    Fixed,
    Normal,
    Pert,
    Sampling,
    Seed,
    ShiftedLognormal,
    Triangular,
    Uniform,
    check_draws,
    from_parameter,
    normals,
    uniforms,
)
from orepact.errors import CaseError
from orepact.evidence import Parameter, Quality


def test_a_stream_depends_on_its_names_and_not_on_the_order_of_use() -> None:
    seed = Seed(root=3)
    first = seed.stream("grade").random(4)
    seed.stream("price").random(100)
    assert np.array_equal(first, seed.stream("grade").random(4))
    assert not np.array_equal(first, seed.stream("price").random(4))
    assert not np.array_equal(first, Seed(root=4).stream("grade").random(4))


def test_the_numbers_of_a_seed_are_the_same_on_every_machine() -> None:
    # sha256 of "0\x1fx" begins with these eight bytes, little endian
    import hashlib

    expected = int.from_bytes(hashlib.sha256(b"0\x1fx").digest()[:8], "little")
    assert Seed().number("x") == expected


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Seed(root=-1)


@pytest.mark.parametrize("count", [0, -5, 10**9])
def test_a_number_of_draws_that_is_none_is_named_with_its_option(count: int) -> None:
    with pytest.raises(CaseError, match="--draws"):
        check_draws(count)


@pytest.mark.parametrize("sampling", list(Sampling))
def test_points_never_touch_the_edge_of_the_cube(sampling: Sampling) -> None:
    points = uniforms(1000, ("a", "b", "c"), Seed(), sampling)
    assert points.shape == (1000, 3)
    assert points.min() > 0
    assert points.max() < 1
    assert np.isfinite(normals(64, ("a",), Seed(), sampling)).all()


def test_sobol_points_fill_every_sixteenth_once() -> None:
    points = uniforms(16, ("a", "b"), Seed(root=5), Sampling.SOBOL)
    for column in points.T:
        assert sorted((column * 16).astype(int)) == list(range(16))


def test_a_new_name_leaves_pseudo_random_columns_as_they_were() -> None:
    few = uniforms(10, ("a", "b"), Seed())
    more = uniforms(10, ("a", "z", "b"), Seed())
    assert np.array_equal(few, more[:, [0, 2]])


stats: Any = scipy.stats
SHARES = np.linspace(0.001, 0.999, 400)


def test_quantiles_agree_with_scipy() -> None:
    triangle = Triangular(low=1.0, mode=2.0, high=5.0).quantile(SHARES)
    assert np.allclose(triangle, stats.triang(0.25, loc=1, scale=4).ppf(SHARES))
    pert = Pert(low=0.0, mode=1.0, high=4.0).quantile(SHARES)
    assert np.allclose(pert, stats.beta(2, 4, scale=4).ppf(SHARES))
    lognormal = ShiftedLognormal(shift=-1.0, log_mean=0.2, log_deviation=0.5).quantile(SHARES)
    assert np.allclose(lognormal, stats.lognorm(0.5, loc=-1, scale=np.exp(0.2)).ppf(SHARES))
    assert np.allclose(Normal(centre=2, deviation=3).quantile(SHARES), stats.norm(2, 3).ppf(SHARES))
    assert np.allclose(Uniform(low=-1, high=3).quantile(SHARES), -1 + 4 * SHARES)


@pytest.mark.parametrize(
    "shape",
    [
        Fixed(value=2.0),
        Uniform(low=0.0, high=3.0),
        Triangular(low=0.0, mode=0.0, high=3.0),
        Triangular(low=1.0, mode=1.0, high=1.0),
        Pert(low=0.0, mode=3.0, high=3.0),
        Pert(low=2.0, mode=2.0, high=2.0),
        ShiftedLognormal(shift=-1.0, log_mean=0.0, log_deviation=0.4),
        Normal(centre=1.0, deviation=0.0),
    ],
)
def test_the_mean_of_the_quantiles_is_the_stated_mean(shape: Fixed) -> None:
    even = (np.arange(200_000) + 0.5) / 200_000
    assert float(shape.quantile(even).mean()) == pytest.approx(shape.mean, abs=2e-4)


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (Triangular, {"low": 0, "mode": 5, "high": 4}),
        (Pert, {"low": 0, "mode": -1, "high": 4}),
        (Uniform, {"low": 2, "high": 1}),
        (Normal, {"centre": 0, "deviation": -1}),
        (ShiftedLognormal, {"log_mean": 0, "log_deviation": -1}),
    ],
)
def test_shapes_that_cannot_be_are_refused(kind: type, numbers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"outside|above|deviation"):
        kind(**numbers)


def parameter(quality: Quality, range_: tuple[float, float] | None) -> Parameter:
    return Parameter(value=4.0, unit="kt/yr", range=range_, quality=quality, source="x")


def test_quality_decides_the_shape_and_the_unit_is_converted() -> None:
    assert from_parameter(parameter(Quality.A, None), "t/yr") == Fixed(value=4000.0)
    sourced = from_parameter(parameter(Quality.B, (2.0, 8.0)), "t/yr")
    assert sourced == Pert(low=2000.0, mode=4000.0, high=8000.0)
    assumed = from_parameter(parameter(Quality.D, (2.0, 8.0)), "kt/yr")
    assert assumed == Triangular(low=2.0, mode=4.0, high=8.0)
