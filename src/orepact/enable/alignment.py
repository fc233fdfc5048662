"""Where a new line would run: the least-cost way over an elevation grid, in sixteen directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orepact.enable.sphere import Point, great_circle_km
from orepact.errors import EvidenceError

__all__ = ["Alignment", "Grid", "least_cost_way", "relief"]

Floats = NDArray[np.float64]

_MOVES = (
    (0, 1), (1, 0), (1, 1), (1, -1),
    (1, 2), (2, 1), (1, -2), (2, -1),
)  # fmt: skip
"""Half of the sixteen moves; the others go the same ways backwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Elevations on a regular grid.

    Parameters
    ----------
    lats, lons : ndarray
        Descending and ascending, degrees.
    metres : ndarray, shape (lat, lon)
    """

    lats: Floats
    lons: Floats
    metres: Floats

    def cell(self, point: Point) -> tuple[int, int]:
        """Return the cell nearest to a point.

        Raises
        ------
        EvidenceError : if the point lies outside the grid
        """
        lat, lon = point
        step = abs(float(self.lats[1] - self.lats[0]))
        row = int(np.argmin(np.abs(self.lats - lat)))
        column = int(np.argmin(np.abs(self.lons - lon)))
        if abs(self.lats[row] - lat) > step or abs(self.lons[column] - lon) > step:
            raise EvidenceError(f"{lat:g} N {lon:g} E lies outside the elevation grid")
        return row, column


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """One new way."""

    km: float
    climb_m: float
    """Sum of rises and falls, m."""
    points: tuple[Point, ...]


def relief(grid: Grid) -> Floats:
    """Return, per cell, the mean absolute difference to its eight neighbours, m (edge repeated)."""
    padded = np.pad(grid.metres, 1, mode="edge")
    rows, columns = grid.metres.shape
    total = np.zeros_like(grid.metres)
    for down in (0, 1, 2):
        for right in (0, 1, 2):
            total += np.abs(padded[down : down + rows, right : right + columns] - grid.metres)
    return total / 8.0


def _edges(grid: Grid, slope_weight: float) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    rows, columns = grid.metres.shape
    index = np.arange(rows * columns).reshape(rows, columns)
    starts, ends, costs = [], [], []
    for down, right in _MOVES:
        left, there_left = (0, right) if right >= 0 else (-right, 0)
        width = columns - abs(right)
        here = np.s_[: rows - down, left : left + width]
        there = np.s_[down:, there_left : there_left + width]
        dlat = np.radians(grid.lats[:-down] - grid.lats[down:]) if down else np.zeros(rows)
        middle = (grid.lats[:-down] + grid.lats[down:]) / 2 if down else grid.lats
        dlon = np.radians(abs(right) * abs(float(grid.lons[1] - grid.lons[0])))
        km = 6371.0088 * np.hypot(dlat, dlon * np.cos(np.radians(middle)))
        rise = np.abs(grid.metres[there] - grid.metres[here])
        starts.append(index[here].ravel())
        ends.append(index[there].ravel())
        costs.append((km[:, None] * (1.0 + slope_weight * rise / (10.0 * km[:, None]))).ravel())
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(costs)


def least_cost_way(
    grid: Grid, through: Sequence[Point], *, slope_weight: float = 1.0, sea_level_m: float = -50.0
) -> Alignment:
    """Return the way through points that costs least, ``km (1 + weight * slope in percent)``.

    Sixteen moves from each cell (eight neighbours and eight knight's moves), so that directions
    lie within 14 degrees of any straight line; the length is measured on the sphere. On a grid of
    some nine kilometres it gives length and relief of a plan, not a line to be built.

    Parameters
    ----------
    grid : Grid
    through : sequence of (lat, lon)
        Start, places on the way, end.
    slope_weight : float
        Extra cost per percent of slope between cells; 1 doubles the cost at one percent.
    sea_level_m : float
        Cells below are water and closed.

    Raises
    ------
    EvidenceError : if a point lies outside the grid or cannot be reached

    References
    ----------
    Dijkstra, A note on two problems in connexion with graphs, Numerische Mathematik 1, 1959.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    starts, ends, costs = _edges(grid, slope_weight)
    is_open = (grid.metres.ravel()[starts] > sea_level_m) & (
        grid.metres.ravel()[ends] > sea_level_m
    )
    size = grid.metres.size
    graph = csr_matrix((costs[is_open], (starts[is_open], ends[is_open])), shape=(size, size))  # type: ignore[no-untyped-call]
    columns = grid.metres.shape[1]
    cells = [row * columns + column for row, column in map(grid.cell, through)]
    way = [cells[0]]
    for here, there in pairwise(cells):
        _, before = dijkstra(graph, directed=False, indices=here, return_predecessors=True)
        part = [there]
        while part[-1] != here:
            previous = int(before[part[-1]])
            if previous < 0:
                raise EvidenceError("a new line cannot reach its end over land")
            part.append(previous)
        way += part[::-1][1:]
    heights = grid.metres.ravel()[way]
    middle = [
        (float(grid.lats[cell // columns]), float(grid.lons[cell % columns])) for cell in way[1:-1]
    ]
    points = [through[0], *middle, through[-1]]
    km = sum(great_circle_km(a, b) for a, b in pairwise(points))
    return Alignment(km=km, climb_m=float(np.abs(np.diff(heights)).sum()), points=tuple(points))
