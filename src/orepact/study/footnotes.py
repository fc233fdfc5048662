"""Numbered notes of a table: every row names the documents it rests on, the list stands beneath."""

from __future__ import annotations

from collections.abc import Iterable

from orepact.study.book import Book
from orepact.study.stored_run import CitedSource

__all__ = ["Footnotes"]


class Footnotes:
    """Numbers documents in the order in which rows cite them."""

    def __init__(self, book: Book, known: dict[str, CitedSource]) -> None:
        self._book, self._known = book, known
        self._numbers: dict[str, int] = {}

    @classmethod
    def of(cls, book: Book, register: Iterable[tuple[str, CitedSource]]) -> Footnotes:
        """Return footnotes over a register of sources."""
        return cls(book, dict(register))

    def mark(self, cited: Iterable[str], figures: Iterable[str] = ()) -> str:
        """Return the numbers of a row's documents, as ``3, 7``.

        Parameters
        ----------
        cited : iterable of str
            Ids of documents that the row names itself.
        figures : iterable of str
            Ids of records; the documents under them are followed down to the leaves.
        """
        found = [id_ for id_ in cited if id_ in self._known]
        todo, seen = list(figures), set[str]()
        while todo:
            id_ = todo.pop()
            record = self._book.records.get(id_)
            if id_ in seen or record is None:
                continue
            seen.add(id_)
            found += [source for source in record.sources if source in self._known]
            todo += [parent.id for parent in record.parents]
        numbers = {self._numbers.setdefault(id_, len(self._numbers) + 1) for id_ in sorted(found)}
        return ", ".join(str(number) for number in sorted(numbers))

    def table(self, name: str, title: str) -> None:
        """Write the list of notes as a table of the run."""
        self._book.table(
            name,
            title,
            [("number", "Note", ""), ("source", "Source", ""), ("custody", "Copy", "")],
            [
                {
                    "number": str(number),
                    "source": self._known[id_].line,
                    "custody": self._known[id_].custody,
                    "source_id": id_,
                }
                for id_, number in self._numbers.items()
            ],
        )
