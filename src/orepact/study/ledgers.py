"""The case's ledgers, gates, terms, assumptions and sources as tables of the run."""

from __future__ import annotations

import re

from orepact.case import Case
from orepact.evidence import Quality, bundle
from orepact.quantity import Value
from orepact.study.book import Book, safe
from orepact.trace import Parent

__all__ = ["add_assumptions", "add_gates", "add_ledgers", "add_sources"]


def _id(case: Case, ledger: str, row: str) -> str:
    return f"case:{case.id}/ledgers/{ledger}:{row}"


def _standing(case: Case) -> dict[str, list[str]]:
    """Return by ledger row how firm the levies are that rest on it, with their regimes."""
    found: dict[str, dict[str, list[str]]] = {}
    for regime in case.regimes.values():
        for levy in regime.levies:
            for row in re.findall(r"[A-Z]+\d+", levy.legal_source):
                regimes = found.setdefault(row, {}).setdefault(str(levy.status), [])
                if regime.title not in regimes:
                    regimes.append(regime.title)
    return {
        row: [f"{status} ({', '.join(titles)})" for status, titles in sorted(by.items())]
        for row, by in found.items()
    }


def _terms(book: Book, case: Case) -> None:
    """Add terms of law and contract, with how firm the levies are that rest on them."""
    standing = _standing(case)
    book.table(
        "law.terms",
        "Terms of law and contract",
        [
            ("instrument", "Instrument", ""),
            ("section", "Section", ""),
            ("subject", "Subject", ""),
            ("rule", "Rule", ""),
            ("value", "Value", ""),
            ("applies_to", "Applies to", ""),
            ("standing", "Standing of the levy", ""),
        ],
        [
            {
                "instrument": row["instrument"],
                "section": row["section"],
                "subject": row["subject"],
                "rule": row["rule"],
                "applies_to": row["applies_to"],
                "standing": "; ".join(standing.get(row["id"], ())),
                "row_id": row["id"],
                "value": book.cite(_id(case, "terms", row["id"])) if row["value"] else None,
            }
            for row in case.ledgers["terms"].to_dicts()
        ],
        note="Locked: signed or in force. Open: can be negotiated or legislated. Contested: "
        "sources or parties disagree. Empty: no levy that the plan counts rests on the row.",
    )


def _ladder(book: Book, case: Case) -> None:
    """Add what is in the ground, by project and class."""
    rows = case.ledgers["deposits"].to_dicts()
    book.table(
        "endowment.ladder",
        "What is in the ground, by project and class; rows are never added",
        [
            ("project", "Deposit", ""),
            ("commodity", "Commodity", ""),
            ("class", "Class", ""),
            ("quantity", "Tonnage of rock", "Mt"),
            ("grade", "Grade", ""),
        ],
        [
            {
                "project": row["name"],
                "commodity": row["commodity"],
                "class": row["crirsco_class"],
                "grade": row["grade"],
                "quantity": book.cite(_id(case, "deposits", row["id"])),
            }
            for row in rows
            if row["tonnage_mt"]
        ],
        note="Classes differ in certainty; a resource is not a reserve and has no value here.",
    )


_LEDGERS = {
    "terms": _terms,
    "deposits": _ladder,
}


def add_ledgers(book: Book, case: Case) -> None:
    """Add terms and the endowment ladder from the ledgers that are there."""
    for name, add in _LEDGERS.items():
        if name in case.ledgers:
            add(book, case)


def add_gates(book: Book, case: Case) -> None:
    """Add the state of every consent, law and permit; a gate has no number."""
    book.table(
        "gates.states",
        "Consents, laws and permits",
        [
            ("question", "Question", ""),
            ("who", "Who decides", ""),
            ("state", "State", ""),
            ("as_of", "As of", ""),
            ("blocks", "Blocks", ""),
            ("guards", "Guards", ""),
            ("evidence", "Evidence", ""),
        ],
        [
            {
                "question": gate.title,
                "who": gate.who,
                "state": str(gate.state),
                "as_of": gate.as_of.isoformat(),
                "blocks": str(gate.blocks),
                "guards": ", ".join(gate.guards),
                "evidence": "; ".join(item.shows for item in gate.evidence),
            }
            for gate in case.gates
        ],
        note="A gate is a state and never a price; a plan cannot buy it.",
    )


def add_assumptions(book: Book, case: Case) -> None:
    """Add every parameter of quality D with its range."""
    rows = []
    for path, (_, spot) in sorted(case.numbers.items()):
        number = spot.model
        if getattr(number, "quality", None) is not Quality.D:
            continue
        cell = book.cite(f"case:{case.id}/{path}")
        span = getattr(number, "range", None)
        record = book.known(f"case:{case.id}/{path}")
        if cell is None or record is None:
            continue
        rows.append(
            {
                "what": record.title,
                "value": cell,
                "range": book.put(
                    "assumptions.range",
                    {"of": safe(path)},
                    Value.between(*span),
                    record.unit,
                    title=f"Range of {record.title}",
                    formula="low to high as the case states",
                    parents=[Parent(role="value", id=cell["ref"])],
                )
                if span
                else None,
                "why": getattr(number, "note", ""),
            }
        )
    book.table(
        "assumptions.list",
        "What no source gives",
        [("what", "What", ""), ("value", "Value", ""), ("range", "Range", ""), ("why", "Why", "")],
        rows,
    )


def add_sources(book: Book, case: Case) -> int:
    """Add every source of the case and the evidence; return how many are stale."""
    day = case.header.as_of
    rows = [
        {
            "source": d.title,
            "publisher": d.publisher,
            "date": d.date,
            "custody": str(d.custody),
            "stale": "stale" if d.is_stale(day) else "current",
        }
        for _, d in sorted(case.documents.items())
    ]
    rows += [
        {
            "source": s.title,
            "publisher": s.publisher,
            "date": s.as_of.isoformat(),
            "custody": str(s.custody),
            "stale": "stale" if s.is_stale(day) else "current",
        }
        for s in bundle().sources()
    ]
    book.table(
        "sources.list",
        "Sources",
        [
            ("source", "Source", ""),
            ("publisher", "Publisher", ""),
            ("date", "Date", ""),
            ("custody", "Custody", ""),
            ("stale", "On the case's date", ""),
        ],
        rows,
    )
    return sum(row["stale"] == "stale" for row in rows)
