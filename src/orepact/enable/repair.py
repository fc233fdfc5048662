"""Repairs of a raw network, each written down: gaps joined, long edges cut, twins dropped."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from orepact.enable.sphere import Point, great_circle_km
from orepact.errors import EvidenceError

__all__ = ["RawNetwork", "Repair", "cut_outside", "drop_twins", "join_gaps", "split_edge"]

_KM_PER_DEGREE = 111.0
"""For a first cut of candidates only; distances are taken on the sphere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One change made to the raw network."""

    kind: str
    """``gap joined``, ``edge cut``, ``twin dropped`` or ``outside dropped``."""
    what: str
    """Which nodes or edges."""
    why: str
    """Why it was made."""
    km: float
    """Length added, moved or dropped, km."""
    lat: float
    """Where, degrees north."""
    lon: float
    """Where, degrees east."""


@dataclass(slots=True)
class RawNetwork:
    """Nodes and undirected edges of one mode, as they are being repaired."""

    nodes: dict[int, Point] = field(default_factory=dict)
    """Node to latitude and longitude."""
    near: dict[int, dict[int, float]] = field(default_factory=dict)
    """Node to its neighbours and the km to each."""

    def connect(self, first: int, second: int, km: float) -> None:
        """Add an edge, or shorten the one that is there."""
        known = self.near.setdefault(first, {}).get(second, math.inf)
        self.near[first][second] = self.near.setdefault(second, {})[first] = min(known, km)

    def disconnect(self, first: int, second: int) -> None:
        """Remove an edge."""
        del self.near[first][second], self.near[second][first]

    def edges(self) -> Iterator[tuple[int, int, float]]:
        """Yield each edge once, the smaller node first."""
        for first in sorted(self.near):
            for second in sorted(self.near[first]):
                if first < second:
                    yield first, second, self.near[first][second]

    def way(self, start: int, end: int, longest: float = math.inf) -> float:
        """Return the km of the shortest way, infinite beyond ``longest``."""
        reached, heap = {start: 0.0}, [(0.0, start)]
        while heap:
            km, node = heapq.heappop(heap)
            if node == end:
                return km
            if km > reached[node] or km > longest:
                continue
            for there, length in self.near.get(node, {}).items():
                if km + length < reached.get(there, math.inf):
                    reached[there] = km + length
                    heapq.heappush(heap, (km + length, there))
        return math.inf

    @staticmethod
    def of(edges: Sequence[tuple[int, int, float, Point, Point]], *, where: str) -> RawNetwork:
        """Return the network of raw edges.

        Raises
        ------
        EvidenceError : if an edge has no length, a negative one or both ends in one node
        """
        network = RawNetwork()
        for row, (first, second, km, at_first, at_second) in enumerate(edges, start=2):
            if first == second or not km > 0.0:
                raise EvidenceError(
                    f"the edge {first} to {second} has a length of {km:g} km",
                    where=f"{where}:{row}",
                    why="A segment of no length carries goods for nothing",
                    do="Remove the row, or give its length",
                )
            network.nodes[first], network.nodes[second] = at_first, at_second
            network.connect(first, second, km)
        return network


def drop_twins(
    edges: Sequence[tuple[int, int, float, Point, Point]],
) -> tuple[list[tuple[int, int, float, Point, Point]], list[Repair]]:
    """Return edges without repeats between the same nodes (the shortest stays) and the repairs."""
    best: dict[tuple[int, int], tuple[int, int, float, Point, Point]] = {}
    repairs = []
    for edge in edges:
        first, second, km, at, _ = edge
        key = (min(first, second), max(first, second))
        if key not in best:
            best[key] = edge
            continue
        longer = max(km, best[key][2])
        best[key] = min(edge, best[key], key=lambda item: item[2])
        repairs.append(
            Repair(
                kind="twin dropped",
                what=f"second edge {first} to {second}",
                why="two edges between the same nodes; the shorter stays",
                km=longer,
                lat=at[0],
                lon=at[1],
            )
        )
    return list(best.values()), repairs


def join_gaps(
    network: RawNetwork, *, gap_km: float, detour: float, shortest_detour_km: float = 20.0
) -> list[Repair]:
    """Join each dead end to the nearest node where the way around is out of all proportion.

    A gap is joined if it is at most ``gap_km`` and the way around is longer than
    ``max(detour * gap, 20 km)`` or does not exist; the shortest gaps come first.

    Parameters
    ----------
    network : RawNetwork
        Changed in place.
    gap_km : float
    detour : float
        Times the gap.
    """
    ends = sorted(node for node, there in network.near.items() if len(there) == 1)
    degrees = gap_km / _KM_PER_DEGREE
    found = []
    for end in ends:
        lat, lon = network.nodes[end]
        wide = degrees / max(0.1, math.cos(math.radians(lat)))
        for node, at in network.nodes.items():
            if node == end or abs(at[0] - lat) > degrees or abs(at[1] - lon) > wide:
                continue
            km = great_circle_km((lat, lon), at)
            if km <= gap_km and node not in network.near[end]:
                found.append((km, end, node))
    repairs = []
    for km, end, node in sorted(found):
        limit = max(detour * km, shortest_detour_km)
        around = network.way(end, node, longest=limit)
        if around <= limit:
            continue
        network.connect(end, node, max(km, 1e-3))
        lat, lon = network.nodes[end]
        repairs.append(
            Repair(
                kind="gap joined",
                what=f"nodes {end} and {node}",
                why=f"a dead end with no other way to its neighbour shorter than {limit:.0f} km",
                km=km,
                lat=lat,
                lon=lon,
            )
        )
    return repairs


def split_edge(
    network: RawNetwork, first: int, second: int, places: Mapping[str, Point], why: str
) -> list[Repair]:
    """Cut one edge at places it passes; its length is shared out by straight distances.

    ``km_i = km * d_i / sum d`` with d the distances between consecutive places.

    Parameters
    ----------
    network : RawNetwork
        Changed in place; new nodes get ids above all there are.
    first, second : int
        Ends of the edge, in the order of ``places``.
    places : mapping of str to (lat, lon)
        In order.

    Raises
    ------
    EvidenceError : if there is no such edge, or it is shorter than the chain of places
    """
    km = network.near.get(first, {}).get(second)
    if km is None:
        raise EvidenceError(
            f"there is no edge from {first} to {second} to cut", do="Correct the split's ends"
        )
    chain = [network.nodes[first], *places.values(), network.nodes[second]]
    straight = [great_circle_km(here, there) for here, there in pairwise(chain)]
    if sum(straight) > km * 1.02:
        raise EvidenceError(
            f"the edge {first} to {second} has {km:.0f} km, less than the {sum(straight):.0f} km "
            "straight from place to place",
            do="Leave out places that the edge does not pass",
        )
    fresh = max(network.nodes) + 1
    ids = [first, *range(fresh, fresh + len(places)), second]
    network.disconnect(first, second)
    for id_, at in zip(ids[1:-1], places.values(), strict=True):
        network.nodes[id_] = at
    for here, there, part in zip(ids, ids[1:], straight, strict=False):
        network.connect(here, there, km * part / sum(straight))
    lat, lon = network.nodes[first]
    return [
        Repair(
            kind="edge cut",
            what=f"edge {first} to {second} at {', '.join(places)}",
            why=why,
            km=km,
            lat=lat,
            lon=lon,
        )
    ]


def cut_outside(network: RawNetwork, inside: Mapping[int, str]) -> Repair:
    """Drop every edge with an end outside the host, and nodes that then have none.

    Parameters
    ----------
    network : RawNetwork
        Changed in place.
    inside : mapping of node to district
        Nodes inside the host.
    """
    dropped = [edge for edge in network.edges() if edge[0] not in inside or edge[1] not in inside]
    for first, second, _ in dropped:
        network.disconnect(first, second)
    lonely = [node for node in network.nodes if not network.near.get(node)]
    for node in lonely:
        del network.nodes[node]
        network.near.pop(node, None)
    return Repair(
        kind="outside dropped",
        what=f"{len(dropped)} edges and {len(lonely)} nodes",
        why="outside the host's districts; a line that crosses a border ends there",
        km=sum(km for _, _, km in dropped),
        lat=math.nan,
        lon=math.nan,
    )
