"""Shapley values of three published games.

Gloves: Shapley and Shubik, On market games, Journal of Economic Theory 1, 1969 (two left, one
right: 1/6, 1/6, 2/3). Airport: Littlechild and Owen, A simple expression for the Shapley value in a
special case, Management Science 20, 1973 (each runway step shared by those who need it). Voting:
Shapley and Shubik, A method for evaluating the distribution of power in a committee system,
American Political Science Review 48, 1954 (a permanent member of a small council).
"""

from __future__ import annotations

from fractions import Fraction

import linopy
import pytest

from orepact.errors import OrepactError
from orepact.solve import core_check, shapley, shapley_value, subsidy_to_stay, worths_of

COSTS = {"small": 8.0, "middle": 11.0, "large": 13.0, "jumbo": 18.0}
"""A runway for each class of aircraft; a longer one serves all shorter ones."""


def airport(members: frozenset[str]) -> float:
    return max(COSTS[name] for name in members)


def test_scarce_glove_takes_two_thirds() -> None:
    gloves = ["left", "left too", "right"]
    worths = worths_of(gloves, lambda s: float("right" in s and len(s) > 1))
    values = shapley_value(gloves, worths)
    assert values["right"] == pytest.approx(2 / 3)
    assert values["left"] == pytest.approx(1 / 6)
    # The core gives the right glove everything, so Shapley's value is not in it.
    check = core_check(values, worths)
    assert not check.is_in_core
    assert check.objections[0].by == pytest.approx(1 / 6)
    assert core_check({"left": 0.0, "left too": 0.0, "right": 1.0}, worths).is_in_core


def test_runway_is_shared_step_by_step() -> None:
    names = list(COSTS)
    worths = worths_of(names, airport)
    values = shapley_value(names, worths)
    steps = [8.0, 3.0, 2.0, 5.0]
    for place, name in enumerate(names):
        by_hand = sum(steps[k] / (4 - k) for k in range(place + 1))
        assert values[name] == pytest.approx(by_hand)
    assert core_check(values, worths, is_cost=True).is_in_core
    assert subsidy_to_stay(names, worths, is_cost=True) == pytest.approx(0.0, abs=1e-9)


def test_heavy_voter_has_more_power_than_votes() -> None:
    # Weights 4, 2, 1, 1 with a majority of 5: orders in which each one tips the vote.
    weights = {"a": 4, "b": 2, "c": 1, "d": 1}
    worths = worths_of(list(weights), lambda s: float(sum(weights[p] for p in s) >= 5))
    values = shapley_value(list(weights), worths)
    expected = {
        "a": Fraction(3, 4),
        "b": Fraction(1, 12),
        "c": Fraction(1, 12),
        "d": Fraction(1, 12),
    }
    for name, share in expected.items():
        assert values[name] == pytest.approx(float(share))


def test_majority_of_three_has_an_empty_core() -> None:
    worths = worths_of("abc", lambda s: float(len(s) > 1))
    assert subsidy_to_stay("abc", worths) == pytest.approx(0.5)


def test_missing_coalition_and_too_many_players_are_named() -> None:
    with pytest.raises(OrepactError, match="no worth is given for a, b"):
        shapley_value(["a", "b"], {frozenset("a"): 1.0, frozenset("b"): 1.0})
    with pytest.raises(OrepactError, match="coalitions"):
        worths_of(list(range(13)), lambda _: 0.0)
    with pytest.raises(OrepactError, match="twice"):
        worths_of(["a", "a"], lambda _: 0.0)


def test_runways_of_one_two_and_three_are_shared_by_their_steps() -> None:
    # Step one is shared by three, step two by two, step three is the longest's own.
    own = {"short": 1.0, "middle": 2.0, "long": 3.0}
    worths = worths_of(list(own), lambda s: max(own[name] for name in s))
    values = shapley_value(list(own), worths)
    assert list(values.values()) == pytest.approx([1 / 3, 5 / 6, 11 / 6])
    assert core_check(values, worths, is_cost=True).is_in_core


def test_three_votes_of_seven_with_a_quota_of_four_tip_half_of_all_orders() -> None:
    # [4; 3, 2, 1, 1]: of 24 orders the first tips those in which 1, 2 or 3 votes come before it.
    weights = {"a": 3, "b": 2, "c": 1, "d": 1}
    worths = worths_of(list(weights), lambda s: float(sum(weights[p] for p in s) >= 4))
    values = shapley_value(list(weights), worths)
    assert list(values.values()) == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6])


def test_the_three_games_as_linopy_models() -> None:
    # Gloves: pairs made are at most the left and at most the right gloves brought.
    model = linopy.Model()
    brought = {
        name: model.add_variables(lower=0.0, upper=1.0, name=name)
        for name in ("left", "left too", "right")
    }
    pairs = model.add_variables(lower=0.0, name="pairs")
    model.add_constraints(pairs - brought["left"] - brought["left too"] <= 0.0, name="lefts")
    model.add_constraints(pairs - brought["right"] <= 0.0, name="rights")
    # The pair is posted to one of them only; a coalition with a pair has it whoever holds it.
    held = {name: model.add_variables(lower=0.0, name=f"held by {name}") for name in brought}
    model.add_constraints(sum(held.values()) - pairs <= 0.0, name="sold once")
    controls = {name: [name, f"held by {name}"] for name in brought}
    game = shapley(model, {name: 1.0 * item for name, item in held.items()}, controls)
    assert list(game.values.values()) == pytest.approx([1 / 6, 1 / 6, 2 / 3])
    assert not game.core.is_in_core
    assert game.subsidy == pytest.approx(0.0, abs=1e-9)
    assert game.losses_by_joining == ()
