"""Staying power: who would rather leave, when, at which prices, and what would hold them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from orepact.case import BreachEvent, Case, EventKind
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.study.terms_tables import lever_parents
from orepact.terms import BOOM, Index, ProjectTerms, Repair, StayingPower, staying_power
from orepact.trace import Parent, result_id

__all__ = ["add_staying"]

_NOTHING = 1e-6
_FORMULA = (
    "largest over years of (value of leaving - value of staying), each the sum of cash from then "
    "on, and all on the first day of the horizon, at the party's own rate"
)


def _event_parents(case: Case, event: BreachEvent) -> list[Parent]:
    return [
        Parent(role=path.rpartition(".")[2], id=f"case:{case.id}/{path}")
        for path in case.numbers
        if path.startswith(f"terms:staying.events.{event.id}.")
    ]


def _boom_parents(case: Case) -> list[Parent]:
    names = ("boom", "boom_chance")
    return [Parent(role=name, id=f"case:{case.id}/terms:staying.{name}") for name in names]


def _who(result: PlanResult, members: Sequence[str]) -> str:
    titles = [result.party(name) for name in members]
    if len(titles) == 1:
        return titles[0]
    others = [result.case.party(name) for name in members[1:]]
    if all(str(party.tier) == "state-owned firm" for party in others):
        return f"{titles[0]} with its own companies as one"
    return f"{titles[0]} with {len(others)} others as one"


def _keys(power: StayingPower, item: Index, prices: str) -> dict[str, str]:
    return {
        "project": power.terms.column.project,
        "event": item.event.id,
        "who": ".".join(item.members),
        "prices": prices,
    }


def _worst(
    book: Book, result: PlanResult, power: StayingPower, item: Index, *, state: int, prices: str
) -> dict[str, Any]:
    """Return the cells of the worst year of one index at one set of prices."""
    place, amount = item.worst(state)
    year = int(power.years[place])
    who = _who(result, item.members)
    cell = book.put(
        "terms.index",
        _keys(power, item, prices),
        amount,
        MONEY,
        title=f"{item.event.title}, {who}: leaving less staying in {year}, {prices}",
        formula=_FORMULA,
        parents=[
            *_event_parents(result.case, item.event),
            *(_boom_parents(result.case) if prices != "today's deck" else []),
            *lever_parents(result.case, power.levers),
            *result.rate_parents(*item.members),
            *result.column_parents((power.terms.column.id,)),
        ],
        note="At or below zero the party stays. Present value on the first day of the horizon, so "
        "that years can be compared.",
    )
    then = book.put(
        "terms.index_then",
        _keys(power, item, prices),
        amount / float(item.factor[place]),
        MONEY,
        title=f"{item.event.title}, {who}: the same at the start of {year}, {prices}",
        formula="index at one date x (1 + the party's own rate)^(years until then)",
        parents=[Parent(role="at one date", id=cell["ref"]), *result.rate_parents(item.party)],
    )
    return {"cell": cell, "year": str(year), "amount": amount, "then": then}


def _verdict(item: Index, today: float, tree: float, boom: float) -> str:
    stake = max(float(np.abs(array).max(initial=0.0)) for array in (item.stay, item.leave))
    if stake <= _NOTHING:
        return "nothing at stake: no term ties it"
    if today > _NOTHING:
        return "pays at today's prices"
    if tree > _NOTHING:
        return "pays if a boom may come"
    return "pays in a boom" if boom > _NOTHING else "does not pay"


def _rows(book: Book, result: PlanResult, power: StayingPower, latest: int) -> list[dict[str, Any]]:
    rows = []
    boom = power.scenarios.index(BOOM)
    for item, branch in zip(power.indices, power.tree, strict=True):
        today = _worst(book, result, power, item, state=latest, prices="today's deck")
        tree = _worst(
            book, result, power, branch, state=latest, prices="today with a boom possible"
        )
        high = _worst(book, result, power, item, state=boom, prices="a boom that lasts")
        needed = item.compensation_to_stay
        compensation = None
        if item.event.compensation is not None and np.isfinite(needed):
            compensation = book.put(
                "terms.compensation_to_stay",
                _keys(power, item, "all"),
                100.0 * needed,
                "%",
                title=f"{item.event.title}, {_who(result, item.members)}: share of others' loss "
                "that must in the end be paid so that it stays at all prices tested",
                formula="largest over years and prices of (leave - stay without compensation) / "
                "loss of the other owners",
                parents=[Parent(role="index", id=high["cell"]["ref"])],
            )
        rows.append(
            {
                "project": result.project(power.terms.column.project),
                "event": item.event.title,
                "event_id": item.event.id,
                "who": _who(result, item.members),
                "today": today["cell"],
                "today_year": today["year"],
                "today_then": today["then"],
                "tree": tree["cell"],
                "boom": high["cell"],
                "boom_year": high["year"],
                "compensation": compensation,
                "verdict": _verdict(item, today["amount"], tree["amount"], high["amount"]),
            }
        )
    return rows


def _add_hazards(book: Book, result: PlanResult, powers: Sequence[StayingPower]) -> None:
    """Add base rates, and the chance that each happens at least once before a mine ends."""
    case, rows = result.case, []
    staying = case.terms.staying if case.terms else None
    for power in powers:
        years = int(power.years.size and np.count_nonzero(_working(power)))
        for event in staying.events if staying else ():
            path = f"case:{case.id}/terms:staying.events.{event.id}.base_rate"
            low, high = (bound / 100.0 for bound in event.base_rate.bounds("%/yr"))
            chances = [100.0 * (1.0 - (1.0 - rate) ** years) for rate in (low, high)]
            rows.append(
                {
                    "project": result.project(power.terms.column.project),
                    "event": event.title,
                    "event_id": event.id,
                    "rate": book.cite(path),
                    "life": book.put(
                        "terms.chance_in_life",
                        {"project": power.terms.column.project, "event": event.id},
                        Value.between(chances[0], chances[1]),
                        "%",
                        title=f"{event.title}: chance that it happens at least once in the "
                        "life of the mine",
                        formula="1 - (1 - base rate)^years, at both ends of the base rate",
                        parents=[
                            Parent(role="base rate", id=path),
                            *result.column_parents((power.terms.column.id,)),
                        ],
                    ),
                    "counted": event.base_note,
                    "choice": "nobody's choice"
                    if event.kind is EventKind.COURT
                    else "see who would leave",
                }
            )
    book.table(
        "terms.hazards",
        "How often bargains like this were left",
        [
            ("project", "Project", ""),
            ("event", "Event", ""),
            ("rate", "Base rate", "%/yr"),
            ("life", "At least once in the life", "%"),
            ("counted", "What was counted", ""),
            ("choice", "Whose choice", ""),
        ],
        rows,
        note="Few of these rates are counted; where they are assumed the range says how little is "
        "known. A rate says how often, the index says whether it would pay here.",
    )


def _working(power: StayingPower) -> np.ndarray:
    """Return the years from first spending to last production."""
    timing = power.terms.deal.flow((), {}).timing
    return np.asarray((timing.production_year > 0) | (timing.spending_year > 0))


def _add_lines(book: Book, result: PlanResult, powers: Sequence[StayingPower], deck: str) -> None:
    """Add the index by year at today's prices of the ways of leaving that :func:`_shown` picks."""
    rows = []
    for power in powers:
        latest = power.scenarios.index(deck)
        shown = _shown(power)
        # Years in which each of them can be done, so that no line begins later than another.
        common = np.logical_and.reduce([item.active for item in shown]) if shown else np.zeros(0)
        for item in shown:
            base = result_id("terms.index", _keys(power, item, "today's deck"))
            series = f"{item.event.title}: {_who(result, item.members)}"
            for place in np.flatnonzero(common):
                year = int(power.years[place])
                cell = book.put(
                    "terms.index_by_year",
                    {**_keys(power, item, "today's deck"), "year": year},
                    float(item.present[latest, place]),
                    MONEY,
                    title=f"{series}: leaving less staying in {year}, at one date",
                    formula="(value of leaving - value of staying) on the first day of the horizon",
                    parents=[Parent(role="same cash flow", id=base)],
                )
                rows.append({"year": year, "series": series, "index": cell})
    book.table(
        "terms.index_lines",
        "Leaving less staying, by year of leaving, at today's prices and at one date",
        [("year", "Year", ""), ("series", "Way of leaving", ""), ("index", "Index", MONEY)],
        rows,
    )


