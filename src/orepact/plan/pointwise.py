"""Rows from arrays of coefficients: one step per family, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import linopy
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from orepact.solve import Linear, Program

__all__ = ["Blocks", "as_linear", "entries", "rows_of"]

Blocks = Mapping[str, NDArray[np.float64]]
"""By variable: coefficients, shape ``(row, *shape of the variable)``."""


def entries(
    variable: linopy.Variable, along: str, **labels: Sequence[str] | Sequence[int]
) -> linopy.LinearExpression:
    """Return the entries of a variable at lists of labels, one per pair, along a new dimension.

    Parameters
    ----------
    along : str
        Name of the new dimension, numbered from 0.
    labels : sequence per dimension of the variable
        All of one length; dimensions not named stay.
    """
    index = {name: xr.DataArray(list(of), dims=along) for name, of in labels.items()}
    picked = variable.labels.sel(index).drop_vars(list(labels))
    count = next(iter(index.values())).size
    numbers = picked.assign_coords({along: pd.RangeIndex(count, name=along)}).expand_dims("_term")
    ones = xr.ones_like(numbers, dtype=float)
    return linopy.LinearExpression(xr.Dataset({"coeffs": ones, "vars": numbers}), variable.model)


def rows_of(model: linopy.Model, blocks: Blocks) -> linopy.LinearExpression:
    """Return ``sum over variables of coefficients x``, one expression per row."""
    numbers, shares = [], []
    for name, block in blocks.items():
        labels = model.variables[name].labels.values.ravel()
        flat = block.reshape(block.shape[0], -1)
        used = np.flatnonzero(flat.any(axis=0))
        numbers.append(labels[used])
        shares.append(flat[:, used])
    coefficients = np.concatenate(shares, axis=1)
    labels = np.broadcast_to(np.concatenate(numbers), coefficients.shape)
    is_used = coefficients != 0.0
    return linopy.LinearExpression(
        xr.Dataset(
            {
                "coeffs": (("row", "_term"), np.where(is_used, coefficients, np.nan)),
                "vars": (("row", "_term"), np.where(is_used, labels, -1)),
            },
            coords={"row": pd.RangeIndex(coefficients.shape[0], name="row")},
        ),
        model,
    )


def as_linear(program: Program, blocks: Blocks) -> Linear:
    """Return the single row of the blocks over a program's columns."""
    coefficients = np.zeros(program.cost.size)
    for name, block in blocks.items():
        places = program.variables[name].values.ravel()
        known = places >= 0
        np.add.at(coefficients, places[known], block.reshape(-1)[known])
    return Linear(coefficients=coefficients)
