"""The Nash point by outer approximation: a handful of linear solves, no conic solver."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import linopy
import numpy as np

from orepact.errors import OrepactError
from orepact.solve.egalitarian import TieRule, egalitarian
from orepact.solve.gains import NO_GAIN, gains_over, ideal_gains
from orepact.solve.points import Point
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits, Solve, SolverError, solve

__all__ = ["NashPoint", "nash"]

_ROUNDS = 60
_START = tuple(2.0**-power for power in range(8))
"""Shares of the ideal gain at which the logarithm has tangents before the first solve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NashPoint(Point):
    """A Nash point and how far it is proved.

    ``score`` is ``sum_a w_a log(gain_a / ideal_a)`` reached, ``bound`` its proven bound.

    Parameters
    ----------
    weights : dict of str to float
        As used: their mean is 1.
    ideals : dict of str to float
        Gains by which each party's gain was divided.
    solves : int
        Solves of the outer approximation, those for ideals and the first point left out.
    """

    weights: Mapping[str, float]
    ideals: Mapping[str, float]
    solves: int

    @property
    def factor(self) -> float:
        """What no other point's product can exceed, as a multiple of this one's; at least 1."""
        return math.exp(max(0.0, self.bound - self.score))


def nash(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    report: Mapping[str, Linear] | None = None,
    *,
    disagreement: Mapping[str, float] | None = None,
    weights: Mapping[str, float] | None = None,
    ideals: Mapping[str, float] | None = None,
    limits: Limits | None = None,
    factor: float = 1e-3,
) -> NashPoint | None:
    """Return the point with the largest product of gains, or None when no mutual gain exists.

    ::

        max sum_a w_a th_a,   th_a <= log g + (gain_a / ideal_a - g) / g   for every tangent g

    Gains are divided by the largest each party could have while none loses. Tangents stand at
    shares 1, 1/2, 1/4 ... and one more per party is added at each solution (Kelley). It stops when
    the outer value is within ``factor`` of the logarithm reached, so that no other point's
    product is larger by more than ``exp(factor)``.

    Parameters
    ----------
    model, objectives, report, disagreement
        As :func:`egalitarian` takes them.
    weights : dict of str to float
        Bargaining weights above 0; left out, equal. Only their ratios matter.
    ideals : dict of str to float
        The largest gain of each party while none loses; left out, solved for, one solve each.
    limits : Limits
        Of the first solves; those of the product run to a relative gap of 0 and a quarter of
        ``factor`` in the logarithm.
    factor : float
        Absolute gap in the logarithm of the weighted product.

    Raises
    ------
    OrepactError : if a weight is missing or not above 0

    References
    ----------
    Nash, The bargaining problem, Econometrica 18, 1950; Kalai, Nonsymmetric Nash solutions and
    replications of 2-person bargaining, International Journal of Game Theory 6, 1977; Charkhgard
    et al., Do not sum, just multiply: Nash social welfare programs, 2022.

    Examples
    --------
    A cake of 12 shared two to one, because the first party has twice the weight:

    >>> import linopy
    >>> model = linopy.Model()
    >>> a = model.add_variables(lower=0.0, name="a")
    >>> b = model.add_variables(lower=0.0, name="b")
    >>> _ = model.add_constraints(a + b <= 12.0, name="cake")
    >>> point = nash(model, {"a": a, "b": b}, weights={"a": 2.0, "b": 1.0}, factor=1e-6)
    >>> round(point.values["a"], 1), round(point.factor, 4)
    (8.0, 1.0)
    """
    program, utilities = posed(model, objectives)
    limits = limits or Limits()
    gains = gains_over(utilities, disagreement)
    power = _even_mean(weights, tuple(gains))
    ideals = ideals or ideal_gains(program, gains, limits)
    if ideals is None:
        return None
    shares = {name: gain.times(1.0 / ideals[name]) for name, gain in gains.items()}
    equal = egalitarian(program, shares, utilities, ties=TieRule.SUM, limits=limits)
    if equal is None or equal.score <= NO_GAIN:
        return None
    close = replace(limits, gap=0.0, absolute_gap=factor / 4.0)
    found, solves = _outer(program, shares, power, start=equal.last.x, limits=close, factor=factor)
    return NashPoint(
        values={name: item.at(found.x) for name, item in (report or utilities).items()},
        bound=max(found.bound, _score(shares, power, found.x)),
        first=found,
        last=found,
        score=_score(shares, power, found.x),
        weights=power,
        ideals=dict(ideals),
        solves=solves,
    )


