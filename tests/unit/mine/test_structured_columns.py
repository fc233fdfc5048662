"""Columns whose package has a structure: every word of the structure moves cash, none is lost."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orepact.evidence import parse_model
from orepact.mine import ColumnTable, DeckFile, FacilityFile, MoneyBasis, ProjectFile, RegimeFile
from orepact.mine import columns as columns_of
from orepact.mine.financing import Sized, Tranche
from orepact.mine.junior_debt import JuniorTerms, junior_plan, junior_room
from orepact.mine.metal_ahead import advance_repaid


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def structure(**changes: Any) -> dict[str, Any]:
    terms = {
        "sized_on": "flat",
        "repayment": "level",
        "target_dscr": number(1.3, "1"),
        "lock_up_dscr": number(1.2, "1"),
        "minimum_llcr": number(1.3, "1"),
        "reserve_tail": number(20, "%"),
        "commitment_fee": number(0, "%"),
        "margin_step": number(0, "%"),
        "reserve_months": number(0, "1"),
        "sweep": number(0, "%"),
        "overrun_facility": number(0, "MUSD"),
        "insurance": number(0, "%"),
        "insured_share": number(0, "%"),
        "guarantee": "paying share",
    }
    return {**terms, **changes}


def lender(name: str, amount: float, **changes: Any) -> dict[str, Any]:
    loan = {
        "id": name, "title": "Loan", "lender": name, "needs_deal": True, "status": "approved",
        "amount": number(amount, "MUSD"), "gearing_cap": number(80, "%"),
        "tenor": number(4, "yr"), "grace": number(0, "yr"), "base_rate": number(6, "%"),
        "margin": number(4, "%"), "fee": number(0, "%"), "credit_loss": number(1, "%"),
    }  # fmt: skip
    return {**loan, **changes}


STREAM = {
    "buyer": "streamer", "product": "copper/concentrate", "share": number(10, "%"),
    "price": number(4000, "USD/t", price_year=2024), "deposit": number(20, "MUSD"),
}  # fmt: skip
ADVANCE = {
    "buyer": "trader", "product": "copper/concentrate", "amount": number(10, "MUSD"),
    "rate": number(8, "%"), "years": number(2, "yr"), "share": number(30, "%"),
}  # fmt: skip
FLOOR = {
    "buyer": "stockpile", "product": "copper/concentrate", "share": number(50, "%"),
    "price": number(9000, "USD/t", price_year=2024), "years": number(4, "yr"),
}  # fmt: skip


class Tiny:
    """The tiny mine with any structure, at a high price and at a low one."""

    def __init__(
        self, project: ProjectFile, regime: RegimeFile, decks: DeckFile, basis: MoneyBasis
    ) -> None:
        self.project, self.regime, self.basis = project, regime, basis
        one = decks.decks[0]
        price = one.prices["copper"]
        poor = one.model_copy(
            update={"id": "poor", "prices": {"copper": price.model_copy(update={"value": 5500.0})}}
        )
        half = one.weight.model_copy(update={"value": 50.0})
        self.decks = decks.model_copy(
            update={"decks": [x.model_copy(update={"weight": half}) for x in (one, poor)]}
        )

    def table(self, terms: dict[str, Any], lenders: list[dict[str, Any]]) -> ColumnTable:
        content = {
            "inflation": number(0, "%"),
            "facilities": lenders,
            "packages": [
                {"id": "equity", "title": "Equity", "facilities": []},
                {
                    "id": "loan",
                    "title": "Loan",
                    "facilities": [item["id"] for item in lenders],
                    "structure": terms,
                },
            ],
        }
        facilities = parse_model(FacilityFile, content, name="facilities.yaml", lines={})
        return columns_of(
            [self.project],
            regimes={"plain": self.regime},
            decks=self.decks,
            facilities=facilities,
            money=self.basis,
            start_year=2026,
            end_year=2026,
            is_structured=True,
        )

    def cash(self, table: ColumnTable, party: str, deck: str = "flat") -> np.ndarray[Any, Any]:
        row = [item.package for item in table.columns].index("loan")
        return np.asarray(table.cash[row, table.scenarios.index(deck), table.parties.index(party)])


@pytest.fixture
def tiny(project: ProjectFile, regime: RegimeFile, decks: DeckFile, basis: MoneyBasis) -> Tiny:
    return Tiny(project, regime, decks, basis)


def adds_up(table: ColumnTable) -> bool:
    assert table.accounts is not None
    gap = table.cash.sum(axis=2) + table.accounts - table.pre_tax
    return bool(np.abs(gap).max() <= 1e-9 * np.abs(table.pre_tax).max())


def test_a_level_loan_by_hand(tiny: Tiny) -> None:
    # Capital 50 and 50; revenue 100, royalty 5, cost 40: 55 a year is left. The loan runs four
    # years, two of them building: two instalments. It is offered 40, drawn 20 and 20; interest of
    # 2 falls due in the second year, 4 and 2 in the years of repayment.
    table = tiny.table(structure(), [lender("bank", 40)])
    assert adds_up(table)
    assert tiny.cash(table, "bank")[:4] == pytest.approx([-20, -20 + 2, 24, 22])
    owners = tiny.cash(table, "company")[:5] + tiny.cash(table, "province")[:5] - [0, 0, 5, 5, 5]
    assert owners == pytest.approx([-30, -32, 31, 33, 55])


def test_a_subordinated_loan_is_paid_from_what_is_left(tiny: Tiny) -> None:
    lenders = [lender("bank", 40), lender("low", 20, rank="subordinated")]
    table = tiny.table(structure(), lenders)
    assert adds_up(table)
    # 10 and 10 drawn, interest of 1 added: 21 owed; then half of it and a tenth, and so on.
    assert tiny.cash(table, "low")[:4] == pytest.approx([-10, -10, 10.5 + 2.1, 10.5 + 1.05])
    poor = tiny.cash(table, "low", "poor")[:5]
    # revenue 55, royalty 2.75, cost 40: 12.25 a year, all of it the senior lenders' at first.
    assert poor[2] == pytest.approx(0.0)
    assert poor[2:].sum() < 21


def test_a_subordinated_loan_never_takes_the_senior_lenders_room() -> None:
    sized = Sized(
        commitment=60.0, binding="gearing", capital=100.0, interest=0.0, fees=0.0, reserve=0.0
    )
    terms = JuniorTerms(rate=0.1, fee=0, ceiling=50, repayments=2, grace=0, tranches=())
    assert junior_room(terms, sized, 0.7) == pytest.approx(10.0)
    assert junior_room(terms, sized, 0.6) == pytest.approx(0.0)
    assert junior_room(terms, sized, 2.0) == pytest.approx(50.0)


def test_a_stream_pays_now_and_takes_metal_later(tiny: Tiny) -> None:
    plain = tiny.table(structure(), [lender("bank", 40)])
    table = tiny.table(structure(streams=[STREAM]), [lender("bank", 40)])
    assert adds_up(table)
    # A tenth of 10 kt at 10,000 less 4,000 USD/t is 6 million a year.
    assert tiny.cash(table, "streamer")[:6] == pytest.approx([-10, -10, 6, 6, 6, 6])
    assert tiny.cash(table, "company")[0] > tiny.cash(plain, "company")[0]
    assert tiny.cash(table, "company")[5] < tiny.cash(plain, "company")[5]


def test_an_advance_comes_back_with_interest_unless_the_metal_is_worth_too_little(
    tiny: Tiny,
) -> None:
    table = tiny.table(structure(prepayments=[ADVANCE]), [lender("bank", 40)])
    assert adds_up(table)
    trader = tiny.cash(table, "trader")
    worth = trader @ np.power(1.08, -np.arange(len(trader), dtype=float))
    assert trader[:2] == pytest.approx([-5, -5])
    assert worth == pytest.approx(0.0, abs=1e-9)
    late = advance_repaid(
        np.array([100.0, 0, 0, 0]),
        np.array([[0.0, 10, 10, 10]]),
        np.array([False, True, True, True]),
        rate=0.0,
        years=1,
    )
    assert late.tolist() == [[0.0, 10.0, 10.0, 10.0]]


def test_a_floor_is_paid_only_where_prices_are_low(tiny: Tiny) -> None:
    table = tiny.table(structure(floors=[FLOOR]), [lender("bank", 40)])
    assert adds_up(table)
    assert not tiny.cash(table, "stockpile").any()
    # Half of 10 kt, 9,000 less 5,500 USD/t.
    assert tiny.cash(table, "stockpile", "poor")[2:6] == pytest.approx([-17.5] * 4)


def test_the_premium_goes_to_the_insurer_or_stays_with_the_lenders(tiny: Tiny) -> None:
    terms = {"insurance": number(1, "%"), "insured_share": number(50, "%")}
    kept = tiny.table(structure(**terms), [lender("bank", 40)])
    paid = tiny.table(structure(**terms, insurer="agency"), [lender("bank", 40)])
    assert adds_up(kept)
    assert adds_up(paid)
    # Half a point on 20, 40 and 20.
    assert tiny.cash(paid, "agency")[:4] == pytest.approx([0, 0.1, 0.2, 0.1])
    both = tiny.cash(paid, "agency") + tiny.cash(paid, "bank")
    assert both == pytest.approx(tiny.cash(kept, "bank"))
    assert tiny.cash(paid, "bank")[:4] == pytest.approx([-20, -18, 24, 22])


def test_each_lender_earns_its_own_rate(tiny: Tiny) -> None:
    lenders = [lender("cheap", 20, margin=number(0, "%")), lender("dear", 20)]
    table = tiny.table(structure(), lenders)
    assert adds_up(table)
    assert tiny.cash(table, "cheap")[:4] == pytest.approx([-10, -10 + 0.6, 10 + 1.2, 10 + 0.6])
    assert tiny.cash(table, "dear")[:4] == pytest.approx([-10, -10 + 1.0, 10 + 2.0, 10 + 1.0])


def test_a_column_that_cannot_bear_its_package_is_left_out_with_the_reason(tiny: Tiny) -> None:
    tiny.project = tiny.project.model_copy(
        update={
            "operating_costs": [
                item.model_copy(update={"rate": item.rate.model_copy(update={"value": 99.0})})
                for item in tiny.project.operating_costs
            ]
        }
    )
    table = tiny.table(structure(), [lender("bank", 40)])
    assert [item.package for item in table.columns] == ["equity"]
    ((column, why),) = table.refused
    assert column == "tiny:planned:2026:loan"
    assert "cannot serve debt" in why


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.sampled_from(["level", "annuity", "sculpted"]),
    st.tuples(st.floats(0, 100), st.floats(0, 12), st.floats(1, 2), st.floats(0, 60)),
    st.lists(st.sampled_from(["streams", "prepayments", "floors", "insurer"]), unique=True),
)
def test_whatever_the_structure_no_cash_is_lost(
    tiny: Tiny,
    kind: str,
    numbers: tuple[float, float, float, float],
    words: list[str],
) -> None:
    sweep, months, lock_up, low = numbers
    terms = structure(
        repayment=kind,
        sweep=number(sweep, "%"),
        reserve_months=number(months, "1"),
        lock_up_dscr=number(lock_up, "1"),
        insurance=number(1, "%"),
        insured_share=number(90, "%"),
    )
    more: dict[str, Any] = {
        "streams": [STREAM],
        "prepayments": [ADVANCE],
        "floors": [FLOOR],
        "insurer": "agency",
    }
    for word in words:
        terms[word] = copy.deepcopy(more[word])
    lenders = [lender("bank", 40), lender("low", low, rank="subordinated")]
    assert adds_up(tiny.table(terms, lenders))


@given(
    st.lists(st.floats(0, 50), min_size=2, max_size=8),
    st.floats(0, 0.3),
    st.integers(1, 6),
)
@settings(max_examples=50, deadline=None)
def test_a_subordinated_loan_takes_what_is_left_and_owes_the_rest(
    left: list[float], rate: float, repayments: int
) -> None:
    tranche = Tranche(facility="low", share=1.0, rate=rate, fee=0.0)
    terms = JuniorTerms(
        rate=rate, fee=0, ceiling=100, repayments=repayments, grace=0, tranches=(tranche,)
    )
    plan = junior_plan(terms, 40.0, np.array([0.5, 0.5]), np.array([left]))
    assert (plan.paid <= np.array([left]) + 1e-9).all()
    owed = 40.0 + plan.building.sum() + plan.accrued.sum() - plan.paid.sum()
    assert plan.balance[0, -1] == pytest.approx(owed, abs=1e-8)
    assert plan.balance.min() >= -1e-9
