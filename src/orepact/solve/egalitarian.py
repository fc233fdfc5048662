"""The largest equal gain, and what then still can be raised without lowering it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import linopy
import numpy as np

from orepact.solve.gains import gains_over
from orepact.solve.points import Point, staged
from orepact.solve.posed import Expression, posed
from orepact.solve.program import Linear, Program
from orepact.solve.solver import Limits

__all__ = ["TieRule", "egalitarian"]


class TieRule(StrEnum):
    """Which of several points with the same smallest gain is taken."""

    LEXIMIN = "leximin"
    """The one whose second-smallest gain is largest, then the third, and so on."""
    SUM = "sum"
    """The one with the largest sum of gains; one solve instead of one per party."""


def egalitarian(
    model: linopy.Model | Program,
    objectives: Mapping[str, Expression],
    report: Mapping[str, Linear] | None = None,
    *,
    disagreement: Mapping[str, float] | None = None,
    ties: TieRule = TieRule.LEXIMIN,
    tie_break: Sequence[Linear] = (),
    limits: Limits | None = None,
) -> Point | None:
    """Return the point with the largest equal gain: ``max r`` with ``gain_a >= r`` for all a.

    By leximin the sums of the k smallest gains are raised one after another, k = 1, 2, ...::

        max k t_k - sum_a d_ka,   d_ka >= t_k - gain_a,  d_ka >= 0

    which is exact for yes-or-no choices too (Ogryczak and Sliwinski, On solving linear programs
    with the ordered weighted averaging objective, European Journal of Operational Research 148,
    2003).

    Parameters
    ----------
    model : linopy.Model or Program
    objectives : dict of str to expression
        Utility of each party, larger is better.
    report : dict of str to Linear
        What ``values`` shall hold; left out, the objectives themselves.
    disagreement : dict of str to float
        What each party has without agreement; left out, 0.
    ties : TieRule
    tie_break : sequence of Linear
        Maximised last, each holding the earlier.
    limits : Limits
        Gap of every solve.

    Returns
    -------
    Point, or None when the rows cannot be satisfied
        ``bound`` is the proven bound of r, ``score`` and ``values["equal gain"]`` the smallest
        gain reached, which may be negative: then there is no mutual gain.

    Examples
    --------
    Two ways give the first party 1; only the second way gives the other 3.

    >>> import linopy
    >>> model = linopy.Model()
    >>> way = model.add_variables(binary=True, name="way")
    >>> point = egalitarian(model, {"a": 0.0 * way + 1.0, "b": 2.0 * way + 1.0})
    >>> point.values["equal gain"], round(point.values["b"], 6)
    (1.0, 3.0)
    """
    program, utilities = posed(model, objectives)
    gains = list(gains_over(utilities, disagreement).values())
    width, count = program.cost.size, len(gains)
    if ties is TieRule.SUM or count == 1:
        wide, stages = _equal_then_sum(program, gains)
    else:
        wide, stages = _sums_of_smallest(program, gains)
    point = staged(wide, [*stages, *tie_break], report or utilities, limits or Limits())
    if point is None:
        return None
    least = min(gain.at(point.last.x) for gain in gains)
    assert point.last.x.size > width
    return Point(
        values={**point.values, "equal gain": least},
        bound=point.bound,
        first=point.first,
        last=point.last,
        score=least,
    )


def _equal_then_sum(program: Program, gains: Sequence[Linear]) -> tuple[Program, list[Linear]]:
    width = program.cost.size
    wide = program.with_free_columns(1)
    rows = [
        Linear(coefficients=np.append(gain.coefficients, -1.0), constant=gain.constant)
        for gain in (_widened(gain, width) for gain in gains)
    ]
    total = Linear(coefficients=np.zeros(width))
    for gain in gains:
        total = total.plus(_widened(gain, width))
    equal = Linear(coefficients=np.append(np.zeros(width), 1.0))
    return wide.with_rows("_gain", rows, [0.0] * len(rows)), [equal, total]


def _sums_of_smallest(program: Program, gains: Sequence[Linear]) -> tuple[Program, list[Linear]]:
    """Return the program with t_k and d_ka, and the sum of the k smallest gains for each k.

    The sum of one is the smallest gain itself (t_1 with every gain at least t_1); the sum of all
    needs no new column.
    """
    width, count = program.cost.size, len(gains)
    wide, first = _equal_then_sum(program, gains)
    stages, column = [first[0]], width + 1
    for size in range(2, count):
        wide = wide.with_free_columns(1 + count)
        wide.lower[column + 1 :] = 0.0
        rows = []
        for place, gain in enumerate(gains):
            row = np.zeros(column + 1 + count)
            row[: gain.coefficients.size] = gain.coefficients
            row[column], row[column + 1 + place] = -1.0, 1.0
            rows.append(Linear(coefficients=row, constant=gain.constant))
        wide = wide.with_rows(f"_smallest_{size}", rows, [0.0] * count)
        value = np.zeros(column + 1 + count)
        value[column], value[column + 1 :] = float(size), -1.0
        stages.append(Linear(coefficients=value))
        column += 1 + count
    return wide, [*stages, first[1]]


def _widened(gain: Linear, width: int) -> Linear:
    missing = width - gain.coefficients.size
    return Linear(
        coefficients=np.append(gain.coefficients, np.zeros(missing)), constant=gain.constant
    )
