"""Builds a case's transport network from raw files by the recipe in its ``corridor.yaml``.

Run by whoever prepares a case; the result is data of the case, and the engine only reads it:

    python -m orepact.enable.build_network --raw DIR --case CASE
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from orepact.enable.alignment import Alignment, Grid, least_cost_way, relief
from orepact.enable.corridor_file import CorridorFile, Mode, Recipe
from orepact.enable.repair import (
    RawNetwork,
    Repair,
    cut_outside,
    drop_twins,
    join_gaps,
    split_edge,
)
from orepact.enable.sea_routes import SeaWay, read_sea_network, sea_way
from orepact.enable.sphere import Point, holds, nearest
from orepact.errors import CaseError, EvidenceError
from orepact.evidence import load_model

__all__ = ["District", "build", "main"]

POINTS_KEPT = 40
"""Points of a new line's way that are kept to draw it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district of the host with what the cost of building depends on."""

    name: str
    province: str
    people: float
    """Persons by the census; not a number where there was none."""
    km2: float
    """Area by the census; not a number where there was none."""
    relief_m: float
    """Mean difference of elevation between neighbouring cells of the grid."""
    lat: float
    lon: float
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise EvidenceError("a raw file is missing", where=str(path), why=str(error)) from error
    text = gzip.decompress(raw) if path.suffix == ".gz" else raw
    return list(csv.DictReader(text.decode("utf-8").splitlines()))


def _grid(path: Path) -> Grid:
    rows = _rows(path)
    lats = np.array(sorted({float(row["lat"]) for row in rows}, reverse=True))
    lons = np.array(sorted({float(row["lon"]) for row in rows}))
    metres = np.zeros((lats.size, lons.size))
    at_lat = {lat: place for place, lat in enumerate(lats.tolist())}
    at_lon = {lon: place for place, lon in enumerate(lons.tolist())}
    for row in rows:
        metres[at_lat[float(row["lat"])], at_lon[float(row["lon"])]] = float(row["elev_m"])
    return Grid(lats=lats, lons=lons, metres=metres)


def _network(path: Path) -> tuple[RawNetwork, list[Repair]]:
    raw = [
        (
            int(row["from_node"]),
            int(row["to_node"]),
            float(row["km"]),
            (float(row["lat1"]), float(row["lon1"])),
            (float(row["lat2"]), float(row["lon2"])),
        )
        for row in _rows(path)
    ]
    edges, repairs = drop_twins(raw)
    return RawNetwork.of(edges, where=path.name), repairs


def _districts(raw: Path, recipe: Recipe, grid: Grid) -> list[District]:
    shapes = json.loads((raw / recipe.districts).read_text(encoding="utf-8"))["features"]
    people = {row["District"]: float(row["Pop2023"]) for row in _rows(raw / recipe.population)}
    rough = relief(grid)
    found = []
    for shape in shapes:
        about, geometry = shape["properties"], shape["geometry"]
        parts = geometry["coordinates"]
        parts = [parts] if geometry["type"] == "Polygon" else parts
        rings = tuple(tuple((p[0], p[1]) for p in part[0]) for part in parts)
        lons = [p[0] for ring in rings for p in ring]
        lats = [p[1] for ring in rings for p in ring]
        cells = [
            float(rough[row, column])
            for row in np.flatnonzero((grid.lats >= min(lats)) & (grid.lats <= max(lats)))
            for column in np.flatnonzero((grid.lons >= min(lons)) & (grid.lons <= max(lons)))
            if any(holds(ring, (float(grid.lats[row]), float(grid.lons[column]))) for ring in rings)
        ]
        lat, lon = float(about["point_lat"]), float(about["point_lon"])
        cells = cells or [float(rough[grid.cell((lat, lon))])]
        km2 = about.get("area_km2_pbs_table1")
        found.append(
            District(
                name=about["name"],
                province=about["province"],
                people=people.get(about.get("census_name") or "", float("nan")),
                km2=float(km2) if km2 else float("nan"),
                relief_m=round(float(np.mean(cells)), 1),
                lat=lat,
                lon=lon,
                rings=rings,
                box=(min(lats), max(lats), min(lons), max(lons)),
            )
        )
    return sorted(found, key=lambda district: district.name)


