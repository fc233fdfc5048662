"""Reader of UCDP's event files: every row is checked, and only district and month leave it.

Dates and places of single events stay inside this module's caller for as long as a fit lasts; what
is stored or shown is a count per district and month.
"""

from __future__ import annotations

import csv
import datetime
import difflib
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from orepact.enable.land import is_on_land
from orepact.errors import EvidenceError, OrepactError, ProblemsError, UnknownNameError

__all__ = ["Event", "MonthCount", "by_month", "read_events"]

COLUMNS = (
    "date_start",
    "date_prec",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "type_of_violence",
    "side_a",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "low",
    "high",
)
"""Columns of the UCDP Georeferenced Event Dataset that are read (its codebook, version 22.1)."""
_FIRST_YEAR = 1989
_MONTH_KNOWN = 4
"""``date_prec`` up to 4: the month is known."""
_SHOWN = 20
"""Problems told at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event in which somebody was killed, as far as it is kept.

    Parameters
    ----------
    day : date
        Start.
    unit, province : str
        Unit of the panel; empty where the source does not know the district.
    is_dated, is_placed : bool
        Whether the month, and the district, are known.
    type_of_violence : int
        1 state-based, 2 non-state, 3 one-sided.
    deaths, low, high : int
        Best estimate and bounds.
    civilians, forces, armed_groups, unknown : int
        Deaths by who was killed.
    """

    day: datetime.date
    unit: str
    province: str
    is_dated: bool
    is_placed: bool
    type_of_violence: int
    deaths: int
    low: int
    high: int
    civilians: int
    forces: int
    armed_groups: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """Events and deaths of one unit in one month."""

    province: str
    unit: str
    month: str
    """ISO: ``2021-08``."""
    events: int
    deaths: int
    civilians: int
    forces: int
    armed_groups: int
    unknown: int


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError("the file cannot be read", where=str(path), why=str(error)) from error


class _Checked:
    """The rows of one file, with the problems found in them."""

    def __init__(self, shown: str, as_of: datetime.date, units: Mapping[str, tuple[str, str]]):
        self.shown, self.as_of, self.units = shown, as_of, units
        self.problems: list[OrepactError] = []

    def refuse(self, line: int, what: str, do: str) -> None:
        self.problems.append(EvidenceError(what, where=f"{self.shown}:{line}", do=do))

    def count(self, line: int, row: Mapping[str, str], column: str) -> int:
        """Return a whole number that is not negative."""
        try:
            number = float(row[column])
        except ValueError:
            number = -1.0
        if not 0 <= number < 1e6 or number != int(number):
            self.refuse(line, f"{column}: {row[column]!r} is no count", "Mend the row")
            return 0
        return int(number)

    def day(self, line: int, row: Mapping[str, str]) -> datetime.date | None:
        """Return the start, not in the future and not before the data begin."""
        text = row["date_start"][:10]
        try:
            day = datetime.date.fromisoformat(text)
        except ValueError:
            self.refuse(line, f"date_start: {text!r} is no date", "Write it as 2021-08-26")
            return None
        if day > self.as_of:
            self.refuse(
                line,
                f"date_start: {text} is in the future (the case speaks of {self.as_of})",
                "Mend the date, or move the case's as_of",
            )
            return None
        if day.year < _FIRST_YEAR:
            self.refuse(line, f"date_start: {text} is before {_FIRST_YEAR}", "Mend the date")
            return None
        return day

    def unit(self, line: int, name: str) -> tuple[str, str]:
        """Return unit and province of a district's name."""
        if not name:
            return "", ""
        if name not in self.units:
            near = difflib.get_close_matches(name, list(self.units), n=3, cutoff=0.5)
            self.problems.append(
                UnknownNameError("district", name, near, where=f"{self.shown}:{line}")
            )
            return "", ""
        return self.units[name]

    def point(self, line: int, row: Mapping[str, str]) -> tuple[float, float]:
        """Return longitude and latitude."""
        try:
            lon, lat = float(row["longitude"]), float(row["latitude"])
        except ValueError:
            lon, lat = np.nan, np.nan
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            where = f"{row['latitude']}, {row['longitude']}"
            self.refuse(line, f"latitude, longitude: {where} is no place", "Mend the row")
            return np.nan, np.nan
        return lon, lat


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(path)))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        raise EvidenceError(
            f"columns {', '.join(missing)} are missing",
            where=f"{path.name}:1",
            why="They are columns of the UCDP Georeferenced Event Dataset",
            do="Give its CSV file, or one with the same columns",
        )
    rows = [(reader.line_num, row) for row in reader]
    if not rows:
        raise EvidenceError("the file has no events", where=path.name, do="Give a file with events")
    return rows


