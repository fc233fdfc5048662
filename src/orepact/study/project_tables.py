"""What each project is worth: to every party, year by year, and by the indicators of the trade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from orepact.case import surroundings
from orepact.errors import CaseError
from orepact.mine import Choice, value_rows
from orepact.plan import PlanColumn
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.plan_result import MONEY, PlanResult
from orepact.trace import Parent

__all__ = ["add_projects", "shown_ways"]

_INDICATORS = {
    "present value before levies": ("before", "sum_t pre_tax[t] / (1 + rate)^(t - base year)"),
    "present value after levies": (
        "after",
        "sum_t (pre_tax[t] - levies[t]) / (1 + rate)^(t - base year)",
    ),
    "rate of return": ("return", "rate at which the present value after levies is zero"),
    "payback": ("payback", "first year with cumulative cash after levies at or above zero"),
    "break-even price": ("break_even", "price at which the present value after levies is zero"),
    "cost of a year of delay": (
        "delay",
        "present value of this start - present value of a start a year later",
    ),
    "government take": ("take", "levies to the host's governments / pre_tax, undiscounted"),
    "average effective tax rate": (
        "aetr",
        "PV(levies to the host's governments) / PV(pre_tax)",
    ),
    "marginal effective tax rate": (
        "metr",
        "(return before - return after) / return before, at the price that just pays",
    ),
    "break-even capital": (
        "capital",
        "construction capital at which the present value after levies is zero",
    ),
    "revenue at risk": (
        "risk",
        "governments' present value less the same at bad prices",
    ),
    "take with state equity": (
        "take_equity",
        "(levies + owners' cash of the host's parties) / pre_tax, undiscounted",
    ),
}
"""Measure of the mine room to column of the table and formula."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A column that is shown, with its place and whether the plan chooses it."""

    column: PlanColumn
    place: int
    is_chosen: bool


def shown_ways(result: PlanResult) -> tuple[_Way, ...]:
    """Return one way per project: the chosen one, else the one worth most to all parties."""
    data, found = result.data, []
    chosen = set(result.bargain.equal.decisions.columns)
    total = np.einsum("s,csp->c", data.weights, data.sunk + data.late)
    for project in sorted({column.project for column in data.columns}):
        own = [n for n, column in enumerate(data.columns) if column.project == project]
        best = max(own, key=lambda n: float(total[n]))
        place = next((n for n in own if data.columns[n].id in chosen), best)
        column = data.columns[place]
        found.append(_Way(column=column, place=place, is_chosen=column.id in chosen))
    return tuple(found)


def _party_rows(book: Book, result: PlanResult, way: _Way) -> list[dict[str, Any]]:
    data, column = result.data, way.column
    value = data.sunk[way.place] + data.late[way.place]
    numbers, title = result.column_parents((column.id,)), result.project(column.project)
    rows = []
    for place, party in enumerate(data.parties):
        if not np.abs(value[:, place]).max() > 0.0:
            continue
        keys = {"column": column.id, "party": party.id}
        parents = [*result.rate_parents(party.id), *numbers]
        span = Value.between(float(value[:, place].min()), float(value[:, place].max()))
        rows.append(
            {
                "project": title,
                "project_id": column.project,
                "way": result.way(column),
                "way_id": column.id,
                "party": party.title,
                "party_id": party.id,
                "central": book.put(
                    "projects.npv",
                    keys,
                    float(data.weights @ value[:, place]),
                    MONEY,
                    title=f"{title}: present value to {party.title}",
                    formula="sum over decks of weight x cash at the party's real rate",
                    parents=parents,
                ),
                "range": book.put(
                    "projects.npv_range",
                    keys,
                    span,
                    MONEY,
                    title=f"{title}: present value to {party.title} over price decks",
                    formula="smallest to largest over decks",
                    parents=parents,
                ),
            }
        )
    return rows


def _cash_rows(book: Book, result: PlanResult, way: _Way) -> list[dict[str, Any]]:
    table, column = result.table, way.column
    parents = result.column_parents((column.id,))
    expected = np.einsum("s,spt->pt", result.data.weights, table.cash[way.place])
    title = result.project(column.project)
    return [
        {
            "project": title,
            "project_id": column.project,
            "year": int(year),
            "party": result.party(party),
            "party_id": party,
            "cash": book.put(
                "projects.cash",
                {"column": column.id, "party": party, "year": int(year)},
                float(expected[a, t]),
                MONEY,
                title=f"{title}: cash of {result.party(party)} in {year}",
                formula="sum over decks of weight x cash",
                parents=parents,
            ),
        }
        for a, party in enumerate(table.parties)
        for t, year in enumerate(table.years)
        if expected[a, t] != 0.0
    ]


