"""``orepact validate``: every published number that is recomputed, with its verdict."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["validate"]


@app.command()
def validate(
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Only this reproduction; may be repeated.")
    ] = None,
    is_all: Annotated[
        bool, typer.Option("--all", help="Every row, not only headlines and misses.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Recompute what others published: reached, missed or not computable.

    A miss is a result and leaves exit code 0; a computation that failed leaves 1.
    """
    from orepact.errors import UnknownNameError
    from orepact.study.reproductions import REPRODUCTIONS, Check, Verdict

    known = {reproduction.id: reproduction for reproduction in REPRODUCTIONS}
    for name in table or ():
        if name not in known:
            raise UnknownNameError("reproduction", name, sorted(known), where="--table")
    checks: list[Check] = []
    failures: list[str] = []
    for name in table or known:
        try:
            checks += known[name].run()
        except Exception as error:  # one table that fails must not hide the others
            failures.append(f"{name}: {type(error).__name__}: {error}")
    counts = {str(verdict): sum(c.verdict is verdict for c in checks) for verdict in Verdict}
    shown = [c for c in checks if is_all or c.is_headline or c.verdict is Verdict.MISSED]
    rows = [_table_row(c) if format_ is Format.TABLE else _row(c) for c in shown]
    summary = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    emit(
        "validate",
        rows,
        format_,
        title=f"Reproductions: {summary}",
        counts=counts,
        tables=[
            {"id": each.id, "title": each.title, "citation": each.citation}
            for each in known.values()
            if not table or each.id in table
        ],
        failures=failures,
    )
    for failure in failures:
        typer.echo(f"orepact: a computation failed: {failure}", err=True)
    if failures:
        raise typer.Exit(1)


def _row(check: Any) -> dict[str, Any]:
    return {
        "table": check.reproduction,
        "what": check.what,
        "published": _plain(check.published),
        "computed": _plain(check.computed),
        "tolerance": check.tolerance,
        "unit": check.unit,
        "verdict": str(check.verdict),
        "in_sample": check.is_in_sample,
        "sources": [check.source],
        "locator": check.locator,
        "note": check.note,
    }


def _plain(value: Any) -> float | str:
    from orepact.quantity import format_value

    return value.number if value.number is not None else format_value(value)


def _table_row(check: Any) -> dict[str, Any]:
    from orepact.quantity import figure

    return {
        "what": check.what,
        "published": figure(check.published, check.unit, digits=4),
        "computed": figure(check.computed, check.unit, digits=4),
        "verdict": str(check.verdict),
        "in sample": check.is_in_sample,
        "table": check.reproduction,
    }
