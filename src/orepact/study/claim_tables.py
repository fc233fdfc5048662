"""Claims against evidence as a table of the run: each verdict with the arithmetic behind it."""

from __future__ import annotations

from orepact.case import Case
from orepact.quantity import format_value
from orepact.record import Claim, check_claims, claim_id
from orepact.study.book import Book

__all__ = ["add_claims"]


def _moved(claim: Claim) -> str:
    """Say that the evidence has moved a verdict since a person last reviewed it."""
    return f"was {claim.reviewed} at the last review" if claim.has_moved else ""


def _said(claim: Claim) -> str:
    if claim.claimed.is_gap:
        return ""
    return f"{format_value(claim.claimed)} {claim.claimed_unit}".removesuffix(" 1")


def add_claims(book: Book, case: Case) -> None:
    """Add claims.verdicts, and claims.terms with what each check asked of the evidence."""
    claims = check_claims(case)
    if not claims:
        return
    book.table(
        "claims.verdicts",
        "What is said, and what independent evidence says",
        [
            ("claim", "Claim", ""),
            ("said_by", "Said by", ""),
            ("verdict", "Verdict", ""),
            ("figure", "Evidence", ""),
            ("evidence", "What the evidence says", ""),
            ("moved", "Moved", ""),
            ("reply", "Reply", ""),
        ],
        [
            {
                "claim": claim.wording,
                "said_by": claim.said_by,
                "verdict": str(claim.verdict),
                "figure": None if claim.evidence.is_gap else book.cite(claim_id(case, claim.id)),
                "evidence": claim.because,
                "moved": _moved(claim),
                "reply": claim.reply,
                "claim_id": claim.id,
                "claimed_id": _said(claim),
                "recomputed_id": "recomputed" if claim.is_recomputed else "judged by a reader",
            }
            for claim in claims
        ],
        note="A verdict judges the wording and never the speaker. Where evidence can be asked, it "
        "is asked anew on each run, so that a new edition of a source moves the verdict by itself; "
        "the other claims are words that no figure decides, read by a person. Whoever is quoted "
        "can reply, and the reply stands beside the verdict.",
    )
