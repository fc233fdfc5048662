"""Worldwide Governance Indicators: estimates, errors, and a rank that became a score."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import country
from orepact.evidence.readers.wgi_tables import DIMENSIONS, WgiCell, has_wgi, is_packed, wgi_cells
from orepact.evidence.tables import GOVERNANCE, EvidenceTables
from orepact.trace import source_figure_id

__all__ = ["READER", "linear_years"]

_MISSING = {"", "nan", "None", "NA", "N/A", "#N/A", ".."}
_OLD_CODES = {
    "ADO": "AND",
    "ROM": "ROU",
    "ZAR": "COD",
    "TMP": "TLS",
    "WBG": "PSE",
    "KSV": "XKX",
}
_LINEAR_WITHIN = 1e-3  # points of 100; a percentile rank misses a straight line by 20 and more
_FEWEST = 10

Key = tuple[str, str, int, str]
"""Dimension, country, year, statistic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Number:
    value: float
    place: str


def _year(cell: WgiCell) -> int:
    if not (cell.year.isdecimal() and len(cell.year) == 4):
        raise EvidenceError(f"{cell.year!r} is no year", where=cell.place)
    return int(cell.year)


def _number(cell: WgiCell) -> float | None:
    text = cell.text.strip()
    if text in _MISSING:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise EvidenceError(
            f"{text!r} is no {cell.statistic}",
            where=cell.place,
            why="A number or a missing mark (nan, .., blank) is expected",
        )
    return value


def _country(cell: WgiCell) -> str:
    code = _OLD_CODES.get(cell.code, cell.code)
    try:
        return country(code)
    except UnknownNameError as error:
        raise EvidenceError(
            f"unknown country code {cell.code!r}", where=cell.place, do=error.do
        ) from error


def _collect(path: Path) -> tuple[dict[Key, _Number], set[Key]]:
    numbers: dict[Key, _Number] = {}
    contradicted: set[Key] = set()
    for cell in wgi_cells(path):
        value = _number(cell)
        if value is None:
            continue
        if cell.dimension not in DIMENSIONS:
            raise EvidenceError(f"unknown dimension {cell.dimension!r}", where=cell.place)
        key = (DIMENSIONS[cell.dimension], _country(cell), _year(cell), cell.statistic)
        if key in numbers and numbers[key].value != value:
            contradicted.add(key)
        numbers.setdefault(key, _Number(value=value, place=cell.place))
    return numbers, contradicted


def linear_years(numbers: Mapping[tuple[str, str, int, str], float]) -> set[tuple[str, int]]:
    """Return the dimension and years whose "rank" is a straight line of the estimate.

    A percentile rank depends on all other countries and cannot be one; the governance score
    (0 to 100), which the World Bank prints beside the estimate since its 2025 edition, is one.

    Parameters
    ----------
    numbers : mapping of (dimension, country, year, statistic) to value
    """
    pairs: dict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for (dimension, place, year, statistic), value in numbers.items():
        if statistic == "rank":
            estimate = numbers.get((dimension, place, year, "estimate"))
            if estimate is not None:
                pairs[dimension, year].append((estimate, value))
    found = set()
    for key, points in pairs.items():
        estimates, ranks = np.asarray(points).T
        if len(points) >= _FEWEST and np.ptp(estimates) > 0:
            slope, intercept = np.polyfit(estimates, ranks, 1)
            if np.abs(ranks - intercept - slope * estimates).max() < _LINEAR_WITHIN:
                found.add(key)
    return found


def _statistic(key: Key, scores: set[tuple[str, int]]) -> str:
    dimension, _, year, statistic = key
    if not statistic.startswith("rank"):
        return statistic
    tail = statistic.removeprefix("rank")
    return f"governance score{tail}" if (dimension, year) in scores else f"percentile rank{tail}"


def _notes(contradicted: set[Key], scores: set[tuple[str, int]]) -> tuple[str, ...]:
    notes = []
    if scores:
        years = ", ".join(str(year) for year in sorted({year for _, year in scores}))
        notes.append(
            f"the rank of {years} is a straight line of the estimate: it is the governance score "
            "(0 to 100), kept under that name; it does not continue the percentile rank"
        )
    places = sorted({place for _, place, _, _ in contradicted})
    if places:
        notes.append(
            f"{len(contradicted)} values stand twice and differ ({', '.join(places)}): left out"
        )
    return tuple(notes)


@dataclass(frozen=True, slots=True)
class _Wgi:
    format: str = "worldbank-wgi"
    title: str = "World Bank, Worldwide Governance Indicators"

    def recognises(self, path: Path) -> bool:
        return has_wgi(path)

    def read(self, path: Path) -> EvidenceTables:
        numbers, contradicted = _collect(path)
        if not numbers:
            raise EvidenceError("every value is missing", where=path.name)
        last_year = max(year for _, _, year, _ in numbers)
        edition = f"packed-to-{last_year}" if is_packed(path) else str(last_year + 1)
        source = f"worldbank-wgi-{edition}"
        scores = linear_years({key: number.value for key, number in numbers.items()})
        rows = [
            (
                source_figure_id(source, key[0], statistic, key[1], str(key[2])),
                source,
                number.place,
                key[0],
                statistic,
                key[1],
                key[2],
                number.value,
            )
            for key, number in numbers.items()
            if key not in contradicted
            for statistic in (_statistic(key, scores),)
        ]
        table = pl.DataFrame(rows, schema=dict(GOVERNANCE), orient="row")
        return EvidenceTables(tables={"governance": table}, notes=_notes(contradicted, scores))


READER = _Wgi()
"""Estimate and standard error in standard deviations (about -2.5 worst to 2.5 best)."""
