"""Findings of the enablers written into a run: the number with its lineage, the range beside it."""

from __future__ import annotations

from orepact.enable import Finding
from orepact.errors import OrepactError
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.stored_run import ref

__all__ = ["cell", "span"]


def cell(book: Book, found: Finding) -> dict[str, str]:
    """Write a finding down with its inputs, and return the cell that points at it.

    Raises
    ------
    OrepactError : if nobody knows an input; a number without lineage is never written
    """
    for parent in found.parents:
        if book.cite(parent.id) is None:
            raise OrepactError(
                f"{found.id} rests on {parent.id!r}, which nobody knows",
                why="Every number must lead back to its source",
                do="Report this; it is a fault of orepact",
            )
    book.records[found.id] = found.record()
    return ref(found.id)


def span(book: Book, found: Finding) -> dict[str, str] | None:
    """Write a finding's range down, and return its cell; None if it has none."""
    if found.low is None or found.high is None:
        return None
    cell(book, found)
    return book.put(
        f"{found.measure}_range",
        found.keys,
        Value.between(found.low, found.high),
        found.unit,
        title=f"{found.title}: range",
        formula=found.formula,
        parents=found.parents,
        note=found.note,
    )
