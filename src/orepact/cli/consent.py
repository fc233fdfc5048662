"""``orepact consent``: who must be asked, what they answered, and what that means for a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.safeguard_words import safeguard_counts, safeguard_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.case import Case
    from orepact.enable import Finding

__all__ = ["consent"]


def _flows(case: Case) -> list[dict[str, Any]]:
    """Return benefit flows step by step, under the record's own ids."""
    from orepact.quantity import Value
    from orepact.record import FLOW_STEPS, engagement_id, of_the_day

    promises = case.promises
    wanted = {flow for item in case.files["consent"].model.projects for flow in item.flows}
    rows = []
    for flow in promises.flows if promises is not None else ():
        for step in FLOW_STEPS if flow.id in wanted else ():
            number = getattr(flow, step)
            rows.append(
                {
                    "what": f"{flow.title}: {step}",
                    "tier": str(flow.tier),
                    "value": number.typed() if number else Value.missing("not published"),
                    "unit": of_the_day(number.unit if number else "MUSD"),
                    "note": flow.note,
                    "id": engagement_id(case, "flow", of=flow.id, step=step),
                    "sources": [number.source] if number else ["orepact"],
                }
            )
    return rows


def _told(found: Sequence[Finding], measure: str, *columns: str) -> list[dict[str, Any]]:
    return [
        {"project": item.keys["project"], **{name: item.cells[name] for name in columns}}
        for item in found
        if item.measure == f"enable.consent_{measure}"
    ]


@app.command()
def consent(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    *,
    project: Annotated[str, typer.Option(help="Only this project.")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show who must be asked about each project, what they answered, and what is owed to them."""
    from orepact.case import consent_of, load
    from orepact.enable import consent_findings
    from orepact.errors import UnknownNameError
    from orepact.quantity import figure

    loaded = load(case)
    given = consent_of(loaded)
    found = consent_findings(given)
    if project:
        known = [item.project for item in given.file.projects]
        if project not in known:
            raise UnknownNameError("project", project, known)
        found = [item for item in found if item.keys["project"] == project]
    flows = _flows(loaded)
    counts = safeguard_counts("consent", found, project)
    said = safeguard_sentences("consent", found, counts)
    if format_ is not Format.TABLE:
        rows = [*(item.row() for item in (*found, *counts)), *flows]
        more: dict[str, Any] = {} if format_ is Format.CSV else {"said": [said]}
        emit("consent", rows, format_, **more)
        return
    typer.echo(f"{said}\n")
    emit(
        "consent",
        _told(found, "standing", "state", "means"),
        format_,
        title="What the gates mean for a plan; ids with --format json",
    )
    asked = _told(found, "body", "tier", "who", "state", "as_of", "why")
    emit("consent", asked, format_, title="Who must be asked, and where the answer stands")
    rules = _told(found, "applies", "rule", "state", "contested_by")
    emit("consent", rules, format_, title="Which rule of consent applies")
    complaints = [
        {
            "project": item.keys["project"],
            "grievances": item.cells["step"],
            "number": item.value.text if item.value.is_gap else figure(item.value, ""),
            "channel": item.cells["channel"],
        }
        for item in found
        if item.measure == "enable.consent_grievances"
    ]
    emit("consent", complaints, format_, title="Grievances")
    shown = [
        {
            "tier": row["tier"],
            "what": row["what"],
            "value": row["value"].text
            if row["value"].is_gap
            else figure(row["value"], row["unit"]),
            "note": row["note"],
        }
        for row in flows
    ]
    emit("consent", shown, format_, title="Promised, paid, received and spent, by tier")
