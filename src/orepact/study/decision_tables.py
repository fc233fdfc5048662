"""The first decisions: gates to open, enablers and projects to start, reviews to end."""

from __future__ import annotations

from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.study.stored_run import NextDecision

__all__ = ["add_decisions"]

_SHOWN = 6
"""Decisions on page 1; the table holds all."""


def _gates(result: PlanResult) -> list[NextDecision]:
    projects = {column.project: column for column in result.chosen}
    found = []
    for gate in result.case.gates:
        waits = [projects[id_] for id_ in gate.guards if id_ in projects]
        if waits and not gate.is_open:
            due = min(column.first_spend for column in waits)
            found.append(
                NextDecision(
                    what=gate.title,
                    owner=_owner(result, gate.who),
                    due=f"before {due}",
                    unlocks=", ".join(result.project(c.project) for c in waits),
                )
            )
    return found


def _owner(result: PlanResult, who: str) -> str:
    """Return who decides, by title if it is a party of the case."""
    titles = {party.id: party.title for party in result.case.parties}
    return ", ".join(titles.get(name, name) for name in who.split(", "))


def _starts(result: PlanResult) -> list[NextDecision]:
    chosen = result.bargain.equal.decisions.starts
    found = []
    for name, start in sorted(chosen.items(), key=lambda item: (item[1], item[0])):
        option = result.case.enablers[name]
        unlocked = sorted(
            result.project(c.project)
            for c in result.chosen
            if any(need == name for need, _ in c.needs)
        )
        found.append(
            NextDecision(
                what=f"Start: {option.title}",
                owner=", ".join(result.party(party) for party in option.shares()),
                due=str(start),
                unlocks=", ".join(unlocked),
            )
        )
    return found


def _reviews(result: PlanResult) -> list[NextDecision]:
    reviews = sorted(
        {
            (project.id, variant.decide_after)
            for project in result.case.projects.values()
            for variant in project.variants
            if variant.decide_after
        }
    )
    return [
        NextDecision(
            what=f"End of the review of {result.project(project)}",
            owner="its owners",
            due=str(year),
            unlocks=result.project(project),
        )
        for project, year in reviews
    ]


def add_decisions(book: Book, result: PlanResult) -> tuple[NextDecision, ...]:
    """Add plan.decisions and return the first of them by date."""
    found = [*_gates(result), *_starts(result), *_reviews(result)]
    found.sort(key=lambda item: item.due.removeprefix("before "))
    book.table(
        "plan.decisions",
        "First decisions, gates and off-ramps",
        [
            ("what", "What", ""),
            ("owner", "Who decides", ""),
            ("due", "By", ""),
            ("unlocks", "What it unlocks", ""),
        ],
        [{"what": d.what, "owner": d.owner, "due": d.due, "unlocks": d.unlocks} for d in found],
    )
    return tuple(found[:_SHOWN])
