"""The parts of the main job run in their order, and tell their time without writing it down."""

from __future__ import annotations

from typing import Any, cast

from orepact.study.book import Book
from orepact.study.chapters import CHAPTERS, Chapter, write_chapters
from orepact.study.not_assessed import not_assessed


def test_parts_run_in_the_order_given_and_their_seconds_are_told() -> None:
    done: list[str] = []
    told: list[str] = []

    def writer(name: str) -> Any:
        return lambda book, result: done.append(name)

    parts = (Chapter("first", writer("first")), Chapter("second", writer("second")))
    write_chapters(Book(()), cast("Any", None), told.append, parts)
    assert done == ["first", "second"]
    assert told[0] == "Writing tables: first"
    assert told[-1].startswith("Seconds by part: first 0.0, second 0.0; together 0.0")


def test_every_part_has_a_name_of_its_own() -> None:
    names = [chapter.name for chapter in CHAPTERS]
    assert len(set(names)) == len(names)


def test_sources_are_counted_after_every_part_that_may_cite_one() -> None:
    names = [chapter.name for chapter in CHAPTERS]
    assert names.index("sources") > names.index("missing") > names.index("assumptions")


def test_what_is_not_assessed_leaves_the_page_when_its_table_is_filled() -> None:
    before, after = not_assessed([]), not_assessed(["terms.instruments"])
    gone = set(before) - set(after)
    assert gone == {
        "real instruments fitted to the transfers, and staying power when prices change"
    }
