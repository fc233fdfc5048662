"""Readers of input-output tables that a user brings: one country cut out of a world table."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.input_output import InputOutputTable
from orepact.errors import EvidenceError
from orepact.evidence import country_name

__all__ = ["LAYOUTS", "read_table"]

Array = NDArray[np.float64]

_TOLERANCE = 1e-3
"""Residual that a row or a column may have, as a share of its total."""
_LEAST_MUSD = 1.0
"""Residuals below a million dollars are rounding."""

_ADB_CODES = {
    "BGD": "BAN", "BTN": "BHU", "BRN": "BRU", "KHM": "CAM", "CHN": "PRC", "DNK": "DEN",
    "FJI": "FIJ", "DEU": "GER", "IDN": "INO", "IRL": "IRE", "LVA": "LAT", "MYS": "MAL",
    "MDV": "MLD", "MNG": "MON", "NLD": "NET", "PHL": "PHI", "PRT": "POR", "ROU": "ROM",
    "SGP": "SIN", "ESP": "SPA", "LKA": "SRI", "CHE": "SWI", "TWN": "TAP", "GBR": "UKG",
    "VNM": "VIE", "HRV": "CRO", "BGR": "BUL",
}  # fmt: skip
"""Where the Asian Development Bank's code of an economy is not the alpha-3 code."""

_SPLIT = {"CHN": "CN1", "MEX": "MX1"}
"""Countries that the extended tables of the OECD split by kind of firm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """One country's part of a world table, million USD, with what its sums should be."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    flows: Array
    value_added: Array
    output: Array
    row_sums: Array
    column_sums: Array
    row_totals: Array


def _number(text: object, where: str) -> float:
    if text is None or text in {"", " "}:
        return 0.0
    try:
        return float(str(text))
    except ValueError as error:
        raise EvidenceError(
            f"{str(text)[:20]!r} is no number", where=where, do="Give the table as published"
        ) from error


def _refuse_imbalance(cut: _Cut, where: str) -> None:
    """Refuse a table whose rows or columns do not add up, naming the worst."""
    for kind, sums, totals in (
        ("row", cut.row_sums, cut.row_totals),
        ("column", cut.column_sums, cut.output),
    ):
        off = sums - totals
        allowed = np.maximum(_TOLERANCE * np.abs(totals), _LEAST_MUSD)
        worst = int(np.argmax(np.abs(off) / allowed))
        if abs(off[worst]) > allowed[worst]:
            raise EvidenceError(
                f"the table does not balance: {kind} {cut.codes[worst]} is off",
                where=where,
                why=f"it sums to {sums[worst]:,.6g} where its total says {totals[worst]:,.6g}, "
                f"residual {off[worst]:,.4g} million USD",
                do="Give the table as published; nothing is repaired silently",
            )


