"""Points of a bargain as pure mathematics: ideals, equal gains, epsilon-constraint points.

Every function takes a program whose rows describe what is possible and objectives as linear
expressions over its columns. Nothing is changed; rows are added to copies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits, Solve, SolverError, solve

__all__ = [
    "Point",
    "best",
    "dominates",
    "egalitarian",
    "epsilon_point",
    "epsilon_walk",
    "frontier",
]


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


def _slack(reached: float, limits: Limits) -> float:
    """How far a reached value may give way in a later stage: the solver's own tolerance."""
    return max(1e-6, limits.absolute_gap, 1e-8 * abs(reached))


def _staged(
    program: Program,
    stages: Sequence[Linear],
    objectives: Mapping[str, Linear],
    limits: Limits,
) -> Point | None:
    """Maximise each stage in turn, holding what earlier stages reached; None if infeasible."""
    held = program
    first: Solve | None = None
    last: Solve | None = None
    for number, stage in enumerate(stages):
        begin = None if last is None else last.x
        found = solve(held.aiming(stage), limits, constant=stage.constant, begin=begin)
        if not found.has_solution:
            if first is None:
                return None
            raise SolverError(
                f"stage {number} of a lexicographic solve ended {found.status}",
                why="An earlier stage had a solution that satisfies it",
                do="Report this with the case",
            )
        first, last = first or found, found
        reached = stage.at(found.x)
        held = held.with_rows(f"_stage_{number}", [stage], [reached - _slack(reached, limits)])
    assert first is not None
    assert last is not None
    values = {name: item.at(last.x) for name, item in objectives.items()}
    return Point(values=values, bound=first.bound, first=first, last=last)


def best(
    program: Program,
    of: str,
    objectives: Mapping[str, Linear],
    *,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return the point that is best for one objective: ``max f_of``, then the tie-breaks.

    Parameters
    ----------
    program : Program
    of : str
        Which objective.
    objectives : dict of str to Linear
        All that are to be reported.
    tie_break : sequence of Linear
        Maximised in turn, each holding the earlier ones.

    Returns
    -------
    Point, or None when the rows cannot be satisfied
    """
    return _staged(program, [objectives[of], *tie_break], objectives, limits or Limits())


def epsilon_point(
    program: Program,
    of: str,
    at_least: Mapping[str, float],
    objectives: Mapping[str, Linear],
    *,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return ``max f_of`` with ``f_k >= epsilon_k``, then the bounded objectives, then tie-breaks.

    The second stage raises the bounded objectives, so that no weakly dominated point is returned.
    """
    bounded = [objectives[name] for name in at_least]
    kept = program.with_rows("_epsilon", bounded, list(at_least.values()))
    stages = [objectives[of], *bounded, *tie_break]
    return _staged(kept, stages, objectives, limits or Limits())


def epsilon_walk(
    program: Program,
    of: str,
    against: str,
    levels: Sequence[float],
    objectives: Mapping[str, Linear],
    *,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> list[tuple[float, Point]]:
    """Return one epsilon-constraint point per level; levels that cannot be reached are left out."""
    found = (
        (
            level,
            epsilon_point(
                program, of, {against: level}, objectives, tie_break=tie_break, limits=limits
            ),
        )
        for level in levels
    )
    return [(level, point) for level, point in found if point is not None]


def egalitarian(
    program: Program,
    gains: Mapping[str, Linear],
    objectives: Mapping[str, Linear],
    *,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return the point with the largest equal gain: ``max r`` with ``gain_a >= r`` for all a.

    Second stage: the largest sum of gains that keeps r. ``bound`` is the proven bound of r, and
    ``values["equal gain"]`` the smallest gain reached.

    Parameters
    ----------
    gains : dict of str to Linear
        Utility less the disagreement value, per side.
    """
    width = program.cost.size
    wide = program.with_free_columns(1)
    equal = Linear(coefficients=np.append(np.zeros(width), 1.0))
    rows = [
        Linear(coefficients=np.append(gain.coefficients, -1.0), constant=gain.constant)
        for gain in gains.values()
    ]
    total = Linear(coefficients=np.zeros(width))
    for gain in gains.values():
        total = total.plus(gain)
    point = _staged(
        wide.with_rows("_gain", rows, [0.0] * len(rows)),
        [equal, total, *tie_break],
        objectives,
        limits or Limits(),
    )
    if point is None:
        return None
    least = min(gain.at(point.last.x) for gain in gains.values())
    values = {**point.values, "equal gain": least}
    return Point(values=values, bound=point.bound, first=point.first, last=point.last)


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
