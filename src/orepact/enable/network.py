"""A host's transport network as a case ships it: nodes, edges, districts, new links, voyages."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepact.enable.corridor_file import Mode
from orepact.enable.modules import Terrain
from orepact.enable.sphere import EARTH_KM, Point
from orepact.errors import CaseError

__all__ = ["DistrictFacts", "LinkWay", "ModeNetwork", "Network", "read_network"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_FILES = ("nodes.parquet", "edges.parquet", "districts.csv", "links.csv", "sea.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictFacts:
    """One district."""

    name: str
    province: str
    people: float
    """Not a number where no census was held."""
    km2: float
    relief_m: float
    at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWay:
    """The least-cost alignment of a new link."""

    km: float
    climb_m: float
    districts: Mapping[str, float]
    """District to its share of the way."""
    way: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeNetwork:
    """Nodes and edges of one mode, by position.

    Parameters
    ----------
    ids, district : ndarray of int, shape (node,)
        Id in the raw file; position of the district in ``Network.districts``.
    lat, lon : ndarray, shape (node,), degrees
    start, end : ndarray of int, shape (edge,)
        Positions of nodes.
    km : ndarray, shape (edge,)
    """

    ids: Ints
    district: Ints
    lat: Floats
    lon: Floats
    start: Ints
    end: Ints
    km: Floats

    def near(self, point: Point) -> tuple[int, float]:
        """Return the position of the nearest node and its distance in km (haversine)."""
        lat, lon = math.radians(point[0]), math.radians(point[1])
        lats, lons = np.radians(self.lat), np.radians(self.lon)
        half = (
            np.sin((lats - lat) / 2) ** 2
            + math.cos(lat) * np.cos(lats) * np.sin((lons - lon) / 2) ** 2
        )
        km = 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(1.0, half)))
        place = int(np.argmin(km))
        return place, float(km[place])


@cache
def _middle(districts: tuple[DistrictFacts, ...]) -> tuple[float, float]:
    """Return the median district's relief, m, and people per km2."""
    dense = [d.people / d.km2 for d in districts if math.isfinite(d.people / d.km2)]
    relief = float(np.median([d.relief_m for d in districts]))
    return relief, float(np.median(dense)) if dense else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything in a case's ``network`` folder."""

    modes: Mapping[Mode, ModeNetwork]
    districts: tuple[DistrictFacts, ...]
    links: Mapping[str, LinkWay]
    sea_km: Mapping[tuple[str, str], float]
    """Port code and destination code to km."""

    def district(self, name: str) -> DistrictFacts:
        """Return a district by name.

        Raises
        ------
        CaseError : if the network has none of that name
        """
        for district in self.districts:
            if district.name == name:
                return district
        raise CaseError(
            f"district {name!r} is not in the network",
            where="corridor.yaml: users",
            do="Take a name of network/districts.csv",
        )

    def terrain(self, by_district: Mapping[str, float]) -> Terrain:
        """Return relief and settlement along a way, over the host's median district.

        Geometric means over the districts, weighted with ``by_district``; a district without a
        census counts as the median.
        """
        middle_relief, middle_dense = _middle(self.districts)
        total = sum(by_district.values())
        log_relief = log_people = 0.0
        for name, weight in by_district.items():
            facts = self.district(name)
            density = facts.people / facts.km2
            density = density if math.isfinite(density) else middle_dense
            log_relief += weight * math.log(max(1.0, facts.relief_m) / max(1.0, middle_relief))
            log_people += weight * math.log((density + 1.0) / (middle_dense + 1.0))
        if total <= 0.0:
            return Terrain(relief_ratio=1.0, people_ratio=1.0)
        return Terrain(
            relief_ratio=math.exp(log_relief / total), people_ratio=math.exp(log_people / total)
        )


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def _rows(path: Path, shown: str) -> list[dict[str, str]]:
    try:
        return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError("the file cannot be read", where=shown, why=str(error)) from error


