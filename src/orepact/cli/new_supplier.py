"""``orepact new-supplier``: what extra supply from a host changes for an importer and allies."""

from __future__ import annotations

from typing import Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["new_supplier"]


@app.command("new-supplier")
def new_supplier(  # noqa: PLR0917 - options of a command, given by name
    importer: Annotated[str, typer.Option("--importer", help="Country: code or name.")],
    host: Annotated[str, typer.Option("--host", help="Country: code or name.")],
    commodity: Annotated[str, typer.Option("--commodity", help="Commodity.")],
    stage: Annotated[str, typer.Option("--stage", help="Stage that the host ships.")],
    tonnes: Annotated[float, typer.Option("--tonnes", help="Tonnes of content a year.")],
    year: Annotated[
        int | None, typer.Option("--year", help="Year whose market is taken; else the latest.")
    ] = None,
    allies: Annotated[str, typer.Option("--allies", help="Other countries, by commas.")] = "",
    sold: Annotated[float, typer.Option("--sold", help="Part that the importer buys.")] = 1.0,
    smelter: Annotated[
        str, typer.Option("--smelter", help="Country of a contracted smelter.")
    ] = "none",
    recovery: Annotated[
        float, typer.Option("--recovery", help="Metal out of the smelter over metal in.")
    ] = 1.0,
    elasticity: Annotated[
        str,
        typer.Option("--elasticity", help="Percent the price falls per percent of supply."),
    ] = "none",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show each measure before and after; the world price is separate, and a gap if not stated."""
    from orepact.evidence import country, country_name
    from orepact.exposure import elasticity_range, supplier_rows

    rows = supplier_rows(
        importer=importer,
        host=host,
        commodity=commodity,
        stage=stage,
        tonnes=tonnes,
        year=year,
        allies=[each.strip() for each in allies.split(",")] if allies else [],
        sold=sold,
        smelter=smelter,
        recovery=recovery,
        elasticity=elasticity_range(elasticity),
    )
    if format_ is not Format.TABLE:
        emit("new-supplier", rows, format_)
        return
    from orepact.cli.new_supplier_table import supplier_text

    typer.echo(f"{tonnes:,.0f} t/yr of {commodity} ({stage}) from {country_name(country(host))}\n")
    typer.echo(supplier_text(rows))
