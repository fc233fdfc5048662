"""Mineral Commodity Summaries before 2026: one world table of production, capacity and reserves.

Years stand in the column names (``PROD_EST_ 2024``, with a blank), the unit of production in
``UNIT_MEAS``, and the unit of reserves, where it differs, only in ``RESERVE_NOTES``: of any one
row for its whole table, as for iron ore, molybdenum and vanadium. A blank value is a figure only
where its note says what it is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from orepact.errors import EvidenceError
from orepact.evidence.errata import Overlay, bundled_errata, row_key
from orepact.evidence.readers.usgs_figures import FigureList, printed_value
from orepact.evidence.readers.usgs_terms import basis_of, stage_of
from orepact.evidence.readers.usgs_text import OfficialFile, Row, headed_by, open_official
from orepact.evidence.readers.usgs_units import PrintedUnit, worded_unit
from orepact.evidence.tables import EvidenceTables
from orepact.quantity import Basis, Period, Value

__all__ = ["READER", "WorldReader"]

_KEY = ("SOURCE", "COMMODITY", "COUNTRY", "TYPE", "UNIT_MEAS")
_COLUMNS = (*_KEY, "PROD_NOTES", "CAP_NOTES", "RESERVE_NOTES")
_SERIES = re.compile(r"^(PROD|CAP|RESERVES)_(EST_)? ?(20\d\d)$")
_STATISTIC = {"PROD": "production", "CAP": "capacity", "RESERVES": "reserves"}
_NOTES = {"PROD": "PROD_NOTES", "CAP": "CAP_NOTES", "RESERVES": "RESERVE_NOTES"}
_THOUSANDS = re.compile(r"reserve data is (thousand metric tons)", re.IGNORECASE)
_OWN_UNIT = re.compile(r"(?:crude ore|iron content), (million metric tons)", re.IGNORECASE)
_WITHHELD = re.compile(r"^w\b", re.IGNORECASE)
_ASK_AGAIN = "Take the publisher's own file again, unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldReader:
    """Reader of ``MCS2025_World_Data.csv`` and its kind."""

    format: str = "usgs-mcs-world"
    title: str = "USGS Mineral Commodity Summaries to 2025, world production and reserves"

    def recognises(self, path: Path) -> bool:
        """Return whether the header is that of the world table."""
        return headed_by(path, *_COLUMNS)

    def read(self, path: Path) -> EvidenceTables:
        """Return production, capacity and reserves of every row.

        Raises
        ------
        EvidenceError : naming file and line
        """
        file = open_official(path)
        missing = [column for column in _COLUMNS if column not in file.columns]
        series = [match for column in file.columns if (match := _SERIES.match(column))]
        if missing or not series:
            raise EvidenceError(
                f"no column {', '.join(missing) or 'of production, capacity or reserves'}",
                where=file.where(1),
                do="Give the world table of Mineral Commodity Summaries",
            )
        return _Reading(
            file=file,
            series=tuple(series),
            units=_units_by_table(file),
            reserve_units=_reserve_units_by_table(file),
            overlay=Overlay.of(file.digests, bundled_errata()),
        ).tables()


def _table(row: Row) -> tuple[str, str]:
    return row["COMMODITY"], row["TYPE"]


def _units_by_table(file: OfficialFile) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in file.rows:
        if row["UNIT_MEAS"]:
            found[_table(row)].add(row["UNIT_MEAS"])
    return {table: next(iter(units)) for table, units in found.items() if len(units) == 1}


def _reserve_units_by_table(file: OfficialFile) -> dict[tuple[str, str], str]:
    found = {}
    for row in file.rows:
        for pattern in (_THOUSANDS, _OWN_UNIT):
            if match := pattern.search(row["RESERVE_NOTES"]):
                found[_table(row)] = match[1]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    file: OfficialFile
    series: tuple[re.Match[str], ...]
    units: dict[tuple[str, str], str]
    reserve_units: dict[tuple[str, str], str]
    overlay: Overlay

    def tables(self) -> EvidenceTables:
        edition = re.fullmatch(r"MCS ?(20\d\d)", self.file.rows[0]["SOURCE"])
        if not edition:
            raise EvidenceError(
                f"{self.file.rows[0]['SOURCE']!r} names no edition",
                where=self.file.where(self.file.rows[0].line),
                do=_ASK_AGAIN,
            )
        figures = FigureList(source=f"usgs-mcs-{edition[1]}")
        remarks: list[str] = []
        for row in self.file.rows:
            for column in self.series:
                remarks += self._add(figures, row, column)
        return EvidenceTables(
            tables={"figures": figures.table()},
            notes=(
                *self.overlay.finish(self.file.name),
                *dict.fromkeys(remarks),
                *figures.unresolved(),
            ),
        )

    def _add(self, figures: FigureList, row: Row, column: re.Match[str]) -> list[str]:
        where = self.file.where(row.line)
        kind, estimated, year = column[1], bool(column[2]), int(column[3])
        statistic, notes, printed = _STATISTIC[kind], row[_NOTES[kind]], row[column[0]]
        if not printed and not notes:
            return []
        unit, unit_note = self._unit(row, statistic, where)
        value, value_note = _value(printed, notes, unit, where)
        is_estimate = estimated or "estimated" in f"{notes} {row['TYPE']}".lower()
        words = row["TYPE"]
        figures.add(
            key=(row["COMMODITY"], row["TYPE"], row["COUNTRY"], statistic, str(year)),
            locator=where,
            label=row["COMMODITY"],
            stage=stage_of(statistic, words),
            statistic=statistic,
            detail=f"{words} [world]",
            country=row["COUNTRY"],
            period=Period.year_end(year) if statistic == "reserves" else Period.year(year),
            value=value,
            unit=unit,
            basis=_basis(statistic, words, notes, unit),
            quality="C" if is_estimate else "A",
            notes=(notes, value_note, unit_note),
        )
        return [f"{row['COMMODITY']}, {row['TYPE']}: {unit_note}"] if unit_note else []

    def _unit(self, row: Row, statistic: str, where: str) -> tuple[PrintedUnit, str]:
        words, said = row["UNIT_MEAS"], ""
        if not words and (shared := self.units.get(_table(row))):
            words, said = shared, f"no unit is printed; {shared} in the rest of the table"
        if words:
            key = row_key(row["COMMODITY"], row["TYPE"], row["COUNTRY"])
            words, erratum = self.overlay.correct(key, words, where=where, field="unit")
            said = "; ".join(text for text in (said, erratum) if text)
        if statistic == "reserves" and (shared := self.reserve_units.get(_table(row))):
            words, said = shared, f"reserves in {shared} by a note on this table"
        unit = worded_unit(words)
        if unit is None:
            raise EvidenceError(f"unknown unit {words!r}", where=where, do=_ASK_AGAIN)
        return unit, said


def _value(printed: str, notes: str, unit: PrintedUnit, where: str) -> tuple[Value, str]:
    if printed:
        return printed_value(printed, notes=notes, unit=unit, where=where)
    if re.match(r"less than", notes, re.IGNORECASE):
        return printed_value("s", notes=notes, unit=unit, where=where)
    if _WITHHELD.match(notes):
        return Value.withheld("W"), "blank, withheld by its note"
    return Value.missing(""), "blank, explained by its note"


def _basis(statistic: str, words: str, notes: str, unit: PrintedUnit) -> Basis:
    if not unit.is_mass:
        return Basis.NOT_APPLICABLE
    if statistic == "reserves":
        own = notes.partition("For Australia")[0]
        if re.match(r"shipping grade|gross weight|crude ore", own, re.IGNORECASE):
            return Basis.GROSS
        stated = basis_of(own)
        if stated is not Basis.NOT_STATED:
            return stated
    return basis_of(words)


READER = WorldReader()
