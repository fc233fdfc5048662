"""``orepact origin``: where what an importer buys was mined, behind the last border."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["origin"]

_COLUMNS = (
    "Nine draws in ten: over content factors of customs lines and sources of production. By mixing "
    "rule: what a country ships when it both mines and buys. By what a flow weighs: its recorded "
    "tonnes, tonnes repaired where the price per tonne is out of line, or its value. Feed in no "
    "table: the share if production beyond its known feed is of unknown origin. Ids and sources: "
    "--format json."
)
_DRAWN = "Draws are made for a --commodity only."


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
    weigh: Annotated[
        str,
        typer.Option("--weigh", help="What a flow weighs: 'repaired tonnes', tonnes or value."),
    ] = "repaired tonnes",
    at: Annotated[str, typer.Option("--at", help="Origin at the mine or at processing.")] = "mine",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show the last border beside the true origin, and findings in words."""
    from orepact.cli.origin_table import origin_text
    from orepact.errors import UnknownNameError
    from orepact.evidence import country, country_name
    from orepact.exposure import Mixing, OriginOf, Weighing, findings, origin_rows, origins
    from orepact.exposure.odd_flows import odd_bills

    if rule not in set(Mixing):
        raise UnknownNameError("mixing rule", rule, [str(each) for each in Mixing])
    if weigh not in set(Weighing):
        raise UnknownNameError("weighing", weigh, [str(each) for each in Weighing])
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
        by=Weighing(weigh),
    )
    name = country_name(country(importer))
    said: list[str] = []
    for key in dict.fromkeys((r["commodity"], r["stage"], r["year"]) for r in rows if r["origin"]):
        asked = held.of(*key, of=OriginOf(at), by=Weighing(weigh))
        found = findings(held, asked, importer=importer, rule=Mixing(rule))
        said += [each.text for each in found[: 10 if commodity else 1]]
    if format_ is not Format.TABLE:
        emit("origin", rows, format_, findings=said)
        return
    typer.echo(f"Origin of what {name} buys; mixing {rule}, flows weigh {weigh}\n")
    typer.echo(origin_text(rows, is_processing=at == "processing"))
    notes = [f"- {sentence}." for sentence in said]
    notes += [
        f"* {what}, {stage_}: {note}."
        for what, stage_, note in dict.fromkeys(
            (row["commodity"], row["stage"], row["note"]) for row in rows if row["note"]
        )
    ]
    notes += [
        f"* {told}." for told in odd_bills(held.cube, rows, importer=country(importer), by=weigh)
    ]
    notes += [f"* {words}" for words in (_COLUMNS, *([] if commodity else [_DRAWN]))]
    typer.echo("")
    for note in notes:
        typer.echo(textwrap.fill(note, 80, subsequent_indent="  "))
