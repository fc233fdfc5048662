"""The missing board: what is unknown, what it would change, and who could supply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from orepact.case import LEDGERS, Case
from orepact.enable import GateState
from orepact.evidence import Quality, bundle
from orepact.quantity import Kind
from orepact.study.book import Book
from orepact.study.switch_tables import gain_id
from orepact.study.switches import SwitchResult
from orepact.trace import Parent

__all__ = ["add_missing"]

_COVERS: Mapping[str, tuple[str, ...]] = {
    "price deck": ("decks",),
    "discount rates": ("rates",),
    "capital": ("projects",),
    "expected credit loss": ("facilities",),
    "strategic premium": ("case",),
}
"""Which files' numbers a switch moves."""
_CONSENT = "consent not evidenced"
_HOLDERS: Mapping[str, str] = {
    "projects": "the companies that own the projects, and their studies",
    "decks": "price services; contracts of sale",
    "rates": "each party, about itself",
    "facilities": "the lenders, in their term sheets",
    "case": "the importer's government",
    "enablers": "the agencies that would build, in their estimates",
    "resources": "the operators of the lines, ports and plants",
    "regimes": "the provincial and federal tax authorities",
}
"""Who could supply the numbers of a file."""
_ASKED = {GateState.NOT_ASKED, GateState.ASKED}


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


def _assumed(book: Book, case: Case, switches: Sequence[SwitchResult]) -> Iterator[dict[str, Any]]:
    """Yield one row per file of assumed numbers, with the swing of the switch that moves it."""
    by_file: dict[str, list[str]] = {}
    for path, (name, spot) in sorted(case.numbers.items()):
        if getattr(spot.model, "quality", None) is Quality.D:
            by_file.setdefault(name.partition("/")[0], []).append(f"case:{case.id}/{path}")
    for stem, ids in by_file.items():
        switch = next((name for name, stems in _COVERS.items() if stem in stems), "")
        swing, turns = _swing(book, switches, switch) if switch else (None, "")
        count = book.put(
            "missing.assumed",
            {"file": stem},
            float(len(ids)),
            "1",
            title=f"Assumed numbers of {stem}",
            formula="number of parameters of quality D",
            parents=[Parent(role="assumed", id=id_) for id_ in ids],
        )
        yield {
            "what": f"Assumed numbers: {stem}",
            "kind": "assumed",
            "count": count,
            "swing": swing,
            "turns": turns or ("no" if swing else "not tested"),
            "who": _HOLDERS.get(stem, ""),
        }


def _consents(book: Book, case: Case, switches: Sequence[SwitchResult]) -> Iterator[dict[str, Any]]:
    swing, turns = _swing(book, switches, _CONSENT)
    for gate in case.gates:
        if gate.state in _ASKED:
            yield {
                "what": gate.title,
                "kind": f"consent or permit, {gate.state}",
                "swing": swing,
                "turns": turns or ("no" if swing else "not tested"),
                "who": gate.who,
            }


def _gaps(case: Case) -> Iterator[dict[str, Any]]:
    """Yield ledger rows that stand for a figure nobody could give."""
    for name, table in sorted(case.ledgers.items()):
        for row in table.to_dicts():
            record = case.find(f"case:{case.id}/ledgers/{name}:{row['id']}")
            words = str(row.get("text", ""))
            if record is None or record.value.kind is not Kind.MISSING:
                continue
            if "not available" not in words:
                continue
            yield {
                "what": row[LEDGERS[name].label],
                "kind": "not published or not found",
                "turns": "not tested",
                "who": row["note"],
                "row_id": row["id"],
            }


def _stale(case: Case) -> dict[str, int]:
    day = case.header.as_of
    old = [document.publisher for document in case.documents.values() if document.is_stale(day)]
    old += [source.publisher for source in bundle().sources() if source.is_stale(day)]
    return {name: old.count(name) for name in sorted(set(old), key=lambda n: (-old.count(n), n))}


def add_missing(book: Book, case: Case, switches: Sequence[SwitchResult]) -> None:
    """Add missing.board: what would matter most first, and what is stale.

    Parameters
    ----------
    switches : sequence of SwitchResult
        The central solve first.
    """
    rows = [
        *_consents(book, case, switches),
        *_assumed(book, case, switches),
        *_gaps(case),
    ]

    def weight(row: Mapping[str, Any]) -> tuple[int, float]:
        cell = row.get("swing")
        size = book.records[cell["ref"]].value.number or 0.0 if isinstance(cell, dict) else -1.0
        return (0 if row["turns"] not in {"no", "not tested"} else 1, -size)

    book.table(
        "missing.board",
        "What is unknown and would matter most",
        [
            ("what", "What", ""),
            ("kind", "Kind", ""),
            ("count", "Numbers", ""),
            ("swing", "Moves the equal gain by", "MUSD"),
            ("turns", "Turns the answer to", ""),
            ("who", "Who could supply it", ""),
        ],
        sorted(rows, key=weight),
        note="The swing is between the ends of a switch, with the plan chosen anew at each; it "
        "bounds what knowing could be worth, and is not a value of information, for nobody has "
        "given odds. Rows of one switch share its swing.",
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
                    float(count),
                    "1",
                    title=f"Stale documents of {name}",
                    formula="rows of sources.list of the publisher that are stale on that day",
                ),
            }
            for name, count in _stale(case).items()
        ],
    )
