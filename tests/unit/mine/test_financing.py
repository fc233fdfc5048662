"""Debt sized, repaid and tested, against numbers that can be checked by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.errors import CaseError
from orepact.mine.financing import LoanTerms, debt_plan, repayment, size_debt
from orepact.mine.metal_ahead import floor_payment, stream_cost

TERMS = LoanTerms(
    rate_before=0.10, rate_after=0.10, upfront_fee=0.0, commitment_fee=0.0, gearing_cap=0.5,
    ceiling=1e9, dscr=1.5, repayments=2, grace=0, kind="level", reserve_months=0.0,
)  # fmt: skip
CAPITAL = np.array([50.0, 50.0])
CASH = np.array([100.0, 100.0, 100.0, 100.0])


def test_interest_during_construction_is_solved_exactly() -> None:
    # draws of C/2 at the end of both years: interest 0.1 x C/2 = 0.05 C, so
    # uses = 100 + 0.05 C and C = 0.5 uses: C = 50 / 0.975
    sized = size_debt(TERMS, CAPITAL, CASH, where="f")
    assert sized.commitment == pytest.approx(50 / 0.975, rel=1e-14)
    assert sized.interest == pytest.approx(0.05 * sized.commitment, rel=1e-14)
    assert sized.binding == "gearing"
    assert sized.gearing == pytest.approx(0.5, rel=1e-14)


def test_fees_and_reserve_are_in_the_same_closed_form() -> None:
    terms = replace(TERMS, upfront_fee=0.02, commitment_fee=0.01, reserve_months=6.0)
    # undrawn at the start of the years: C, C/2: commitment fee 0.015 C; first service
    # 0.5 C + 0.1 C, half of it in reserve; u = 0.05 + 0.02 + 0.015 + 0.3
    sized = size_debt(terms, CAPITAL, CASH, where="f")
    assert sized.commitment == pytest.approx(50 / (1 - 0.5 * 0.385), rel=1e-14)
    assert sized.fees == pytest.approx(0.035 * sized.commitment)
    assert sized.reserve == pytest.approx(0.3 * sized.commitment)
    assert sized.gearing == pytest.approx(0.5, rel=1e-14)


def test_gearing_is_capped_however_much_cash_there_is() -> None:
    rich = size_debt(TERMS, CAPITAL, CASH * 1e6, where="f")
    assert rich.gearing <= 0.5 + 1e-12


def test_cover_and_ceiling_bind_in_turn() -> None:
    # level over two years at 10 %: service 0.6 C, then 0.55 C; cash 20 / 1.5 = 0.6 C
    poor = size_debt(TERMS, CAPITAL, np.full(4, 20.0), where="f")
    assert poor.binding == "cover"
    assert poor.commitment == pytest.approx(20 / 1.5 / 0.6)
    small = size_debt(replace(TERMS, ceiling=7.0), CAPITAL, CASH, where="f")
    assert (small.binding, small.commitment) == ("ceiling", 7.0)


def test_debt_that_the_cash_cannot_serve_is_named() -> None:
    with pytest.raises(CaseError, match=r"facilities.yaml:packages.x.*cannot serve"):
        size_debt(TERMS, CAPITAL, np.array([5.0, -1, 9, 9]), where="facilities.yaml:packages.x")
    with pytest.raises(CaseError, match="eat more than the debt"):
        size_debt(replace(TERMS, upfront_fee=3.0), CAPITAL, CASH, where="f")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(1, 500), min_size=3, max_size=12),
    st.floats(0, 0.3),
    st.integers(1, 8),
    st.floats(0.1, 1000),
)
def test_under_sculpting_loan_life_cover_is_debt_service_cover_at_every_date(
    cash: list[float], rate: float, repayments: int, debt: float
) -> None:
    terms = replace(TERMS, kind="sculpted", rate_after=rate, repayments=repayments, ceiling=debt)
    terms = replace(terms, gearing_cap=0.9, dscr=1.0)
    flow = np.array(cash)
    sized = size_debt(terms, np.array([1e6]), flow, where="f")
    plan = debt_plan(terms, sized, flow, flow[np.newaxis], lock_up=1.0, sweep=0.0)
    last = min(repayments, len(cash))
    assert plan.llcr[0, :last] == pytest.approx(plan.dscr[0, :last], rel=1e-9)
    assert plan.dscr[0, :last] == pytest.approx(plan.dscr[0, 0], rel=1e-9)
    assert abs(plan.balance[0, last - 1]) <= 1e-9 * sized.commitment


@pytest.mark.parametrize("kind", ["level", "annuity", "sculpted"])
def test_every_kind_repays_all_of_it_after_its_grace(kind: str) -> None:
    cash = np.array([30.0, 80.0, 50.0, 60.0, 90.0])
    interest, principal = repayment(kind, 100.0, cash, rate=0.08, repayments=3, grace=1)
    assert principal.sum() == pytest.approx(100.0)
    assert principal[0] == 0.0
    assert interest[0] == pytest.approx(8.0)
    service = (interest + principal)[1:4]
    if kind == "annuity":
        assert service == pytest.approx(service[0])
    if kind == "level":
        assert principal[1:4] == pytest.approx(100 / 3)


def test_a_gap_is_filled_from_the_reserve_and_then_stays_owed() -> None:
    terms = replace(TERMS, reserve_months=12.0)
    sized = size_debt(terms, CAPITAL, CASH, where="f")
    debt, first = sized.commitment, sized.reserve
    poor = np.array([[0.0, 0.0, 500.0, 500.0]])
    plan = debt_plan(terms, sized, CASH, poor, lock_up=1.2, sweep=0.0)
    assert plan.paid[0, 0] == pytest.approx(first)
    assert plan.shortfall[0, 0] == pytest.approx(0.0, abs=1e-9)
    assert plan.reserve[0, 0] == pytest.approx(0.0, abs=1e-9)
    assert plan.shortfall[0, 1] == pytest.approx(1.1 * (debt - (first - 0.1 * debt)))
    assert plan.distributed[0, 1] == pytest.approx(0.0)


def test_a_sweep_prepays_and_lock_up_holds_cash_back() -> None:
    terms = replace(TERMS, repayments=4)
    sized = size_debt(terms, CAPITAL, CASH, where="f")
    plain = debt_plan(terms, sized, CASH, CASH[np.newaxis], lock_up=1.1, sweep=0.0)
    swept = debt_plan(terms, sized, CASH, CASH[np.newaxis], lock_up=1.1, sweep=0.5)
    assert swept.balance[0, 0] < plain.balance[0, 0]
    assert swept.paid[0].sum() < plain.paid[0].sum()
    thin = np.array([[20.0, 20.0, 20.0, 20.0]])
    held = debt_plan(terms, sized, CASH, thin, lock_up=3.0, sweep=0.0)
    assert held.locked[0, :3].all()
    assert held.distributed[0, :3] == pytest.approx(0.0)
    assert held.distributed[0, 3] > 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(-50, 300), min_size=4, max_size=10),
    st.sampled_from(["level", "annuity", "sculpted"]),
    st.floats(0, 1),
    st.floats(1.0, 3.0),
    st.floats(0, 12),
)
def test_all_cash_of_the_waterfall_is_accounted_for(
    cash: list[float], kind: str, sweep: float, lock_up: float, months: float
) -> None:
    terms = replace(TERMS, kind=kind, repayments=4, reserve_months=months)
    planned = np.full(len(cash), 100.0)
    sized = size_debt(terms, CAPITAL, planned, where="f")
    flow = np.array(cash)[np.newaxis]
    plan = debt_plan(terms, sized, planned, flow, lock_up=lock_up, sweep=sweep)
    out = plan.paid + plan.distributed + plan.waiting_change
    out += np.diff(plan.reserve, axis=1, prepend=sized.reserve)
    assert np.abs(out - flow).max() <= 1e-9 * 300


def test_metal_sold_ahead_and_a_floor_move_what_they_say() -> None:
    price = np.array([[9000.0, 3000.0]])
    tonnes = np.array([0.1, 0.1])
    assert stream_cost(tonnes, price, share=0.2, fixed=4000).tolist() == [[pytest.approx(100), 0]]
    assert floor_payment(tonnes, price, share=0.5, least=5000).tolist() == [[0, pytest.approx(100)]]
