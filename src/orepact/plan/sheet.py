"""The sheet on which a plan's rows are written as arrays, and the program or model made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse as sp
import xarray as xr
from numpy.typing import NDArray

from orepact.solve import Linear, Program

if TYPE_CHECKING:
    import linopy

__all__ = ["Blocks", "Sheet", "as_linear"]

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

Blocks = Mapping[str, Floats]
"""By variable: coefficients, shape ``(row, *shape of the variable)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    """Rows of one name as triplets, with ``low <= row <= high``."""

    row: Places
    column: Places
    value: Floats
    low: Floats
    high: Floats


class Sheet:
    """Variables and named families of rows, collected as arrays.

    A modelling layer takes four fifths of the time of a small plan; arrays take a few
    milliseconds. :meth:`program` is what HiGHS reads, :meth:`linopy` the same rows as a model that
    others can change.
    """

    def __init__(self) -> None:
        self._places: dict[str, xr.DataArray] = {}
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []
        self._whole: list[NDArray[np.bool_]] = []
        self._families: dict[str, _Family] = {}
        self._width = 0

    def add(
        self,
        name: str,
        coords: Mapping[str, Sequence[Any]],
        *,
        is_whole: bool = False,
        lower: float = 0.0,
        upper: float = 1.0,
    ) -> None:
        """Add a variable with named dimensions; whole ones are binary.

        Parameters
        ----------
        name : str
        coords : dict of str to sequence
            Labels by dimension; none for a single number.
        lower, upper : float
            Bounds, in the variable's unit.
        """
        shape = tuple(len(labels) for labels in coords.values())
        count = int(np.prod(shape, dtype=int))
        numbers = np.arange(self._width, self._width + count).reshape(shape)
        labels = {dim: list(values) for dim, values in coords.items()}
        self._places[name] = xr.DataArray(numbers, coords=labels, dims=list(coords))
        self._lower.append(np.full(count, lower))
        self._upper.append(np.full(count, upper))
        self._whole.append(np.full(count, is_whole))
        self._width += count

    def has(self, name: str) -> bool:
        """Return whether there is a variable of that name."""
        return name in self._places

    def places(self, name: str) -> Places:
        """Return the columns of a variable's entries, in its shape."""
        return np.asarray(self._places[name].values, dtype=np.int64)

    def rows(
        self,
        name: str,
        blocks: Blocks,
        *,
        at_most: float | Floats = np.inf,
        at_least: float | Floats = -np.inf,
    ) -> None:
        """Add ``at_least <= sum over variables of coefficients x <= at_most``.

        Parameters
        ----------
        blocks : mapping
            Every block has as many rows.
        at_most, at_least : float or ndarray, shape (row,)
        """
        count = next(iter(blocks.values())).shape[0]
        row, column, value = [], [], []
        for variable, block in blocks.items():
            flat = block.reshape(count, -1)
            own_row, own_column = np.nonzero(flat)
            row.append(own_row)
            column.append(self.places(variable).ravel()[own_column])
            value.append(flat[own_row, own_column])
        self._keep(
            name,
            (np.concatenate(row), np.concatenate(column), np.concatenate(value)),
            low=np.broadcast_to(np.asarray(at_least, dtype=float), count),
            high=np.broadcast_to(np.asarray(at_most, dtype=float), count),
        )

    def pairs(
        self, name: str, terms: Sequence[tuple[Places, float]], *, at_most: float | Floats
    ) -> None:
        """Add one row per entry: ``sum of sign x variable[place] <= at_most``.

        Parameters
        ----------
        terms : sequence of (places, sign)
            Places of one shape; a row takes the same entry of each.
        """
        count = int(terms[0][0].size)
        triplets = (
            np.tile(np.arange(count), len(terms)),
            np.concatenate([places.ravel() for places, _ in terms]),
            np.concatenate([np.full(count, sign) for _, sign in terms]),
        )
        high = np.broadcast_to(np.asarray(at_most, dtype=float).ravel(), count)
        self._keep(name, triplets, low=np.full(count, -np.inf), high=high)

    def _keep(
        self, name: str, triplets: tuple[Places, Places, Floats], *, low: Floats, high: Floats
    ) -> None:
        if name in self._families:
            raise ValueError(f"rows {name!r} are written twice")
        row, column, value = triplets
        self._families[name] = _Family(row=row, column=column, value=value, low=low, high=high)

    def program(self) -> Program:
        """Return the arrays that the solver reads; the objective is empty."""
        rows: dict[str, Places] = {}
        at, row, column, value = 0, [], [], []
        for name, family in self._families.items():
            count = family.low.size
            rows[name] = np.arange(at, at + count)
            row.append(family.row + at)
            column.append(family.column)
            value.append(family.value)
            at += count
        families = self._families.values()
        none = np.zeros(0)
        matrix = sp.csr_matrix(  # type: ignore[no-untyped-call]
            (
                np.concatenate([none, *value]),
                (
                    np.concatenate([none, *row]).astype(np.int64),
                    np.concatenate([none, *column]).astype(np.int64),
                ),
            ),
            shape=(at, self._width),
        )
        return Program(
            matrix=matrix,
            low=np.concatenate([none, *(family.low for family in families)]),
            high=np.concatenate([none, *(family.high for family in families)]),
            lower=np.concatenate([none, *self._lower]),
            upper=np.concatenate([none, *self._upper]),
            cost=np.zeros(self._width),
            integers=np.concatenate([np.zeros(0, dtype=bool), *self._whole]),
            rows=rows,
            variables=dict(self._places),
            maximises=True,
        )

    def linopy(self) -> linopy.Model:
        """Return the same variables and rows as a linopy model, for use outside orepact."""
        from orepact.plan.outside import linopy_model

        program = self.program()
        return linopy_model(program)


def as_linear(program: Program, blocks: Blocks) -> Linear:
    """Return the single row of the blocks over a program's columns."""
    coefficients = np.zeros(program.cost.size)
    for name, block in blocks.items():
        places = program.variables[name].values.ravel()
        known = places >= 0
        np.add.at(coefficients, places[known], block.reshape(-1)[known])
    return Linear(coefficients=coefficients)
