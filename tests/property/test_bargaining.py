"""What must hold for bargaining points whatever the numbers are."""

from __future__ import annotations

import functools

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.solve import (
    Limits,
    Linear,
    Program,
    dominates,
    frontier,
    integer_frontier,
    kalai_smorodinsky,
    nash,
    near_ties,
    posed,
)

EXACT = Limits(gap=0.0)
ITEMS = 5
whole = st.lists(st.integers(0, 20), min_size=2 * ITEMS, max_size=2 * ITEMS)


@functools.cache
def _choice() -> tuple[Program, np.ndarray]:
    """Five things of which at most three can be had, and places of their columns."""
    model = linopy.Model()
    item = pd.RangeIndex(ITEMS, name="item")
    take = model.add_variables(binary=True, coords=[item], name="take")
    model.add_constraints((take * xr.DataArray(np.ones(ITEMS), coords=[item])).sum() <= 3, name="w")
    program, _ = posed(model, {"all": take.sum()})
    return program, np.asarray(program.variables["take"].values)


def two_parties(values: list[int]) -> tuple[Program, dict[str, Linear]]:
    program, places = _choice()
    named = {}
    for name, own in (("a", values[:ITEMS]), ("b", values[ITEMS:])):
        row = np.zeros(program.cost.size)
        row[places] = own
        named[name] = Linear(coefficients=row)
    return program, named


def every_pair(values: list[int]) -> np.ndarray:
    masks = (np.arange(2**ITEMS)[:, None] >> np.arange(ITEMS)) & 1
    masks = masks[masks.sum(axis=1) <= 3]
    return np.stack([masks @ values[:ITEMS], masks @ values[ITEMS:]], axis=1).astype(float)


@given(whole, st.floats(0.01, 100.0), st.floats(-50.0, 50.0))
@settings(max_examples=25, deadline=None)
def test_nash_does_not_change_when_a_party_counts_otherwise(
    values: list[int], factor: float, shift: float
) -> None:
    program, named = two_parties(values)
    other = {**named, "a": named["a"].times(factor).less(-shift)}
    one = nash(program, named, limits=EXACT, factor=1e-7)
    two = nash(program, other, disagreement={"a": shift, "b": 0.0}, limits=EXACT, factor=1e-7)
    assert (one is None) == (two is None)
    if one is None or two is None:
        assert every_pair(values).min(axis=1).max() == 0.0
        return
    assert one.score == pytest.approx(two.score, abs=2e-6)
    assert every_pair(values).prod(axis=1).max() == pytest.approx(
        one.values["a"] * one.values["b"], rel=1e-5
    )


@given(whole, st.lists(st.floats(0.0, 1.0), min_size=ITEMS, max_size=ITEMS))
@settings(max_examples=25, deadline=None)
def test_more_for_one_with_the_same_ideals_never_lowers_the_shared_share(
    values: list[int], more: list[float]
) -> None:
    # Two parties, disagreement fixed: every choice is worth at least as much to b, the ideals held.
    program, named = two_parties(values)
    richer = two_parties(values)[1]
    richer["b"].coefficients[_choice()[1]] += more
    ideals = {"a": 20.0 * ITEMS, "b": 21.0 * ITEMS}
    poor = kalai_smorodinsky(program, named, ideals=ideals, limits=EXACT)
    rich = kalai_smorodinsky(program, richer, ideals=ideals, limits=EXACT)
    if poor is None:
        return
    assert rich is not None
    assert rich.score >= poor.score - 1e-6


@given(whole)
@settings(max_examples=25, deadline=None)
def test_no_point_of_a_frontier_lies_below_another(values: list[int]) -> None:
    program, named = two_parties(values)
    exact = integer_frontier(program, named)
    some = frontier(program, named, levels=4, limits=EXACT)
    for found in (exact, some):
        for point in found.points:
            for other in found.points:
                assert not dominates(other.values, point.values, ["a", "b"], 1e-6)
    pairs = every_pair(values)
    best = {
        tuple(pair)
        for pair in pairs
        if not ((pairs >= pair).all(axis=1) & (pairs > pair).any(axis=1)).any()
    }
    assert {(p.values["a"], p.values["b"]) for p in exact.points} == best


@given(whole, st.floats(0.5, 8.0))
@settings(max_examples=15, deadline=None)
def test_near_ties_are_other_choices_no_better_and_within_the_distance(
    values: list[int], within: float
) -> None:
    program, named = two_parties(values)

    def solver(of: Program) -> object:
        return kalai_smorodinsky(of, named, ideals={"a": 10.0, "b": 10.0}, limits=EXACT)

    best = solver(program)
    if best is None:
        return
    places = _choice()[1]
    ties = near_ties(solver, program, best, over=["take"], within=within / 10.0)  # type: ignore[arg-type]
    seen = {tuple(best.last.x[places])}  # type: ignore[attr-defined]
    for tie in ties:
        chosen = tuple(tie.point.last.x[places])
        assert chosen not in seen
        seen.add(chosen)
        assert -1e-6 <= tie.lost <= within / 10.0
