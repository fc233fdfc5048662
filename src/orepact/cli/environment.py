"""``orepact environment``: land, water, waste and air of each site, and its state by standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.finding_words import show_findings
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.safeguard_words import safeguard_counts, safeguard_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.enable import Finding

__all__ = ["environment"]


def _matrix(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return one row per standard with the state at each project."""
    rows: dict[str, dict[str, str]] = {}
    for item in found:
        if item.unit == "state" and "place" not in item.keys:
            id_ = str(item.keys["standard"])
            row = rows.setdefault(id_, {"standard": id_})
            row[str(item.keys["project"])] = item.cells["state"]
    return list(rows.values())


@app.command()
def environment(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    *,
    project: Annotated[str, typer.Option(help="Only this site; basins count all sites.")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show land, water, waste, air and closure of each site, and its state by standard."""
    from orepact.case import environment_of, load
    from orepact.enable import environment_findings

    found = environment_findings(environment_of(load(case)), project)
    counts = safeguard_counts("environment", found, project)
    said = safeguard_sentences("environment", found, counts)
    if format_ is not Format.TABLE:
        rows = [item.row() for item in (*found, *counts)]
        more: dict[str, Any] = {} if format_ is Format.CSV else {"said": [said]}
        emit("environment", rows, format_, **more)
        return
    typer.echo(f"{said}\n")
    basins = [item for item in found if "basin" in item.cells]
    sites = [i for i in found if i.unit not in ("state", "class") and "basin" not in i.cells]
    show_findings("environment", basins, "Basins: all sites together")
    show_findings("environment", sites, "Land, water, waste, air and closure of each site")
    dams = [
        {
            "dam": item.title,
            "declared": item.cells["declared"],
            "implied by people at risk": item.cells["implied"],
            "note": item.note,
        }
        for item in found
        if item.unit == "class"
    ]
    emit("environment", dams, format_, title="Dams by what a failure would do")
    emit("environment", _matrix(found), format_, title="Every project against every standard")
    requirements = [
        {
            "site": item.cells["project"],
            "standard": item.keys["standard"],
            "asks": item.cells["asks"],
            "state": item.cells["state"],
            "document": item.cells["document"],
        }
        for item in found
        if item.unit == "state" and "place" in item.keys and item.keys["place"] != "0"
    ]
    title = "Requirements that the case names; ids with --format json"
    emit("environment", requirements, format_, title=title)
