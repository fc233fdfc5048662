from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.unit.disruption.markets import INFLOW, held, market

from orepact.disruption import Instrument, Shock, respond
from orepact.disruption.expected_loss import Setting, expected_loss, occurrences
from orepact.disruption.hazard import Line
from orepact.disruption.insurance import (
    Item,
    alternatives,
    insurance_value,
    relief_of,
    total_expected_loss,
)
from orepact.disruption.library import HORIZON
from orepact.disruption.supplied import Kind
from orepact.errors import OrepactError


def line(**changed: Any) -> Line:
    given = {
        "country": "XXX",
        "commodity": "gallium",
        "stage": "refined",
        "share": 0.6,
        "hazard": 0.1,
        "instrument": Instrument.BAN,
        "standing": "",
        "reason": "",
    }
    return Line(**{**given, **changed})


def setting(*lines: Line) -> Setting:
    return Setting(
        importer="USA",
        markets=(market(),),
        lines={("gallium", "refined"): lines or (line(),)},
        unpriced=(),
    )


def item(**changed: Any) -> Item:
    given = {
        "title": "mine",
        "kind": Kind.SUPPLY,
        "commodity": "gallium",
        "stage": "refined",
        "tonnes": 5.0,
    }
    return Item(**{**given, **changed})


def test_drawn_years_agree_with_the_sum_over_suppliers() -> None:
    drawn = expected_loss(setting(), years=20_000, draws=200)
    exact = total_expected_loss(setting(), draws=200)
    assert drawn.mean == pytest.approx(exact, abs=4 * drawn.standard_error)
    assert drawn.value_at_risk(0.95) <= drawn.tail_mean(0.95)
    assert drawn.exceedance(np.array([0.0]))[0] == pytest.approx(0.1, abs=0.01)


def test_line_without_hazard_never_restricts() -> None:
    assert not occurrences([line(hazard=0.0)], 1000, 0).any()


def test_restrictions_of_one_country_come_together() -> None:
    one, two = line(), line(commodity="germanium")
    other = line(country="YYY", commodity="germanium")
    happened = occurrences([one, two, other], 20_000, 0)
    together = (happened[:, 0] & happened[:, 1]).mean()
    apart = (happened[:, 0] & happened[:, 2]).mean()
    assert together > 3 * apart
    assert apart == pytest.approx(0.01, abs=0.004)


def test_joint_years_are_counted_and_solved() -> None:
    second = replace(INFLOW, country="YYY", exports=25.0, low=25.0, high=25.0, to_importer=5.0)
    both = replace(
        setting(line(hazard=0.3), line(country="YYY", hazard=0.3)),
        markets=(market(inflows=(INFLOW, second)),),
    )
    found = expected_loss(both, years=2000, draws=50)
    assert found.joint > 50


def test_more_supply_never_loses() -> None:
    one = insurance_value(setting(), [item()], draws=100)
    two = insurance_value(setting(), [item(tonnes=10.0)], draws=100)
    assert 0.0 < float(one.gain.mean) < float(two.gain.mean)
    assert 0.0 < one.share_of_loss < two.share_of_loss < 1.0


def surplus_with(tonnes: float, backstop: float) -> float:
    """Return the importer's surplus under a full cut with some tonnes added, all else held."""
    added = relief_of([item(tonnes=tonnes)], draws=1, seed=0)
    shock = Shock(commodity="gallium", stage="refined", imposers=("XXX",))
    table = held(backstop=backstop)
    found = respond(market(), shock, draws=1, horizon=HORIZON, relief=added, table=table)
    return float(found.surplus_musd.sum())


def test_the_second_tonne_is_worth_less_than_the_first_while_the_market_clears() -> None:
    none, five, ten = (surplus_with(tonnes, backstop=50.0) for tonnes in (0.0, 5.0, 10.0))
    assert 0.0 < ten - five < five - none


def test_at_the_backstop_the_second_tonne_may_be_worth_more_because_it_frees_the_price() -> None:
    none, five, ten = (surplus_with(tonnes, backstop=2.2) for tonnes in (0.0, 5.0, 10.0))
    assert 0.0 <= five - none < ten - five


def test_a_contract_never_makes_the_same_tonnes_worth_less_to_the_importer() -> None:
    gains = [
        float(insurance_value(setting(), [item(contracted=share)], draws=100).gain.mean)
        for share in (0.0, 0.5, 1.0)
    ]
    # Its own tonnes serve use first, so that its users hoard less at the price of the day.
    assert gains[0] < gains[1] < gains[2]


def test_nothing_added_gains_exactly_nothing() -> None:
    found = insurance_value(setting(), [item(tonnes=0.0)], draws=50)
    assert float(found.gain.mean) == 0.0
    assert found.share_of_loss == 0.0


