"""The chapters that every report has, and which table and chart serves each."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from importlib import resources

from orepact.evidence import StrictModel, load_model
from orepact.study import Run, StoredTable

__all__ = ["Chapter", "ChartPlan", "Order", "Outline", "outline"]


class Chapter(StrictModel):
    """One chapter of the report."""

    id: str
    """Permanent; the anchor in the page."""
    title: str
    question: str
    """What the chapter answers, as a reader would ask it."""
    tables: tuple[str, ...]
    """Tables shown; one of them makes the chapter assessed."""
    folded: tuple[str, ...] = ()
    """Tables shown behind a fold; one of them makes the chapter assessed too."""
    charts: tuple[str, ...] = ()
    needs: str
    """What it would take to assess the chapter."""
    whole: tuple[str, ...] = ()
    """Tables of which every row stands open, however long they are."""
    limits: str = ""
    """What no table of the chapter holds, said whether or not it is assessed."""

    def served_by(self, run: Run) -> tuple[str, ...]:
        """Return the tables of this chapter that the run holds with at least one row."""
        names = [*self.tables, *self.folded]
        return tuple(name for name in names if name in run.tables and run.tables[name].rows)


class ChartPlan(StrictModel):
    """Which columns of which table a chart draws."""

    id: str
    kind: str
    """range, amount, shares, ladder, line, trend, fan, scatter, timeline, dated, states, map or
    routes."""
    table: str
    value: str
    """Column of the value; for a map, of the latitude."""
    label: str = ""
    series: str = ""
    group: str = ""
    detail: str = ""
    """Column added to the label of rows that would otherwise share one."""
    point: str = ""
    """Column of a number within the range, marked on it."""
    x: str = ""
    """Column of the horizontal position; for a map, of the longitude."""
    zero: str = ""
    """How to read the picture, in words."""


class Order(StrictModel):
    """The order of a table's rows by a word in one of its columns."""

    table: str
    column: str
    values: tuple[str, ...]
    """Words, the one that a reader must see first at the head; rows of other words come last."""

    def sorted(self, table: StoredTable) -> StoredTable:
        """Return the table in this order; rows of one word keep their order."""
        places = {word: place for place, word in enumerate(self.values)}
        rows = sorted(
            table.rows, key=lambda row: places.get(str(row.get(self.column)), len(places))
        )
        return replace(table, rows=tuple(rows))

    def counts(self, table: StoredTable) -> dict[str, int]:
        """Return how many rows have each word, in this order, words without a row left out."""
        found = Counter(str(row.get(self.column)) for row in table.rows)
        return {word: found[word] for word in self.values if found[word]}


class Outline(StrictModel):
    """All chapters and charts."""

    chapters: tuple[Chapter, ...]
    charts: tuple[ChartPlan, ...]
    orders: tuple[Order, ...] = ()
    states: tuple[str, ...]
    """States of a commitment, in the order in which it matures."""

    def chart(self, id_: str) -> ChartPlan:
        """Return a chart by id."""
        return next(chart for chart in self.charts if chart.id == id_)


@cache
def outline() -> Outline:
    """Return the outline that ships with the package."""
    with resources.as_file(resources.files("orepact.report") / "outline.yaml") as path:
        return load_model(Outline, path, name="report/outline.yaml")
