from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.solve import coalitions, core_check, shapley_value, subsidy_to_stay

PLAYERS = ("a", "b", "c", "d")
amounts = st.floats(-100.0, 100.0, allow_nan=False)
games = st.lists(amounts, min_size=15, max_size=15).map(
    lambda values: dict(zip(coalitions(PLAYERS), values, strict=True))
)


@given(games)
@settings(max_examples=60, deadline=None)
def test_values_sum_to_the_worth_of_all(game: dict[frozenset[str], float]) -> None:
    values = shapley_value(PLAYERS, game)
    assert sum(values.values()) == pytest.approx(game[frozenset(PLAYERS)], abs=1e-9)


@given(games, games)
@settings(max_examples=40, deadline=None)
def test_value_of_a_sum_of_games_is_the_sum_of_values(
    first: dict[frozenset[str], float], second: dict[frozenset[str], float]
) -> None:
    both = {members: first[members] + second[members] for members in first}
    values = shapley_value(PLAYERS, both)
    parts = shapley_value(PLAYERS, first), shapley_value(PLAYERS, second)
    for player in PLAYERS:
        assert values[player] == pytest.approx(parts[0][player] + parts[1][player], abs=1e-9)


@given(games)
@settings(max_examples=40, deadline=None)
def test_permuted_names_give_permuted_values(game: dict[frozenset[str], float]) -> None:
    turned = dict(zip(PLAYERS, PLAYERS[::-1], strict=True))
    other = {frozenset(turned[p] for p in members): worth for members, worth in game.items()}
    values, mirrored = shapley_value(PLAYERS, game), shapley_value(PLAYERS, other)
    for player in PLAYERS:
        assert values[player] == pytest.approx(mirrored[turned[player]], abs=1e-9)


@given(games)
@settings(max_examples=30, deadline=None)
def test_shapley_in_the_core_means_no_subsidy_is_needed(
    game: dict[frozenset[str], float],
) -> None:
    check = core_check(shapley_value(PLAYERS, game), game)
    if check.is_in_core:
        assert subsidy_to_stay(PLAYERS, game) == pytest.approx(0.0, abs=1e-5)


@given(st.lists(st.floats(0.1, 50.0), min_size=4, max_size=4))
@settings(max_examples=30, deadline=None)
def test_shares_of_a_runway_are_always_in_the_core(costs: list[float]) -> None:
    own = dict(zip(PLAYERS, costs, strict=True))
    game = {members: max(own[p] for p in members) for members in coalitions(PLAYERS)}
    assert core_check(shapley_value(PLAYERS, game), game, is_cost=True).is_in_core
