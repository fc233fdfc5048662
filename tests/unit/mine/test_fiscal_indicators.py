"""Effective rates, progressivity, break-evens and carried interest, against hand numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from orepact.evidence import parse_model
from orepact.mine import (
    CashFlow,
    DeckFile,
    Market,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    cash_flow,
    headline,
    market_of,
)
from orepact.mine.fiscal_indicators import (
    average_effective_rate,
    break_even_capital,
    marginal_effective_rate,
    progressivity,
    royalty_share,
    share_by_year,
)
from orepact.mine.indicators import present_value
from orepact.mine.ownership import owner_cash
from orepact.mine.price_history import bad_price, price_history

YEARS = np.arange(2026, 2034)
Evaluate = Callable[[Market], CashFlow]


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


@pytest.fixture
def market(decks: DeckFile, basis: MoneyBasis) -> Market:
    return market_of(decks.decks, basis)


@pytest.fixture
def evaluate(project: ProjectFile, regime: RegimeFile, basis: MoneyBasis) -> Evaluate:
    def flow(tried: Market) -> CashFlow:
        return cash_flow(
            project,
            project.variants[0],
            2026,
            regime=regime,
            facilities=(),
            market=tried,
            money=basis,
            years=YEARS,
        )

    return flow


def test_the_average_effective_rate_is_levies_over_rent(evaluate: Evaluate, market: Market) -> None:
    # Undiscounted: royalty 4 x 5 = 20 of 4 x 60 - 100 = 140.
    found = average_effective_rate(evaluate(market), {"province"}, rate=0.0, base_year=2026)
    assert found == pytest.approx([20 / 140])


def test_a_royalty_bites_a_marginal_project(evaluate: Evaluate, market: Market) -> None:
    found = marginal_effective_rate(evaluate, market, "copper", rate=0.1, base_year=2026)
    # At the price that just pays 10 % after royalty the return before it is higher.
    assert 0.0 < found[0] < 1.0


def test_a_royalty_is_regressive_and_no_levy_is_neutral(evaluate: Evaluate, market: Market) -> None:
    (found,) = progressivity(evaluate, market, {"province"}, rate=0.1, base_year=2026)
    assert found.low > found.high
    assert found.slope < 0
    (none,) = progressivity(evaluate, market, {"nobody"}, rate=0.1, base_year=2026)
    assert none.slope == 0.0


def test_break_even_capital_leaves_nothing(
    project: ProjectFile, regime: RegimeFile, basis: MoneyBasis, market: Market
) -> None:
    def flow(factor: float) -> CashFlow:
        from orepact.mine.fiscal_rows import _with_capital

        return cash_flow(
            project,
            _with_capital(project.variants[0], factor),
            2026,
            regime=regime,
            facilities=(),
            market=market,
            money=basis,
            years=YEARS,
        )

    factor = break_even_capital(flow, rate=0.0, base_year=2026, count=1)[0]
    # 55 a year for 4 years pays for 220, capital is 100.
    assert factor == pytest.approx(2.2)
    after = flow(float(factor))
    assert present_value(after.after_tax, YEARS, rate=0.0, base_year=2026)[0] == pytest.approx(0.0)


def test_royalties_are_all_that_this_regime_takes(evaluate: Evaluate, market: Market) -> None:
    assert royalty_share(evaluate(market), {"province"}) == pytest.approx([1.0])


def test_the_early_share_of_a_level_stream(evaluate: Evaluate, market: Market) -> None:
    cash = evaluate(market).levies["royalty"]
    assert share_by_year(cash, YEARS, 2029, rate=0.0, base_year=2026) == pytest.approx([0.5])


def test_the_headline_names_who_hangs_on_the_rate() -> None:
    rows = [
        {"party": "a", "deck": "x", "value": 1.0, "low": -1.0, "high": 2.0},
        {"party": "a", "deck": "y", "value": 1.0, "low": -1.0, "high": 2.0},
        {"party": "b", "deck": "x", "value": 1.0, "low": 0.5, "high": 2.0},
    ]
    assert headline(rows) == "The sign of the gain hangs on the discount rate: a (decks x, y)."
    assert headline(rows[2:]) == ""


def test_a_carried_share_pays_back_what_was_paid_for_it(content: dict[str, Any]) -> None:
    content["owners"][1]["recovery"] = {
        "interest": number(0, "%"),
        "from_distributions": number(50, "%"),
    }
    project = parse_model(ProjectFile, content, name="tiny.yaml", lines={})
    equity = np.array([[-100.0, 60.0, 60.0, 60.0, 60.0, 60.0]])
    cash, _ = owner_cash(project.owners, equity)
    # Owes 10; half of its 6 a year goes back: 3, 3, 3, 1, 0.
    assert cash["province"][0].tolist() == pytest.approx([0, 3, 3, 3, 5, 6])
    np.testing.assert_allclose(sum(cash.values()), equity)


def test_a_bad_price_lies_below_the_usual_one() -> None:
    factor = bad_price("copper")
    assert factor is not None
    assert 0.3 < factor < 1.0
    assert bad_price("antimony") is None
    history = price_history("gold")
    assert history is not None
    assert len(history.prices) == len(history.ids)
