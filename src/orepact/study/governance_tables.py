"""Law as tables of the run: powers, the way to a licence, gaps, repairs, screens, changed units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orepact.case import Case, governance_of
from orepact.enable import Finding, governance_findings
from orepact.study.book import Book
from orepact.study.finding_cell import span
from orepact.study.safeguard_tables import shown, written

__all__ = ["add_governance"]

_ASSUMED = (
    "The distribution is assumed, with ranges, from how the attempts so far went; no statistic of "
    "such repairs was found. Money pays for drafting and opens no date."
)


def _of(found: Sequence[Finding], measure: str) -> list[Finding]:
    return [item for item in found if item.measure == f"enable.governance_{measure}"]


def _states(found: Sequence[Finding], measure: str) -> list[dict[str, Any]]:
    return [{**item.cells, "state_id": item.id} for item in _of(found, measure)]


def _powers(book: Book, found: Sequence[Finding]) -> None:
    book.table(
        "law.powers",
        "Who holds which power, and whether its law holds",
        [
            ("subject", "Power", ""),
            ("tier", "Tier", ""),
            ("holder", "Held by", ""),
            ("law", "Law", ""),
            ("state", "State of the law", ""),
            ("fiscal", "Levies money", ""),
            ("evidence", "Evidence", ""),
        ],
        _states(found, "power"),
        note="Not seen: no text could be read. This is a reading of sources, not legal advice.",
    )
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for item in _of(found, "wait"):
        key = (item.cells["path"], item.cells["step"])
        row = rows.setdefault(key, {name: item.cells[name] for name in ("path", "step", "by")})
        row[item.cells["kind"]] = shown(book, item)
        row[f"{item.cells['kind']}_id"] = item.id
        if item.cells["kind"] == "observed":
            row["range"] = span(book, item)
        row["note"] = " ".join(dict.fromkeys(filter(None, [row.get("note", ""), item.note])))
    book.table(
        "law.paths",
        "The way to a licence: what the rules give, and what it took",
        [
            ("path", "For", ""),
            ("step", "Step", ""),
            ("by", "Decided by", ""),
            ("statutory", "By the rules", ""),
            ("observed", "As it went", ""),
            ("range", "Range", ""),
            ("note", "Remark", ""),
        ],
        rows.values(),
        note=(
            "Observed times are single cases, mostly of one project; they are no forecast. No time "
            "was read means that the rule at hand names none or was not read; it is not no wait."
        ),
    )


def _gaps(book: Book, found: Sequence[Finding]) -> None:
    book.table(
        "law.gaps",
        "Gaps in law and government, worst first",
        [
            ("severity", "Severity, one to five", ""),
            ("where", "Where", ""),
            ("gap", "Gap", ""),
            ("status", "Status", ""),
            ("blocks", "Blocks", ""),
            ("remedy", "Remedy", ""),
        ],
        [
            {**item.cells, "severity": shown(book, item), "repair": None, "figure_id": item.id}
            for item in _of(found, "gap")
        ],
        note="Severity is the ledger's own reading; a remedy is a proposal, no promise.",
    )


def _repairs(book: Book, found: Sequence[Finding]) -> None:
    by_year = _of(found, "repair_by")
    book.table(
        "law.chances",
        "Chance that a repair of the law has come, by year",
        [
            ("repair", "Repair", ""),
            ("year", "By the end of", ""),
            ("chance", "Chance", "%"),
            ("range", "Range", ""),
        ],
        [
            {
                "repair": item.cells["repair"],
                "year": item.cells["year"],
                "chance": shown(book, item),
                "range": span(book, item),
                "figure_id": item.id,
            }
            for item in by_year
        ],
        note=_ASSUMED,
    )
    rows: list[dict[str, Any]] = []
    for measure in ("repair_never", "repair_date"):
        rows += [
            {
                "repair": item.cells["repair"],
                "by": item.cells["by"],
                "what": item.title.partition(": ")[2],
                "value": shown(book, item),
                "range": span(book, item),
                "note": item.note,
                "figure_id": item.id,
            }
            for item in _of(found, measure)
        ]
    rows.sort(key=lambda row: row["repair"])
    book.table(
        "law.repairs",
        "When a repair of the law may come, if ever",
        [
            ("repair", "Repair", ""),
            ("by", "Whose act", ""),
            ("what", "What", ""),
            ("value", "Central", ""),
            ("range", "Range", ""),
            ("note", "Remark", ""),
        ],
        rows,
        note=_ASSUMED,
    )


def _screens(book: Book, found: Sequence[Finding]) -> None:
    """Add one row per counterparty with its six results."""
    rows: dict[str, dict[str, Any]] = {}
    for item in _of(found, "screen"):
        name = item.cells["counterparty"]
        row = rows.setdefault(name, {"who": name, "projects": item.cells["projects"], "seen": []})
        kind = item.cells["kind"].replace(" ", "_").replace("-", "_")
        row[kind] = item.cells["state"]
        row[f"{kind}_id"] = item.id
        if item.cells["evidence"]:
            row["seen"].append(f"{item.cells['kind']}: {item.cells['evidence']}")
    kinds = dict.fromkeys(item.cells["kind"] for item in _of(found, "screen"))
    book.table(
        "law.screens",
        "Screens of those with whom money or goods would change hands",
        [
            ("who", "Counterparty", ""),
            *((kind.replace(" ", "_").replace("-", "_"), kind.capitalize(), "") for kind in kinds),
            ("seen", "What was seen", ""),
        ],
        [{**row, "seen": "; ".join(row["seen"])} for row in rows.values()],
        note=(
            "Nobody was screened for this report: pass or fail is what a document shows, and all "
            "else is no evidence. A fail on the military screen means that it is one."
        ),
    )
    book.table(
        "law.units",
        "Districts made since the census",
        [
            ("unit_name", "District", ""),
            ("parent", "Made from", ""),
            ("province", "Province", ""),
            ("state", "Since", ""),
        ],
        _states(found, "unit"),
        note="Figures by district in this report are those of the census.",
    )


def add_governance(book: Book, case: Case) -> None:
    """Add law and government; nothing for a case without governance.yaml."""
    if "governance" not in case.files:
        return
    found = governance_findings(governance_of(case))
    written(book, found)
    for add in (_powers, _gaps, _repairs, _screens):
        add(book, found)
