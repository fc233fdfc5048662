from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from orepact.exposure.mixing import Mixing, own_part
from orepact.exposure.see_through import (
    RECYCLED,
    UNKNOWN,
    MissingFeed,
    OriginOf,
    Stage,
    see_through,
)

A, B, C = 0, 1, 2


def stage(
    name: str,
    primary: list[float],
    flows: dict[tuple[int, int], float],
    recycled: list[float] | None = None,
) -> Stage:
    trade = np.zeros((len(primary), len(primary)))
    for pair, tonnes in flows.items():
        trade[pair] = tonnes
    none = [0.0] * len(primary)
    return Stage(
        name=name, primary=np.array(primary), recycled=np.array(recycled or none), trade=trade
    )


def row(shares: NDArray[np.float64], **parts: float) -> None:
    order = {"a": 0, "b": 1, "c": 2, "recycled": RECYCLED, "unknown": UNKNOWN}
    expected = np.zeros(5)
    for name, part in parts.items():
        expected[order[name]] = part
    assert_allclose(shares, expected, atol=1e-12)


def test_transit_country_passes_on_what_it_bought_in_proportion() -> None:
    # A mines 60 and ships 40 to B; B mines 60 and ships 30 to C.
    # B's supply is 60 own + 40 of A, so C's 30 are 60 % B and 40 % A.
    (ore,) = see_through([stage("mine", [60, 60, 0], {(A, B): 40, (B, C): 30})])
    row(ore.mixes.imports[C], a=0.4, b=0.6)
    row(ore.mixes.supply[B], a=0.4, b=0.6)
    assert ore.unexplained.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("rule", "own"),
    [(Mixing.PROPORTIONAL, 0.6), (Mixing.OWN_FIRST, 1.0), (Mixing.TRANSIT_FIRST, 0.2)],
)
def test_mixing_rules_differ_as_their_definition_says(rule: Mixing, own: float) -> None:
    # B mines 60, buys 40 of A, ships 50 to C: own first ships 50 of its own; transit first ships
    # the 40 of A and 10 of its own.
    (ore,) = see_through([stage("mine", [60, 60, 0], {(A, B): 40, (B, C): 50})], rule=rule)
    row(ore.mixes.imports[C], a=1 - own, b=own)
    # What stays in B balances: 60 own less what left, over 50.
    row(ore.mixes.retained[B], a=(40 - 50 * (1 - own)) / 50, b=(60 - 50 * own) / 50)


def test_two_way_trade_between_two_mines() -> None:
    # A mines 100 and B mines 50; A ships 20 to B, B ships 30 to A.
    # a = A's share in A's supply 130, b = A's share in B's supply 70:
    # 130 a = 100 + 30 b, 70 b = 20 a  =>  a = 100 / (130 - 600/70) = 0.8235..., b = 2 a / 7.
    (ore,) = see_through([stage("mine", [100, 50, 0], {(A, B): 20, (B, A): 30})])
    of_a = 100 / (130 - 600 / 70)
    row(ore.mixes.supply[A], a=of_a, b=1 - of_a)
    row(ore.mixes.supply[B], a=2 * of_a / 7, b=1 - 2 * of_a / 7)


def test_two_way_trade_under_transit_first_falls_back_to_proportional() -> None:
    flows = stage("mine", [100, 50, 0], {(A, B): 20, (B, A): 20})
    (transit,) = see_through([flows], rule=Mixing.TRANSIT_FIRST)
    (proportional,) = see_through([flows])
    assert_allclose(transit.mixes.exports[:2], proportional.mixes.exports[:2])


def test_shipping_more_than_is_known_to_be_there_is_of_unknown_origin() -> None:
    # B has 2 of A and ships 10: 8 are unexplained, 80 % of what C gets is unknown.
    (ore,) = see_through([stage("mine", [5, 0, 0], {(A, B): 2, (B, C): 10})])
    assert ore.unexplained.tolist() == [0, 8, 0]
    row(ore.mixes.imports[C], a=0.2, unknown=0.8)


def test_what_only_goes_round_is_of_unknown_origin() -> None:
    (ore,) = see_through([stage("mine", [5, 0, 0], {(B, C): 4, (C, B): 4})])
    row(ore.mixes.supply[B], unknown=1)
    row(ore.mixes.imports[C], unknown=1)
    assert ore.mixes.is_closed.tolist() == [False, True, True]
    row(ore.mixes.supply[A], a=1)


def test_country_without_supply_is_a_gap_not_a_zero() -> None:
    (ore,) = see_through([stage("mine", [5, 0, 0], {(A, B): 2})])
    assert np.isnan(ore.mixes.supply[C]).all()
    assert np.isnan(ore.mixes.imports[A]).all()


def test_refined_metal_has_the_origin_of_its_feed() -> None:
    # A and B mine 30 and 10, both ship all to C; C refines 20 and ships 5 to A.
    ore = stage("mine", [30, 10, 0], {(A, C): 30, (B, C): 10})
    metal = stage("refined", [0, 0, 20], {(C, A): 5})
    first, second = see_through([ore, metal])
    row(second.mixes.imports[A], a=0.75, b=0.25)
    assert (second.feed, second.feed_cover[C]) == ("mine", 2.0)
    processed = see_through([ore, metal], of=OriginOf.PROCESSING)[1]
    row(processed.mixes.imports[A], c=1)
    row(first.mixes.supply[C], a=0.75, b=0.25)


def test_production_without_any_feed_is_of_unknown_origin() -> None:
    _, metal = see_through([stage("mine", [9, 0, 0], {}), stage("refined", [0, 7, 0], {(B, C): 7})])
    row(metal.mixes.imports[C], unknown=1)


def test_production_beyond_its_known_feed_can_be_called_unknown() -> None:
    # B refines 8 on 6 of feed from A: a quarter of its metal came from something in no table.
    ore = stage("mine", [9, 0, 0], {(A, B): 6})
    metal = stage("refined", [0, 8, 0], {(B, C): 8})
    made = see_through([ore, metal])[1]
    assert made.feed_cover[B] == 0.75
    row(made.mixes.imports[C], a=1)
    strict = see_through([ore, metal], missing=MissingFeed.UNKNOWN)[1]
    row(strict.mixes.imports[C], a=0.75, unknown=0.25)


def test_recycled_metal_is_an_origin_of_its_own() -> None:
    ore = stage("mine", [9, 0, 0], {(A, B): 9})
    metal = stage("refined", [0, 6, 0], {(B, C): 8}, recycled=[0, 2, 0])
    row(see_through([ore, metal])[1].mixes.imports[C], a=0.75, recycled=0.25)


def test_what_a_country_ships_to_itself_is_left_out() -> None:
    (plain,) = see_through([stage("mine", [60, 60, 0], {(A, B): 40, (B, C): 30})])
    (with_self,) = see_through([stage("mine", [60, 60, 0], {(A, B): 40, (B, C): 30, (B, B): 99})])
    assert_allclose(with_self.mixes.imports[C], plain.mixes.imports[C])


def test_own_part_where_nothing_is_shipped_is_the_proportional_one() -> None:
    for rule in Mixing:
        part = own_part(rule, own=np.array([1.0]), imports=np.array([3.0]), exports=np.zeros(1))
        assert part.tolist() == [0.25]


@pytest.mark.parametrize("wrong", [-1.0, np.nan, np.inf])
def test_amounts_that_are_no_amounts_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        stage("mine", [wrong, 0, 0], {})


def test_stages_of_different_countries_are_refused() -> None:
    with pytest.raises(ValueError, match="different"):
        see_through([stage("mine", [1, 0, 0], {}), stage("refined", [1, 0], {})])