def _shown(power: StayingPower) -> list[Index]:
    """Return what a chart can hold: a taking alone and as one, a change of terms, the operator."""
    operator = power.terms.column.owner
    found: list[Index] = []
    for item in power.indices:
        kind = item.event.kind
        earlier = [other for other in found if other.event.id == item.event.id]
        is_first = not earlier
        is_bloc = kind is EventKind.SEIZURE and len(item.members) > 1
        is_host = kind in (EventKind.SEIZURE, EventKind.TERMS) and (is_first or is_bloc)
        if is_host or (kind is EventKind.IDLING and item.party == operator):
            found.append(item)
    return found


def _repair_row(
    book: Book, result: PlanResult, power: StayingPower, item: Repair
) -> dict[str, Any]:
    index = power.indices[item.place]
    prices = power.scenarios[item.scenario]
    shown = "a boom that lasts" if prices == BOOM else result.deck(prices)
    start = power.terms.fit.values
    moved = [
        f"{lever.title}: {start[lever.id]:.3g} to {item.values[lever.id]:.3g} {lever.unit}"
        for lever in power.levers
        if abs(item.values[lever.id] - start[lever.id]) > 1e-3
    ]
    keys = _keys(power, index, prices)
    who = _who(result, index.members)
    parents = [
        *_event_parents(result.case, index.event),
        *lever_parents(result.case, power.levers),
        *result.column_parents((power.terms.column.id,)),
    ]
    row: dict[str, Any] = {
        "project": result.project(power.terms.column.project),
        "who": who,
        "event": index.event.title,
        "prices": shown,
        "change": "; ".join(moved) or "no open term lowers it",
        "verdict": "mended" if item.is_mended else "open terms do not mend it",
    }
    for name, amount in (("before", item.before), ("after", item.after)):
        row[name] = book.put(
            f"terms.breach_{name}",
            keys,
            amount,
            MONEY,
            title=f"{index.event.title}, {who}, {shown}: largest index {name} the repair",
            formula=_FORMULA,
            parents=parents,
        )
    payer = int(np.argmin(item.moved))
    if item.moved[payer] < -0.01:
        row["payer"] = result.party(power.terms.value.parties[payer])
        row["paid"] = book.put(
            "terms.repair_paid",
            keys,
            -float(item.moved[payer]),
            MONEY,
            title="What the repair costs the party that pays most, expected",
            formula="loss of expected present value at its own rate",
            parents=parents,
        )
    return row