def _event(check: _Checked, line: int, row: Mapping[str, str], host: str) -> Event | None:
    day = check.day(line, row)
    unit, province = check.unit(line, row["adm_2"].strip())
    by = {
        name: check.count(line, row, f"deaths_{name}")
        for name in ("a", "b", "civilians", "unknown")
    }
    is_state = row["side_a"].startswith("Government of") and row["side_a"].endswith(host)
    if day is None:
        return None
    return Event(
        day=day,
        unit=unit,
        province=province or row["adm_1"].strip(),
        is_dated=check.count(line, row, "date_prec") <= _MONTH_KNOWN,
        is_placed=bool(unit),
        type_of_violence=check.count(line, row, "type_of_violence"),
        deaths=check.count(line, row, "best"),
        low=check.count(line, row, "low"),
        high=check.count(line, row, "high"),
        civilians=by["civilians"],
        forces=by["a"] if is_state else 0,
        armed_groups=by["b"] + (0 if is_state else by["a"]),
        unknown=by["unknown"],
    )


def read_events(
    path: Path,
    *,
    as_of: datetime.date,
    units: Mapping[str, tuple[str, str]],
    basemap: Path,
    host: str,
) -> tuple[Event, ...]:
    """Return the events of a UCDP event file, every row checked.

    Parameters
    ----------
    path : Path
        CSV, plain or gzipped, with the columns of the UCDP Georeferenced Event Dataset.
    as_of : date
        No event may lie after it.
    units : mapping of str to (str, str)
        District as the file prints it to unit of the panel and its province.
    basemap : Path
        The case's base map: no event may lie in the sea.
    host : str
        Name of the host, as in ``Government of Pakistan``.

    Raises
    ------
    EvidenceError : the file cannot be read, or is no such file
    ProblemsError : rows with dates in the future, places in the sea, districts that are unknown
    """
    check = _Checked(path.name, as_of, units)
    rows = _rows(path)
    events: list[Event] = []
    points: list[tuple[float, float]] = []
    for line, row in rows:
        points.append(check.point(line, row))
        event = _event(check, line, row, host)
        if event is not None:
            events.append(event)
    lon, lat = np.array(points).T
    given = np.flatnonzero(np.isfinite(lon))
    wet = given[~is_on_land(basemap, lon[given], lat[given])]
    for index in wet:
        line, row = rows[index]
        place = f"{row['latitude']}, {row['longitude']}"
        check.refuse(line, f"latitude, longitude: {place} lies in the sea", "Mend the row")
    if check.problems:
        found = sorted(check.problems, key=lambda problem: int(problem.where.rpartition(":")[2]))
        more = f", the first {_SHOWN} of them" if len(found) > _SHOWN else ""
        raise ProblemsError(f"{path.name} has {len(found)} problem(s){more}", found[:_SHOWN])
    return tuple(events)


def by_month(events: Sequence[Event]) -> tuple[MonthCount, ...]:
    """Return events and deaths per unit and month; what has no month or district is left out."""
    cells: dict[tuple[str, str, str], list[int]] = {}
    for event in events:
        if not (event.is_dated and event.is_placed):
            continue
        key = (event.province, event.unit, f"{event.day:%Y-%m}")
        cell = cells.setdefault(key, [0] * 6)
        own = (
            1,
            event.deaths,
            event.civilians,
            event.forces,
            event.armed_groups,
            event.unknown,
        )
        cells[key] = [before + more for before, more in zip(cell, own, strict=True)]
    return tuple(
        MonthCount(
            province=province,
            unit=unit,
            month=month,
            events=n,
            deaths=deaths,
            civilians=civilians,
            forces=forces,
            armed_groups=groups,
            unknown=unknown,
        )
        for (province, unit, month), (n, deaths, civilians, forces, groups, unknown) in sorted(
            cells.items()
        )
    )
