import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.disruption.markets import held, market

from orepact.disruption import Instrument, Producer, Relief, Severity, Shock, respond
from orepact.errors import OrepactError


def ban(**changed: Any) -> Shock:
    given_ = {"commodity": "gallium", "stage": "refined", "imposers": ("XXX",), **changed}
    return Shock(**given_)


def test_price_solves_supply_equals_demand_by_hand() -> None:
    # 60 p^0.2 = 100 p^-0.3, so p = (100 / 60)^(1 / 0.5)
    found = respond(market(), ban(), draws=1, table=held())
    assert found.price[0, 0] == pytest.approx((100 / 60) ** 2, rel=1e-12)
    assert not found.is_backstop[0, 0]
    assert found.served[0, 0] == 1.0
    assert found.use_ratio[0, 0, 0] == pytest.approx((100 / 60) ** -0.6, rel=1e-12)


def test_half_a_cut_withholds_half() -> None:
    # 60 p^0.2 + 20 = 100 p^-0.3 at the price found
    p = respond(market(), ban(cut=0.5), draws=1, table=held()).price[0, 0]
    assert 60 * p**0.2 + 20 == pytest.approx(100 * p**-0.3, rel=1e-12)


def test_nothing_cut_changes_exactly_nothing() -> None:
    found = respond(market(), ban(cut=0.0), draws=50)
    assert (found.price == 1.0).all()
    assert (found.inside_price == 1.0).all()
    assert (found.surplus_musd == 0.0).all()
    assert (found.shortfall == 0.0).all()
    assert (found.imports == found.base_imports).all()


def test_ban_on_one_importer_cuts_only_its_share() -> None:
    # of 40 t only the importer's 10 are withheld: 60 p^0.2 + 30 = 100 p^-0.3
    shock = ban(targets=("USA",))
    p = respond(market(), shock, draws=1, table=held()).price[0, 0]
    assert 60 * p**0.2 + 30 == pytest.approx(100 * p**-0.3, rel=1e-12)


def test_leakage_arrives_all_the_same() -> None:
    whole = respond(market(), ban(cut=0.6), draws=1, table=held())
    leaky = respond(market(), ban(cut=1.0), draws=1, table=held(leakage_ban=0.4))
    assert leaky.price[0, 0] == pytest.approx(whole.price[0, 0], rel=1e-12)


def test_backstop_binds_and_rations_everybody_alike() -> None:
    found = respond(market(), ban(), draws=1, table=held(backstop=1.5))
    assert found.is_backstop[0, 0]
    assert found.price[0, 0] == pytest.approx(1.5, rel=1e-12)
    served = 60 * 1.5**0.2 / (100 * 1.5**-0.3)
    assert found.served[0, 0] == pytest.approx(served, rel=1e-12)
    assert found.shortfall[0, 0, 0] == pytest.approx(1 - 1.5**-0.3 * served, rel=1e-12)


def test_government_stock_serves_its_owner_first() -> None:
    table = held(backstop=1.5, government_release=1.0)
    without = respond(market(), ban(), draws=1, table=table)
    with_it = respond(market(government_stock=2.0), ban(), draws=1, table=table)
    others = 100 * 1.5**-0.3 - 2.0
    wanted = 20 * 1.5**-0.3
    share = (60 * 1.5**0.2) / others
    assert with_it.served[0, 0] == pytest.approx((2 + share * (wanted - 2)) / wanted, rel=1e-9)
    assert with_it.served[0, 0] > without.served[0, 0]
    assert with_it.released[0, 0] == pytest.approx(2.0)


def test_government_stock_runs_out() -> None:
    table = held(government_release=1.0)
    found = respond(market(government_stock=25.0), ban(years=3), draws=1, table=table)
    assert found.released[0].tolist() == pytest.approx([20.0, 5.0, 0.0])
    assert found.price[0, 2] > found.price[0, 1] > found.price[0, 0]


def test_users_stocks_are_there_in_the_first_year_only() -> None:
    found = respond(market(stock_days=36.5), ban(years=2), draws=1, table=held(stock_cover=36.5))
    # 10 t of 100 for everybody, all drawn above 1.21 times the base price
    p = found.price[0, 0]
    assert 60 * p**0.2 + 10 == pytest.approx(100 * p**-0.3, rel=1e-12)
    assert found.released[0].tolist() == pytest.approx([2.0, 0.0])


def test_idle_capacity_restarts_and_capacity_holds() -> None:
    makers = (
        Producer(country="XXX", output=100.0),
        Producer(country="YYY", output=60.0, capacity=80.0),
    )
    one = market(producers=makers)
    p = respond(one, ban(), draws=1, table=held(restart_share=0.5, restart_price=1.2)).price[0, 0]
    # all that can restart runs (10 t), and output with it stays below capacity
    assert min(60 * p**0.2, 80) + 10 == pytest.approx(100 * p**-0.3, rel=1e-12)
    full = market(producers=(makers[0], Producer(country="YYY", output=60.0, capacity=60.0)))
    p = respond(full, ban(), draws=1, table=held()).price[0, 0]
    assert p == pytest.approx((100 / 60) ** (1 / 0.3), rel=1e-12)


