"""How World Mining Data's tables are found in a workbook, an SQLite copy or a flat file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orepact.errors import EvidenceError
from orepact.evidence.readers.bulk_text import LINE, bulk_header, read_bulk
from orepact.evidence.readers.sqlite_file import open_sqlite, tables_of
from orepact.evidence.readers.workbook_file import (
    Cell,
    is_workbook,
    open_workbook,
    sheet_rows,
    text_of,
)

__all__ = ["ProductionLine", "has_tables", "production_lines"]

_YEAR = re.compile(r"(?:19|20)\d{2}")
_HEADER_WITHIN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionLine:
    """One country's line in one mineral's table, as printed.

    Parameters
    ----------
    mineral : str
        Name of the table or sheet.
    place : str
        ``file:sheet row``.
    country, unit, flag : str
        As printed; flag is r reported, e estimated, p provisional, or empty.
    code : str
        The copy's alpha-3 code where it has one, else empty.
    cells : tuple of (int, str)
        Year and printed value; empty where blank.
    """

    mineral: str
    place: str
    country: str
    unit: str
    flag: str
    code: str
    cells: tuple[tuple[int, str], ...]


def _is_header(cells: Sequence[str]) -> bool:
    words = {cell.casefold() for cell in cells}
    return {"country", "unit"} <= words and any(_YEAR.fullmatch(cell) for cell in cells)


def _years(header: Sequence[str], where: str) -> dict[int, int]:
    years = {int(cell): at for at, cell in enumerate(header) if _YEAR.fullmatch(cell)}
    printed = sum(1 for cell in header if _YEAR.fullmatch(cell))
    if len(years) != printed:
        raise EvidenceError("a year stands twice in the header", where=where)
    return dict(sorted(years.items()))


def _position(header: Sequence[str], *names: str) -> int | None:
    folded = [cell.casefold().replace("_", " ") for cell in header]
    return next((folded.index(name) for name in names if name in folded), None)


def _line(
    mineral: str, place: str, header: Sequence[str], years: dict[int, int], row: Sequence[str]
) -> ProductionLine:
    def cell(*names: str) -> str:
        at = _position(header, *names)
        text = "" if at is None or at >= len(row) else row[at]
        return "" if text in {"nan", "None"} else text

    values = tuple((year, row[at] if at < len(row) else "") for year, at in years.items())
    return ProductionLine(
        mineral=mineral,
        place=place,
        country=cell("country"),
        unit=cell("unit"),
        flag=cell("data source", "source"),
        code=cell("country iso"),
        cells=values,
    )


def _from_sqlite(path: Path) -> Iterator[ProductionLine]:
    found = {name: columns for name, columns in tables_of(path).items() if _is_header(columns)}
    with open_sqlite(path) as connection:
        for table, columns in found.items():
            years = _years(columns, f"{path.name}:{table}")
            for number, *row in _sqlite_rows(connection, table):
                cells = ["" if value is None else str(value) for value in row]
                yield _line(table, f"{path.name}:{table} row {number}", columns, years, cells)


def _sqlite_rows(connection: sqlite3.Connection, table: str) -> Iterator[tuple[object, ...]]:
    quoted = table.replace('"', '""')
    yield from connection.execute(f'SELECT rowid, * FROM "{quoted}" ORDER BY rowid')


def _from_flat(path: Path) -> Iterator[ProductionLine]:
    frame = read_bulk(path)
    columns = [name for name in frame.columns if name != LINE]
    years = _years(columns, f"{path.name}:1")
    at = columns.index("commodity")
    for number, *row in frame.select(LINE, *columns).iter_rows():
        yield _line(row[at], f"{path.name}:{number}", columns, years, row)


def _from_workbook(path: Path) -> Iterator[ProductionLine]:
    book = open_workbook(path)
    for sheet in book.sheet_names:
        rows = sheet_rows(book, sheet, path.name)
        start = _header_row(rows)
        if start is None:
            continue
        header = [text_of(cell) for cell in rows[start]]
        years = _years(header, f"{path.name}:{sheet} row {start + 1}")
        for number, row in enumerate(rows[start + 1 :], start=start + 2):
            cells = [text_of(cell) for cell in row]
            line = _line(sheet, f"{path.name}:{sheet} row {number}", header, years, cells)
            is_remark = not line.unit and not any(value for _, value in line.cells)
            if not is_remark:
                yield line


def _header_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        if _is_header([text_of(cell) for cell in row]):
            return number
    return None


def _is_flat(path: Path) -> bool:
    header = bulk_header(path)
    return "commodity" in header and _is_header(header)


def has_tables(path: Path) -> bool:
    """Return whether a file holds World Mining Data's tables in one of three layouts.

    A workbook counts when its first sheets have a row with Country, unit and years. This never
    raises.
    """
    if is_workbook(path):
        try:
            book = open_workbook(path)
            return any(
                _header_row(sheet_rows(book, sheet, path.name, _HEADER_WITHIN)) is not None
                for sheet in book.sheet_names[:5]
            )
        except EvidenceError:
            return False
    return _is_flat(path) or any(_is_header(columns) for columns in tables_of(path).values())


def production_lines(path: Path) -> Iterator[ProductionLine]:
    """Yield every printed line of every mineral's table, the "Total" lines included.

    Raises
    ------
    EvidenceError : naming file and sheet, table or line, if the file is damaged or another one
    """
    if is_workbook(path):
        lines = _from_workbook(path)
    elif _is_flat(path):
        lines = _from_flat(path)
    else:
        lines = _from_sqlite(path)
    is_empty = True
    for line in lines:
        is_empty = False
        yield line
    if is_empty:
        raise EvidenceError(
            "no table with Country, unit and years",
            where=path.name,
            do="Give World Mining Data's file 6.4, or an unchanged copy of it",
        )
