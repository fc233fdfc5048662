"""The largest mine in many draws: bands per party, loans and what they bear, worth of waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from orepact.case import Case, surroundings
from orepact.errors import OrepactError
from orepact.mine import (
    ChanceChoice,
    ChanceNumbers,
    Choice,
    ProjectFile,
    chance_rows,
    finance_rows,
    waiting_rows,
)
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.study.regime_tables import largest_mine
from orepact.trace import Parent, parse_result_id

__all__ = ["add_chance"]

DRAWS = 500
"""Enough for bands that a reader rounds to two figures."""
WIDE_ENOUGH = 0.02
"""Part of the widest band below which a band is a line in a picture."""


def _parents(case: Case, project: ProjectFile) -> list[Parent]:
    """Return every number that draws, loans or waiting rest on."""
    starts = (f"projects/{project.id}:", f"regimes/{project.regime}:", "decks:", "facilities:")
    own = [
        Parent(role=path.partition(":")[2], id=f"case:{case.id}/{path}")
        for path in case.numbers
        if path.startswith(starts)
    ]
    return own + [Parent(role=id_.partition("/")[2], id=id_) for id_ in ChanceNumbers().ids]


class _Cells:
    """Writes rows of the mine's room into the book; all rest on the first, which rests on all."""

    def __init__(self, book: Book, case: Case, project: ProjectFile) -> None:
        self.book, self.project = book, project
        self.parents = _parents(case, project)
        self.titles = {party.id: party.title for party in case.parties}

    def who(self, row: Mapping[str, Any]) -> str:
        """Return the party of a row in words, empty for none."""
        party = str(row.get("party", ""))
        return self.titles.get(party, party)

    def cell(self, row: dict[str, Any], field: str = "value") -> dict[str, str]:
        """Return the cell of one number of a row."""
        parsed = parse_result_id(row["id"])
        assert parsed is not None
        _, measure, keys = parsed
        name = measure if field == "value" else f"{measure}.{field}"
        value = row[field]
        found = self.book.put(
            name,
            keys,
            value if isinstance(value, Value) else float(value),
            row["unit"],
            title=f"{self.project.title}: {row['measure']} {self.who(row)}".strip(),
            parents=self.parents,
            note=f"{row['distribution']} {row['note']}" if "distribution" in row else row["note"],
        )
        if len(self.parents) > 1:
            self.parents = [Parent(role="same inputs", id=found["ref"])]
        return found

    def percent(self, row: dict[str, Any], field: str) -> dict[str, str]:
        """Return the cell of a share of one, in percent."""
        return self.cell({**row, field: 100.0 * row[field], "unit": "%"}, field)

    def span(self, row: dict[str, Any], name: str, low: float, high: float) -> dict[str, str]:
        """Return the cell of a range of a row."""
        return self.cell({**row, name: Value.between(low, high)}, name)


