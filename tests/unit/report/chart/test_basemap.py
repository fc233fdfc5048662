from __future__ import annotations

import json
from pathlib import Path

import pytest

from orepact.errors import CaseError
from orepact.report.chart.basemap import FILES, build_basemap
from orepact.report.chart.place import place_map, read_basemap
from orepact.report.chart.style import render

WEST = [[0, 0], [0, 2], [2, 2], [2, 0], [0, 0]]
EAST = [[2, 0], [2, 2], [4, 2], [4, 0], [2, 0]]
BEYOND = [[4, 0], [4, 2], [9, 2], [9, 0], [4, 0]]


def shape(ring: list[list[int]], **properties: object) -> dict[str, object]:
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def line(points: list[list[float]], kind: str) -> dict[str, object]:
    geometry = {"type": "LineString", "coordinates": points}
    return {"type": "Feature", "properties": {"featurecla": kind}, "geometry": geometry}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    contents = {
        "units": [
            shape(WEST, iso3="XBB", name="Westland"),
            shape(EAST, iso3="XBB", name="Eastland"),
            shape(BEYOND, iso3="XCC", name="Beyond"),
        ],
        "world": [
            shape(BEYOND, ADM0_A3="XCC"),
            shape([[p[0], p[1] + 2] for p in WEST], ADM0_A3="XDD"),
        ],
        "disputed": [shape([[1, 1], [1, 2], [2, 2], [2, 1], [1, 1]], BRK_NAME="The Heights")],
        "lines": [
            line([[4.0, 0.0], [4.0, 2.0]], "International boundary (verify)"),
            line([[1.0, 1.0], [1.0, 2.0]], "Line of control (please verify)"),
        ],
    }
    for key, features in contents.items():
        (tmp_path / FILES[key]).write_text(json.dumps({"features": features}), encoding="utf-8")
    return tmp_path


def test_layers_keep_disputed_lines_apart_from_settled_ones(raw: Path) -> None:
    features = build_basemap(raw, "XBB", step=0.5)["features"]
    layers = [feature["properties"]["layer"] for feature in features]
    assert sorted(set(layers)) == ["disputed", "land", "line", "unit"]
    lines = {
        f["properties"]["is_settled"]: f["geometry"]["coordinates"]
        for f in features
        if f["properties"]["layer"] == "line"
    }
    assert lines == {True: [[[4.0, 0.0], [4.0, 2.0]]], False: [[[1.0, 1.0], [1.0, 2.0]]]}


def test_land_ends_at_the_margin_and_a_country_without_units_is_drawn(raw: Path) -> None:
    features = build_basemap(raw, "XBB", step=0.5)["features"]
    land = [f["geometry"]["coordinates"] for f in features if f["properties"]["layer"] == "land"]
    assert len(land) == 2, "Beyond from its units, the country to the north from the world file"
    lons = [point[0] for polygons in land for polygon in polygons for point in polygon[0]]
    assert max(lons) == pytest.approx(4.7)


def test_merged_units_lose_the_border_between_them(raw: Path) -> None:
    merged = {"Eastland": "Westland"}
    features = build_basemap(raw, "XBB", merged=merged, step=0.5)["features"]
    units = [f for f in features if f["properties"]["layer"] == "unit"]
    assert [unit["properties"]["name"] for unit in units] == ["Westland"]
    (ring,) = units[0]["geometry"]["coordinates"][0]
    assert {tuple(p) for p in ring} == {(0, 0), (0, 2), (2, 2), (4, 2), (4, 0), (2, 0)}


def test_a_host_that_is_not_in_the_file_is_named(raw: Path) -> None:
    with pytest.raises(CaseError, match="no unit of XZZ"):
        build_basemap(raw, "XZZ")


def test_lines_in_dispute_are_dashed_or_left_out_as_the_case_says(raw: Path) -> None:
    features = build_basemap(raw, "XBB", step=0.5)["features"]
    places = [{"label": "Old Hill", "lon": 1.0, "lat": 1.0}]
    for is_drawn in (True, False):
        chart, datasets = place_map(features, places, is_dispute_drawn=is_drawn)
        drawn = render(chart, "map", "Places", datasets=datasets)
        assert ("stroke-dasharray" in drawn) is is_drawn
        assert ">Old Hill</text>" in drawn


def test_names_of_units_stay_out_of_disputed_areas(raw: Path) -> None:
    features = build_basemap(raw, "XBB", step=0.5)["features"]
    chart, datasets = place_map(features, [])
    assert ">Eastland</text>" in render(chart, "m", "t", datasets=datasets)
    for feature in features:
        if feature["properties"]["layer"] == "disputed":
            feature["geometry"]["coordinates"] = [[EAST]]
    chart, datasets = place_map(features, [])
    assert ">Eastland</text>" not in render(chart, "m", "t", datasets=datasets)


def test_a_damaged_map_file_is_named(tmp_path: Path) -> None:
    assert read_basemap(tmp_path) == []
    (tmp_path / "places.geojson").write_text('{"features": [{"properties": {"layer": "place"}}]}')
    with pytest.raises(CaseError, match=r"places\.geojson"):
        read_basemap(tmp_path)


def test_the_shipped_map_stays_small_and_names_where_its_places_come_from() -> None:
    from importlib import resources

    folder = Path(str(resources.files("orepact"))) / "cases" / "us-pakistan" / "geo"
    assert (folder / "basemap.geojson").stat().st_size < 300_000
    places = [f for f in read_basemap(folder) if f["properties"]["layer"] == "place"]
    assert places
    assert all(place["properties"]["source"] for place in places)
