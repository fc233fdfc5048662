"""What to sign now, what not yet, and what would turn the answer: the plan for a minister."""

from __future__ import annotations

from typing import Any

from orepact.study.book import Book, safe
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.roadmap import Binding, Step, decision_day, plan_steps
from orepact.study.stored_run import Verdict
from orepact.study.switches import SwitchResult
from orepact.trace import result_id

__all__ = ["add_waiting", "waiting_counts"]

_NOW = "now: it binds nobody"
_AT_RISK = "now: money that is lost if the answer is no"
_DECIDE = "the decision"
_LATER = "not yet: only after the decision"
_TURNS = "would turn the answer"
_READ = {
    "price deck": "Twelve months' mean of published prices of the metals",
    "discount rates": "What each party itself must earn on its money",
    "strategic premium": "A contract in which the importer pays above the market",
    "expected credit loss": "The class in which lenders put the host, and recoveries",
    "consent not evidenced": "Records of those who must be asked, one by one",
    "repair of the law": "The gazette and the courts",
    "promised local shares of jobs": "Lists of employees by home district",
    "overrun, delay and price paths": "The owners' cost report and the date of the next decision",
    "weight of bad outcomes": "How much a bad outcome weighs with those who decide: their choice",
    "delay": "The date of the owners' decision",
    "capital": "The owners' cost estimate after the review",
    "tolls": "A signed access contract of the railway, terminal or line",
    "one rate for all parties": "Whether public money is to be counted at the borrower's rate",
    "lead time of enablers": "The contract or order, with its date of completion",
    "expected loss avoided": "Whether a smelter inside the importer's chain takes the metal",
}
"""Where each switch can be read before anybody signs."""
_ANSWER = {
    Verdict.DEAL: "a deal now: most of its capital lies in projects that their owners have decided",
    Verdict.WAIT: "wait: most of its capital lies in projects that their owners have not decided",
    Verdict.NO_DEAL: "no deal: nobody could gain by anything that the importer adds",
    Verdict.NO_MUTUAL_GAIN: "no mutual gain: somebody would lose",
}


def add_waiting(book: Book, result: PlanResult) -> None:
    """Add roadmap.waiting: steps before the decision by what they bind, and what turns it."""
    rows = [*_steps(book, result), *_turns(book, result)]
    book.table(
        "roadmap.waiting",
        "What to sign now, what not yet, and what would turn the answer",
        [
            ("when", "When", ""),
            ("what", "What", ""),
            ("who", "Who, or where it is read", ""),
            ("due", "By", ""),
            ("amount", "How much", MONEY),
            ("then", "Then", ""),
        ],
        rows,
        note=_note(result, rows),
    )


def _note(result: PlanResult, rows: list[dict[str, Any]]) -> str:
    """Return the finding in words: what the answer asks of both sides until the decision."""
    day = decision_day(result)
    count = {when: sum(row["when"] == when for row in rows) for when in (_NOW, _AT_RISK, _LATER)}
    turns = sum(row["when"] == _TURNS for row in rows)
    if day is None:
        words = "Nothing in the plan waits for a decision."
    else:
        words = (
            f"Until the decision, {day.isoformat()} at the latest, {count[_NOW]} steps bind nobody "
            f"and can be taken, {count[_AT_RISK]} cost money that is lost if the answer is no, and "
            f"{count[_LATER]} should not be signed before it."
        )
    if turns:
        words += (
            f" {turns} settings of the switches of page one would turn the answer; each was solved "
            "anew, the amount is the gain of each side."
        )
    return (
        words + " A step that is late moves the first spending by a year. No row is a proposal of "
        "either government."
    )


def _steps(book: Book, result: PlanResult) -> list[dict[str, Any]]:
    day = decision_day(result)
    if day is None:
        return []
    order = {_NOW: 0, _AT_RISK: 1, _DECIDE: 2, _LATER: 3}
    found = [
        (when, step)
        for step in plan_steps(result)
        if (when := _when(step, is_before=step.due < day)) and _counts(when, step, day.year)
    ]
    found.sort(key=lambda item: (order[item[0]], item[1].due))
    return [
        {
            "when": when,
            "what": step.what,
            "who": step.who,
            "due": (max(step.due, day) if when == _LATER else step.due).isoformat(),
            "amount": book.cite(f"case:{result.case.id}/{step.amount}") if step.amount else None,
            "then": step.shown_by,
            "serves_id": ", ".join(step.serves),
        }
        for when, step in found
    ]


def waiting_counts(result: PlanResult) -> tuple[int, int, int]:
    """Return how many steps bind nobody, cost money at risk, and wait for the decision."""
    day = decision_day(result)
    if day is None:
        return 0, 0, 0
    found = [
        when
        for step in plan_steps(result)
        if (when := _when(step, is_before=step.due < day)) and _counts(when, step, day.year)
    ]
    return found.count(_NOW), found.count(_AT_RISK), found.count(_LATER)


def _when(step: Step, *, is_before: bool) -> str:
    """Return the heading under which a step stands; empty for what only follows."""
    if step.binds is Binding.DECISION:
        return _DECIDE
    if step.binds is Binding.NOTHING:
        return _NOW
    if step.binds is Binding.RESULT:
        return ""
    return _AT_RISK if is_before and step.amount.startswith("enablers/") else _LATER


def _counts(when: str, step: Step, year: int) -> bool:
    """Whether a step is near enough to be named: answers by the decision, orders soon after."""
    return step.due.year <= year if when == _NOW else step.due.year <= year + 3


def _turns(book: Book, result: PlanResult) -> list[dict[str, Any]]:
    return [
        {
            "when": _TURNS,
            "what": f"{item.switch}: {item.setting}",
            "who": _READ.get(item.switch, "see the switch on page one"),
            "amount": _gain(book, item),
            "then": _ANSWER[item.verdict],
        }
        for item in result.switches
        if item.verdict is not result.verdict
    ]


def _gain(book: Book, item: SwitchResult) -> dict[str, str] | None:
    if item.gain is None:
        return None
    keys = {"switch": safe(item.switch), "setting": safe(item.setting)}
    return book.cite(result_id("plan.switch_gain", keys))
