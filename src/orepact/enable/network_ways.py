"""Shortest ways over one mode's network, and the node at which a place joins it."""

from __future__ import annotations

import numpy as np

from orepact.enable.corridor_file import Place
from orepact.enable.network import ModeNetwork
from orepact.errors import CaseError

__all__ = ["Ways", "snap"]


class Ways:
    """Shortest ways over one mode's network, with weights."""

    def __init__(self, network: ModeNetwork, weight: np.ndarray | None = None) -> None:
        from scipy.sparse import csr_matrix

        self.network = network
        cost = network.km if weight is None else network.km * weight
        size = network.ids.size
        # Of two edges between the same nodes the cheaper counts; a sparse matrix would add them.
        self.edge: dict[tuple[int, int], int] = {}
        for place, (a, b) in enumerate(zip(network.start, network.end, strict=True)):
            pair = (min(int(a), int(b)), max(int(a), int(b)))
            known = self.edge.get(pair)
            if known is None or cost[place] < cost[known]:
                self.edge[pair] = place
        kept = np.array(list(self.edge.values()), dtype=np.int64)
        both = (
            np.concatenate([network.start[kept], network.end[kept]]),
            np.concatenate([network.end[kept], network.start[kept]]),
        )
        self.graph = csr_matrix((np.tile(cost[kept], 2), both), shape=(size, size))  # type: ignore[no-untyped-call]

    def edges(self, start: int, end: int, where: str) -> list[int]:
        """Return the edges of the shortest way."""
        from scipy.sparse.csgraph import dijkstra

        _, before = dijkstra(self.graph, indices=start, return_predecessors=True)
        way, here = [], end
        while here != start:
            there = int(before[here])
            if there < 0:
                raise CaseError(
                    "the network has no way between two of its places",
                    where=where,
                    why="A gap in the raw file was not joined, or a place lies on another piece",
                    do="Add a split, raise recipe.gap_km, or leave the place out, and build anew",
                )
            way.append(self.edge[min(there, here), max(there, here)])
            here = there
        return way[::-1]


def snap(network: ModeNetwork, place: Place, limit: float, what: str) -> tuple[int, float]:
    """Return the node of a place and its distance.

    Raises
    ------
    CaseError : if every node is farther than the limit
    """
    node, km = network.near((place.lat, place.lon))
    if km > limit:
        raise CaseError(
            f"{place.name} lies off the {what} network: the nearest node is {km:.0f} km away",
            where=f"corridor.yaml: places: {place.id}",
            why=f"Sites farther than {limit:.0f} km are not joined silently",
            do="Correct its position, raise prices.access_limit, or offer a link to it",
        )
    return node, km
