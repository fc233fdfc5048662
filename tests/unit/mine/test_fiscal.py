"""Levies, taxes, credits and debt, against numbers worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orepact.evidence import parse_model
from orepact.mine import (
    CashFlow,
    DeckFile,
    MoneyBasis,
    ProjectFile,
    Reading,
    RegimeFile,
    cash_flow,
    market_of,
)
from orepact.mine.debt import loan_schedule
from orepact.mine.income_tax import income_tax, minimum_tax, straight_line

HEAD = {"status": "locked", "legal_source": "L1", "title": "x"}


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def flow_under(
    levies: list[dict[str, Any]],
    project: ProjectFile,
    decks: DeckFile,
    basis: MoneyBasis,
    reading: str = "central",
) -> CashFlow:
    content = {"id": "plain", "title": "t", "as_of": "2024-01-01", "levies": levies}
    regime = parse_model(RegimeFile, content, name="plain.yaml", lines={})
    return cash_flow(
        project,
        project.variants[0],
        2026,
        regime=regime,
        facilities=(),
        market=market_of(decks.decks, basis),
        money=basis,
        years=np.arange(2026, 2034),
        reading=Reading(contested=reading),
    )


ROYALTY = {
    **HEAD,
    "id": "royalty",
    "type": "ad valorem",
    "base": "nsr",
    "rate": number(5, "%"),
    "recipient": "province",
}


def test_advance_royalty_is_capped_and_credited_when_royalty_is_due(
    project: ProjectFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    # Advances 4 and 4 capped at 7: 4, 3. Royalty 5 a year: 0, 3, 5, 5 after credit of 7.
    advance = {
        **HEAD,
        "id": "advance",
        "type": "advance royalty",
        "recipient": "province",
        "amounts": [number(4, "MUSD")],
        "cap": number(7, "MUSD"),
        "credit_against": "royalty",
    }
    flow = flow_under([ROYALTY, advance], project, decks, basis)
    np.testing.assert_allclose(flow.levies["advance"][0, :6], [4, 3, 0, 0, 0, 0])
    np.testing.assert_allclose(flow.levies["royalty"][0, :6], [0, 0, 0, 3, 5, 5])


def test_income_tax_uses_depreciation_and_losses(
    project: ProjectFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    # Income 60 a year less 100 / 2 in the first two: 10, 10, 60, 60; at 30 %: 3, 3, 18, 18.
    tax = {
        **HEAD,
        "id": "tax",
        "type": "income tax",
        "recipient": "federation",
        "rates": [{"from_year": 1, "rate": number(30, "%")}],
        "depreciation": number(2, "yr"),
        "loss_years": 5,
        "loss_cap": number(100, "%"),
    }
    flow = flow_under([tax], project, decks, basis)
    np.testing.assert_allclose(flow.levies["tax"][0, :6], [0, 0, 3, 3, 18, 18])


def test_inflation_erodes_depreciation(
    project: ProjectFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    tax = {
        **HEAD,
        "id": "tax",
        "type": "income tax",
        "recipient": "federation",
        "rates": [{"from_year": 1, "rate": number(30, "%")}],
        "depreciation": number(4, "yr"),
        "loss_years": 5,
        "loss_cap": number(100, "%"),
    }
    still = flow_under([tax], project, decks, basis)
    rising = MoneyBasis(year=2024, price_index=basis.price_index, inflation=0.05)
    eroded = flow_under([tax], project, decks, rising)
    # 100 spent in 2026 and 2027 is 50 x 1.05^2 + 50 x 1.05^3 of the day; a quarter of it in 2028 is
    # worth that / 4 / 1.05^4 in real money.
    nominal = 50 * 1.05**2 + 50 * 1.05**3
    assert eroded.levies["tax"][0, 2] == pytest.approx(0.3 * (60 - nominal / 4 / 1.05**4))
    assert eroded.levies["tax"].sum() > still.levies["tax"].sum()


def test_withholding_moves_from_owner_to_state(
    project: ProjectFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    held = {
        **HEAD,
        "id": "held",
        "type": "dividend withholding",
        "recipient": "federation",
        "rate": number(10, "%"),
        "applies_to": ["company"],
    }
    flow = flow_under([ROYALTY, held], project, decks, basis)
    np.testing.assert_allclose(flow.levies["held"][0, 2:6], [4.95] * 4)
    np.testing.assert_allclose(flow.parties["company"][0, 2:6], [44.55] * 4)
    np.testing.assert_allclose(sum(flow.parties.values()), flow.operation.pre_tax, atol=1e-12)


def test_only_contested_terms_move_with_the_reading(
    project: ProjectFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    open_ = {**ROYALTY, "rate": number(5, "%", range=[2, 8])}
    argued = {**open_, "id": "argued", "status": "contested"}
    flow = flow_under([open_, argued], project, decks, basis, "high")
    assert flow.levies["royalty"][0, 2] == pytest.approx(5.0)
    assert flow.levies["argued"][0, 2] == pytest.approx(8.0)


def test_social_total_is_reached_over_construction(
    project: ProjectFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    social = {
        **HEAD,
        "id": "social",
        "type": "fixed payment",
        "recipient": "community",
        "when": "construction",
        "amounts": [number(3, "MUSD")],
        "repeats": False,
        "total": number(10, "MUSD"),
    }
    flow = flow_under([social], project, decks, basis)
    np.testing.assert_allclose(flow.levies["social"][0, :4], [3, 7, 0, 0])


def test_losses_expire_oldest_first() -> None:
    income = np.array([[-10.0, -10.0, 0.0, 15.0, 15.0]])
    tax = income_tax(income, rates=np.ones(5), loss_years=2, loss_cap=1.0, first_production=0)
    # The loss of year 0 dies after year 2, that of year 1 lives through year 3: 15 - 10, then 15.
    np.testing.assert_allclose(tax, [[0, 0, 0, 5, 15]])


def test_loss_cap_leaves_part_of_each_year_taxed() -> None:
    income = np.array([[-100.0, 60.0, 60.0]])
    tax = income_tax(income, rates=np.ones(3), loss_years=9, loss_cap=0.5, first_production=0)
    np.testing.assert_allclose(tax, [[0, 30, 30]])


def test_minimum_tax_excess_expires() -> None:
    tax = np.array([[0.0, 0.0, 0.0, 100.0]])
    floor = np.full((1, 4), 10.0)
    top_up, credit = minimum_tax(tax, floor, carry_years=2)
    np.testing.assert_allclose(top_up, [[10, 10, 10, 0]])
    np.testing.assert_allclose(credit, [[0, 0, 0, 20]])


def test_straight_line_never_deducts_more_than_was_spent() -> None:
    spent = np.array([30.0, 0, 60, 0, 0, 0, 0])
    assert straight_line(spent, years=3, first_use=1).sum() == pytest.approx(90.0)


def test_a_loan_is_worth_nothing_at_its_own_rate() -> None:
    draws = np.array([10.0, 30, 20, 0, 0, 0, 0, 0, 0, 0])
    _, paid, principal, balance = loan_schedule(
        draws, rate=0.07, interest_from=3, repay_from=4, repayments=5
    )
    cash = paid + principal - draws
    assert (cash / 1.07 ** np.arange(10)).sum() == pytest.approx(0.0, abs=1e-12)
    assert balance[-1] == 0.0
