"""A share as percent, with the fraction it was made of as its input."""

from __future__ import annotations

from orepact.study.book import Book
from orepact.trace import Parent

__all__ = ["percent_cell"]


def percent_cell(book: Book, id_: str) -> dict[str, str] | None:
    """Return the cell of a fraction as percent; a gap stays a gap, None if nobody knows the id.

    Parameters
    ----------
    book : Book
    id_ : str
        Of a figure of unit 1.
    """
    if book.cite(id_) is None:
        return None
    record = book.records[id_]
    value = record.value if record.value.is_gap else record.value.scaled(100.0)
    return book.put(
        "need.percent",
        {"of": id_},
        value,
        "%",
        title=record.title,
        formula="100 share",
        parents=[Parent(role="share", id=id_)],
    )
