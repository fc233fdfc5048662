"""A plan's program as a linopy model, so that others can add rows and solve it their own way."""

from __future__ import annotations

import linopy
import numpy as np
import pandas as pd
import xarray as xr

from orepact.solve import Program

__all__ = ["linopy_model"]


def linopy_model(program: Program) -> linopy.Model:
    """Return a linopy model with the variables and named rows of a program, without an objective.

    Parameters
    ----------
    program : Program
        Every column belongs to a variable.

    Returns
    -------
    linopy.Model
        ``solve.program_of`` gives back a program with the same optima.
    """
    model = linopy.Model()
    labels = np.full(program.cost.size, -1)
    for name, places in program.variables.items():
        own = places.values
        is_whole = bool(program.integers[own.ravel()].all())
        indexes = [pd.Index(places.coords[dim].values, name=dim) for dim in places.dims]
        if is_whole:
            variable = model.add_variables(binary=True, coords=indexes, name=name)
        else:
            lower, upper = (places.copy(data=end[own]) for end in (program.lower, program.upper))
            variable = model.add_variables(lower, upper, coords=indexes, name=name)
        labels[own.ravel()] = variable.labels.values.ravel()
    for name, rows in program.rows.items():
        block = program.matrix[rows].tocsr()
        width = max(1, int(np.diff(block.indptr).max(initial=0)))
        numbers = np.full((rows.size, width), -1)
        shares = np.full((rows.size, width), np.nan)
        for n in range(rows.size):
            first, last = block.indptr[n], block.indptr[n + 1]
            numbers[n, : last - first] = labels[block.indices[first:last]]
            shares[n, : last - first] = block.data[first:last]
        expression = linopy.LinearExpression(
            xr.Dataset(
                {"coeffs": (("row", "_term"), shares), "vars": (("row", "_term"), numbers)},
                coords={"row": pd.RangeIndex(rows.size, name="row")},
            ),
            model,
        )
        for end, sign in ((program.high, "<="), (program.low, ">=")):
            if np.isfinite(end[rows]).all():
                other = name if sign == "<=" else f"{name}:least"
                used = name if np.isinf(program.high[rows]).all() else other
                right = xr.DataArray(end[rows], dims="row", coords={"row": range(rows.size)})
                model.add_constraints(expression, sign, right, name=used)
    return model
