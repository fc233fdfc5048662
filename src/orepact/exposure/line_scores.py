"""One importer's suppliers of the customs lines of a commodity, from the cube."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.cube import Cube

__all__ = ["LineScores", "flows_at", "line_scores"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineScores:
    """Suppliers of one importer, some customs lines and a year.

    Parameters
    ----------
    suppliers : tuple of str
        By name.
    value : ndarray, shape (supplier,), thousand USD
    mass : ndarray, shape (supplier,), t gross weight; nan where a flow's tonnes are not recorded
    """

    suppliers: tuple[str, ...]
    value: Floats
    mass: Floats

    def amounts(self, by: str) -> Floats:
        """Return value or mass."""
        return self.value if by == "value" else self.mass

    def herfindahl(self, by: str) -> float | None:
        """Return the Herfindahl index over suppliers with a recorded amount; None without any."""
        known = self.amounts(by)[~np.isnan(self.amounts(by))]
        total = known.sum()
        return float((known @ known) / total**2) if total > 0 else None

    def top(self, by: str) -> tuple[str, float] | None:
        """Return the largest supplier and its share of what is recorded; the first in a tie."""
        amounts = np.nan_to_num(self.amounts(by), nan=-1.0)
        total = amounts[amounts > 0].sum()
        if total <= 0:
            return None
        first = int(np.argmax(amounts))
        return self.suppliers[first], float(amounts[first] / total)


def flows_at(
    cube: Cube, importer: int, codes: Sequence[str], year: int
) -> tuple[Integers, Integers]:
    """Return where the flows of an importer, some customs lines and a year stand, and their lines.

    Both as positions: in the arrays of flows, and in ``cube.lines``.
    """
    arrays, when = cube.at_rest.arrays, cube.year_position(year)
    places, lines = [], []
    for hs in codes:
        number = cube.lines.index(hs)
        start, end = arrays["line_start"][number], arrays["line_start"][number + 1]
        is_own = (arrays["importer"][start:end] == importer) & (arrays["year"][start:end] == when)
        places.append(np.flatnonzero(is_own) + start)
        lines.append(np.full(places[-1].size, number))
    nothing = [np.zeros(0, dtype=np.int64)]
    return np.concatenate(nothing + places), np.concatenate(nothing + lines)


def line_scores(cube: Cube, importer: int, codes: Sequence[str], year: int) -> LineScores:
    """Return the suppliers of an importer over some customs lines.

    Parameters
    ----------
    cube : Cube
    importer : int
        Position in ``cube.countries``.
    codes : sequence of str
        Six digits.
    year : int
        Calendar year.
    """
    arrays = cube.at_rest.arrays
    at, _ = flows_at(cube, importer, codes, year)
    who, inverse = np.unique(arrays["exporter"][at], return_inverse=True)
    return LineScores(
        suppliers=tuple(cube.countries[int(code)] for code in who),
        value=np.bincount(inverse, weights=arrays["value"][at], minlength=who.size).astype(float),
        mass=np.bincount(inverse, weights=arrays["gross"][at], minlength=who.size).astype(float),
    )
