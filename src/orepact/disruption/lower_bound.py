"""The least that a set of cuts can cost: the best possible reallocation, as a linear programme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.input_output import InputOutputTable
from orepact.errors import OrepactError

__all__ = ["LowerBound", "lower_bound"]

Array = NDArray[np.float64]

_NEGLIGIBLE = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerBound:
    """The best reallocation after a set of cuts.

    Parameters
    ----------
    loss_musd : float
        Least loss of gross domestic product, million USD, never negative.
    undisturbed_musd : float
        Objective without cuts: gross domestic product, industries that take value away left out.
    bottlenecks : tuple of (str, float)
        Industries of which one more million of output would add more than its own value added,
        with what it would add, largest first.
    """

    loss_musd: float
    undisturbed_musd: float
    bottlenecks: tuple[tuple[str, float], ...]


def lower_bound(
    table: InputOutputTable, cut: Array, places: NDArray[np.intp], *, seed: int = 0
) -> LowerBound:
    """Return the least loss that keeps every industry supplied.

        maximise   sum_j max(va_j, 0) / x0_j x_j        closing one that takes value is no gain
        rows       x_i - sum_j A_ij x_j - f_i >= 0          inputs and final use are served
        bounds     0 <= x_j <= x0_j (1 - delta_j),  min(f0_i, 0) <= f_i <= f0_i

    Final users give way first, without limit; an industry stops only when final use of what it
    needs is exhausted. What is made and not needed may lie in stock.

    Parameters
    ----------
    table : InputOutputTable
    cut : ndarray, shape (place,)
        delta of the named industries.
    places : ndarray of int

    Raises
    ------
    OrepactError : the solver does not prove an optimum

    References
    ----------
    Manley, Alonso and Nassar, Resources Policy 78, 2022 (the same idea on the 2012 table; not
    read here beyond its abstract).
    """
    most = table.output.copy()
    most[places] *= 1.0 - cut
    worth = _worth(table)
    output, dual = _solved(table, most, worth, seed)
    base = float(worth @ table.output)
    loss = base - float(worth @ output)
    price = np.abs(dual)
    scarce = [
        (table.codes[i], float(price[i])) for i in np.argsort(-price) if price[i] > _NEGLIGIBLE
    ]
    return LowerBound(
        loss_musd=max(loss, 0.0), undisturbed_musd=base, bottlenecks=tuple(scarce[:10])
    )


def _worth(table: InputOutputTable) -> Array:
    """Return value added per unit of output; 0 for an industry that takes value away."""
    worth = np.divide(
        table.value_added,
        table.output,
        out=np.zeros(len(table.codes)),
        where=table.output > 0.0,
    )
    kept: Array = np.maximum(worth, 0.0)
    return kept


def _solved(table: InputOutputTable, most: Array, worth: Array, seed: int) -> tuple[Array, Array]:
    """Return output by industry and the dual of each row."""
    import highspy

    count = len(table.codes)
    matrix = np.eye(count) - table.inputs
    rows, columns = np.nonzero(np.column_stack([matrix, np.eye(count)]))
    value = np.where(columns < count, matrix[rows, np.minimum(columns, count - 1)], -1.0)
    start = np.append(0, np.cumsum(np.bincount(rows, minlength=count))).astype(np.int32)
    index = columns.astype(np.int32)
    final = table.final_use
    lp: Any = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = count, 2 * count
    lp.col_cost_ = np.concatenate([worth, np.zeros(count)])
    lp.col_lower_ = np.concatenate([np.zeros(count), np.minimum(final, 0.0)])
    lp.col_upper_ = np.concatenate([most, final])
    lp.row_lower_ = np.full(count, -_slack(table))
    lp.row_upper_ = np.full(count, np.inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = count, 2 * count
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = start, index, value
    lp.sense_ = highspy.ObjSense.kMaximize
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("threads", 1)
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise OrepactError(
            "the least loss could not be proved",
            where=table.title,
            why=f"the solver ended with {highs.modelStatusToString(highs.getModelStatus())}",
            do="Report this with the command you ran",
        )
    solution = highs.getSolution()
    return np.array(solution.col_value)[:count], np.array(solution.row_dual)


def _slack(table: InputOutputTable) -> float:
    """Return the imbalance a row may have, million USD: a billionth of the largest output."""
    return 1e-9 * float(table.output.max())
