"""The map of a case: the host's units, disputed areas as such, and the projects."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import altair as alt

from orepact.errors import CaseError
from orepact.report.chart.style import COLOURS, INK, QUIET, WIDTH

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


LAND, UNIT, DISPUTED, SEA = "#ececea", "#ffffff", "#dcdcdc", "#eaf2f8"
HEIGHT = 480


def read_basemap(folder: Path) -> list[dict[str, Any]]:
    """Return the features of ``basemap.geojson`` in a case's geo folder; none if there is none.

    Raises
    ------
    CaseError : if the file is there and is not a collection of features with a layer each
    """
    path = folder / "basemap.geojson"
    if not path.is_file():
        return []
    try:
        features: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
        for feature in features:
            feature["properties"]["layer"]
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(
            "the base map is not a collection of features with a layer",
            where=str(path),
            why=f"{type(error).__name__}: {error}",
            do="See the README beside the shipped case's base map",
        ) from error
    return features


def _layer(features: list[dict[str, Any]], **mark: Any) -> alt.Chart:
    return alt.Chart(alt.Data(values=features)).mark_geoshape(**mark)


def place_map(
    features: list[dict[str, Any]], places: list[dict[str, Any]], *, is_dispute_drawn: bool = True
) -> alt.LayerChart:
    """Return the host's units with the named places on them.

    Parameters
    ----------
    features : list of dict
        GeoJSON features with ``layer`` of ``land``, ``unit``, ``disputed`` or ``line``.
    places : list of dict
        ``label``, ``lon``, ``lat`` in degrees.
    is_dispute_drawn : bool
        Whether lines in dispute are drawn, dashed.
    """
    of = {
        layer: [feature for feature in features if feature["properties"]["layer"] == layer]
        for layer in ("land", "unit", "disputed", "line")
    }
    settled = [line for line in of["line"] if line["properties"].get("is_settled")]
    open_lines = [line for line in of["line"] if not line["properties"].get("is_settled")]
    layers: list[alt.Chart] = []
    for shapes, mark in (
        (of["land"], {"fill": LAND, "stroke": LAND, "strokeWidth": 1}),
        (of["unit"], {"fill": UNIT, "stroke": "#c4c4c4", "strokeWidth": 0.8}),
        (of["disputed"], {"fill": DISPUTED, "stroke": None}),
        (settled, {"filled": False, "stroke": QUIET, "strokeWidth": 1}),
        (open_lines, {"filled": False, "stroke": QUIET, "strokeWidth": 1, "strokeDash": [4, 3]}),
    ):
        if shapes and (is_dispute_drawn or shapes is not open_lines):
            layers.append(_layer(shapes, **mark))
    points = alt.Chart(alt.Data(values=places))
    at = {"longitude": "lon:Q", "latitude": "lat:Q"}
    layers.append(
        points.mark_circle(size=90, color=COLOURS[1], opacity=1, stroke="white").encode(**at)
    )
    layers.append(
        points.mark_text(align="left", dx=8, fontWeight="bold", color=INK).encode(
            text="label:N", **at
        )
    )
    return (
        alt.layer(*layers)
        .project(type="mercator")
        .properties(width=WIDTH, height=HEIGHT, view=alt.ViewBackground(fill=SEA))
    )
