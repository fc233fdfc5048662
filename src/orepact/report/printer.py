"""The only way a number reaches the page: ``figure(id)`` prints it and remembers its card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from orepact.errors import OrepactError
from orepact.quantity import Kind, Value, figure, format_number, format_value
from orepact.study import CitedSource, Run, is_stated_end, register_id
from orepact.trace import Lookup, Parent, Record, RecordKind, short_id

__all__ = ["Printer", "Told", "count_record", "unit_words"]

_DIGIT = re.compile(r"\d")
_YEAR_UNITS = frozenset({"year", "calendar year"})
_READ_AS = {"1/yr": "a year", "person": "people", "person/yr": "people a year"}
"""Units that read better in words."""
_LONG_TITLE = 90
"""Signs of a source's name on a card."""
_COUNT_UNITS = frozenset({"", "1", "count"})


def unit_words(unit: str, money: str) -> str:
    """Return a unit as a reader says it; money always names its year.

    Examples
    --------
    >>> unit_words("MUSD", "million USD of 2025, real"), unit_words("kt/yr", "")
    ('million USD of 2025, real', 'kt/yr')
    """
    if unit in _COUNT_UNITS or unit in _YEAR_UNITS:
        return ""
    if unit in _READ_AS:
        return _READ_AS[unit]
    return money if unit == "MUSD" and money else unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence as HTML, with its figures linked, and as plain text."""

    html: Markup
    plain: str


class Printer:
    """Prints figures and quoted text of one run, and knows afterwards what was printed.

    Parameters
    ----------
    run : Run
        The run to print.
    lookups : sequence of Lookup
        Asked for records that the run does not hold: the case, the evidence.
    own : sequence of Record
        Figures of the report itself, such as the count of chapters not assessed.
    titles : mapping, optional
        Title of a source by its id.
    """

    def __init__(
        self,
        run: Run,
        lookups: Sequence[Lookup] = (),
        own: Sequence[Record] = (),
        titles: Mapping[str, str] | None = None,
    ) -> None:
        self.run = run
        self._lookups = (run, *lookups)
        self._found: dict[str, Record | None] = {record.id: record for record in own}
        self._anchors: dict[str, str] = {}
        self._cited: dict[str, int] = {}
        self._titles = titles or {}
        self._inner = self._pattern()

    def find(self, id_: str) -> Record | None:
        """Return a record from the report, the run or a lookup; None if nobody knows it."""
        if id_ not in self._found:
            asked = (lookup.find(id_) for lookup in self._lookups)
            self._found[id_] = next((record for record in asked if record is not None), None)
        return self._found[id_]

    def record(self, id_: str) -> Record:
        """Return the record of an id.

        Raises
        ------
        OrepactError : if nobody knows it; a figure without lineage is never printed
        """
        record = self.find(id_)
        if record is None:
            raise OrepactError(
                f"the report would print {id_!r}, which has no lineage",
                why="Every printed figure must lead back to its source",
                do="Report this; it is a fault of orepact",
            )
        return record

    def card(self, id_: str) -> str:
        """Return the anchor of a figure's card, remembering that the card is needed."""
        if id_ not in self._anchors:
            self._anchors[id_] = short_id(id_)
        return self._anchors[id_]

    def titled(self, text: str) -> str:
        """Return text with ids as the titles that stand for them.

        A text that is an id, or a list of ids, is replaced whole. Within other text the ids of the
        run's projects and parties are: those with a hyphen anywhere, those of one word before a
        share ("barrick 56%"). A way of a project reads as its parts: ``reko:delayed:2028:own``.
        """
        parts = re.split(r"(, |; )", text)
        if all(part in self._titles for part in parts[::2]):
            return "".join(self._titles.get(part, part) for part in parts)
        if self._inner is None or text.startswith(("https://", "http://")):
            return text
        return self._inner.sub(self._way, text)

    def _way(self, found: re.Match[str]) -> str:
        name = self._titles[found["id"]]
        if not found["way"]:
            return name
        variant, year, package = found["way"][1:].split(":")
        return f"{name} ({variant}, from {year}, {package.replace('-', ' ')})"

    def _pattern(self) -> re.Pattern[str] | None:
        """Return what finds ids of the run's projects and parties within a text."""
        keys: set[str] = set()
        for id_ in self.run.records:
            keys.update(re.findall(r"[\[,](?:party|project|column)=([\w-]+)", id_))
        for table in self.run.tables.values():
            for row in table.rows:
                keys.update(str(row[key]) for key in ("project", "party") if key in row)
        known = sorted(keys & set(self._titles), key=len, reverse=True)
        if not known:
            return None
        plain = "|".join(re.escape(key) for key in known if "-" in key) or "(?!)"
        single = "|".join(re.escape(key) for key in known if "-" not in key) or "(?!)"
        return re.compile(
            rf"(?<![\w/-])(?P<id>{plain}|(?:{single})(?= \d+%))"
            r"(?P<way>:[\w-]+:\d{4}:[\w-]+)?(?![\w-])"
        )

    def source_title(self, source: str) -> str:
        """Return a source as a reader knows it; what has no title keeps its id."""
        if source in self._titles:
            return self._titles[source]
        known = self.run.sources.get(source)
        return known.line if known is not None else source

    def source(self, source: str, record: Record) -> tuple[str, str]:
        """Return a source's name on a record's card, and the anchor of its entry in the register.

        The part of a source behind a colon says where in it; the part before it is looked up. What
        no document gives leads to the entry that says so: the file that assumes it, the solve.
        """
        name, _, place = source.partition(": ")
        end = register_id(source, record)
        if is_stated_end(end) and end in self.run.sources:
            return self.source_title(source), f"s{self.document(end)}"
        for id_ in (source, name):
            if id_ in self.run.sources:
                title = _shortened(self.run.sources[id_].line)
                shown = f"{title}: {place}" if place and id_ == name else title
                return shown, f"s{self.document(id_)}"
        return self.source_title(source), ""

    def document(self, source: str) -> int:
        """Return the number of a source in the register, remembered as cited."""
        return self._cited.setdefault(source, len(self._cited) + 1)

    def register(self, *, ends: bool = False) -> tuple[tuple[int, CitedSource], ...]:
        """Return the sources that cards cite, numbered in the order of citing.

        Parameters
        ----------
        ends : bool
            Whether to return the ends without a document in place of the documents.
        """
        return tuple(
            (number, self.run.sources[id_])
            for id_, number in self._cited.items()
            if is_stated_end(id_) == ends
        )

    def own(self, record: Record) -> str:
        """Take in a figure of the report itself and return its id."""
        self._found[record.id] = record
        return record.id

    @staticmethod
    def is_assumed(record: Record) -> bool:
        """Return whether a figure is marked: it has a value, and no source gives it."""
        return record.quality == "D" and not record.value.is_gap

    @property
    def printed(self) -> tuple[str, ...]:
        """Ids printed so far, in order of first appearance."""
        return tuple(self._anchors)

    def words(self, id_: str, *, unit: str | None = None) -> str:
        """Return a figure as plain text, as charts use it.

        Parameters
        ----------
        unit : str, optional
            Unit that the reader already sees (a column heading); it is then not repeated.
        """
        record = self.record(id_)
        return _text(self.seen(record), self.seen_unit(record), unit, self.run.money)

    @staticmethod
    def seen(record: Record) -> Value:
        """Return a value as it is printed: a share of one in per cent, others as they are."""
        return record.value.scaled(100.0) if _is_share(record) else record.value

    @staticmethod
    def seen_unit(record: Record) -> str:
        """Return the unit of ``seen``."""
        return "%" if _is_share(record) else record.unit

    def figure(
        self, id_: str, *, unit: str | None = None, is_named: bool = True, is_prose: bool = False
    ) -> Markup:
        """Return a figure as HTML: the number, a mark if it is assumed, a link to its card.

        Parameters
        ----------
        is_named : bool
            Whether the figure's title is shown on pointing at it; in a table the headings tell.
        is_prose : bool
            Whether it stands in a sentence, where the head of the page says the year of money.
        """
        record = self.record(id_)
        text = self.words(id_, unit=unit)
        if is_prose and self.run.money:
            text = text.replace(self.run.money, self.run.money.partition(" of ")[0])
        is_assumed = self.is_assumed(record)
        mark = Markup('<i class="mark">assumed</i>' if is_assumed else "")
        name = Markup(' title="{}"').format(record.title) if is_named else Markup("")
        css = "f assumed" if is_assumed else "f"
        return Markup('<a class="{}" href="#{}"{}>{}</a>{}').format(
            css, self.card(id_), name, text, mark
        )

    def tell(self, pieces: Sequence[str | Record | Told]) -> Told:
        """Return a sentence from words, figures and quoted text."""
        html, plain = Markup(""), ""
        for piece in pieces:
            if isinstance(piece, Record):
                html += self.figure(piece.id, is_prose=True)
                plain += self.words(piece.id)
            elif isinstance(piece, Told):
                html += piece.html
                plain += piece.plain
            else:
                html += escape(piece)
                plain += piece
        return Told(html=html, plain=plain)

    def said(self, text: object, origin: str) -> Told:
        """Return text of the case or a record as a piece of a sentence."""
        return Told(html=self.quote(text, origin), plain=str(text))

    @staticmethod
    def quote(text: object, origin: str) -> Markup:
        """Return text of the case or a record; where it holds digits, it says whose words it is.

        Parameters
        ----------
        origin : str
            Table and column, or the part of the run that the text comes from.
        """
        safe = escape(str(text))
        if not _DIGIT.search(str(text)):
            return safe
        return Markup('<span data-from="{}">{}</span>').format(origin, safe)


