from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.disruption.markets import INFLOW, held, market

from orepact.disruption import MarketResponse, Shock, respond
from orepact.disruption.host_side import host_side
from orepact.errors import OrepactError

SHOCK = Shock(commodity="gallium", stage="refined", imposers=("CHN",))
OTHER = replace(INFLOW, country="CHL", exports=8.0, low=8.0, high=8.0, to_importer=2.0)
CHINA = replace(INFLOW, country="CHN")


def scenario(draws: int = 20, **changed: object) -> MarketResponse:
    of = market(inflows=(CHINA, OTHER), **changed)
    return respond(of, SHOCK, draws=draws, with_inside=False)


def test_exports_gain_by_the_rise_of_the_price_in_the_same_draws() -> None:
    found = scenario()
    host = host_side(found, "CHL", tonnes=None, draws=20, seed=0)
    assert host.tonnes == 8.0
    assert host.gain_musd == pytest.approx((found.price[:, 0] - 1.0) * 8.0)
    assert not host.spared_musd.any()


def test_added_tonnes_lower_the_price_that_they_earn_and_spare_the_importer() -> None:
    found = scenario()
    host = host_side(found, "PAK", tonnes=5.0, draws=20, seed=0)
    assert (host.gain_musd <= (found.price[:, 0] - 1.0) * 5.0 + 1e-12).all()
    assert host.spared_musd.mean() > 0.0


def test_no_tonnes_added_change_nothing() -> None:
    host = host_side(scenario(), "PAK", tonnes=0.0, draws=20, seed=0)
    assert not host.gain_musd.any()
    assert host.spared_musd == pytest.approx(np.zeros(20), abs=1e-12)


def test_a_host_that_sends_nothing_gains_nothing_and_says_why() -> None:
    host = host_side(scenario(), "PAK", tonnes=None, draws=20, seed=0)
    assert host.tonnes == 0.0
    assert "sends no gallium" in host.why_not


@pytest.mark.parametrize(("who", "said"), [("CHN", "restricts"), ("USA", "is the importer")])
def test_imposers_and_the_importer_are_no_hosts(who: str, said: str) -> None:
    with pytest.raises(OrepactError, match=said):
        host_side(scenario(), who, tonnes=None, draws=20, seed=0)


def test_what_is_cut_in_name_either_stays_away_or_arrives_by_detours() -> None:
    table = {**held(), "leakage_ban": replace(held()["leakage_ban"], low=0.25, mid=0.25, high=0.25)}
    found = respond(market(inflows=(CHINA,)), SHOCK, draws=3, table=table, with_inside=False)
    assert found.leaked == pytest.approx(np.full((3, 1), 0.25 * 40.0))


def test_responses_of_several_restrictions_are_those_of_each_alone(
    make_response: Callable[..., MarketResponse],
) -> None:
    from orepact.disruption.parameters import Draws, parameters
    from orepact.disruption.respond import Restriction, respond_to_each

    of = market(inflows=(CHINA, OTHER))
    shocks = [SHOCK, replace(SHOCK, imposers=("CHL",)), replace(SHOCK, cut=0.0)]
    draws = Draws(30, 0, "gallium", parameters())
    each = respond_to_each(of, [Restriction(shock=one) for one in shocks], draws=draws, horizon=3)
    for shock, together in zip(shocks, each, strict=True):
        alone = respond(of, shock, draws=draws, horizon=3, with_inside=False)
        assert (together.price == alone.price).all()
        assert (together.surplus_musd == alone.surplus_musd).all()