def test_only_tonnes_that_count_are_worth_something() -> None:
    elsewhere = insurance_value(setting(), [item(counted=0.0)], draws=50)
    assert float(elsewhere.gain.mean) == 0.0


def test_a_host_does_not_insure_against_itself() -> None:
    own = insurance_value(setting(), [item(host="XXX")], draws=50)
    other = insurance_value(setting(), [item(host="ZZZ")], draws=50)
    assert float(own.gain.mean) == 0.0
    assert float(own.host_gain.mean) == 0.0
    assert float(other.gain.mean) > 0.0
    assert float(other.host_gain.mean) > 0.0


def test_what_else_is_held_still_insures_when_a_host_restricts() -> None:
    stock = item(title="stock", kind=Kind.STOCK, tonnes=10.0)
    alone = insurance_value(setting(), [stock], draws=50)
    beside = insurance_value(setting(), [stock, item(host="XXX")], draws=50)
    assert float(beside.gain.mean) == pytest.approx(float(alone.gain.mean), rel=1e-12)
    assert float(beside.gain.mean) > 0.0


def test_two_hosts_do_not_hide_that_one_of_them_restricts() -> None:
    foreign = item(title="foreign", host="ZZZ")
    alone = insurance_value(setting(), [foreign], draws=50)
    both = insurance_value(setting(), [foreign, item(title="own", host="XXX")], draws=50)
    assert float(both.gain.mean) == pytest.approx(float(alone.gain.mean), rel=1e-12)
    assert float(both.host_gain.mean) == pytest.approx(float(alone.host_gain.mean), rel=1e-12)


def test_exports_earn_nothing_before_they_start() -> None:
    late = insurance_value(setting(), [item(host="ZZZ", first_year=2)], draws=50)
    now = insurance_value(setting(), [item(host="ZZZ")], draws=50)
    assert float(late.host_gain.mean) < 0.7 * float(now.host_gain.mean)


def test_a_stock_that_may_not_stand_insures_less() -> None:
    sure = relief_of([item(kind=Kind.STOCK)], draws=400, seed=0)
    maybe = relief_of([item(kind=Kind.STOCK, success=0.5)], draws=400, seed=0)
    assert maybe.stock.sum() == pytest.approx(0.5 * sure.stock.sum(), rel=0.05)


def test_a_stock_cannot_come_after_the_restriction() -> None:
    with pytest.raises(OrepactError, match="first_year"):
        item(kind=Kind.STOCK, first_year=1)


def test_supply_at_home_keeps_the_higher_price_at_home() -> None:
    abroad = insurance_value(setting(), [item()], draws=50)
    home = insurance_value(setting(), [item(kind=Kind.SMELTER)], draws=50)
    assert float(home.gain.mean) > float(abroad.gain.mean)


def test_a_stock_gains_without_adding_supply_every_year() -> None:
    found = insurance_value(setting(), [item(kind=Kind.STOCK, tonnes=10.0)], draws=50)
    assert float(found.gain.mean) > 0.0
    relief = relief_of([item(kind=Kind.STOCK, tonnes=10.0)], draws=3, seed=0)
    assert relief.stock.tolist() == [10.0, 10.0, 10.0]
    assert not relief.supply.any()


def test_success_is_drawn_once_for_all_years() -> None:
    relief = relief_of([item(success=0.5)], draws=400, seed=0)
    assert relief.supply.shape == (400, HORIZON)
    assert (relief.supply == relief.supply[:, :1]).all()
    assert (relief.supply[:, 0] > 0).mean() == pytest.approx(0.5, abs=0.02)


def test_a_project_enters_on_its_date() -> None:
    relief = relief_of([item(first_year=2)], draws=1, seed=0)
    assert relief.supply[0].tolist() == [0.0, 0.0, 5.0, 5.0, 5.0, 5.0]
    late = insurance_value(setting(), [item(first_year=2)], draws=50)
    now = insurance_value(setting(), [item()], draws=50)
    assert float(late.gain.mean) < float(now.gain.mean)


def test_an_item_without_a_market_is_named_and_counts_for_nothing() -> None:
    found = insurance_value(setting(), [item(commodity="talc", stage="ore")], draws=20)
    assert [one.commodity for one in found.unserved] == ["talc"]
    assert float(found.gain.mean) == 0.0


def test_the_same_tonnes_another_way_are_listed() -> None:
    found = alternatives(item(host="ZZZ"), market())
    assert {one.kind for one in found} == set(Kind)
    assert found[0] == item(host="ZZZ")
    assert any(one.host == "YYY" for one in found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tonnes": -1.0},
        {"tonnes": float("nan")},
        {"success": 1.5},
        {"counted": -0.1},
        {"first_year": -1},
    ],
)
def test_an_item_out_of_bounds_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OrepactError):
        item(**wrong)
