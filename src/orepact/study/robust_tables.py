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
    Setting,
    Settings,
    Shelf,
    build_data,
    near_optimal,
    no_deal_data,
    regrets,
    solve_equal,
    worth,
)
from orepact.solve import Limits
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult, proof
from orepact.trace import Parent, RecordKind

__all__ = ["add_robustness"]

_SIDES = {"importer": "Importer", "host": "Host", "company": "Companies"}
_KEEP = 0.9


def add_robustness(book: Book, result: PlanResult, limits: Limits | None = None) -> None:
    """Add plan.near, plan.regret and plan.beliefs."""
    limits, shelf = limits or Limits(gap=0.01), Shelf()
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
        _add_beliefs(book, result, limits, shelf)


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
        note="Each keeps at least nine tenths of the equal gain for every side and is sought as "
        "far as possible from those above it.",
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


def _belief_data(result: PlanResult, belief: Belief) -> PlanData:
    settings = Settings(
        rates=Setting(belief.rates),
        credit_loss=Setting(belief.credit_loss),
        premiums=Setting(belief.premiums),
    )
    data = build_data(result.case, result.table, settings)
    if belief.decks is None:
        return data
    share = {name: weight.to("%") / 100.0 for name, weight in belief.decks.items()}
    weights = np.array([share.get(name, 0.0) for name in data.scenarios])
    return replace(data, weights=weights / weights.sum())


def _belief_parents(result: PlanResult, belief: Belief) -> list[Parent]:
    start = f"no-deal:beliefs.{belief.id}."
    return [
        Parent(role=path, id=f"case:{result.case.id}/{path}")
        for path in sorted(result.case.numbers)
        if path.startswith(start)
    ]


def _add_beliefs(book: Book, result: PlanResult, limits: Limits, shelf: Shelf) -> None:
    assert result.case.no_deal is not None
    plan, alone = result.bargain.equal.decisions, result.bargain.no_deal.decisions
    rows = []
    for belief in result.case.no_deal.beliefs:
        data = _belief_data(result, belief)
        _, best = solve_equal(data, limits=limits, shelf=shelf, is_shared_out=False)
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
        is_same = best.decisions.columns == plan.columns
        rows.append(
            {
                "belief": belief.title,
                "party": party,
                "gain": cell,
                "best": "the same plan" if is_same else result.difference(best.decisions.columns),
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
