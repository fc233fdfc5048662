"""The missing board: what is unknown, what knowing it is worth, and who could supply it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orepact.case import Case
from orepact.record import (
    EVERYTHING,
    EXPECTED,
    ProjectKnowledge,
    Unknown,
    UnknownKind,
    information_id,
    knowledge_of,
    stale_behind,
    stale_publishers,
    unknowns,
    who_knows,
)
from orepact.study.book import Book
from orepact.study.switch_tables import gain_id
from orepact.study.switches import SwitchResult
from orepact.trace import Parent

__all__ = ["add_information", "add_missing"]

_COVERS: Mapping[str, str] = {
    "decks": "price deck",
    "rates": "discount rates",
    "projects": "capital",
    "facilities": "expected credit loss",
    "case": "strategic premium",
}
"""Which switch moves the numbers of a file."""
_CONSENT = "consent not evidenced"
_SHOWN = 0.05
"""Million USD; what is worth less is named together."""


def _swing(
    book: Book, switches: Sequence[SwitchResult], name: str
) -> tuple[dict[str, str] | None, str]:
    """Return how far a switch moves the equal gain, and whether it turns the verdict."""
    own = [item for item in switches if item.switch == name]
    levels = [item.gain for item in (switches[0], *own) if item.gain is not None]
    if not own or len(levels) < 2:
        return None, ""
    parents = [
        Parent(role=item.setting, id=book_id)
        for item in (switches[0], *own)
        if (book_id := gain_id(item)) in book.records
    ]
    cell = book.put(
        "missing.swing",
        {"of": name},
        max(levels) - min(levels),
        "MUSD",
        title=f"How far the equal gain moves over the settings of: {name}",
        formula="largest less smallest equal gain over the settings, each re-solved",
        parents=parents,
    )
    turns = {str(item.verdict) for item in own} - {str(switches[0].verdict)}
    return cell, ", ".join(sorted(turns))


def _row(book: Book, switches: Sequence[SwitchResult], item: Unknown) -> dict[str, Any]:
    """Return one unknown with the swing of the switch that moves it."""
    switch = _CONSENT if item.kind is UnknownKind.CONSENT else _COVERS.get(item.file, "")
    swing, turns = _swing(book, switches, switch) if switch else (None, "")
    count = None
    if item.kind is UnknownKind.ASSUMED:
        count = book.put(
            "missing.assumed",
            {"file": item.file},
            float(len(item.ids)),
            "1",
            title=f"Assumed numbers of {item.file}",
            formula="number of parameters of quality D",
            parents=[Parent(role="assumed", id=id_) for id_ in item.ids],
        )
    return {
        "what": item.what,
        "kind": f"{item.kind}, {item.state}" if item.state else str(item.kind),
        "count": count,
        "swing": swing,
        "turns": turns or ("no" if swing else "not tested"),
        "who": item.who,
        "row_id": item.ids[0].rpartition(":")[2]
        if item.kind is UnknownKind.NOT_PUBLISHED
        else None,
    }


def add_missing(book: Book, case: Case, switches: Sequence[SwitchResult]) -> None:
    """Add missing.board: what would matter most first; and missing.stale.

    Parameters
    ----------
    switches : sequence of SwitchResult
        The central solve first.
    """
    rows = [_row(book, switches, item) for item in unknowns(case)]

    def weight(row: Mapping[str, Any]) -> tuple[int, float]:
        cell = row.get("swing")
        size = book.records[cell["ref"]].value.number or 0.0 if isinstance(cell, dict) else -1.0
        return (0 if row["turns"] not in {"no", "not tested"} else 1, -size)

    book.table(
        "missing.board",
        "What is unknown, and how far it moves the plan",
        [
            ("what", "What", ""),
            ("kind", "Kind", ""),
            ("count", "Numbers", ""),
            ("swing", "Moves the equal gain by", "MUSD"),
            ("turns", "Turns the answer to", ""),
            ("who", "Who could supply it", ""),
        ],
        sorted(rows, key=weight),
        note="The swing is between the ends of a switch, with the plan chosen anew at each. It "
        "bounds what knowing could be worth where nobody has given odds. Rows of one switch share "
        "its swing. Consent is a state and has no price.",
    )
    book.table(
        "missing.stale",
        "Publishers whose newer documents are to be looked for",
        [("publisher", "Publisher", ""), ("documents", "Stale documents", "")],
        [
            {
                "publisher": name,
                "documents": book.put(
                    "answer.count",
                    {"of": "stale documents", "publisher": name},
                    float(len(ids)),
                    "1",
                    title=f"Stale documents of {name}",
                    formula="documents of the publisher that are past their day",
                    sources=ids,
                ),
            }
            for name, ids in stale_publishers(case).items()
        ],
    )


def add_information(book: Book, case: Case) -> None:
    """Add missing.information: per project, what each unknown is worth knowing before choosing."""
    rows: list[dict[str, Any]] = []
    ordered = sorted(
        knowledge_of(case).items(), key=lambda item: -item[1].worth.perfect if item[1].worth else 1
    )
    for project, found in ordered:
        if found.worth is None:
            rows.append({"project": found.title, "what": f"not computed: {found.gap}"})
            continue
        rows += _project_rows(book, case, project, found)
    if not rows:
        return
    book.table(
        "missing.information",
        "What is it worth to know something before choosing?",
        [
            ("project", "Project", ""),
            ("what", "Known beforehand", ""),
            ("worth", "Worth", "MUSD"),
            ("now", "Best choice now", ""),
            ("expected", "Its expected value", "MUSD"),
            ("who", "Who could supply it", ""),
            ("stale", "Stale documents behind it", ""),
        ],
        rows,
        note="Expected value of perfect and partial information, from draws of price paths, "
        "capital, delay, costs, grades and recoveries; options are the project's variants and "
        "leaving it. Value after levies without debt at the project's own rate. Knowing is worth "
        "nothing where no answer would change the choice. Range: learnt on half the draws, and on "
        "all.",
    )


def _project_rows(
    book: Book, case: Case, project: str, found: ProjectKnowledge
) -> list[dict[str, Any]]:
    worth = found.worth
    assert worth is not None
    first = {
        "project": found.title,
        "what": "everything at once",
        "worth": book.cite(information_id(case, project, EVERYTHING)),
        "now": found.options[worth.best],
        "expected": book.cite(information_id(case, project, EXPECTED)),
    }
    ordered = sorted(worth.partial.items(), key=lambda item: (-item[1].high, -item[1].low))
    rows = [
        {
            "project": found.title,
            "what": name,
            "worth": book.cite(information_id(case, project, name)),
            "who": who_knows(name),
            "stale": _stale(book, case, project, name),
        }
        for name, known in ordered
        if known.high >= _SHOWN
    ]
    without = [name for name, known in ordered if known.high < _SHOWN]
    if without:
        rows.append(
            {
                "project": found.title,
                "what": f"{', '.join(without)}: no answer would change the choice",
            }
        )
    return [first, *rows]


def _stale(book: Book, case: Case, project: str, name: str) -> dict[str, str] | None:
    ids = stale_behind(case, case.projects[project], name)
    if not ids:
        return None
    return book.put(
        "answer.count",
        {"of": "stale documents behind", "project": project, "input": name},
        float(len(ids)),
        "1",
        title=f"Stale documents behind {name} of {project}",
        formula="documents cited by the numbers behind it that are past their day",
        sources=ids,
    )
