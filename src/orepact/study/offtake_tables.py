"""What of the plan's output could reach the importer: net of what is pledged, up to its need."""

from __future__ import annotations

from typing import Any

import numpy as np

from orepact.case import OutletEntry
from orepact.plan import Outlet, case_outlets, free_output
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.plan_result import PlanResult
from orepact.trace import Parent

__all__ = ["add_offtake"]


def add_offtake(book: Book, result: PlanResult) -> None:
    """Add plan.outlets: each market of ``offtake.yaml`` in the plan's best year for it.

    ::

        reaches = min(sum_c factor (1 - pledged) output[c, t], demand)

    over the range of demand, whoever else supplies it; without a range, less other supply. A store
    does not count.
    """
    entries = result.case.offtake.outlets if result.case.offtake else ()
    outlets = case_outlets(result.case, result.data)
    rows = [_row(book, result, *pair) for pair in zip(entries, outlets, strict=True)]
    book.table(
        "plan.outlets",
        "What of the plan's output could reach the importer",
        [
            ("market", "Market", ""),
            ("year", "Year", ""),
            ("made", "The plan makes", ""),
            ("pledged", "Pledged elsewhere", "%"),
            ("need", "The importer needs", ""),
            ("reaches", "Could reach it", ""),
            ("share", "Of its need", "%"),
        ],
        rows,
        note="In the year in which the plan makes most, in the unit beside each figure, against no "
        "sale at all: what others supply today would be displaced. Deliveries change no choice of "
        "the plan, since nobody requires them and the price is paid whoever buys.",
    )


def _row(book: Book, result: PlanResult, entry: OutletEntry, outlet: Outlet) -> dict[str, Any]:
    data, unit = result.data, outlet.unit
    chosen = [column.id in result.bargain.equal.decisions.columns for column in data.columns]
    places = np.flatnonzero(chosen)
    whole = Outlet(
        id=outlet.id,
        title=outlet.title,
        unit=unit,
        products=outlet.products,
        demand=outlet.demand,
        other_supply=outlet.other_supply,
    )
    seen = data.years <= data.horizon[1]
    made = free_output(data, whole)[places].sum(axis=0) * seen
    free = free_output(data, outlet)[places].sum(axis=0) * seen
    row: dict[str, Any] = {"market": outlet.title, "market_id": outlet.id}
    if not made.any():
        return row | {"made": "nothing: no project of the plan makes it"}
    best = int(np.argmax(made))
    missing = max(0.0, float(outlet.demand[best] - outlet.other_supply[best]))
    low, high = (max(0.0, end) for end in entry.demand.bounds(unit))
    reaches = min(float(free[best]), missing)
    ends = sorted(min(float(free[best]), end) for end in (low, high))
    case = f"case:{result.case.id}/offtake:outlets"
    parents = [
        *result.column_parents(result.bargain.equal.decisions.columns),
        Parent(role="need", id=f"{case}.{entry.id}.demand"),
    ]

    def put(what: str, value: Value | float, in_unit: str, words: str, formula: str) -> Any:
        return book.put(
            f"plan.outlet_{what}",
            {"market": outlet.id},
            value,
            in_unit,
            title=f"{outlet.title}: {words}",
            formula=formula,
            parents=parents,
        )

    pledged = 100.0 * (1.0 - float(free[best]) / float(made[best]))
    return row | {
        "year": str(int(data.years[best])),
        "made": put("made", float(made[best]), unit, "output of the plan", "sum over columns"),
        "pledged": put("pledged", pledged, "%", "pledged elsewhere", "100 (1 - free / made)"),
        "need": put("need", Value.between(low, high), unit, "what the importer needs",
                    "range of the case's figure"),
        "reaches": put("reaches", Value.between(ends[0], ends[1]) if ends[0] < ends[1] else reaches,
                       unit, "what could reach it", "smaller of what is free and what is needed"),
        "share": put("share", 100.0 * reaches / float(outlet.demand[best]) if outlet.demand[best]
                     else Value.missing("the importer needs none"), "%", "share of its need",
                     "what could reach it / what it needs"),
    }  # fmt: skip
