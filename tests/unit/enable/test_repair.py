from __future__ import annotations

import numpy as np
import pytest

from orepact.enable.alignment import Grid, least_cost_way, relief
from orepact.enable.repair import RawNetwork, cut_outside, drop_twins, join_gaps, split_edge
from orepact.enable.sea_routes import sea_way
from orepact.errors import EvidenceError


def network() -> RawNetwork:
    at = {1: (10.0, 0.0), 2: (10.0, 1.0), 3: (10.0, 1.02), 4: (10.0, 2.0)}
    return RawNetwork.of(
        [(1, 2, 110.0, at[1], at[2]), (3, 4, 108.0, at[3], at[4])], where="raw.csv"
    )


def test_gap_between_dead_ends_is_joined_and_written_down() -> None:
    made = network()
    repairs = join_gaps(made, gap_km=6.0, detour=10.0)
    assert [item.kind for item in repairs] == ["gap joined"]
    assert repairs[0].km == pytest.approx(2.19, abs=0.01)
    assert made.way(1, 4) == pytest.approx(220.2, abs=0.1)


def test_gap_wider_than_allowed_stays_open() -> None:
    made = network()
    assert join_gaps(made, gap_km=1.0, detour=10.0) == []
    assert made.way(1, 4) == float("inf")


def test_split_keeps_the_length_and_names_the_places() -> None:
    made = network()
    repairs = split_edge(made, 1, 2, {"half": (10.0, 0.5)}, "a station lies on it")
    assert made.way(1, 2) == pytest.approx(110.0)
    assert made.way(1, 5) == pytest.approx(55.0, abs=0.01)
    assert "half" in repairs[0].what


def test_split_through_a_place_off_the_edge_is_refused() -> None:
    with pytest.raises(EvidenceError, match="less than"):
        split_edge(network(), 1, 2, {"far": (13.0, 0.5)}, "")


def test_edge_of_no_length_is_refused_with_its_line() -> None:
    with pytest.raises(EvidenceError, match=r"raw.csv:2.*length of 0 km"):
        RawNetwork.of([(1, 2, 0.0, (0.0, 0.0), (0.0, 1.0))], where="raw.csv")


def test_of_two_edges_between_the_same_nodes_the_shorter_stays() -> None:
    edges, repairs = drop_twins(
        [(1, 2, 10.0, (0.0, 0.0), (0.0, 1.0)), (2, 1, 8.0, (0.0, 1.0), (0.0, 0.0))]
    )
    assert [edge[2] for edge in edges] == [8.0]
    assert repairs[0].km == 10.0


def test_edges_across_the_border_are_dropped_and_counted() -> None:
    made = network()
    repair = cut_outside(made, {1: "In", 2: "In", 3: "In"})
    assert repair.km == 108.0
    assert 4 not in made.nodes


def grid(metres: np.ndarray) -> Grid:
    return Grid(
        lats=np.linspace(10.4, 10.0, metres.shape[0]),
        lons=np.linspace(0.0, 0.4, metres.shape[1]),
        metres=metres,
    )


def test_flat_way_is_nearly_straight_and_a_wall_is_walked_around() -> None:
    flat = least_cost_way(grid(np.zeros((5, 5))), [(10.2, 0.0), (10.2, 0.4)])
    assert flat.km == pytest.approx(43.8, abs=0.2)
    assert flat.climb_m == 0.0
    wall = np.zeros((5, 5))
    wall[:4, 2] = 5000.0
    around = least_cost_way(grid(wall), [(10.2, 0.0), (10.2, 0.4)])
    assert around.km > flat.km
    assert around.climb_m == 0.0


def test_way_over_water_is_refused() -> None:
    sea = np.zeros((5, 5))
    sea[:, 1:4] = -100.0
    with pytest.raises(EvidenceError, match="over land"):
        least_cost_way(grid(sea), [(10.2, 0.0), (10.2, 0.4)])


def test_relief_of_a_plain_is_nothing() -> None:
    assert relief(grid(np.full((5, 5), 7.0))).max() == 0.0


def test_unknown_port_is_named() -> None:
    with pytest.raises(EvidenceError, match="ATLANTIS"):
        sea_way(network(), {"HOME": (10.0, 0.0)}, "HOME", ["ATLANTIS"])
