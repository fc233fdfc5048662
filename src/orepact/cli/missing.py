"""``orepact missing``: what is unknown, what knowing it is worth, and who could say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from orepact.case import Case

__all__ = ["missing"]

_SHOWN = 0.05
"""Million USD; what is worth less is left to the other formats."""


@app.command()
def missing(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Case, or its folder.")],
    *,
    project: Annotated[
        str | None, typer.Option("--project", help="Only what is worth knowing of one project.")
    ] = None,
    gaps: Annotated[
        bool,
        typer.Option("--gaps", help="Consents, assumed numbers and figures nobody published."),
    ] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="Publishers whose newer documents are to be looked for.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show what is unknown, what it is worth to know it before choosing, and who could say."""
    from orepact.case import load
    from orepact.errors import OrepactError

    if sum((project is not None, gaps, stale)) > 1:
        raise OrepactError(
            "--project, --gaps and --stale ask for different tables", do="Give one of them"
        )
    loaded = load(case)
    is_table = format_ is Format.TABLE
    if gaps:
        rows, title = _gaps(loaded), f"What {loaded.header.title} does not know"
        rows = [_without_ids(row) for row in rows] if is_table else rows
    elif stale:
        rows, title = _stale(loaded), f"Documents past their day on {loaded.header.as_of}"
        rows = [_counted(row) for row in rows] if is_table else rows
    else:
        rows = _knowledge(loaded, project)
        title = (
            "Worth of knowing something before choosing among a project's variants and leaving it; "
            "million, present value after levies; what is not shown would change no choice"
        )
        rows = [_short(row) for row in rows if _matters(row)] if is_table else rows
    emit("missing", rows, format_, title=title)


def _knowledge(case: Case, project: str | None) -> list[dict[str, Any]]:
    from orepact.errors import UnknownNameError
    from orepact.quantity import Value
    from orepact.record import project_knowledge

    if project is not None and project not in case.projects:
        raise UnknownNameError("project", project, list(case.projects)[:5])
    names = [project] if project is not None else list(case.projects)
    rows: list[dict[str, Any]] = []
    for name in names:
        found = project_knowledge(case, case.projects[name])
        if found.worth is None:
            gap = {"what": "not computed", "why": found.gap, "value": Value.missing(found.gap)}
            rows.append({"project": name, **gap, "unit": "MUSD", "id": "", "sources": []})
            continue
        rows += _rows_of(case, name)
    return rows


def _rows_of(case: Case, name: str) -> list[dict[str, Any]]:
    from orepact.quantity import Value
    from orepact.record import (
        EVERYTHING,
        EXPECTED,
        information_id,
        project_knowledge,
        stale_behind,
        who_knows,
    )

    project = case.projects[name]
    found = project_knowledge(case, project)
    worth = found.worth
    assert worth is not None

    def row(of: str, value: Value, **more: Any) -> dict[str, Any]:
        own = {"unit": "MUSD", "id": information_id(case, name, of), "sources": ["orepact"]}
        return {"project": name, "what": of, "value": value, **own, **more}

    best = found.options[worth.best]
    rows = [
        row(EXPECTED, Value.exact(round(worth.expected, 6)), why=f"best choice now: {best}"),
        row(
            EVERYTHING,
            Value.exact(round(worth.perfect, 6)),
            why="bounds what any study may be worth",
        ),
    ]
    ordered = sorted(worth.partial.items(), key=lambda item: (-item[1].high, -item[1].low))
    rows += [
        row(
            of,
            Value.between(round(known.low, 6), round(known.high, 6)),
            who=who_knows(of),
            stale_documents=list(stale_behind(case, project, of)),
        )
        for of, known in ordered
    ]
    return rows


def _gaps(case: Case) -> list[dict[str, Any]]:
    from orepact.record import unknowns

    return [
        {
            "what": item.what,
            "kind": str(item.kind),
            "state": item.state,
            "numbers": len(item.ids),
            "who": item.who,
            "ids": list(item.ids),
        }
        for item in unknowns(case)
    ]


def _stale(case: Case) -> list[dict[str, Any]]:
    from orepact.quantity import Value
    from orepact.record import stale_id, stale_publishers

    return [
        {
            "publisher": name,
            "value": Value.exact(float(len(ids))),
            "unit": "1",
            "id": stale_id(case, name),
            "sources": list(ids),
        }
        for name, ids in stale_publishers(case).items()
    ]


def _without_ids(row: dict[str, Any]) -> dict[str, Any]:
    return {key: cell for key, cell in row.items() if key != "ids"}


def _counted(row: dict[str, Any]) -> dict[str, Any]:
    return {"publisher": row["publisher"], "stale documents": row["value"]}


def _matters(row: dict[str, Any]) -> bool:
    """Return whether a row belongs on a terminal: knowing could change the choice."""
    is_kept = row["value"].is_gap or row["what"] in {"expected", "everything"}
    return is_kept or row["value"].high >= _SHOWN


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a terminal has room for it."""
    from orepact.quantity import format_value

    shown = {key: cell for key, cell in row.items() if key not in {"id", "sources", "unit"}}
    shown["value"] = "" if row["value"].is_gap else format_value(row["value"])
    shown.setdefault("who", shown.pop("why", ""))
    shown["stale_documents"] = len(row.get("stale_documents", ())) or ""
    return shown
