"""Two parties with utilities x and sqrt(1 - x), both 0 without agreement.

Closed forms: the equal gain solves x = sqrt(1 - x), so x = (sqrt(5) - 1) / 2 = 0.618034; the
Nash product x sqrt(1 - x) peaks at x = 2/3. The concave utility enters as tangents at 2,001
points; a tangent's error between neighbours is at most h^2/8 |f''|, below 1e-6 at these points,
and each later stage of a solve may give way by 1e-6.
"""

import functools
import math

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from orepact.solve import (
    Limits,
    Linear,
    Program,
    egalitarian,
    epsilon_walk,
    frontier,
    kalai_smorodinsky,
    linear,
    nash,
    program_of,
)


@functools.cache
def _model() -> tuple[Program, dict[str, Linear]]:
    model = linopy.Model()
    at = np.linspace(0.0, 0.999, 2001)
    tangent = pd.RangeIndex(at.size, name="tangent")
    x = model.add_variables(lower=0.0, upper=1.0, name="x")
    u = model.add_variables(lower=0.0, upper=1.0, name="u")
    slope = xr.DataArray(-0.5 / np.sqrt(1.0 - at), coords=[tangent])
    start = xr.DataArray(np.sqrt(1.0 - at) + 0.5 * at / np.sqrt(1.0 - at), coords=[tangent])
    model.add_constraints(1.0 * u - slope * x <= start, name="tangents")
    model.add_objective(1.0 * x)
    program = program_of(model)
    return program, {
        "first": linear(model, program, 1.0 * x),
        "second": linear(model, program, 1.0 * u),
    }


def test_equal_gain_is_the_golden_section() -> None:
    program, utilities = _model()
    point = egalitarian(program, utilities, utilities, limits=Limits(gap=0.0))
    assert point is not None
    assert point.values["equal gain"] == pytest.approx((math.sqrt(5) - 1) / 2, abs=5e-6)


def test_nash_product_peaks_at_two_thirds() -> None:
    program, utilities = _model()
    point = nash(program, utilities, utilities, limits=Limits(gap=0.0), factor=1e-7)
    assert point is not None
    assert point.values["first"] == pytest.approx(2 / 3, abs=2e-3)
    product = point.values["first"] * point.values["second"]
    assert product == pytest.approx(2 / 3 * math.sqrt(1 / 3), abs=1e-5)


def test_kalai_smorodinsky_is_the_golden_section_too() -> None:
    # Both ideals are 1, so the same share of each ideal is the same gain.
    program, utilities = _model()
    point = kalai_smorodinsky(program, utilities, limits=Limits(gap=0.0))
    assert point is not None
    assert point.values["first"] == pytest.approx((math.sqrt(5) - 1) / 2, abs=1e-5)
    assert point.score == pytest.approx((math.sqrt(5) - 1) / 2, abs=1e-5)


def test_nash_says_how_far_it_is_proved_and_takes_a_handful_of_solves() -> None:
    program, utilities = _model()
    point = nash(program, utilities)
    assert point is not None
    assert 1.0 <= point.factor <= math.exp(1e-3)
    true = 2 / 3 * math.sqrt(1 / 3)
    product = point.values["first"] * point.values["second"]
    assert product <= true * (1 + 1e-5)
    assert product * point.factor >= true
    assert point.solves <= 8


def test_weights_move_the_nash_point_to_its_closed_form() -> None:
    # w log x + v log(1 - x) / 2 peaks at x = w / (w + v / 2): for w = 1, v = 4 at 1/3.
    program, utilities = _model()
    point = nash(program, utilities, weights={"first": 1.0, "second": 4.0}, factor=1e-7)
    assert point is not None
    assert point.values["first"] == pytest.approx(1 / 3, abs=2e-3)


def test_disagreement_moves_every_point() -> None:
    # With 0.5 without agreement for the first: equal gain x - 0.5 = sqrt(1 - x), x = sqrt(3)/2.
    program, utilities = _model()
    point = egalitarian(program, utilities, disagreement={"first": 0.5, "second": 0.0})
    assert point is not None
    assert point.values["first"] == pytest.approx(math.sqrt(3) / 2, abs=1e-5)
    # Ideals: 1 - 0.5 and sqrt(0.5); x - 0.5 = sqrt(1 - x) / sqrt(2) has the root x = 1/2 + y with
    # y^2 = (1/2 - y) / 2, so y = (sqrt(5) - 1) / 4.
    second = kalai_smorodinsky(program, utilities, disagreement={"first": 0.5, "second": 0.0})
    assert second is not None
    assert second.values["first"] == pytest.approx(0.5 + (math.sqrt(5) - 1) / 4, abs=1e-5)
    assert nash(program, utilities, disagreement={"first": 0.9, "second": 0.9}) is None
    assert kalai_smorodinsky(program, utilities, disagreement={"first": 0.9, "second": 0.9}) is None


def test_frontier_points_lie_on_the_curve_and_say_their_gap() -> None:
    program, utilities = _model()
    found = frontier(program, utilities, levels=6, limits=Limits(gap=0.0))
    assert len(found.points) >= 6
    for point in found.points[:-1]:  # the last lies beyond the last tangent, at x = 0.999
        assert point.values["first"] == pytest.approx(1 - point.values["second"] ** 2, abs=1e-5)
    assert "points at chosen levels" in found.sentence


def test_epsilon_points_lie_on_the_curve() -> None:
    program, utilities = _model()
    levels = [0.2, 0.5, 0.8]
    walk = epsilon_walk(program, "first", "second", levels, utilities, limits=Limits(gap=0.0))
    assert [level for level, _ in walk] == levels
    for level, point in walk:
        assert point.values["first"] == pytest.approx(1 - level**2, abs=5e-6)
