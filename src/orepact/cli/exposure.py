"""``orepact exposure``: how dependent an importer is, on whom, and at which stage."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["exposure"]


@app.command()
def exposure(  # noqa: PLR0917 - options of a command, given by name
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
    shown = [_short(row) for row in rows] if format_ is Format.TABLE else rows
    name = country_name(country(importer))
    emit("exposure", shown, format_, title=f"Exposure of {name}; ids and sources: --format json")


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a terminal has room for it; the JSON row has everything."""
    from orepact.quantity import figure

    coverage = str(row.get("coverage", "measured"))
    remarks = ["" if coverage == "measured" else coverage, str(row["note"])[:60]]
    return {
        "measure": str(row["measure"]).replace("_", " "),
        "of": f"{row['commodity']}, {row['line']}",
        "year": row["year"],
        "supplier": " by ".join(str(row[key]) for key in ("supplier", "by") if row.get(key)),
        "value": figure(row["value"], row["unit"]),
        "remark": "; ".join(remark for remark in remarks if remark),
    }
