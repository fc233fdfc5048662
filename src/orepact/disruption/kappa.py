"""How much of an industry's output cannot be made without a mineral: the reviewed shares, kappa."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.input_output import InputOutputTable, economy_of
from orepact.errors import EvidenceError
from orepact.evidence import Quality

__all__ = [
    "Kappa",
    "KappaRow",
    "Rung",
    "group_of",
    "kappa_of",
    "kappa_rows",
    "kappa_rungs",
    "triangular",
]

Array = NDArray[np.float64]

_DATA = Path(__file__).parent / "data"
_REFERENCE = "USA"
"""Importer whose industries the reviewed table names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung of a ladder of judgement: what its word means, and its range."""

    ladder: str
    rung: str
    low: float
    mode: float
    high: float
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KappaRow:
    """The share of one industry's output that cannot be made without one mineral.

    Parameters
    ----------
    commodity, stage : str
        ``stage`` is empty where the share holds at every stage.
    industry : str
        Code of the detailed table of 2017.
    application : str
        What the industry makes with it.
    made_with, need : str
        Rungs of the two ladders: how much of the output contains the mineral, and how much of
        that can be made without it within the year; kappa is their product.
    low, mode, high : float
    quality : Quality
        D, unless a document gives the share itself.
    source, guided_by, reason : str
    locator : str
        File and line.
    """

    commodity: str
    stage: str
    industry: str
    application: str
    made_with: str
    need: str
    low: float
    mode: float
    high: float
    quality: Quality
    source: str
    guided_by: str
    reason: str
    locator: str

    @property
    def id(self) -> str:
        """Return the permanent id of this share."""
        stage = self.stage or "any"
        return (
            f"disruption.kappa[commodity={self.commodity},stage={stage},industry={self.industry}]"
        )


@dataclass(frozen=True, kw_only=True)
class Kappa:
    """Shares of one mineral on the industries of one table.

    Parameters
    ----------
    commodity : str
    places : ndarray of int, shape (place,)
        Industries of the table.
    rows : tuple of KappaRow
    weights : ndarray, shape (place, row)
        How rows add up on a place: 1 on the table the rows name; on a broader table the share of
        each detailed industry in its group's value added.
    """

    commodity: str
    places: NDArray[np.intp]
    rows: tuple[KappaRow, ...]
    weights: Array

    def at(self, u: Array) -> Array:
        """Return the shares of every row at probabilities, shape (draw, row).

        One probability serves all rows of a mineral: a judgement that is too high for one
        industry is likely to be too high for the others.
        """
        low, mode, high = (
            np.array([getattr(row, name) for row in self.rows]) for name in ("low", "mode", "high")
        )
        return triangular(u[:, None], low, mode, high)

    @property
    def assumed(self) -> NDArray[np.bool_]:
        """Return which rows rest on judgement (quality D)."""
        return np.array([row.quality is Quality.D for row in self.rows])


def triangular(u: Array, low: Array, mode: Array, high: Array) -> Array:
    """Return the quantile of a triangular distribution.

    Examples
    --------
    >>> float(triangular(np.array(0.5), np.array(0.0), np.array(1.0), np.array(2.0)))
    1.0
    """
    span = np.where(high > low, high - low, 1.0)
    left = low + np.sqrt(u * span * (mode - low))
    right = high - np.sqrt((1.0 - u) * span * (high - mode))
    found: Array = np.where(high > low, np.where(u * span <= mode - low, left, right), mode)
    return found


def _read(name: str) -> list[tuple[str, dict[str, str]]]:
    path = _DATA / name
    with path.open(encoding="utf-8", newline="") as stream:
        return [(f"{name}:{n}", row) for n, row in enumerate(csv.DictReader(stream), start=2)]


@cache
def kappa_rungs() -> Mapping[tuple[str, str], Rung]:
    """Return the two ladders of judgement by (ladder, rung)."""
    return {
        (row["ladder"], row["rung"]): Rung(
            ladder=row["ladder"],
            rung=row["rung"],
            low=float(row["low"]),
            mode=float(row["mode"]),
            high=float(row["high"]),
            meaning=row["meaning"],
        )
        for _, row in _read("kappa_ladders.csv")
    }


def _row(where: str, cells: Mapping[str, str]) -> KappaRow:
    try:
        low, mode, high = (float(cells[name]) for name in ("low", "mode", "high"))
        if not 0.0 <= low <= mode <= high <= 1.0:
            raise ValueError(f"{low:g}, {mode:g}, {high:g} are not shares in order")
        texts = ("commodity", "stage", "industry", "application", "made_with", "need")
        notes = ("source", "guided_by", "reason")
        return KappaRow(
            low=low,
            mode=mode,
            high=high,
            quality=Quality(cells["quality"]),
            locator=where,
            **{name: cells[name] for name in (*texts, *notes)},
        )
    except (KeyError, ValueError) as error:
        raise EvidenceError(
            "a share cannot be read",
            where=where,
            why=str(error),
            do="Give low <= mode <= high between 0 and 1, and a quality from A to D",
        ) from error


@cache
def kappa_rows() -> tuple[KappaRow, ...]:
    """Return the reviewed table, every mineral and industry.

    Raises
    ------
    EvidenceError : a share outside 0 to 1, out of order, or without quality, with its line
    """
    return tuple(_row(where, cells) for where, cells in _read("kappa.csv"))


def _of(commodity: str, stage: str) -> list[KappaRow]:
    own = [row for row in kappa_rows() if row.commodity == commodity]
    staged = [row for row in own if row.stage and row.stage == stage]
    return staged or [row for row in own if not row.stage]


def kappa_of(commodity: str, stage: str, table: InputOutputTable) -> Kappa | None:
    """Return a mineral's shares on the industries of a table, or None where nobody reviewed any.

    Rows that name the stage take the place of rows for every stage. On a table with broader
    industries each row counts with its industry's share in the group's value added, as the
    detailed table of the United States has it (quality D for any other country).

    Parameters
    ----------
    commodity, stage : str
    table : InputOutputTable

    Raises
    ------
    EvidenceError : a row names an industry that the table does not have
    """
    rows = _of(commodity, stage)
    if not rows:
        return None
    if table.classification == "bea-2017-detail":
        places = np.array([table.place(row.industry) for row in rows], dtype=np.intp)
        return Kappa(
            commodity=commodity, places=places, rows=tuple(rows), weights=np.eye(len(rows))
        )
    return _on_groups(commodity, rows, table)


@cache
def _concordance() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return (prefix of a detailed code, group) pairs by classification, longest prefix first."""
    found: dict[str, list[tuple[str, str]]] = {}
    for _, row in _read("industry_groups.csv"):
        for scheme in ("oecd-icio", "adb-mrio"):
            found.setdefault(scheme, []).append((row["prefix"], row[scheme]))
    return {
        scheme: tuple(sorted(pairs, key=lambda pair: -len(pair[0])))
        for scheme, pairs in found.items()
    }


