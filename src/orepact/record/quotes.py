"""Exact words of claims: where somebody holds the text, with the document and whose copy it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orepact.case import Case, read_ledger
from orepact.errors import CaseError, OrepactError, ProblemsError

__all__ = ["NOT_IN_HAND", "Quote", "quotes_of", "read_quotes"]

NOT_IN_HAND = "exact words not in hand"
_LONGEST = 200
"""Signs of a quotation; more of a text than that is more than a check of one claim needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The exact words of one claim.

    Parameters
    ----------
    words : str
        As printed, at most 200 signs.
    source : str
        Document in which they were read.
    locator : str
        Page or paragraph; empty where none is given.
    custody : str
        Whose copy was read: publisher, mirror, transcription, press, background knowledge.
    """

    words: str
    source: str
    locator: str
    custody: str


def quotes_of(case: Case) -> dict[str, Quote]:
    """Return the quotes of a case's own ``ledgers/quotes.csv`` by claim; none without the file.

    Raises
    ------
    ProblemsError : a quote of no claim, or one that is too long
    """
    table = case.ledgers.get("quotes")
    rows = table.to_dicts() if table is not None else []
    return _checked(rows, case, f"{case.id}/ledgers/quotes.csv", [])


def read_quotes(path: Path, case: Case) -> dict[str, Quote]:
    """Return the quotes of a file that a user brings, of the same columns, by claim.

    Parameters
    ----------
    path : Path
        CSV with the columns ``id, quote, custody, source, locator, quality, note``; ``id`` is the
        claim's, ``source`` any words that name the document.
    case : Case

    Raises
    ------
    ProblemsError : every problem at once, with its line
    """
    table, problems = read_ledger(path, sources=None, name=path.name, ledger="quotes")
    return _checked(table.to_dicts(), case, path.name, problems)


def _checked(
    rows: Iterable[Mapping[str, str]], case: Case, name: str, problems: list[OrepactError]
) -> dict[str, Quote]:
    known = set(case.ledgers["claims"]["id"]) if "claims" in case.ledgers else set()
    found = {}
    for line, row in enumerate(rows, start=2):
        if row["id"] not in known:
            problems.append(
                CaseError(
                    f"a quote of claim {row['id']!r}, which the case does not hold",
                    where=f"{name}:{line}",
                    do="Take an id that `orepact claims` shows",
                )
            )
        if len(row["quote"]) > _LONGEST:
            problems.append(
                CaseError(
                    f"the quote of {row['id']} has {len(row['quote'])} signs",
                    where=f"{name}:{line}",
                    why="A short quotation is enough to check a claim, and may be passed on",
                    do=f"Keep the words that make the claim, at most {_LONGEST} signs",
                )
            )
        found[row["id"]] = Quote(
            words=row["quote"],
            source=row["source"],
            locator=row["locator"],
            custody=row["custody"],
        )
    if problems:
        raise ProblemsError(f"{name} has {len(problems)} problem(s)", problems)
    return found
