"""No report praises mining as responsible while a standard at a site is not shown to be met."""

from __future__ import annotations

from orepact.case import Case
from orepact.enable import PRAISE
from orepact.errors import CaseError
from orepact.study.book import Book

__all__ = ["refuse_praise"]

_TITLES = frozenset({"sources.list"})
"""Tables that hold titles of documents, which are quoted as printed."""


def refuse_praise(book: Book, case: Case) -> None:
    """Refuse a run whose tables use the word while a site has a gap or no evidence.

    Raises
    ------
    CaseError : the table and what to write instead
    """
    file = case.files.get("environment")
    if file is not None and file.model.is_proven:
        return
    for table in book.tables.values():
        if table.name in _TITLES:
            continue
        texts = [table.title, table.note]
        texts += [cell for row in table.rows for cell in row.values() if isinstance(cell, str)]
        for text in texts:
            found = PRAISE.search(text)
            if found is not None:
                raise CaseError(
                    f"table {table.name} says {found[0]!r}: {text[:80]!r}",
                    where=case.id,
                    why="A standard at a site has a gap or no evidence",
                    do="Say what was done and by whom; for a duty write 'in charge of'",
                )