def _inside(
    nodes: Mapping[int, Point], districts: Sequence[District], beyond: float
) -> dict[int, str]:
    """Return the district of each node within the host or just beyond its simplified outline."""
    found: dict[int, str] = {}
    for id_, (lat, lon) in nodes.items():
        close = [
            d
            for d in districts
            if d.box[0] - beyond <= lat <= d.box[1] + beyond
            and d.box[2] - beyond <= lon <= d.box[3] + beyond
        ]
        for district in close:
            if any(holds(ring, (lat, lon)) for ring in district.rings):
                found[id_] = district.name
                break
        else:
            gaps = [
                (min((p[1] - lat) ** 2 + (p[0] - lon) ** 2 for r in d.rings for p in r), d.name)
                for d in close
            ]
            if gaps and min(gaps)[0] <= beyond**2:
                found[id_] = min(gaps)[1]
    return found


def _repaired(
    raw: Path, file: CorridorFile, mode: Mode, districts: Sequence[District]
) -> tuple[RawNetwork, dict[int, str], list[Repair]]:
    recipe = file.recipe
    network, repairs = _network(raw / (recipe.rail if mode is Mode.RAIL else recipe.road))
    for split in recipe.splits:
        if split.mode is not mode:
            continue
        ends = [nearest(point, network.nodes) for point in (split.start, split.end)]
        if max(km for _, km in ends) > 1.0:
            raise CaseError(
                f"recipe.splits: no {mode} node within a km of {split.start} or {split.end}",
                do="Give the ends of the edge as the raw file has them",
            )
        places = {p: (file.place(p).lat, file.place(p).lon) for p in split.through}
        repairs += split_edge(network, ends[0][0], ends[1][0], places, split.why)
    if mode is Mode.RAIL:
        repairs += join_gaps(network, gap_km=recipe.gap_km.to("km"), detour=recipe.detour.to("1"))
    inside = _inside(network.nodes, districts, recipe.border_degrees.to("degree"))
    repairs.append(cut_outside(network, inside))
    return network, inside, repairs


def _sea(raw: Path, file: CorridorFile) -> list[SeaWay]:
    points = {
        feature["properties"]["port"]: (
            float(feature["geometry"]["coordinates"][1]),
            float(feature["geometry"]["coordinates"][0]),
        )
        for feature in json.loads((raw / file.recipe.ports[0]).read_text(encoding="utf-8"))[
            "features"
        ]
    }
    lanes = read_sea_network(raw / file.recipe.sea)
    return [
        way
        for port in file.ports
        for way in sea_way(lanes, points, port.locode, sorted(file.market))
    ]


