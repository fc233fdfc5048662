"""The roadmap of the shipped case follows from its plan, and can be checked against it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any


def _rows(stored: Any, name: str) -> tuple[dict[str, Any], ...]:
    return tuple(dict(row) for row in stored.run.tables[name].rows)


def _number(stored: Any, cell: dict[str, str]) -> float:
    number = stored.run.records[cell["ref"]].value.number
    assert isinstance(number, float)
    return number


def test_commitments_come_in_order_and_none_is_due_before_the_case(stored: Any) -> None:
    due = [date.fromisoformat(row["due"]) for row in _rows(stored, "roadmap.all")]
    assert due == sorted(due)
    assert due[0] >= stored.case.header.as_of


def test_the_first_months_are_the_head_of_all(stored: Any) -> None:
    first, every = _rows(stored, "roadmap.first"), _rows(stored, "roadmap.all")
    assert first
    assert every[: len(first)] == first
    assert all(row["who"] and row["shown_by"] for row in every)


def test_every_gate_that_is_not_open_and_guards_the_plan_is_asked_in_time(stored: Any) -> None:
    chosen = {row["project_id"]: row for row in _rows(stored, "plan.choices")}
    asked = {row["what"]: date.fromisoformat(row["due"]) for row in _rows(stored, "roadmap.all")}
    waiting = [g for g in stored.case.gates if not g.is_open and set(g.guards) & set(chosen)]
    assert waiting
    for gate in waiting:
        due = asked[f"Answer: {gate.title}"]
        for project in set(gate.guards) & set(chosen):
            key = "first_spend" if str(gate.blocks) == "first spend" else "first_production"
            year = chosen[project][key]
            assert due < date(year, 1, 1) or due.year == stored.case.header.as_of.year


def test_loans_of_the_plan_show_their_amount_at_the_last_open_step(stored: Any) -> None:
    paid = [row for row in _rows(stored, "roadmap.all") if "amount" in row]
    loans = [row for row in paid if row["amount"]["ref"].startswith("case:us-pakistan/facilities")]
    assert loans
    assert all(_number(stored, row["amount"]) > 0 for row in loans)


def test_strands_add_up(stored: Any) -> None:
    parts: dict[str, float] = defaultdict(float)
    for row in _rows(stored, "roadmap.strands"):
        if row["what"] == "together":
            assert abs(parts[row["strand"]] - _number(stored, row["cost"])) < 1e-6
        else:
            parts[row["strand"]] += _number(stored, row["cost"])
    assert parts


def test_instruments_in_use_are_those_whose_use_is_shown(stored: Any) -> None:
    used = {row["instrument_id"] for row in _rows(stored, "roadmap.instruments")
            if row["used"] != "no"}  # fmt: skip
    assert used
    for item in stored.case.instruments:
        if item.id in used and item.facility:
            chosen = {row["project_id"] for row in _rows(stored, "plan.choices")}
            assert any(item.verdict(project).may_use for project in chosen)


def test_failures_give_no_rate_where_none_is_sourced(stored: Any) -> None:
    rows = {row["mode_id"]: row for row in _rows(stored, "failure.modes")}
    for mode in stored.case.failures:
        assert ("rate" in rows[mode.id]) == (not mode.unknown)
