"""Rows written as arrays are the rows that a modelling layer would build."""

from collections.abc import Callable

import numpy as np
import pytest

from orepact.plan import PlanData, build_model, sheet_of
from orepact.plan.sheet import Sheet, as_linear
from orepact.plan.utility import utility
from orepact.solve import Limits, linear, program_of, solve

Make = Callable[..., PlanData]


def test_rows_of_blocks_are_the_sums_they_say() -> None:
    sheet = Sheet()
    sheet.add("a", {"item": ["x", "y"]}, is_whole=True)
    sheet.add("b", {"item": ["x"], "year": [1, 2]}, upper=9.0)
    sheet.rows(
        "sum", {"a": np.array([[1.0, 0.0]]), "b": np.array([[[0.0, 3.0]]])}, at_most=4.0, at_least=1
    )
    sheet.pairs("order", [(sheet.places("a"), 1.0), (sheet.places("b"), -1.0)], at_most=0.0)
    program = sheet.program()
    dense = program.matrix @ np.eye(program.matrix.shape[1])
    assert dense.tolist() == [[1, 0, 0, 3], [1, 0, -1, 0], [0, 1, 0, -1]]
    assert program.low.tolist() == [1.0, -np.inf, -np.inf]
    assert program.high.tolist() == [4.0, 0.0, 0.0]
    assert program.upper.tolist() == [1.0, 1.0, 9.0, 9.0]
    assert program.integers.tolist() == [True, True, False, False]
    assert program.rows["order"].tolist() == [1, 2]


def test_a_family_is_written_once() -> None:
    sheet = Sheet()
    sheet.add("a", {"item": [1]})
    sheet.pairs("once", [(sheet.places("a"), 1.0)], at_most=1.0)
    with pytest.raises(ValueError, match="written twice"):
        sheet.pairs("once", [(sheet.places("a"), 1.0)], at_most=1.0)


def test_the_linopy_model_for_others_has_the_same_rows_and_the_same_best(make: Make) -> None:
    data = make(decide_after=2028)
    own = sheet_of(data).program()
    model = build_model(data)
    other = program_of(model)
    assert own.matrix.shape == other.matrix.shape
    assert own.matrix.nnz == other.matrix.nnz
    assert {name: rows.size for name, rows in own.rows.items()} == {
        name: rows.size for name, rows in other.rows.items()
    }
    aim = utility(data, np.ones(len(data.parties)))
    best = [
        solve(one.aiming(as_linear(one, aim)), Limits(gap=0.0)).objective for one in (own, other)
    ]
    assert best[0] == pytest.approx(best[1], rel=1e-9)
    free = linear(model, other, 1.0 * model.variables["z"].sum())
    assert free.coefficients.sum() == len(data.columns)
