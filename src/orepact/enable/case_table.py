"""Tables of a case that are too long for YAML: each cell has a source and can be explained."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from orepact.errors import CaseError
from orepact.evidence import Quality, StrictModel
from orepact.quantity import Value
from orepact.trace import Record, RecordKind

__all__ = ["CaseTable", "cell_id", "cell_record", "read_rows"]


class CaseTable(StrictModel):
    """One CSV file of the case: what it holds, from where, and how its rows are named."""

    file: Annotated[str, Field(pattern=r"^[a-z0-9_]+/[a-z0-9_]+\.csv$")]
    """Path below the case's folder."""
    title: str
    """What one number in it is."""
    keys: tuple[str, ...]
    """Columns that name a row."""
    units: dict[str, str]
    """Unit of every column of numbers."""
    source: str
    """Id of a document."""
    locator: str = ""
    """Tables or files of the document."""
    quality: Quality
    """A measured or official, B reported, C estimated, D assumed."""
    note: str = ""
    """How it was made, and what it leaves out."""

    @property
    def name(self) -> str:
        """Its path without suffix, as ids name it."""
        return self.file.removesuffix(".csv")


@cache
def _rows(path: Path, stamp: int) -> tuple[tuple[int, dict[str, str]], ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return tuple((reader.line_num, row) for row in reader)


def read_rows(
    folder: Path, file: str, columns: Sequence[str]
) -> tuple[tuple[int, dict[str, str]], ...]:
    """Return the rows of a case's table with the line of each.

    Raises
    ------
    CaseError : the file is missing, has no rows, lacks a column, or a row has too few cells
    """
    path = folder / file
    shown = f"{folder.name}/{file}"
    if not path.exists():
        raise CaseError("the table is missing", where=shown, do="Add it, or build it again")
    try:
        rows = _rows(path, path.stat().st_mtime_ns)
    except (UnicodeDecodeError, csv.Error) as error:
        raise CaseError("the table cannot be read", where=shown, why=str(error)) from error
    if not rows:
        raise CaseError("the table has no rows", where=shown, do="Build it again")
    missing = [name for name in columns if name not in rows[0][1]]
    if missing:
        raise CaseError(f"column {', '.join(missing)} is missing", where=f"{shown}:1")
    for line, row in rows:
        if None in row or any(cell is None for cell in row.values()):
            raise CaseError("the row has not as many cells as the header", where=f"{shown}:{line}")
    return rows


def cell_id(case: str, table: CaseTable, keys: Sequence[str], column: str) -> str:
    """Return the id of one cell.

    Examples
    --------
    >>> from orepact.evidence import Quality
    >>> people = CaseTable(
    ...     file="census/people.csv", title="People", keys=("district",),
    ...     units={"population": "person"}, source="census", quality=Quality.B,
    ... )
    >>> cell_id("a-case", people, ["Chagai"], "population")
    'case:a-case/census/people:Chagai|population'
    """
    return f"case:{case}/{table.name}:{'|'.join([*keys, column])}"


def cell_record(folder: Path, case: str, tables: Iterable[CaseTable], id_: str) -> Record | None:
    """Return the record of a cell, or None if no table has it."""
    name, _, rest = id_.removeprefix(f"case:{case}/").partition(":")
    table = next((item for item in tables if item.name == name), None)
    if table is None:
        return None
    *keys, column = rest.split("|")
    if column not in table.units or len(keys) != len(table.keys):
        return None
    for line, row in read_rows(folder, table.file, [*table.keys, *table.units]):
        if [row[key] for key in table.keys] == keys:
            text = row[column]
            return Record(
                id=id_,
                title=f"{table.title}: {', '.join(keys)}, {column.replace('_', ' ')}",
                value=Value.exact(float(text)) if text else Value.missing("not in the table"),
                unit=table.units[column],
                kind=RecordKind.SOURCE,
                sources=(table.source,),
                locator=f"{table.locator}; {table.file} line {line}".lstrip("; "),
                quality=str(table.quality),
                note=table.note,
            )
    return None
