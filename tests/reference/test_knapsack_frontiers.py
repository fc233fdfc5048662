"""Frontiers of small multi-objective knapsacks against every subset.

Items of the knapsack instances P01 and P07 of J. Burkardt (see ``test_knapsack_instances``) with
further objectives that favour heavy things of little profit, with noise of a seeded generator; the
answer is known because all 2^n subsets are listed here, independently of the solver. Whole numbers,
so nothing is tolerated.
"""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from orepact.solve import (
    Limits,
    egalitarian,
    frontier,
    integer_frontier,
    kalai_smorodinsky,
    nash,
)

WEIGHTS = np.array([23, 31, 29, 44, 53, 38, 63, 85, 89, 82])
PROFITS = np.array([92, 57, 49, 68, 60, 43, 67, 84, 87, 72])
CAPACITY = 165


def objectives_of(seed: int, count: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    others = {
        f"other {n}": np.maximum(
            1, 2 * WEIGHTS - PROFITS // 2 + rng.integers(-20, 20, WEIGHTS.size)
        )
        for n in range(count - 1)
    }
    return {"profit": PROFITS, **others}


def every_value(objectives: dict[str, np.ndarray]) -> np.ndarray:
    """Return the objective values of every subset that fits, shape (subset, objective)."""
    masks = ((np.arange(2**WEIGHTS.size)[:, None] >> np.arange(WEIGHTS.size)) & 1).astype(int)
    fitting = masks[masks @ WEIGHTS <= CAPACITY]
    return np.stack([fitting @ values for values in objectives.values()], axis=1)


def brute_frontier(values: np.ndarray) -> set[tuple[int, ...]]:
    unique = np.unique(values, axis=0)
    kept = [
        row
        for row in unique
        if not ((unique >= row).all(axis=1) & (unique > row).any(axis=1)).any()
    ]
    return {tuple(int(value) for value in row) for row in kept}


def knapsack(objectives: dict[str, np.ndarray]) -> tuple[linopy.Model, dict[str, object]]:
    model = linopy.Model()
    item = pd.RangeIndex(WEIGHTS.size, name="item")
    take = model.add_variables(binary=True, coords=[item], name="take")
    weights = xr.DataArray(WEIGHTS.astype(float), coords=[item])
    model.add_constraints((take * weights).sum() <= float(CAPACITY), name="weight")
    return model, {
        name: (take * xr.DataArray(values.astype(float), coords=[item])).sum()
        for name, values in objectives.items()
    }


@pytest.mark.parametrize(("seed", "count"), [(1, 2), (2, 2), (3, 3)])
def test_every_point_of_the_frontier_is_found_and_no_other(seed: int, count: int) -> None:
    objectives = objectives_of(seed, count)
    model, named = knapsack(objectives)
    found = integer_frontier(model, named)  # type: ignore[arg-type]
    points = {tuple(int(value) for value in point.values.values()) for point in found.points}
    assert points == brute_frontier(every_value(objectives))
    assert found.is_exact
    if count == 2:
        # One solve per point, one that finds no more, and the two ends.
        assert found.solves <= len(points) + 3


@pytest.mark.parametrize(("seed", "count"), [(1, 2), (3, 3)])
def test_points_at_levels_lie_on_the_frontier_when_each_is_proved(seed: int, count: int) -> None:
    objectives = objectives_of(seed, count)
    model, named = knapsack(objectives)
    found = frontier(model, named, levels=5, limits=Limits(gap=0.0))  # type: ignore[arg-type]
    points = {tuple(round(value) for value in point.values.values()) for point in found.points}
    assert points <= brute_frontier(every_value(objectives))
    assert len(points) >= 3
    assert found.is_nadir_exact == (count == 2)


@pytest.mark.parametrize(("seed", "count"), [(1, 2), (3, 3)])
def test_bargaining_points_are_the_best_of_all_subsets(seed: int, count: int) -> None:
    objectives = objectives_of(seed, count)
    values = every_value(objectives).astype(float)
    ideals = values.max(axis=0)
    model, named = knapsack(objectives)
    exact = Limits(gap=0.0)
    equal = egalitarian(model, named, limits=exact)  # type: ignore[arg-type]
    assert equal is not None
    leximin = max(tuple(sorted(row)) for row in values)
    assert sorted(round(equal.values[name]) for name in objectives) == list(leximin)
    shares = kalai_smorodinsky(model, named, limits=exact)  # type: ignore[arg-type]
    assert shares is not None
    assert shares.score == pytest.approx((values / ideals).min(axis=1).max(), abs=1e-6)
    product = nash(model, named, limits=exact)  # type: ignore[arg-type]
    assert product is not None
    largest = values.prod(axis=1).max()
    reached = np.prod([product.values[name] for name in objectives])
    assert reached <= largest * (1.0 + 1e-9)
    assert reached * product.factor >= largest * (1.0 - 1e-9)
