"""What has to be given up for what: the points that nothing beats in every objective at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import linopy
import numpy as np

from orepact.errors import OrepactError
from orepact.solve.points import Point, best, slack, staged, undominated
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits

__all__ = ["Frontier", "frontier", "integer_frontier"]

_CLOSE = 1e-6
"""Share of an objective's range within which two values are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Points of which none dominates another, the first objective rising.

    Parameters
    ----------
    points : tuple of Point
        ``values`` by objective; ``first.absolute_gap`` says how far the objective that was
        maximised may still rise at this point, ``bound`` how far at most.
    of : str
        The objective that was maximised; the others were held at levels.
    ideal, nadir : dict of str to float
        Largest value of each objective, and the value from which its levels rise.
    is_nadir_exact : bool
        Whether the nadir is the smallest value on the frontier; with three or more objectives it
        is only known to lie no higher.
    is_exact : bool
        Whether every point of the frontier is in the list.
    solves : int
        Points solved for, those that turned out infeasible or twice the same included.
    """

    points: tuple[Point, ...]
    of: str
    ideal: Mapping[str, float]
    nadir: Mapping[str, float]
    is_nadir_exact: bool
    is_exact: bool
    solves: int

    @property
    def sentence(self) -> str:
        """What the list is, in words; a single point is explained."""
        if len(self.points) == 1:
            return (
                "One point is best in every objective: nothing has to be given up, so there is no "
                "frontier to choose from."
            )
        kind = "all points" if self.is_exact else "points at chosen levels, each with its gap"
        gap = max(point.first.absolute_gap for point in self.points)
        return f"{len(self.points)} {kind}; the largest gap is {gap:.3g} in {self.of}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """What a sweep over levels needs."""

    program: Program
    objectives: Mapping[str, Linear]
    of: str
    raised: Linear
    tie_break: Sequence[Linear]
    limits: Limits
    start: Mapping[str, float]
    after: Callable[[str, float], float | None]

    def sweep(self, floors: Mapping[str, float], left: Sequence[str]) -> list[Point | None]:
        """Return the points found with some floors held and the rest swept; None is infeasible.

        After a sweep of the inner objectives the next level of the outer one lies beyond its
        smallest value found: levels between would find the same points again.
        """
        if not left:
            held = [self.objectives[name] for name in floors]
            kept = self.program.with_rows("_floor", held, list(floors.values()))
            stages = [self.objectives[self.of], self.raised, *self.tie_break]
            return [staged(kept, stages, self.objectives, self.limits)]
        found: list[Point | None] = []
        level: float | None = self.start[left[0]]
        while level is not None:
            inner = self.sweep({**floors, left[0]: level}, left[1:])
            found += inner
            solved = [point.values[left[0]] for point in inner if point is not None]
            level = self.after(left[0], max(level, min(solved))) if solved else None
        return found


def _ends(program: Program, objectives: Mapping[str, Linear], limits: Limits) -> dict[str, Point]:
    """Return the best point of each objective, the others then raised in order."""
    found = {}
    for name in objectives:
        others = [item for other, item in objectives.items() if other != name]
        point = best(program, name, objectives, tie_break=others, limits=limits)
        if point is None:
            raise OrepactError(
                "there is no frontier: the rows cannot be satisfied",
                do="Ask `explain_conflict` which of them stand against each other",
            )
        found[name] = point
    return found


def _lowest(program: Program, objectives: Mapping[str, Linear], name: str, limits: Limits) -> float:
    """Return the proven smallest value of an objective over everything feasible."""
    turned = {name: objectives[name].times(-1.0)}
    point = best(program, name, turned, limits=limits)
    assert point is not None
    return -point.bound


def _bounded(
    program: Program,
    objectives: Mapping[str, Linear],
    ends: Mapping[str, Point],
    floors: Mapping[str, float],
    limits: Limits,
) -> dict[str, float]:
    """Return the level of each objective from which the sweep rises."""
    if len(objectives) == 2:
        return {name: min(point.values[name] for point in ends.values()) for name in objectives}
    return {
        name: floors[name] if name in floors else _lowest(program, objectives, name, limits)
        for name in objectives
    }


def _posed(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    of: str | None,
    floors: Mapping[str, float],
) -> tuple[Program, dict[str, Linear], str]:
    program, named = posed(model, objectives)
    if len(named) < 2:
        raise OrepactError(
            "a frontier needs at least two objectives", do="Use `best` for a single one"
        )
    first = of or next(iter(named))
    for name in (first, *floors):
        if name not in named:
            raise OrepactError(f"{name!r} is no objective", do=f"Name one of {', '.join(named)}")
    held = [named[name] for name in floors]
    return program.with_rows("_least", held, list(floors.values())), named, first


def frontier(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    *,
    of: str | None = None,
    levels: int = 9,
    floors: Mapping[str, float] | None = None,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Frontier:
    """Return points of the frontier of two, three or more objectives, each with its gap.

    Epsilon-constraint points as in AUGMECON: for every combination of levels e_k ::

        max f_of   with   f_k >= e_k;   then max sum_k (f_k / range_k);   then the tie-breaks

    The second stage leaves no point that could be raised for nothing. A level that an earlier
    point already passes is skipped, and beyond an infeasible level none is tried. Levels rise in
    equal steps from the nadir to the ideal of each objective. With two objectives the nadir
    comes from the best points of each; with more, those give no safe nadir, so the smallest
    feasible value is taken, or the floor that is asked for.

    Parameters
    ----------
    model : linopy.Model or Program
    objectives : dict of str to expression
        At least two, larger is better.
    of : str
        The one that is maximised; left out, the first.
    levels : int
        Levels of each other objective, both ends included; at least 2.
    floors : dict of str to float
        Least acceptable value by objective.
    tie_break : sequence of Linear
        Maximised last in turn, for example less a cost.
    limits : Limits
        Gap of every solve. Points closer than the gap are not compared.

    Raises
    ------
    OrepactError : if nothing is feasible, an objective is unbounded, or there is only one

    References
    ----------
    Mavrotas and Florios, An improved version of the augmented epsilon-constraint method
    (AUGMECON2), Applied Mathematics and Computation 219, 2013.

    Examples
    --------
    >>> import linopy
    >>> model = linopy.Model()
    >>> a = model.add_variables(lower=0.0, upper=3.0, name="a")
    >>> b = model.add_variables(lower=0.0, upper=3.0, name="b")
    >>> _ = model.add_constraints(a + b <= 4.0, name="cake")
    >>> found = frontier(model, {"a": a, "b": b}, levels=3)
    >>> [(round(p.values["a"], 4), round(p.values["b"], 4)) for p in found.points]
    [(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]
    """
    if levels < 2:
        raise OrepactError(f"{levels} levels make no frontier", do="Give at least 2")
    limits = limits or Limits()
    program, named, first = _posed(model, objectives, of, floors or {})
    ends = _ends(program, named, limits)
    ideal = {name: ends[name].values[name] for name in named}
    nadir = _bounded(program, named, ends, floors or {}, limits)
    ranges = {name: ideal[name] - nadir[name] for name in named}
    tiny = {name: _CLOSE * max(1.0, abs(ideal[name]), ranges[name]) for name in named}
    swept = [name for name in named if name != first and ranges[name] > tiny[name]]
    grid = {
        name: np.linspace(nadir[name], ideal[name] - slack(ideal[name], limits), levels)
        for name in swept
    }

    def after(name: str, passed: float) -> float | None:
        ahead = grid[name][grid[name] > passed + tiny[name]]
        return float(ahead[0]) if ahead.size else None

    search = _Search(
        program=program,
        objectives=named,
        of=first,
        raised=_raised(named, ranges, tiny),
        tie_break=tie_break,
        limits=limits,
        start={name: float(grid[name][0]) for name in swept},
        after=after,
    )
    tried = search.sweep({}, swept)
    found = [*ends.values(), *(point for point in tried if point is not None)]
    gap = max(point.first.absolute_gap for point in found)
    kept = undominated(found, list(named), beyond={**tiny, first: tiny[first] + gap})
    return _ordered(kept, search, ideal, nadir, solves=len(tried) + len(ends), is_exact=False)


def _raised(
    named: Mapping[str, Linear], ranges: Mapping[str, float], tiny: Mapping[str, float]
) -> Linear:
    width = max(item.coefficients.size for item in named.values())
    total = np.zeros(width)
    for name, item in named.items():
        total[: item.coefficients.size] += item.coefficients / max(ranges[name], tiny[name])
    return Linear(coefficients=total)


def _ordered(
    points: Sequence[Point],
    search: _Search,
    ideal: Mapping[str, float],
    nadir: Mapping[str, float],
    *,
    solves: int,
    is_exact: bool,
) -> Frontier:
    return Frontier(
        points=tuple(sorted(points, key=lambda point: tuple(point.values.values()))),
        of=search.of,
        ideal=dict(ideal),
        nadir=dict(nadir),
        is_nadir_exact=len(ideal) == 2,
        is_exact=is_exact,
        solves=solves,
    )


def _check_whole(program: Program, named: Mapping[str, Linear]) -> None:
    for name, item in named.items():
        used = np.flatnonzero(item.coefficients)
        is_whole = np.array_equal(np.round(item.coefficients[used]), item.coefficients[used])
        if not is_whole or not program.integers[used].all() or item.constant % 1.0:
            raise OrepactError(
                f"objective {name!r} need not be a whole number",
                why="Only whole objectives have a frontier that can be walked point by point",
                do="Use `frontier`, whose points have gaps, or count in whole units",
            )


def integer_frontier(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    *,
    of: str | None = None,
    floors: Mapping[str, float] | None = None,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Frontier:
    """Return every point of the frontier of objectives that are whole numbers.

    The walk of :func:`frontier` with the next level always one above the smallest value found:
    with two objectives 2k + 1 solves for k points, besides the two ends. A point y of the
    frontier cannot be missed: at the highest level passed that is at most y_k every point found
    has at least y_k, and the one that is best in ``of`` is y itself.

    Parameters
    ----------
    model, objectives, of, floors, tie_break, limits
        As :func:`frontier` takes them; relative gap and node limit are set so that every solve
        is proved.

    Raises
    ------
    OrepactError : if an objective need not be whole, or as :func:`frontier`

    Examples
    --------
    >>> import linopy
    >>> model = linopy.Model()
    >>> a = model.add_variables(lower=0, upper=3, integer=True, name="a")
    >>> b = model.add_variables(lower=0, upper=3, integer=True, name="b")
    >>> _ = model.add_constraints(2 * a + 3 * b <= 9, name="cake")
    >>> found = integer_frontier(model, {"a": 1 * a, "b": 1 * b})
    >>> [(int(p.values["a"]), int(p.values["b"])) for p in found.points]
    [(0, 3), (1, 2), (3, 1)]
    """
    close = replace(limits or Limits(), gap=0.0, absolute_gap=1e-6)
    program, named, first = _posed(model, objectives, of, floors or {})
    _check_whole(program, named)
    ends = _ends(program, named, close)
    ideal = {name: round(ends[name].values[name]) for name in named}
    nadir = _bounded(program, named, ends, floors or {}, close)
    ranges = {name: ideal[name] - nadir[name] for name in named}

    def after(name: str, passed: float) -> float | None:
        level = round(passed) + 1.0
        return level if level <= ideal[name] else None

    search = _Search(
        program=program,
        objectives=named,
        of=first,
        raised=_raised(named, ranges, dict.fromkeys(named, 1.0)),
        tie_break=tie_break,
        limits=close,
        start={name: float(np.ceil(nadir[name] - _CLOSE)) for name in named},
        after=after,
    )
    tried = search.sweep({}, [name for name in named if name != first])
    found = [_rounded(point) for point in tried if point is not None]
    kept = undominated(found, list(named), beyond=0.5)
    return _ordered(kept, search, ideal, nadir, solves=len(tried) + len(ends), is_exact=True)


def _rounded(point: Point) -> Point:
    return replace(point, values={name: float(round(v)) for name, v in point.values.items()})
