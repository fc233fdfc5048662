"""The command line: thin commands; the rooms they need are imported when a command runs."""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated

import typer

from orepact._version import __version__
from orepact.errors import InfeasibleError, OrepactError

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="orepact plans critical-mineral partnerships that both sides can check.",
)


def _version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"orepact {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Options before any command."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0 done; 1 a computation that failed or a plan that is infeasible; 2 bad input. Errors go to
    standard error as what, where, why and what to do; an infeasible plan also
    prints its reason as JSON on standard output; ``--debug`` shows the traceback. Where the
    reader of the output goes away (``orepact claims CASE | head``) it ends quietly with 141, as
    programs of a pipe do.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    is_debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    try:
        app(args=given)
    except SystemExit as left:
        if not _is_all_read():
            sys.exit(_READER_LEFT)
        if not left.code:
            _remember(given)
        raise
    except OrepactError as error:
        if is_debug:
            raise
        typer.echo(f"orepact: {error}", err=True)
        if isinstance(error, InfeasibleError):
            typer.echo(json.dumps({"orepact": __version__, "reason": error.reason}, default=str))
        sys.exit(error.exit_code)
    except Exception as error:
        if is_debug:
            raise
        typer.echo(
            f"orepact: a computation failed: {type(error).__name__}: {error}. "
            "Run the same command with --debug and report what it prints.",
            err=True,
        )
        sys.exit(1)


_READER_LEFT = 141
"""128 and the number of the signal that ends a program whose reader has gone."""


def _is_all_read() -> bool:
    """Return whether whoever reads the output took all of it; if not, nothing more is written."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return type(sys.stdout).__name__ != "PacifyFlushWrapper"


def _remember(arguments: list[str]) -> None:
    """Keep the command, so that ``orepact explain`` can be asked for a number it printed."""
    from orepact.cli.printed import remember_command

    remember_command(arguments)
