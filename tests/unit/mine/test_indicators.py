"""Indicators and values of parties, against numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from orepact.mine import (
    CashFlow,
    DeckFile,
    Market,
    MoneyBasis,
    OwnRate,
    ProjectFile,
    RegimeFile,
    break_even_price,
    cash_flow,
    cost_of_delay,
    first_cash_year,
    internal_rate_of_return,
    market_of,
    party_values,
    payback_year,
    present_value,
    project_values,
    value_ladder,
)

YEARS = np.arange(2026, 2034)
Evaluate = Callable[..., CashFlow]


@pytest.fixture
def market(decks: DeckFile, basis: MoneyBasis) -> Market:
    return market_of(decks.decks, basis)


@pytest.fixture
def evaluate(
    project: ProjectFile, regime: RegimeFile, market: Market, basis: MoneyBasis
) -> Evaluate:
    def run(other: Market | None = None, first_spend: int = 2026) -> CashFlow:
        return cash_flow(
            project,
            project.variants[0],
            first_spend,
            regime=regime,
            facilities=(),
            market=other or market,
            money=basis,
            years=YEARS,
        )

    return run


def test_mid_year_value_is_half_a_year_of_discount() -> None:
    cash, years = np.array([0.0, 110.0]), np.array([2026, 2027])
    assert present_value(cash, years, rate=0.1, base_year=2026) == pytest.approx(100.0)
    half = present_value(cash, years, rate=0.1, base_year=2026, mid_year=True)
    assert half == pytest.approx(100.0 / 1.1**0.5)


def test_return_passes_over_the_second_zero_that_closing_makes() -> None:
    # -100, 130, -5: 100 x^2 - 130 x + 5 = 0 with x = 1 + r gives x = 1.2603 and x = 0.0397.
    found = internal_rate_of_return(np.array([-100.0, 130.0, -5.0]))
    assert found == pytest.approx((130 + (130**2 - 4 * 100 * 5) ** 0.5) / 200 - 1)


def test_no_return_without_a_change_of_sign_or_with_several() -> None:
    assert np.isnan(internal_rate_of_return(np.array([10.0, 20.0])))
    assert np.isnan(internal_rate_of_return(np.zeros(3)))
    # Zeros at 10 %, 50 % and 100 %.
    several = np.convolve(np.convolve([1.0, -1.1], [1.0, -1.5]), [1.0, -2.0])
    assert np.isnan(internal_rate_of_return(several))
    assert np.isnan(internal_rate_of_return(-several))


def test_payback_and_first_cash_are_calendar_years() -> None:
    cash, years = np.array([0.0, -10, 4, 6, 5]), np.arange(2026, 2031)
    assert payback_year(cash, years) == 2029
    assert first_cash_year(cash, years) == 2028
    assert payback_year(np.array([1.0, 1.0]), years[:2]) is None
    assert first_cash_year(-np.ones(2), years[:2]) is None


def test_break_even_price_pays_capital_cost_and_royalty(evaluate: Evaluate, market: Market) -> None:
    # At 0 %: 4 x 10 kt x p x 0.95 = 4 x 40 + 100 MUSD, so p = 260 / (4 x 10 x 0.95) kUSD/t.
    price = break_even_price(evaluate, market, "copper", rate=0.0, base_year=2026)
    assert price == pytest.approx(260 / 38 * 1000)


def test_a_year_of_delay_costs_one_year_of_discount(evaluate: Evaluate) -> None:
    flow = evaluate()
    value = present_value(flow.after_tax, YEARS, rate=0.1, base_year=2026)
    cost = cost_of_delay(lambda year: evaluate(first_spend=year), 2026, rate=0.1, base_year=2026)
    assert cost == pytest.approx(value - value / 1.1)


def test_take_with_and_without_state_equity(evaluate: Evaluate) -> None:
    # Pre-tax 140, royalty 20, carried dividends 4 x 5.5 = 22.
    found = project_values(
        evaluate(), rate=0.0, base_year=2026, governments={"province"}, host={"province"}
    )[0]
    assert found.take == pytest.approx(20 / 140)
    assert found.take_with_equity == pytest.approx(42 / 140)
    assert found.present_value_after == pytest.approx(120)
    assert found.payback_year == 2029


def test_party_band_covers_its_own_rates(evaluate: Evaluate) -> None:
    flow = evaluate()
    rates = {"company": OwnRate(value=0.1, low=0.0, high=0.2)}
    (found,) = party_values(flow, rates, base_year=2026)
    company = flow.parties["company"][0]
    assert found.high == pytest.approx(float(company.sum()))
    assert found.low == pytest.approx(
        float(present_value(company, YEARS, rate=0.2, base_year=2026))
    )
    assert found.low < found.present_value < found.high
    assert found.first_cash_year == 2028


def test_ladder_falls_from_gross_to_value(
    project: ProjectFile, evaluate: Evaluate, market: Market
) -> None:
    rungs = value_ladder(
        project, evaluate(), market, rate=0.1, base_year=2026, own_rates={"province": 0.0}
    )
    values = {rung.step: rung.value_busd for rung in rungs}
    assert values["recovered"] == pytest.approx(0.4)
    assert values["payable"] == pytest.approx(0.4)
    assert values["after costs"] == pytest.approx(0.14)
    assert values["after levies"] == pytest.approx(0.12)
    assert values["party: province"] == pytest.approx(0.042)
    assert values["present value after levies"] < values["after levies"]
