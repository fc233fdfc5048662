"""Findings as words for the terminal: value, range, and a remark said once if all share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from orepact.cli.output import Format, emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.enable import Finding

__all__ = ["show_findings"]


def _words(item: Finding) -> dict[str, str]:
    """Return value and range in words; a gap in its own, a year without a thousands mark."""
    from orepact.quantity import figure, format_number

    is_year = item.unit == "year"
    span = ""
    if item.low is not None and item.high is not None and item.low != item.high:
        low, high = (format_number(end, is_year=is_year) for end in (item.low, item.high))
        span = f"{low} to {high}"
    unit = {"1": "", "year": "", "1/yr": "a year", "state": ""}.get(item.unit, item.unit)
    if item.value.is_gap:
        value = item.value.text or "not available"
    elif is_year and item.value.is_number:
        value = format_number(item.number, is_year=True)
    else:
        value = figure(item.value, unit)
    return {"what": item.title, "value": value, "range": span}


def show_findings(command: str, found: Sequence[Finding], title: str) -> None:
    """Print findings as a table; a remark that all of them share stands once beneath it.

    Parameters
    ----------
    command : str
        Name of the command.
    found : sequence of Finding
        Nothing is printed if there are none.
    title : str
        Above the table.
    """
    if not found:
        return
    notes = [item.note for item in found]
    shared = notes[0] if len(set(notes)) == 1 else ""
    rows = [_words(item) if shared else {**_words(item), "note": item.note} for item in found]
    emit(command, rows, Format.TABLE, title=title)
    if shared:
        typer.echo(shared)
