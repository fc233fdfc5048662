"""``orepact exposure``: how dependent an importer is, on whom, and at which stage."""

from __future__ import annotations

from typing import Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["exposure"]


@app.command()
def exposure(
    importer: Annotated[str, typer.Option("--importer", help="Country: code or name.")],
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity: name or symbol.")
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", help="Stage, six-digit customs code, or form of a US series."),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Calendar year; without it the latest.")
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            "--measure",
            help="nir, hhi, share, or any measure, for example top_supplier_share.",
        ),
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show reliance, largest supplier and concentration of an importer."""
    from orepact.evidence import country, country_name
    from orepact.exposure import exposure as evidence_exposure
    from orepact.exposure import exposure_rows

    rows = exposure_rows(
        evidence_exposure(),
        importer=importer,
        commodity=commodity,
        stage=stage,
        year=year,
        measure=measure,
    )
    shown = rows
    if format_ is Format.TABLE:
        hidden = ("sources", "id") if len(rows) > 1 else ()
        shown = [{key: cell for key, cell in row.items() if key not in hidden} for row in rows]
        shown = [{**row, "note": str(row["note"])[:80]} for row in shown]
    name = country_name(country(importer))
    emit("exposure", shown, format_, title=f"Exposure of {name}; ids with --format json")
