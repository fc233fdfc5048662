"""Lines over the years: a year that nobody covers breaks the line and is never zero."""

from __future__ import annotations

from orepact.report.chart.style import render
from orepact.report.chart.trend import trend

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
