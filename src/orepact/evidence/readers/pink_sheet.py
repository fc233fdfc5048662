"""World Bank Pink Sheet: monthly and annual commodity prices, nominal and real."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.names import commodity
from orepact.evidence.readers.workbook_file import (
    Cell,
    is_workbook,
    open_workbook,
    sheet_rows,
    text_of,
)
from orepact.evidence.tables import PRICES, EvidenceTables
from orepact.trace import source_figure_id

__all__ = ["READER", "series_unit"]

_TITLE = "World Bank Commodity Price Data"
_PERIOD = re.compile(r"\d{4}(?:M\d{2})?")
_UNIT = re.compile(r"\(.+\)")
_UPDATED = re.compile(r"Updated on ([A-Za-z]+) \d{1,2}, (\d{4})")
_MISSING = {"", "…", "...", "..", "n.a.", "NA"}
_HEADER_WITHIN = 12
# fmt: off
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)
# fmt: on
_UNITS = {
    "$/mt": "USD/t",
    "$/kg": "USD/kg",
    "cents/kg": "USc/kg",
    "¢/kg": "USc/kg",
    "$/bbl": "USD/oil_bbl",
    "$/mmbtu": "USD/MBtu",
    "$/dmtu": "USD/dmtu",
    "cents/dmtu": "USc/dmtu",
    "¢/dmtu": "USc/dmtu",
    "$/troy oz": "USD/oz",
    "$/toz": "USD/oz",
    "$/cubic meter": "USD/m3",
    "2010=100": "index",
}
_MINERALS = (
    ("Crude oil", "crude oil"),
    ("Coal", "coal"),
    ("Natural gas", "natural gas"),
    ("Liquefied natural gas", "natural gas"),
    ("Phosphate rock", "phosphate"),
    ("Potassium chloride", "potash"),
    ("Aluminum", "aluminium"),
    ("Iron ore", "iron ore"),
    ("Copper", "copper"),
    ("Lead", "lead"),
    ("Tin", "tin"),
    ("Nickel", "nickel"),
    ("Zinc", "zinc"),
    ("Gold", "gold"),
    ("Platinum", "platinum"),
    ("Silver", "silver"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    name: str
    rows: Sequence[Sequence[Cell]]
    names_at: int
    is_real: bool
    is_monthly: bool


def series_unit(printed: str) -> str | None:
    """Return the unit of a series as units are written here, or None for one that is not known.

    Examples
    --------
    >>> series_unit("($/mt)"), series_unit("($/troy oz)"), series_unit("(cents/sheet)")
    ('USD/t', 'USD/oz', None)
    """
    return _UNITS.get(printed.strip().removeprefix("(").removesuffix(")").strip().casefold())


def _series(name: str) -> str:
    return " ".join(name.replace("*", " ").split())


def _commodity(series: str) -> str:
    for start, mineral in _MINERALS:
        if series == start or series.startswith(f"{start},"):
            return commodity(mineral)
    return ""


def _names_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """Return where series names stand: the row above one whose cells are all units in brackets."""
    for number in range(min(_HEADER_WITHIN, len(rows) - 2)):
        names = [text_of(cell) for cell in rows[number]][1:]
        units = [text_of(cell) for cell in rows[number + 1]][1:]
        period = text_of(rows[number + 2][0]) if rows[number + 2] else ""
        are_units = [bool(_UNIT.fullmatch(unit)) for unit in units if unit]
        if any(names) and are_units and all(are_units) and _PERIOD.fullmatch(period):
            return number
    return None


def _sheets(path: Path, limit: int | None = None) -> Iterator[_Sheet]:
    book = open_workbook(path)
    for name in book.sheet_names:
        rows = sheet_rows(book, name, path.name, limit)
        if not rows or not rows[0] or not text_of(rows[0][0]).startswith(_TITLE):
            continue
        names_at = _names_row(rows)
        if names_at is not None:
            above = " ".join(text_of(row[0]) for row in rows[1:2] if row).casefold()
            first = text_of(rows[names_at + 2][0])
            yield _Sheet(
                name=name,
                rows=rows,
                names_at=names_at,
                is_real=" real " in f" {above} ",
                is_monthly="M" in first,
            )


def _source(sheet: _Sheet, path: Path) -> str:
    for row in sheet.rows[: sheet.names_at]:
        match = _UPDATED.search(text_of(row[0])) if row else None
        if match and match[1].casefold() in _MONTHS:
            month = _MONTHS.index(match[1].casefold()) + 1
            kind = "monthly" if sheet.is_monthly else "annual"
            return f"worldbank-pink-sheet-{kind}-{match[2]}-{month:02d}"
    raise EvidenceError(
        "no line 'Updated on ...' above the prices",
        where=f"{path.name}:{sheet.name}",
        why="Without it the edition is not known",
    )


def _columns(sheet: _Sheet, path: Path) -> tuple[list[tuple[int, str, str]], list[str]]:
    names = [text_of(cell) for cell in sheet.rows[sheet.names_at]]
    units = [text_of(cell) for cell in sheet.rows[sheet.names_at + 1]]
    columns: list[tuple[int, str, str]] = []
    left_out = []
    for at, printed in enumerate(names[1:], start=1):
        name = _series(printed)
        if not name:
            continue
        if name in {known for _, known, _ in columns}:
            raise EvidenceError(
                f"series {name!r} stands twice",
                where=f"{path.name}:{sheet.name} row {sheet.names_at + 1}",
            )
        unit = series_unit(units[at]) if at < len(units) else None
        if unit is None:
            left_out.append(f"{name} {units[at] if at < len(units) else ''}".strip())
        else:
            columns.append((at, name, unit))
    return columns, left_out


def _price(cell: Cell, place: str) -> float | None:
    text = text_of(cell)
    if text in _MISSING:
        return None
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise EvidenceError(f"{text!r} is no price", where=place, why="Missing is printed as …")
    return number


def _prices(sheet: _Sheet, path: Path, source: str) -> Iterator[tuple[object, ...]]:
    columns, _ = _columns(sheet, path)
    seen: set[str] = set()
    for number, row in enumerate(sheet.rows[sheet.names_at + 2 :], start=sheet.names_at + 3):
        period = text_of(row[0]) if row else ""
        place = f"{path.name}:{sheet.name} row {number}"
        cells = {at: _price(row[at], place) for at, _, _ in columns if at < len(row)}
        if not period and not any(price is not None for price in cells.values()):
            continue
        is_period = _PERIOD.fullmatch(period) and ("M" in period) is sheet.is_monthly
        if not is_period or period in seen:
            raise EvidenceError(
                f"{period!r} is no period or stands twice", where=place, why="1960M01 or 1960"
            )
        seen.add(period)
        kind = "real" if sheet.is_real else "nominal"
        for at, series, unit in columns:
            price = cells.get(at)
            if price is not None:
                yield (
                    source_figure_id(source, series, kind, period),
                    source,
                    place,
                    series,
                    _commodity(series),
                    period,
                    price,
                    unit,
                    sheet.is_real,
                )


@dataclass(frozen=True, slots=True)
class _PinkSheet:
    format: str = "worldbank-pink-sheet"
    title: str = "World Bank Commodity Price Data (The Pink Sheet), monthly or annual"

    def recognises(self, path: Path) -> bool:
        try:
            return is_workbook(path) and any(True for _ in _sheets(path, _HEADER_WITHIN + 2))
        except EvidenceError:
            return False

    def read(self, path: Path) -> EvidenceTables:
        sheets = list(_sheets(path))
        if not sheets:
            raise EvidenceError(
                "no sheet with names, units in brackets and periods",
                where=path.name,
                do="Give the World Bank's workbook CMO-Historical-Data, unchanged",
            )
        rows: list[tuple[object, ...]] = []
        notes: dict[str, None] = {}
        for sheet in sheets:
            rows.extend(_prices(sheet, path, _source(sheet, path)))
            for series in _columns(sheet, path)[1]:
                notes[f"left out, its unit is not known here: {series}"] = None
        table = pl.DataFrame(rows, schema=dict(PRICES), orient="row")
        return EvidenceTables(tables={"prices": table}, notes=tuple(notes))


READER = _PinkSheet()
"""Prices in USD; nominal, and real in prices of 2010 on the sheets that say so."""
