"""One mine under the regimes of the case and of other hosts, side by side; who is paid when."""

from __future__ import annotations

from typing import Any

from orepact.case import Case, surroundings
from orepact.errors import OrepactError
from orepact.mine import Choice, ProjectFile, host_regimes, regime_rows
from orepact.quantity import Value
from orepact.study.book import Book
from orepact.trace import Parent, parse_result_id

__all__ = ["add_regimes", "largest_mine"]

_SHOWN = {
    "present value after levies": "after",
    "rate of return": "return",
    "take with state equity": "take",
    "average effective tax rate": "aetr",
    "marginal effective tax rate": "metr",
    "progressivity": "slope",
    "break-even price": "price",
    "revenue at risk": "risk",
}


def largest_mine(case: Case) -> ProjectFile | None:
    """Return the mine with the largest capital, or None."""
    mines = [item for item in case.projects.values() if item.deposits and item.phases]
    return max(
        mines, key=lambda item: sum(phase.capex.to("MUSD") for phase in item.phases), default=None
    )


def _parents(case: Case, project: ProjectFile, regime: str) -> list[Parent]:
    """Return every number of the project, and of the regime if it is the case's own."""
    starts = (f"projects/{project.id}:", f"regimes/{regime}:", "decks:")
    return [
        Parent(role=path.partition(":")[2], id=f"case:{case.id}/{path}")
        for path in case.numbers
        if path.startswith(starts)
    ]


def _title(case: Case, name: str) -> str:
    found = case.regimes.get(name) or host_regimes().get(name)
    return name if found is None else found.title


def _cell(book: Book, row: dict[str, Any], parents: list[Parent], title: str) -> dict[str, str]:
    parsed = parse_result_id(row["id"])
    assert parsed is not None
    value = row["value"]
    return book.put(
        parsed[1],
        parsed[2],
        value if isinstance(value, Value) else float(value),
        row["unit"],
        title=title,
        formula="",
        parents=parents,
        note=row["note"],
    )


def add_regimes(book: Book, case: Case) -> None:
    """Add projects.regimes: the largest mine under every regime, at the first price deck."""
    project = largest_mine(case)
    if project is None or case.decks is None:
        return
    around = surroundings(case)
    deck = case.decks.decks[0].id
    lines: list[dict[str, Any]] = []
    for name in (*case.regimes, *host_regimes()):
        try:
            rows = regime_rows(project, around, Choice(), [name])
        except OrepactError:
            continue  # a regime for another product, such as a coal tariff
        parents = _parents(case, project, name)
        line: dict[str, Any] = {
            "regime": _title(case, name),
            "whose": "this host" if name in case.regimes else "another host",
            "own": "its own" if name == project.regime else "",
        }
        for row in rows:
            key = _SHOWN.get(row["measure"])
            if key and row["deck"] == deck:
                title = f"{project.title} under {line['regime']}: {row['measure']}"
                line[key] = _cell(book, row, parents, title)
                parents = [Parent(role="same cash flow", id=line["after"]["ref"])]
        lines.append(line)
    book.table(
        "projects.regimes",
        f"{project.title} under the terms of other hosts",
        [
            ("regime", "Regime", ""),
            ("whose", "Whose", ""),
            ("own", "Its own", ""),
            ("after", "Present value after levies", "MUSD"),
            ("return", "Rate of return", "%"),
            ("take", "Government take with state equity", "%"),
            ("aetr", "Average effective rate", "%"),
            ("metr", "Marginal effective rate", "%"),
            ("slope", "Progressivity", ""),
            ("price", "Break-even price", ""),
            ("risk", "Revenue at risk", "MUSD"),
        ],
        lines,
        note=f"Price deck {deck}, the first owner's rate, without debt. Under another host's law "
        "the owners are one investor and the state's free share. Lines that a regime leaves out "
        "are named in its file.",
    )
