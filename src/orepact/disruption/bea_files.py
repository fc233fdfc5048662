"""Readers of the input-output accounts of the Bureau of Economic Analysis, as labelled tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.rebase import Accounts
from orepact.errors import EvidenceError

__all__ = ["BeaAccounts", "Labelled", "groups_of", "read_accounts", "read_labelled", "read_names"]

Array = NDArray[np.float64]

_VALUE_ADDED = ("T006", "Total Value Added")
"""Row of total value added: detailed tables, summary tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A table whose rows and columns are found by label, never by position."""

    where: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array

    def part(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> Array:
        """Return the named rows and columns, in the order of the names.

        Raises
        ------
        EvidenceError : naming the first label that is missing
        """
        row_at = {label: place for place, label in enumerate(self.rows)}
        column_at = {label: place for place, label in enumerate(self.columns)}
        for kind, names, known in (("row", rows, row_at), ("column", columns, column_at)):
            missing = [name for name in names if name not in known]
            if missing:
                raise EvidenceError(
                    f"no {kind} {missing[0]}",
                    where=self.where,
                    why=f"{len(missing)} of {len(names)} labels are missing",
                    do="Give the table of the same schema and year",
                )
        taken: Array = self.values[
            np.ix_([row_at[name] for name in rows], [column_at[name] for name in columns])
        ]
        return taken


@dataclass(frozen=True, slots=True, kw_only=True)
class BeaAccounts:
    """Accounts with the codes of their industries and commodities."""

    industries: tuple[str, ...]
    commodities: tuple[str, ...]
    accounts: Accounts


def read_labelled(path: Path) -> Labelled:
    """Return a table whose first row and first column are labels.

    Raises
    ------
    EvidenceError : a missing file, a ragged row, or a cell that is no number, with its line
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = list(csv.reader(stream))
    except OSError as error:
        raise EvidenceError("cannot be read", where=str(path), why=str(error)) from error
    if len(lines) < 2 or len(lines[0]) < 2:
        raise EvidenceError("has no rows", where=path.name, do="Give the whole table")
    columns = tuple(lines[0][1:])
    rows, values = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) != len(columns) + 1:
            raise EvidenceError(
                f"{len(cells)} cells where the header has {len(columns) + 1}",
                where=f"{path.name}:{number}",
                do="Give the file as it was published",
            )
        try:
            values.append([float(cell) for cell in cells[1:]])
        except ValueError as error:
            raise EvidenceError(
                "a cell is no number", where=f"{path.name}:{number}", why=str(error)
            ) from error
        rows.append(cells[0])
    return Labelled(where=path.name, rows=tuple(rows), columns=columns, values=np.array(values))


def read_accounts(make: Path, use: Path, imports: Path, *, industries: int) -> BeaAccounts:
    """Return make, use and import tables of one year on the same labels.

    The three must be before redefinitions: the import table exists in no other form.

    Parameters
    ----------
    make, use, imports : Path
    industries : int
        Number of industries; the use table names them first, then totals and final users.

    Raises
    ------
    EvidenceError : labels that differ between the tables, or no row of value added
    """
    made, used, imported = read_labelled(make), read_labelled(use), read_labelled(imports)
    codes = used.columns[:industries]
    commodities = tuple(row for row in used.rows if row in set(imported.rows))
    total = next((name for name in _VALUE_ADDED if name in used.rows), None)
    if total is None:
        raise EvidenceError("no row of total value added", where=use.name)
    flows = used.part(commodities, codes)
    abroad = imported.part(commodities, codes)
    return BeaAccounts(
        industries=codes,
        commodities=commodities,
        accounts=Accounts(
            make=made.part(codes, commodities),
            use=flows,
            imported=np.clip(abroad, 0.0, np.maximum(flows, 0.0)),
            value_added=used.part((total,), codes)[0],
        ),
    )


def read_names(path: Path) -> dict[str, str]:
    """Return names by code from a list of codes and names."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return {cells[1]: cells[2] for cells in list(csv.reader(stream))[1:]}
    except (OSError, IndexError) as error:
        raise EvidenceError("is no list of names", where=path.name, why=str(error)) from error


def groups_of(path: Path, codes: tuple[str, ...], broad: tuple[str, ...]) -> NDArray[np.int64]:
    """Return the place among broad groups of each detailed code, by the publisher's crosswalk.

    Raises
    ------
    EvidenceError : a code without a group, or with several
    """
    with path.open(encoding="utf-8", newline="") as stream:
        pairs = {
            (row["BEA_2017_Detail_Code"], row["BEA_2017_Summary_Code"])
            for row in csv.DictReader(stream)
        }
    found = []
    for code in codes:
        parents = sorted(parent for detail, parent in pairs if detail == code)
        if len(parents) != 1 or parents[0] not in broad:
            raise EvidenceError(
                f"{code} lies in {len(parents)} groups", where=path.name, do="Give the crosswalk"
            )
        found.append(broad.index(parents[0]))
    return np.array(found, dtype=np.int64)
