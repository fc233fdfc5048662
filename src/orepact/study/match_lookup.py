"""Answers for the figures that ``orepact match`` prints, by matching anew."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from orepact.case import load
from orepact.errors import CaseError
from orepact.evidence import country_name
from orepact.exposure import exposure
from orepact.exposure.match import match_lines, match_rows
from orepact.study.host_side import deposits_of, projects_of
from orepact.trace import Record, RecordKind, parse_result_id

__all__ = ["NO_CASE", "MatchLookup", "rows_of_match"]

NO_CASE = "none"
"""Key of a match without a case."""
_FORMULAS = {
    "tonnes": (
        "lowest and highest recorded output of five years, carried forward, plus lowest and "
        "highest output of the projects over the ways they can go"
    ),
    "percent_of_use": "100 tonnes / use",
}


def rows_of_match(
    *, importer: str, host: str, case: str = NO_CASE, commodity: str | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a match; with a case its projects and deposits count.

    Raises
    ------
    OrepactError, UnknownNameError : names that are not known, one country twice, an unsound case
    """
    loaded = None if case == NO_CASE else load(case)
    if loaded is not None and loaded.header.host != host:
        raise CaseError(
            f"case {loaded.id} is about {country_name(loaded.header.host)}",
            where="--case",
            why=f"The host asked for is {country_name(host)}",
            do="Name a case of that host, or none",
        )
    lines = match_lines(
        exposure(),
        importer=importer,
        host=host,
        commodity=commodity,
        projects=projects_of(loaded) if loaded else (),
        deposits=deposits_of(loaded) if loaded else (),
    )
    return match_rows(lines, importer=importer, host=host, case=loaded.id if loaded else NO_CASE)


class MatchLookup:
    """Answers for ids of a match.

    Parameters
    ----------
    keys : dict of str
        Importer, host and case, as an id carries them.
    """

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        rows = rows_of_match(
            importer=self.keys["importer"],
            host=self.keys["host"],
            case=self.keys["case"],
            commodity=self.keys["commodity"],
        )
        return {row["id"]: row for row in rows if row["id"]}

    def find(self, id_: str) -> Record | None:
        """Return the record of a figure of a match, or None if the id is not one."""
        parsed = parse_result_id(id_)
        if parsed is None or not parsed[1].startswith("match."):
            return None
        row = self._rows.get(id_)
        if row is None:
            return None
        return Record(
            id=id_,
            title=f"{row['commodity']}, {row['stage']}: {row['measure'].replace('_', ' ')}, "
            f"{row['year']}",
            value=row["value"],
            unit=row["unit"],
            kind=RecordKind.MEASURE,
            formula=_FORMULAS[parsed[1].removeprefix("match.")],
            note=row["note"],
            parents=row["parents"],
            sources=("orepact",),
        )
