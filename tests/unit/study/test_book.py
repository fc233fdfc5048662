"""A record is written only when all its parents are known; ids of rows go to files alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact import study
from orepact.errors import OrepactError
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.trace import Parent, Record, RecordKind

PRICE = Record(
    id="ev-1",
    title="Price",
    value=Value.exact(4.0),
    unit="USD/lb",
    kind=RecordKind.SOURCE,
    sources=("pink-sheet",),
)


class Known:
    """A lookup that knows one figure."""

    def find(self, id_: str) -> Record | None:
        return PRICE if id_ == PRICE.id else None


def test_a_parent_of_the_evidence_is_copied_into_the_run() -> None:
    book = Book([Known()])
    cell = book.put("plan.x", {}, 1.0, "1", title="X", parents=[Parent(role="price", id="ev-1")])
    assert book.records["ev-1"] is PRICE
    assert book.records[cell["ref"]].parents == (Parent(role="price", id="ev-1"),)


def test_a_parent_that_nobody_knows_is_refused_and_nothing_is_written() -> None:
    book = Book([Known()])
    with pytest.raises(OrepactError, match="ev-2"):
        book.put("plan.x", {}, 1.0, "1", title="X", parents=[Parent(role="price", id="ev-2")])
    assert book.records == {}


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["ev-1", "ev-2"])), max_size=6))
def test_no_cell_of_a_book_refers_to_a_missing_record(drawn: list[tuple[str, str]]) -> None:
    book = Book([Known()])
    book.table(
        "t.x",
        "Whatever is cited",
        [("name", "Name", ""), ("figure", "Figure", "")],
        [{"name": name, "figure": book.cite(id_)} for name, id_ in drawn],
    )
    assert set(book.tables["t.x"].refs()) <= set(book.records)
    assert sum("figure" in row for row in book.tables["t.x"].rows) == sum(
        id_ == "ev-1" for _, id_ in drawn
    )


def test_ids_of_rows_go_to_the_csv_and_are_no_column(tmp_path: Path) -> None:
    book = Book([Known()])
    rows = [{"project": "Big mine", "project_id": "big-mine", "price": book.cite("ev-1")}]
    book.table("t.x", "Title", [("project", "Project", ""), ("price", "Price", "")], rows)
    manifest = study.Manifest(
        orepact="0", python="3", libraries={}, evidence="e", case_digest="c", seed=0, gap=0.1
    )
    run = study.Run(
        id="r-1",
        created="2026-01-01",
        case="r",
        title="R",
        importer="USA",
        host="PAK",
        money="million USD",
        manifest=manifest,
        answer=study.Answer(verdict=study.Verdict.NO_DEAL, sentences=()),
        records=book.records,
        tables=book.tables,
    )
    study.save(run, tmp_path)
    with (tmp_path / "tables" / "t.x.csv").open(encoding="utf-8") as file:
        line = next(csv.DictReader(file))
    assert line["project_id"] == "big-mine"
    assert line["price_id"] == "ev-1"
    assert line["price"] == "4.0"
    assert [column.key for column in run.tables["t.x"].columns] == ["project", "price"]
    assert study.load(tmp_path) == replace(run)
