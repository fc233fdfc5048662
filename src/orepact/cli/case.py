"""``orepact case``: a new case, a checked case, the schema of a case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["commands"]

commands = typer.Typer(no_args_is_help=True, help="Write, check and describe partnership cases.")
app.add_typer(commands, name="case")


@commands.command("check")
def check(
    name: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    format_: FormatOption = Format.TABLE,
) -> None:
    """Read every file of a case and print what it holds, or every problem at once."""
    from orepact import case

    loaded = case.load(name)
    counts = loaded.count_by_quality()
    held = {
        "parties": len(loaded.parties),
        "projects": len(loaded.projects),
        "enabler options": len(loaded.enablers),
        "gates": len(loaded.gates),
        "shared resources": len(loaded.resources),
        "documents": len(loaded.documents),
        "stale documents": sum(
            document.is_stale(loaded.header.as_of) for document in loaded.documents.values()
        ),
        "ledger rows": sum(table.height for table in loaded.ledgers.values()),
        **{f"numbers of quality {letter}": count for letter, count in counts.items()},
    }
    rows = [{"what": what, "count": count} for what, count in held.items()]
    title = f"{loaded.header.title}: sound, as of {loaded.header.as_of}"
    emit("case check", rows, format_, title=title, case=loaded.id, fingerprint=loaded.fingerprint)


@commands.command("new")
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    importer: Annotated[str, typer.Option(help="Importer, code or name.")] = "JPN",
    host: Annotated[str, typer.Option(help="Host, code or name.")] = "ZMB",
) -> None:
    """Write a minimal valid case with comments on every choice."""
    from orepact import case

    made = case.scaffold(folder, importer=importer, host=host)
    typer.echo(f"{made} is ready. Fill it in, then run: orepact case check {made}")


@commands.command("schema")
def schema() -> None:
    """Print JSON Schema of every file of a case, and of a mine in one file."""
    from orepact import case

    typer.echo(json.dumps(case.json_schema(), ensure_ascii=False, indent=1))
