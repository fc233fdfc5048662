"""Mineral Commodity Summaries from 2026 on: one long file of all chapters.

Two tables of a chapter can speak of the same thing: United States mine production stands in the
salient statistics and again among the countries of the world table, rounded otherwise. The
``detail`` of every world-table row ends with ``[world]``; sum and rank countries over those alone,
and take the United States' own series, five years long, from the others.

How net import reliance pairs with its inputs
---------------------------------------------
A row with statistic ``net import reliance`` and its inputs carry the same ``label`` (chapter and
commodity) and the same ``period``; where a chapter publishes several (zinc: ores and
concentrates, refined zinc), ``detail`` says which. Its ``note`` holds the publisher's definition
("Defined as imports - exports +/- adjustments for industry stock changes"), which differs by
chapter and, where government stocks left it in 2023, by year. Inputs are ``production``,
``secondary production``, ``shipments``, ``sold or used``, ``imports``, ``exports``,
``government stock shipments``, ``stocks`` (yearend: the change is last year's less this year's)
and one of the consumption statistics as denominator. ``usgs_reliance.py`` names the rows for
every chapter; the findings stand in ``docs/notes-usgs-net-import-reliance.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from orepact.errors import EvidenceError
from orepact.evidence.errata import Erratum, Overlay, bundled_errata, row_key
from orepact.evidence.readers.usgs_figures import FigureList, printed_value
from orepact.evidence.readers.usgs_labels import commodity_meaning
from orepact.evidence.readers.usgs_terms import stage_of, stated_basis, statistic_of
from orepact.evidence.readers.usgs_text import OfficialFile, Row, headed_by, open_official
from orepact.evidence.readers.usgs_units import PrintedUnit, worded_unit
from orepact.evidence.tables import EvidenceTables
from orepact.quantity import Basis, Period, PeriodType

__all__ = ["READER", "LongFileReader"]

_CHAPTER, _SECTION, _COMMODITY, _COUNTRY = "MCS chapter", "Section", "Commodity", "Country"
_STATISTICS, _DETAIL, _UNIT, _YEAR = "Statistics", "Statistics_detail", "Unit", "Year"
_VALUE, _NOTES, _OTHER_NOTES = "Value", "Notes", "Other notes"
_KEY = (_CHAPTER, _SECTION, _COMMODITY, _COUNTRY, _STATISTICS, _DETAIL, _YEAR)
_COLUMNS = (*_KEY, _UNIT, _VALUE, _NOTES, _OTHER_NOTES)
_CRITICAL = re.compile(r"^Is critical mineral \d{4}$")
_UNIT_IN_DETAIL = re.compile(r"million square feet", re.IGNORECASE)
_SPLIT_SERIES = {"MICA (NATURAL)": ("Scrap and flake", "Sheet")}
_ASK_AGAIN = "Take the publisher's own file again, unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class LongFileReader:
    """Reader of ``MCS2026_Commodities_Data.csv`` and its kind.

    Parameters
    ----------
    errata : tuple of Erratum or None
        Corrections to lay over; None for those that ship.
    """

    errata: tuple[Erratum, ...] | None = None
    format: str = "usgs-mcs-2026"
    title: str = "USGS Mineral Commodity Summaries 2026, commodities data (one long file)"

    def recognises(self, path: Path) -> bool:
        """Return whether the header is that of the long file."""
        return headed_by(path, *_COLUMNS)

    def read(self, path: Path) -> EvidenceTables:
        """Return every row of the file as a figure.

        Raises
        ------
        EvidenceError : naming file and line
        """
        file = open_official(path)
        missing = [column for column in _COLUMNS if column not in file.columns]
        if missing:
            raise EvidenceError(
                f"no column {', '.join(missing)}",
                where=file.where(1),
                do="Give the long commodities file of Mineral Commodity Summaries",
            )
        return _Reading(file=file, overlay=self._overlay(file), edition=_edition(file)).tables()

    def _overlay(self, file: OfficialFile) -> Overlay:
        errata = bundled_errata() if self.errata is None else self.errata
        return Overlay.of(file.digests, errata)


def _edition(file: OfficialFile) -> int:
    years = [int(row[_YEAR]) for row in file.rows if re.fullmatch(r"(?:19|20)\d\d", row[_YEAR])]
    if not years:
        raise EvidenceError("no row has a year", where=file.where(1), do=_ASK_AGAIN)
    return max(years)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    file: OfficialFile
    overlay: Overlay
    edition: int

    def tables(self) -> EvidenceTables:
        figures = FigureList(source=f"usgs-mcs-{self.edition + 1}")
        remarks = [remark for row in self.file.rows for remark in self._add(figures, row)]
        corrected = self.overlay.finish(self.file.name)
        return EvidenceTables(
            tables={"figures": figures.table()},
            notes=(*corrected, *remarks, *figures.unresolved()),
        )

    def _add(self, figures: FigureList, row: Row) -> list[str]:
        where = self.file.where(row.line)
        statistic = statistic_of(row[_STATISTICS], row[_DETAIL])
        if statistic is None:
            raise EvidenceError(
                f"unknown statistic {row[_STATISTICS]!r}", where=where, do=_ASK_AGAIN
            )
        notes, remark = self._notes(row)
        named = tuple(row[column] for column in _KEY)
        ordinal = figures.ordinal(*named)
        key = (*named, f"#{ordinal}") if ordinal > 1 else named
        printed, erratum_note = self.overlay.correct(row_key(*key), row[_VALUE], where=where)
        words, unit_erratum = self.overlay.correct(
            row_key(*key), row[_UNIT], where=where, field="unit"
        )
        unit, unit_note = _unit(row, words, where)
        value, value_note = printed_value(printed, notes=notes, unit=unit, where=where)
        period, period_note = self._period(row, statistic, where)
        detail, series_note = _series(row, ordinal, where)
        is_source = statistic == "import sources"
        basis = Basis.NOT_APPLICABLE
        if unit.is_mass:
            basis = stated_basis(
                statistic=statistic,
                detail=row[_DETAIL],
                notes=row[_NOTES],
                section=row[_SECTION],
                header=row[_OTHER_NOTES],
            )
        figures.add(
            key=key,
            locator=where,
            commodity=commodity_meaning(row[_COMMODITY], row[_CHAPTER]),
            label=_label(row),
            stage=stage_of(statistic, row[_DETAIL], row[_SECTION]),
            statistic=statistic,
            detail=detail,
            country="United States" if is_source else row[_COUNTRY],
            partner=row[_COUNTRY] if is_source else "",
            period=period,
            value=value,
            unit=unit,
            basis=basis,
            quality="C" if re.search(r"\bestimated\b", notes, re.IGNORECASE) else "A",
            notes=(
                erratum_note,
                unit_erratum,
                notes,
                value_note,
                unit_note,
                period_note,
                series_note,
            ),
        )
        return [f"{where}: {text}" for text in (remark, value_note, unit_note, series_note) if text]

    def _notes(self, row: Row) -> tuple[str, str]:
        flags = [row[column] for column in self.file.columns if _CRITICAL.match(column)]
        if row[_NOTES] in ("Yes", "No") and flags and flags[0] not in ("Yes", "No", ""):
            shifted = f"columns shifted: Notes holds {row[_NOTES]!r}, the flag {flags[0]!r}"
            return "", shifted
        if flags and flags[0] not in ("Yes", "No"):
            return row[_NOTES], f"the critical-mineral flag is {flags[0]!r}"
        return row[_NOTES], ""

    def _period(self, row: Row, statistic: str, where: str) -> tuple[Period, str]:
        try:
            printed = Period.parse(row[_YEAR])
        except ValueError as error:
            raise EvidenceError(f"{row[_YEAR]!r} is no year", where=where, do=_ASK_AGAIN) from error
        if printed.type is not PeriodType.CALENDAR:
            return printed, ""
        if statistic == "reserves":
            said = ""
            if printed.end != self.edition:
                said = (
                    f"coded Year {printed.end} in the file; reserves are those of this edition, "
                    "another basis or year code is no time series"
                )
            return Period.year_end(self.edition), said
        if statistic == "stocks" or "yearend" in row[_DETAIL].lower():
            return Period.year_end(printed.end), ""
        return printed, ""


def _unit(row: Row, words: str, where: str) -> tuple[PrintedUnit, str]:
    if found := _UNIT_IN_DETAIL.search(row[_DETAIL]):
        unit = worded_unit(found[0])
        if unit is not None and words.lower() != found[0].lower():
            return unit, f"the Unit column says {words!r}, the row's own words {found[0]!r}"
    if not words:
        return PrintedUnit(printed="", unit="1"), "no unit is printed"
    unit = worded_unit(words)
    if unit is None:
        raise EvidenceError(f"unknown unit {words!r}", where=where, do=_ASK_AGAIN)
    return unit, ""


def _series(row: Row, ordinal: int, where: str) -> tuple[str, str]:
    """Return the detail that tells apart two series printed under one label, and a remark."""
    names = _SPLIT_SERIES.get(row[_CHAPTER], ())
    if row[_SECTION].startswith("Salient") and names and ordinal <= len(names):
        is_sheet = ordinal == 2 or row[_STATISTICS] == "Sold or used"
        name = names[1] if is_sheet else names[0]
        said = f"second series under one label, read as {name.lower()}" if ordinal == 2 else ""
        if "muscovite" in row[_DETAIL] or row[_STATISTICS] == "Employment":
            return row[_DETAIL], ""
        return f"{row[_DETAIL]} ({name})", said
    if ordinal > 1:
        raise EvidenceError(
            "the same row stands twice",
            where=where,
            why=f"Two rows are named {', '.join(row[column] for column in _KEY)}",
            do=_ASK_AGAIN,
        )
    return f"{row[_DETAIL]} [world]" if row[_SECTION].startswith("World") else row[_DETAIL], ""


def _label(row: Row) -> str:
    chapter, commodity = row[_CHAPTER], row[_COMMODITY]
    return chapter if commodity.lower() == chapter.lower() else f"{chapter} / {commodity}"


READER = LongFileReader()
