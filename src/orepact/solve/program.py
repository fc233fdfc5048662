"""A linopy model as plain arrays, and as a program that HiGHS takes without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import linopy
import numpy as np
import scipy.sparse as sp
import xarray as xr
from numpy.typing import NDArray

__all__ = ["Linear", "Program", "linear", "program_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """``coefficients x + constant`` over the columns of a program."""

    coefficients: Floats
    constant: float = 0.0

    def at(self, x: Floats) -> float:
        """Return the value at a solution; columns beyond the expression's count as 0."""
        return float(self.coefficients @ x[: self.coefficients.size]) + self.constant

    def plus(self, other: Linear) -> Linear:
        """Return the sum of two expressions over the same columns."""
        return Linear(
            coefficients=self.coefficients + other.coefficients,
            constant=self.constant + other.constant,
        )

    def times(self, factor: float) -> Linear:
        """Return the expression times a number."""
        return Linear(coefficients=factor * self.coefficients, constant=factor * self.constant)

    def less(self, amount: float) -> Linear:
        """Return the expression less a constant."""
        return Linear(coefficients=self.coefficients, constant=self.constant - amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """``optimise c x`` with ``low <= A x <= high``, ``lower <= x <= upper``.

    Parameters
    ----------
    matrix : csr_matrix, shape (row, column)
    low, high : ndarray, shape (row,)
    lower, upper, cost : ndarray, shape (column,)
    integers : ndarray of bool, shape (column,)
    rows : dict of str to ndarray of int
        Rows of each constraint by its name.
    variables : dict of str to DataArray of int
        Column of each entry of each variable by its name, -1 where it has none.
    maximises : bool
    """

    matrix: sp.csr_matrix
    low: Floats
    high: Floats
    lower: Floats
    upper: Floats
    cost: Floats
    integers: NDArray[np.bool_]
    rows: Mapping[str, NDArray[np.int64]]
    variables: Mapping[str, xr.DataArray]
    maximises: bool

    def aiming(self, at: Linear) -> Program:
        """Return the program that maximises an expression; its constant is left to the caller."""
        cost = np.zeros(self.cost.size)
        cost[: at.coefficients.size] = at.coefficients
        return replace(self, cost=cost, maximises=True)

    def with_rows(self, name: str, rows: Sequence[Linear], at_least: Sequence[float]) -> Program:
        """Return the program with rows ``expression >= level`` under a name."""
        width = self.cost.size
        block = np.zeros((len(rows), width))
        for place, row in enumerate(rows):
            block[place, : row.coefficients.size] = row.coefficients
        levels = np.array(at_least, dtype=float) - np.array([row.constant for row in rows])
        first = self.matrix.shape[0]
        return replace(
            self,
            matrix=sp.vstack([self.matrix, sp.csr_matrix(block)], format="csr"),  # type: ignore[no-untyped-call]
            low=np.append(self.low, levels),
            high=np.append(self.high, np.full(len(rows), np.inf)),
            rows={**self.rows, name: np.arange(first, first + len(rows))},
        )

    def with_free_columns(self, count: int) -> Program:
        """Return the program with unbounded continuous columns at the end."""
        empty = sp.csr_matrix((self.matrix.shape[0], count))  # type: ignore[no-untyped-call]
        return replace(
            self,
            matrix=sp.hstack([self.matrix, empty], format="csr"),  # type: ignore[no-untyped-call]
            lower=np.append(self.lower, np.full(count, -np.inf)),
            upper=np.append(self.upper, np.full(count, np.inf)),
            cost=np.append(self.cost, np.zeros(count)),
            integers=np.append(self.integers, np.zeros(count, dtype=bool)),
        )

    def highs(self, constant: float = 0.0) -> Any:
        """Return HiGHS with the program passed and its log off.

        Parameters
        ----------
        constant : float
            Added to the objective, so that relative gaps speak of the whole of it.
        """
        lp = highspy.HighsLp()
        lp.offset_ = constant
        lp.num_row_, lp.num_col_ = self.matrix.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.low, self.high
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = self.matrix.shape
        lp.a_matrix_.start_ = self.matrix.indptr
        lp.a_matrix_.index_ = self.matrix.indices
        lp.a_matrix_.value_ = self.matrix.data
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(flag)] for flag in self.integers]
        lp.sense_ = highspy.ObjSense.kMaximize if self.maximises else highspy.ObjSense.kMinimize
        highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        highs.setOptionValue("output_flag", False)
        highs.passModel(lp)
        return highs


def program_of(model: linopy.Model) -> Program:
    """Return the arrays of a linopy model, constants of its rows already on the right side."""
    matrices = model.matrices
    right = np.asarray(matrices.b, dtype=float)
    sense = np.asarray(matrices.sense)
    place = {int(label): row for row, label in enumerate(matrices.clabels)}
    rows = {
        str(name): np.array(
            [
                place[label]
                for label in model.constraints[name].labels.values.ravel().tolist()
                if label in place
            ],
            dtype=np.int64,
        )
        for name in model.constraints
    }
    labels = np.asarray(matrices.vlabels, dtype=np.int64)
    matrix = sp.csr_matrix((0, labels.size)) if not right.size else sp.csr_matrix(matrices.A)  # type: ignore[no-untyped-call]
    return Program(
        matrix=matrix,
        low=np.where(sense == "<", -np.inf, right) if right.size else right,
        high=np.where(sense == ">", np.inf, right) if right.size else right,
        lower=np.asarray(matrices.lb, dtype=float),
        upper=np.asarray(matrices.ub, dtype=float),
        cost=np.asarray(matrices.c, dtype=float),
        integers=np.asarray(matrices.vtypes) != "C",
        rows=rows,
        variables=_variables(model, labels),
        maximises=model.objective.sense == "max",
    )


def _variables(model: linopy.Model, labels: NDArray[np.int64]) -> dict[str, xr.DataArray]:
    place = np.full(int(labels.max(initial=0)) + 2, -1)
    place[labels] = np.arange(labels.size)
    return {
        str(name): xr.DataArray(
            place[np.asarray(model.variables[name].labels.values)],
            coords=model.variables[name].labels.coords,
            dims=model.variables[name].labels.dims,
        )
        for name in model.variables
    }


def linear(model: linopy.Model, program: Program, expression: linopy.LinearExpression) -> Linear:
    """Return a scalar expression of a model as coefficients over its program's columns."""
    labels = np.concatenate(
        [model.variables[name].labels.values.ravel() for name in program.variables]
    )
    columns = np.concatenate([places.values.ravel() for places in program.variables.values()])
    place = np.full(int(labels.max(initial=0)) + 1, -1)
    place[labels[labels >= 0]] = columns[labels >= 0]
    of = expression.vars.values.ravel()
    coefficients = np.zeros(program.cost.size)
    np.add.at(coefficients, place[of[of >= 0]], expression.coeffs.values.ravel()[of >= 0])
    return Linear(coefficients=coefficients, constant=float(expression.const.values))
