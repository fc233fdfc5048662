"""``orepact environment``: land, water, waste and air of each site, and its state by standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from orepact.enable import Finding

__all__ = ["environment"]


def _words(item: Finding) -> dict[str, str]:
    """Return a figure as words for the terminal."""
    from orepact.quantity import figure

    has_range = item.low is not None and item.high is not None
    span = f"{figure(item.low or 0.0)} to {figure(item.high or 0.0)}" if has_range else ""
    value = item.value.text if item.value.is_gap else figure(item.value, item.unit)
    words = {"what": item.title, "value": value, "range": span}
    return {**words, "note": item.note}


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
    if format_ is not Format.TABLE:
        emit("environment", [item.row() for item in found], format_)
        return
    figures = [_words(item) for item in found if item.unit not in ("state", "class")]
    emit("environment", figures, format_, title="Land, water, waste, air; ids with --format json")
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
    standards = [
        {
            "site": item.cells["project"],
            "standard": item.cells["standard"],
            "asks": item.cells.get("asks", "all of it"),
            "state": item.cells["state"],
            "document": item.cells.get("document", ""),
        }
        for item in found
        if item.unit == "state"
    ]
    emit("environment", standards, format_, title="State by standard")
