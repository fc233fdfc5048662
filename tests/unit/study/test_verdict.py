"""Which word answers a plan: hand-made plans of two projects whose right word is plain."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from orepact.plan import Decisions, PlanColumn, PlanData
from orepact.study.stored_run import Verdict
from orepact.study.verdict import reviews_of, ruling_of

MINE, MILL, PLANNED = "mine:late:2028:loan", "mill:now:2027:loan", "mine:planned:2027:loan"
ALONE = "mine:late:2028:own"
CAPITAL = {MINE: 5000.0, ALONE: 5000.0, MILL: 40.0, PLANNED: 5000.0}


def _column(id_: str) -> PlanColumn:
    project, variant, year, package = id_.split(":")
    return PlanColumn(
        id=id_,
        project=project,
        variant=variant,
        package=package,
        first_spend=int(year),
        first_production=int(year) + 4,
        needs=(),
        decide_after=2027 if variant == "late" else None,
        needs_deal=package == "loan",
        owner="miner",
    )


def _data(**capital: float) -> PlanData:
    """Two decks of equal weight, one party, one year of outlay: the capital of each column."""
    amounts = [capital.get(id_.partition(":")[0], CAPITAL[id_]) for id_ in CAPITAL]
    outlay = np.array(amounts)[:, None, None, None] * np.ones((1, 2, 1, 1))
    found: Any = SimpleNamespace(
        columns=tuple(_column(id_) for id_ in CAPITAL),
        column_outlay=outlay,
        weights=np.array([0.5, 0.5]),
        unit=1.0,
    )
    return cast(PlanData, found)


def _plan(*columns: str) -> Decisions:
    return Decisions(columns=columns, exercised={}, starts={}, transfers=())


NOTHING = _plan()


def test_a_plan_whose_mine_is_under_review_waits() -> None:
    found = ruling_of(_data(), _plan(MINE), NOTHING, 16.0)
    assert found.verdict is Verdict.WAIT
    assert (found.principal, found.waiting) == ("mine", 1.0)


def test_a_small_mill_that_can_start_now_does_not_turn_the_word() -> None:
    """5,000 of the 5,040 wait."""
    found = ruling_of(_data(), _plan(MINE, MILL), NOTHING, 30.0)
    assert found.verdict is Verdict.WAIT
    assert found.waiting == pytest.approx(5000.0 / 5040.0)
    assert (found.waits, found.ready) == (("mine",), ("mill",))


def test_a_mill_that_is_most_of_the_money_is_a_deal_though_a_small_mine_waits() -> None:
    found = ruling_of(_data(mine=30.0, mill=400.0), _plan(MINE, MILL), NOTHING, 5.0)
    assert (found.verdict, found.principal) == (Verdict.DEAL, "mill")


def test_what_goes_ahead_the_same_without_the_deal_has_no_say() -> None:
    """The mine is the same in both worlds, so the deal is about the mill alone."""
    found = ruling_of(_data(), _plan(ALONE, MILL), _plan(ALONE), 5.0)
    assert (found.verdict, found.principal) == (Verdict.DEAL, "mill")


def test_a_review_that_has_ended_with_yes_makes_it_a_deal() -> None:
    found = ruling_of(_data(), _plan(MINE), NOTHING, 16.0, reviews={"mine": True})
    assert found.verdict is Verdict.DEAL


def test_another_way_of_a_mine_under_review_waits_too() -> None:
    """Work as planned spends in 2027 only if the owners go on: their gate is not open."""
    assert ruling_of(_data(), _plan(PLANNED), NOTHING, 9.0).verdict is Verdict.DEAL
    found = ruling_of(_data(), _plan(PLANNED), NOTHING, 9.0, reviews={"mine": False})
    assert found.verdict is Verdict.WAIT


@pytest.mark.parametrize(
    ("most", "verdict"),
    [(0.0, Verdict.NO_DEAL), (12.0, Verdict.NO_MUTUAL_GAIN), (None, Verdict.NO_MUTUAL_GAIN)],
)
def test_without_a_gain_the_word_says_whether_anybody_could_gain(
    most: float | None, verdict: Verdict
) -> None:
    assert ruling_of(_data(), _plan(MINE), NOTHING, 0.0, most=most).verdict is verdict


@pytest.mark.parametrize(("gain", "verdict"), [(9e-5, Verdict.NO_DEAL), (1.1e-4, Verdict.WAIT)])
def test_a_gain_within_the_tolerance_of_the_solver_is_none(gain: float, verdict: Verdict) -> None:
    assert ruling_of(_data(), _plan(MINE), NOTHING, gain, most=gain).verdict is verdict


def _gate(party: str, is_open: bool) -> SimpleNamespace:
    return SimpleNamespace(guards=("mine",), party=party, is_open=is_open)


@pytest.mark.parametrize(
    ("gates", "expected"),
    [
        ([], {}),
        ([_gate("herders", False)], {}),
        ([_gate("miner", False), _gate("herders", True)], {"mine": False}),
        ([_gate("miner", True)], {"mine": True}),
        ([_gate("miner", True), _gate("miner", False)], {"mine": False}),
    ],
)
def test_only_the_owners_own_gate_is_its_review(
    gates: list[SimpleNamespace], expected: dict[str, bool]
) -> None:
    case: Any = SimpleNamespace(gates=gates)
    assert reviews_of(case, _data()) == expected
