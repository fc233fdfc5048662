"""``orepact leakage``: whether more of a mineral leaves a host than it is recorded to have."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["leakage"]


@app.command()
def leakage(  # noqa: PLR0917 - options of a command, given by name
    host: Annotated[str, typer.Option("--host", help="Country: code or name.")],
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity; without it all that it ships.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Calendar year; without it the latest.")
    ] = None,
    royalty: Annotated[
        str, typer.Option("--royalty", help="Royalty, percent of value: LOW-HIGH.")
    ] = "none",
    content: Annotated[
        str, typer.Option("--content", help="Metal in what is shipped, percent: LOW-HIGH.")
    ] = "line",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Screen shipments against recorded output; possible causes follow, nobody is accused."""
    from orepact.evidence import country, country_name
    from orepact.exposure import CAUSES, leakage_rows

    rows = leakage_rows(host=host, commodity=commodity, year=year, royalty=royalty, content=content)
    shown = _by_commodity(rows) if format_ is Format.TABLE else rows
    name = country_name(country(host))
    title = f"Shipments of {name} beyond recorded supply; ids and sources: --format json"
    emit("leakage", shown, format_, title=title, causes=list(CAUSES))
    if format_ is Format.TABLE and rows:
        typer.echo("A difference can come from, among others:")
        for cause in CAUSES:
            typer.echo(f"- {cause}")


def _by_commodity(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row per commodity, as a terminal has room for it."""
    from orepact.quantity import figure

    words = {
        "excess_shipments": "beyond recorded",
        "shipped_over_recorded": "shipped over recorded",
        "royalty_at_stake": "royalty at stake",
    }
    made: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        line = made.setdefault(
            (row["commodity"], row["year"]),
            {
                "commodity": row["commodity"],
                "year": row["year"],
                "shipped": figure(row["shipped_t"] / 1e3, "kt") if "shipped_t" in row else "",
            },
        )
        value, unit = row["value"], row["unit"]
        if unit == "t" and not value.is_gap:
            value, unit = value.scaled(1e-3), "kt"
        line[words[row["measure"]]] = figure(value, unit)
        if row["measure"] == "excess_shipments":
            line["says"] = row["note"]
    return list(made.values())
