"""Points of a choice with several objectives: best for one, best while others keep a level.

Every function takes a program whose rows describe what is possible and objectives as linear
expressions over its columns. Nothing is changed; rows are added to copies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orepact.errors import OrepactError
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits, Solve, SolverError, Status, solve

__all__ = [
    "Point",
    "best",
    "dominates",
    "epsilon_point",
    "epsilon_walk",
    "slack",
    "staged",
    "undominated",
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
    score : float
        What was reached of the quantity the point was solved for.
    """

    values: Mapping[str, float]
    bound: float
    first: Solve
    last: Solve
    score: float = math.nan


def slack(reached: float, limits: Limits) -> float:
    """Return how far a reached value may give way in a later stage: the solver's own tolerance."""
    return max(1e-6, limits.absolute_gap, 1e-8 * abs(reached))


def staged(
    program: Program,
    stages: Sequence[Linear],
    objectives: Mapping[str, Linear],
    limits: Limits,
) -> Point | None:
    """Return the point that maximises each stage in turn, holding what earlier ones reached.

    None if the rows cannot be satisfied. ``score`` is what is left of the first stage at the end:
    at most :func:`slack` below what it reached.
    """
    held = program
    first: Solve | None = None
    last: Solve | None = None
    for number, stage in enumerate(stages):
        begin = None if last is None else last.x
        found = solve(held.aiming(stage), limits, constant=stage.constant, begin=begin)
        if found.status is Status.UNBOUNDED:
            raise OrepactError(
                "an objective has no upper limit",
                why="Some variable in it can grow without end, so no point is best",
                do="Give its variables bounds, or the rows that limit them",
            )
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
        held = held.with_rows(f"_stage_{number}", [stage], [reached - slack(reached, limits)])
    assert first is not None
    assert last is not None
    values = {name: item.at(last.x) for name, item in objectives.items()}
    score = stages[0].at(last.x)
    return Point(values=values, bound=first.bound, first=first, last=last, score=score)


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
    return staged(program, [objectives[of], *tie_break], objectives, limits or Limits())


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
    return staged(kept, stages, objectives, limits or Limits())


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


def _beyond(name: str, beyond: float | Mapping[str, float]) -> float:
    return beyond if isinstance(beyond, int | float) else beyond[name]


def dominates(
    one: Mapping[str, float],
    other: Mapping[str, float],
    names: Sequence[str],
    beyond: float | Mapping[str, float],
) -> bool:
    """Return whether a point is nowhere worse and somewhere better by more than ``beyond``.

    Parameters
    ----------
    one, other : dict of str to float
        Objective values, larger is better.
    names : sequence of str
        Objectives compared.
    beyond : float, or dict of str to float
        Difference that counts, in the objectives' unit.
    """
    gaps = [(one[name] - other[name], _beyond(name, beyond)) for name in names]
    return all(gap >= -far for gap, far in gaps) and any(gap > far for gap, far in gaps)


def undominated(
    points: Sequence[Point], names: Sequence[str], *, beyond: float | Mapping[str, float]
) -> list[Point]:
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
            all(
                abs(point.values[name] - other.values[name]) <= _beyond(name, beyond)
                for name in names
            )
            for other in points[:place]
        )
        if not any(twins):
            kept.append(point)
    return kept
