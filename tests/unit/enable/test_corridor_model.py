from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orepact.enable.corridor import CorridorAnswer, corridor_answer
from orepact.enable.corridor_data import data_of
from orepact.enable.corridor_model import build_corridor_model
from orepact.enable.flows import steady_year
from orepact.enable.modules import annuity
from orepact.enable.routes import route_of
from orepact.errors import CaseError, ProblemsError, UnknownNameError
from orepact.solve import Limits

EXACT = Limits(gap=0.0, absolute_gap=1e-9)


def solved(build: Any, prices: Any, change: Any = None, **more: Any) -> Any:
    file, network = build(change)
    data = data_of(file, network, prices, periods=steady_year(file))
    return build_corridor_model(data).solve(EXACT, **more)


def test_cost_of_rail_alone_is_what_a_hand_computes(build: Any, prices: Any) -> None:
    # 440 km at 0.5 million, 30 years at 8 %, 1 % upkeep; 440 km at 2 cents; 5 handling; sea 3.
    works = 220.0 * (annuity(0.08, 30.0) + 0.01)
    expected = works + 1000.0 * (440.0 * 0.02 + 5.0 + 3.0) / 1e3
    found = solved(build, prices, members=("mine",), without=("road",))
    assert found.cost == pytest.approx(expected, abs=1e-4)
    assert found.works() == pytest.approx(works, abs=1e-6)


def test_cheap_works_win_and_dear_works_lose_against_trucks(build: Any, prices: Any) -> None:
    # Rail saves 460 * 0.12 - 440 * 0.02 = 46.4 USD/t, 46.4 million a year on 1,000 kt.
    def dear(given: dict[str, Any]) -> None:
        for line in given["lines"][:2]:
            line["modules"][0]["cost"]["value"] = 1.2

    cheap = solved(build, prices, members=("mine",))
    assert cheap.built.any()
    costly = solved(build, prices, dear, members=("mine",))
    assert not costly.built.any()
    assert costly.cost == pytest.approx(1000.0 * (460.0 * 0.12 + 8.0) / 1e3, abs=1e-3)


def test_unserved_tonnes_are_priced_when_nothing_can_carry_them(build: Any, prices: Any) -> None:
    def closed(given: dict[str, Any]) -> None:
        for line in given["lines"]:
            line["modules"] = []
            line["in_place"]["value"] = 0
            line["in_place"]["range"] = [0, 1]
        given["unlisted_road"]["value"] = 0

    found = solved(build, prices, closed, members=("mine",))
    assert found.unserved.max() == pytest.approx(1000.0)
    assert found.cost == pytest.approx(1000.0, abs=1e-3)


def test_capacity_in_place_is_kept_for_whom_it_is_reserved(build: Any, prices: Any) -> None:
    def reserved(given: dict[str, Any]) -> None:
        given["lines"][1]["in_place"] = given["lines"][2]["in_place"]
        given["lines"][1]["reserved_for"] = ["mine"]
        given["lines"][1]["modules"] = []

    found = solved(build, prices, reserved, members=("farm",))
    rail = [n for n, s in enumerate(found.data.corridor.segments) if s.line == "east"]
    assert np.abs(found.flow[:, rail]).max() < 1e-9


def test_flow_balances_at_every_node_but_sources_and_goals(build: Any, prices: Any) -> None:
    found = solved(build, prices)
    data = found.data
    for user in range(len(data.users)):
        for place, node in enumerate(data.corridor.nodes):
            if node == "market":
                continue
            out = sum(
                float(found.flow[user, n, 0]) * ((s.start == node) - (s.end == node))
                for n, s in enumerate(data.corridor.segments)
            )
            assert out == pytest.approx(data.supply[user, place, 0], abs=1e-5)


def test_sharing_never_costs_more_than_going_alone(owned_answer: CorridorAnswer) -> None:
    answer = owned_answer
    for share in answer.sharing.shares:
        assert share.gain >= -1e-6
    tolls = sum(share.toll for share in answer.sharing.shares)
    assert tolls == pytest.approx(answer.sharing.works, abs=1e-3)
    assert answer.sharing.core.is_in_core


def test_plan_over_years_opens_works_when_tonnes_come(owned_answer: CorridorAnswer) -> None:
    answer = owned_answer
    assert answer.alone is not None
    starts = answer.alone.data.periods.starts
    opened = [starts[int(np.argmax(row))] for row in answer.alone.built if row.any()]
    assert opened == [2032, 2032]
    assert answer.alone.gap <= 0.01


