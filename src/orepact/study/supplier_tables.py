"""What the host's projects would change in the importer's measures, by the path that they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from orepact.case import Case
from orepact.exposure import HostProject, cube, form_in_words, supplier_rows
from orepact.quantity import figure
from orepact.study.book import Book

__all__ = ["add_new_supplier"]

_SHOWN = {
    "chain_import_herfindahl": "concentration of imports",
    "governance_herfindahl": "concentration weighted by instability",
    "import_risk": "imports weighted by instability",
    "trade_exposure": "net import reliance",
}
"""Measures of the table, in its order: both effects side by side."""
_MUCH = 0.05
"""Below this part of the new tonnes the importer's purchases take up next to nothing."""


def _rows(
    book: Book, importer: str, host: str, project: HostProject, *, at: str
) -> list[dict[str, Any]]:
    tonnes = round(max(high for _, high in project.tonnes.values()))
    found = supplier_rows(
        importer=importer,
        host=host,
        commodity=project.commodity,
        stage=project.stage,
        tonnes=float(tonnes),
    )
    by_measure = {row["measure"]: row for row in found if row["stage"] == at}
    line: dict[str, Any] = {
        "project": project.title,
        "measured": form_in_words(project.commodity, at),
    }
    for name in _SHOWN:
        if name in by_measure:
            line[name] = book.cite(by_measure[name]["id"])
    if not any(name in line for name in _SHOWN):
        return []
    line["says"] = _says(importer, project, at, tonnes)
    return [line]


def _says(importer: str, project: HostProject, at: str, tonnes: float) -> str:
    """Return what the change rests on, in words."""
    if at != project.stage:
        return "nothing changes: no smelter is contracted for what is shipped"
    held = cube()
    bought = held.chain(project.commodity, at).matrix(held.years[-1])[:, held.position(importer)]
    if bought.sum() < _MUCH * tonnes:
        return (
            f"the importer bought {figure(bought.sum(), 't')} of this stage in {held.years[-1]}; "
            "it would be the only source and nearly all would go elsewhere"
        )
    return "if the importer took all that it can use of it"


def add_new_supplier(book: Book, case: Case, projects: Sequence[HostProject]) -> None:
    """Add need.new_supplier: change of the importer's measures by each project's highest output."""
    who, host = case.header.importer, case.header.host
    rows: list[dict[str, Any]] = []
    for project in projects:
        stages = [stage for stage in cube().stages_of(project.commodity) if stage != "scrap"]
        if project.stage not in stages:
            continue
        for stage in stages:
            if stage == project.stage or (project.stage == "ore" and stage == "refined"):
                rows += _rows(book, who, host, project, at=stage)
    if not rows:
        return
    book.table(
        "need.new_supplier",
        "What each project would change for the importer",
        [
            ("project", "Project", ""),
            ("measured", "Measured at", ""),
            *((name, f"Change: {words}", "") for name, words in _SHOWN.items()),
            ("says", "What this says", ""),
        ],
        rows,
        note="Highest output of a match year, in the market of the last year covered; the importer "
        "buys no more than it did. A new source lowers concentration and, where it is less stable "
        "than those it replaces, raises what is weighted by instability. The effect on the world "
        "price is not in here: no elasticity is stated.",
    )
