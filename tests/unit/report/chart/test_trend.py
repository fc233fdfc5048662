"""Lines over the years: a year that nobody covers breaks the line and is never zero."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orepact.quantity import Value
from orepact.report.chart.gallery import picture
from orepact.report.chart.style import render
from orepact.report.chart.trend import trend
from orepact.report.outline import outline
from orepact.report.printer import Printer
from orepact.study import Run, StoredTable
from orepact.study.stored_run import TableColumn
from orepact.trace import Record, RecordKind

ROWS = [
    {"series": "refined copper", "year": 2020, "value": 0.4, "mark": ""},
    {"series": "refined copper", "year": 2021, "value": 0.5, "mark": "Indonesia: export ban"},
    {"series": "refined copper", "year": 2022, "value": None, "mark": ""},
    {"series": "refined copper", "year": 2023, "value": 0.6, "mark": ""},
    {"series": "refined copper", "year": 2024, "value": 0.7, "mark": ""},
    {"series": "barite", "year": 2020, "value": 0.2, "mark": ""},
    {"series": "barite", "year": 2024, "value": 0.1, "mark": ""},
]


def lines(picture: str) -> list[str]:
    """Return the drawn lines of a picture, one text of pen movements for each."""
    parts = [part.partition(">")[0] for part in picture.split("<path ")[1:]]
    blue = [part for part in parts if 'stroke="#0072B2"' in part]
    return [f" {part}".split(' d="')[1].split('"')[0] for part in blue]


def test_a_gap_breaks_the_line_and_is_never_drawn_as_zero() -> None:
    drawn = lines(render(trend(ROWS, "concentration"), "trend", "finding"))
    # Two pieces of copper's line, each begun by a move of the pen; barite's two years are joined.
    pens = sorted((path.count("M"), path.count("L")) for path in drawn if "L" in path)
    assert pens == [(1, 1), (2, 2)]


def test_a_control_is_named_at_its_year() -> None:
    picture = render(trend(ROWS, "concentration"), "trend", "finding")
    assert "Indonesia: export ban" in picture
    assert "barite" in picture


def test_a_line_with_one_year_alone_is_a_dot() -> None:
    alone = [{"series": "x", "year": 2024, "value": 0.3, "mark": ""}]
    assert "<path" in render(trend(alone, "concentration"), "trend", "finding")


def test_a_trend_in_a_run_is_drawn_with_what_moved_most(small_run: Run) -> None:
    records = dict(small_run.records)
    rows: list[dict[str, Any]] = []
    for year, number in ((2020, 0.2), (2021, None), (2022, 0.5)):
        row: dict[str, Any] = {"line": "barite", "year": year}
        if number is not None:
            id_ = f"need.trend_point[line=barite,year={year}]"
            records[id_] = Record(
                id=id_,
                title="concentration",
                value=Value.exact(number),
                unit="1",
                kind=RecordKind.MEASURE,
                sources=("orepact",),
            )
            row["value"] = {"ref": id_}
        rows.append(row)
    columns = tuple(TableColumn(key, key, "") for key in ("line", "year", "value", "control"))
    table = StoredTable(name="need.trend_lines", title="Trend", columns=columns, rows=tuple(rows))
    run = replace(small_run, records=records, tables={**small_run.tables, table.name: table})
    made = picture(Printer(run), table, outline().chart("trend"), outline().states)
    assert made is not None
    assert made.finding.plain == "Most of all, barite rose: from 0.2 in 2020 to 0.5 in 2022"
