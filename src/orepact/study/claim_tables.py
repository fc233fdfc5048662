"""Claims against evidence as a table of the run: each verdict with the arithmetic behind it."""

from __future__ import annotations

from orepact.case import Case
from orepact.quantity import format_value
from orepact.record import Claim, check_claims, claim_id
from orepact.study.book import Book
from orepact.study.footnotes import Footnotes
from orepact.study.source_register import every_source

__all__ = ["add_claims"]


def _moved(claim: Claim) -> str:
    """Say that the evidence has moved a verdict since a person last reviewed it."""
    return f"was {claim.reviewed} at the last review" if claim.has_moved else ""


def _worded(claim: Claim) -> str:
    return f"{claim.wording} (\u201c{claim.quote}\u201d)" if claim.quote else claim.wording


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
        note="Claims stand in short words of our own; exact words follow in quotation marks where "
        "they were kept. A verdict judges the wording and never the speaker. Where evidence can be "
        "asked, it is asked anew on each run, so that a new edition of a source moves the verdict "
        "by itself; some claims are words that no figure decides, and a column says so. Whoever is "
        "quoted can reply, and the reply stands beside the verdict.",
    )
    notes.table("claims.sources", "Notes to the claims")
