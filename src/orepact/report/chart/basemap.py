"""Builds a case's base map from Natural Earth files: land, host units, disputed areas, lines.

Run once by whoever prepares a case; the result is data of the case, and the report only reads it:

    python -m orepact.report.chart.basemap --raw DIR --host PAK --out CASE/geo
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orepact.errors import CaseError

__all__ = ["build_basemap", "clip_line", "clip_ring", "join", "thin"]

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Feature = dict[str, Any]

MARGIN_DEGREES = 0.7
"""How far the map reaches beyond the host."""

FILES = {
    "units": "ne_10m_admin_1_pak_neighbours.geojson",
    "world": "ne_110m_admin_0_countries.geojson",
    "disputed": "ne_10m_disputed_areas_pak_region.geojson",
    "lines": "ne_10m_boundary_lines_pak_region.geojson",
}
"""What is read, as named in the folder of raw files."""

SETTLED = "International boundary"
"""How Natural Earth begins the class of a line that it does not mark as in dispute."""


def thin(points: Sequence[Point], step: float) -> list[Point]:
    """Return the points on a grid of ``step`` degrees, repeats left out, ends kept.

    Two shapes that share a border keep sharing it, because both fall on the same grid.

    Examples
    --------
    >>> thin([(0.0, 0.0), (0.01, 0.01), (1.0, 1.0)], 0.05)
    [(0.0, 0.0), (1.0, 1.0)]
    """
    grid: list[Point] = []
    for lon, lat in points:
        cell = (round(round(lon / step) * step, 3), round(round(lat / step) * step, 3))
        if not grid or grid[-1] != cell:
            grid.append(cell)
    return grid


def _cut(first: Point, second: Point, axis: int, limit: float) -> Point:
    share = (limit - first[axis]) / (second[axis] - first[axis])
    other = first[1 - axis] + share * (second[1 - axis] - first[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def clip_ring(ring: Sequence[Point], box: Box) -> list[Point]:
    """Return the part of a closed ring within a box (Sutherland and Hodgman, 1974).

    Examples
    --------
    >>> clip_ring([(-1.0, 0.0), (1.0, 0.0), (1.0, 1.0), (-1.0, 1.0)], (0.0, -2.0, 2.0, 2.0))
    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    """
    points = list(ring[:-1] if ring and ring[0] == ring[-1] else ring)
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        kept: list[Point] = []
        for here, there in zip(points, points[1:] + points[:1], strict=True):
            is_in, is_next_in = sign * (here[axis] - limit) >= 0, sign * (there[axis] - limit) >= 0
            if is_in:
                kept.append(here)
            if is_in != is_next_in:
                kept.append(_cut(here, there, axis, limit))
        points = kept
    return points


def clip_line(line: Sequence[Point], box: Box) -> list[list[Point]]:
    """Return the runs of a line's points that lie within a box.

    Examples
    --------
    >>> clip_line([(0.0, 0.0), (5.0, 0.0), (0.5, 0.5), (0.6, 0.5)], (-1.0, -1.0, 1.0, 1.0))
    [[(0.5, 0.5), (0.6, 0.5)]]
    """
    runs: list[list[Point]] = [[]]
    for lon, lat in line:
        if box[0] <= lon <= box[2] and box[1] <= lat <= box[3]:
            runs[-1].append((lon, lat))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def join(rings: Sequence[Sequence[Point]]) -> list[list[Point]]:
    """Return the outline of rings that share borders; all must be wound the same way.

    Examples
    --------
    >>> left = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]
    >>> right = [(1.0, 0.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0)]
    >>> join([left, right])
    [[(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0), (1.0, 0.0)]]
    """
    edges = {
        (here, there): None
        for ring in rings
        for here, there in zip(ring, [*ring[1:], ring[0]], strict=True)
        if here != there
    }
    following: dict[Point, list[Point]] = {}
    for here, there in edges:
        if (there, here) not in edges:
            following.setdefault(here, []).append(there)
    joined: list[list[Point]] = []
    while following:
        start = next(iter(following))
        ring = [start]
        while True:
            there = following[ring[-1]].pop(0)
            if not following[ring[-1]]:
                del following[ring[-1]]
            if there == start or there not in following:
                break
            ring.append(there)
        joined.append(ring)
    return joined


def _rings(geometry: dict[str, Any]) -> list[list[Point]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return [[(point[0], point[1]) for point in polygon[0]] for polygon in polygons]


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def _polygon(geometries: Sequence[dict[str, Any]], box: Box, step: float) -> dict[str, Any] | None:
    """Outer rings only, clipped and thinned, wound clockwise as the map's projection wants."""
    rings = []
    for ring in (ring for geometry in geometries for ring in _rings(geometry)):
        points = thin(clip_ring(ring, box), step)
        if len(set(points)) < 3:
            continue
        if _area(points) > 0:
            points.reverse()
        rings.append(points[:-1] if points[0] == points[-1] else points)
    polygons = [
        [[list(point) for point in [*ring, ring[0]]]]
        for ring in (join(rings) if len(geometries) > 1 else rings)
        if len(ring) > 2 and -_area(ring) >= step * step
    ]
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None


