from dataclasses import replace

import numpy as np
import pytest
from tests.unit.disruption.markets import market
from tests.unit.disruption.test_insurance import line, setting

from orepact.disruption.expected_loss import Setting
from orepact.disruption.market import Market, Producer
from orepact.disruption.money_year import money_factor
from orepact.disruption.same_dollars import Elsewhere, NotOffered, same_dollars, unit_cost
from orepact.disruption.supplied import Kind
from orepact.errors import OrepactError
from orepact.evidence import Quality


def found(
    capital: float = 10.0, *, of: Market | None = None, host: str = "ZZZ"
) -> dict[str, Elsewhere | NotOffered]:
    one = of or market(recycled=2.0, producers=(Producer(country="CHL", output=55.0),))
    around: Setting = replace(
        setting(line()), markets=(one,), lines={(one.commodity, one.stage): (line(),)}
    )
    ways = same_dollars(around, one, capital, host=host, draws=30)
    return {way.supply.title if isinstance(way, Elsewhere) else way.title: way for way in ways}


def test_tonnes_are_the_capital_over_the_cost_of_a_tonne() -> None:
    way = found()["a government stock"]
    assert isinstance(way, Elsewhere)
    price = 1_000_000.0
    assert way.supply.tonnes == pytest.approx(10e6 / (price * np.array([1.4, 1.15, 1.05])))
    assert way.cost.quality is Quality.D


def test_cheaper_tonnes_never_insure_less() -> None:
    for way in found().values():
        if isinstance(way, Elsewhere):
            assert 0.0 < way.means[0] <= way.means[1] <= way.means[2]


def test_recycling_and_smelting_are_bounded_by_what_is_used_and_imported() -> None:
    ways = found(capital=1e6)
    recycling, smelter = ways["recycling at home"], ways["a smelter at home"]
    assert isinstance(recycling, Elsewhere)
    assert isinstance(smelter, Elsewhere)
    assert recycling.supply.tonnes.max() == pytest.approx(18.0)
    assert smelter.supply.tonnes.max() == pytest.approx(18.0)


def test_ways_that_a_market_does_not_have_are_named_with_the_reason() -> None:
    chile = (Producer(country="CHL", output=55.0),)
    bare = found(of=market(producers=chile))["recycling at home"]
    assert isinstance(bare, NotOffered)
    assert "no secondary production" in bare.why
    ore = found(of=market(stage="ore", producers=chile))["a smelter at home"]
    assert isinstance(ore, NotOffered)
    assert "does not make" in ore.why


def test_the_projects_own_host_is_not_offered_again() -> None:
    titles = found(host="CHL")
    assert not any(title.startswith("another host") for title in titles)
    assert "another host: Chile" in found()


def test_published_mines_are_carried_to_money_of_the_markets_year() -> None:
    cost = unit_cost(market(commodity="copper", price_usd=9_000.0), Kind.SUPPLY)
    low = 1040e6 / 124_738 * money_factor("USA", 2015, 2024).factor
    assert cost.low == pytest.approx(low, rel=1e-9)
    assert cost.quality is Quality.C
    assert cost.low < cost.mode < cost.high


def test_one_published_project_alone_makes_no_range() -> None:
    cost = unit_cost(market(commodity="lithium", price_usd=100.0), Kind.SUPPLY)
    assert (cost.low, cost.mode, cost.high) == (100.0, 300.0, 600.0)
    assert cost.quality is Quality.D


@pytest.mark.parametrize("capital", [0.0, -1.0, float("nan"), float("inf")])
def test_no_capital_buys_nothing_to_compare(capital: float) -> None:
    with pytest.raises(OrepactError, match="buys nothing to compare"):
        found(capital)


def test_a_market_without_a_price_turns_no_dollars_into_tonnes() -> None:
    with pytest.raises(OrepactError, match="no price of gallium"):
        unit_cost(market(price_usd=None), Kind.STOCK)
