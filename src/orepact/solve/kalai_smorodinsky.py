"""The point where every party reaches the same share of the most it could gain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import linopy

from orepact.solve.egalitarian import TieRule, egalitarian
from orepact.solve.gains import NO_GAIN, gains_over, ideal_gains
from orepact.solve.points import Point
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits

__all__ = ["kalai_smorodinsky"]


def kalai_smorodinsky(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    report: Mapping[str, Linear] | None = None,
    *,
    disagreement: Mapping[str, float] | None = None,
    ideals: Mapping[str, float] | None = None,
    ties: TieRule = TieRule.LEXIMIN,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return ``max r`` with ``gain_a >= r ideal_a``, then leximin in shares of the ideals.

    Parameters
    ----------
    model, objectives, report, disagreement, ties, tie_break, limits
        As :func:`egalitarian` takes them.
    ideals : dict of str to float
        The largest gain of each party while none loses; left out, solved for, one solve each.

    Returns
    -------
    Point, or None when there is no mutual gain
        ``score`` and ``values["share of ideal"]`` are r, ``bound`` its proven bound. None when
        no point leaves every party at least its disagreement value, when some party cannot gain
        at all, or when the largest r is not positive.

    References
    ----------
    Kalai and Smorodinsky, Other solutions to Nash's bargaining problem, Econometrica 43, 1975.

    Examples
    --------
    One cake of 12, of which the second party can eat at most 4: ideals 12 and 4, shares 3 to 1.

    >>> import linopy
    >>> model = linopy.Model()
    >>> a = model.add_variables(lower=0.0, name="a")
    >>> b = model.add_variables(lower=0.0, upper=4.0, name="b")
    >>> _ = model.add_constraints(a + b <= 12.0, name="cake")
    >>> point = kalai_smorodinsky(model, {"a": a, "b": b})
    >>> round(point.values["a"], 3), round(point.values["b"], 3)
    (9.0, 3.0)
    """
    program, utilities = posed(model, objectives)
    limits = limits or Limits()
    gains = gains_over(utilities, disagreement)
    ideals = ideals or ideal_gains(program, gains, limits)
    if ideals is None:
        return None
    shares = {name: gain.times(1.0 / ideals[name]) for name, gain in gains.items()}
    point = egalitarian(
        program, shares, report or utilities, ties=ties, tie_break=tie_break, limits=limits
    )
    if point is None or point.score <= NO_GAIN:
        return None
    values = dict(point.values)
    values["share of ideal"] = values.pop("equal gain")
    return Point(
        values=values, bound=point.bound, first=point.first, last=point.last, score=point.score
    )
