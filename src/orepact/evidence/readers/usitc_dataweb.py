"""U.S. International Trade Commission, DataWeb: trade by partner and HTS number, full years."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import country, hs_lines
from orepact.evidence.readers.workbook_file import (
    Cell,
    is_workbook,
    open_workbook,
    sheet_rows,
    text_of,
)
from orepact.evidence.tables import FIGURES, EvidenceTables
from orepact.quantity import Value
from orepact.trace import source_figure_id

__all__ = ["READER", "SOURCE", "STATISTICS"]

SOURCE = "usitc-dataweb-2026-07"
STATISTICS = {
    "Imports For Consumption": ("Customs Value", "import value by partner"),
    "Domestic Exports": ("FAS Value", "export value by partner"),
}
"""Sheet that is read, and the statistic that its figures are, by the trade flow asked for."""
_QUERY = "Query Parameters"
_HEAD = ["Data Type", "Country", "HTS Number", "Description", "Quantity Description"]
_NAMES = {
    "Democratic Republic of the Congo": "COD",
    "Myanmar (Burma)": "MMR",
}
_TOTAL = "Total:"


@cache
def _headings() -> Mapping[str, Mapping[str, str]]:
    path = files("orepact.evidence") / "data" / "usitc_headings.csv"
    return {row["heading"]: row for row in csv.DictReader(path.read_text("utf-8").splitlines())}


def _line(number: str) -> Mapping[str, str] | None:
    """Return commodity, stage and form of an HTS number that holds one commodity; None if many."""
    line = hs_lines().get(number[:6])
    if line is not None:
        form = {"commodity": line.commodity, "stage": str(line.stage), "form": line.description}
        return None if line.shared_with else form
    return _headings().get(number) if len(number) == 4 else None


def _asked(path: Path) -> dict[str, str]:
    book = open_workbook(path)
    if _QUERY not in book.sheet_names:
        return {}
    rows = sheet_rows(book, _QUERY, path.name)
    return {text_of(row[0]): text_of(row[1]) for row in rows if len(row) > 1}


def _years(head: list[Cell], title: str, where: str) -> dict[int, int]:
    """Return the column of each full year; the last is left out where it is of some months only."""
    found = {int(text_of(c)): at for at, c in enumerate(head) if text_of(c).isdecimal()}
    if not found:
        raise EvidenceError("no column of a year", where=where)
    if "Year-To-Date" in title:
        del found[max(found)]
    return found


def _partner(name: str, where: str) -> str:
    try:
        return _NAMES.get(name) or country(name)
    except UnknownNameError as error:
        raise EvidenceError(f"unknown country {name!r}", where=where, do=error.do) from error


def _number(cell: Cell, where: str) -> float:
    try:
        number = float(text_of(cell).replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise EvidenceError(f"{text_of(cell)!r} is no value in USD", where=where)
    return number


Key = tuple[str, str, int]


def _amounts(rows: list[list[Cell]], place: str, passed: set[str]) -> dict[Key, tuple[float, str]]:
    """Return value and first place by HTS number, partner and year.

    A number whose goods are counted in several units stands once for each; its values are added.
    """
    start = next((n for n, row in enumerate(rows) if [text_of(c) for c in row[:5]] == _HEAD), None)
    if start is None:
        raise EvidenceError("no row of column names", where=place, why=", ".join(_HEAD))
    title = " ".join(text_of(cell) for row in rows[:start] for cell in row)
    years = _years(rows[start], title, place)
    found: dict[Key, tuple[float, str]] = {}
    for count, row in enumerate(rows[start + 1 :], start=start + 2):
        where = f"{place}!{count}"
        if not text_of(row[1]) or text_of(row[0]).startswith(_TOTAL):
            continue
        number = text_of(row[2]).zfill(4)
        if _line(number) is None:
            passed.add(number)
            continue
        partner = _partner(text_of(row[1]), where)
        for year, at in years.items():
            before, first = found.get((number, partner, year), (0.0, where))
            found[number, partner, year] = (before + _number(row[at], where), first)
    return found


def _figures(amounts: Mapping[Key, tuple[float, str]], statistic: str) -> Iterator[dict[str, Any]]:
    for (number, partner, year), (amount, where) in amounts.items():
        line, value = _line(number), Value.exact(amount)
        assert line is not None
        yield {
            "id": source_figure_id(SOURCE, statistic, number, partner, str(year)),
            "source": SOURCE,
            "locator": where,
            "commodity": line["commodity"],
            "label": f"HTS {number}",
            "stage": line["stage"],
            "statistic": statistic,
            "detail": line["form"],
            "country": "USA",
            "partner": partner,
            "period": str(year),
            "kind": str(value.kind),
            "number": value.number,
            "low": value.low,
            "high": value.high,
            "text": f"{amount:.0f}",
            "unit": "USD",
            "basis": "not applicable",
            "quality": "A",
            "note": "",
        }


@dataclass(frozen=True, slots=True)
class _DataWeb:
    format: str = "usitc-dataweb"
    title: str = "USITC DataWeb, trade of the United States by partner and HTS number"

    def recognises(self, path: Path) -> bool:
        if not is_workbook(path):
            return False
        try:
            return _asked(path).get("Trade Flow", "") in STATISTICS
        except EvidenceError:
            return False

    def read(self, path: Path) -> EvidenceTables:
        asked = _asked(path)
        flow = asked.get("Trade Flow", "")
        if flow not in STATISTICS:
            raise EvidenceError(
                f"trade flow {flow!r} is not read",
                where=f"{path.name}:{_QUERY}",
                do=f"Ask DataWeb for {' or '.join(STATISTICS)}, by country and HTS number",
            )
        sheet, statistic = STATISTICS[flow]
        passed: set[str] = set()
        book = open_workbook(path)
        if sheet not in book.sheet_names:
            raise EvidenceError(f"no sheet {sheet}", where=path.name, do="Ask for values too")
        place = f"{path.name}:{sheet}"
        amounts = _amounts(sheet_rows(book, sheet, path.name), place, passed)
        rows = list(_figures(amounts, statistic))
        if not rows:
            raise EvidenceError("no row of a known HTS number", where=place)
        notes = [f"{path.name}: partners asked for: {asked.get('Country List', 'not stated')}"]
        if passed:
            notes.append(
                f"{path.name}: passed over, several metals in one number: "
                f"{', '.join(sorted(passed))}"
            )
        return EvidenceTables(
            tables={"figures": pl.DataFrame(rows, schema=dict(FIGURES))}, notes=tuple(notes)
        )


READER = _DataWeb()
"""Values in USD of the day; numbers of four digits by the curated table of headings."""
