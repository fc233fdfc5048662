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


def test_strands_add_up_and_count_each_cost_once(stored: Any) -> None:
    parts: dict[str, float] = defaultdict(float)
    rows = _rows(stored, "roadmap.strands")
    for row in rows:
        if row["what"] == "charged together":
            assert abs(parts[row["strand"]] - _number(stored, row["charged"])) < 1e-6
        elif "charged" in row:
            parts[row["strand"]] += _number(stored, row["charged"])
    assert parts
    by_enabler = {row["option_id"]: row for row in _rows(stored, "plan.enablers")}
    for name, row in by_enabler.items():
        option = stored.case.enablers[name]
        # By hand: whole works x level of the case's year over that of the price year x part.
        index = {item.year: item.level.value for item in stored.case.header.money.price_index}
        level = index[stored.case.header.money.year] / index[option.cost.price_year]
        by_hand = option.cost.to("MUSD") * level * option.charged_share
        assert abs(_number(stored, row["charged"]) - by_hand) < 1e-6 * max(1.0, by_hand)
        assert not option.inside or by_hand == 0.0


def test_capital_of_later_phases_stands_beside_the_first(stored: Any) -> None:
    """The study of 2024 has 5.57 billion for the first phase and 3.6 for the second."""
    rows = [row for row in _rows(stored, "roadmap.strands") if row["what"].endswith("later phases")]
    chosen = {row["project_id"] for row in _rows(stored, "plan.choices")}
    assert bool(rows) == ("reko-diq" in chosen)
    assert all(3000.0 < _number(stored, row["charged"]) < 6000.0 for row in rows)


def test_a_strand_in_which_nothing_starts_says_why_and_what_must_be_counted(stored: Any) -> None:
    strands = _rows(stored, "roadmap.strands")
    empty = {row["strand"] for row in strands if row["what"].startswith("nothing is started")}
    left = {row["option_id"]: row for row in _rows(stored, "roadmap.in_place")}
    for row in left.values():
        assert _number(stored, row["needed"]) <= _number(stored, row["there"])
    for strand in empty:
        assert any(row["strand"] == strand and row.get("years") == "not started" for row in strands)
    people = [row for row in left.values() if row["strand"] == "people"]
    if any(row["state"].startswith("not enough") for row in people):
        assert any(row["strand"] == "people" for row in _rows(stored, "roadmap.all"))


def test_a_loan_is_drawn_in_the_year_in_which_its_cash_flow_draws_it(stored: Any) -> None:
    drawn = [
        row
        for row in _rows(stored, "roadmap.all")
        if "amount" in row and row["amount"]["ref"].startswith("roadmap.draw[")
    ]
    assert drawn
    first = min(int(row["first_spend"]) for row in _rows(stored, "plan.choices"))
    for row in drawn:
        assert int(row["due"][:4]) >= first
        name = row["amount"]["ref"].partition("facility=")[2].partition(",")[0].rstrip("]")
        limit = next(f for f in stored.case.facilities.facilities if f.id == name).amount
        assert 0.0 < _number(stored, row["amount"]) < limit.to("MUSD")


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


def test_what_commits_money_waits_for_the_decision_and_what_turns_the_answer_is_solved(
    stored: Any,
) -> None:
    rows = _rows(stored, "roadmap.waiting")
    by_when: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_when.setdefault(row["when"], []).append(row)
    decided = [row["due"] for row in by_when.get("the decision", [])]
    for row in by_when.get("not yet: only after the decision", []):
        assert row["due"] >= max(decided)
    for row in by_when.get("now: it binds nobody", []):
        assert not row.get("amount")
    verdicts = {
        (row["switch"], row["setting"]): row["verdict"] for row in _rows(stored, "plan.switches")
    }
    central = verdicts[("as the case stands", "central")]
    turns = {row["what"] for row in by_when.get("would turn the answer", [])}
    wanted = {f"{name}: {set_}" for (name, set_), said in verdicts.items() if said != central}
    assert turns == wanted


def test_every_strand_is_told_also_where_the_plan_starts_nothing(stored: Any) -> None:
    rows = _rows(stored, "roadmap.strands")
    assert len({row["strand"] for row in rows}) == 4
    for row in rows:
        if str(row["what"]).startswith("not in the plan"):
            assert row.get("cost")
            assert row["payer"]
