"""``orepact engagement``: who promised what, how far it came, and what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from orepact.case import Case

__all__ = ["engagement"]


@app.command()
def engagement(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Case, or its folder.")],
    *,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only what is past its day and not delivered.")
    ] = False,
    pace: Annotated[
        bool, typer.Option("--pace", help="Whether promises move on, and the pace of events.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show commitments with their states, or how promises move on."""
    from orepact.case import load

    loaded = load(case)
    if pace:
        _pace(loaded, format_)
        return
    rows = _commitments(loaded, is_overdue=overdue)
    shown = rows if format_ is not Format.TABLE else [_short(row) for row in rows]
    emit(
        "engagement",
        shown,
        format_,
        title=f"Commitments of {loaded.header.title} on {loaded.header.as_of}; "
        "ids and sources: --format json",
    )


def _commitments(case: Case, *, is_overdue: bool) -> list[dict[str, Any]]:
    from orepact.quantity import Value
    from orepact.record import engagement_id, of_the_day, standings

    rows = []
    for item in standings(case):
        if is_overdue and not item.is_overdue:
            continue
        amount = item.commitment.amount
        rows.append(
            {
                "commitment": item.commitment.id,
                "title": item.commitment.title,
                "by": item.commitment.by,
                "to": item.commitment.to,
                "state": str(item.state),
                "since": item.since.isoformat(),
                "silent_days": item.silent_days,
                "due": item.commitment.due.isoformat() if item.commitment.due else None,
                "overdue": item.is_overdue,
                "amount": Value.missing("none named") if amount is None else amount.typed(),
                "unit": "" if amount is None else of_the_day(amount.unit),
                "other_figures": [
                    f"{other.amount.value:g} {other.amount.unit}: {other.says}"
                    for other in item.commitment.other_figures
                ],
                "events": [step.event for step in item.commitment.history],
                "id": engagement_id(case, "commitment", of=item.commitment.id),
                "sources": [] if amount is None else [amount.source],
            }
        )
    return rows


def _short(row: dict[str, Any]) -> dict[str, Any]:
    from orepact.quantity import figure

    due = row["due"] or ""
    return {
        "what": row["title"],
        "by": row["by"],
        "amount": "" if row["amount"].is_gap else figure(row["amount"], row["unit"]),
        "state": row["state"],
        "since": row["since"],
        "due": f"{due} overdue" if row["overdue"] else due,
    }


def _pace(case: Case, format_: Format) -> None:
    from orepact.quantity import Value
    from orepact.record import conversions, engagement_id, phase_or_change, shifts

    promises = case.promises
    rows: list[dict[str, Any]] = []
    for item in conversions(promises.commitments, case.header.evidence_cutoff) if promises else ():
        low, _, high = item.share or (0.0, 0.0, 1.0)
        rows.append(
            {
                "what": f"from {item.start} further",
                "counted": f"{item.moved_on} of {item.entered}",
                "value": Value.between(100.0 * low, 100.0 * high),
                "unit": "%",
                "id": engagement_id(case, "conversion", start=str(item.start)),
                "sources": ["orepact"],
            }
        )
    rows += [
        {
            "what": f"later half of the record over the earlier: {item.kind}",
            "counted": f"{item.before} then {item.after}",
            "value": Value.between(item.ratio[0], item.ratio[2]),
            "unit": "1",
            "id": engagement_id(case, "shift", kind=item.kind),
            "sources": ["orepact"],
        }
        for item in shifts(case)
    ]
    rows += _elsewhere(case)
    if format_ is Format.TABLE:
        rows = [{key: row[key] for key in ("what", "counted", "value", "unit")} for row in rows]
    emit("engagement", rows, format_, title=phase_or_change(case))


def _elsewhere(case: Case) -> list[dict[str, Any]]:
    """Return reference classes, and what their rates would mean for the promises that wait here."""
    from orepact.quantity import Value
    from orepact.record import base_rate_id, kept_elsewhere, kept_here

    rows: list[dict[str, Any]] = [
        {
            "what": f"elsewhere: {item.rate.title}, from {item.rate.start} to {item.rate.end}",
            "counted": f"{item.rate.reached.value:g} of {item.rate.entered.value:g}",
            "value": Value.between(100.0 * item.share[0], 100.0 * item.share[2]),
            "unit": "%",
            "likeness": item.rate.likeness,
            "id": base_rate_id(case, item.rate.id),
            "sources": [item.rate.reached.source],
        }
        for item in kept_elsewhere(case)
    ]
    here = kept_here(case)
    if here is None:
        gap = Value.missing("no reference class")
        missing = {"value": gap, "unit": "%", "id": "", "sources": []}
        return [{"what": "kept elsewhere", "counted": "nothing in base_rates", **missing}]
    waiting, low, high = here
    rows.append(
        {
            "what": "kept here, at the lowest and highest of these rates",
            "counted": f"of {waiting} that wait as announced or memorandum",
            "value": Value.between(low, high),
            "unit": "1",
            "id": base_rate_id(case),
            "sources": ["orepact"],
        }
    )
    return rows
