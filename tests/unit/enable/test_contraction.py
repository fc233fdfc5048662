"""Contraction on networks drawn by hand: what is kept, cut, joined and refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orepact.enable.contraction import Corridor, _chains, contract
from orepact.enable.corridor_data import data_of
from orepact.enable.corridor_file import Mode
from orepact.enable.corridor_model import build_corridor_model
from orepact.enable.flows import demands, steady_year
from orepact.enable.network import ModeNetwork
from orepact.enable.network_ways import Ways
from orepact.errors import CaseError
from orepact.solve import Limits


def network(edges: list[tuple[int, int, float]]) -> ModeNetwork:
    """Nodes on a line of latitude, a tenth of a degree apart."""
    count = 1 + max(max(a, b) for a, b, _ in edges)
    return ModeNetwork(
        ids=np.arange(count),
        district=np.zeros(count, dtype=np.int64),
        lat=np.zeros(count),
        lon=np.arange(count) / 10.0,
        start=np.array([a for a, _, _ in edges]),
        end=np.array([b for _, b, _ in edges]),
        km=np.array([km for _, _, km in edges]),
    )


def runs(
    net: ModeNetwork, keep: set[int], line_of: dict[int, str] | None = None
) -> list[list[int]]:
    """Return the nodes of each chain, from its smaller end."""
    found = [nodes for _, nodes in _chains(net, range(net.km.size), line_of or {}, keep)]
    return sorted(nodes if nodes[0] <= nodes[-1] else nodes[::-1] for nodes in found)


def test_a_path_between_kept_nodes_is_one_segment() -> None:
    assert runs(network([(0, 1, 5.0), (1, 2, 7.0), (2, 3, 1.0)]), {0, 3}) == [[0, 1, 2, 3]]


def test_dead_ends_that_nobody_keeps_are_cut_branch_by_branch() -> None:
    # 0-1-2-3 with a branch 1-4-5 that leads nowhere.
    net = network([(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (1, 4, 1.0), (4, 5, 1.0)])
    assert runs(net, {0, 3}) == [[0, 1, 2, 3]]
    assert runs(net, {0, 3, 5}) == [[0, 1], [1, 2, 3], [1, 4, 5]]


def test_a_junction_parts_segments_and_so_does_a_change_of_line() -> None:
    star = network([(0, 1, 1.0), (1, 2, 1.0), (1, 3, 1.0)])
    assert runs(star, {0, 2, 3}) == [[0, 1], [1, 2], [1, 3]]
    path = network([(0, 1, 1.0), (1, 2, 1.0)])
    assert runs(path, {0, 2}, {0: "west", 1: "east"}) == [[0, 1], [1, 2]]


def test_both_sides_of_a_ring_stay() -> None:
    ring = network([(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0), (3, 0, 1.0)])
    assert runs(ring, {0, 2}) == [[0, 1, 2], [0, 3, 2]]


def test_of_two_edges_between_the_same_nodes_the_shorter_is_the_way() -> None:
    ways = Ways(network([(0, 1, 9.0), (1, 0, 4.0), (1, 2, 2.0)]))
    assert ways.edges(0, 2, "here") == [1, 2]


def test_a_weight_turns_the_way_where_it_makes_it_longer() -> None:
    # 0-1-3 is 4 km, 0-2-3 is 5 km; half as long again makes the first 6.
    net = network([(0, 1, 2.0), (1, 3, 2.0), (0, 2, 3.0), (2, 3, 2.0)])
    first = Ways(net).edges(0, 3, "here")
    assert first == [0, 1]
    weight = np.ones(4)
    weight[first] = 1.5
    assert Ways(net, weight).edges(0, 3, "here") == [2, 3]


def contracted(build: Any, change: Any = None, links: str = "") -> Corridor:
    file, made = build(change, links=links)
    return contract(file, made, demands(file, made, steady_year(file)))


def test_lines_keep_their_length_and_their_districts(build: Any) -> None:
    corridor = contracted(build)
    assert corridor.line_km == {"west": 220.0, "east": 220.0, "highway": 460.0}
    rails = {s.line: s for s in corridor.segments if s.kind == "rail"}
    assert rails["west"].km == 220.0
    # Its ends lie in the western district both; the eastern line's lie one in each.
    assert rails["west"].by_district == {"Westshire": 220.0}
    assert rails["east"].by_district == {"Westshire": 110.0, "Eastshire": 110.0}


def test_a_road_that_crosses_a_district_border_counts_in_both(build: Any) -> None:
    roads = [s for s in contracted(build).segments if s.kind == "road"]
    whole: dict[str, float] = {}
    for segment in roads:
        for name, km in segment.by_district.items():
            whole[name] = whole.get(name, 0.0) + km
    assert sum(whole.values()) == pytest.approx(sum(segment.km for segment in roads))


def test_every_access_is_longer_than_the_straight_line_by_the_factor(build: Any) -> None:
    def detour(given: dict[str, Any]) -> None:
        given["prices"]["access"] |= {"value": 1.3}
        given["places"][0]["lat"] = 10.1

    own = [s for s in contracted(build, detour).segments if s.id == "access:site:mine:road"]
    # A tenth of a degree of latitude is 11.12 km.
    assert own[0].km == pytest.approx(1.3 * 11.12, abs=0.02)


def second_mine(given: dict[str, Any]) -> None:
    """Two mines at one place, and a branch from it that both could use."""
    twin = dict(given["users"][0]) | {"id": "twin", "title": "Twin"}
    given["users"].append(twin)
    given["lines"] = given["lines"][1:]
    del given["published"]
    given["links"] = [
        {
            "id": "branch",
            "title": "Branch",
            "mode": "rail",
            "start": "mine",
            "end": "junction",
            "modules": [
                {"id": "branch-rail", "module": "rail-new-single", "cost": {
                    "value": 0.01, "unit": "MUSD/km", "range": [0.0, 1.0], "quality": "D",
                    "source": "assumption", "price_year": 2025}}
            ],
        }
    ]  # fmt: skip


def test_two_mines_at_one_place_can_share_a_link_that_begins_there(build: Any, prices: Any) -> None:
    file, made = build(second_mine, links="branch,220.0,0,Westshire=1.0,10 0;10 2\n")
    data = data_of(file, made, prices, periods=steady_year(file))
    found = build_corridor_model(data).solve(
        Limits(gap=0.0, absolute_gap=1e-9), members=("mine", "twin"), without=()
    )
    branch = next(n for n, s in enumerate(data.corridor.segments) if s.line == "branch")
    for user in ("mine", "twin"):
        assert abs(found.flow[data.users.index(user), branch, 0]) == pytest.approx(1000.0)


def test_a_pipe_to_no_site_or_port_is_named(build: Any) -> None:
    def pipe(given: dict[str, Any]) -> None:
        second_mine(given)
        given["links"][0] |= {"mode": "pipe", "end": "halfway"}
        given["places"].append(given["places"][1] | {"id": "halfway", "name": "Halfway"})

    with pytest.raises(CaseError, match="ends at Halfway, where no site or port is"):
        contracted(build, pipe, links="branch,220.0,0,Westshire=1.0,10 0;10 2\n")


def test_goods_that_end_at_a_railhead_pay_for_the_last_km_by_rail(build: Any, prices: Any) -> None:
    def ends(given: dict[str, Any]) -> None:
        given["users"][1] |= {"ports": [], "ends": ["port"], "cargo": "grain"}
        given["places"][2]["lat"] = 10.1

    file, made = build(ends)
    data = data_of(file, made, prices, periods=steady_year(file))
    place = next(n for n, s in enumerate(data.corridor.segments) if s.id == "end:end:port:rail")
    farm = data.users.index("farm")
    assert data.price[farm, place] == pytest.approx(11.12 * 0.02, abs=1e-3)


def test_road_and_rail_are_two_networks_joined_only_where_goods_can_change(build: Any) -> None:
    corridor = contracted(build)
    for segment in corridor.segments:
        modes = {node.partition(":")[0] for node in (segment.start, segment.end)}
        assert segment.kind == "transfer" or modes != {str(Mode.RAIL), str(Mode.ROAD)}
    assert [s.id for s in corridor.segments if s.kind == "transfer"] == ["transfer:junction"]
