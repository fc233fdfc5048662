"""``orepact origin``: where what an importer buys was mined, behind the last border."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["origin"]


@app.command()
def origin(  # noqa: PLR0917 - options of a command, given by name
    importer: Annotated[str, typer.Option("--importer", help="Country: code or name.")],
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity; without it all that are covered.")
    ] = None,
    stage: Annotated[
        str | None, typer.Option("--stage", help="ore, smelter, refined, compound, alloy, product.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Calendar year; without it the latest covered.")
    ] = None,
    rule: Annotated[
        str,
        typer.Option("--rule", help="proportional, 'own mine first' or 'transit first'."),
    ] = "proportional",
    at: Annotated[str, typer.Option("--at", help="Origin at the mine or at processing.")] = "mine",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show the last border beside the true origin, and findings in words."""
    from orepact.errors import UnknownNameError
    from orepact.evidence import country, country_name
    from orepact.exposure import (
        Mixing,
        OriginOf,
        findings,
        origin_rows,
        origins,
    )
    from orepact.exposure.odd_flows import odd_bills

    if rule not in set(Mixing):
        raise UnknownNameError("mixing rule", rule, [str(each) for each in Mixing])
    if at not in set(OriginOf):
        raise UnknownNameError("origin", at, do="Origins are mine and processing")
    held = origins()
    rows = origin_rows(
        held,
        importer=importer,
        commodity=commodity,
        stage=stage,
        year=year,
        rule=Mixing(rule),
        of=OriginOf(at),
    )
    name = country_name(country(importer))
    said: list[str] = []
    for key in dict.fromkeys((r["commodity"], r["stage"], r["year"]) for r in rows if r["origin"]):
        asked = held.of(*key, of=OriginOf(at))
        found = findings(held, asked, importer=importer, rule=Mixing(rule))
        said += [each.text for each in found[: 10 if commodity else 1]]
    shown = [_short(row) for row in rows] if format_ is Format.TABLE else rows
    title = f"Origin of what {name} buys, mixing {rule}; ids: --format json"
    emit("origin", shown, format_, title=title, findings=said)
    if format_ is Format.TABLE:
        for sentence in said:
            typer.echo(f"- {sentence}.")
        for what, stage_, note in dict.fromkeys(
            (row["commodity"], row["stage"], row["note"]) for row in rows if row["note"]
        ):
            typer.echo(f"* {what}, {stage_}: {note}.")
        for told in odd_bills(held.cube, rows, importer=country(importer)):
            typer.echo(f"* {told}.")


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as a terminal has room for it; the JSON row has everything."""
    from orepact.evidence import country_name
    from orepact.quantity import figure

    def percent(name: str) -> str:
        return figure(100.0 * row[name], "%", digits=2) if name in row else ""

    label = row["origin"]
    number = row["value"].number
    place = label if label in ("", "recycled", "unknown") else country_name(label)
    span = f"{percent('rules_low')} to {percent('rules_high')}" if "rules_low" in row else ""
    return {
        "of": f"{row['commodity']}, {row['stage']}",
        "year": row["year"],
        "origin": place,
        "last border": percent("direct"),
        "true": "not available" if number is None else figure(100.0 * number, "%", digits=2),
        "by mixing rule": span,
        "if feed in no table is unknown": percent("if_missing_feed_unknown"),
    }
