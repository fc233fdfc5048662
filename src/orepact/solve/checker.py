"""An independent check of a solution: every row in exact rationals, every binary exactly 0 or 1.

It reads the rows as plain matrices and evaluates them itself; neither the solver's nor the
modelling layer's evaluation is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import linopy
import numpy as np
import scipy.sparse as sp

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
    """

    family: str
    rows: int
    worst: Fraction
    unit: str
    tolerance: float

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


def _solution(model: linopy.Model, found: Solve) -> tuple[list[Fraction], int, Fraction]:
    """Exact values in matrix order, the number of integers, the worst violated bound."""
    matrices = model.matrices
    by_label: dict[int, float] = {}
    for name, values in found.values.items():
        labels = model.variables[name].labels.values.ravel()
        by_label.update(zip(labels.tolist(), values.values.ravel().tolist(), strict=True))
    kinds = np.asarray(matrices.vtypes)
    exact: list[Fraction] = []
    worst = Fraction(0)
    for label, kind, low, high in zip(
        matrices.vlabels, kinds, matrices.lb, matrices.ub, strict=True
    ):
        value = Fraction(by_label[int(label)])
        if kind != "C" and value.denominator != 1:
            raise SolverError(f"variable {int(label)} is {float(value)!r}, not a whole number")
        if np.isfinite(low):
            worst = max(worst, Fraction(float(low)) - value)
        if np.isfinite(high):
            worst = max(worst, value - Fraction(float(high)))
        exact.append(value)
    return exact, int((kinds != "C").sum()), worst


def _violation(activity: Fraction, sense: str, right: float) -> Fraction:
    if not np.isfinite(right):
        return Fraction(0)
    difference = activity - Fraction(float(right))
    if sense == "<":
        return max(Fraction(0), difference)
    if sense == ">":
        return max(Fraction(0), -difference)
    return abs(difference)


def check_solution(
    model: linopy.Model,
    found: Solve,
    units: Mapping[str, RowUnit],
    *,
    objective_tolerance: float = 1e-6,
) -> Check:
    """Check a solution of the model as it stands, row by row, in exact rationals.

    Integers enter as the whole numbers they were rounded to, continuous variables as the exact
    rational of their floating-point value.

    Parameters
    ----------
    model : linopy.Model
    found : Solve
        With a solution for every variable of the model.
    units : dict of str to RowUnit
        By constraint name; every constraint must have one.
    objective_tolerance : float
        In the objective's unit, times the larger of 1 and its size.

    Raises
    ------
    SolverError : if a family has no unit or a variable has no value
    """
    matrices = model.matrices
    exact, integers, worst_bound = _solution(model, found)
    rows = sp.csr_matrix(matrices.A)
    place = {int(label): row for row, label in enumerate(matrices.clabels)}
    families = [
        FamilyCheck(family="bounds", rows=len(exact), worst=worst_bound, unit="1", tolerance=1e-9)
    ]
    for name in model.constraints:
        if name not in units:
            raise SolverError(f"rows {name} have no unit to be checked in")
        worst, count = Fraction(0), 0
        for label in model.constraints[name].labels.values.ravel():
            if int(label) not in place:
                continue
            row = place[int(label)]
            span = slice(rows.indptr[row], rows.indptr[row + 1])
            activity = sum(
                (
                    Fraction(float(coefficient)) * exact[column]
                    for coefficient, column in zip(rows.data[span], rows.indices[span], strict=True)
                    if exact[column]
                ),
                start=Fraction(0),
            )
            worst = max(worst, _violation(activity, matrices.sense[row], matrices.b[row]))
            count += 1
        unit = units[name]
        families.append(
            FamilyCheck(
                family=name, rows=count, worst=worst, unit=unit.unit, tolerance=unit.tolerance
            )
        )
    objective = sum(
        (Fraction(float(c)) * x for c, x in zip(matrices.c, exact, strict=True) if c),
        start=Fraction(0),
    )
    return Check(
        families=tuple(sorted(families, key=lambda item: item.family)),
        integers=integers,
        objective=objective,
        objective_error=abs(float(objective - Fraction(found.objective))),
        objective_tolerance=objective_tolerance * max(1.0, abs(found.objective)),
    )
