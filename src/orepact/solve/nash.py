"""The Nash point by outer approximation: a handful of linear solves, no conic solver."""

from __future__ import annotations

import math
from collections.abc import Mapping

import linopy

from orepact.solve.points import Expression, Point, best, egalitarian, value_of
from orepact.solve.solver import Limits, SolverError, solve

__all__ = ["nash"]

_ROUNDS = 60


def nash(
    model: linopy.Model,
    gains: Mapping[str, Expression],
    objectives: Mapping[str, Expression],
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
    gains : dict of str to LinearExpression
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
    equal = egalitarian(model, gains, objectives, limits=limits)
    if equal is None or equal.values["equal gain"] <= 0.0:
        return None
    scale = {name: _ideal(model, name, gains, limits) for name in gains}
    logs = {name: model.add_variables(name=f"_log_{name}") for name in gains}
    rows: list[str] = []
    try:
        at = {
            name: value_of(gain, equal.last.values, model) / scale[name]
            for name, gain in gains.items()
        }
        for round_ in range(_ROUNDS):
            for name, gain in gains.items():
                rows.append(f"_tangent_{name}_{round_}")
                row = logs[name] - gain * (1.0 / (scale[name] * at[name]))
                model.add_constraints(row <= math.log(at[name]) - 1.0, name=rows[-1])
            total = sum(
                (1.0 * item for item in list(logs.values())[1:]),
                start=1.0 * next(iter(logs.values())),
            )
            model.add_objective(total, overwrite=True, sense="max")
            found = solve(model, limits)
            if not found.has_solution:
                raise SolverError(f"the Nash solve ended {found.status}")
            at = {
                name: max(1e-12, value_of(gain, found.values, model) / scale[name])
                for name, gain in gains.items()
            }
            if found.bound - sum(math.log(value) for value in at.values()) <= factor:
                values = {
                    name: value_of(item, found.values, model) for name, item in objectives.items()
                }
                return Point(values=values, bound=found.bound, first=found, last=found)
    finally:
        for row_name in rows:
            model.remove_constraints(row_name)
        model.add_objective(next(iter(gains.values())), overwrite=True, sense="max")
        for name in gains:
            model.remove_variables(f"_log_{name}")
    raise SolverError(f"the Nash product is not proved after {_ROUNDS} rounds")


def _ideal(
    model: linopy.Model, name: str, gains: Mapping[str, Expression], limits: Limits
) -> float:
    """Return the largest gain of one party while no other loses."""
    rows = [f"_no_loss_{other}" for other in gains if other != name]
    for row in rows:
        model.add_constraints(gains[row.removeprefix("_no_loss_")] >= 0.0, name=row)
    try:
        point = best(model, name, gains, limits=limits)
    finally:
        for row in rows:
            model.remove_constraints(row)
    if point is None or point.values[name] <= 0.0:
        raise SolverError(f"{name} has no positive gain although an equal gain exists")
    return point.values[name]