def test_answer_names_the_route_leg_by_leg(build: Any, prices: Any) -> None:
    found = solved(build, prices, members=("mine",), without=("road",))
    legs = route_of(found, "mine")
    assert [(leg.title, round(leg.km)) for leg in legs] == [
        ("Western line", 220),
        ("Eastern line", 220),
    ]


def test_answer_agrees_with_the_published_way_where_it_is_cheapest(
    owned_answer: CorridorAnswer,
) -> None:
    assert owned_answer.is_agreed is True


def test_scaling_all_money_scales_the_cost(build: Any, prices: Any) -> None:
    file, network = build()
    once = data_of(file, network, prices, periods=steady_year(file))

    def twice(parameter: Any, unit: str) -> float:
        amount = float(prices(parameter, unit))
        return 2.0 * amount if "USD" in unit else amount

    double = data_of(file, network, twice, periods=steady_year(file))
    costs = [build_corridor_model(data).solve(EXACT).cost for data in (once, double)]
    assert costs[1] == pytest.approx(2.0 * costs[0], rel=1e-6)


def test_mine_off_the_network_is_named(build: Any, prices: Any) -> None:
    def moved(given: dict[str, Any]) -> None:
        given["places"].append(
            {"id": "far", "name": "Far", "lat": 14.0, "lon": 0.0, "basis": "made up"}
        )
        given["users"][0]["place"] = "far"

    file, network = build(moved)
    with pytest.raises(CaseError, match="off the road network") as caught:
        data_of(file, network, prices)
    assert "km away" in str(caught.value)


def test_segment_of_no_length_is_named(build: Any) -> None:
    with pytest.raises(CaseError, match="no length above zero") as caught:
        build(None, [("rail", 100, 101, 0.0), ("road", 200, 201, 230.0)])
    assert "edges.parquet" in str(caught.value)


def test_negative_tonnes_are_refused(build: Any, prices: Any) -> None:
    file, network = build()
    with pytest.raises(CaseError, match="-5 kt/yr for mine"):
        data_of(file, network, prices, tonnes={"mine": -5.0})

    def negative(given: dict[str, Any]) -> None:
        given["users"][0]["stages"][0]["tonnes"] |= {"value": -1, "range": [-2, 0]}

    with pytest.raises(ProblemsError, match="problem"):
        build(negative)


def test_unknown_port_is_named(build: Any) -> None:
    def unknown(given: dict[str, Any]) -> None:
        given["users"][0]["ports"] = ["atlantis"]

    with pytest.raises(ProblemsError) as caught:
        build(unknown)
    assert "atlantis" in str(caught.value)


def test_unknown_main_user_is_named(build: Any, prices: Any) -> None:
    from orepact.enable.corridor import main_user_of

    file, _ = build()
    with pytest.raises(UnknownNameError, match="nowhere"):
        main_user_of(file, "nowhere")


def test_voyage_that_was_not_built_is_named(build: Any, prices: Any) -> None:
    def market(given: dict[str, Any]) -> None:
        given["market"] = {"XXNEW": 1.0}

    file, network = build(market)
    with pytest.raises(CaseError, match="no voyage from XXPRT to XXNEW"):
        data_of(file, network, prices)


def test_places_without_a_way_between_them_are_named(build: Any, prices: Any) -> None:
    file, network = build(None, [("rail", 100, 101, 220.0), ("road", 200, 201, 230.0)])
    with pytest.raises(CaseError, match="no way between two of its places"):
        data_of(file, network, prices)


@pytest.mark.parametrize("nodes", [0, 1])
def test_however_few_nodes_there_is_a_plan_and_its_proven_gap(
    build: Any, prices: Any, nodes: int
) -> None:
    file, network = build()
    model = build_corridor_model(data_of(file, network, prices))
    best = model.solve(EXACT)
    found = model.solve(Limits(gap=0.0, absolute_gap=0.0, nodes=nodes))
    assert found.bound <= best.cost + 1e-6 <= found.cost + 2e-6
    assert found.gap >= 0.0
    moved = found.data.supply.sum(axis=1) - found.unserved
    assert (moved >= -1e-6).all()


def test_goods_not_worth_their_freight_stay_and_the_freight_is_told(
    build: Any, prices: Any
) -> None:
    def cheap(given: dict[str, Any]) -> None:
        given["users"][0]["unserved"] |= {"value": 10.0}

    file, network = build(cheap)
    answer = corridor_answer(file, network, prices, is_brief=True)
    # 440 km at 2 cents, 5 handling, 3 of sea, and works of 18.1 million over a million tonnes.
    assert answer.best.per_tonne > 10.0
    assert answer.best.is_open
    assert not answer.best.is_worth
    assert answer.sharing.of("mine").moved == pytest.approx(0.0, abs=1e-6)