def _line(geometries: Sequence[dict[str, Any]], box: Box, step: float) -> dict[str, Any] | None:
    lines = [
        line
        for shape in geometries
        for line in (
            [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
        )
    ]
    kept = [
        [list(point) for point in thin(run, step)]
        for line in lines
        for run in clip_line([(point[0], point[1]) for point in line], box)
    ]
    kept = [line for line in kept if len(line) > 1]
    return {"type": "MultiLineString", "coordinates": kept} if kept else None


def _read(path: Path) -> list[Feature]:
    try:
        features: list[Feature] = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as error:
        raise CaseError(
            "a map file cannot be read", where=str(path), why=str(error), do="Name the raw folder"
        ) from error
    return features


def _host_box(own: Sequence[Feature]) -> Box:
    points = [p for unit in own for ring in _rings(unit["geometry"]) for p in ring]
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    west, south = min(lons) - MARGIN_DEGREES, min(lats) - MARGIN_DEGREES
    return west, south, max(lons) + MARGIN_DEGREES, max(lats) + MARGIN_DEGREES


def _neighbouring_land(raw: Path, units: Sequence[Feature], host: str) -> list[dict[str, Any]]:
    """Units of all neighbours, and coarse countries where no units are in hand."""
    known = {unit["properties"]["iso3"] for unit in units}
    land = [unit["geometry"] for unit in units if unit["properties"]["iso3"] != host]
    world = _read(raw / FILES["world"])
    return land + [c["geometry"] for c in world if c["properties"]["ADM0_A3"] not in known]


def build_basemap(
    raw: Path,
    host: str,
    *,
    merged: Mapping[str, str] | None = None,
    land_step: float = 0.1,
    step: float = 0.03,
) -> Feature:
    """Return one GeoJSON collection with layers ``land``, ``unit``, ``disputed`` and ``line``.

    Parameters
    ----------
    raw : Path
        Folder of the Natural Earth files named in ``FILES``.
    host : str
        ISO 3166 alpha-3 code of the host.
    merged : mapping, optional
        Unit of the file -> unit it belongs to today.
    land_step, step : float
        Grid in degrees for neighbouring land, and for everything else.

    Returns
    -------
    dict
        GeoJSON; each feature has ``layer``, ``name`` and, for a line, ``is_settled``.

    Raises
    ------
    CaseError : if a file cannot be read, or no unit of the host is in it
    """
    units = _read(raw / FILES["units"])
    own = [unit for unit in units if unit["properties"]["iso3"] == host]
    if not own:
        raise CaseError(f"no unit of {host} is in the file", where=FILES["units"])
    box = _host_box(own)
    shapes: dict[str, list[dict[str, Any]]] = {}
    for unit in own:
        name = unit["properties"]["name"]
        shapes.setdefault((merged or {}).get(name, name), []).append(unit["geometry"])
    lines: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    for line in _read(raw / FILES["lines"]):
        is_settled = line["properties"]["featurecla"].startswith(SETTLED)
        lines[is_settled].append(line["geometry"])
    features: list[Feature] = []

    def add(layer: str, name: str, geometry: dict[str, Any] | None, **more: Any) -> None:
        if geometry is not None:
            properties = {"layer": layer, "name": name, **more}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})

    for geometry in _neighbouring_land(raw, units, host):
        add("land", "", _polygon([geometry], box, land_step))
    for name in sorted(shapes):
        add("unit", name, _polygon(shapes[name], box, step))
    for area in _read(raw / FILES["disputed"]):
        add("disputed", area["properties"]["BRK_NAME"], _polygon([area["geometry"]], box, step))
    for is_settled in (True, False):
        add("line", "", _line(lines[is_settled], box, step), is_settled=is_settled)
    return {"type": "FeatureCollection", "features": features}


def main() -> None:
    """Write ``basemap.geojson`` into a case's geo folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--merge", action="append", default=[], metavar="UNIT=UNIT")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    merged = dict(pair.split("=", 1) for pair in given.merge)
    basemap = build_basemap(given.raw, given.host, merged=merged)
    text = json.dumps(basemap, separators=(",", ":"), sort_keys=True)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "basemap.geojson").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
