"""How an Excel workbook becomes rows of cells, sheet by sheet, with true row numbers."""

from __future__ import annotations

import datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from orepact.errors import EvidenceError

__all__ = ["Cell", "is_workbook", "open_workbook", "sheet_rows", "text_of"]

Cell = str | float | int | bool | datetime.date | datetime.time | datetime.timedelta

_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ASK_AGAIN = "Take the publisher's own workbook again, unchanged"


def is_workbook(path: Path) -> bool:
    """Return whether a file begins as an Excel workbook does; never raises."""
    try:
        with path.open("rb") as file:
            return file.read(4) in _STARTS
    except OSError:
        return False


def open_workbook(path: Path) -> CalamineWorkbook:
    """Open an Excel workbook.

    Raises
    ------
    EvidenceError : if the file is no workbook, is cut off, or asks for a password
    """
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise EvidenceError(
            "not an Excel workbook, or a damaged one",
            where=path.name,
            why=str(error),
            do=_ASK_AGAIN,
        ) from error


def sheet_rows(
    book: CalamineWorkbook, sheet: str, name: str, limit: int | None = None
) -> list[list[Cell]]:
    """Return the rows of a sheet from its first row, empty ones included, at most ``limit``.

    Raises
    ------
    EvidenceError : naming the sheet, if it cannot be read
    """
    try:
        return book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=limit)
    except (CalamineError, OSError, ValueError) as error:
        raise EvidenceError(
            "the sheet cannot be read", where=f"{name}:{sheet}", why=str(error), do=_ASK_AGAIN
        ) from error


def text_of(cell: Cell) -> str:
    """Return a cell as text: whole numbers without a point, outer blanks removed.

    Examples
    --------
    >>> text_of(2024.0), text_of("  Copper "), text_of(1.5)
    ('2024', 'Copper', '1.5')
    """
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
