"""Worlds without the deal as tables: what each side has there, and what the plan adds to it."""

from __future__ import annotations

from typing import Any

from orepact.plan import (
    PlanPoint,
    Shelf,
    SolvedWorld,
    case_weights,
    case_worlds,
    solve_equal,
    solve_without_deal,
    weighed,
)
from orepact.solve import Limits
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.trace import Parent, RecordKind

__all__ = ["add_worlds"]

_SIDES = {"importer": "Importer", "host": "Host", "company": "Companies"}
_WEIGHED = "weighed"


def _weight_parents(result: PlanResult) -> list[Parent]:
    """Return the case's weights of the worlds."""
    start = f"case:{result.case.id}/"
    return [
        Parent(role=path, id=f"{start}{path}")
        for path in sorted(result.case.numbers)
        if path.startswith("no-deal:weights.")
    ]


def _cells(
    book: Book, result: PlanResult, name: str, point: PlanPoint, parents: list[Parent]
) -> dict[str, Any]:
    plan = result.bargain.equal.expected
    found = {}
    for side, amount in point.expected.items():
        members = [party.id for party in result.data.parties if str(party.side) == side]
        found[side] = book.put(
            f"plan.world_{side}",
            {"world": name},
            amount,
            MONEY,
            title=f"{name}: present value to the side of the {side}",
            formula="expected present value of the side's parties, each at its own rate",
            parents=[*result.rate_parents(*members), *parents],
            kind=RecordKind.SOLVE,
            note=proof(point),
        )
        found[f"{side}_benefit"] = book.put(
            f"plan.benefit_{side}",
            {"world": name},
            plan[side] - amount,
            MONEY,
            title=f"What the plan adds for the side of the {side}, against: {name}",
            formula="value under the plan - value in that world",
            parents=[Parent(role="value in that world", id=found[side]["ref"])],
            kind=RecordKind.SOLVE,
            note=proof(result.bargain.equal),
        )
    return found


def _row(book: Book, result: PlanResult, item: SolvedWorld) -> dict[str, Any]:
    columns = item.point.decisions.columns
    parents = result.column_parents(columns)
    return {
        "world": item.world.title,
        "world_id": item.world.id,
        "goes": result.plan_words(columns),
        **_cells(book, result, item.world.id, item.point, parents),
    }


def add_worlds(book: Book, result: PlanResult) -> None:
    """Add plan.worlds and plan.against: each world without the deal, and the plan against it.

    Where the case lists no worlds, nothing is added: no deal is then the one best world.
    """
    worlds = case_worlds(result.case)
    if not worlds:
        return
    limits, shelf = result.limits, Shelf()
    solved = solve_without_deal(result.data, worlds, limits, shelf)
    mean = weighed(result.data, solved, case_weights(result.case))
    rows = [_row(book, result, item) for item in solved]
    parents = _weight_parents(result)
    rows.append(
        {
            "world": "All of them, weighed as each party sees them",
            "world_id": _WEIGHED,
            **_cells(book, result, _WEIGHED, mean, parents),
        }
    )
    sides = list(mean.expected)
    book.table(
        "plan.worlds",
        "Without the deal: every world solved, and what the plan adds to it",
        [
            ("world", "World without the deal", ""),
            ("goes", "What goes ahead", ""),
            *((side, f"{_SIDES.get(side, side)} there", MONEY) for side in sides),
            *((f"{side}_benefit", f"{_SIDES.get(side, side)}: plan adds", MONEY) for side in sides),
        ],
        rows,
        note="The weights are assumptions of quality D. The plan of page 1 is held against the "
        "first world, in which all that could go ahead without the importer does and all parties "
        "together have most. That is the hardest test of the total and not of each side: a side "
        "for which a column is below zero would have more in that world than under the plan, if "
        "it could choose. Against worlds in which less goes ahead the same plan adds more, and "
        "that is no merit of the plan. What the importer could buy with the same money stands in "
        "chapter 4.",
    )
    _add_against(book, result, mean, limits, shelf)


def _add_against(
    book: Book, result: PlanResult, mean: PlanPoint, limits: Limits, shelf: Shelf
) -> None:
    """Add plan.against: the plan that would be best if no deal were the weighed mean."""
    _, best = solve_equal(result.data, limits=limits, shelf=shelf, no_deal=mean)
    least = min(best.expected[side] - mean.expected[side] for side in mean.expected)
    is_same = best.decisions.columns == result.bargain.equal.decisions.columns
    gain = book.put(
        "plan.weighed_gain",
        {},
        least,
        MONEY,
        title="Largest equal gain against the weighed worlds without the deal",
        formula="max min over sides of value - value in the weighed worlds",
        parents=_weight_parents(result),
        kind=RecordKind.SOLVE,
        note=proof(best),
    )
    book.table(
        "plan.against",
        "The plan again, against the weighed worlds",
        [
            ("chosen", "Chosen", ""),
            ("gain", "Largest equal gain", MONEY),
            ("same", "Same projects as on page 1", ""),
        ],
        [
            {
                "chosen": result.plan_words(best.decisions.columns),
                "gain": gain,
                "same": "yes" if is_same else "no",
            }
        ],
    )
