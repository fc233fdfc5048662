"""Who could be hired: the census by district, sex and schooling, and the labour force in it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from orepact.enable.case_table import read_rows
from orepact.enable.workforce_file import Schooling
from orepact.errors import CaseError, UnknownNameError

__all__ = ["LEVELS", "Counted", "Districts", "counted", "read_districts"]

LEVELS = (Schooling.NONE, Schooling.LITERATE, Schooling.SECONDARY, Schooling.DEGREE)
"""From the widest to the narrowest; each is part of the one before."""
SEXES = ("female", "male")
_COUNTS = ("population", "literate", "ever_attended", "in_intermediate", "in_degree")
_OLD, _YOUNG = "15-49", "15-24"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """People of 15 to 49 of some districts by schooling.

    Parameters
    ----------
    people : dict of sex to ndarray, shape (level,), person
        ``LEVELS``: all; literate; at least ten years of school (estimated); degree (estimated).
    population : float, person
        All ages and sexes are in another table; here 15 to 49, both sexes.
    districts : tuple of str
        Which they are.
    """

    people: dict[str, np.ndarray]
    population: float
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """The districts of the census, the provinces they are in, and other names for them.

    Parameters
    ----------
    province : dict of district to province
    alias : dict of other name to district
    people : dict of (district, sex, ages) to dict of column to count
    """

    province: dict[str, str]
    alias: dict[str, str]
    people: dict[tuple[str, str, str], dict[str, float]]

    def district(self, name: str, *, where: str = "") -> str:
        """Return the district of the census that a name stands for.

        Raises
        ------
        UnknownNameError : with the nearest names
        """
        if name in self.province:
            return name
        if name in self.alias:
            return self.alias[name]
        near = difflib.get_close_matches(name, [*self.province, *self.alias], n=3, cutoff=0.5)
        raise UnknownNameError("district", name, near, where=where)

    def of(self, province: str) -> tuple[str, ...]:
        """Return the districts of a province that have rows of people."""
        have = {key[0] for key in self.people}
        return tuple(
            name for name, where in self.province.items() if where == province and name in have
        )


def _number(text: str, where: str, column: str) -> float:
    try:
        number = float(text)
    except ValueError as error:
        raise CaseError(f"{column}: {text!r} is not a number", where=where) from error
    if not 0.0 <= number < 1e10:
        raise CaseError(f"{column}: {text} is no count of people", where=where)
    return number


def read_districts(folder: Path) -> Districts:
    """Read the census tables of a case.

    Parameters
    ----------
    folder : Path
        The case; it holds ``census/people.csv``, ``districts.csv`` and ``district_names.csv``.

    Raises
    ------
    CaseError : a missing table or column, a cell that is no count, more literate than people
    UnknownNameError : people of a district that the list does not hold, with the line
    """
    stamps = tuple(path.stat().st_mtime_ns for path in sorted((folder / "census").glob("*.csv")))
    return _districts(folder, stamps)


@cache
def _districts(folder: Path, stamps: tuple[int, ...]) -> Districts:
    listed = read_rows(folder, "census/districts.csv", ["province", "district"])
    province = {row["district"]: row["province"] for _, row in listed}
    names = read_rows(folder, "census/district_names.csv", ["name", "district"])
    alias = {row["name"]: row["district"] for _, row in names}
    rows = read_rows(folder, "census/people.csv", ["district", "sex", "ages", *_COUNTS])
    people: dict[tuple[str, str, str], dict[str, float]] = {}
    for line, row in rows:
        where = f"{folder.name}/census/people.csv:{line}"
        if row["district"] not in province:
            near = difflib.get_close_matches(row["district"], list(province), n=3, cutoff=0.5)
            raise UnknownNameError("district", row["district"], near, where=where)
        counts = {name: _number(row[name], where, name) for name in _COUNTS}
        if max(counts["literate"], counts["ever_attended"]) > counts["population"]:
            raise CaseError(
                "more literate or schooled people than people",
                where=where,
                do="Check the row against the census table",
            )
        people[row["district"], row["sex"], row["ages"]] = counts
    return Districts(province=province, alias=alias, people=people)


def counted(districts: Districts, names: Sequence[str]) -> Counted:
    """Return people of 15 to 49 of some districts by sex and schooling.

    The census counts who can read and who ever went to school, not the highest class finished.
    Ten years of school are estimated from the young, of whom it says who sits in a higher class:
    ``secondary = ever_attended[15-49] * (in_intermediate + in_degree)[15-24] /
    ever_attended[15-24]`` and ``degree`` the same with ``in_degree``. The old went to school less,
    so this is high for them; those who left after class ten are missing, so it is low for the
    young.

    Raises
    ------
    UnknownNameError : a district without people in the census table
    """
    people = {sex: np.zeros(len(LEVELS)) for sex in SEXES}
    for name in names:
        for sex in SEXES:
            if (name, sex, _OLD) not in districts.people:
                raise UnknownNameError(
                    "district", name, do="The census table of people has no row of it"
                )
            old, young = districts.people[name, sex, _OLD], districts.people[name, sex, _YOUNG]
            schooled = young["ever_attended"]
            higher = young["in_intermediate"] + young["in_degree"]
            per = old["ever_attended"] / schooled if schooled else 0.0
            people[sex] += np.array(
                [
                    old["population"],
                    old["literate"],
                    min(old["literate"], higher * per),
                    min(old["literate"], young["in_degree"] * per),
                ]
            )
    total = float(sum(people[sex][0] for sex in SEXES))
    return Counted(people=people, population=total, districts=tuple(names))
