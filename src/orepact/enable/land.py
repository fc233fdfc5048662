"""Is a point on land? Asked of a case's coarse base map: what is near the coast counts."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError

__all__ = ["is_on_land"]

Floats = NDArray[np.float64]
_NEAR = 0.15
"""Degrees from a shape's edge that still count as land, about 15 km: the shapes' own coarseness."""
_LAYERS = ("land", "unit", "disputed")


@cache
def _rings(path: Path, stamp: int) -> tuple[Floats, ...]:
    """Return the outer rings of the map's land, each of shape (point, 2)."""
    rings: list[Floats] = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        if feature["properties"].get("layer") not in _LAYERS:
            continue
        parts = shape["coordinates"]
        if shape["type"] == "Polygon":
            parts = [parts]
        if shape["type"] in ("Polygon", "MultiPolygon"):
            rings += [np.asarray(part[0], dtype=float) for part in parts]
    return tuple(rings)


def _inside(ring: Floats, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Return which points a ring holds: an odd number of its edges lies to their east."""
    x, y = ring[:, 0], ring[:, 1]
    x1, y1 = np.roll(x, -1), np.roll(y, -1)
    crosses = (y[None, :] > lat[:, None]) != (y1[None, :] > lat[:, None])
    rise = np.where(y1 == y, 1.0, y1 - y)
    at = x + (lat[:, None] - y) * (x1 - x) / rise
    return np.asarray((crosses & (lon[:, None] < at)).sum(axis=1) % 2 == 1)


def _near(ring: Floats, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Return which points lie near an edge of a ring."""
    start, end = ring, np.roll(ring, -1, axis=0)
    step = end - start
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    found = np.zeros(len(lon), dtype=bool)
    for index, point in enumerate(np.column_stack([lon, lat])):
        part = np.clip(((point - start) * step).sum(axis=1) / length, 0.0, 1.0)
        gap = point - (start + part[:, None] * step)
        found[index] = bool(((gap**2).sum(axis=1) < _NEAR**2).any())
    return found


def is_on_land(basemap: Path, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Return which points lie on land, or so near a coast that the coarse map cannot tell.

    Parameters
    ----------
    basemap : Path
        The case's ``geo/basemap.geojson``.
    lon, lat : ndarray, shape (point,), degrees

    Raises
    ------
    CaseError : the map is missing or holds no land
    """
    if not basemap.exists():
        raise CaseError("the base map is missing", where=str(basemap), do="Add it to the case")
    rings = _rings(basemap, basemap.stat().st_mtime_ns)
    if not rings:
        raise CaseError("the base map holds no land", where=str(basemap))
    places, back = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
    found = np.zeros(len(places), dtype=bool)
    for ring in rings:
        left = np.flatnonzero(~found)
        found[left] = _inside(ring, places[left, 0], places[left, 1])
    for ring in rings:
        left = np.flatnonzero(~found)
        if len(left):
            found[left] = _near(ring, places[left, 0], places[left, 1])
    return np.asarray(found[back.reshape(-1)])
