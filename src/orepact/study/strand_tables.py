"""The four strands of a partnership as a table: cost, what of it is charged, timing, payer, effect.

What is charged is what the plan's parties pay, in money of the case and once: works inside a
project's capital are counted there, and of works that serve others too only the part that the
partnership carries.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.case import surroundings
from orepact.enable import EnablerOption
from orepact.mine import Bench, Choice
from orepact.plan import PlanColumn
from orepact.quantity import format_number
from orepact.study.book import Book
from orepact.study.in_place import left_for_in_place
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.strands import STRANDS, strand_of
from orepact.trace import Parent

__all__ = ["add_strands", "charged"]

_TOGETHER = "charged together"

_LEFT = {
    STRANDS[2]: "the plan's gain is not raised by it; who is missing without it stands in the "
    "chapter on enablers, and promised local shares of jobs are a switch of page one",
    STRANDS[3]: "the plan's gain is not raised by it; what it would have to prevent or repair "
    "stands in the chapters on security and on law",
}
"""Why an option for people, safety or law is left: a plan counts money, and these serve more."""
_ENOUGH = (
    "what it would add is taken to be in place already, which is assumed: the table of what is in "
    "place says how much, and when that would not be enough"
)


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
            ("cost", "Whole works", MONEY),
            ("charged", "Charged by the plan", MONEY),
            ("years", "Years", ""),
            ("payer", "Who pays", ""),
            ("effect", "What it does", ""),
        ],
        rows,
        note="Summed without discounting. The whole works stand in the money of their source; "
        "what is charged is in money of the case, each cost once: the total of a strand counts "
        "only that, so that strands can be summed. Upkeep is left out. Security and consent carry "
        "no claim that money buys them: what a measure would have to achieve stands in chapter "
        "nine.",
    )


def charged(book: Book, result: PlanResult, name: str) -> dict[str, str]:
    """Return the cell of what the plan charges for building an enabler, and put it in the book.

    ``cost x share that the partnership carries``, real money of the case; 0 where a project's own
    capital holds it.
    """
    case, option = result.case, result.case.enablers[name]
    cost = Parent(role="whole works", id=f"case:{case.id}/enablers/{name}:cost")
    share = f"enablers/{name}:attributable"
    parents = [cost]
    if share in case.numbers:
        parents.append(Parent(role="part carried", id=f"case:{case.id}/{share}"))
    note = ""
    if option.inside:
        note = f"It lies inside the capital of {result.project(option.inside)}."
    return book.put(
        "roadmap.charged",
        {"enabler": name},
        case.real(option.cost, "MUSD") * option.charged_share,
        MONEY,
        title=f"{option.title}: charged by the plan",
        formula="whole works in money of the case x part that the partnership carries; nothing "
        "where a project's capital holds it",
        parents=parents,
        note=note,
    )


def _total(book: Book, strand: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    ids = [row["charged"]["ref"] for row in rows]
    cell = book.put(
        "roadmap.strand_cost",
        {"strand": strand},
        sum(book.records[id_].value.number or 0.0 for id_ in ids),
        MONEY,
        title=f"Charged by the plan: {strand}",
        formula="sum of what is charged in its rows",
        parents=[Parent(role="row", id=id_) for id_ in ids],
    )
    words = _TOGETHER if rows else "nothing is started by the plan"
    return {"strand": strand, "what": words, "charged": cell}


def _not_started(book: Book, result: PlanResult, strand: str) -> list[dict[str, Any]]:
    """Return what the case offers for people, law and safety and the plan leaves, with its cost."""
    if strand not in STRANDS[2:]:
        return []
    starts = result.bargain.equal.decisions.starts
    enough = {item.option for item in left_for_in_place(result)}
    return [
        {
            "strand": strand,
            "what": f"not in the plan: {option.title}",
            "cost": book.cite(f"case:{result.case.id}/enablers/{name}:cost"),
            "years": "not started",
            "payer": _shares(result, option),
            "effect": _ENOUGH if name in enough else _LEFT[strand],
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
    return [row for column in result.chosen for row in _projects(book, result, column)]


def _projects(book: Book, result: PlanResult, column: PlanColumn) -> list[dict[str, Any]]:
    """Return the capital of a project until it first produces, and what later phases add."""
    table = result.table
    place = next(n for n, item in enumerate(table.columns) if item.id == column.id)
    built = _construction(result, column)
    is_first = table.years < column.first_production
    title = result.project(column.project)
    spans = [
        ("capital", title, "before first production", built * is_first),
        ("capital_later", f"{title}: later phases", "after first production", built * ~is_first),
    ]
    rows = []
    for measure, what, when, amount in spans:
        if measure == "capital_later" and amount.sum() <= result.dust:
            continue
        cost = book.put(
            f"roadmap.{measure}",
            {"project": column.project},
            float(amount.sum()),
            MONEY,
            title=f"Capital of construction of {title} {when}",
            formula=f"sum of capital of construction by year {when}, without sustaining capital",
            parents=result.column_parents([column.id]),
        )
        years = table.years[amount > 0.0]
        rows.append(
            {
                "strand": STRANDS[0],
                "what": what,
                "cost": cost,
                "charged": cost,
                "years": f"{years[0]} to {years[-1]}" if years.size else "",
                "payer": _payers(result, place, amount),
                "effect": _output(result, place, is_first=measure == "capital"),
            }
        )
    return rows


def _construction(result: PlanResult, column: PlanColumn) -> NDArray[np.float64]:
    """Return capital of construction by year of the table, without sustaining capital."""
    choice = Choice(variant=column.variant, package=column.package, first_spend=column.first_spend)
    bench = Bench(result.case.projects[column.project], surroundings(result.case), choice)
    flow, years = bench.flow(), result.table.years
    found = np.zeros(years.size)
    here = np.isin(flow.timing.years, years)
    at = np.searchsorted(years, flow.timing.years[here])
    found[at] = np.broadcast_to(flow.operation.construction, here.shape)[here]
    return found


def _payers(result: PlanResult, place: int, capital: NDArray[np.float64]) -> str:
    """Return who puts money in while capital is spent, by size; the rest is the project's own.

    Shares are of all that is put in, and of the capital where less than that is put in: then the
    project's receipts of those years pay for what is left.
    """
    table = result.table
    cash = table.cash[place][:, :, capital > 0.0].mean(axis=0)
    paid = np.clip(-cash, 0.0, None).sum(axis=1)
    whole = max(float(paid.sum()), float(capital.sum()))
    if whole <= 0.0:
        return "nobody"
    found = [(whole - float(paid.sum()), "its own receipts")]
    found += [
        (float(amount), result.party(name))
        for amount, name in zip(paid, table.parties, strict=True)
    ]
    return ", ".join(
        f"{name} {format_number(round(100.0 * amount / whole))} %"
        for amount, name in sorted(found, key=lambda item: -item[0])
        if amount >= 0.005 * whole
    )


def _output(result: PlanResult, place: int, *, is_first: bool) -> str:
    """Return the most that a project makes in a year, once, beside its first capital."""
    if not is_first:
        return "within the output above"
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
        if option.inside:
            effect += f"; inside the capital of {result.project(option.inside)}, counted there"
        rows.append(
            {
                "strand": strand,
                "what": option.title,
                "cost": book.cite(f"case:{case.id}/enablers/{name}:cost"),
                "charged": charged(book, result, name),
                "years": f"{start} to {start + lead[name] - 1}" if lead[name] else str(start),
                "payer": _shares(result, option),
                "effect": effect,
            }
        )
    return rows
