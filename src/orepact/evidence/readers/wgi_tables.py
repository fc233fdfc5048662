"""How the Worldwide Governance Indicators lie in their three layouts, cell by cell."""

from __future__ import annotations

import re
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

__all__ = ["DIMENSIONS", "WgiCell", "has_wgi", "is_packed", "wgi_cells"]

DIMENSIONS = {
    "va": "voice and accountability",
    "pv": "political stability",
    "ge": "government effectiveness",
    "rq": "regulatory quality",
    "rl": "rule of law",
    "cc": "control of corruption",
}
_PACKED_DIMENSION = "pv"  # the packed copy names no dimension and holds only this one
_PACKED = {
    "Estimate": "estimate",
    "StdErr": "standard error",
    "NumSrc": "sources",
    "Rank": "rank",
    "Lower": "rank, lower bound",
    "Upper": "rank, upper bound",
}
_LONG = {
    "estimate": "estimate",
    "stddev": "standard error",
    "nsource": "sources",
    "pctrank": "rank",
    "pctranklower": "rank, lower bound",
    "pctrankupper": "rank, upper bound",
}
_SHEET_WORDS = (
    ("governance estimate", "estimate"),
    ("governance score", "governance score"),
    ("standard error", "standard error"),
    ("number of sources", "sources"),
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_HEADER_WITHIN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class WgiCell:
    """One printed value: where, which dimension and statistic, country code, year."""

    place: str
    dimension: str
    statistic: str
    code: str
    year: str
    text: str


def is_packed(path: Path) -> bool:
    """Return whether a file is the SQLite copy, one wide table per statistic; never raises."""
    return {"Country/Territory", "Code"} <= set(tables_of(path).get("Estimate", ()))


def _is_long(header: Sequence[str]) -> bool:
    return {"code", "year", "indicator", "estimate"} <= set(header)


def _is_sheet(header: Sequence[str]) -> bool:
    words = [cell.casefold() for cell in header]
    has_estimate = any(word.startswith("governance estimate") for word in words)
    return has_estimate and {"economy (code)", "year"} <= set(words)


def _from_packed(path: Path) -> Iterator[WgiCell]:
    tables = tables_of(path)
    with open_sqlite(path) as connection:
        for table, statistic in _PACKED.items():
            columns = tables.get(table, ())
            years = [name for name in columns if _YEAR.fullmatch(name)]
            if "Code" not in columns or not years:
                raise EvidenceError(
                    f"no table {table} with a column Code and years", where=path.name
                )
            chosen = ", ".join(f'"{name}"' for name in ("Code", *years))
            for row, code, *values in connection.execute(f'SELECT rowid, {chosen} FROM "{table}"'):
                for year, value in zip(years, values, strict=True):
                    yield WgiCell(
                        place=f"{path.name}:{table} row {row}",
                        dimension=_PACKED_DIMENSION,
                        statistic=statistic,
                        code=str(code),
                        year=year,
                        text="" if value is None else str(value),
                    )


def _long_cells(
    header: Sequence[str], rows: Iterator[tuple[str, Sequence[str]]]
) -> Iterator[WgiCell]:
    at = {name: header.index(name) for name in header}
    for place, row in rows:
        for column, statistic in _LONG.items():
            if column in at:
                yield WgiCell(
                    place=place,
                    dimension=row[at["indicator"]].casefold(),
                    statistic=statistic,
                    code=row[at["code"]],
                    year=row[at["year"]],
                    text=row[at[column]],
                )


def _sheet_cells(
    dimension: str, header: Sequence[str], rows: Iterator[tuple[str, Sequence[str]]]
) -> Iterator[WgiCell]:
    words = [cell.casefold() for cell in header]
    code, year = words.index("economy (code)"), words.index("year")
    columns = [
        (at, statistic)
        for start, statistic in _SHEET_WORDS
        for at, word in enumerate(words)
        if word.startswith(start)
    ]
    for place, row in rows:
        for at, statistic in columns:
            yield WgiCell(
                place=place,
                dimension=dimension,
                statistic=statistic,
                code=row[code],
                year=row[year],
                text=row[at],
            )


def _header_of(rows: Sequence[Sequence[Cell]]) -> int | None:
    for number, row in enumerate(rows[:_HEADER_WITHIN]):
        cells = [text_of(cell) for cell in row]
        if _is_long(cells) or _is_sheet(cells):
            return number
    return None


def _from_workbook(path: Path) -> Iterator[WgiCell]:
    book = open_workbook(path)
    for sheet in book.sheet_names:
        rows = sheet_rows(book, sheet, path.name)
        start = _header_of(rows)
        if start is None:
            continue
        header = [text_of(cell) for cell in rows[start]]
        printed = (
            (f"{path.name}:{sheet} row {number}", [text_of(cell) for cell in row])
            for number, row in enumerate(rows[start + 1 :], start=start + 2)
            if any(text_of(cell) for cell in row)
        )
        if _is_long(header):
            yield from _long_cells(header, printed)
        else:
            yield from _sheet_cells(sheet.strip().casefold(), header, printed)


def _from_csv(path: Path) -> Iterator[WgiCell]:
    frame = read_bulk(path)
    header = [name for name in frame.columns if name != LINE]
    printed = (
        (f"{path.name}:{line}", row) for line, *row in frame.select(LINE, *header).iter_rows()
    )
    yield from _long_cells(header, printed)


def has_wgi(path: Path) -> bool:
    """Return whether a file holds the indicators in one of three layouts; never raises."""
    if is_workbook(path):
        try:
            book = open_workbook(path)
            return any(
                _header_of(sheet_rows(book, sheet, path.name, _HEADER_WITHIN)) is not None
                for sheet in book.sheet_names[:8]
            )
        except EvidenceError:
            return False
    return _is_long(bulk_header(path)) or is_packed(path)


def wgi_cells(path: Path) -> Iterator[WgiCell]:
    """Yield every printed cell of a file.

    Raises
    ------
    EvidenceError : naming file and table, sheet or line, if the file is damaged or another one
    """
    if is_workbook(path):
        cells = _from_workbook(path)
    elif _is_long(bulk_header(path)):
        cells = _from_csv(path)
    else:
        cells = _from_packed(path)
    is_empty = True
    for cell in cells:
        is_empty = False
        yield cell
    if is_empty:
        raise EvidenceError(
            "no table of the Worldwide Governance Indicators",
            where=path.name,
            do="Give the World Bank's own workbook or CSV",
        )