def test_by_product_has_its_own_elasticity_and_a_step() -> None:
    one = market(is_by_product=True)
    p = respond(one, ban(), draws=1, table=held(by_product_step=0.0)).price[0, 0]
    assert p == pytest.approx((100 / 60) ** (1 / 0.35), rel=1e-12)
    stepped = respond(one, ban(), draws=1, table=held(by_product_step=0.3)).price[0, 0]
    assert 2.0 < stepped < p


def test_recycling_answers_the_price() -> None:
    # 10 of the importer's 20 t are recycled; outside 60 + 40 + 10
    p = respond(market(recycled=10.0), ban(), draws=1, table=held()).price[0, 0]
    assert 60 * p**0.2 + 10 * p**0.2 == pytest.approx(110 * p**-0.3, rel=1e-12)


def test_hoarding_raises_demand_of_the_first_year() -> None:
    found = respond(market(), ban(years=2), draws=1, table=held(hoarding_year_1=0.2))
    assert found.price[0, 0] == pytest.approx((120 / 60) ** 2, rel=1e-12)
    assert found.price[0, 1] == pytest.approx((100 / 60) ** 2, rel=1e-12)
    assert found.hoarded[0, 0] == pytest.approx(0.2 * found.importer_use[0, 0])


def test_price_falls_inside_the_restricting_country() -> None:
    # 100 p^0.2 = 60 p^-0.3 + 0
    found = respond(market(), ban(), draws=1, table=held())
    assert found.inside_price[0, 0] == pytest.approx((60 / 100) ** 2, rel=1e-9)


def test_elasticities_grow_from_the_first_year() -> None:
    table = held(supply_elasticity_long=0.8, demand_elasticity_long=0.8, adjustment_years=3.0)
    found = respond(market(), ban(years=3), draws=1, table=table)
    grown = 1 - math.exp(-2 / 3)
    e = 0.2 + 0.6 * grown + 0.3 + 0.5 * grown
    assert found.price[0, 0] == pytest.approx((100 / 60) ** 2, rel=1e-12)
    assert found.price[0, 2] == pytest.approx((100 / 60) ** (1 / e), rel=1e-12)


def test_part_of_a_year_withholds_a_part() -> None:
    late = respond(market(), ban(delay=0.5, years=0.5), draws=1, table=held())
    half = respond(market(), ban(cut=0.5), draws=1, table=held())
    assert late.price[0, 0] == pytest.approx(half.price[0, 0], rel=1e-12)


def test_after_the_restriction_everything_is_as_before() -> None:
    found = respond(market(), ban(years=2), draws=20, horizon=6)
    assert (found.price[:, 2:] == 1.0).all()
    assert (found.surplus_musd[:, 2:] == 0.0).all()


def test_two_imposers_are_solved_jointly() -> None:
    from dataclasses import replace

    from tests.unit.disruption.markets import INFLOW

    second = replace(INFLOW, country="YYY", exports=25.0, low=25.0, high=25.0, to_importer=5.0)
    both = market(inflows=(INFLOW, second))
    shock = ban(imposers=("XXX", "YYY"), cut=0.5)
    p = respond(both, shock, draws=1, table=held()).price[0, 0]
    # outside: 5 t of the importer's own, and half of the 65 t from the two
    assert 5 * p**0.2 + 32.5 == pytest.approx(70 * p**-0.3, rel=1e-12)


def test_surplus_of_the_importer_by_hand() -> None:
    # users lose the area under 20 v^-0.3, producers at home gain that over 5 v^0.2
    found = respond(market(), ban(), draws=1, table=held())
    p = found.price[0, 0]
    lost = 20 * (p**0.7 - 1) / 0.7
    gained = 5 * (p**1.2 - 1) / 1.2
    assert found.surplus_musd[0, 0] == pytest.approx(gained - lost, rel=1e-6)
    assert found.terms_of_trade_musd[0, 0] == pytest.approx(-(p - 1) * found.imports[0, 0])


def test_without_a_price_nothing_is_said_in_money() -> None:
    found = respond(market(price_usd=None), ban(), draws=3)
    assert np.isnan(found.surplus_musd).all()
    assert np.isfinite(found.price).all()


def test_added_supply_displaces_the_restricting_country() -> None:
    amount = np.full((1, 1), 10.0)
    relief = Relief(
        supply=amount, owned=0 * amount, domestic=0 * amount, stock=np.zeros(len(amount))
    )
    p = respond(market(), ban(), draws=1, table=held(), relief=relief).price[0, 0]
    assert 60 * p**0.2 + 10 == pytest.approx(100 * p**-0.3, rel=1e-12)
    too_much = Relief(
        supply=9 * amount, owned=0 * amount, domestic=0 * amount, stock=np.zeros(len(amount))
    )
    found = respond(market(), ban(), draws=1, table=held(), relief=too_much)
    assert found.price[0, 0] == pytest.approx(1.0, abs=1e-12)


