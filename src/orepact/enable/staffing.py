"""Which jobs a mine has: the staffing pattern of an industry, by group of occupations."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from orepact.errors import UnknownNameError

__all__ = ["SOURCE", "GroupShare", "group_of", "staffing"]

SOURCE = "bls-oews-2025-05"
"""Occupational Employment and Wage Statistics, May 2025, of the United States."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupShare:
    """The part of one group of occupations in all jobs of an industry, 0 to 1.

    Parameters
    ----------
    share : float
        Central: what detail does not print is spread as the printed detail of its major group.
    low, high : float
        None of what is not printed, and all of it.
    jobs : int
        Jobs printed in detail.
    """

    share: float
    low: float
    high: float
    jobs: int


def _table(name: str) -> list[dict[str, str]]:
    path = resources.files("orepact.enable") / "data" / "workforce" / name
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@cache
def _prefixes() -> tuple[tuple[str, str], ...]:
    rows = [(row["soc_prefix"], row["group"]) for row in _table("occupations.csv")]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


def group_of(soc: str) -> str:
    """Return the group of an occupation; the longest matching start of its code decides.

    Raises
    ------
    UnknownNameError : no group covers the code

    Examples
    --------
    >>> group_of("472111"), group_of("472061"), group_of("472031")
    ('electricians', 'labourers', 'trades')
    """
    for prefix, group in _prefixes():
        if soc.startswith(prefix):
            return group
    raise UnknownNameError("occupation", soc, do="Add its start to occupations.csv")


@cache
def staffing(naics: str) -> dict[str, GroupShare]:
    """Return the share of each group of occupations in an industry's jobs.

    ``share[g] = (jobs printed in g + sum_major rest[major] * jobs[g, major] / jobs[major]) / all``,
    with ``rest`` what a major group's total holds beyond its printed detail. A major group without
    any printed detail goes whole to the group of its own code.

    Parameters
    ----------
    naics : str
        Six digits, for example ``212200`` (metal ore mining).

    Raises
    ------
    UnknownNameError : an industry that the table does not hold

    References
    ----------
    United States Bureau of Labor Statistics, Occupational Employment and Wage Statistics, May 2025.
    """
    rows = [row for row in _table("staffing.csv") if row["naics"] == naics]
    if not rows:
        raise UnknownNameError("industry", naics, ("212200", "212300"))
    majors = {
        row["soc"][:2]: float(row["jobs"])
        for row in rows
        if row["level"] == "major" and row["soc"] != "000000" and row["jobs"]
    }
    printed: dict[str, dict[str, float]] = {major: {} for major in majors}
    for row in rows:
        if row["level"] == "detail" and row["jobs"] and row["soc"][:2] in majors:
            own = printed[row["soc"][:2]]
            own[group_of(row["soc"])] = own.get(group_of(row["soc"]), 0.0) + float(row["jobs"])
    whole = sum(majors.values())
    shares: dict[str, list[float]] = {}
    for major, total in majors.items():
        detail = printed[major] or {group_of(f"{major}0000"): 0.0}
        known = sum(detail.values())
        rest = max(0.0, total - known)
        for group, jobs in detail.items():
            cell = shares.setdefault(group, [0.0, 0.0, 0.0])
            cell[0] += jobs + rest * (jobs / known if known else 1.0)
            cell[1] += jobs
            cell[2] += jobs + rest
    return {
        group: GroupShare(share=c / whole, low=low / whole, high=high / whole, jobs=round(low))
        for group, (c, low, high) in sorted(shares.items())
    }
