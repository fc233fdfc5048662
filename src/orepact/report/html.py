"""One page of HTML that fetches nothing: chapters, pictures, tables, a card per figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from orepact.report.cards import cards, families
from orepact.report.chart.gallery import Picture
from orepact.report.origins import Origin
from orepact.report.outline import Chapter
from orepact.report.printer import Printer, unit_words
from orepact.report.words import CANNOT_KNOW, verdict_line
from orepact.study import StoredTable

__all__ = ["ChapterPage", "TableView", "front_page", "page", "table_view"]

LONG = 16
"""A table with more rows stands behind a fold, its first rows before it."""
SHOWN_ORIGINS = 4
"""Publishers named under a table; the others stand behind a fold."""
FIRST = 8
"""Rows shown of a long table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table ready to print: headings with units, cells as HTML."""

    name: str
    title: str
    note: str
    head: tuple[tuple[str, str, bool], ...]
    rows: tuple[tuple[tuple[Markup, bool], ...], ...]
    sources: tuple[Origin, ...] = ()
    unit: str = ""
    """Of most of its columns: it stands in the caption, and in no heading of theirs."""
    is_whole: bool = False
    """Whether every row stands open, however many there are."""

    @property
    def is_long(self) -> bool:
        """Whether it stands behind a fold, only its first rows before it."""
        return len(self.rows) > LONG and not self.is_whole

    @property
    def beginning(self) -> TableView:
        """The same table with its first rows only, and without note and sources."""
        return replace(self, rows=self.rows[:FIRST], note="", sources=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterPage:
    """A chapter with what the run has for it."""

    chapter: Chapter
    is_assessed: bool
    tables: tuple[TableView, ...]
    folded: tuple[TableView, ...]
    tallies: tuple[tuple[str, str], ...]
    """Words of an ordered table with the record ids of their counts."""
    pictures: tuple[tuple[Picture, TableView | None], ...]
    """Each with the table behind it, or None where that table stands open in the chapter."""


def _cell(printer: Printer, cell: object, unit: str) -> Markup:
    """Return a cell as HTML; the table says whose words its texts are."""
    if isinstance(cell, dict):
        return printer.figure(cell["ref"], unit=unit or None, is_named=False)
    if cell is None:
        return Markup("")
    text = str(cell)
    if text.startswith(("https://", "http://")):
        return Markup('<a rel="noreferrer noopener" href="{0}">{0}</a>').format(text)
    return escape(printer.titled(text))


def table_view(printer: Printer, table: StoredTable, sources: Sequence[Origin] = ()) -> TableView:
    """Return a stored table as it is printed, columns without any cell left out."""
    used = [c for c in table.columns if any(row.get(c.key) is not None for row in table.rows)]
    numeric = {c.key: any(isinstance(row.get(c.key), dict) for row in table.rows) for c in used}
    units = {c.key: _seen_unit(printer, table, c.key, c.unit) for c in used}
    said = {key: unit_words(units[key], printer.run.money) for key in units}
    shared, is_of_all = _shared_unit([said[key] for key in said if numeric[key]])
    return TableView(
        name=table.name,
        title=table.title,
        note=table.note,
        unit=shared if is_of_all else f"{shared} where no unit is named",
        head=tuple(
            (
                c.title,
                "" if numeric[c.key] and said[c.key] == shared else said[c.key],
                numeric[c.key],
            )
            for c in used
        ),
        rows=tuple(
            tuple(
                (
                    _cell(printer, row.get(c.key), units[c.key]),
                    numeric[c.key],
                )
                for c in used
            )
            for row in table.rows
        ),
        sources=tuple(sources),
    )


def _shared_unit(units: Sequence[str]) -> tuple[str, bool]:
    """Return the unit that stands in the caption, and whether all columns of figures have it.

    Only the unit of most columns can; where a column has none, or its cells have several, each
    heading keeps its own.
    """
    unit, count = Counter(units).most_common(1)[0] if units else ("", 0)
    if count < 2 or "" in units:
        return "", True
    return unit, count == len(units)


def _seen_unit(printer: Printer, table: StoredTable, key: str, stated: str) -> str:
    """Return the heading's unit: as stated, or the one that all figures of the column share."""
    cells = (row.get(key) for row in table.rows)
    found = {printer.record(cell["ref"]).unit for cell in cells if isinstance(cell, dict)}
    return stated if stated or len(found) != 1 else found.pop()


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("orepact.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _shared(printer: Printer, map_note: str) -> dict[str, object]:
    return {
        "run": printer.run,
        "figure": printer.figure,
        "quote": printer.quote,
        "titled": printer.titled,
        "map_note": map_note,
        "shown_origins": SHOWN_ORIGINS,
    }


def front_page(printer: Printer, answer: Mapping[str, object]) -> Markup:
    """Return page 1: the answer, the parties, the next decisions, the switch, the limits.

    Parameters
    ----------
    printer : Printer
        Fresh, so that its first cards are those of page 1.
    answer : mapping
        ``sentences``, ``disclaimer``, ``parties`` (TableView or None), ``not_assessed``
        (chapters), ``chapters_not_assessed`` and ``chapters_in_all`` (record ids).
    """
    template = _environment().get_template("front.html.j2")
    verdict = verdict_line(printer.run)
    return Markup(
        template.render(**_shared(printer, ""), verdict=verdict, cannot_know=CANNOT_KNOW, **answer)
    )


def page(
    printer: Printer,
    front: Markup,
    front_count: int,
    chapters: Sequence[ChapterPage],
    *,
    map_note: str = "",
) -> str:
    """Return the whole page: front, contents, chapters, cards.

    Parameters
    ----------
    printer : Printer
        Knows what front and chapters printed; the cards follow from it.
    front : Markup
        From ``front_page``.
    front_count : int
        How many figures the front printed.
    chapters : sequence of ChapterPage
        All of them, in the order of the outline.
    map_note : str
        Sentence under every map.
    """
    environment = _environment()
    shared = _shared(printer, map_note)
    body = environment.get_template("chapters.html.j2").render(chapters=chapters, **shared)
    made = cards(printer, front_count)
    listed = environment.get_template("cards.html.j2").render(
        families=families(made),
        register=printer.register(),
        ends=printer.register(ends=True),
        **shared,
    )
    style = (resources.files("orepact.report") / "templates" / "plan.css").read_text("utf-8")
    return environment.get_template("plan.html.j2").render(
        style=Markup(style),
        front=front,
        body=Markup(body),
        cards=Markup(listed),
        chapters=chapters,
        **shared,
    )
