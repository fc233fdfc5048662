"""Every sort of levy on the tiny mine: 100 MUSD a year for 4 years, cost 40, capital 2 x 50."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orepact.errors import CaseError, ProblemsError
from orepact.evidence import parse_model
from orepact.mine import (
    CashFlow,
    DeckFile,
    FacilityFile,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    cash_flow,
    market_of,
)
from orepact.mine.income_tax import declining_balance
from orepact.mine.revenue_cash import step_rate

HEAD = {"status": "locked", "legal_source": "L1", "title": "x", "recipient": "state"}
FIRST, LAST = 2, 5
"""Index of the first and last production year."""


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def steps(*pairs: tuple[float, float], unit: str = "%") -> list[dict[str, Any]]:
    return [{"above": number(above, unit), "rate": number(rate, "%")} for above, rate in pairs]


def regime_of(*levies: dict[str, Any], **more: Any) -> RegimeFile:
    content = {"id": "plain", "title": "t", "as_of": "2024-01-01", "levies": list(levies), **more}
    return parse_model(RegimeFile, content, name="plain.yaml", lines={})


@pytest.fixture
def run(project: ProjectFile, decks: DeckFile, basis: MoneyBasis, facilities: FacilityFile) -> Any:
    def flow(*levies: dict[str, Any], loan: bool = False, **more: Any) -> CashFlow:
        return cash_flow(
            project,
            project.variants[0],
            2026,
            regime=regime_of(*levies, **more),
            facilities=facilities.facilities if loan else (),
            market=market_of(decks.decks, basis),
            money=basis,
            years=np.arange(2026, 2034),
            foreign=("company",),
        )

    return flow


def paid(flow: CashFlow, name: str) -> list[float]:
    return list(flow.levies[name][0][FIRST : LAST + 1].round(9))


def adds_up(flow: CashFlow) -> bool:
    together = sum(flow.parties.values(), np.zeros_like(flow.operation.pre_tax))
    return bool(np.abs(together - flow.operation.pre_tax).max() < 1e-7)


INCOME = {
    **HEAD,
    "id": "tax",
    "type": "income tax",
    "rates": [{"from_year": 1, "rate": number(30, "%")}],
    "depreciation": number(1, "yr"),
    "loss_years": 10,
    "loss_cap": number(100, "%"),
}


def test_a_royalty_per_tonne_of_ore(run: Any) -> None:
    # 1 Mt a year at 2 USD a tonne.
    levy = {**HEAD, "id": "x", "type": "unit royalty", "per": "feed", "rate": number(2, "USD/t")}
    assert paid(run(levy), "x") == [2.0] * 4


def test_a_sliding_royalty_on_the_whole_and_on_slices(run: Any) -> None:
    # Price 10,000: whole 8 % of 100; slices (5 % x 8,000 + 8 % x 2,000) / 10,000 = 5.6 %.
    levy = {
        **HEAD,
        "id": "x",
        "type": "sliding royalty",
        "base": "revenue",
        "price": "copper",
        "steps": steps((0, 5), (8000, 8), unit="USD/t"),
    }
    assert paid(run({**levy, "applies": "whole"}), "x") == [8.0] * 4
    assert paid(run({**levy, "applies": "slice"}), "x") == [5.6] * 4


def test_a_margin_levy_by_slices_with_a_floor(run: Any) -> None:
    # Income 60 on 100: 20 points at 10 %, 40 points at 25 % are 2 + 10 = 12.
    levy = {
        **HEAD,
        "id": "x",
        "type": "margin levy",
        "applies": "slice",
        "deducts_depreciation": False,
        "steps": steps((0, 10), (20, 25)),
    }
    assert paid(run(levy), "x") == [12.0] * 4
    assert paid(run({**levy, "floor_of_revenue": number(15, "%")}), "x") == [15.0] * 4


def test_a_windfall_tax_takes_what_the_price_above_its_trigger_brings(run: Any) -> None:
    # Trigger 8,000 plus a quarter is 10,000: nothing; without the quarter 50 % of 20 = 10.
    levy = {
        **HEAD,
        "id": "x",
        "type": "windfall tax",
        "rate": number(50, "%"),
        "price": "copper",
        "trigger": number(8000, "USD/t", price_year=2024),
    }
    assert paid(run(levy), "x") == [10.0] * 4
    assert paid(run({**levy, "trigger_factor": number(25, "%")}), "x") == [0.0] * 4


def test_a_production_share_starts_when_costs_are_recovered(run: Any) -> None:
    # Pool 100 before; year 1: 100 + 40, ceiling 100 of 100, nothing left; then 40 a year and the
    # rest of 40: year 2 recovers 80, half of 20 is 10; then half of 60 is 30.
    levy = {
        **HEAD,
        "id": "x",
        "type": "production share",
        "cost_recovery": number(100, "%"),
        "share": number(50, "%"),
    }
    assert paid(run(levy), "x") == [0.0, 10.0, 30.0, 30.0]


def test_contributions_are_shares_of_their_base(run: Any) -> None:
    levy = {**HEAD, "id": "x", "type": "contribution", "rate": number(10, "%")}
    assert paid(run({**levy, "base": "operating cost"}), "x") == [4.0] * 4
    # Net profit 100 - 40 - 100 / 4 = 35.
    assert paid(run({**levy, "base": "net profit"}), "x") == [3.5] * 4


def test_depletion_and_the_refining_allowance_lower_the_tax(run: Any) -> None:
    # Taxable: 60 - 100 = -40, then 20, 60, 60. Depletion of a fifth leaves 16, 48, 48.
    fifth = {**INCOME, "depletion": {"of_income": number(20, "%")}}
    assert paid(run(fifth), "tax") == pytest.approx([0.0, 4.8, 14.4, 14.4])
    # 15 % of revenue is 15, at most half of the income: 20 - 0, for year 1 has a loss of 40.
    us = {**INCOME, "depletion": {"of_income": number(50, "%"), "of_revenue": number(15, "%")}}
    assert paid(run(us), "tax") == pytest.approx([0.0, 0.3 * 5, 0.3 * 45, 0.3 * 45])
    # Exempt: 10 % of half of 100 employed is 5.
    exempt = {"share_of_capital": number(10, "%"), "applies_to_share": number(50, "%")}
    assert paid(run({**INCOME, "allowance": exempt}), "tax") == pytest.approx([0, 4.5, 16.5, 16.5])


def test_pools_write_capital_off_each_in_its_way(run: Any) -> None:
    pools = [
        {
            "id": "plant",
            "share": number(50, "%"),
            "method": "declining balance",
            "rate": number(50, "%"),
        },
        {
            "id": "site",
            "share": number(50, "%"),
            "method": "straight line",
            "years": number(4, "yr"),
            "initial": number(20, "%"),
        },
    ]
    # Plant 25, 12.5, 6.25, 6.25; site 10 + 10, 10, 10, 10: written off 45, 22.5, 16.25, 16.25.
    flow = run({**INCOME, "pools": pools})
    assert paid(flow, "tax") == pytest.approx([0.3 * x for x in (15, 37.5, 43.75, 43.75)])
    assert declining_balance(np.array([8.0, 0, 0]), rate=0.5, first_use=0, last_use=2).sum() == 8.0


def test_a_company_ring_relieves_losses_at_once(run: Any) -> None:
    tax = run({**INCOME, "ring": "company"}).levies["tax"][0]
    # Year 1: 60 - 100 = -40 relieved at 30 %.
    assert tax[FIRST] == pytest.approx(-12.0)
    assert tax[FIRST + 1] == pytest.approx(18.0)


def test_the_variable_profit_tax_rises_with_the_ratio(run: Any) -> None:
    extra = {
        **HEAD,
        "id": "x",
        "type": "variable profit tax",
        "maximum": number(15, "%"),
        "threshold": number(8, "%"),
        "on": "tax",
    }
    # Taxable 20 of 100: 15 % (1 - 8 / 20) = 9 % of 20 = 1.8; 60: 15 % (1 - 8 / 60) x 60 = 7.8.
    assert paid(run(INCOME, extra), "x") == pytest.approx([0.0, 1.8, 7.8, 7.8])


def test_two_floors_under_one_tax_reach_the_higher(run: Any) -> None:
    turnover = {
        **HEAD,
        "id": "turnover",
        "type": "minimum tax",
        "rate": number(2, "%"),
        "floor_under": "tax",
        "carry_years": 0,
    }
    books = {**turnover, "id": "books", "base": "accounting income", "rate": number(10, "%")}
    flow = run(INCOME, turnover, books)
    # Year 1: tax 0; turnover 2; a tenth of accounting income 35 is 3.5, of which 2 is paid.
    assert paid(flow, "turnover")[0] == pytest.approx(2.0)
    assert paid(flow, "books")[0] == pytest.approx(1.5)


def test_a_rent_tax_waits_for_the_allowed_return(run: Any) -> None:
    levy = {
        **HEAD,
        "id": "x",
        "type": "resource rent tax",
        "rate": number(50, "%"),
        "threshold": number(0, "%"),
    }
    # Cash -50, -50, 60, 60: the balance is 20 in the second year.
    assert paid(run(levy), "x") == [0.0, 10.0, 30.0, 30.0]


def test_interest_withholding_falls_on_lender_or_project(run: Any) -> None:
    levy = {**HEAD, "id": "x", "type": "interest withholding", "rate": number(20, "%")}
    lender = run({**levy, "borne_by": "lender"}, loan=True)
    project = run({**levy, "borne_by": "project"}, loan=True)
    interest = lender.debt.interest.sum()
    assert lender.levies["x"].sum() == pytest.approx(0.2 * interest)
    assert project.levies["x"].sum() == pytest.approx(0.25 * interest)
    assert lender.project_levies.sum() == 0.0
    assert adds_up(lender)
    assert adds_up(project)


def test_foreign_owners_stand_for_all_owners_abroad(run: Any) -> None:
    levy = {
        **HEAD,
        "id": "x",
        "type": "dividend withholding",
        "rate": number(10, "%"),
        "applies_to": ["foreign owners"],
    }
    assert paid(run(levy), "x") == pytest.approx([0.1 * 0.9 * 60] * 4)


def test_an_award_passes_receipts_on_and_nothing_is_lost(run: Any) -> None:
    award = {
        "id": "pool",
        "title": "Pool",
        "of": ["tax"],
        "to": [{"party": "province", "share": number(40, "%")}],
        "status": "locked",
        "legal_source": "L1",
    }
    with_award, without = run(INCOME, awards=[award]), run(INCOME)
    moved = with_award.parties["province"] - without.parties["province"]
    np.testing.assert_allclose(moved, 0.4 * without.levies["tax"])
    assert adds_up(with_award)


def test_a_line_holds_only_while_it_is_in_force(run: Any) -> None:
    levy = {
        **HEAD,
        "id": "x",
        "type": "ad valorem",
        "base": "revenue",
        "rate": number(5, "%"),
        "in_force_from": 2029,
        "in_force_to": 2030,
    }
    assert paid(run(levy), "x") == [0.0, 5.0, 5.0, 0.0]


def test_a_levy_that_is_not_deductible_does_not_lower_the_tax(run: Any) -> None:
    royalty = {
        **HEAD,
        "id": "x",
        "type": "ad valorem",
        "base": "revenue",
        "rate": number(10, "%"),
    }
    deducted = run(royalty, INCOME).levies["tax"].sum()
    kept = run({**royalty, "is_deductible": False}, INCOME).levies["tax"].sum()
    assert kept - deducted == pytest.approx(0.3 * 40)


def test_a_rate_between_steps_needs_the_slice_it_is_on() -> None:
    margin = np.array([[0.0, 10.0, 50.0]])
    thresholds = np.array([[0.0], [20.0]])
    whole = step_rate(margin, thresholds, [0.1, 0.4], "whole")
    assert whole.tolist() == [[0.0, 0.1, 0.4]]


@pytest.mark.parametrize(
    ("levies", "message"),
    [
        (
            [
                {
                    **HEAD,
                    "id": "r",
                    "type": "ad valorem",
                    "base": "nsr",
                    "rate": number(5, "%"),
                },
                *(
                    {
                        **HEAD,
                        "id": f"a{n}",
                        "type": "advance royalty",
                        "amounts": [number(1, "MUSD")],
                        "cap": number(5, "MUSD"),
                        "credit_against": "r",
                        "credit_share": number(60, "%"),
                    }
                    for n in range(2)
                ),
            ],
            "a credit may not exceed its levy",
        ),
        (
            [
                {
                    **HEAD,
                    "id": "a",
                    "type": "advance royalty",
                    "amounts": [number(1, "MUSD")],
                    "cap": number(5, "MUSD"),
                    "already_paid": number(6, "MUSD"),
                }
            ],
            "exceeds the cap",
        ),
        (
            [
                {
                    **HEAD,
                    "id": "s",
                    "type": "sliding royalty",
                    "base": "nsr",
                    "price": "copper",
                    "applies": "whole",
                    "steps": steps((5, 5), unit="USD/t"),
                }
            ],
            "the first step must be above 0",
        ),
        (
            [{**INCOME, "pools": [{"id": "p", "share": number(90, "%"), "method": "straight line",
                                   "years": number(5, "yr")}]}],
            "the pools' shares sum to 90 %",
        ),
    ],
)  # fmt: skip
def test_a_regime_that_cannot_be_is_refused(levies: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(ProblemsError, match=message):
        regime_of(*levies)


def test_a_levy_on_another_mineral_is_nothing_and_on_an_unknown_one_refused(run: Any) -> None:
    levy = {**HEAD, "id": "x", "type": "ad valorem", "base": "nsr", "rate": number(5, "%")}
    assert paid(run({**levy, "products": ["gold"]}), "x") == [0.0] * 4
    with pytest.raises(CaseError, match="no product of this project is goldd"):
        run({**levy, "products": ["goldd"]})
    price = {
        **HEAD,
        "id": "x",
        "type": "windfall tax",
        "rate": number(50, "%"),
        "price": "gold",
        "trigger": number(1, "USD/t", price_year=2024),
    }
    assert paid(run(price), "x") == [0.0] * 4


def test_a_credit_share_leaves_part_of_the_royalty_to_be_paid(run: Any) -> None:
    royalty = {**HEAD, "id": "r", "type": "ad valorem", "base": "nsr", "rate": number(10, "%")}
    advance = {
        **HEAD,
        "id": "a",
        "type": "advance royalty",
        "amounts": [number(6, "MUSD")],
        "cap": number(12, "MUSD"),
        "credit_against": "r",
        "credit_share": number(50, "%"),
    }
    # 12 paid before; credit 5, 5, 2, 0 of a royalty of 10.
    assert paid(run(royalty, advance), "r") == pytest.approx([5.0, 5.0, 8.0, 10.0])