def _shortened(title: str) -> str:
    """Return a title that fits a card; the register has all of it."""
    return title if len(title) <= _LONG_TITLE else f"{title[:_LONG_TITLE].rpartition(' ')[0]} ..."


def _is_share(record: Record) -> bool:
    return record.unit in _COUNT_UNITS and "share[" in record.id


def _text(value: Value, unit: str, seen_unit: str | None, money: str) -> str:
    if unit in _YEAR_UNITS and value.kind in (Kind.EXACT, Kind.RANGE):
        bounds = dict.fromkeys((value.low, value.high))
        return " to ".join(format_number(b, is_year=True) for b in bounds if b is not None)
    if seen_unit is not None and unit_words(unit, money) == unit_words(seen_unit, money):
        return format_value(value)
    return figure(value, unit_words(unit, money))


def count_record(
    id_: str, title: str, count: int, formula: str, counted: Sequence[str] = ()
) -> Record:
    """Return a count that the report itself makes, as a record with its formula.

    Parameters
    ----------
    counted : sequence of str, optional
        Ids of the figures that stand in the rows counted.
    """
    return Record(
        id=id_,
        title=title,
        value=Value.exact(float(count)),
        unit="count",
        kind=RecordKind.MEASURE,
        formula=formula,
        sources=("this report",),
        parents=tuple(Parent(role="", id=of) for of in dict.fromkeys(counted)),
    )
