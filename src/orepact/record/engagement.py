"""Commitments today: how far each came, what is overdue, and where sources disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orepact.case import Case, Commitment, State
from orepact.errors import CaseError, ProblemsError

__all__ = ["Standing", "event_dates", "standings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One commitment on the day of the case.

    Parameters
    ----------
    commitment : Commitment
    state : State
        The furthest that a document shows.
    since : date
    silent_days : int
        From the last step to the last day that the record covers.
    is_overdue : bool
        Whether its day has passed and it is not delivered.
    """

    commitment: Commitment
    state: State
    since: date
    silent_days: int
    is_overdue: bool


def _problems(case: Case) -> list[CaseError]:
    """Return events that no ledger has, and numbers that are no amount."""
    promises = case.promises
    found = _in_the_future(case)
    if promises is None:
        return found
    events = set(case.ledgers["engagement"]["id"]) if "engagement" in case.ledgers else set()
    for place, item in enumerate(promises.commitments):
        key = f"commitments[{place}] {item.id}"
        found += [
            CaseError(
                f"{key}: event {step.event!r} is not in the ledger of engagement",
                where=f"{case.id}/commitments.yaml",
                why="Each state needs a document that shows it",
                do="Name a row of ledgers/engagement.csv, or add it",
            )
            for step in item.history
            if step.event not in events
        ]
        last = item.history[-1]
        if last.date > case.header.as_of:
            found.append(
                CaseError(
                    f"{key}: {last.state} on {last.date} lies in the future",
                    where=f"{case.id}/commitments.yaml",
                    why=f"The case is of {case.header.as_of}",
                    do="A step is what happened; a plan is a due date",
                )
            )
        amounts = [item.amount, *(other.amount for other in item.other_figures)]
        found += [
            CaseError(
                f"{key}: amount {amount.value:g} {amount.unit} is not above zero",
                where=f"{case.id}/commitments.yaml",
                do="Leave the amount out if none was named",
            )
            for amount in amounts
            if amount is not None and amount.value <= 0.0
        ]
    return found


def _in_the_future(case: Case) -> list[CaseError]:
    """Return events of the ledger that begin after the day of the case."""
    rows = case.ledgers["engagement"].to_dicts() if "engagement" in case.ledgers else []
    day = case.header.as_of.isoformat()
    return [
        CaseError(
            f"event {row['id']} begins on {row['date_start']}, which lies in the future",
            where=f"{case.id}/ledgers/engagement.csv: {row['id']}.date_start",
            why=f"The case is of {day}, and the ledger holds what happened",
            do="Correct the date, or keep what is planned as the due date of a commitment",
        )
        for row in rows
        if row["date_start"] > day[: len(row["date_start"])]
    ]


def standings(case: Case) -> tuple[Standing, ...]:
    """Return every commitment with its state on the day of the case, in the file's order.

    Raises
    ------
    ProblemsError : steps without an event, or in the future, and amounts that are none
    """
    found = _problems(case)
    if found:
        raise ProblemsError(f"engagement of {case.id} has {len(found)} problem(s)", found)
    promises = case.promises
    if promises is None:
        return ()
    today, seen_to = case.header.as_of, case.header.evidence_cutoff
    return tuple(
        Standing(
            commitment=item,
            state=item.history[-1].state,
            since=item.history[-1].date,
            silent_days=max((seen_to - item.history[-1].date).days, 0),
            is_overdue=item.due is not None
            and item.due < today
            and item.history[-1].state not in {State.DELIVERED, State.LAPSED},
        )
        for item in promises.commitments
    )


def event_dates(case: Case) -> tuple[tuple[date, str], ...]:
    """Return the day and kind (talk, paper, money, other) of each event, in order of time.

    A month counts as its first day. Events whose type ``kinds`` does not name count as other.
    """
    promises = case.promises
    kinds = promises.kinds if promises is not None else {}
    found = []
    for row in case.ledgers["engagement"].to_dicts() if "engagement" in case.ledgers else ():
        parts = [int(part) for part in row["date_start"].split("-")]
        if not parts or len(parts) < 2:
            continue
        day = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
        found.append((day, kinds.get(row["type"], "other")))
    return tuple(sorted(found))
