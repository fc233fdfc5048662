"""What is chosen: projects, enablers with their payers, and when each is built."""

from __future__ import annotations

from typing import Any

from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.strand_tables import charged

__all__ = ["add_choices", "add_enablers", "add_timeline"]


def add_choices(book: Book, result: PlanResult) -> None:
    """Add plan.choices: every chosen project, how it goes, and in which price decks."""
    exercised = result.bargain.equal.decisions.exercised
    book.table(
        "plan.choices",
        "What is chosen",
        [
            ("project", "Project", ""),
            ("variant", "How", ""),
            ("package", "Finance", ""),
            ("first_spend", "First spend", ""),
            ("first_production", "First production", ""),
            ("exercised", "Carried out in these decks", ""),
            ("alone", "Without the deal", ""),
        ],
        [
            {
                "project": result.project(c.project),
                "project_id": c.project,
                "column_id": c.id,
                "variant": result.variant(c),
                "package": result.package(c),
                "first_spend": c.first_spend,
                "first_production": c.first_production,
                "exercised": "; ".join(
                    result.deck(s) for s in result.data.scenarios if exercised[(c.id, s)]
                )
                or "none",
                "alone": _alone(result, c.project),
            }
            for c in result.chosen
        ],
    )


def _alone(result: PlanResult, project: str) -> str:
    own = [
        column
        for column in result.columns(result.bargain.no_deal.decisions.columns)
        if column.project == project
    ]
    return f"goes ahead from {own[0].first_spend}" if own else "does not go ahead"


def _payers(result: PlanResult, option: str) -> str:
    shares = result.case.enablers[option].shares()
    return ", ".join(f"{result.party(party)} {share:.0%}" for party, share in shares.items())


def add_enablers(book: Book, result: PlanResult) -> None:
    """Add plan.enablers (started by the plan) and enablers.costs (all on offer)."""
    case = result.case
    lead = {option.id: option.lead for option in result.data.options}
    book.table(
        "plan.enablers",
        "What must be started, and who pays",
        [
            ("option", "Enabler", ""),
            ("start", "Start", ""),
            ("open_by", "Works by", ""),
            ("cost", "Whole works", MONEY),
            ("charged", "Charged by the plan", MONEY),
            ("payer", "Who pays", ""),
        ],
        [
            {
                "option": case.enablers[name].title,
                "option_id": name,
                "start": start,
                "open_by": start + lead[name],
                "cost": book.cite(f"case:{case.id}/enablers/{name}:cost"),
                "charged": charged(book, result, name),
                "payer": _payers(result, name),
            }
            for name, start in sorted(result.bargain.equal.decisions.starts.items())
        ],
        note="Charged is what the plan's parties pay to build it, in money of the case: works "
        "inside a project's capital are counted there, and of works that serve others too only "
        "the part that the partnership carries.",
    )
    book.table(
        "enablers.costs",
        "Every enabler on offer",
        [
            ("option", "Enabler", ""),
            ("kind", "Kind", ""),
            ("cost", "Cost", MONEY),
            ("lead_time", "Lead time", "yr"),
            ("status", "Status", ""),
        ],
        [
            {
                "option": option.title,
                "option_id": option.id,
                "kind": str(option.kind),
                "status": option.status,
                "cost": book.cite(f"case:{case.id}/enablers/{option.id}:cost"),
                "lead_time": book.cite(f"case:{case.id}/enablers/{option.id}:lead_time"),
            }
            for option in case.enablers.values()
        ],
    )


def add_timeline(book: Book, result: PlanResult) -> None:
    """Add plan.timeline: from first spend to first use."""
    lead = {option.id: option.lead for option in result.data.options}
    rows: list[dict[str, Any]] = [
        {
            "item": result.project(column.project),
            "item_id": column.project,
            "start": column.first_spend,
            "end": column.first_production,
            "kind": "project",
        }
        for column in result.chosen
    ]
    rows += [
        {
            "item": result.case.enablers[name].title,
            "item_id": name,
            "start": start,
            "end": start + lead[name],
            "kind": "enabler",
        }
        for name, start in sorted(result.bargain.equal.decisions.starts.items())
    ]
    book.table(
        "plan.timeline",
        "When things are built and work",
        [("item", "Item", ""), ("start", "From", ""), ("end", "To", ""), ("kind", "Kind", "")],
        rows,
    )
