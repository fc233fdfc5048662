"""Distances on the globe, the nearest of many points, and whether a point lies in an area."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["EARTH_KM", "Point", "great_circle_km", "holds", "nearest"]

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG), km."""

Point = tuple[float, float]
"""Latitude and longitude, degrees."""


def great_circle_km(first: Point, second: Point) -> float:
    """Return the shortest distance on the sphere, km.

    ``2 R asin sqrt(sin^2(dlat/2) + cos lat1 cos lat2 sin^2(dlon/2))`` (haversine).

    Examples
    --------
    >>> round(great_circle_km((0.0, 0.0), (0.0, 90.0)))
    10008
    """
    lat1, lat2 = math.radians(first[0]), math.radians(second[0])
    dlat, dlon = lat2 - lat1, math.radians(second[1] - first[1])
    half = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2.0 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def nearest(point: Point, nodes: Mapping[int, Point]) -> tuple[int, float]:
    """Return the nearest node and its distance in km; ties go to the smaller id.

    Raises
    ------
    ValueError : if there is no node
    """
    distance, node = min((great_circle_km(point, at), id_) for id_, at in nodes.items())
    return node, distance


def holds(ring: Sequence[Sequence[float]], point: Point) -> bool:
    """Return whether a closed ring of (lon, lat) holds a point (lat, lon); even-odd rule.

    Examples
    --------
    >>> square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0), (0.0, 0.0)]
    >>> holds(square, (1.0, 1.0)), holds(square, (3.0, 1.0))
    (True, False)
    """
    lat, lon = point
    is_in = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            is_in = not is_in
    return is_in
