"""World Mineral Statistics of the British Geological Survey: production by country and stage."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import country, read_table
from orepact.evidence.quality import Quality
from orepact.evidence.readers.bulk_text import LINE, bulk_header, read_bulk
from orepact.evidence.tables import FIGURES, EvidenceTables
from orepact.quantity import Value
from orepact.trace import source_figure_id

__all__ = ["READER", "SOURCE"]

SOURCE = "bgs-wms-2023"
"""Id of the source: the edition is named after its last year."""

_NEEDED = (
    "year",
    "bgs_statistic_type_trans",
    "bgs_commodity_trans",
    "bgs_sub_commodity_trans",
    "country_trans",
    "quantity",
    "units",
    "data_precision_description",
    "concat_figure_notes_text",
)
_UNITS = {
    "tonnes (metric)": "t",
    "tonnes (metal content)": "t",
    "kilograms (metal content)": "kg",
}
_COUNTRIES = {
    "Bosnia & Herzegovina": "BIH",
    "Congo, Democratic Republic": "COD",
    "Eswatini (Swaziland)": "SWZ",
    "Ireland, Republic of": "IRL",
    "Korea (Rep. of)": "KOR",
    "Korea, Dem. P.R. of": "PRK",
}
"""The publisher's own spellings of countries that there are today."""
_FIRST_YEAR = 2006
"""Earlier years speak of countries that are no more, and no table here goes so far back."""
_NIL, _NOT_AVAILABLE, _SMALL = (
    "Nil (nothing produced)",
    "Figures not available",
    "Quantity is more than 0 but less than 0.5",
)

Row = Mapping[str, str]


@cache
def _series() -> dict[tuple[str, str], dict[str, str]]:
    return {
        (row["commodity_trans"], row["sub_commodity"]): row for row in read_table("bgs_series.csv")
    }


def _place(row: Row, where: str) -> str:
    """Return the country by its printed name, never by the code beside it.

    The code of Congo (Brazzaville) is that of the Democratic Republic in some tables.
    """
    name = row["country_trans"]
    if name in _COUNTRIES:
        return _COUNTRIES[name]
    try:
        return country(name)
    except UnknownNameError as error:
        raise EvidenceError(f"unknown country {name!r}", where=where, do=error.do) from error


def _value(row: Row, where: str) -> Value:
    printed, told = row["quantity"].strip(), row["data_precision_description"]
    if told == _NOT_AVAILABLE:
        return Value.missing("...")
    if told == _SMALL:
        return Value.at_most(0.5, 0.0, "less than 0.5")
    try:
        number = float(printed)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0 or (told == _NIL and number != 0):
        raise EvidenceError(
            f"{printed!r} is no production", where=where, why="A number of at least 0"
        )
    return Value.exact(number, printed)


def _added(values: list[Value]) -> Value:
    """Return forms of one commodity added up; one gap makes the sum a lower bound."""
    if len(values) == 1:
        return values[0]
    total = sum(value.number or 0.0 for value in values)
    if all(value.is_number for value in values):
        return Value.exact(total, " + ".join(value.text for value in values))
    return Value.at_least(total, " + ".join(value.text for value in values))


@dataclass(frozen=True, slots=True)
class _Bgs:
    format: str = "bgs-wms"
    title: str = "British Geological Survey, World Mineral Statistics, answer of the data service"

    def recognises(self, path: Path) -> bool:
        return set(_NEEDED) <= set(bulk_header(path))

    def read(self, path: Path) -> EvidenceTables:
        frame = read_bulk(path)
        missing = [name for name in _NEEDED if name not in frame.columns]
        if missing:
            raise EvidenceError(f"no column {', '.join(missing)}", where=f"{path.name}:1")
        cells: dict[tuple[str, str, str, int], list[tuple[Value, str, str, Quality]]] = {}
        passed: set[str] = set()
        for row in frame.select(LINE, *_NEEDED).iter_rows(named=True):
            where = f"{path.name}:{row[LINE]}"
            if not row["year"][:4].isdigit():
                raise EvidenceError(f"{row['year']!r} is no date", where=where)
            is_old = int(row["year"][:4]) < _FIRST_YEAR
            if is_old or row["bgs_statistic_type_trans"] != "Production":
                continue
            key = (row["bgs_commodity_trans"], row["bgs_sub_commodity_trans"])
            if key not in _series():
                passed.add(", ".join(part for part in key if part))
                continue
            own = _series()[key]
            if row["units"] not in _UNITS:
                raise EvidenceError(
                    f"unknown unit {row['units']!r}", where=where, why=f"Known: {', '.join(_UNITS)}"
                )
            quality = Quality.C if "stimate" in row["concat_figure_notes_text"] else Quality.B
            cell = (own["commodity"], own["label"], _place(row, where), int(row["year"][:4]))
            held = cells.setdefault(cell, [])
            if held and own["note"] != "forms added up by their lithium":
                raise EvidenceError(
                    f"a second line for {row['country_trans']} in {row['year'][:4]}",
                    where=where,
                    why=f"The first is {held[0][1]}; adding them would count twice",
                )
            held.append((_value(row, where), where, row["units"], quality))
        rows = [_figure(cell, held) for cell, held in sorted(cells.items())]
        if not rows:
            raise EvidenceError("no series of this package's commodities", where=path.name)
        note = f"{path.name}: passed over {', '.join(sorted(passed))}" if passed else ""
        return EvidenceTables(
            tables={"figures": pl.DataFrame(rows, schema=dict(FIGURES))},
            notes=(note,) if note else (),
        )


def _figure(
    cell: tuple[str, str, str, int], held: list[tuple[Value, str, str, Quality]]
) -> dict[str, object]:
    commodity, label, place, year = cell
    own = next(
        row for row in _series().values() if (row["commodity"], row["label"]) == (commodity, label)
    )
    value = _added([each[0] for each in held])
    return {
        "id": source_figure_id(SOURCE, "production", label, own["stage"], place, str(year)),
        "source": SOURCE,
        "locator": "; ".join(each[1] for each in held),
        "commodity": commodity,
        "label": label,
        "stage": own["stage"],
        "statistic": "production",
        "detail": "",
        "country": place,
        "partner": "",
        "period": str(year),
        "kind": str(value.kind),
        "number": value.number,
        "low": value.low,
        "high": value.high,
        "text": value.text,
        "unit": _UNITS[held[0][2]],
        "basis": own["basis"],
        "quality": str(max(each[3] for each in held)),
        "note": own["note"],
    }


READER = _Bgs()
"""Production by calendar year; t or kg, metal content or gross weight as the series says."""