def group_of(code: str, table: InputOutputTable) -> str:
    """Return the code of a broader table's industry in which a detailed industry lies.

    The list names one code per edition of the broader scheme; the first that the table has counts.

    Raises
    ------
    EvidenceError : the table has none of them
    """
    pairs = _concordance().get(table.classification, ())
    found = next((names for prefix, names in pairs if code.startswith(prefix)), "")
    for name in found.split("|"):
        if name in table.codes:
            return name
    raise EvidenceError(
        f"industry {code} lies in no industry of this table",
        where=table.title,
        why=f"{found or 'no code'} of {table.classification} was looked for",
        do="Give the table with its own industry codes",
    )


def _on_groups(commodity: str, rows: Sequence[KappaRow], table: InputOutputTable) -> Kappa:
    detail = economy_of(_REFERENCE)
    if detail is None:
        raise EvidenceError("no detailed table to weight by", where=_REFERENCE)
    groups = {code: group_of(code, table) for code in detail.codes}
    worth = dict(zip(detail.codes, detail.value_added, strict=True))
    named = list(dict.fromkeys(groups[row.industry] for row in rows))
    places = np.array([table.place(name) for name in named], dtype=np.intp)
    weights = np.zeros((len(named), len(rows)))
    for at, row in enumerate(rows):
        group = groups[row.industry]
        total = sum(worth[code] for code, other in groups.items() if other == group)
        weights[named.index(group), at] = worth[row.industry] / total
    return Kappa(commodity=commodity, places=places, rows=tuple(rows), weights=weights)
