"""The frontier of three sides at once, for the full job."""

from __future__ import annotations

from typing import Any

from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.terms import SidesFrontier
from orepact.trace import RecordKind

__all__ = ["add_sides_frontier"]

_ONE_SUM = 0.05
"""Share of the sum within which the points count as dividing one and the same."""
_SIDES = {"importer": "Importer", "host": "Host", "company": "Companies"}


def _note(found: SidesFrontier) -> str:
    """Return what the points say together, in words."""
    if len(found.points) == 1:
        return found.found.sentence
    gap = max(point.absolute_gap for point in found.points)
    words = (
        f"{len(found.points)} plans, none better for one side without being worse for another, "
        f"from {found.found.solves} solves; each is proved to at most {gap:.2g} million. Every "
        "point is closed with the tie-break on cost: of plans that are as good for all sides "
        "the cheapest stands here."
    )
    low, high = found.sums
    if high - low > _ONE_SUM * high:
        return words
    return (
        f"All of them share {low:,.3g} to {high:,.3g} million: what the partnership adds is nearly "
        f"fixed, and the choice is only who has it. {words}"
    )


def add_sides_frontier(book: Book, result: PlanResult, found: SidesFrontier | None) -> None:
    """Add plan.frontier_sides: what each side gains at each point, its gap and what is chosen."""
    rows: list[dict[str, Any]] = []
    for number, (point, gains) in enumerate(
        zip(found.points, found.gains, strict=True) if found else (), start=1
    ):
        name = f"point {number}"
        cells = {
            key: book.put(
                f"plan.sides_{key}",
                {"point": name},
                amount if abs(amount) > result.dust else 0.0,
                MONEY,
                title=f"Frontier of all sides, {name}: {words}",
                formula=formula,
                parents=[
                    *result.column_parents(point.decisions.columns),
                    *result.enabler_parents(point.decisions.starts),
                ],
                kind=RecordKind.SOLVE,
                note=proof(point),
            )
            for key, amount, words, formula in (
                *(
                    (side, gain, f"gain of the side of the {side}", "value - value without a deal")
                    for side, gain in gains.items()
                ),
                ("gap", point.absolute_gap, "distance to its bound", "bound - importer's gain"),
            )
        }
        rows.append(
            {
                "point": str(number),
                **cells,
                "chosen": result.plan_words(point.decisions.columns),
                "chosen_id": ", ".join(point.decisions.columns),
            }
        )
    sides = found.gains[0] if found else {}
    book.table(
        "plan.frontier_sides",
        "What each side can gain when the others keep theirs",
        [
            ("point", "Point", ""),
            *((side, _SIDES.get(side, side.capitalize()), MONEY) for side in sides),
            ("gap", "Gap", MONEY),
            ("chosen", "Chosen", ""),
        ],
        rows,
        note=_note(found) if found else "No side could gain, so there is no frontier.",
    )
