"""The network of a made-up country, built from raw files small enough to follow by hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orepact.enable.build_network import build
from orepact.enable.corridor_file import Mode
from orepact.enable.network import Network, read_network
from orepact.errors import EvidenceError

Edge = tuple[int, int, float, tuple[float, float], tuple[float, float]]
RAILS: list[Edge] = [
    # mine to a dead end, a gap of about 3.3 km, on to the port; a longer twin; one edge abroad.
    (1, 2, 200.0, (10.0, 0.0), (10.0, 1.97)),
    (3, 4, 220.0, (10.0, 2.0), (10.0, 4.0)),
    (4, 3, 250.0, (10.0, 4.0), (10.0, 2.0)),
    (4, 9, 400.0, (10.0, 4.0), (10.0, 7.5)),
]
ROADS: list[Edge] = [(11, 12, 460.0, (10.0, 0.0), (10.0, 4.0))]


def table(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edges(path: Path, given: list[Edge]) -> None:
    names = ("from_node", "to_node", "km", "lat1", "lon1", "lat2", "lon2")
    table(path, [dict(zip(names, (a, b, km, *p, *q), strict=True)) for a, b, km, p, q in given])


def square(name: str, west: float, east: float) -> dict[str, Any]:
    ring = [[west, 9.0], [east, 9.0], [east, 11.0], [west, 11.0], [west, 9.0]]
    about = {"name": name, "province": "Here", "census_name": name, "area_km2_pbs_table1": 1000}
    return {
        "properties": about | {"point_lat": 10.0, "point_lon": (west + east) / 2.0},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    edges(folder / "rails.csv", RAILS)
    edges(folder / "roads.csv", ROADS)
    shapes = [square("Westshire", -0.5, 2.5), square("Eastshire", 2.5, 4.5)]
    (folder / "districts.geojson").write_text(json.dumps({"features": shapes}), "utf-8")
    people = [("Westshire", 100000), ("Eastshire", 300000)]
    table(folder / "people.csv", [{"District": name, "Pop2023": n} for name, n in people])
    heights = [
        {"lat": 9.0 + row / 2, "lon": -0.5 + column / 2, "elev_m": 10 * column}
        for row in range(5)
        for column in range(11)
    ]
    table(folder / "heights.csv", heights)
    lane = {"type": "LineString", "coordinates": [[4.0, 9.9], [4.0, 0.0]]}
    sea = {"features": [{"properties": {}, "geometry": lane}]}
    (folder / "sea.geojson").write_text(json.dumps(sea), "utf-8")
    ports = [("XXPRT", 4.0, 10.0), ("XXFAR", 4.0, -0.1)]
    listed = [
        {"properties": {"port": code}, "geometry": {"coordinates": [lon, lat]}}
        for code, lon, lat in ports
    ]
    (folder / "ports.geojson").write_text(json.dumps({"features": listed}), "utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path, small_content: dict[str, Any]) -> Path:
    given = small_content
    given["links"] = [
        {
            "id": "branch",
            "title": "Branch",
            "mode": "rail",
            "start": "mine",
            "end": "junction",
            "modules": [{"id": "branch-rail", "module": "rail-new-single"}],
        }
    ]
    folder = tmp_path / "testland"
    folder.mkdir()
    (folder / "corridor.yaml").write_text(json.dumps(given), encoding="utf-8")
    return folder


@pytest.fixture
def built(raw: Path, case: Path) -> Network:
    build(raw, case)
    return read_network(case)


def test_gap_is_joined_twin_dropped_and_what_lies_abroad_left_out(
    built: Network, case: Path
) -> None:
    rail = built.modes[Mode.RAIL]
    assert rail.ids.tolist() == [1, 2, 3, 4]
    lengths = sorted(rail.km.tolist())
    # Three hundredths of a degree of longitude at 10 N are 3.285 km.
    assert lengths == pytest.approx([3.285, 200.0, 220.0], abs=0.002)
    with (case / "network" / "repairs.csv").open(encoding="utf-8") as handle:
        kinds = [(row["mode"], row["kind"]) for row in csv.DictReader(handle)]
    assert ("rail", "gap joined") in kinds
    assert ("rail", "twin dropped") in kinds
    assert ("rail", "outside dropped") in kinds


def test_nodes_lie_in_the_district_that_holds_them(built: Network) -> None:
    rail = built.modes[Mode.RAIL]
    names = [built.districts[place].name for place in rail.district.tolist()]
    assert names == ["Westshire", "Westshire", "Westshire", "Eastshire"]


def test_districts_carry_people_area_and_relief(built: Network) -> None:
    west = built.district("Westshire")
    assert (west.people, west.km2) == (100000.0, 1000.0)
    # Ten metres from column to column: six of eight neighbours differ by ten.
    assert west.relief_m == pytest.approx(7.5, abs=0.8)


def test_new_link_runs_straight_over_flat_ground_and_the_voyage_is_lane_and_quays(
    built: Network,
) -> None:
    # Two degrees of longitude at 10 N are 219 km; the grid's cells may add a little.
    assert built.links["branch"].km == pytest.approx(219.0, rel=0.03)
    assert sum(built.links["branch"].districts.values()) == pytest.approx(1.0)
    # 9.9 degrees of latitude, and a tenth of a degree at each end.
    assert built.sea_km["XXPRT", "XXFAR"] == pytest.approx(10.1 * 111.195, abs=1.0)


def test_same_raw_files_give_the_same_bytes(raw: Path, case: Path) -> None:
    def written() -> dict[str, bytes]:
        build(raw, case)
        return {path.name: path.read_bytes() for path in sorted((case / "network").iterdir())}

    assert written() == written()
    manifest = json.loads((case / "network" / "manifest.json").read_text(encoding="utf-8"))
    assert {"rails.csv", "roads.csv"} <= set(manifest["inputs"])


def test_raw_edge_of_no_length_is_named_with_its_row(raw: Path, case: Path) -> None:
    edges(raw / "rails.csv", [*RAILS, (4, 5, 0.0, (10.0, 4.0), (10.0, 4.1))])
    with pytest.raises(EvidenceError, match=r"4 to 5 has a length of 0 km") as caught:
        build(raw, case)
    assert "rails.csv" in str(caught.value)


def test_missing_raw_file_is_named(raw: Path, case: Path) -> None:
    (raw / "people.csv").unlink()
    with pytest.raises(EvidenceError, match="a raw file is missing"):
        build(raw, case)


def test_written_tables_hold_one_row_per_edge(built: Network, case: Path) -> None:
    table_ = pl.read_parquet(case / "network" / "edges.parquet")
    assert table_.height == sum(net.km.size for net in built.modes.values())