def _even_mean(weights: Mapping[str, float] | None, names: Sequence[str]) -> dict[str, float]:
    """Return the weights with mean 1."""
    if weights is None:
        return dict.fromkeys(names, 1.0)
    if set(weights) != set(names):
        odd = sorted(set(weights) ^ set(names))
        raise OrepactError(
            f"weights and parties do not name the same: {', '.join(odd)}",
            do="Give one weight per party",
        )
    if any(not 0.0 < weight < math.inf for weight in weights.values()):
        raise OrepactError(
            "a bargaining weight is not above 0",
            where=", ".join(f"{name}: {weight:g}" for name, weight in weights.items()),
            why="A party without weight is no party to the bargain; its share of the product is "
            "undefined",
            do="Leave it out, and keep its disagreement value as a row of the model",
        )
    mean = math.fsum(weights.values()) / len(weights)
    return {name: weights[name] / mean for name in names}


def _score(shares: Mapping[str, Linear], power: Mapping[str, float], x: np.ndarray) -> float:
    return math.fsum(
        power[name] * math.log(max(1e-12, share.at(x))) for name, share in shares.items()
    )


def _outer(
    program: Program,
    shares: Mapping[str, Linear],
    power: Mapping[str, float],
    *,
    start: np.ndarray,
    limits: Limits,
    factor: float,
) -> tuple[Solve, int]:
    """Return the last solve of the outer approximation with the best point in it, and the solves.

    Parameters
    ----------
    start : ndarray
        A point with positive shares.
    """
    width, count = program.cost.size, len(shares)
    outer = program.with_rows("_no_loss", list(shares.values()), [0.0] * count)
    outer = outer.with_free_columns(count)
    for number, share in enumerate(_START):
        outer = _with_tangents(outer, shares, dict.fromkeys(shares, share), f"start_{number}")
    total = Linear(coefficients=np.append(np.zeros(width), [power[name] for name in shares]))
    best, best_x = _score(shares, power, start), start
    touched = start
    for round_ in range(_ROUNDS):
        at = {name: max(1e-9, share.at(touched)) for name, share in shares.items()}
        outer = _with_tangents(outer, shares, at, str(round_))
        found = solve(outer.aiming(total), limits)
        if not found.has_solution:
            raise SolverError(f"the Nash solve ended {found.status}")
        touched = found.x
        reached = _score(shares, power, touched)
        if reached > best:
            best, best_x = reached, touched
        if found.bound - best <= factor:
            whole = np.append(best_x[:width], found.x[width:])
            return replace(found, x=whole), round_ + 1
    raise SolverError(f"the Nash product is not proved after {_ROUNDS} rounds")


def _with_tangents(
    outer: Program, shares: Mapping[str, Linear], at: Mapping[str, float], name: str
) -> Program:
    """Return the program with ``th_a <= log g + (share_a - g) / g`` at one g per party."""
    width = outer.cost.size - len(shares)
    rows, levels = [], []
    for place, (party, share) in enumerate(shares.items()):
        row = np.zeros(outer.cost.size)
        row[: share.coefficients.size] = share.coefficients / at[party]
        row[width + place] = -1.0
        rows.append(Linear(coefficients=row, constant=share.constant / at[party]))
        levels.append(1.0 - math.log(at[party]))
    return outer.with_rows(f"_tangent_{name}", rows, levels)
