"""The Nash point by outer approximation: a handful of linear solves, no conic solver."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from orepact.solve.points import Point, best, egalitarian
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits, SolverError, solve

__all__ = ["nash"]

_ROUNDS = 60


def nash(
    program: Program,
    gains: Mapping[str, Linear],
    objectives: Mapping[str, Linear],
    *,
    limits: Limits | None = None,
    factor: float = 1e-3,
) -> Point | None:
    """Return the point with the largest product of gains, or None when no mutual gain exists.

    max sum_a th_a with th_a <= log g_k + (gain_a / scale_a - g_k) / g_k, one tangent per party
    and round (Kelley), gains divided by each party's largest gain. Stops when the outer value is
    within ``factor`` of the logarithm reached, so the product is proved to ``exp(factor)``.

    Parameters
    ----------
    gains : dict of str to Linear
        Utility less the disagreement value, per party.
    factor : float
        Absolute gap in the logarithm of the product.

    Returns
    -------
    Point, or None
        ``bound`` is the proven bound on the sum of logarithms of scaled gains.

    References
    ----------
    Charkhgard et al., Do not sum, just multiply: Nash social welfare programs, 2022.
    """
    limits = limits or Limits()
    equal = egalitarian(program, gains, objectives, limits=limits)
    if equal is None or equal.values["equal gain"] <= 0.0:
        return None
    scale = {name: _ideal(program, name, gains, limits) for name in gains}
    width, count = program.cost.size, len(gains)
    outer = program.with_free_columns(count)
    logs = np.eye(count)
    total = Linear(coefficients=np.append(np.zeros(width), np.ones(count)))
    x = equal.last.x
    for round_ in range(_ROUNDS):
        for place, (name, gain) in enumerate(gains.items()):
            at = max(1e-12, gain.at(x) / scale[name])
            slope = 1.0 / (scale[name] * at)
            row = Linear(
                coefficients=np.append(gain.coefficients * slope, -logs[place]),
                constant=gain.constant * slope,
            )
            outer = outer.with_rows(f"_tangent_{name}_{round_}", [row], [1.0 - math.log(at)])
        found = solve(outer.aiming(total), limits)
        if not found.has_solution:
            raise SolverError(f"the Nash solve ended {found.status}")
        x = found.x
        reached = sum(
            math.log(max(1e-12, gain.at(x) / scale[name])) for name, gain in gains.items()
        )
        if found.bound - reached <= factor:
            values = {name: item.at(x) for name, item in objectives.items()}
            return Point(values=values, bound=found.bound, first=found, last=found)
    raise SolverError(f"the Nash product is not proved after {_ROUNDS} rounds")


def _ideal(program: Program, name: str, gains: Mapping[str, Linear], limits: Limits) -> float:
    """Return the largest gain of one party while no other loses."""
    others = [gain for other, gain in gains.items() if other != name]
    kept = program.with_rows("_no_loss", others, [0.0] * len(others))
    point = best(kept, name, gains, limits=limits)
    if point is None or point.values[name] <= 0.0:
        raise SolverError(f"{name} has no positive gain although an equal gain exists")
    return point.values[name]
