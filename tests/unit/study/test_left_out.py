"""A project left out has one cause in plain words, without ids and without numbers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from orepact.study.blocked import Blocked
from orepact.study.book import Book
from orepact.study.left_out import cause_of
from orepact.study.plan_result import PlanResult

TITLES = {"investor": "Investor in a smelter", "treasury": "Treasury"}


@pytest.fixture
def result() -> PlanResult:
    named = SimpleNamespace(project=lambda _: "Smelter", party=TITLES.__getitem__)
    return cast(PlanResult, named)


def _blocked(conflict: list[str], relaxations: list[tuple[str, float]]) -> Blocked:
    reason: dict[str, Any] = {
        "conflict": [{"requirement": name, "words": name} for name in conflict],
        "relaxations": [{"requirement": name, "amount": size} for name, size in relaxations],
    }
    return Blocked(project="smelter", words="These cannot hold together", reason=reason)


def test_the_smallest_loss_is_named_and_its_size_is_a_record(result: PlanResult) -> None:
    book = Book([])
    ways = [
        ("participation:treasury", 400.0),
        ("participation:investor", 315.0),
        ("require:smelter-required", 1.0),
    ]
    cause = cause_of(book, result, _blocked([name for name, _ in ways], ways))
    assert cause.words == (
        "Investor in a smelter would lose against no deal; no transfer closes that gap"
    )
    assert cause.loss is not None
    assert book.records[cause.loss["ref"]].value.number == 315.0
    assert book.records[cause.loss["ref"]].unit == "MUSD"


def test_losses_that_no_single_party_can_bear_name_every_party(result: PlanResult) -> None:
    item = _blocked(["participation:investor", "participation:treasury"], [])
    cause = cause_of(Book([]), result, item)
    assert cause.words == (
        "Investor in a smelter and Treasury cannot all be kept from losing against no deal"
    )
    assert cause.loss is None


def test_a_capacity_is_called_a_capacity(result: PlanResult) -> None:
    cause = cause_of(Book([]), result, _blocked(["capacity:rail", "require:smelter-required"], []))
    assert cause.words == "a shared capacity that it needs is too small"


def test_without_a_reason_the_words_of_the_solve_stay(result: PlanResult) -> None:
    item = Blocked(project="smelter", words="possible, and lowers the equal gain")
    assert cause_of(Book([]), result, item).words == "possible, and lowers the equal gain"
