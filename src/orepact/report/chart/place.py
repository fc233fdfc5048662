"""The map of a case: the host's units, disputed areas as such, and the projects."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import altair as alt

from orepact.errors import CaseError
from orepact.report.chart.style import COLOURS, INK, QUIET, WIDTH, Drawing

__all__ = ["DISCLAIMER", "MapSetting", "place_map", "read_basemap"]

DISCLAIMER = (
    "The map takes no position on the status of any territory or on any frontier. Areas claimed by "
    "more than one state are shaded, lines in dispute are dashed; positions of projects are "
    "approximate."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSetting:
    """What a case says of its map.

    Parameters
    ----------
    folder : Path
        Folder that holds ``basemap.geojson``.
    is_dispute_drawn : bool
        Whether lines in dispute are drawn, dashed; they are never drawn as settled.
    note : str
        The sentence under the map.
    """

    folder: Path
    is_dispute_drawn: bool = True
    note: str = DISCLAIMER


LAND, UNIT, DISPUTED, SEA, NAMES = "#ececea", "#ffffff", "#dcdcdc", "#eaf2f8", "#6b7178"
HEIGHT = 480
NEAR = 1.2
"""Degrees; the name of a unit gives way to a place this near."""
SMALLEST_NAMED = 1.0
"""Square degrees; a smaller unit is not named on the map."""


def read_basemap(folder: Path) -> list[dict[str, Any]]:
    """Return the features of a case's geo folder; none if it holds no map.

    Read are ``basemap.geojson`` (layers ``land``, ``unit``, ``disputed``, ``line``) and
    ``places.geojson`` (layer ``place`` with ``name`` and ``source``).

    Raises
    ------
    CaseError : if a file is there and is not a collection of features with a layer each
    """
    features: list[dict[str, Any]] = []
    for name in ("basemap.geojson", "places.geojson"):
        path = folder / name
        if not path.is_file():
            continue
        try:
            found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
            for feature in found:
                if feature["properties"]["layer"] == "place":
                    feature["properties"]["source"], feature["properties"]["name"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CaseError(
                "a map file is not a collection of features with a layer each",
                where=str(path),
                why=f"{type(error).__name__}: {error}",
                do="See the README beside the shipped case's base map",
            ) from error
        features += found
    return features


def _rings(feature: dict[str, Any]) -> list[list[list[float]]]:
    return [polygon[0] for polygon in feature["geometry"]["coordinates"]]


def _middle(ring: list[list[float]]) -> tuple[float, float, float]:
    """Return area (twice, signed) and centre of a closed ring."""
    area = lon = lat = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        lon += (x1 + x2) * cross
        lat += (y1 + y2) * cross
    return area, lon / (3 * area), lat / (3 * area)


def _holds(ring: list[list[float]], lon: float, lat: float) -> bool:
    """Return whether a point lies in a closed ring (even-odd rule)."""
    is_in = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) * (x2 - x1) / (y2 - y1):
            is_in = not is_in
    return is_in


def _unit_names(
    units: list[dict[str, Any]], disputed: list[dict[str, Any]], places: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the names of units at their middles; none within a disputed area, none tiny."""
    names = []
    for unit in units:
        area, lon, lat = max((_middle(ring) for ring in _rings(unit)), key=lambda m: abs(m[0]))
        is_open = any(_holds(ring, lon, lat) for area_ in disputed for ring in _rings(area_))
        if not is_open and abs(area) / 2 > SMALLEST_NAMED:
            is_near = any(math.hypot(p["lon"] - lon, p["lat"] - lat) < NEAR for p in places)
            shift = NEAR if is_near else 0.0
            names.append(
                {"label": unit["properties"]["name"], "lon": lon - shift, "lat": lat + shift / 2}
            )
    return names


def _width(features: list[dict[str, Any]]) -> float:
    """Return the width that shows the whole land at the map's height without empty sides."""
    points = [
        p for f in features if f["properties"]["layer"] == "land" for r in _rings(f) for p in r
    ]
    if not points:
        return WIDTH
    lons, lats = [p[0] for p in points], [p[1] for p in points]

    def up(latitude: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))

    return HEIGHT * math.radians(max(lons) - min(lons)) / (up(max(lats)) - up(min(lats)))


def place_map(
    features: list[dict[str, Any]], places: list[dict[str, Any]], *, is_dispute_drawn: bool = True
) -> tuple[Drawing, dict[str, list[dict[str, Any]]]]:
    """Return the host's units with the named places on them.

    Parameters
    ----------
    features : list of dict
        GeoJSON features with ``layer`` of ``land``, ``unit``, ``disputed`` or ``line``.
    places : list of dict
        ``label``, ``lon``, ``lat`` in degrees.
    is_dispute_drawn : bool
        Whether lines in dispute are drawn, dashed.

    Returns
    -------
    chart, datasets
        The chart names its shapes; ``render`` puts them in.
    """
    of = {
        layer: [feature for feature in features if feature["properties"]["layer"] == layer]
        for layer in ("land", "unit", "disputed", "line")
    }
    settled = [line for line in of["line"] if line["properties"].get("is_settled")]
    open_lines = [line for line in of["line"] if not line["properties"].get("is_settled")]
    layers: list[alt.Chart] = []
    datasets: dict[str, list[dict[str, Any]]] = {}
    for name, shapes, mark in (
        ("land", of["land"], {"fill": LAND, "stroke": LAND, "strokeWidth": 1}),
        ("unit", of["unit"], {"fill": UNIT, "stroke": "#c4c4c4", "strokeWidth": 0.8}),
        ("disputed", of["disputed"], {"fill": DISPUTED, "stroke": None}),
        ("settled", settled, {"filled": False, "stroke": QUIET, "strokeWidth": 1}),
        (
            "open",
            open_lines,
            {"filled": False, "stroke": QUIET, "strokeWidth": 1, "strokeDash": [4, 3]},
        ),
    ):
        if shapes and (is_dispute_drawn or shapes is not open_lines):
            datasets[name] = shapes
            layers.append(alt.Chart(alt.NamedData(name=name)).mark_geoshape(**mark))
    names = _unit_names(of["unit"], of["disputed"], places)
    points = alt.Chart(alt.InlineData(values=places))
    at = {"longitude": "lon:Q", "latitude": "lat:Q"}
    if names:
        layers.append(
            alt.Chart(alt.InlineData(values=names))
            .mark_text(color=NAMES, fontStyle="italic", dy=14)
            .encode(text="label:N", **at)
        )
    layers.append(
        points.mark_circle(size=90, color=COLOURS[1], opacity=1, stroke="white").encode(**at)
    )
    layers.append(
        points.mark_text(align="left", dx=8, fontWeight="bold", color=INK).encode(
            text="label:N", **at
        )
    )
    chart = (
        alt.layer(*layers)
        .project(type="mercator")
        .properties(width=_width(features), height=HEIGHT, view=alt.ViewBackground(fill=SEA))
    )
    return chart, datasets
