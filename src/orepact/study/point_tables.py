"""The points of the bargain, and what else could be done."""

from __future__ import annotations

from typing import Any

from orepact.plan import PlanPoint
from orepact.study.book import Book
from orepact.study.left_out import cause_of
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.trace import RecordKind

__all__ = ["add_alternatives", "add_points"]

_SIDES = {"importer": "Importer", "host": "Host", "company": "Companies"}


def _point_cells(
    book: Book, result: PlanResult, name: str, point: PlanPoint
) -> dict[str, dict[str, str]]:
    cells = {}
    note, chosen = proof(point), point.decisions
    for side, amount in point.expected.items():
        members = [party.id for party in result.data.parties if str(party.side) == side]
        cells[side] = book.put(
            f"plan.point_{side}",
            {"point": name},
            amount,
            MONEY,
            title=f"{name}: present value to the side of the {side}",
            formula="expected present value of the side's parties, each at its own rate",
            parents=[
                *result.rate_parents(*members),
                *result.column_parents(chosen.columns),
                *result.enabler_parents(chosen.starts),
            ],
            kind=RecordKind.SOLVE,
            note=note,
        )
    for key, amount, words in (
        ("bound", point.bound, "proven bound of what was solved for"),
        ("gap", point.absolute_gap, "distance from the solution to its bound"),
    ):
        cells[key] = book.put(
            f"plan.point_{key}",
            {"point": name},
            amount,
            MONEY,
            title=f"{name}: {words}",
            kind=RecordKind.SOLVE,
            note=note,
        )
    return cells


def add_points(book: Book, result: PlanResult) -> None:
    """Add plan.frontier and plan.points: what each side has at each point, and how sure it is."""
    bargain = result.bargain
    heads = [
        ("point", "Point", ""),
        *((side, _SIDES.get(side, side.capitalize()), MONEY) for side in bargain.equal.expected),
        ("bound", "Proven bound", MONEY),
        ("gap", "Gap", MONEY),
        ("chosen", "Chosen", ""),
    ]

    def row(point: PlanPoint, name: str) -> dict[str, Any]:
        return {
            "point": name,
            "chosen": result.plan_words(point.decisions.columns),
            "chosen_id": ", ".join(point.decisions.columns),
            **_point_cells(book, result, name, point),
        }

    front = [row(p, f"frontier {n + 1}") for n, p in enumerate(bargain.frontier)]
    book.table(
        "plan.frontier",
        "No point is better for both sides than another",
        heads,
        front,
        note="One point is best for both sides at once: nothing has to be given up, so there is no "
        "frontier to choose from."
        if len(front) == 1
        else "The host's value is held at levels between both ideals and the importer's raised; "
        "the gap says how far it may still rise. Of equal plans the cheapest stands here.",
    )
    named = [bargain.no_deal, *bargain.ideals.values(), bargain.equal]
    book.table("plan.points", "Points of the bargain", heads, [row(p, p.name) for p in named])


def _next_best_row(book: Book, result: PlanResult) -> list[dict[str, Any]]:
    runner = result.next_best
    if runner is None:
        return []
    before = result.bargain.no_deal.expected
    least = min(runner.expected[side] - before[side] for side in before)
    cost = book.put(
        "plan.cost_of_next_best",
        {},
        result.bargain.equal_gain - least,
        MONEY,
        title="Equal gain lost by the next-best plan",
        formula="equal gain - equal gain of the next best",
        kind=RecordKind.SOLVE,
        note=proof(runner),
    )
    words = result.difference(runner.decisions.columns)
    return [{"alternative": "Next-best plan", "what": words, "cost": cost}]


def add_alternatives(book: Book, result: PlanResult) -> None:
    """Add plan.alternatives: no deal, the next best, projects left out, and rivals."""
    alone = result.plan_words(result.bargain.no_deal.decisions.columns)
    rows: list[dict[str, Any]] = [{"alternative": "No deal", "what": alone}]
    rows += _next_best_row(book, result)
    for item in result.blocked:
        cause = cause_of(book, result, item)
        rows.append(
            {
                "alternative": f"With {result.project(item.project)} as well",
                "alternative_id": item.project,
                "what": cause.words,
                "loss": cause.loss,
            }
        )
    rows += [
        {"alternative": f"Rival {rival.kind}", "what": f"{rival.name}: {rival.offers}"}
        for party in result.case.parties
        for rival in party.no_deal.rivals
    ]
    book.table(
        "plan.alternatives",
        "What else could be done",
        [
            ("alternative", "Alternative", ""),
            ("what", "What", ""),
            ("cost", "Equal gain lost", MONEY),
            ("loss", "Loss that stands against it", MONEY),
        ],
        rows,
    )
