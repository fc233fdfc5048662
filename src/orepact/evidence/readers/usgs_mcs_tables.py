"""Figures and tables of the Summaries' front matter: reliance, sources, controls, agreements.

Read are the net import reliance figure, the import source figure (2026 layout), the
critical-mineral salient table, the export controls by country and the U.S. agreements. The
figures repeat the long file in other words and rounding, so they carry a source id of their own,
``usgs-mcs-2026-tables``, and are never added to it. The end-use table holds words alone and is
not read. The import source figure repeats reliance with its bounds cut off (75 for >75); that
column is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_figures import FigureList, printed_value
from orepact.evidence.readers.usgs_labels import country_meaning
from orepact.evidence.readers.usgs_terms import stage_of
from orepact.evidence.readers.usgs_text import OfficialFile, Row, open_official, read_header
from orepact.evidence.readers.usgs_units import PrintedUnit, worded_unit
from orepact.evidence.tables import POLICY, EvidenceTables
from orepact.quantity import Basis, Period
from orepact.trace import source_figure_id

__all__ = ["READER", "FrontMatterReader"]

_PERCENT = PrintedUnit(printed="percent", unit="%")
_RELIANCE = re.compile(r"^Net_Import_Reliance_pct_(20\d\d)$")
_ASK_AGAIN = "Take the publisher's own file again, unchanged"
_POLICY_EDITION = "usgs-mcs-2026-tables"
_SALIENT = (
    ("Primary_prod", "production", "Prod_notes"),
    ("Secondary_prod", "secondary production", "Prod_notes"),
    ("Apparent_Consumption", "apparent consumption", "Consumption_Notes"),
    ("Net_Import_Reliance", "net import reliance", ""),
    ("Leading_country_prod", "production", "World_prod_notes"),
    ("World_total_prod", "production", "World_prod_notes"),
)
_SALIENT_COLUMNS = frozenset(
    ("Source", "Year", "Units", "Critical_mineral", "Leading_source_country")
) | {name for series in _SALIENT for name in (series[0], series[2]) if name}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatterReader:
    """Reader of ``MCS2026_Fig2``, ``Fig3``, ``T4``, ``T5``, ``T7`` and their kind."""

    format: str = "usgs-mcs-tables"
    title: str = "USGS Mineral Commodity Summaries, figures and tables of the front matter"

    def recognises(self, path: Path) -> bool:
        """Return whether the header is that of one of the tables."""
        return _layout(read_header(path)) is not None

    def read(self, path: Path) -> EvidenceTables:
        """Return the figures, or the policy rows, of a table.

        Raises
        ------
        EvidenceError : naming file and line
        """
        file = open_official(path)
        layout = _layout(file.columns)
        if layout is None:
            raise EvidenceError(
                "not the header of a known figure or table",
                where=file.where(1),
                do="Give Fig2, Fig3, T4, T5 or T7 of Mineral Commodity Summaries",
            )
        return layout(file)


def _layout(columns: tuple[str, ...]) -> Callable[[OfficialFile], EvidenceTables] | None:
    held = set(columns)
    if held >= {"Source", "Commodity", "Import_Share_Order", "Notes"} and any(
        map(_RELIANCE.match, columns)
    ):
        return _reliance
    if held >= {"Source", "Commodity", "Import_Source_2021_24", "Percent"}:
        return _import_sources
    if held >= _SALIENT_COLUMNS:
        return _critical_minerals
    if held >= {"Country", "Control_Type", "Commodity_Year", "Data_source", "Notes"}:
        return _export_controls
    if held >= {"Country", "Agreement", "Signing_date", "Focus_area", "Source"}:
        return _agreements
    return None


def _source(file: OfficialFile) -> str:
    printed = file.rows[0]["Source"]
    if not re.fullmatch(r"MCS20\d\d", printed):
        raise EvidenceError(
            f"{printed!r} names no edition", where=file.where(file.rows[0].line), do=_ASK_AGAIN
        )
    return f"usgs-mcs-{printed[3:]}-tables"


def _finished(figures: FigureList, remarks: list[str]) -> EvidenceTables:
    return EvidenceTables(
        tables={"figures": figures.table()}, notes=(*remarks, *figures.unresolved())
    )


def _reliance(file: OfficialFile) -> EvidenceTables:
    figures = FigureList(source=_source(file))
    column = next(match for name in file.columns if (match := _RELIANCE.match(name)))
    sources = next((name for name in file.columns if name.startswith("Major_Import_Sources")), "")
    for row in file.rows:
        where = file.where(row.line)
        value, said = printed_value(row[column[0]], notes=row["Notes"], unit=_PERCENT, where=where)
        figures.add(
            key=("net import reliance", row["Commodity"], column[1]),
            locator=where,
            label=row["Commodity"],
            stage=stage_of("net import reliance", row["Commodity"]),
            statistic="net import reliance",
            detail="net import reliance figure",
            country="United States",
            period=Period.year(int(column[1])),
            value=value,
            unit=_PERCENT,
            basis=Basis.NOT_APPLICABLE,
            quality="C",
            notes=(said, row["Notes"], f"main sources: {row[sources]}" if sources else ""),
        )
    return _finished(figures, [])


def _import_sources(file: OfficialFile) -> EvidenceTables:
    figures = FigureList(source=_source(file))
    remarks = []
    for row in file.rows:
        where = file.where(row.line)
        origin = row["Import_Source_2021_24"]
        if origin == "NA":
            remarks.append(f"{where}: {row['Commodity']} has no named source, left out")
            continue
        value, said = printed_value(row["Percent"], notes="", unit=_PERCENT, where=where)
        figures.add(
            key=("import sources", row["Commodity"], origin),
            locator=where,
            label=row["Commodity"],
            stage=stage_of("import sources", row["Commodity"]),
            statistic="import sources",
            detail="import source figure",
            country="United States",
            partner=origin,
            period=Period.average(2021, 2024),
            value=value,
            unit=_PERCENT,
            basis=Basis.NOT_APPLICABLE,
            quality="A",
            notes=(said,),
        )
    return _finished(figures, remarks)


def _critical_minerals(file: OfficialFile) -> EvidenceTables:
    figures = FigureList(source=_source(file))
    for row in file.rows:
        for column, statistic, notes in _SALIENT:
            if row[column]:
                _add_salient(figures, file, row, (column, statistic, notes))
    return _finished(figures, [])


def _add_salient(
    figures: FigureList, file: OfficialFile, row: Row, series: tuple[str, str, str]
) -> None:
    column, statistic, notes_column = series
    notes = row[notes_column] if notes_column else ""
    where = file.where(row.line)
    unit = _PERCENT if statistic == "net import reliance" else worded_unit(row["Units"])
    year = re.match(r"20\d\d", row["Year"])
    if unit is None or year is None:
        raise EvidenceError(
            f"unit {row['Units']!r} or year {row['Year']!r} is not known",
            where=where,
            do=_ASK_AGAIN,
        )
    if statistic == "apparent consumption" and notes.startswith("Reported"):
        statistic = "reported consumption"
    country = {
        "Leading_country_prod": row["Leading_source_country"],
        "World_total_prod": "World total",
    }.get(column, "United States")
    is_world = column in ("Leading_country_prod", "World_total_prod")
    value, said = printed_value(row[column], notes=notes, unit=unit, where=where)
    figures.add(
        key=("critical minerals", row["Critical_mineral"], column, year[0]),
        locator=where,
        label=row["Critical_mineral"],
        stage=stage_of(statistic, f"{row['Critical_mineral']} {notes}"),
        statistic=statistic,
        detail=f"{column} [world]" if is_world else column,
        country=country,
        period=Period.year(int(year[0])),
        value=value,
        unit=unit,
        basis=Basis.NOT_STATED if unit.is_mass else Basis.NOT_APPLICABLE,
        quality="C",
        notes=(notes, said),
    )


def _members(label: str) -> list[str]:
    is_group = "+" in (code := country_meaning(label).code) or code == "GRP"
    return re.split(r",? and |, ", label) if is_group else [label]


def _policy(rows: list[tuple[str, ...]], remarks: list[str]) -> EvidenceTables:
    table = pl.DataFrame(rows, schema=POLICY, orient="row")
    repeated = table.filter(pl.col("id").is_duplicated())
    if repeated.height:
        raise EvidenceError(
            "the same row stands twice", where=repeated["locator"][-1], do=_ASK_AGAIN
        )
    return EvidenceTables(tables={"policy": table}, notes=tuple(remarks))


def _unresolved(file: OfficialFile, row: Row, label: str) -> list[str]:
    meaning = country_meaning(label)
    return [] if meaning.is_resolved else [f"{file.where(row.line)}: {meaning.note}"]


def _export_controls(file: OfficialFile) -> EvidenceTables:
    rows: list[tuple[str, ...]] = []
    remarks: list[str] = []
    for row in file.rows:
        years = sorted(set(re.findall(r"\b(?:19|20)\d\d\b", row["Commodity_Year"])))
        remarks += _unresolved(file, row, row["Country"])
        rows.append(
            (
                source_figure_id(
                    _POLICY_EDITION, "export control", row["Country"], row["Control_Type"]
                ),
                _POLICY_EDITION,
                file.where(row.line),
                "export control",
                country_meaning(row["Country"]).code,
                "",
                row["Control_Type"],
                row["Commodity_Year"],
                years[0] if len(years) == 1 else "",
                row["Data_source"],
                "; ".join(
                    text
                    for text in (
                        row["Notes"],
                        "years stand beside each commodity" if len(years) > 1 else "",
                        country_meaning(row["Country"]).note,
                    )
                    if text
                ),
            )
        )
    return _policy(rows, remarks)


def _agreements(file: OfficialFile) -> EvidenceTables:
    rows: list[tuple[str, ...]] = []
    remarks: list[str] = []
    for row in file.rows:
        first, second = row["Signing_date"], row.fields.get("Signing_date#2", "")
        day = second if re.fullmatch(r"20\d\d-\d\d(?:-\d\d)?", second) else ""
        said = f"printed {first} and {second}" if second else f"printed {first}"
        for member in _members(row["Country"]):
            remarks += _unresolved(file, row, member)
            joint = f"joint with {row['Country']}" if member != row["Country"] else ""
            rows.append(
                (
                    source_figure_id(_POLICY_EDITION, "agreement", member, row["Agreement"]),
                    _POLICY_EDITION,
                    file.where(row.line),
                    "agreement",
                    "USA",
                    country_meaning(member).code,
                    row["Agreement"],
                    row["Focus_area"],
                    day,
                    row["Source"],
                    "; ".join(text for text in (said, joint) if text),
                )
            )
    return _policy(rows, remarks)


READER = FrontMatterReader()
