"""The map of a corridor: lines by mode on the base map, disputed borders as the case says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from orepact.report.chart.place import place_map
from orepact.report.chart.style import COLOURS, Drawing

__all__ = ["line_features", "route_map"]

STATES = ("works in the published way", "there today", "not offered")
DASHES = ([1, 0], [1, 0], [2, 4])
WIDTHS = (3.5, 1.6, 1.6)


def line_features(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one GeoJSON feature per row of ``enablers.corridor_lines``.

    A row's ``way_id`` holds its lines as ``lat lon;lat lon|...``; rows without one are left out.

    Examples
    --------
    >>> row = {"line": "N-1", "mode": "road", "state": "there today", "way_id": "1 2;3 4"}
    >>> line_features([row])[0]["geometry"]["coordinates"]
    [[[2.0, 1.0], [4.0, 3.0]]]
    """
    found = []
    for row in rows:
        parts = [
            [[float(lon), float(lat)] for lat, lon in (point.split() for point in line.split(";"))]
            for line in str(row.get("way_id", "")).split("|")
            if line
        ]
        if not parts:
            continue
        found.append(
            {
                "type": "Feature",
                "properties": {
                    "line": row["line"],
                    "mode": row["mode"],
                    "state": row["state"],
                },
                "geometry": {"type": "MultiLineString", "coordinates": parts},
            }
        )
    return found


def route_map(
    features: list[dict[str, Any]],
    places: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    *,
    is_dispute_drawn: bool = True,
) -> tuple[Drawing, dict[str, list[dict[str, Any]]]]:
    """Return the base map with the corridor's lines over it.

    Parameters
    ----------
    features, places : list of dict
        As for :func:`orepact.report.chart.place.place_map`.
    lines : list of dict
        Of :func:`line_features`.
    is_dispute_drawn : bool
        Whether lines in dispute are drawn, dashed.

    Returns
    -------
    chart, datasets
    """
    chart, datasets = place_map(features, places, is_dispute_drawn=is_dispute_drawn)
    modes = sorted({line["properties"]["mode"] for line in lines})
    drawn = []
    for state, dash, width in zip(STATES, DASHES, WIDTHS, strict=True):
        own = [line for line in lines if line["properties"]["state"] == state]
        if not own:
            continue
        name = f"routes {STATES.index(state)}"
        datasets[name] = own
        drawn.append(
            alt.Chart(alt.NamedData(name=name))
            .mark_geoshape(filled=False, strokeWidth=width, strokeDash=dash)
            .encode(
                stroke=alt.Stroke(
                    "properties.mode:N",
                    title="Mode",
                    scale=alt.Scale(domain=modes, range=list(COLOURS[: len(modes)])),
                )
            )
        )
    # Lines lie over land and under names and points.
    below = [layer for layer in chart.layer if "geoshape" in str(layer.mark)]
    above = [layer for layer in chart.layer if "geoshape" not in str(layer.mark)]
    chart.layer = [*below, *drawn, *above]
    return chart, datasets