def _oecd_icio(path: Path, importer: str) -> tuple[_Cut, int]:
    """Cut one country out of the OECD's inter-country table (CSV).

    Columns: a first column of row labels, then ``COU_INDUSTRY`` for every country and industry,
    then ``COU_HFCE``, ``COU_GFCF`` and the other final uses, last ``OUT``. Rows: the same
    ``COU_INDUSTRY``, then ``TLS`` (taxes less subsidies), ``VA`` and ``OUT``. Million USD.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream)
        header = next(lines, [])
        mine = [at for at, name in enumerate(header) if name.startswith(f"{importer}_")]
        out = [at for at, name in enumerate(header) if name.upper() in {"OUT", "TOTAL"}]
        if not out or len(header) < 3:
            raise EvidenceError(
                "no column OUT", where=f"{path.name}:1", do="Give the OECD table with its totals"
            )
        own, special, sums, finals = {}, {}, np.zeros(len(header)), set()
        for number, cells in enumerate(lines, start=2):
            where = f"{path.name}:{number}"
            if len(cells) != len(header):
                raise EvidenceError(
                    f"{len(cells)} cells where the header has {len(header)}", where=where
                )
            label = cells[0]
            if label.startswith(f"{importer}_"):
                own[label] = np.array([_number(cell, where) for cell in cells[1:]])
            elif label in {"TLS", "VA", "OUT"}:
                special[label] = np.array([_number(cell, where) for cell in cells[1:]])
            if label != "OUT":
                for at in mine:
                    sums[at] += _number(cells[at], where)
    codes = [header[at] for at in mine if header[at] in own]
    finals = {header[at] for at in mine} - set(codes)
    _refuse_missing(
        path,
        importer=importer,
        codes=codes,
        special=special,
        split=_SPLIT.get(importer, ""),
        own=own,
    )
    places = np.array([header.index(code) - 1 for code in codes])
    rows = np.stack([own[code] for code in codes])
    last = out[-1] - 1
    plain = tuple(code.partition("_")[2] for code in codes)
    if not finals:
        raise EvidenceError("no column of final use", where=path.name)
    year = re.search(r"(19|20)\d\d", path.stem)
    cut = _Cut(
        codes=plain,
        names=plain,
        flows=rows[:, places],
        value_added=special["VA"][places],
        output=special["OUT"][places],
        row_sums=rows[:, :last].sum(axis=1),
        column_sums=sums[places + 1],
        row_totals=rows[:, last],
    )
    return cut, int(year.group()) if year else 0


def _refuse_missing(
    path: Path,
    *,
    importer: str,
    codes: Sequence[str],
    special: Mapping[str, Array],
    split: str,
    own: Mapping[str, Array],
) -> None:
    if not codes or (split and not any(np.any(row) for row in own.values())):
        raise EvidenceError(
            f"no industries of {country_name(importer)}",
            where=path.name,
            why=f"the extended table splits it into {split} and the like" if split else "",
            do="Give a table that holds the importer as one country",
        )
    missing = [name for name in ("VA", "OUT") if name not in special]
    if missing:
        raise EvidenceError(
            f"no row {missing[0]}", where=path.name, do="Give the table with its last rows"
        )


def _adb_mrio(path: Path, importer: str) -> tuple[_Cut, int]:
    """Cut one country out of the Asian Development Bank's multiregional table (XLSX).

    Sheet ``ADB MRIO YEAR``. Two header rows, economy codes above ``c1`` to ``c35`` and ``F1`` to
    ``F5``; rows carry name, economy, ``c1`` to ``c35``; below them ``r60`` (sum of inputs),
    ``r99``, ``r61`` to ``r64`` (``r64`` is value added), transport margins and ``r69`` (total).
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(path))
    except (OSError, CalamineError) as error:
        raise EvidenceError("is no workbook", where=path.name, why=str(error)) from error
    sheet = next((name for name in book.sheet_names if name.startswith("ADB MRIO")), None)
    if sheet is None:
        raise EvidenceError(
            "no sheet named ADB MRIO and a year", where=path.name, do="Give the bank's workbook"
        )
    cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    top = next((n for n, row in enumerate(cells) if "c1" in row), None)
    if top is None or top == 0:
        raise EvidenceError("no header row with c1", where=f"{path.name}:{sheet}")
    first = cells[top].index("c1")
    economy = _ADB_CODES.get(importer, importer)
    heads = list(zip(cells[top - 1], cells[top], strict=True))
    mine = [at for at, head in enumerate(heads) if head[0] == economy and str(head[1])[:1] == "c"]
    total = max(at for at, head in enumerate(heads) if str(head[0]).upper() == "TOT")
    rows, names, specials, sums = [], [], {}, np.zeros(len(mine))
    for number, row in enumerate(cells[top + 1 :], start=top + 2):
        where = f"{path.name}:{sheet}:{number}"
        owner, code = str(row[first - 2]), str(row[first - 1])
        values = [_number(row[at], where) for at in mine]
        if owner == economy and code.startswith("c"):
            rows.append([_number(cell, where) for cell in row[first : total + 1]])
            names.append(str(row[first - 3] or code))
        if code in {"r64", "r69"}:
            specials[{"r64": "VA", "r69": "OUT"}[code]] = np.array(values)
        if code and code not in {"r60", "r69", "None"}:
            sums += values
    _refuse_missing(
        path,
        importer=importer,
        codes=[str(at) for at in mine] if rows else [],
        special=specials,
        split="",
        own={},
    )
    block = np.array(rows)
    plain = tuple(str(heads[at][1]) for at in mine)
    year = re.search(r"\d{4}", sheet)
    cut = _Cut(
        codes=plain,
        names=tuple(names),
        flows=block[:, np.array(mine) - first],
        value_added=specials["VA"],
        output=specials["OUT"],
        row_sums=block[:, :-1].sum(axis=1),
        column_sums=sums,
        row_totals=block[:, -1],
    )
    return cut, int(year.group()) if year else 0


LAYOUTS = {"oecd-icio": _oecd_icio, "adb-mrio": _adb_mrio}
"""Layouts that can be read, by name."""

_TITLES = {
    "oecd-icio": "OECD inter-country input-output table",
    "adb-mrio": "Asian Development Bank multiregional input-output table",
}


def read_table(path: Path, layout: str, importer: str) -> InputOutputTable:
    """Return one country's table out of a world table that the user brings.

    Parameters
    ----------
    path : Path
        The publisher's file, unchanged.
    layout : str
        ``oecd-icio`` (CSV) or ``adb-mrio`` (XLSX).
    importer : str
        Alpha-3 code.

    Raises
    ------
    EvidenceError : an unknown layout, a missing country or total, a cell that is no number, or a
        row or column that does not balance, with its residual
    """
    if layout not in LAYOUTS:
        raise EvidenceError(
            f"layout {layout!r} cannot be read",
            where="--layout",
            do=f"Take one of {', '.join(LAYOUTS)}",
        )
    if not path.is_file():
        raise EvidenceError("no such file", where=str(path), do="Give the table with --table FILE")
    cut, year = LAYOUTS[layout](path, importer)
    if not year:
        raise EvidenceError(
            "the name states no year",
            where=path.name,
            why="Every result names the year of its table",
            do="Keep the publisher's name, which holds the year",
        )
    _refuse_imbalance(cut, path.name)
    return InputOutputTable(
        country=importer,
        title=f"{_TITLES[layout]}, {year} ({path.name})",
        classification=layout,
        pattern_year=year,
        totals_year=year,
        codes=cut.codes,
        names=cut.names,
        flows=cut.flows,
        output=cut.output,
        value_added=cut.value_added,
        sources=(f"{layout}: {path.name}, brought by the user",),
    )
