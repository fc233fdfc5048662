"""Claims against evidence as a table of the run: each verdict with the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.case import Case
from orepact.quantity import format_value
from orepact.record import Claim, check_claims, claim_id
from orepact.study.book import Book
from orepact.study.footnotes import Footnotes
from orepact.study.source_register import every_source

__all__ = ["add_claims"]


_READING = (
    "A verdict judges the wording and never the speaker. Where evidence can be asked, it is asked "
    "anew on each run, so that a new edition of a source moves the verdict by itself; some claims "
    "are words that no figure decides, and a column says so. Whoever is quoted can reply, and the "
    "reply stands beside the verdict."
)


def _moved(claim: Claim) -> str:
    """Say that the evidence has moved a verdict since a person last reviewed it."""
    return f"was {claim.reviewed} at the last review" if claim.has_moved else ""


def _worded(claim: Claim) -> str:
    if claim.quote is None:
        return claim.wording
    at = f", {claim.quote.locator}" if claim.quote.locator else ""
    read = f"{claim.quote.source}{at}; copy: {claim.quote.custody}"
    return f"{claim.wording} (\u201c{claim.quote.words}\u201d, {read})"


def _words_in_hand(claims: Sequence[Claim]) -> str:
    """Say for how many claims the exact words are in hand."""
    quoted = sum(claim.quote is not None for claim in claims)
    if quoted == len(claims):
        return "Claims stand in short words of our own, the exact words behind them."
    known = "None of them" if not quoted else f"Only {quoted} of {len(claims)}"
    return (
        f"Claims stand in short words of our own. {known} is quoted: the texts are not in hand, so "
        "that nobody can check here whether the words were fairly shortened. Whoever holds a text "
        "adds its words to ledgers/quotes.csv with the document and whose copy it is."
    )


def _said(claim: Claim) -> str:
    if claim.claimed.is_gap:
        return ""
    return f"{format_value(claim.claimed)} {claim.claimed_unit}".removesuffix(" 1")


def add_claims(book: Book, case: Case) -> None:
    """Add claims.verdicts, and claims.sources with the documents behind each."""
    claims = check_claims(case)
    if not claims:
        return
    notes = Footnotes(book, every_source(case))
    cells = {
        claim.id: None if claim.evidence.is_gap else book.cite(claim_id(case, claim.id))
        for claim in claims
    }
    for claim in claims:
        book.cite(f"case:{case.id}/ledgers/claims:{claim.id}")
    book.table(
        "claims.verdicts",
        "What is said, and what independent evidence says",
        [
            ("claim", "Claim", ""),
            ("said_by", "Said by, where", ""),
            ("about", "Of", ""),
            ("verdict", "Verdict", ""),
            ("figure", "Evidence", ""),
            ("evidence", "What the evidence says", ""),
            ("ground", "Verdict stands on", ""),
            ("notes", "Notes", ""),
            ("moved", "Moved", ""),
            ("reply", "Reply", ""),
        ],
        [
            {
                "claim": _worded(claim),
                "said_by": f"{claim.said_by}, in {claim.said_in.replace('-', ' ')}",
                "about": claim.date,
                "verdict": str(claim.verdict),
                "figure": cells[claim.id],
                "evidence": claim.because,
                "ground": str(claim.ground),
                "notes": notes.mark(
                    (),
                    (claim_id(case, claim.id), f"case:{case.id}/ledgers/claims:{claim.id}"),
                ),
                "moved": _moved(claim),
                "reply": claim.reply,
                "claim_id": claim.id,
                "claimed_id": _said(claim),
            }
            for claim in claims
        ],
        note=f"{_words_in_hand(claims)} {_READING}",
    )
    notes.table("claims.sources", "Notes to the claims")
