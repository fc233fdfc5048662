"""What would have been almost as good: other choices whose score is close to the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from orepact.errors import OrepactError
from orepact.solve.points import Point
from orepact.solve.program import Linear, Program

__all__ = ["NearTie", "near_ties"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearTie:
    """Another choice, and how much of the score it gives up.

    Parameters
    ----------
    point : Point
    lost : float
        Score of the best less its own, in the score's unit; negative by no more than the gap.
    """

    point: Point
    lost: float


def near_ties(
    solver: Callable[[Program], Point | None],
    program: Program,
    found: Point,
    *,
    over: Sequence[str],
    within: float,
    most: int = 3,
) -> tuple[NearTie, ...]:
    """Return the next-best choices whose score lies within a distance of the best, best first.

    Each choice found is barred and the same question asked again::

        sum_{j: x_j = 1} x_j - sum_{j: x_j = 0} x_j <= (number of ones) - 1

    Parameters
    ----------
    solver : callable
        Program to point: one of the solvers of this room with everything else fixed.
    program : Program
    found : Point
        What the solver returned for the program.
    over : sequence of str
        Names of the yes-or-no variables in which choices must differ.
    within : float
        In the unit of ``score``.
    most : int
        How many at most.

    Raises
    ------
    OrepactError : if a variable is unknown, or is not yes-or-no

    Examples
    --------
    >>> import linopy
    >>> from orepact.solve import egalitarian, near_ties, posed
    >>> model = linopy.Model()
    >>> way = model.add_variables(binary=True, name="way")
    >>> program, of = posed(model, {"a": 1.0 * way + 5.0, "b": 5.1 - 0.2 * way})
    >>> best = egalitarian(program, of)
    >>> ties = near_ties(lambda p: egalitarian(p, of), program, best, over=["way"], within=0.2)
    >>> best.values["equal gain"], [round(tie.lost, 3) for tie in ties]
    (5.0, [0.1])
    """
    columns = _columns(program, over)
    barred, last, ties = program, found, []
    for number in range(most):
        chosen = last.last.x[columns]
        row = np.zeros(program.cost.size)
        row[columns] = np.where(chosen > 0.5, -1.0, 1.0)
        barred = barred.with_rows(
            f"_barred_{number}", [Linear(coefficients=row)], [1.0 - float(np.round(chosen).sum())]
        )
        other = solver(barred)
        if other is None or found.score - other.score > within:
            break
        ties.append(NearTie(point=other, lost=found.score - other.score))
        last = other
    return tuple(ties)


def _columns(program: Program, over: Sequence[str]) -> np.ndarray:
    for name in over:
        if name not in program.variables:
            raise OrepactError(
                f"the model has no variable {name}",
                do=f"Name one of {', '.join(program.variables)}",
            )
    places = np.concatenate([program.variables[name].values.ravel() for name in over])
    columns = places[places >= 0]
    is_binary = program.integers[columns] & (program.lower[columns] >= 0.0)
    if not (is_binary & (program.upper[columns] <= 1.0)).all():
        raise OrepactError(
            f"a variable among {', '.join(over)} is not yes or no",
            why="A choice can be barred only where it is one of two",
            do="Name the binary variables alone",
        )
    return np.asarray(columns)
