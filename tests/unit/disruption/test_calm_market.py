"""Added supply in calm years: who gains what a lower price moves, and what is left in sum."""

from dataclasses import replace

import numpy as np
import pytest

from orepact.disruption import Draws, EndUse, Market, Need, Producer, Setting, calm_effect
from orepact.disruption import calm_market as room
from orepact.disruption.parameters import parameters


def _market(recycled: float = 0.0) -> Market:
    return Market(
        commodity="copper",
        stage="refined",
        importer="USA",
        year=2024,
        unit="t",
        price_usd=1e6,
        producers=(
            Producer(country="USA", output=20.0),
            Producer(country="CHL", output=80.0),
        ),
        unnamed=0.0,
        inflows=(),
        use=40.0,
        end_uses=(EndUse(name="all", share=1.0, need=Need.GENERAL),),
        recycled=recycled,
    )


def _setting(market: Market) -> Setting:
    return Setting(
        importer="USA",
        markets=(market,),
        lines={(market.commodity, market.stage): ()},
        unpriced=(),
    )


@pytest.fixture
def unit_elasticities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Demand -1, supply 1, for certain."""
    ones = {
        name: replace(parameters()[name], shape="fixed", low=1.0, mid=1.0, high=1.0)
        for name in ("supply_elasticity_long", "demand_elasticity_long")
    }
    monkeypatch.setattr(room, "parameters", lambda: {**parameters(), **ones})


@pytest.mark.usefixtures("unit_elasticities")
def test_a_price_and_every_gain_are_those_found_by_hand() -> None:
    # 100 / p = 100 p + 50, so p = (sqrt(50^2 + 4 * 100 * 100) - 50) / 200 = 0.7807764.
    market = _market()
    found = calm_effect(
        _setting(market), market, np.array([0.0]), np.array([50.0]), money_year=2024, draws=3
    )
    p = (np.sqrt(2500.0 + 40000.0) - 50.0) / 200.0
    assert np.allclose(found.price, p)
    assert np.allclose(found.gain["importer users"], -40.0 * np.log(p))
    assert np.allclose(found.gain["other users"], -60.0 * np.log(p))
    assert np.allclose(found.gain["importer producers"], 20.0 * (p**2 - 1.0) / 2.0)
    assert np.allclose(found.gain["other producers"], 80.0 * (p**2 - 1.0) / 2.0)
    assert np.allclose(found.gain["own sales"], 50.0 * (p - 1.0))


def test_gains_sum_to_the_surplus_that_the_price_alone_tells() -> None:
    market = _market(recycled=5.0)
    before, after = np.array([0.0, 10.0, 30.0, 7.0]), np.array([0.0, 30.0, 10.0, 7.0])
    found = calm_effect(_setting(market), market, before, after, money_year=2025, draws=40)
    total = sum(found.gain.values())
    assert np.abs(total - found.total).max() <= 1e-9 * np.abs(total).max()
    assert np.abs(found.total[:, [0, 3]]).max() == 0.0
    assert all((gain[:, [0, 3]] == 0.0).all() for gain in found.gain.values())
    assert (found.total[:, 1] < 0.0).all()
    assert (found.gain["other users"][:, 1] > 0.0).all()
    assert (found.gain["other users"][:, 2] < 0.0).all()


def test_years_under_a_restriction_are_left_to_the_expected_loss() -> None:
    from orepact.disruption import setting_of
    from orepact.exposure import exposure

    setting = setting_of(exposure(), "USA", commodities=("copper",))
    market = setting.markets[0]
    one = calm_effect(setting, market, np.array([0.0]), np.array([1e5]), money_year=2025, draws=20)
    calm = replace(setting, lines={(market.commodity, market.stage): ()})
    always = calm_effect(calm, market, np.array([0.0]), np.array([1e5]), money_year=2025, draws=20)
    assert (one.calm < 1.0).all()
    assert (always.calm == 1.0).all()
    ratio = one.gain["other users"] / always.gain["other users"]
    assert np.allclose(ratio, one.calm[:, None])


def test_draws_are_the_same_whoever_asks() -> None:
    assert Draws(5, 0, "copper", parameters()).of("demand_elasticity_long")[0] == pytest.approx(
        parameters()["demand_elasticity_long"].mid
    )