def _bands(cells: _Cells, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        if not row["measure"].startswith("band"):
            continue
        party = cells.who(row) or "project"
        line = lines.setdefault(
            (row["variant"], party), {"variant": row["variant"], "party": party}
        )
        if "p05" in row:
            for field in ("p05", "value", "p95"):
                line[f"{row['deck']}-{field}"] = cells.cell(row, field)
        else:
            line["stopped"] = cells.cell(row)
    return list(lines.values())


def _input(name: str) -> str:
    """Return an uncertain input in words.

    Examples
    --------
    >>> _input("capex"), _input("recovery gold/concentrate")
    ('capital cost', 'recovery of gold')
    """
    kind, _, of = name.partition(" ")
    words = {"capex": "capital cost", "sustaining": "sustaining capital"}
    words |= {"operating": "operating cost", "freight": "freight cost", "delay": "delay"}
    return f"{words.get(kind, kind)}{' of ' + of.partition('/')[0] if of else ''}"


def _reach(cells: _Cells, rows: Iterable[dict[str, Any]], deck: str) -> list[dict[str, Any]]:
    """Return the widest bands of one deck, so that a picture can be read."""
    drawn = [row for row in rows if "p05" in row and row["deck"] == deck and row["party"]]
    widest = max((row["p95"] - row["p05"] for row in drawn), default=0.0)
    order = list(dict.fromkeys(row["party"] for row in drawn))
    drawn.sort(key=lambda row: order.index(row["party"]))
    return [
        {
            "line": f"{cells.who(row)}: {row['variant']}",
            "band": cells.span(row, "band", row["p05"], row["p95"]),
            "middle": cells.cell(row),
            "loses": cells.percent(row, "loss_odds"),
        }
        for row in drawn
        if row["p95"] - row["p05"] >= WIDE_ENOUGH * widest
    ]


def _beside(cells: _Cells, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one line per measure, one column per deck."""
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = f"{row['measure']} {cells.who(row)}".strip()
        line = lines.setdefault(name, {"what": name, "unit": row["unit"], "note": row["note"]})
        is_state = isinstance(row["value"], Value)
        line[row["deck"]] = row.get("state", "") if is_state else cells.cell(row)
    return list(lines.values())


def _add_bands(cells: _Cells, case: Case, drawn: list[dict[str, Any]]) -> None:
    """Add projects.bands, projects.reach, projects.widening and projects.variance."""
    book, title = cells.book, cells.project.title
    assert case.decks is not None
    decks = [(deck.id, deck.title) for deck in case.decks.decks]
    book.table(
        "projects.bands",
        f"{title}: what each party may gain",
        [
            ("variant", "Way", ""),
            ("party", "Party", ""),
            *(
                (f"{deck}-{field}", f"{name}, {words}", "MUSD")
                for deck, name in decks
                for field, words in (("p05", "one in twenty below"), ("value", "middle"),
                                     ("p95", "one in twenty above"))
            ),
            ("stopped", "Stopped", "MUSD"),
        ],
        _bands(cells, drawn),
        note="Prices, capital, delay, grade, recovery and cost drawn together, present value at "
        "each party's own rate. Price paths have the deck as their mean.",
    )  # fmt: skip
    first, name = decks[0]
    book.table(
        "projects.reach",
        f"{title}: what each party may gain, deck: {name}",
        [
            ("line", "Party and way", ""),
            ("band", "Present value, nine draws in ten", "MUSD"),
            ("middle", "Middle", "MUSD"),
            ("loses", "Draws in which it loses", "%"),
        ],
        _reach(cells, drawn, first),
        note="Parties whose band is a fiftieth of the widest or more; another table has all.",
    )
    book.table(
        "projects.widening",
        f"{title}: how far one input moves it",
        [("what", "Input", ""), ("swing", "Project's value, input low to high", "MUSD")],
        [
            {
                "what": _input(row["input"]),
                "swing": cells.span(row, "span", row["low"], row["high"]),
            }
            for row in drawn
            if row["measure"].startswith("swing")
        ],
        note="One input at a time from its lowest to its highest twentieth, all others at their "
        "middle.",
    )
    book.table(
        "projects.variance",
        f"{title}: what the width of the band comes from",
        [
            ("what", "Inputs that move together", ""),
            ("share", "Share of the variance, interactions counted", "%"),
            ("own", "Alone", "%"),
        ],
        [
            {
                "what": ", ".join(_input(name) for name in row["input"].split(" + ")),
                "share": cells.cell(row),
                "own": cells.cell(row, "first"),
            }
            for row in sorted(drawn, key=lambda row: -float(row["value"]) if "first" in row else 0)
            if row["measure"].startswith("share")
        ],
        note="Sobol's total and first indices of the project's value.",
    )


def _late(years: int) -> str:
    return "on time" if not years else f"{years} year{'s' if years > 1 else ''} late"


def _board(
    cells: _Cells, rows: Iterable[dict[str, Any]], decks: Mapping[str, str]
) -> list[dict[str, Any]]:
    return [
        {
            "line": f"{_late(row['delay'])}: {decks[row['deck']]}",
            "borne": cells.cell(row),
            "note": row["note"],
        }
        for row in rows
        if row["measure"].startswith("overrun borne")
    ]


def _add_finance(cells: _Cells, case: Case, rows: list[dict[str, Any]]) -> None:
    """Add projects.finance and projects.board."""
    assert case.decks is not None
    _add_beside(cells, case, "projects.finance", "the package as lenders see it", rows)
    cells.book.table(
        "projects.board",
        f"{cells.project.title}: how much overrun of capital it bears",
        [("line", "Delay and deck", ""), ("borne", "Overrun borne", "%"), ("note", "Why", "")],
        _board(cells, rows, {deck.id: deck.title for deck in case.decks.decks}),
        note="Beyond it the least debt service cover falls below the lenders' usual limit, or a "
        "party that gains in the plan starts to lose.",
    )


def _add_beside(
    cells: _Cells, case: Case, name: str, title: str, rows: list[dict[str, Any]]
) -> None:
    assert case.decks is not None
    decks = [(deck.id, deck.title, "") for deck in case.decks.decks]
    cells.book.table(
        name,
        f"{cells.project.title}: {title}",
        [("what", "What", ""), *decks, ("all", "All decks", ""), ("note", "Note", "")],
        _beside(cells, [row for row in rows if not row["measure"].startswith("overrun borne")]),
    )


def add_chance(book: Book, case: Case) -> None:
    """Add what many draws, lenders and waiting say of the largest mine, by table.

    What cannot be computed stands in ``projects.not_computed`` with the reason: a missing number
    is told, and never read as nothing at stake.
    """
    project = largest_mine(case)
    if project is None or case.decks is None or case.facilities is None:
        return
    around = surroundings(case)
    cells = _Cells(book, case, project)
    chance = ChanceChoice(draws=DRAWS)
    missed: list[dict[str, str]] = []
    parts: tuple[tuple[str, Callable[[], None]], ...] = (
        (
            "bands of gain and loss",
            lambda: _add_bands(cells, case, chance_rows(project, around, Choice(), chance)),
        ),
        (
            "the package as lenders see it",
            lambda: _add_finance(cells, case, finance_rows(project, around, Choice())),
        ),
        (
            "what waiting is worth",
            lambda: _add_beside(
                cells,
                case,
                "projects.waiting",
                "what waiting for the decision is worth",
                waiting_rows(project, around, Choice(), chance),
            ),
        ),
    )
    for what, add in parts:
        try:
            add()
        except OrepactError as error:
            why = ": ".join(part for part in (error.what, error.why) if part)
            missed.append({"what": what, "why": why, "do": error.do})
    if missed:
        book.table(
            "projects.not_computed",
            f"{project.title}: what could not be computed",
            [("what", "What", ""), ("why", "Why", ""), ("do", "What would help", "")],
            missed,
        )
