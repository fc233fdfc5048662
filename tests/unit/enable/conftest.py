"""A small corridor in a made-up country: a mine and a farm, a railway, a road and a port."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orepact.case import Case, load
from orepact.enable.corridor import CorridorAnswer, corridor_answer
from orepact.enable.corridor_file import CorridorFile
from orepact.enable.network import Network, read_network
from orepact.evidence import Parameter, load_model

Build = Callable[..., tuple[CorridorFile, Network]]


def number(value: float, unit: str, low: float, high: float, **more: Any) -> dict[str, Any]:
    plain = {"value": value, "unit": unit, "range": [low, high], "quality": "D"}
    return plain | {"source": "assumption"} | more


def money(value: float, unit: str, low: float = 0.0, high: float = 1e6) -> dict[str, Any]:
    return number(value, unit, low, high, price_year=2025)


def place(id_: str, lon: float, *, transfers: bool = False) -> dict[str, Any]:
    plain = {"id": id_, "name": id_.capitalize(), "lat": 10.0, "lon": lon, "basis": "made up"}
    return plain | {"transfers": transfers}


def content() -> dict[str, Any]:
    """Return ``corridor.yaml``: 4 degrees of longitude at 10 N, a mine, a junction and a port."""
    upgrade = {
        "module": "rail-upgrade",
        "cost": money(0.5, "MUSD/km"),
        "capacity": number(2000, "kt/yr", 0, 9e9),
    }
    return {
        "title": "From the mine to the port",
        "main_user": "mine",
        "recipe": {
            "road": "roads.csv",
            "rail": "rails.csv",
            "districts": "districts.geojson",
            "population": "people.csv",
            "elevation": "heights.csv",
            "sea": "sea.geojson",
            "ports": ["ports.geojson"],
            "gap_km": number(6, "km", 1, 7),
            "detour": number(10, "1", 5, 20),
            "gauge_mm": number(1435, "mm", 1435, 1435),
            "border_degrees": number(0.1, "degree", 0.05, 0.2),
        },
        "market": {"XXFAR": 1.0},
        "places": [
            place("mine", 0.0),
            place("junction", 2.0, transfers=True),
            place("port", 4.0),
        ],
        "lines": [
            {
                "id": "west",
                "title": "Western line",
                "mode": "rail",
                "through": ["mine", "junction"],
                "in_place": number(0, "kt/yr", 0, 100),
                "modules": [upgrade | {"id": "west-upgrade"}],
            },
            {
                "id": "east",
                "title": "Eastern line",
                "mode": "rail",
                "through": ["junction", "port"],
                "in_place": number(0, "kt/yr", 0, 100),
                "modules": [upgrade | {"id": "east-upgrade"}],
            },
            {
                "id": "highway",
                "title": "Highway",
                "mode": "road",
                "through": ["mine", "junction", "port"],
                "in_place": number(9000, "kt/yr", 0, 9e9),
                "guard": money(0.0, "USD/tkm"),
                "modules": [],
            },
        ],
        "ports": [
            {
                "id": "port",
                "locode": "XXPRT",
                "handling": money(5.0, "USD/t"),
                "cargo": [
                    {"id": "ore", "in_place": number(9000, "kt/yr", 0, 9e9)},
                    {"id": "grain", "in_place": number(9000, "kt/yr", 0, 9e9)},
                ],
            }
        ],
        "users": [
            {
                "id": "mine",
                "title": "Mine",
                "is_mine": True,
                "cargo": "ore",
                "place": "mine",
                "stages": [{"year": 2032, "tonnes": number(1000, "kt/yr", 800, 1200)}],
                "ports": ["port"],
                "direction": "dedicated",
                "guarded": True,
                "sea_km": True,
                "unserved": money(1000.0, "USD/t"),
            },
            {
                "id": "farm",
                "title": "Farm",
                "is_mine": False,
                "cargo": "grain",
                "place": "junction",
                "stages": [{"year": 2026, "tonnes": number(500, "kt/yr", 100, 900)}],
                "ports": ["port"],
                "direction": "with the flow",
                "unserved": money(200.0, "USD/t"),
            },
        ],
        "prices": {
            "truck_with_the_flow": money(0.10, "USD/tkm"),
            "truck_against_the_flow": money(0.02, "USD/tkm"),
            "truck_dedicated": money(0.12, "USD/tkm"),
            "rail": money(0.02, "USD/tkm"),
            "pipe": money(0.003, "USD/tkm"),
            "transfer": money(2.0, "USD/t"),
            "sea": money(0.003, "USD/tkm"),
            "access": number(1.0, "1", 1.0, 1.6),
            "access_limit": number(50, "km", 1, 100),
            "attack_level": number(1.0, "1", 0, 5),
            "share_on_transport": number(0.1, "1", 0, 1),
            "downtime": number(5, "day", 0, 10),
            "repair": money(1.0, "MUSD"),
        },
        "unlisted_road": number(5000, "kt/yr", 0, 9e9),
        "unlisted_guard": money(0.0, "USD/tkm"),
        "unlisted_rail": number(0, "kt/yr", 0, 500),
        "horizon": {"start": 2026, "end": 2049, "period_years": 3, "rate": number(8, "%", 5, 12)},
        "published": {
            "user": "mine",
            "mode": "rail",
            "port": "port",
            "lines": ["west", "east"],
            "source": "a-document",
            "says": "By rail.",
        },
    }


def write(
    folder: Path,
    given: dict[str, Any],
    edges: list[tuple[str, int, int, float]] | None = None,
    links: str = "",
) -> None:
    """Write a case folder with its network."""
    (folder / "network").mkdir(parents=True, exist_ok=True)
    (folder / "corridor.yaml").write_text(json.dumps(given), encoding="utf-8")
    nodes = [
        (mode, first + place, 10.0, lon, int(lon > 2.0))
        for mode, first in (("rail", 100), ("road", 200))
        for place, lon in enumerate((0.0, 2.0, 4.0))
    ]
    edges = edges or [
        ("rail", 100, 101, 220.0),
        ("rail", 101, 102, 220.0),
        ("road", 200, 201, 230.0),
        ("road", 201, 202, 230.0),
    ]
    pl.DataFrame(
        nodes,
        schema={
            "mode": pl.String,
            "node": pl.Int32,
            "lat": pl.Float32,
            "lon": pl.Float32,
            "district": pl.Int16,
        },
        orient="row",
    ).write_parquet(folder / "network" / "nodes.parquet")
    pl.DataFrame(
        edges,
        schema={"mode": pl.String, "start": pl.Int32, "end": pl.Int32, "km": pl.Float32},
        orient="row",
    ).write_parquet(folder / "network" / "edges.parquet")
    (folder / "network" / "districts.csv").write_text(
        "district,province,people,km2,relief_m,lat,lon\n"
        "Westshire,Here,100000,1000,10,10.0,1.0\n"
        "Eastshire,Here,300000,1000,20,10.0,3.0\n",
        encoding="utf-8",
    )
    (folder / "network" / "links.csv").write_text(
        "link,km,climb_m,districts,way\n" + links, encoding="utf-8"
    )
    (folder / "network" / "sea.csv").write_text(
        "port,destination,km\nXXPRT,XXFAR,1000\n", encoding="utf-8"
    )


def real(parameter: Parameter, unit: str) -> float:
    """Return a number without deflating it."""
    return parameter.to(unit)


@pytest.fixture(scope="session")
def small_corridor(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a builder as ``build`` for fixtures that live longer than a test."""

    def made(change: Callable[[dict[str, Any]], None]) -> tuple[CorridorFile, Network]:
        given = copy.deepcopy(content())
        change(given)
        folder = tmp_path_factory.mktemp("small") / "testland"
        write(folder, given)
        return load_model(CorridorFile, folder / "corridor.yaml"), read_network(folder)

    return made


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Return a builder of the small corridor; ``change`` edits its content before it is read."""

    def made(
        change: Callable[[dict[str, Any]], None] | None = None,
        edges: list[tuple[str, int, int, float]] | None = None,
        links: str = "",
    ) -> tuple[CorridorFile, Network]:
        given = copy.deepcopy(content())
        if change is not None:
            change(given)
        write(tmp_path / "testland", given, edges, links)
        file = load_model(CorridorFile, tmp_path / "testland" / "corridor.yaml")
        return file, read_network(tmp_path / "testland")

    return made


@pytest.fixture
def small_content() -> dict[str, Any]:
    """Return the content of the small corridor's file, free to change."""
    return copy.deepcopy(content())


@pytest.fixture(scope="session")
def owned_corridor(tmp_path_factory: pytest.TempPathFactory) -> tuple[CorridorFile, Network]:
    """Return the small corridor whose railway belongs to a state and stands for options."""
    given = copy.deepcopy(content())
    for line in given["lines"][:2]:
        line["owners"] = [{"party": "state", "share": number(100, "%", 100, 100)}]
        line["modules"][0]["options"] = ["west-and-east"]
    folder = tmp_path_factory.mktemp("owned") / "testland"
    write(folder, given)
    return load_model(CorridorFile, folder / "corridor.yaml"), read_network(folder)


@pytest.fixture(scope="session")
def owned_answer(owned_corridor: tuple[CorridorFile, Network]) -> CorridorAnswer:
    """Return its answer, solved once for all tests; nothing in it changes."""
    return corridor_answer(*owned_corridor, real)


@pytest.fixture(scope="session")
def prices() -> Callable[[Parameter, str], float]:
    """Return what turns parameters into real money: here nothing is deflated."""
    return real


@pytest.fixture(scope="session")
def shipped() -> Case:
    """Return the shipped case, read once for all tests of the room."""
    return load("us-pakistan")
