"""The panel of events by district and month, and the totals beside it, as a case stores them."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.enable.case_table import read_rows
from orepact.enable.ucdp_events import MonthCount
from orepact.errors import CaseError, UnknownNameError

__all__ = ["Panel", "Units", "month_names", "month_series", "panel_of", "read_panel", "read_units"]

Floats = NDArray[np.float64]
_COUNTS = ("events", "deaths", "civilians", "forces", "armed_groups", "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Units of the panel: districts as the events name them.

    Parameters
    ----------
    by_name : dict of name as printed to (unit, province)
    districts : dict of unit to tuple of districts of the census
    """

    by_name: dict[str, tuple[str, str]]
    districts: dict[str, tuple[str, ...]]

    def of(self, province: str) -> tuple[str, ...]:
        """Return the units of a province, in order."""
        return tuple(sorted({unit for unit, where in self.by_name.values() if where == province}))

    def unit_of(self, district: str) -> str:
        """Return the unit that holds a district of the census.

        Raises
        ------
        UnknownNameError : with the nearest districts
        """
        for unit, members in self.districts.items():
            if district in (unit, *members):
                return unit
        known = [name for members in self.districts.values() for name in members]
        near = difflib.get_close_matches(district, known, n=3, cutoff=0.5)
        raise UnknownNameError("district", district, near, where="security/units.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Counts of one province's units by month.

    Parameters
    ----------
    units : tuple of str
    months : tuple of str
        ISO, without gaps.
    counts : dict of column to ndarray, shape (unit, month)
        events, deaths, civilians, forces, armed_groups, unknown.
    """

    units: tuple[str, ...]
    months: tuple[str, ...]
    counts: Mapping[str, Floats]

    @property
    def events(self) -> Floats:
        """Events, shape (unit, month)."""
        return self.counts["events"]

    @property
    def deaths(self) -> Floats:
        """Deaths, shape (unit, month)."""
        return self.counts["deaths"]

    def at(self, month: str) -> int:
        """Return the position of a month; one past the last month is its length."""
        return len(self.months) if month > self.months[-1] else self.months.index(month)


def month_names(first: str, last: str) -> tuple[str, ...]:
    """Return every month from the first to the last.

    Examples
    --------
    >>> month_names("2020-12", "2021-02")
    ('2020-12', '2021-01', '2021-02')
    """
    start = int(first[:4]) * 12 + int(first[5:]) - 1
    end = int(last[:4]) * 12 + int(last[5:]) - 1
    return tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in range(start, end + 1))


def read_units(folder: Path) -> Units:
    """Read ``security/units.csv`` of a case."""
    rows = read_rows(folder, "security/units.csv", ["name", "unit", "province", "districts"])
    districts: dict[str, tuple[str, ...]] = {}
    for _, row in rows:
        own = tuple(filter(None, row["districts"].split(";")))
        districts[row["unit"]] = tuple(dict.fromkeys((*districts.get(row["unit"], ()), *own)))
    by_name = {row["name"]: (row["unit"], row["province"]) for _, row in rows}
    return Units(by_name=by_name, districts=districts)


def panel_of(
    rows: Iterable[MonthCount], *, units: tuple[str, ...], province: str, last: str
) -> Panel:
    """Return the panel of a province from its first event to ``last``; no row is no event."""
    own = [row for row in rows if row.province == province]
    if not own:
        raise CaseError(
            f"no events in province {province!r}",
            where="security.yaml: province",
            do="Write the province as security/units.csv does",
        )
    months = month_names(min(row.month for row in own), last)
    place = {month: index for index, month in enumerate(months)}
    counts = {name: np.zeros((len(units), len(months))) for name in _COUNTS}
    for row in own:
        if row.month <= last:
            for name in _COUNTS:
                counts[name][units.index(row.unit), place[row.month]] += getattr(row, name)
    return Panel(units=units, months=months, counts=counts)


def read_panel(folder: Path, province: str, *, last_year: int, as_of: datetime.date) -> Panel:
    """Read a province's panel from ``security/months.csv``.

    Raises
    ------
    CaseError : a month in the future or after the last year with events, a cell that is no count
    UnknownNameError : a unit that ``security/units.csv`` does not hold, with the line
    """
    units = read_units(folder)
    rows: list[MonthCount] = []
    table = read_rows(folder, "security/months.csv", ["province", "unit", "month", *_COUNTS])
    for line, row in table:
        where = f"{folder.name}/security/months.csv:{line}"
        if row["unit"] not in units.districts:
            near = difflib.get_close_matches(row["unit"], list(units.districts), n=3, cutoff=0.5)
            raise UnknownNameError("district", row["unit"], near, where=where)
        if row["month"] > f"{as_of:%Y-%m}":
            raise CaseError(f"month {row['month']} is in the future", where=where)
        if row["month"] > f"{last_year}-12":
            raise CaseError(
                f"month {row['month']} is after {last_year}, the last year with events",
                where=where,
                do="Raise rescaling.last_event_year in security.yaml, or remove the row",
            )
        cells = {}
        for name in _COUNTS:
            if not row[name].isdigit():
                raise CaseError(f"{name}: {row[name]!r} is no count", where=where)
            cells[name] = int(row[name])
        rows.append(
            MonthCount(province=row["province"], unit=row["unit"], month=row["month"], **cells)
        )
    return panel_of(rows, units=units.of(province), province=province, last=f"{last_year}-12")


def month_series(folder: Path) -> dict[str, float]:
    """Return the country's deaths by month from ``security/country_months.csv``."""
    rows = read_rows(folder, "security/country_months.csv", ["month", "deaths"])
    return {row["month"]: float(row["deaths"]) for _, row in rows}
