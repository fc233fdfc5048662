"""The four strands of a partnership as a table: cost, timing, payer, effect."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.enable import EnablerOption
from orepact.plan import PlanColumn
from orepact.quantity import format_number
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.roadmap import STRANDS, strand_of
from orepact.trace import Parent

__all__ = ["add_strands"]

_LEFT = {
    STRANDS[2]: "the plan's gain is not raised by it; who is missing without it stands in the "
    "chapter on enablers, and promised local shares of jobs are a switch of page one",
    STRANDS[3]: "the plan's gain is not raised by it; what it would have to prevent or repair "
    "stands in the chapters on security and on law",
}
"""Why an option for people, safety or law is left: a plan counts money, and these serve more."""


def add_strands(book: Book, result: PlanResult) -> None:
    """Add roadmap.strands: one row per project or enabler, and a total per strand."""
    rows: list[dict[str, Any]] = []
    for strand in STRANDS:
        own = _capital(book, result) if strand == STRANDS[0] else _enablers(book, result, strand)
        rows += own
        rows.append(_total(book, strand, own))
        rows += _not_started(book, result, strand)
    book.table(
        "roadmap.strands",
        "Four strands: what each costs, when, who pays, and what it does",
        [
            ("strand", "Strand", ""),
            ("what", "What", ""),
            ("cost", "Cost to build", MONEY),
            ("years", "Years", ""),
            ("payer", "Who pays", ""),
            ("effect", "What it does", ""),
        ],
        rows,
        note="Real money, summed without discounting. Security and consent carry no claim that "
        "money buys them: what a measure would have to achieve stands in chapter nine.",
    )


def _total(book: Book, strand: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    ids = [row["cost"]["ref"] for row in rows if row.get("cost")]
    cell = book.put(
        "roadmap.strand_cost",
        {"strand": strand},
        sum(book.records[id_].value.number or 0.0 for id_ in ids),
        MONEY,
        title=f"Cost to build: {strand}",
        formula="sum of its rows",
        parents=[Parent(role="row", id=id_) for id_ in ids],
    )
    words = "together" if rows else "nothing is started by the plan"
    return {"strand": strand, "what": words, "cost": cell}


def _not_started(book: Book, result: PlanResult, strand: str) -> list[dict[str, Any]]:
    """Return what the case offers for people, law and safety and the plan leaves, with its cost."""
    if strand not in STRANDS[2:]:
        return []
    starts = result.bargain.equal.decisions.starts
    return [
        {
            "strand": strand,
            "what": f"not in the plan: {option.title}",
            "cost": book.cite(f"case:{result.case.id}/enablers/{name}:cost"),
            "years": "not started",
            "payer": _shares(result, option),
            "effect": _LEFT[strand],
        }
        for name, option in sorted(result.case.enablers.items())
        if strand_of(option.kind) == strand and name not in starts
    ]


def _shares(result: PlanResult, option: EnablerOption) -> str:
    return ", ".join(
        f"{result.party(party)} {format_number(round(100.0 * share))} %"
        for party, share in option.shares().items()
    )


def _capital(book: Book, result: PlanResult) -> list[dict[str, Any]]:
    return [_project(book, result, column) for column in result.chosen]


def _project(book: Book, result: PlanResult, column: PlanColumn) -> dict[str, Any]:
    table = result.table
    place = next(n for n, item in enumerate(table.columns) if item.id == column.id)
    built = (table.years >= column.first_spend) & (table.years < column.first_production)
    cost = book.put(
        "roadmap.capital",
        {"project": column.project},
        float(table.capex[place, built].sum()),
        MONEY,
        title=f"Capital of {result.project(column.project)} before first production",
        formula="sum of capital by year up to first production",
        parents=result.column_parents([column.id]),
    )
    return {
        "strand": STRANDS[0],
        "what": result.project(column.project),
        "cost": cost,
        "years": f"{column.first_spend} to {column.first_production - 1}",
        "payer": _payers(result, place, built),
        "effect": _output(result, place),
    }


def _payers(result: PlanResult, place: int, built: NDArray[np.bool_]) -> str:
    """Return who puts money in while it is built, by size, with shares of all that is put in."""
    table = result.table
    cash = table.cash[place][:, :, built].mean(axis=0)
    paid = np.clip(-cash, 0.0, None).sum(axis=1)
    total = paid.sum()
    if total <= 0.0:
        return "nobody"
    order = np.argsort(-paid, kind="stable")
    return ", ".join(
        f"{result.party(table.parties[n])} {format_number(round(100.0 * paid[n] / total))} %"
        for n in order
        if paid[n] >= 0.005 * total
    )


def _output(result: PlanResult, place: int) -> str:
    table = result.table
    found = []
    for n, name in enumerate(table.products):
        most = float(table.output[place, n].max())
        if most > 0.0:
            found.append(f"{name} up to {format_number(most)} {table.product_units[n]}")
    return "; ".join(found) or "finds out what is there"


def _enablers(book: Book, result: PlanResult, strand: str) -> list[dict[str, Any]]:
    case = result.case
    lead = {option.id: option.lead for option in result.data.options}
    rows = []
    for name, start in sorted(result.bargain.equal.decisions.starts.items()):
        option = case.enablers[name]
        if strand_of(option.kind) != strand:
            continue
        units = {item.id: item.unit for item in case.resources}
        adds = [
            f"{item.resource} {format_number(item.amount.to(units[item.resource]))} "
            f"{units[item.resource]}"
            for item in option.provides
        ]
        effect = "; ".join(adds)
        if not effect:
            effect = {
                STRANDS[2]: "people trained: chapter eight",
                STRANDS[3]: "no effect is counted",
            }.get(strand, "opens what needs it")
        rows.append(
            {
                "strand": strand,
                "what": option.title,
                "cost": book.cite(f"case:{case.id}/enablers/{name}:cost"),
                "years": f"{start} to {start + lead[name] - 1}" if lead[name] else str(start),
                "payer": _shares(result, option),
                "effect": effect,
            }
        )
    return rows
