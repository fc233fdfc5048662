"""The largest mine in many draws: bands per party, loans and what they bear, worth of waiting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
            note=row["note"],
        )
        if len(self.parents) > 1:
            self.parents = [Parent(role="same inputs", id=found["ref"])]
        return found


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


def _beside(cells: _Cells, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one line per measure, one column per deck."""
    lines: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = f"{row['measure']} {cells.who(row)}".strip()
        line = lines.setdefault(name, {"what": name, "unit": row["unit"], "note": row["note"]})
        is_state = isinstance(row["value"], Value)
        line[row["deck"]] = row.get("state", "") if is_state else cells.cell(row)
    return list(lines.values())


def add_chance(book: Book, case: Case) -> None:
    """Add projects.bands, projects.widening, projects.finance and projects.waiting.

    Of the largest mine; a table that the case has no numbers for is left out.
    """
    project = largest_mine(case)
    if project is None or case.decks is None or case.facilities is None:
        return
    around = surroundings(case)
    decks = [(deck.id, deck.title) for deck in case.decks.decks]
    cells = _Cells(book, case, project)
    chance = ChanceChoice(draws=DRAWS)
    try:
        drawn = chance_rows(project, around, Choice(), chance)
    except OrepactError:
        return
    book.table(
        "projects.bands",
        f"{project.title}: what each party may gain",
        [
            ("variant", "Way", ""),
            ("party", "Party", ""),
            *(
                (f"{deck}-{field}", f"{title}, {words}", "MUSD")
                for deck, title in decks
                for field, words in (("p05", "one in twenty below"), ("value", "middle"),
                                     ("p95", "one in twenty above"))
            ),
            ("stopped", "Stopped", "MUSD"),
        ],
        _bands(cells, drawn),
        note="Prices, capital, delay, grade, recovery and cost drawn together, present value at "
        "each party's own rate. Price paths have the deck as their mean.",
    )  # fmt: skip
    book.table(
        "projects.widening",
        f"{project.title}: what makes the band wide",
        [("what", "Input", ""), ("measure", "Measure", ""), ("value", "Value", "")],
        [
            {"what": row["input"], "measure": row["measure"], "value": cells.cell(row)}
            for row in drawn
            if row.get("input")
        ],
        note="Swing: the project's value from the lowest to the highest twentieth of one input. "
        "Share of the variance counts interactions.",
    )
    columns = [("what", "What", ""), *((deck, title, "") for deck, title in decks)]
    for name, title, make in (
        ("projects.finance", "the package as lenders see it, and what it bears", finance_rows),
        ("projects.waiting", "what waiting for the decision is worth", None),
    ):
        try:
            rows = (
                make(project, around, Choice())
                if make is not None
                else waiting_rows(project, around, Choice(), chance)
            )
        except OrepactError:
            continue
        book.table(
            name,
            f"{project.title}: {title}",
            [*columns, ("all", "All decks", ""), ("note", "Note", "")],
            _beside(cells, rows),
        )
