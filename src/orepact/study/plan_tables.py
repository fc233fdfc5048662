"""The plan in tables and the answer's parts, every figure with its parents."""

from __future__ import annotations

from orepact.study.answer_parts import answer_sentences
from orepact.study.book import Book
from orepact.study.choice_tables import add_choices, add_enablers, add_timeline
from orepact.study.decision_tables import add_decisions
from orepact.study.one_rate_tables import add_one_rate
from orepact.study.outcome_tables import add_outlook, outlook_sentences
from orepact.study.plan_result import AnswerParts, PlanResult
from orepact.study.point_tables import add_alternatives, add_points
from orepact.study.project_tables import add_projects
from orepact.study.switch_tables import add_breakeven, add_switches, strongest_switch
from orepact.study.transfer_price_tables import add_transfer_prices
from orepact.study.transfer_tables import add_transfers
from orepact.study.value_tables import add_values

__all__ = ["AnswerParts", "PlanResult", "add_plan"]


def add_plan(book: Book, result: PlanResult) -> AnswerParts:
    """Write answer.*, plan.*, projects.* and enablers.*; return the parts of page 1."""
    add_transfers(book, result)
    add_transfer_prices(book, result)
    cells = add_values(book, result)
    add_choices(book, result)
    add_enablers(book, result)
    add_timeline(book, result)
    add_points(book, result)
    add_alternatives(book, result)
    add_projects(book, result)
    add_switches(book, result)
    add_breakeven(book, result)
    add_outlook(book, result)
    add_one_rate(book, result)
    return AnswerParts(
        sentences=(*answer_sentences(book, result, cells), *outlook_sentences(book, result)),
        decisions=add_decisions(book, result),
        switch=strongest_switch(result),
    )
