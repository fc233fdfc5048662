"""Mineral Commodity Summaries before 2026: one wide salient-statistics file per commodity.

Each column is one series and its unit is the column's suffix (``Imports_Refined_kt``). Columns
differ from file to file, and some are misprinted: ``NIR_ct`` and ``NIR_Concentrate_t`` are
percentages, two columns can have one name, a file can end in blank columns. What a suffix cannot
tell is not guessed: a price whose suffix is a weight has the unit ``1`` and quality D.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from orepact.errors import EvidenceError
from orepact.evidence.errata import Overlay, bundled_errata, row_key
from orepact.evidence.readers.usgs_figures import FigureList, printed_value
from orepact.evidence.readers.usgs_labels import Meaning, commodity_meaning
from orepact.evidence.readers.usgs_terms import basis_of, stage_of
from orepact.evidence.readers.usgs_text import OfficialFile, Row, open_official, read_header
from orepact.evidence.readers.usgs_units import PrintedUnit, suffix_unit
from orepact.evidence.tables import EvidenceTables
from orepact.quantity import Basis, Period

__all__ = ["READER", "SalientReader"]

_SOURCES = ("DataSource", "Source")
_EDITION = re.compile(r"^MCS ?(20\d\d)$")
_MEANINGS: tuple[tuple[str, str], ...] = (
    (r"nir", "net import reliance"),
    (r"employment", "employment"),
    (r"price", "price"),
    (r"stocks", "stocks"),
    (r"imports", "imports"),
    (r"exports", "exports"),
    (r"supply", "apparent supply"),
    (r"consump|apparent", "consumption"),
    (r"shipments_gov", "government stock shipments"),
    (r"usprod.*second|usprod.*scrap|post-consumer|recycl", "secondary production"),
    (r"prod(?!ucts)|mine_|refinery|extracted|furnace|continuous", "production"),
    (r"shipments|withdrawn", "shipments"),
    (r"sold|sales|products", "sold or used"),
)
_CONSUMPTION = (
    (r"ap+r?e?nt|apparent", "apparent consumption"),
    (r"reported|rprtd", "reported consumption"),
    (r"_est", "estimated consumption"),
)
_KILOGRAMS = PrintedUnit(printed="kg", unit="kg", is_mass=True)
_CUBIC_METERS = PrintedUnit(printed="million cubic meters", unit="m3", scale=1e6)
_PER_KILOGRAM = PrintedUnit(printed="dollars per kilogram", unit="USD/kg")
_PER_TON_UNIT = PrintedUnit(printed="dollars per dry metric ton unit", unit="USD/dmtu")
_SAME_SERIES = "the 2026 edition prints the same series"
_MISPRINTS = {
    "Consump_g": (
        _KILOGRAMS,
        "column suffix g read as kg, the unit of this file's other quantities",
    ),
    "Grade-A-Salescm": (
        _CUBIC_METERS,
        "column suffix read as mcm, the unit of its other quantities",
    ),
    "Price_WO3_dt": (
        _PER_TON_UNIT,
        f"column suffix dt read as dollars per dry metric ton unit, in which {_SAME_SERIES}",
    ),
    "Price_Imports_df": (
        _PER_KILOGRAM,
        f"column suffix df read as dollars per kilogram, in which {_SAME_SERIES}",
    ),
    "Price_Sheet-Block_dt": (
        _PER_KILOGRAM,
        f"column suffix dt read as dollars per kilogram, in which {_SAME_SERIES}",
    ),
    "Price_Sheet-Splittings_dt": (
        _PER_KILOGRAM,
        f"column suffix dt read as dollars per kilogram, in which {_SAME_SERIES}",
    ),
}
_UNITLESS = PrintedUnit(printed="", unit="1")
_GROUP = re.compile(r"^(Bauxite|Alumina|Stones|Bort|Granite|HPQ|Crystal)_?(?=[A-Z])")
_OWN_COMMODITY = frozenset({"Bauxite", "Alumina"})
_FORMULAS = {"GeO2": "germanium dioxide", "SeO2": "selenium dioxide", "V2O5": "vanadium pentoxide"}
_ASK_AGAIN = "Take the publisher's own file again, unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class SalientReader:
    """Reader of ``mcs2025-copper_salient.csv`` and its kind, editions 2023 and 2025."""

    format: str = "usgs-mcs-salient"
    title: str = "USGS Mineral Commodity Summaries to 2025, salient statistics of one commodity"

    def recognises(self, path: Path) -> bool:
        """Return whether the header is source, commodity and year, then columns with suffixes."""
        header = read_header(path)
        if len(header) < 4 or header[0] not in _SOURCES or header[1:3] != ("Commodity", "Year"):
            return False
        return any(_statistic(column) for column in header[3:])

    def read(self, path: Path) -> EvidenceTables:
        """Return every cell of the file that holds a value as a figure.

        Raises
        ------
        EvidenceError : naming file and line
        """
        if not self.recognises(path):
            raise EvidenceError(
                "not the header of a salient-statistics file",
                where=f"{path.name}:1",
                do="Give a file that starts DataSource,Commodity,Year",
            )
        file = open_official(path)
        edition = _edition(file)
        figures = FigureList(source=f"usgs-mcs-{edition}")
        overlay = Overlay.of(file.digests, bundled_errata())
        latest = max(_year(file, row) for row in file.rows)
        reading = _Reading(file=file, figures=figures, overlay=overlay, latest=latest)
        remarks: list[str] = []
        for row in file.rows:
            for column in file.columns[3:]:
                remarks += _add(reading, row, column)
        return EvidenceTables(
            tables={"figures": figures.table()},
            notes=(
                *overlay.finish(file.name),
                *dict.fromkeys(remarks),
                *figures.unresolved(),
            ),
        )


def _edition(file: OfficialFile) -> str:
    for row in file.rows:
        match = _EDITION.match(row[file.columns[0]])
        if not match:
            raise EvidenceError(
                f"{row[file.columns[0]]!r} names no edition",
                where=file.where(row.line),
                do=_ASK_AGAIN,
            )
    return _EDITION.sub(r"\1", file.rows[0][file.columns[0]])


def _year(file: OfficialFile, row: Row) -> int:
    if not re.fullmatch(r"(?:19|20)\d\d", row["Year"]):
        raise EvidenceError(
            f"{row['Year']!r} is no year", where=file.where(row.line), do=_ASK_AGAIN
        )
    return int(row["Year"])


def _statistic(column: str) -> str | None:
    words = column.lower()
    for pattern, statistic in _MEANINGS:
        if re.search(pattern, words):
            if statistic != "consumption":
                return statistic
            return next(
                (kind for mark, kind in _CONSUMPTION if re.search(mark, words)), "consumption"
            )
    return None


def _unit(column: str, statistic: str) -> tuple[PrintedUnit, str]:
    plain = column.partition("#")[0]
    if plain in _MISPRINTS:
        return _MISPRINTS[plain]
    suffix = plain.rpartition("_")[2]
    if statistic == "net import reliance":
        percent = PrintedUnit(printed=suffix, unit="%")
        return percent, "" if suffix == "pct" else f"column suffix {suffix} read as percent"
    if statistic == "employment":
        people = PrintedUnit(printed=suffix, unit="person")
        return (
            people,
            "" if suffix == "num" else f"column suffix {suffix or 'none'} read as persons",
        )
    unit = suffix_unit(suffix)
    if unit is None:
        return _UNITLESS, f"column {plain} states no known unit"
    is_price_unit = "/" in unit.unit or unit.unit == "index"
    if (statistic == "price") is not is_price_unit:
        return _UNITLESS, f"column suffix {suffix} does not fit a {statistic}: unit not stated"
    return unit, ""


def _words(column: str) -> str:
    tokens = re.split(r"[_\-, ]+", column.partition("#")[0])
    return " ".join(_FORMULAS.get(token, token) for token in tokens if token)


def _label(commodity: str, column: str) -> tuple[str, Meaning]:
    group = _GROUP.match(column)
    if not group:
        return commodity, commodity_meaning(commodity)
    own = group[1] if group[1] in _OWN_COMMODITY else commodity
    return f"{commodity} / {group[1]}", commodity_meaning(own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    file: OfficialFile
    figures: FigureList
    overlay: Overlay
    latest: int


def _add(reading: _Reading, row: Row, column: str) -> list[str]:
    file, figures, overlay = reading.file, reading.figures, reading.overlay
    where = file.where(row.line)
    printed = row[column]
    if not column.partition("#")[0]:
        return [f"{where}: a value {printed!r} under a blank heading, left out"] if printed else []
    statistic = _statistic(column)
    if statistic is None:
        raise EvidenceError(f"unknown column {column!r}", where=file.where(1), do=_ASK_AGAIN)
    if not printed:
        return []
    unit, unit_note = _unit(column, statistic)
    year = _year(file, row)
    label, commodity = _label(row["Commodity"], column)
    key = (row["Commodity"], column, str(year))
    printed, erratum_note = overlay.correct(row_key(*key), printed, where=where)
    is_worded = printed.lower().startswith("less than")
    value, value_note = printed_value(
        "s" if is_worded else printed, notes=printed, unit=unit, where=where
    )
    words = _words(column)
    basis = basis_of(words) if unit.is_mass else Basis.NOT_APPLICABLE
    year_note = "latest year of the edition, estimated" if year == reading.latest else ""
    is_unclear = unit is _UNITLESS or "does not fit" in unit_note
    figures.add(
        key=key,
        locator=where,
        commodity=commodity,
        label=label,
        stage=stage_of(statistic, words),
        statistic=statistic,
        detail=column,
        country="United States",
        period=Period.year_end(year) if statistic == "stocks" else Period.year(year),
        value=value,
        unit=unit,
        basis=basis,
        quality="D" if is_unclear else "C" if year_note else "A",
        notes=(erratum_note, value_note, unit_note, year_note),
    )
    return [f"{file.name}: {unit_note}"] if unit_note else []


READER = SalientReader()
