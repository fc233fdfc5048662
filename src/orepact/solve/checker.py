"""An independent check of a solution: every row in exact rationals, every binary exactly 0 or 1.

It reads the rows as plain matrices and evaluates them itself; neither the solver's nor the
modelling layer's evaluation is used.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from orepact.solve.program import Program
from orepact.solve.solver import Solve, SolverError

__all__ = ["Check", "FamilyCheck", "RowUnit", "check_solution"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowUnit:
    """Unit of a family of rows, and the residual that passes in that unit."""

    unit: str
    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyCheck:
    """The worst row of one family.

    Parameters
    ----------
    family : str
        Name of the constraint.
    rows : int
        Rows checked.
    worst : Fraction
        Largest violation, exact; 0 when every row holds exactly.
    unit, tolerance : str and float
        As asked.
    binding : int
        Rows that stand at a limit, within the tolerance; equations, and rows in which nothing is
        chosen, are not counted.
    """

    family: str
    rows: int
    worst: Fraction
    unit: str
    tolerance: float
    binding: int = 0

    @property
    def holds(self) -> bool:
        """Whether no row is violated beyond the tolerance."""
        return self.worst <= Fraction(self.tolerance)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the checker found.

    Parameters
    ----------
    families : tuple of FamilyCheck
        By name; ``bounds`` are the variables' own.
    integers : int
        Binaries and integers, each used as the exact whole number it stands for.
    objective : Fraction
        Recomputed exactly at the rounded solution.
    objective_error : float
        Distance from the solver's objective.
    objective_tolerance : float
        What passes, in the objective's unit.
    """

    families: tuple[FamilyCheck, ...]
    integers: int
    objective: Fraction
    objective_error: float
    objective_tolerance: float

    @property
    def holds(self) -> bool:
        """Whether every family and the objective pass."""
        is_objective_right = self.objective_error <= self.objective_tolerance
        return is_objective_right and all(family.holds for family in self.families)

    @property
    def failures(self) -> tuple[str, ...]:
        """What does not pass, in words."""
        found = [
            f"{item.family}: violated by {float(item.worst):.3g} {item.unit}, "
            f"{item.tolerance:g} is allowed"
            for item in self.families
            if not item.holds
        ]
        if self.objective_error > self.objective_tolerance:
            found.append(
                f"objective: {float(self.objective):.9g} recomputed, off by "
                f"{self.objective_error:.3g}, {self.objective_tolerance:g} is allowed"
            )
        return tuple(found)


def _exact(program: Program, x: np.ndarray) -> tuple[dict[int, Fraction], Fraction]:
    """Return the exact values of the columns that are not 0, and the worst violated bound.

    Floats compare exactly, so a rational is only made where one is needed.
    """
    whole = x[program.integers]
    if (whole != np.round(whole)).any():
        place = int(np.flatnonzero(program.integers)[np.flatnonzero(whole != np.round(whole))[0]])
        raise SolverError(f"column {place} is {float(x[place])!r}, not a whole number")
    outside = np.flatnonzero((x < program.lower) | (x > program.upper))
    worst = max(
        (
            _violation(Fraction(float(x[n])), float(program.lower[n]), float(program.upper[n]))
            for n in outside
        ),
        default=Fraction(0),
    )
    return {int(n): Fraction(float(x[n])) for n in np.flatnonzero(x)}, worst


def _violation(activity: Fraction, low: float, high: float) -> Fraction:
    below = Fraction(low) - activity if math.isfinite(low) else Fraction(0)
    above = activity - Fraction(high) if math.isfinite(high) else Fraction(0)
    return max(Fraction(0), below, above)


def _rows(
    program: Program, rows: np.ndarray, exact: Mapping[int, Fraction], tolerance: float
) -> tuple[Fraction, int]:
    """Return the worst violation of some rows, and how many stand at their limit.

    Rows without a value but 0 are compared at 0 and bind nothing.
    """
    matrix, worst, binding, near = program.matrix, Fraction(0), 0, Fraction(tolerance)
    for row in rows.tolist():
        first, last = int(matrix.indptr[row]), int(matrix.indptr[row + 1])
        activity, is_used = Fraction(0), False
        for place in range(first, last):
            value = exact.get(int(matrix.indices[place]))
            if value is not None:
                activity += Fraction(float(matrix.data[place])) * value
                is_used = True
        low, high = float(program.low[row]), float(program.high[row])
        if activity < low or activity > high:
            worst = max(worst, _violation(activity, low, high))
        if is_used and low < high:
            ends = [Fraction(end) for end in (low, high) if math.isfinite(end)]
            binding += any(abs(activity - end) <= near for end in ends)
    return worst, binding


def check_solution(
    program: Program,
    found: Solve,
    units: Mapping[str, RowUnit],
    *,
    objective_tolerance: float = 1e-6,
    with_objective: bool = True,
) -> Check:
    """Check a solution of a program, row by row, in exact rationals.

    Integers enter as the whole numbers they were rounded to, continuous variables as the exact
    rational of their floating-point value.

    Parameters
    ----------
    program : Program
    found : Solve
        With a value for every column of the program; columns beyond are not looked at.
    units : dict of str to RowUnit
        By constraint name; every constraint must have one.
    objective_tolerance : float
        In the objective's unit, times the larger of 1 and its size.
    with_objective : bool
        Whether the program still has the objective of this solve; without it only rows are checked.

    Raises
    ------
    SolverError : if a family has no unit or a variable has no value
    """
    if found.x.size < program.cost.size:
        raise SolverError("the solve has no value for some column of the program")
    width = program.cost.size
    exact, worst_bound = _exact(program, found.x[:width])
    families = [
        FamilyCheck(family="bounds", rows=width, worst=worst_bound, unit="1", tolerance=0.0)
    ]
    for name, rows in program.rows.items():
        if name not in units:
            raise SolverError(f"rows {name} have no unit to be checked in")
        unit = units[name]
        worst, binding = _rows(program, rows, exact, unit.tolerance)
        families.append(
            FamilyCheck(
                family=name,
                rows=len(rows),
                worst=worst,
                unit=unit.unit,
                tolerance=unit.tolerance,
                binding=binding,
            )
        )
    objective = sum(
        (Fraction(float(program.cost[n])) * value for n, value in exact.items()),
        start=Fraction(0),
    )
    return Check(
        families=tuple(sorted(families, key=lambda item: item.family)),
        integers=int(program.integers.sum()),
        objective=objective,
        objective_error=(
            abs(float(objective - Fraction(found.objective))) if with_objective else 0.0
        ),
        objective_tolerance=objective_tolerance * max(1.0, abs(found.objective)),
    )
