"""Instruments: a way of finance counts only where the project may use every loan in it."""

from __future__ import annotations

from orepact.case import Case
from orepact.mine import ColumnTable

__all__ = ["ineligible_columns"]


def ineligible_columns(case: Case, table: ColumnTable) -> dict[str, str]:
    """Return columns whose finance holds an instrument that the project may not use, and why.

    ::

        z[c] = 0   where a facility of c's package is an instrument of the case whose verdict for
                   c's project is neither "yes" nor "on conditions"

    A facility that no instrument describes is not restricted; a facility that lists other
    projects only never stands behind this one.

    Parameters
    ----------
    case : Case
    table : ColumnTable
    """
    if case.facilities is None:
        return {}
    instruments = {item.facility: item for item in case.instruments if item.facility}
    serves = {item.id: frozenset(item.projects) for item in case.facilities.facilities}
    packages = {item.id: item.facilities for item in case.facilities.packages}
    found = {}
    for column in table.columns:
        for facility in packages.get(column.package, ()):
            instrument = instruments.get(facility)
            if instrument is None or (serves[facility] and column.project not in serves[facility]):
                continue
            verdict = instrument.verdict(column.project)
            if not verdict.may_use:
                found[column.id] = f"{instrument.title}: whether it may be used is {verdict}"
    return found