def test_severity_by_draw_replaces_cut_and_duration() -> None:
    severity = Severity(cut=np.array([0.0, 1.0]), years=np.array([1.0, 2.0]))
    found = respond(market(), ban(), draws=2, horizon=3, severity=severity, table=held())
    assert found.price[0].tolist() == [1.0, 1.0, 1.0]
    assert found.price[1, :2] == pytest.approx([(100 / 60) ** 2] * 2)
    assert found.price[1, 2] == 1.0


def test_same_seed_same_numbers_other_seed_others() -> None:
    one, two = respond(market(), ban(), seed=4), respond(market(), ban(), seed=4)
    assert (one.price == two.price).all()
    assert (respond(market(), ban(), seed=5).price != one.price).any()


def test_inside_price_may_be_left_out() -> None:
    found = respond(market(), ban(), draws=3, with_inside=False)
    assert np.isnan(found.inside_price).all()


@pytest.mark.parametrize(
    ("shock", "said"),
    [
        (ban(imposers=("ZZZ",)), "supplies no gallium"),
        (ban(imposers=("USA",)), "cannot restrict exports to itself"),
        (ban(targets=("DEU",)), "aimed at DEU"),
    ],
)
def test_a_shock_that_makes_no_sense_is_refused(shock: Shock, said: str) -> None:
    with pytest.raises(OrepactError, match=said):
        respond(market(), shock, draws=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cut": 1.2},
        {"cut": -0.1},
        {"cut": math.nan},
        {"years": 0.0},
        {"years": 100.0},
        {"delay": 1.0},
        {"imposers": ()},
        {"targets": ("XXX",)},
    ],
)
def test_a_shock_out_of_bounds_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(OrepactError):
        ban(**wrong)


def test_no_draws_are_refused() -> None:
    with pytest.raises(OrepactError, match="draws"):
        respond(market(), ban(), draws=0)


@settings(max_examples=25, deadline=None)
@given(low=st.floats(0.0, 1.0), high=st.floats(0.0, 1.0))
def test_price_and_loss_never_fall_with_the_cut(low: float, high: float) -> None:
    low, high = sorted((low, high))
    less = respond(market(), ban(cut=low), draws=20, with_inside=False)
    more = respond(market(), ban(cut=high), draws=20, with_inside=False)
    assert (more.price >= less.price - 1e-9).all()
    assert (more.total_shortfall >= less.total_shortfall - 1e-9).all()


@settings(max_examples=20, deadline=None)
@given(factor=st.floats(1e-3, 1e6))
def test_prices_do_not_know_the_unit(factor: float) -> None:
    from dataclasses import replace

    one = market()
    scaled = market(
        producers=tuple(replace(p, output=factor * p.output) for p in one.producers),
        inflows=tuple(
            replace(
                f,
                exports=factor * f.exports,
                to_importer=factor * f.to_importer,
                low=factor * f.low,
                high=factor * f.high,
            )
            for f in one.inflows
        ),
        use=factor * one.use,
        price_usd=(one.price_usd or 0.0) / factor,
    )
    a, b = respond(one, ban(), draws=10), respond(scaled, ban(), draws=10)
    assert a.price == pytest.approx(b.price, rel=1e-9)
    assert a.surplus_musd == pytest.approx(b.surplus_musd, rel=1e-6, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(
    name=st.sampled_from(["leakage_ban", "restart_share", "stock_cover"]),
    size=st.floats(0.0, 0.9),
)
def test_loss_never_rises_with_what_softens_it(name: str, size: float) -> None:
    makers = (
        Producer(country="XXX", output=100.0),
        Producer(country="YYY", output=55.0, capacity=80.0),
        Producer(country="USA", output=5.0),
    )
    one = market(producers=makers, stock_days=None)
    number = size * (200.0 if name == "stock_cover" else 1.0)
    without = respond(one, ban(), draws=1, table=held())
    with_it = respond(one, ban(), draws=1, table=held(**{name: number}))
    assert with_it.price[0, 0] <= without.price[0, 0] + 1e-12
    assert with_it.surplus_musd[0, 0] >= without.surplus_musd[0, 0] - 1e-9


def test_no_price_lies_above_its_backstop() -> None:
    found = respond(market(), ban(years=3), draws=500, table=None)
    from orepact.disruption import Draws, parameters

    cap = Draws(500, 0, "gallium", parameters()).of("backstop")
    assert (found.price <= cap[:, None] * (1 + 1e-12)).all()


def test_instrument_sets_the_leakage() -> None:
    table = held(leakage_licence=0.5)
    licence = respond(market(), ban(instrument=Instrument.LICENCE), draws=1, table=table)
    half = respond(market(), ban(cut=0.5), draws=1, table=held())
    assert licence.price[0, 0] == pytest.approx(half.price[0, 0], rel=1e-12)
