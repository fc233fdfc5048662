"""The chapter of projects: bands, what widens them, the board, and what could not be computed."""

from __future__ import annotations

import pytest

from orepact.case import Case, load
from orepact.errors import CaseError
from orepact.evidence import bundle
from orepact.mine import ChanceNumbers
from orepact.quantity import Kind, Value
from orepact.study import chance_tables
from orepact.study.book import Book


@pytest.fixture(scope="module")
def case() -> Case:
    return load("us-pakistan")


@pytest.fixture(scope="module")
def book(case: Case) -> Book:
    held = Book((bundle(), case, ChanceNumbers()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chance_tables, "DRAWS", 48)
        chance_tables.add_chance(held, case)
    return held


def test_every_table_of_the_pictures_is_there(book: Book) -> None:
    assert {
        "projects.bands",
        "projects.reach",
        "projects.widening",
        "projects.variance",
        "projects.finance",
        "projects.board",
        "projects.waiting",
    } <= set(book.tables)
    assert "projects.not_computed" not in book.tables


def _value(book: Book, cell: object) -> Value:
    assert isinstance(cell, dict)
    return book.records[cell["ref"]].value


def test_swings_are_ranges_and_shares_come_largest_first(book: Book) -> None:
    swings = [_value(book, row["swing"]) for row in book.tables["projects.widening"].rows]
    assert {value.kind for value in swings} == {Kind.RANGE}
    shares = [_value(book, row["share"]).number for row in book.tables["projects.variance"].rows]
    assert shares == sorted(shares, key=lambda share: -(share or 0.0))


def test_the_board_has_each_delay_in_each_deck(book: Book, case: Case) -> None:
    assert case.decks is not None
    lines = [str(row["line"]) for row in book.tables["projects.board"].rows]
    assert len(lines) == len(set(lines)) == 4 * len(case.decks.decks)
    assert lines[0].startswith("on time: ")


def test_what_cannot_be_computed_is_told_with_its_reason(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CaseError("no loan", where="f", why="nobody lends", do="Ask a bank")

    monkeypatch.setattr(chance_tables, "DRAWS", 16)
    monkeypatch.setattr(chance_tables, "finance_rows", refuse)
    monkeypatch.setattr(chance_tables, "waiting_rows", lambda *_: [])
    held = Book((bundle(), case, ChanceNumbers()))
    chance_tables.add_chance(held, case)
    (row,) = held.tables["projects.not_computed"].rows
    assert row == {
        "what": "the package as lenders see it",
        "why": "no loan: nobody lends",
        "do": "Ask a bank",
    }
    assert "projects.bands" in held.tables
