from __future__ import annotations

import pytest

from orepact.case import case_folder, load
from orepact.enable import CatalogueLookup, CorridorResult
from orepact.evidence import bundle
from orepact.report.chart.place import read_basemap
from orepact.report.chart.route_map import line_features, route_map
from orepact.study.book import Book
from orepact.study.corridor_tables import add_corridor


@pytest.fixture(scope="module")
def written() -> tuple[Book, CorridorResult]:
    case = load("us-pakistan")
    book = Book((case, bundle(), CatalogueLookup()))
    result = add_corridor(book, case)
    assert result is not None
    return book, result


def test_every_table_of_the_corridor_has_rows(written: tuple[Book, CorridorResult]) -> None:
    book, _ = written
    for name in ("ways", "sharing", "owners", "districts", "finance", "lines"):
        assert book.tables[f"enablers.corridor_{name}"].rows, name


def test_every_figure_of_the_tables_is_on_record(written: tuple[Book, CorridorResult]) -> None:
    book, _ = written
    for table in book.tables.values():
        for ref in table.refs():
            assert book.records[ref].formula


def test_the_note_says_whether_the_published_choice_is_the_cheapest(
    written: tuple[Book, CorridorResult],
) -> None:
    book, result = written
    note = book.tables["enablers.corridor_ways"].note
    assert ("argues against it" in note) is (result.answer.is_agreed is False)
    assert not any(sign.isdigit() for sign in note)


def test_map_draws_lines_over_land_and_disputes_dashed(
    written: tuple[Book, CorridorResult],
) -> None:
    book, _ = written
    lines = line_features(book.tables["enablers.corridor_lines"].rows)
    features = read_basemap(case_folder("us-pakistan") / "geo")
    chart, datasets = route_map(features, [{"label": "A", "lon": 62.0, "lat": 29.0}], lines)
    assert sum(len(datasets[name]) for name in datasets if name.startswith("routes")) == len(lines)
    marks = [layer.mark.to_dict() for layer in chart.layer]
    names = [layer.data.name if hasattr(layer.data, "name") else "" for layer in chart.layer]
    assert marks[names.index("open")]["strokeDash"] == [4, 3]
    assert names.index("unit") < names.index("routes 0")
    hidden, _ = route_map(
        features, [{"label": "A", "lon": 62.0, "lat": 29.0}], lines, is_dispute_drawn=False
    )
    assert len(hidden.layer) == len(chart.layer) - 1