def _csv(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(listed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(listed)


def _way_text(alignment: Alignment) -> str:
    points = alignment.points
    step = max(1, len(points) // POINTS_KEPT)
    kept = [*points[:-1:step], points[-1]]
    return ";".join(f"{lat:.3f} {lon:.3f}" for lat, lon in kept)


def build(raw: Path, case: Path) -> dict[str, int]:
    """Write the network of a case and return how many rows each file has.

    Files in ``CASE/network``: ``nodes.parquet``, ``edges.parquet``, ``districts.csv``,
    ``links.csv``, ``sea.csv``, ``repairs.csv`` and ``manifest.json`` with the digests of the raw
    files and of these. The same inputs give the same bytes.

    Parameters
    ----------
    raw : Path
        Folder of the raw files that the recipe names.
    case : Path
        Folder with ``corridor.yaml``.

    Raises
    ------
    CaseError, ProblemsError, EvidenceError : what is wrong in the recipe or a raw file
    """
    file = load_model(CorridorFile, case / "corridor.yaml", name=f"{case.name}/corridor.yaml")
    out = case / "network"
    out.mkdir(parents=True, exist_ok=True)
    grid = _grid(raw / file.recipe.elevation)
    districts = _districts(raw, file.recipe, grid)
    places = {name: index for index, name in enumerate(d.name for d in districts)}
    nodes: list[tuple[str, int, float, float, int]] = []
    edges: list[tuple[str, int, int, float]] = []
    repairs: list[tuple[str, Repair]] = []
    for mode in (Mode.RAIL, Mode.ROAD):
        network, inside, made = _repaired(raw, file, mode, districts)
        nodes += [
            (str(mode), id_, *network.nodes[id_], places[inside[id_]])
            for id_ in sorted(network.nodes)
        ]
        edges += [(str(mode), a, b, round(km, 3)) for a, b, km in network.edges()]
        repairs += [
            (str(mode), item)
            for item in made
            if item.kind != "gap joined" or _near_host(item, districts)
        ]
    sea = _sea(raw, file)
    _write_tables(out, nodes, edges)
    _write_lists(out, file, grid, districts, sea, repairs)
    _manifest(raw, out, file.recipe)
    return {"nodes": len(nodes), "edges": len(edges), "repairs": len(repairs), "sea": len(sea)}


def _write_lists(  # noqa: PLR0917
    out: Path,
    file: CorridorFile,
    grid: Grid,
    districts: Sequence[District],
    sea: Sequence[SeaWay],
    repairs: Sequence[tuple[str, Repair]],
) -> None:
    _csv(
        out / "districts.csv",
        (
            {
                "district": d.name,
                "province": d.province,
                "people": "" if np.isnan(d.people) else round(d.people),
                "km2": "" if np.isnan(d.km2) else round(d.km2, 1),
                "relief_m": d.relief_m,
                "lat": d.lat,
                "lon": d.lon,
            }
            for d in districts
        ),
    )
    ways = {
        link.id: least_cost_way(
            grid, [(file.place(p).lat, file.place(p).lon) for p in (link.start, link.end)]
        )
        for link in file.links
    }
    _csv(
        out / "links.csv",
        (
            {
                "link": name,
                "km": round(way.km, 1),
                "climb_m": round(way.climb_m),
                "districts": _by_district(way, districts),
                "way": _way_text(way),
            }
            for name, way in ways.items()
        ),
    )
    _csv(
        out / "sea.csv",
        ({"port": w.port, "destination": w.destination, "km": round(w.km)} for w in sea),
    )
    _csv(
        out / "repairs.csv",
        (
            {
                "mode": mode,
                "kind": item.kind,
                "what": item.what,
                "why": item.why,
                "km": round(item.km, 3),
                "lat": "" if np.isnan(item.lat) else round(item.lat, 3),
                "lon": "" if np.isnan(item.lon) else round(item.lon, 3),
            }
            for mode, item in repairs
        ),
    )


def _near_host(item: Repair, districts: Sequence[District]) -> bool:
    return bool(_inside({0: (item.lat, item.lon)}, districts, 0.1))


def _by_district(way: Alignment, districts: Sequence[District]) -> str:
    """Return the districts a way passes with their share of its points."""
    inside = _inside(dict(enumerate(way.points)), districts, 0.1)
    counted: dict[str, int] = {}
    for name in inside.values():
        counted[name] = counted.get(name, 0) + 1
    total = sum(counted.values())
    return ";".join(f"{name}={count / total:.4f}" for name, count in sorted(counted.items()))


def _write_tables(
    out: Path,
    nodes: Sequence[tuple[str, int, float, float, int]],
    edges: Sequence[tuple[str, int, int, float]],
) -> None:
    pl.DataFrame(
        nodes,
        schema={
            "mode": pl.Categorical,
            "node": pl.Int32,
            "lat": pl.Float32,
            "lon": pl.Float32,
            "district": pl.Int16,
        },
        orient="row",
    ).write_parquet(out / "nodes.parquet", compression="zstd", compression_level=19)
    pl.DataFrame(
        edges,
        schema={"mode": pl.Categorical, "start": pl.Int32, "end": pl.Int32, "km": pl.Float32},
        orient="row",
    ).write_parquet(out / "edges.parquet", compression="zstd", compression_level=19)


def _manifest(raw: Path, out: Path, recipe: Recipe) -> None:
    given = [recipe.road, recipe.rail, recipe.districts, recipe.population, recipe.elevation]
    given += [recipe.sea, *recipe.ports]
    made = sorted(p.name for p in out.iterdir() if p.suffix in {".csv", ".parquet"})
    body = {
        "inputs": {
            name: hashlib.sha256((raw / name).read_bytes()).hexdigest() for name in sorted(given)
        },
        "outputs": {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in made},
    }
    (out / "manifest.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Build the network of the case named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--case", type=Path, required=True)
    given = parser.parse_args()
    counts = build(given.raw, given.case)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))  # noqa: T201


if __name__ == "__main__":
    main()