def _add_repairs(book: Book, result: PlanResult, powers: Sequence[StayingPower]) -> None:
    book.table(
        "terms.repairs",
        "The cheapest change of open terms against each breach",
        [
            ("project", "Project", ""),
            ("who", "Who", ""),
            ("event", "Would", ""),
            ("prices", "Prices", ""),
            ("before", "Largest index", MONEY),
            ("after", "After the change", MONEY),
            ("change", "Change", ""),
            ("payer", "Pays most", ""),
            ("paid", "What it pays", MONEY),
            ("verdict", "Result", ""),
        ],
        [_repair_row(book, result, power, item) for power in powers for item in power.repairs],
        note="Moves the least money that lowers the breach as far as the bounds allow. Against a "
        "change of terms no term helps: only what a breach costs keeps a party from it.",
    )


def _told(rows: Sequence[dict[str, Any]]) -> str:
    """Return in one sentence for whom which way of leaving would pay at today's prices."""
    now = [f"{row['who']} ({row['event'].lower()})" for row in rows if "today's" in row["verdict"]]
    if not now:
        return "At today's prices nobody would rather leave."
    return f"At today's prices leaving would pay for {'; '.join(now)}."


def add_staying(book: Book, result: PlanResult, found: Sequence[ProjectTerms]) -> None:
    """Add who would leave, when, at which prices, and the cheapest change that would hold them."""
    case = result.case
    staying = case.terms.staying if case.terms else None
    if staying is None:
        return
    powers = [power for item in found if (power := staying_power(case, item)) is not None]
    rows = [
        row
        for power in powers
        for row in _rows(book, result, power, power.scenarios.index(staying.latest))
    ]
    book.table(
        "terms.staying",
        "Who would rather leave than stay, over the whole life of the mine",
        [
            ("project", "Project", ""),
            ("event", "Way of leaving", ""),
            ("who", "Who", ""),
            ("today", "Worst year, today's prices", MONEY),
            ("today_year", "Year", ""),
            ("today_then", "The same at the start of that year", MONEY),
            ("tree", "The same if a boom may come", MONEY),
            ("boom", "Worst year, boom that lasts", MONEY),
            ("boom_year", "Year of the boom's worst", ""),
            ("compensation", "Compensation at which it stays", "%"),
            ("verdict", "Result", ""),
        ],
        rows,
        note=f"{_told(rows)} Leaving less staying under the fitted terms; above zero it pays. "
        "Years are ranked at one date, the first day of the horizon, at the rate of who decides. "
        "The first and the third column know all prices from the start; the second weighs in each "
        "year the chance that a boom begins. What leaving costs is assumed, with ranges: these are "
        "incentives and no forecast of anyone's conduct.",
    )
    _add_hazards(book, result, powers)
    _add_lines(book, result, powers, staying.latest)
    _add_repairs(book, result, powers)
