"""From thousands of edges to the few segments that a corridor's choices are about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from orepact.enable.corridor_file import CorridorFile, Line, Link, Mode, ModuleUse, Place
from orepact.enable.flows import Demand
from orepact.enable.network import ModeNetwork, Network
from orepact.enable.network_ways import Ways, snap
from orepact.enable.sphere import Point, great_circle_km
from orepact.errors import CaseError

__all__ = ["Corridor", "Segment", "contract"]

ACCESS = "access"
TRANSFER = "transfer"
PORT = "port"
END = "end"
MARKET = "market"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch between two nodes with one set of choices.

    Parameters
    ----------
    id : str
    kind : str
        ``road``, ``rail``, ``pipe``, ``access``, ``transfer``, ``port`` or ``end``.
    start, end : str
        Nodes.
    km : float
    line : str
        Id of the line or link it belongs to; empty for other roads.
    in_place : float
        kt/yr that it carries without any module; infinite for access, transfer and end.
    reserved_for : frozenset of str
        Users whose the capacity in place is; empty: anyone's.
    only_for : frozenset of str
        Users who can use it at all; empty: anyone.
    uses : tuple of ModuleUse
        What can be built.
    by_district : mapping of str to float
        km in each district.
    way : tuple of (lat, lon)
        To draw it.
    cargo : str
        For a port: the cargo.
    """

    id: str
    kind: str
    start: str
    end: str
    km: float
    line: str = ""
    in_place: float = math.inf
    reserved_for: frozenset[str] = frozenset()
    only_for: frozenset[str] = frozenset()
    uses: tuple[ModuleUse, ...] = ()
    by_district: Mapping[str, float] = field(default_factory=dict)
    way: tuple[Point, ...] = ()
    cargo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A network of segments.

    Parameters
    ----------
    nodes : tuple of str
    segments : tuple of Segment
    names : mapping of str to str
        Node to what a reader calls it.
    line_km : mapping of str to float
        Length of each line and link on the network.
    """

    nodes: tuple[str, ...]
    segments: tuple[Segment, ...]
    names: Mapping[str, str]
    line_km: Mapping[str, float]

    def segment(self, id_: str) -> Segment:
        """Return a segment by id; it is known to exist."""
        return next(segment for segment in self.segments if segment.id == id_)


class _Builder:
    """Collects marked edges of each mode, then contracts them."""

    def __init__(self, file: CorridorFile, network: Network) -> None:
        self.file, self.network = file, network
        self.limit = file.prices.access_limit.to("km")
        self.factor = file.prices.access.to("1")
        self.line_of: dict[Mode, dict[int, str]] = {Mode.RAIL: {}, Mode.ROAD: {}}
        self.keep: dict[Mode, set[int]] = {Mode.RAIL: set(), Mode.ROAD: set()}
        self.extra: list[Segment] = []
        self.names: dict[str, str] = {}
        self.line_km: dict[str, float] = {}
        self.known = {mode: Ways(net) for mode, net in network.modes.items()}

    def node(self, mode: Mode, place: int) -> str:
        """Return the name of a network node."""
        return f"{mode}:{int(self.network.modes[mode].ids[place])}"

    def mark_line(self, line: Line) -> None:
        """Give a line its edges: the shortest way through its places."""
        net, ways = self.network.modes[line.mode], self.known[line.mode]
        where = f"corridor.yaml: lines: {line.id}"
        stops = [snap(net, self.file.place(p), self.limit, str(line.mode))[0] for p in line.through]
        km = 0.0
        for here, there in pairwise(stops):
            for edge in ways.edges(here, there, where) if here != there else ():
                self.line_of[line.mode].setdefault(edge, line.id)
                km += float(net.km[edge])
        if km <= 0.0:
            raise CaseError(
                f"line {line.id} has no length",
                where=where,
                why="All its places lie at one node",
                do="Name places that are apart",
            )
        self.keep[line.mode] |= {stops[0], stops[-1]}
        self.line_km[line.id] = km

    def join(
        self, hub: str, at: Place, mode: Mode, kind: str = ACCESS, *, needed: bool = True
    ) -> bool:
        """Join a hub to the nearest node of a mode."""
        net = self.network.modes[mode]
        node, km = net.near((at.lat, at.lon))
        if km > self.limit:
            if needed:
                snap(net, at, self.limit, str(mode))
            return False
        self.keep[mode].add(node)
        self.extra.append(
            Segment(
                id=f"{kind}:{hub}:{mode}",
                kind=kind,
                start=hub,
                end=self.node(mode, node),
                km=km * self.factor,
                line=str(mode),
                way=((at.lat, at.lon), (float(net.lat[node]), float(net.lon[node]))),
            )
        )
        return True


def _way_points(net: ModeNetwork, nodes: Sequence[int]) -> tuple[Point, ...]:
    return tuple((round(float(net.lat[n]), 3), round(float(net.lon[n]), 3)) for n in nodes)


def _chains(
    net: ModeNetwork, edges: Iterable[int], line_of: Mapping[int, str], keep: set[int]
) -> list[tuple[list[int], list[int]]]:
    """Return runs of edges between kept nodes, dead ends pruned: (edges, nodes) of each."""
    at: dict[int, set[int]] = {}
    for edge in edges:
        for node in (int(net.start[edge]), int(net.end[edge])):
            at.setdefault(node, set()).add(edge)
    loose = [node for node, there in at.items() if len(there) == 1 and node not in keep]
    while loose:
        node = loose.pop()
        if len(at.get(node, ())) != 1:
            continue
        edge = at.pop(node).pop()
        other = int(net.end[edge]) if int(net.start[edge]) == node else int(net.start[edge])
        at[other].discard(edge)
        if len(at[other]) == 1 and other not in keep:
            loose.append(other)
    stops = {
        node
        for node, there in at.items()
        if there
        and (node in keep or len(there) != 2 or len({line_of.get(edge, "") for edge in there}) > 1)
    }
    done: set[int] = set()
    chains = []
    for stop in sorted(stops):
        for first in sorted(at[stop]):
            if first in done:
                continue
            run, nodes, edge, here = [first], [stop], first, stop
            done.add(first)
            while True:
                here = int(net.end[edge]) if int(net.start[edge]) == here else int(net.start[edge])
                nodes.append(here)
                if here in stops:
                    break
                edge = next(item for item in at[here] if item != edge)
                done.add(edge)
                run.append(edge)
            chains.append((run, nodes))
    return chains


def _segments(builder: _Builder, mode: Mode, edges: Iterable[int]) -> list[Segment]:
    file, net = builder.file, builder.network.modes[mode]
    line_of = builder.line_of[mode]
    lines = {line.id: line for line in file.lines}
    other = file.unlisted_road if mode is Mode.ROAD else file.unlisted_rail
    found: list[Segment] = []
    for run, nodes in _chains(net, edges, line_of, builder.keep[mode]):
        if nodes[0] == nodes[-1]:
            continue
        by_district: dict[str, float] = {}
        for edge in run:
            for end in (net.start[edge], net.end[edge]):
                name = builder.network.districts[int(net.district[end])].name
                by_district[name] = by_district.get(name, 0.0) + float(net.km[edge]) / 2.0
        line = lines.get(line_of.get(run[0], ""))
        start, end = builder.node(mode, nodes[0]), builder.node(mode, nodes[-1])
        found.append(
            Segment(
                id=f"{start}--{end}--{len(found)}",
                kind=str(mode),
                start=start,
                end=end,
                km=float(sum(net.km[edge] for edge in run)),
                line=line.id if line else "",
                in_place=(line.in_place if line else other).to("kt/yr"),
                reserved_for=frozenset(line.reserved_for if line else ()),
                uses=line.modules if line else (),
                by_district=by_district,
                way=_way_points(net, nodes),
            )
        )
    return found


def _road_edges(builder: _Builder, demand: Sequence[Demand]) -> set[int]:
    """Return the road edges worth keeping: lines, and two ways from each source to each goal.

    The second way is found with the first one's roads made half as long again.
    """
    net = builder.network.modes[Mode.ROAD]
    wanted = set(builder.line_of[Mode.ROAD])
    stops = [place for place in builder.file.places if place.transfers]
    for item in demand:
        goals = [builder.file.place(p) for p in (*item.user.ports, *item.user.ends)]
        for source in item.sources:
            here = (source.lat, source.lon)
            at = Place(id="x", name=source.name, lat=source.lat, lon=source.lon, basis="source")
            start = snap(net, at, builder.limit, "road")[0]
            nearest_stops = sorted(stops, key=lambda p: great_circle_km((p.lat, p.lon), here))[:1]
            for goal in [*goals, *nearest_stops]:
                end = snap(net, goal, builder.limit, "road")[0]
                if end == start:
                    continue
                first = builder.known[Mode.ROAD].edges(start, end, f"corridor.yaml: {source.name}")
                wanted |= set(first)
                if item.user.is_mine:
                    weight = np.ones(net.km.size)
                    weight[first] = 1.5
                    wanted |= set(Ways(net, weight).edges(start, end, source.name))
    return wanted


def _link_end(builder: _Builder, link: Link, name: str, hubs: Mapping[str, str]) -> str:
    """Return the node at which a link ends: its mode's network where a line passes, else a hub.

    Raises
    ------
    CaseError : if no line passes there and it is neither a user's site nor a port
    """
    place = builder.file.place(name)
    passes = any(line.mode is link.mode and name in line.through for line in builder.file.lines)
    if name in hubs and not passes:
        return hubs[name]
    if link.mode not in builder.network.modes:
        raise CaseError(
            f"link {link.id} ends at {place.name}, where no site or port is",
            where=f"corridor.yaml: links: {link.id}",
            why=f"There is no network of mode {link.mode} that it could join",
            do="Let it begin and end at a user's place or a port",
        )
    node = snap(builder.network.modes[link.mode], place, builder.limit, str(link.mode))[0]
    builder.keep[link.mode].add(node)
    return builder.node(link.mode, node)


def _link_segment(builder: _Builder, link: Link, hubs: Mapping[str, str]) -> Segment:
    way = builder.network.links.get(link.id)
    if way is None:
        raise CaseError(
            f"link {link.id} has no alignment in the network",
            where="network/links.csv",
            do="Build the network anew: python -m orepact.enable.build_network",
        )
    if not way.km > 0.0:
        raise CaseError(
            f"link {link.id} has a length of {way.km:g} km",
            where="network/links.csv",
            why="A segment of no length carries goods for nothing",
        )
    ends = [_link_end(builder, link, name, hubs) for name in (link.start, link.end)]
    builder.line_km[link.id] = way.km
    return Segment(
        id=f"link:{link.id}",
        kind=str(link.mode),
        start=ends[0],
        end=ends[1],
        km=way.km,
        line=link.id,
        in_place=0.0,
        only_for=frozenset(link.only_for),
        uses=link.modules,
        by_district={name: share * way.km for name, share in way.districts.items()},
        way=way.way,
    )


def _beside(hub: str, first: str, at: Place) -> Segment:
    """Join a second user's site to the first's at the same place, where links begin and end."""
    return Segment(
        id=f"{ACCESS}:{hub}:{first}",
        kind=ACCESS,
        start=hub,
        end=first,
        km=0.0,
        line="road",
        way=((at.lat, at.lon),),
    )


def _hubs(builder: _Builder, demand: Sequence[Demand]) -> dict[str, str]:
    """Add sites, ports and ends with their joins, and return place to hub."""
    file = builder.file
    hubs: dict[str, str] = {}
    rails = {p for line in file.lines if line.mode is Mode.RAIL for p in line.through}
    for item in demand:
        for source in item.sources:
            at = Place(id="x", name=source.name, lat=source.lat, lon=source.lon, basis="source")
            builder.names[source.name] = source.district or item.user.title
            builder.join(source.name, at, Mode.ROAD)
            if item.user.place in rails:
                builder.join(source.name, at, Mode.RAIL)
            if item.user.place:
                first = hubs.setdefault(item.user.place, source.name)
                if first != source.name:
                    builder.extra.append(_beside(source.name, first, at))
    for port in file.ports:
        at, hub = file.place(port.id), f"port:{port.id}"
        hubs[port.id] = hub
        builder.names[hub] = at.name
        builder.join(hub, at, Mode.ROAD)
        if port.id in rails:
            builder.join(hub, at, Mode.RAIL)
        for carrier in port.cargo:
            builder.extra.append(
                Segment(
                    id=f"{PORT}:{port.id}:{carrier.id}",
                    kind=PORT,
                    start=hub,
                    end=MARKET,
                    km=0.0,
                    line=port.id,
                    in_place=carrier.in_place.to("kt/yr"),
                    uses=carrier.modules,
                    way=((at.lat, at.lon),),
                    cargo=carrier.id,
                )
            )
    for name in sorted({p for user in file.users for p in user.ends}):
        at, hub = file.place(name), f"end:{name}"
        builder.names[hub] = at.name
        builder.join(hub, at, Mode.ROAD, END)
        if name in rails:
            builder.join(hub, at, Mode.RAIL, END)
    return hubs


def _transfers(builder: _Builder) -> None:
    """Add what it takes to change between road and rail."""
    rails = {p for line in builder.file.lines if line.mode is Mode.RAIL for p in line.through}
    for place in builder.file.places:
        if not place.transfers or place.id not in rails:
            continue
        rail = builder.network.modes[Mode.RAIL]
        road = builder.network.modes[Mode.ROAD]
        on_rail, _ = snap(rail, place, builder.limit, "rail")
        on_road, km = snap(road, place, builder.limit, "road")
        builder.keep[Mode.RAIL].add(on_rail)
        builder.keep[Mode.ROAD].add(on_road)
        builder.names[builder.node(Mode.RAIL, on_rail)] = place.name
        builder.names[builder.node(Mode.ROAD, on_road)] = place.name
        builder.extra.append(
            Segment(
                id=f"{TRANSFER}:{place.id}",
                kind=TRANSFER,
                start=builder.node(Mode.RAIL, on_rail),
                end=builder.node(Mode.ROAD, on_road),
                km=km * builder.factor,
                way=((place.lat, place.lon),),
            )
        )


def contract(file: CorridorFile, network: Network, demand: Sequence[Demand]) -> Corridor:
    """Return the segments between sites, stations, ports and ends.

    Kept are named lines, links on offer, and the roads that any user would take; chains of edges
    between junctions become one segment, with its length in each district.

    Parameters
    ----------
    file : CorridorFile
    network : Network
    demand : sequence of Demand

    Raises
    ------
    CaseError : a site off the network, a line or link of no length, places without a way
    """
    builder = _Builder(file, network)
    for line in file.lines:
        builder.mark_line(line)
    hubs = _hubs(builder, demand)
    _transfers(builder)
    for item in file.places:
        builder.names.setdefault(f"place:{item.id}", item.name)
    links = [_link_segment(builder, link, hubs) for link in file.links]
    roads = _road_edges(builder, demand)
    segments = [
        *_segments(builder, Mode.RAIL, builder.line_of[Mode.RAIL]),
        *_segments(builder, Mode.ROAD, sorted(roads)),
        *links,
        *builder.extra,
    ]
    nodes = sorted({node for s in segments for node in (s.start, s.end)})
    return Corridor(
        nodes=tuple(nodes),
        segments=tuple(segments),
        names=builder.names,
        line_km=builder.line_km,
    )
