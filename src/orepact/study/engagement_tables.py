"""Engagement as tables of the run: commitments, benefit flows, conversion, events by quarter."""

from __future__ import annotations

from typing import Any

from orepact.case import Case
from orepact.record import (
    FLOW_STEPS,
    Conversion,
    Standing,
    conversions,
    engagement_id,
    phase_or_change,
    recent_quarters,
    shifts,
    standings,
)
from orepact.study.book import Book

__all__ = ["add_engagement"]


def add_engagement(book: Book, case: Case) -> None:
    """Add commitments with their states, what flowed, how many promises move on, and the pace."""
    found = standings(case)
    if not found:
        return
    _commitments(book, case, found)
    _flows(book, case)
    _conversions(book, case)
    _pace(book, case)


def _other_figures(book: Book, case: Case, item: Standing) -> dict[str, str] | None:
    if not item.commitment.other_figures:
        return None
    return book.cite(engagement_id(case, "other_figure", of=item.commitment.id, place=1))


def _commitments(book: Book, case: Case, found: tuple[Standing, ...]) -> None:
    furthest = sorted(found, key=lambda item: (-item.state.place, item.since), reverse=False)
    book.table(
        "engagement.commitments",
        "Who promised what, and how far it has come",
        [
            ("what", "What", ""),
            ("by", "By", ""),
            ("amount", "Amount", "MUSD"),
            ("other", "Other source", "MUSD"),
            ("state", "State", ""),
            ("date", "Since", ""),
            ("due", "Due", ""),
            ("overdue", "Overdue", ""),
            ("note", "Remark", ""),
        ],
        [
            {
                "what": item.commitment.title,
                "by": item.commitment.by,
                "amount": book.cite(engagement_id(case, "commitment", of=item.commitment.id))
                if item.commitment.amount is not None
                else None,
                "other": _other_figures(book, case, item),
                "state": str(item.state),
                "date": item.since.isoformat(),
                "due": item.commitment.due.isoformat() if item.commitment.due else "",
                "overdue": "overdue" if item.is_overdue else "",
                "note": item.commitment.note,
                "commitment_id": item.commitment.id,
            }
            for item in furthest
        ],
        note="A state counts when a document shows it: an approval is no loan until it is closed, "
        "and no money until it is disbursed. Where two sources give two amounts both stand.",
    )


def _flows(book: Book, case: Case) -> None:
    promises = case.promises
    if promises is None or not promises.flows:
        return
    rows: list[dict[str, Any]] = []
    for flow in promises.flows:
        cells = {
            step: book.cite(engagement_id(case, "flow", of=flow.id, step=step))
            if getattr(flow, step) is not None
            else "not published"
            for step in FLOW_STEPS
        }
        rows.append({"what": flow.title, "tier": flow.tier, **cells, "note": flow.note})
    book.table(
        "engagement.flows",
        "What was promised to those who live there, and what reached them",
        [
            ("what", "What", ""),
            ("tier", "Tier", ""),
            *((step, step.capitalize(), "") for step in FLOW_STEPS),
            ("note", "Remark", ""),
        ],
        rows,
    )


def _conversions(book: Book, case: Case) -> None:
    promises = case.promises
    assert promises is not None
    found = conversions(promises.commitments, case.header.evidence_cutoff)
    rates = {str(rate.start): rate for rate in promises.base_rates}
    rows = [
        {
            "state": str(item.start),
            "moved": _counted(item),
            "share": book.cite(engagement_id(case, "conversion", start=str(item.start))),
            "lag": book.cite(engagement_id(case, "lag", start=str(item.start)))
            if item.median_months is not None
            else "not half of them yet",
            "elsewhere": rates[str(item.start)].title
            if str(item.start) in rates
            else "no sourced rate",
        }
        for item in found
    ]
    book.table(
        "engagement.conversion",
        "Do promises move on?",
        [
            ("state", "From", ""),
            ("moved", "Went further", ""),
            ("share", "Share that goes further", "%"),
            ("lag", "Median wait", "month"),
            ("elsewhere", "Elsewhere", ""),
        ],
        rows,
        note="Bands are of few cases and wide. The record ends on the day of its cut-off; what "
        "waits there may still move.",
    )


def _counted(item: Conversion) -> str:
    return f"{item.moved_on} of {item.entered}"


def _pace(book: Book, case: Case) -> None:
    kinds = ("talk", "paper", "money", "other")
    rows = []
    for item in recent_quarters(case):
        name = f"{item.year}-{item.quarter}"
        cells = {
            kind: book.cite(engagement_id(case, "events", quarter=name, kind=kind))
            for kind in kinds
        }
        rows.append({"quarter": f"{item.year} Q{item.quarter}", **cells})
    rows += [
        {
            "quarter": f"later half over earlier: {item.kind}",
            "ratio": book.cite(engagement_id(case, "shift", kind=item.kind)),
        }
        for item in shifts(case)
    ]
    book.table(
        "engagement.pace",
        "A passing phase or a real change?",
        [
            ("quarter", "Quarter", ""),
            *((kind, kind.capitalize(), "") for kind in kinds),
            ("ratio", "Ratio of rates", ""),
        ],
        rows,
        note=phase_or_change(case),
    )
