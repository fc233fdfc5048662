from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from orepact.exposure.concentration import herfindahl
from orepact.exposure.new_supplier import (
    Market,
    Path,
    Sale,
    price_change,
    with_path,
    with_supply,
)
from orepact.exposure.reliance import Bounds

A, B, BUYER, HOST = 0, 1, 2, 3


def market(stage: str = "concentrate") -> Market:
    trade = np.zeros((4, 4))
    trade[A, BUYER], trade[B, BUYER] = 60.0, 40.0
    return Market(stage=stage, production=np.array([60.0, 40.0, 10.0, 0.0]), trade=trade)


def test_new_tonnes_replace_each_supplier_in_proportion() -> None:
    after = with_supply(market(), source=HOST, tonnes=30.0, sales=[Sale(buyer=BUYER, tonnes=20.0)])
    assert after.trade[:, BUYER].tolist() == [48.0, 32.0, 0.0, 20.0]
    assert after.production.tolist() == [60.0, 40.0, 10.0, 30.0]


def test_a_buyer_never_buys_more_than_before() -> None:
    after = with_supply(
        market(), source=HOST, tonnes=500.0, sales=[Sale(buyer=BUYER, tonnes=500.0)]
    )
    assert after.trade[:, BUYER].tolist() == [0.0, 0.0, 0.0, 100.0]


def test_a_buyer_that_is_the_source_buys_less_abroad() -> None:
    after = with_supply(market(), source=BUYER, tonnes=25.0, sales=[Sale(buyer=BUYER, tonnes=25.0)])
    assert after.trade[:, BUYER].tolist() == [45.0, 30.0, 0.0, 0.0]
    assert after.production[BUYER] == 35.0


def test_concentrate_without_a_smelter_changes_no_later_stage_at_all() -> None:
    markets = {"concentrate": market(), "refined": market("refined")}
    path = Path(
        host=HOST, stage="concentrate", tonnes=20.0, sales=(Sale(buyer=BUYER, tonnes=20.0),)
    )
    after = with_path(markets, path)
    assert after["refined"] is markets["refined"]
    assert after["concentrate"].trade[HOST, BUYER] == 20.0


def test_a_contracted_smelter_brings_the_metal_on_with_its_loss() -> None:
    markets = {"concentrate": market(), "refined": market("refined")}
    path = Path(
        host=HOST,
        stage="concentrate",
        tonnes=20.0,
        sales=(Sale(buyer=BUYER, tonnes=19.0),),
        smelter=A,
        smelter_stage="refined",
        recovery=0.95,
    )
    after = with_path(markets, path)
    assert after["refined"].production[A] == 79.0
    # 19 more of A replace 19 of the 40 of B.
    assert after["refined"].trade[:, BUYER].tolist() == [79.0, 21.0, 0.0, 0.0]
    assert after["concentrate"].production[HOST] == 20.0


def test_a_smelter_in_the_importer_lowers_what_it_buys_abroad() -> None:
    markets = {"concentrate": market(), "refined": market("refined")}
    path = Path(
        host=HOST,
        stage="concentrate",
        tonnes=20.0,
        sales=(Sale(buyer=BUYER, tonnes=20.0),),
        smelter=BUYER,
        smelter_stage="refined",
    )
    after = with_path(markets, path)["refined"]
    assert after.trade[:, BUYER].sum() == pytest.approx(80.0)
    assert after.production[BUYER] == 30.0


@pytest.mark.parametrize(
    ("tonnes", "sold", "says"), [(-1.0, 0.0, "negative"), (10.0, 11.0, "sold"), (1.0, -1.0, "neg")]
)
def test_impossible_tonnes_are_refused(tonnes: float, sold: float, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        with_supply(market(), source=HOST, tonnes=tonnes, sales=[Sale(buyer=BUYER, tonnes=sold)])


def test_recovery_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="recovery"):
        with_path(
            {"concentrate": market()}, Path(host=HOST, stage="concentrate", tonnes=1, recovery=1.1)
        )


def test_price_falls_by_the_stated_elasticity() -> None:
    change = price_change(extra=1.0, world=99.0, elasticity=Bounds(low=-2.0, high=0.0))
    assert change.low == pytest.approx(100 * ((100 / 99) ** -2 - 1))
    assert change.high == 0.0
    with pytest.raises(ValueError, match="cannot raise"):
        price_change(extra=1.0, world=99.0, elasticity=Bounds(low=-1.0, high=0.5))
    with pytest.raises(ValueError, match="world supply"):
        price_change(extra=1.0, world=0.0, elasticity=Bounds.at(-1.0))


amounts = arrays(np.float64, 4, elements=st.floats(0.0, 1e6))
flows = arrays(np.float64, (4, 4), elements=st.floats(0.0, 1e6))


@given(amounts, flows)
def test_adding_nothing_changes_nothing(production: np.ndarray, trade: np.ndarray) -> None:
    np.fill_diagonal(trade, 0.0)
    before = Market(stage="mine", production=production, trade=trade)
    after = with_supply(before, source=HOST, tonnes=0.0, sales=[Sale(buyer=A, tonnes=0.0)])
    assert_array_equal(after.production, production)
    assert_array_equal(after.trade, trade)


@settings(max_examples=50)
@given(amounts, flows, st.floats(0.0, 1e6))
def test_purchases_of_every_country_stay_the_same(
    production: np.ndarray, trade: np.ndarray, tonnes: float
) -> None:
    np.fill_diagonal(trade, 0.0)
    before = Market(stage="mine", production=production, trade=trade)
    after = with_supply(before, source=HOST, tonnes=tonnes, sales=[Sale(buyer=A, tonnes=tonnes)])
    assert_allclose(after.trade.sum(axis=0), trade.sum(axis=0), rtol=1e-9, atol=1e-6)
    assert (after.trade >= -1e-9).all()


@given(st.floats(0.0, 30.0))
def test_a_small_new_source_lowers_concentration(tonnes: float) -> None:
    after = with_supply(
        market(), source=HOST, tonnes=tonnes, sales=[Sale(buyer=BUYER, tonnes=tonnes)]
    )
    before = herfindahl(market().trade[:, BUYER])
    assert herfindahl(after.trade[:, BUYER]) <= before + 1e-12