def _mode(nodes: pl.DataFrame, edges: pl.DataFrame, mode: str, shown: str) -> ModeNetwork:
    own = nodes.filter(pl.col("mode").cast(pl.String) == mode).sort("node")
    lines = edges.filter(pl.col("mode").cast(pl.String) == mode)
    ids = own["node"].to_numpy().astype(np.int64)
    start, end = (lines[name].to_numpy().astype(np.int64) for name in ("start", "end"))
    km = lines["km"].to_numpy().astype(np.float64)
    known = np.isin(start, ids) & np.isin(end, ids)
    bad = np.flatnonzero(~known | ~(km > 0.0) | ~np.isfinite(km) | (start == end))
    if bad.size:
        first = int(bad[0])
        why = "it has no length above zero" if known[first] else "an end of it is no node"
        raise CaseError(
            f"{mode} edge {start[first]} to {end[first]} ({km[first]:g} km) cannot stand: {why}",
            where=f"{shown}/edges.parquet",
            do="Mend the raw file or the recipe, and build the network anew",
        )
    return ModeNetwork(
        ids=ids,
        district=own["district"].to_numpy().astype(np.int64),
        lat=own["lat"].to_numpy().astype(np.float64),
        lon=own["lon"].to_numpy().astype(np.float64),
        start=np.searchsorted(ids, start),
        end=np.searchsorted(ids, end),
        km=km,
    )


def _way(text: str) -> tuple[Point, ...]:
    pairs = (item.split() for item in text.split(";"))
    return tuple((float(lat), float(lon)) for lat, lon in pairs)


def _shares(text: str) -> dict[str, float]:
    pairs = (item.rpartition("=") for item in text.split(";") if item)
    return {name: float(share) for name, _, share in pairs}


def read_network(folder: Path) -> Network:
    """Read a case's network and check it.

    Parameters
    ----------
    folder : Path
        The case; files lie in its ``network`` folder.

    Raises
    ------
    CaseError : a file is missing, damaged, or holds an edge without length
    """
    shown = f"{folder.name}/network"
    path = folder / "network"
    missing = [name for name in _FILES if not (path / name).is_file()]
    if missing:
        raise CaseError(
            f"the network lacks {', '.join(missing)}",
            where=shown,
            do="Build it: python -m orepact.enable.build_network --raw DIR --case CASE",
        )
    try:
        nodes = pl.read_parquet(path / "nodes.parquet")
        edges = pl.read_parquet(path / "edges.parquet")
        nodes.select("mode", "node", "lat", "lon", "district")
        edges.select("mode", "start", "end", "km")
    except (pl.exceptions.PolarsError, OSError) as error:
        raise CaseError(
            "the network cannot be read", where=shown, why=str(error).splitlines()[0]
        ) from error
    return Network(
        modes={mode: _mode(nodes, edges, str(mode), shown) for mode in (Mode.RAIL, Mode.ROAD)},
        districts=tuple(
            DistrictFacts(
                name=row["district"],
                province=row["province"],
                people=_number(row["people"]),
                km2=_number(row["km2"]),
                relief_m=float(row["relief_m"]),
                at=(float(row["lat"]), float(row["lon"])),
            )
            for row in _rows(path / "districts.csv", f"{shown}/districts.csv")
        ),
        links={
            row["link"]: LinkWay(
                km=float(row["km"]),
                climb_m=float(row["climb_m"]),
                districts=_shares(row["districts"]),
                way=_way(row["way"]),
            )
            for row in _rows(path / "links.csv", f"{shown}/links.csv")
        },
        sea_km={
            (row["port"], row["destination"]): float(row["km"])
            for row in _rows(path / "sea.csv", f"{shown}/sea.csv")
        },
    )


def repairs_of(folder: Path) -> Sequence[dict[str, str]]:
    """Return the repairs written down when the network was made."""
    return _rows(folder / "network" / "repairs.csv", f"{folder.name}/network/repairs.csv")


def digests_of(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Return the digests of raw files and of the network's files."""
    body: dict[str, dict[str, str]] = json.loads(
        (folder / "network" / "manifest.json").read_text(encoding="utf-8")
    )
    return body
