"""Points of a bargain as pure mathematics: ideals, equal gains, epsilon-constraint points.

Every function takes a linopy model whose rows describe what is possible and objectives as linear
expressions of it, adds rows for the time of its solves, and leaves the model as it found it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import linopy
import xarray as xr

from orepact.solve.solver import Limits, Solve, SolverError, solve

__all__ = [
    "Point",
    "best",
    "dominates",
    "egalitarian",
    "epsilon_point",
    "epsilon_walk",
    "frontier",
    "value_of",
]

Expression = linopy.LinearExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A solution with the value of every objective.

    Parameters
    ----------
    values : dict of str to float
        By objective.
    bound : float
        Proven bound of the quantity the point was solved for.
    first : Solve
        The solve that fixed that quantity.
    last : Solve
        The final tie-break solve, which holds the decisions.
    """

    values: Mapping[str, float]
    bound: float
    first: Solve
    last: Solve


def value_of(
    expression: Expression, values: Mapping[str, xr.DataArray], model: linopy.Model
) -> float:
    """Return the value of a scalar linear expression at a solution."""
    by_label: dict[int, float] = {}
    for name, solution in values.items():
        if name not in model.variables:
            continue
        labels = model.variables[name].labels.values.ravel()
        by_label.update(zip(labels.tolist(), solution.values.ravel().tolist(), strict=True))
    labels = expression.vars.values.ravel()
    coefficients = expression.coeffs.values.ravel()
    total = float(expression.const.values)
    for label, coefficient in zip(labels.tolist(), coefficients.tolist(), strict=True):
        if label >= 0:
            total += coefficient * by_label[label]
    return total


@contextmanager
def _rows(model: linopy.Model, rows: Mapping[str, linopy.constraints.Constraint]) -> Iterator[None]:
    for name, row in rows.items():
        model.add_constraints(row, name=name)
    try:
        yield
    finally:
        for name in rows:
            model.remove_constraints(name)


def _maximise(model: linopy.Model, expression: Expression, limits: Limits) -> Solve:
    model.add_objective(expression, overwrite=True, sense="max")
    return solve(model, limits)


def _slack(reached: float, limits: Limits) -> float:
    """How far a reached value may give way in a later stage: the solver's own tolerance."""
    return max(1e-6, limits.absolute_gap, 1e-9 * abs(reached))


def _staged(
    model: linopy.Model,
    stages: Sequence[Expression],
    objectives: Mapping[str, Expression],
    limits: Limits,
    rows: Mapping[str, linopy.constraints.Constraint],
) -> Point | None:
    """Maximise each stage in turn, holding what earlier stages reached; None if infeasible."""
    held: dict[str, linopy.constraints.Constraint] = dict(rows)
    first: Solve | None = None
    last: Solve | None = None
    for number, stage in enumerate(stages):
        with _rows(model, held):
            found = _maximise(model, stage, limits)
        if not found.has_solution:
            if first is None:
                return None
            raise SolverError(
                f"stage {number} of a lexicographic solve ended {found.status}",
                why="An earlier stage had a solution that satisfies it",
                do="Report this with the case",
            )
        first = first or found
        last = found
        reached = value_of(stage, found.values, model)
        held[f"_stage_{number}"] = stage >= reached - _slack(reached, limits)
    assert first is not None
    assert last is not None
    values = {name: value_of(item, last.values, model) for name, item in objectives.items()}
    return Point(values=values, bound=first.bound, first=first, last=last)


def best(
    model: linopy.Model,
    of: str,
    objectives: Mapping[str, Expression],
    *,
    tie_break: Sequence[Expression] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return the point that is best for one objective: ``max f_of``, then the tie-breaks.

    Parameters
    ----------
    model : linopy.Model
    of : str
        Which objective.
    objectives : dict of str to LinearExpression
        All that are to be reported.
    tie_break : sequence of LinearExpression
        Maximised in turn, each holding the earlier ones.

    Returns
    -------
    Point, or None when the rows cannot be satisfied
    """
    return _staged(model, [objectives[of], *tie_break], objectives, limits or Limits(), {})


def epsilon_point(
    model: linopy.Model,
    of: str,
    at_least: Mapping[str, float],
    objectives: Mapping[str, Expression],
    *,
    tie_break: Sequence[Expression] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return ``max f_of`` with ``f_k >= epsilon_k``, then the bounded objectives, then tie-breaks.

    The second stage raises the bounded objectives, so that no weakly dominated point is returned.
    """
    rows = {f"_epsilon_{name}": objectives[name] >= level for name, level in at_least.items()}
    stages = [objectives[of], *(objectives[name] for name in at_least), *tie_break]
    return _staged(model, stages, objectives, limits or Limits(), rows)


def epsilon_walk(
    model: linopy.Model,
    of: str,
    against: str,
    levels: Sequence[float],
    objectives: Mapping[str, Expression],
    *,
    tie_break: Sequence[Expression] = (),
    limits: Limits | None = None,
) -> list[tuple[float, Point]]:
    """Return one epsilon-constraint point per level; levels that cannot be reached are left out."""
    found = (
        (
            level,
            epsilon_point(
                model, of, {against: level}, objectives, tie_break=tie_break, limits=limits
            ),
        )
        for level in levels
    )
    return [(level, point) for level, point in found if point is not None]


def egalitarian(
    model: linopy.Model,
    gains: Mapping[str, Expression],
    objectives: Mapping[str, Expression],
    *,
    tie_break: Sequence[Expression] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return the point with the largest equal gain: ``max r`` with ``gain_a >= r`` for all a.

    Second stage: the largest sum of gains that keeps r. ``bound`` is the proven bound of r.

    Parameters
    ----------
    gains : dict of str to LinearExpression
        Utility less the disagreement value, per side.
    """
    equal = model.add_variables(lower=-float("inf"), name="_equal_gain")
    rows = {f"_gain_{name}": gain - equal >= 0.0 for name, gain in gains.items()}
    total = sum(list(gains.values())[1:], start=next(iter(gains.values())))
    try:
        return _staged(
            model,
            [1.0 * equal, total, *tie_break],
            {**objectives, "equal gain": 1.0 * equal},
            limits or Limits(),
            rows,
        )
    finally:
        model.add_objective(total, overwrite=True, sense="max")
        model.remove_variables("_equal_gain")


def dominates(
    one: Mapping[str, float], other: Mapping[str, float], names: Sequence[str], beyond: float
) -> bool:
    """Return whether a point is nowhere worse and somewhere better by more than ``beyond``.

    Parameters
    ----------
    one, other : dict of str to float
        Objective values, larger is better.
    names : sequence of str
        Objectives compared.
    beyond : float
        Difference that counts, in the objectives' unit.
    """
    is_nowhere_worse = all(one[name] >= other[name] - beyond for name in names)
    return is_nowhere_worse and any(one[name] > other[name] + beyond for name in names)


def frontier(points: Sequence[Point], names: Sequence[str], *, beyond: float) -> list[Point]:
    """Return the points that no other dominates; of points equal within ``beyond`` the first.

    Each solve is proved only to its gap, so a point of the list may still lie below the true
    frontier by its ``first.absolute_gap``; no point of the list lies below another.
    """
    kept: list[Point] = []
    for place, point in enumerate(points):
        others = (other for other in points if other is not point)
        if any(dominates(other.values, point.values, names, beyond) for other in others):
            continue
        twins = (
            all(abs(point.values[name] - other.values[name]) <= beyond for name in names)
            for other in points[:place]
        )
        if not any(twins):
            kept.append(point)
    return kept
