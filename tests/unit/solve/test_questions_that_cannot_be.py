"""What a user may ask of the solvers by mistake is explained in words."""

from __future__ import annotations

from typing import Any

import linopy
import numpy as np
import pandas as pd
import pytest

from orepact.errors import OrepactError
from orepact.solve import (
    Limits,
    Linear,
    egalitarian,
    frontier,
    integer_frontier,
    kalai_smorodinsky,
    nash,
    near_ties,
    posed,
    shapley,
)

EXACT = Limits(gap=0.0)


@pytest.fixture(scope="module")
def cake() -> tuple[linopy.Model, dict[str, linopy.LinearExpression]]:
    model = linopy.Model()
    a = model.add_variables(lower=0.0, name="a")
    b = model.add_variables(lower=0.0, name="b")
    model.add_constraints(a + b <= 12.0, name="cake")
    return model, {"a": 1.0 * a, "b": 1.0 * b}


Cake = tuple[linopy.Model, dict[str, linopy.LinearExpression]]


def test_a_party_without_a_disagreement_value_is_named_and_not_taken_as_zero(cake: Cake) -> None:
    model, parties = cake
    for solver in (egalitarian, kalai_smorodinsky, nash):
        with pytest.raises(OrepactError, match="no disagreement value is given for b") as raised:
            solver(model, parties, disagreement={"a": 1.0})
        assert "missing is not 0" in str(raised.value)
    with pytest.raises(OrepactError, match="which has no objective"):
        egalitarian(model, parties, disagreement={"a": 1.0, "b": 0.0, "c": 2.0})


def test_a_frontier_of_one_point_says_that_nothing_is_given_up() -> None:
    model = linopy.Model()
    a = model.add_variables(lower=0.0, upper=3.0, name="a")
    found = frontier(model, {"one": 1.0 * a, "two": 2.0 * a}, limits=EXACT)
    assert len(found.points) == 1
    assert "nothing has to be given up" in found.sentence


def test_one_objective_no_rows_and_unknown_names_make_no_frontier(cake: Cake) -> None:
    model, parties = cake
    with pytest.raises(OrepactError, match="at least two objectives"):
        frontier(model, {"a": parties["a"]})
    with pytest.raises(OrepactError, match="is no objective"):
        frontier(model, parties, of="c")
    with pytest.raises(OrepactError, match="cannot be satisfied"):
        frontier(model, parties, floors={"a": 13.0})
    with pytest.raises(OrepactError, match="levels make no frontier"):
        frontier(model, parties, levels=1)


def test_an_exact_walk_needs_whole_objectives(cake: Cake) -> None:
    model, parties = cake
    with pytest.raises(OrepactError, match="need not be a whole number"):
        integer_frontier(model, parties)


def test_weights_must_be_those_of_the_parties_and_above_zero(cake: Cake) -> None:
    model, parties = cake
    with pytest.raises(OrepactError, match="do not name the same: b"):
        nash(model, parties, weights={"a": 1.0})
    with pytest.raises(OrepactError, match="not above 0"):
        nash(model, parties, weights={"a": 1.0, "b": 0.0})


def test_objectives_that_are_no_linear_number_are_refused(cake: Cake) -> None:
    model, parties = cake
    many = linopy.Model()
    x = many.add_variables(coords=[pd.RangeIndex(3, name="n")], lower=0.0, upper=1.0, name="x")
    with pytest.raises(OrepactError, match="not one linear number"):
        egalitarian(many, {"x": x})
    square = many.add_variables(lower=0.0, upper=1.0, name="y")
    with pytest.raises(OrepactError, match="not one linear number"):
        egalitarian(many, {"y": square * square})  # type: ignore[dict-item]
    with pytest.raises(OrepactError, match="belongs to another model"):
        egalitarian(model, {"x": x.sum()})
    with pytest.raises(OrepactError, match="no objective is named"):
        egalitarian(model, {})
    program, _ = posed(model, parties)
    with pytest.raises(OrepactError, match="a program was given"):
        egalitarian(program, parties)
    with pytest.raises(OrepactError, match="not a finite number"):
        egalitarian(program, {"a": Linear(coefficients=np.full(program.cost.size, np.inf))})


def test_a_disagreement_value_that_is_no_number_is_not_taken_for_no_gain(cake: Cake) -> None:
    model, parties = cake
    for solver in (egalitarian, kalai_smorodinsky, nash):
        for odd in (float("nan"), float("inf")):
            with pytest.raises(OrepactError, match="disagreement value of b is not a finite"):
                solver(model, parties, disagreement={"a": 0.0, "b": odd})


def test_rows_that_cannot_hold_are_not_taken_for_no_mutual_gain() -> None:
    model = linopy.Model()
    a = model.add_variables(lower=0.0, upper=1.0, name="a")
    b = model.add_variables(lower=0.0, upper=1.0, name="b")
    model.add_constraints(a + b >= 3.0, name="more than there is")
    for solver in (kalai_smorodinsky, nash):
        with pytest.raises(OrepactError, match="the rows cannot be satisfied"):
            solver(model, {"a": 1.0 * a, "b": 1.0 * b})


@pytest.mark.parametrize(
    "given", [{"gap": float("nan")}, {"gap": -0.1}, {"absolute_gap": -1.0}, {"seed": 2**31}]
)
def test_limits_that_no_solver_can_keep_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(OrepactError, match=r"gap is|seed"):
        Limits(**given)


def test_no_mutual_gain_is_an_answer(cake: Cake) -> None:
    model, parties = cake
    apart = {"a": 8.0, "b": 8.0}
    assert nash(model, parties, disagreement=apart) is None
    assert kalai_smorodinsky(model, parties, disagreement=apart) is None
    point = egalitarian(model, parties, disagreement=apart, limits=EXACT)
    assert point is not None
    assert point.values["equal gain"] == pytest.approx(-2.0)


def test_near_ties_and_coalitions_say_what_they_need(cake: Cake) -> None:
    model, parties = cake
    program, named = posed(model, parties)
    point = egalitarian(program, named)
    assert point is not None
    with pytest.raises(OrepactError, match="not yes or no"):
        near_ties(lambda p: egalitarian(p, named), program, point, over=["a"], within=1.0)
    with pytest.raises(OrepactError, match="no variable q"):
        near_ties(lambda p: egalitarian(p, named), program, point, over=["q"], within=1.0)
    with pytest.raises(OrepactError, match="which the model does not have"):
        shapley(model, parties, {"a": ["q"]})
    stuck = linopy.Model()
    must = stuck.add_variables(lower=1.0, upper=2.0, name="must")
    with pytest.raises(OrepactError, match="cannot be 0"):
        shapley(stuck, {"a": 1.0 * must, "b": -1.0 * must}, {"a": ["must"], "b": []})


def test_an_objective_without_a_limit_is_told_and_not_called_impossible() -> None:
    model = linopy.Model()
    free = model.add_variables(name="free")
    held = model.add_variables(lower=0.0, upper=1.0, name="held")
    with pytest.raises(OrepactError, match="no upper limit"):
        kalai_smorodinsky(model, {"a": 1.0 * free, "b": 1.0 * held})


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        ({"a": ["nix"]}, "does not have"),
        ({"stranger": ["held"]}, "is no party"),
        ({}, "not said what a controls"),
    ],
)
def test_who_controls_what_is_not_there_is_told(controls: dict[str, list[str]], said: str) -> None:
    model = linopy.Model()
    held = model.add_variables(lower=0.0, upper=1.0, name="held")
    with pytest.raises(OrepactError, match=said):
        shapley(model, {"a": 1.0 * held}, controls)
