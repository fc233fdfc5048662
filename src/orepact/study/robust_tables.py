"""Robustness as tables: plans near the best, regret by scenario, the plan under other beliefs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from orepact.case import Belief
from orepact.plan import (
    NearOptimal,
    PlanData,
    PlanPoint,
    Shelf,
    near_optimal,
    no_deal_data,
    regrets,
    worth,
)
from orepact.study.beliefs import belief_data, believed_columns
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.trace import Parent, RecordKind

__all__ = ["add_robustness"]

_SIDES = {"importer": "Importer", "host": "Host", "company": "Companies"}
_KEEP = 0.9


def add_robustness(book: Book, result: PlanResult) -> None:
    """Add plan.near, plan.regret and plan.beliefs."""
    limits, shelf = result.limits, Shelf()
    near = near_optimal(
        result.data,
        result.bargain.no_deal,
        result.bargain.equal,
        limits=limits,
        keep=_KEEP,
        shelf=shelf,
    )
    _add_near(book, result, near)
    _add_regret(book, result, [item.point for item in near])
    if result.case.no_deal is not None and result.case.no_deal.beliefs:
        _add_beliefs(book, result, shelf)


def _add_near(book: Book, result: PlanResult, near: tuple[NearOptimal, ...]) -> None:
    rows = []
    for number, item in enumerate(near, start=1):
        gain = book.put(
            "plan.near_gain",
            {"plan": str(number)},
            item.least_gain,
            MONEY,
            title=f"Smallest gain of a side in near plan {number}",
            formula="min over sides of value - value without the deal",
            parents=result.column_parents(item.point.decisions.columns),
            kind=RecordKind.SOLVE,
            note=proof(item.point),
        )
        rows.append(
            {
                "plan": result.difference(item.point.decisions.columns),
                "gain": gain,
                "columns_id": ", ".join(item.point.decisions.columns),
            }
        )
    book.table(
        "plan.near",
        "Plans nearly as good that differ most: room to choose for other reasons",
        [("plan", "What is otherwise", ""), ("gain", "Smallest gain of a side", MONEY)],
        rows,
        note=_near_note(result)
        if not rows
        else "Each keeps at least nine tenths of the equal "
        "gain for every side and is sought as far as possible from those above it.",
    )


def _near_note(result: PlanResult) -> str:
    """Return why there is no near plan, and how far behind the next best is."""
    words = (
        "There is none: no other choice of projects and of their ways keeps nine tenths of the "
        "equal gain for every side. "
    )
    runner, bargain = result.next_best, result.bargain
    if runner is None or bargain.equal_gain <= result.dust:
        return words
    before = bargain.no_deal.expected
    least = min(runner.expected[side] - before[side] for side in before)
    share = round(100.0 * max(0.0, least) / bargain.equal_gain)
    return words + (
        f"The next best ({result.difference(runner.decisions.columns)}) keeps {share} per cent of "
        "it. Whoever chooses otherwise for other reasons gives up the rest."
    )


def _add_regret(book: Book, result: PlanResult, near: list[PlanPoint]) -> None:
    bargain = result.bargain
    named = {
        "no deal": bargain.no_deal,
        **{f"best for the {side}": point for side, point in bargain.ideals.items()},
        "the plan (equal gain)": bargain.equal,
        **{f"near plan {number}": point for number, point in enumerate(near, start=1)},
    }
    if result.next_best is not None:
        named["next best"] = result.next_best
    points = [replace(point, name=name) for name, point in named.items()]
    found = regrets(result.data, points)
    least = {
        side: min(item.worst[side] for item in found if item.name != "no deal")
        for side in found[0].worst
    }
    rows: list[dict[str, Any]] = []
    for item, point in zip(found, points, strict=True):
        cells = {
            side: book.put(
                f"plan.regret_{side}",
                {"plan": item.name},
                amount,
                MONEY,
                title=f"Largest regret of the side of the {side}: {item.name}",
                formula="max over scenarios of the best plan listed for that scenario - this plan",
                parents=result.column_parents(point.decisions.columns),
                note=f"Scenario {result.data.scenarios[int(np.argmax(item.by_side[side]))]} "
                "gives it; compared with the plans of this table only.",
            )
            for side, amount in item.worst.items()
        }
        lowest = [_SIDES[side] for side in cells if item.worst[side] <= least[side] + 1e-6]
        rows.append({"plan": item.name, **cells, "least": ", ".join(lowest)})
    book.table(
        "plan.regret",
        "The most each side can come to regret, whatever scenario comes",
        [
            ("plan", "Plan", ""),
            *((side, _SIDES.get(side, side), MONEY) for side in found[0].worst),
            ("least", "Least regret for", ""),
        ],
        rows,
        note="A side's regret is what it would have had more under the plan of this list that "
        "turned out best for it.",
    )


def _belief_parents(result: PlanResult, belief: Belief) -> list[Parent]:
    start = f"no-deal:beliefs.{belief.id}."
    return [
        Parent(role=path, id=f"case:{result.case.id}/{path}")
        for path in sorted(result.case.numbers)
        if path.startswith(start)
    ]


def _best_believed(
    result: PlanResult, belief: Belief, data: PlanData, shelf: Shelf
) -> tuple[str, ...]:
    """Return the best plan under a belief, from the other process where it was begun there."""
    started = result.ahead.get(belief.id)
    if started is None or started.cancel():
        return believed_columns(data, result.limits, shelf)
    return started.result()


def _add_beliefs(book: Book, result: PlanResult, shelf: Shelf) -> None:
    assert result.case.no_deal is not None
    plan, alone = result.bargain.equal.decisions, result.bargain.no_deal.decisions
    rows = []
    for belief in result.case.no_deal.beliefs:
        data = belief_data(result.case, result.table, belief, result.settings)
        chosen = _best_believed(result, belief, data, shelf)
        own = data.party(belief.party)
        gain = data.weights @ (worth(data, plan)[:, own] - worth(no_deal_data(data), alone)[:, own])
        party = result.party(belief.party)
        cell = book.put(
            "plan.belief_gain",
            {"belief": belief.id},
            float(gain),
            MONEY,
            title=f"Gain of {party} from the plan, as it believes",
            formula="expected present value of the plan - of no deal, with this belief's weights "
            "and ranges; decisions and transfers as planned",
            parents=[*_belief_parents(result, belief), *result.rate_parents(belief.party)],
            sources=(belief.source,),
        )
        is_same = chosen == plan.columns
        rows.append(
            {
                "belief": belief.title,
                "party": party,
                "gain": cell,
                "best": "the same plan" if is_same else result.difference(chosen),
                "belief_id": belief.id,
            }
        )
    book.table(
        "plan.beliefs",
        "The plan as each party believes the world to be",
        [
            ("belief", "Belief", ""),
            ("party", "Who holds it", ""),
            ("gain", "Its gain from the plan", MONEY),
            ("best", "Best plan if all believed it", ""),
        ],
        rows,
        note="Beliefs are assumptions of quality D until a party states its own in no-deal.yaml.",
    )