def _indicator_rows(book: Book, result: PlanResult, way: _Way) -> list[dict[str, Any]]:
    """Return one row per price deck, from the same computation as ``orepact value``."""
    column, case = way.column, result.case
    project = case.projects[column.project]
    choice = Choice(variant=column.variant, package=column.package, first_spend=column.first_spend)
    rows: dict[str, dict[str, Any]] = {}
    try:
        items = value_rows(project, surroundings(case), choice)
    except CaseError as error:
        return [
            {
                "project": project.title,
                "project_id": project.id,
                "way": result.way(column),
                "way_id": column.id,
                "deck": error.what,
                "chosen": "chosen" if way.is_chosen else "not chosen",
            }
        ]
    for item in items:
        if item["party"] or item["measure"] not in _INDICATORS:
            continue
        key, formula = _INDICATORS[item["measure"]]
        row = rows.setdefault(
            item["deck"],
            {
                "project": project.title,
                "project_id": project.id,
                "way": result.way(column),
                "way_id": column.id,
                "deck": result.deck(item["deck"]),
                "deck_id": item["deck"],
                "chosen": "chosen" if way.is_chosen else "not chosen",
            },
        )
        if key == "payback":
            row[key] = item.get("year", "not within its life")
            continue
        value = item["value"]
        row[key] = book.put(
            f"projects.{key}",
            {"column": column.id, "deck": item["deck"]},
            value if isinstance(value, Value) else float(value),
            item["unit"],
            title=f"{project.title}: {item['measure']}, {result.deck(item['deck'])}",
            formula=formula,
            parents=_indicator_parents(result, column, item["deck"]),
            note=item["note"],
        )
    return list(rows.values())


def _indicator_parents(result: PlanResult, column: PlanColumn, deck: str) -> list[Parent]:
    owner = result.case.projects[column.project].owners[0].party
    start = f"case:{result.case.id}/"
    return [
        *result.rate_parents(owner),
        *(
            parent
            for parent in result.column_parents((column.id,))
            if not parent.id.startswith((f"{start}decks:", f"{start}facilities:"))
            or parent.id.startswith(f"{start}decks:{deck}.prices")
        ),
    ]


def add_projects(book: Book, result: PlanResult) -> None:
    """Add projects.parties, projects.indicators and projects.cash."""
    ways = shown_ways(result)
    book.table(
        "projects.parties",
        "What each project is worth to each party",
        [
            ("project", "Project", ""),
            ("way", "How", ""),
            ("party", "Party", ""),
            ("central", "Present value", MONEY),
            ("range", "Over price decks", MONEY),
        ],
        [row for way in ways for row in _party_rows(book, result, way)],
        note="At each party's own real rate, flows at mid-year, before transfers and enablers; "
        "lenders after expected credit loss.",
    )
    book.table(
        "projects.indicators",
        "Each project as a whole, price deck by price deck",
        [
            ("project", "Project", ""),
            ("chosen", "In the plan", ""),
            ("deck", "Price deck", ""),
            ("before", "Present value before levies", MONEY),
            ("after", "After levies", MONEY),
            ("return", "Rate of return", "%"),
            ("payback", "Paid back in", ""),
            ("break_even", "Break-even price of the main product", ""),
            ("delay", "Cost of a year's delay", MONEY),
            ("take", "Government take", "%"),
            ("take_equity", "With state equity", "%"),
            ("aetr", "Average effective rate", "%"),
            ("metr", "Marginal effective rate", "%"),
            ("capital", "Break-even capital", MONEY),
            ("risk", "Revenue at risk", MONEY),
        ],
        [row for way in ways for row in _indicator_rows(book, result, way)],
        note="Without debt, at the real rate of the first owner, flows at the end of each year; "
        "take is undiscounted. A negative cost of delay means that waiting gains. Break-even "
        "prices are after by-product credit. Revenue at risk is what governments lose, in present "
        "value, at prices at the tenth percentile over the median of 20 years.",
    )
    chosen = [way for way in ways if way.is_chosen]
    book.table(
        "projects.cash",
        "Cash by party and year of the chosen ways",
        [
            ("project", "Project", ""),
            ("year", "Year", ""),
            ("party", "Party", ""),
            ("cash", "Cash", MONEY),
        ],
        [row for way in chosen for row in _cash_rows(book, result, way)],
    )
