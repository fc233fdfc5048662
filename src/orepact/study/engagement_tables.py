"""Engagement as tables of the run: commitments, benefit flows, conversion, events by quarter."""

from __future__ import annotations

from typing import Any

from orepact.case import Case
from orepact.record import (
    FLOW_STEPS,
    Conversion,
    Standing,
    base_rate_id,
    conversions,
    engagement_id,
    kept_elsewhere,
    kept_here,
    phase_or_change,
    recent_quarters,
    shifts,
    standings,
)
from orepact.study.book import Book
from orepact.study.footnotes import Footnotes
from orepact.study.source_register import every_source

__all__ = ["add_engagement"]


def add_engagement(book: Book, case: Case) -> None:
    """Add commitments with their states, what flowed, how many promises move on, and the pace."""
    found = standings(case)
    if not found:
        return
    _commitments(book, case, found)
    _flows(book, case)
    _timeline(book, case, found)
    _conversions(book, case)
    _base_rates(book, case)
    _pace(book, case)


def _other_figures(book: Book, case: Case, item: Standing) -> dict[str, str] | None:
    if not item.commitment.other_figures:
        return None
    return book.cite(engagement_id(case, "other_figure", of=item.commitment.id, place=1))


def _commitments(book: Book, case: Case, found: tuple[Standing, ...]) -> None:
    notes = Footnotes(book, every_source(case))
    furthest = sorted(found, key=lambda item: (-item.state.place, item.since), reverse=False)
    book.table(
        "engagement.commitments",
        "Who promised what, and how far it has come",
        [
            ("what", "What", ""),
            ("by", "By", ""),
            ("amount", "Amount", ""),
            ("other", "Other source", ""),
            ("state", "State", ""),
            ("date", "Since", ""),
            ("due", "Due", ""),
            ("overdue", "Overdue", ""),
            ("notes", "Notes", ""),
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
                "notes": _documents(book, case, item, notes),
                "note": item.commitment.note,
                "commitment_id": item.commitment.id,
            }
            for item in furthest
        ],
        note="A state counts when a document shows it: an approval is no loan until it is closed, "
        "and no money until it is disbursed. Where two sources give two amounts both stand. "
        "Amounts are in money of the day.",
    )
    notes.table("engagement.sources", "Notes to the commitments")


def _documents(book: Book, case: Case, item: Standing, notes: Footnotes) -> str:
    """Return the notes of a commitment: the documents of its steps and of its amounts."""
    steps = [f"case:{case.id}/ledgers/engagement:{step.event}" for step in item.commitment.history]
    for step in steps:
        book.cite(step)
    own = engagement_id(case, "commitment", of=item.commitment.id)
    others = [other.amount.source for other in item.commitment.other_figures]
    return notes.mark(others, [*steps, own])


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
    rows = [
        {
            "state": str(item.start),
            "moved": _counted(item),
            "share": book.cite(engagement_id(case, "conversion", start=str(item.start))),
            "lag": book.cite(engagement_id(case, "lag", start=str(item.start)))
            if item.median_months is not None
            else "not half of them yet",
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
        ],
        rows,
        note="Bands are of few cases and wide. The record ends on the day of its cut-off; what "
        "waits there may still move.",
    )


def _base_rates(book: Book, case: Case) -> None:
    """Add reference classes, and what their rates would mean for the promises that wait here."""
    rows: list[dict[str, Any]] = [
        {
            "what": item.rate.title,
            "way": f"{item.rate.start} to {item.rate.end}",
            "entered": book.cite(base_rate_id(case, item.rate.id, part="entered")),
            "reached": book.cite(base_rate_id(case, item.rate.id, part="reached")),
            "share": book.cite(base_rate_id(case, item.rate.id)),
            "wait": book.cite(base_rate_id(case, item.rate.id, part="wait"))
            if item.rate.wait is not None
            else None,
            "likeness": item.rate.likeness,
        }
        for item in kept_elsewhere(case)
    ]
    if not rows:
        rows = [{"what": "no reference class", "likeness": "add base_rates to commitments.yaml"}]
    elif kept_here(case) is not None:
        rows.append(
            {
                "what": "Promises that wait here, at the lowest and highest of these rates",
                "reached": book.cite(base_rate_id(case)),
                "likeness": "No forecast: nobody has counted agreements between two governments.",
            }
        )
    book.table(
        "engagement.base_rates",
        "How often such promises were kept elsewhere",
        [
            ("what", "Reference class", ""),
            ("way", "From, to", ""),
            ("entered", "Counted", ""),
            ("reached", "Kept", ""),
            ("share", "Share kept", "%"),
            ("wait", "Wait", ""),
            ("likeness", "How alike", ""),
        ],
        rows,
        note="The band is that of the counts. It says nothing of how alike a class is.",
    )


_STRANDS = {"talk": "Talks", "paper": "Papers", "money": "Money paid or shipped", "other": "Other"}


def _timeline(book: Book, case: Case, found: tuple[Standing, ...]) -> None:
    """Add every dated contact and every dated step of a commitment, its due day included."""
    rows: list[dict[str, Any]] = []
    promises = case.promises
    kinds = promises.kinds if promises is not None else {}
    for row in case.ledgers["engagement"].to_dicts() if "engagement" in case.ledgers else ():
        kind = kinds.get(row["type"], "other")
        rows.append(
            {
                "strand": _STRANDS[kind],
                "state": "event",
                "date": row["date_start"],
                "what": row["title"],
                "event_id": row["id"],
            }
        )
    rows.sort(key=lambda row: (list(_STRANDS.values()).index(row["strand"]), row["date"]))
    for item in sorted(found, key=lambda item: item.commitment.history[0].date):
        own = {"strand": item.commitment.title, "commitment_id": item.commitment.id}
        rows += [
            {**own, "state": str(step.state), "date": step.date.isoformat(), "event_id": step.event}
            for step in item.commitment.history
        ]
        if item.commitment.due is not None:
            state = "overdue" if item.is_overdue else "due"
            rows.append({**own, "state": state, "date": item.commitment.due.isoformat()})
    seen = case.header.evidence_cutoff
    rows.append({"strand": "", "state": "end of the record", "date": seen.isoformat()})
    book.table(
        "engagement.timeline",
        "Contacts and commitments, dated",
        [
            ("strand", "Strand", ""),
            ("state", "State", ""),
            ("date", "Date", ""),
            ("what", "What", ""),
        ],
        rows,
        note="Contacts before the day from which they were gathered are kept and not counted; the "
        "record ends on its cut-off, and what came later is not in it.",
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
