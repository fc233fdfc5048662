"""Distances by sea over a network of shipping lanes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from orepact.enable.repair import RawNetwork
from orepact.enable.sphere import Point, great_circle_km, nearest
from orepact.errors import EvidenceError

__all__ = ["CLOSED", "SeaWay", "read_sea_network", "sea_way"]

CLOSED = frozenset({"northwest"})
"""Passages that no bulk carrier takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaWay:
    """One voyage."""

    port: str
    destination: str
    km: float


def read_sea_network(path: Path) -> RawNetwork:
    """Return the lanes of a GeoJSON file; points at the same place are one node.

    Raises
    ------
    EvidenceError : if the file is no collection of lines
    """
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
    except (OSError, ValueError, KeyError) as error:
        raise EvidenceError("the sea network cannot be read", where=path.name) from error
    ids: dict[Point, int] = {}
    network = RawNetwork()

    def node(lon: float, lat: float) -> int:
        at = (round(lat, 3), round(lon, 3))
        id_ = ids.setdefault(at, len(ids))
        network.nodes[id_] = at
        return id_

    for feature in features:
        if feature["properties"].get("passage") in CLOSED:
            continue
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
        for here, there in (pair for part in parts for pair in pairwise(part)):
            first, second = node(*here[:2]), node(*there[:2])
            if first != second:
                km = great_circle_km(network.nodes[first], network.nodes[second])
                network.connect(first, second, km)
    # The lanes end at both edges of the map: the antimeridian is one line.
    west = [id_ for at, id_ in ids.items() if at[1] <= -179.99]
    east = {at[0]: id_ for at, id_ in ids.items() if at[1] >= 179.99}
    for id_ in west:
        if network.nodes[id_][0] in east:
            network.connect(id_, east[network.nodes[id_][0]], 1e-3)
    return network


def sea_way(
    network: RawNetwork, ports: Mapping[str, Point], port: str, destinations: Sequence[str]
) -> list[SeaWay]:
    """Return the shortest voyages from one port, with the way from quay to lane at each end.

    Raises
    ------
    EvidenceError : if a port is not known or cannot be reached
    """
    unknown = [code for code in (port, *destinations) if code not in ports]
    if unknown:
        raise EvidenceError(
            f"port {unknown[0]!r} is not in the list of ports", do="Give its code as listed"
        )
    start, out = nearest(ports[port], network.nodes)
    ways = []
    for code in destinations:
        end, into = nearest(ports[code], network.nodes)
        km = network.way(start, end)
        if km == float("inf"):
            raise EvidenceError(f"no lane leads from {port} to {code}")
        ways.append(SeaWay(port=port, destination=code, km=km + out + into))
    return ways
