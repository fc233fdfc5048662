"""Rows out of a command: a table for people, JSON and CSV for programs, one shape for all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from orepact._version import __version__
from orepact.cli.table import fit
from orepact.quantity import Kind, Value, format_number, format_value

__all__ = ["Format", "FormatOption", "emit", "value_fields"]


class Format(StrEnum):
    """How a command prints its rows."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FormatOption = Annotated[Format, typer.Option("--format", help="How rows are printed.")]


def value_fields(value: Value) -> dict[str, float | str]:
    """Return a typed value as JSON fields: ``value``, or ``low``, ``high`` and ``flag``.

    Examples
    --------
    >>> value_fields(Value.at_least(50.0))
    {'low': 50.0, 'flag': 'lower_bound'}
    """
    if value.kind in (Kind.EXACT, Kind.ZERO):
        assert value.number is not None
        return {"value": value.number}
    fields: dict[str, float | str] = {}
    if value.low is not None:
        fields["low"] = value.low
    if value.high is not None:
        fields["high"] = value.high
    fields["flag"] = str(value.kind)
    return fields


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, cell in row.items():
        if isinstance(cell, Value):
            flat.update({"value": None, "low": None, "high": None, "flag": None})
            flat.update(value_fields(cell))
        elif isinstance(cell, (list, tuple)):
            flat[key] = list(cell)
        else:
            flat[key] = cell
    return flat


def _shown(key: str, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Value):
        return format_value(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float)):
        return format_number(cell, is_year=key.endswith("year") or key == "year")
    if isinstance(cell, (list, tuple)):
        return ", ".join(str(item) for item in cell)
    return str(cell)


def emit(
    command: str,
    rows: Sequence[Mapping[str, Any]],
    format_: Format,
    *,
    title: str = "",
    **extra: Any,
) -> None:
    """Print rows in the format asked for.

    A cell that is a :class:`orepact.quantity.Value` becomes ``value``, ``low``, ``high``,
    ``flag`` in JSON and CSV, and words in a table. JSON is
    ``{"orepact": version, "command": ..., "rows": [...]}`` plus ``extra``.

    Parameters
    ----------
    command : str
        Name of the command, as in JSON.
    rows : sequence of mappings
        A row that carries a figure has a ``value`` cell, ``unit``, ``id`` and ``sources``.
    format_ : Format
        Table, JSON or CSV.
    title : str
        Above a table.
    """
    if format_ is Format.JSON:
        flat = [{k: v for k, v in _flat(row).items() if v is not None} for row in rows]
        body = {"orepact": __version__, "command": command, **extra, "rows": flat}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False))
        return
    columns = list(dict.fromkeys(key for row in rows for key in row))
    if format_ is Format.CSV:
        cells_of = [_flat(row) for row in rows]
        columns = list(dict.fromkeys(key for row in cells_of for key in row))
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(columns)
        for flat_row in cells_of:
            cells = [flat_row.get(column) for column in columns]
            writer.writerow([";".join(map(str, c)) if isinstance(c, list) else c for c in cells])
        typer.echo(buffer.getvalue(), nl=False)
        return
    if not rows:
        typer.echo("No rows.")
        return
    right = [
        column
        for column in columns
        if any(isinstance(row.get(column), (int, float, Value)) for row in rows)
    ]
    texts = [{column: _shown(column, row.get(column)) for column in columns} for row in rows]
    typer.echo(fit(texts, title=title, right=right))
