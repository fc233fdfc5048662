"""Jobs by industry that a user brings: no official table by these industries is in hand."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path

from orepact.disruption.input_output import InputOutputTable
from orepact.errors import CaseError, ProblemsError

__all__ = ["NO_JOBS", "Jobs", "read_jobs"]

NO_JOBS = (
    "jobs are not stated: no table of jobs by these industries is in hand; bring one with "
    "--jobs FILE (columns industry, jobs, year, source)"
)
_COLUMNS = ("industry", "jobs", "year", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Jobs:
    """Jobs of some industries of a table.

    Parameters
    ----------
    by_industry : dict of str to float
        Jobs by industry code.
    year, source : str
        As the file says; several are joined.
    """

    by_industry: dict[str, float]
    year: str
    source: str


def read_jobs(path: Path, table: InputOutputTable) -> Jobs:
    """Return the jobs of a file.

    Parameters
    ----------
    path : Path
        CSV with the columns industry (code of the table), jobs, year and source.

    Raises
    ------
    CaseError : no such file, no text, other columns, no rows
    ProblemsError : industries that the table does not have or that stand twice, jobs that are no
        number from 0, a row without source
    """
    if not path.is_file():
        raise CaseError("no such file", where=str(path), do="Give a CSV of jobs by industry")
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CaseError(
            "a table of jobs is no text in UTF-8", where=path.name, why=str(error),
            do="Save it as CSV in UTF-8",
        ) from error  # fmt: skip
    if not rows or not set(_COLUMNS) <= set(rows[0]):
        raise CaseError(
            "a table of jobs lacks columns or rows",
            where=path.name,
            do=f"Give the columns {', '.join(_COLUMNS)} and one row per industry",
        )
    problems: list[CaseError] = []
    found: dict[str, float] = {}
    for line, row in enumerate(rows, start=2):
        code, where = (row["industry"] or "").strip(), f"{path.name}:{line}"
        jobs = _number(row["jobs"])
        if code not in table.codes:
            problems.append(
                CaseError(f"{code or 'nothing'} is no industry of this table", where=where)
            )
        elif code in found:
            problems.append(CaseError(f"{code} stands twice", where=where))
        elif jobs is None:
            problems.append(CaseError(f"{row['jobs']!r} is no number of jobs from 0", where=where))
        elif not (row["source"] or "").strip():
            problems.append(CaseError("no source is named", where=where))
        else:
            found[code] = jobs
    if problems:
        raise ProblemsError(f"{path.name} has {len(problems)} problems", problems)
    return Jobs(
        by_industry=found,
        year=", ".join(dict.fromkeys(str(row["year"]) for row in rows)),
        source="; ".join(dict.fromkeys(str(row["source"]).strip() for row in rows)),
    )


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0.0 else None
