"""The other numbers on the row of a figure: percentiles, corners, other mixing rules, tonnes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["beside"]

_NOT = frozenset({"value", "low", "high", "year"})
_LEAKAGE = frozenset({"excess_shipments", "shipped_over_recorded", "royalty_at_stake"})


def beside(id_: str) -> dict[str, float]:
    """Return by name the numbers that a command prints on the same row as an exposure figure.

    A figure of another room says them in its note.

    Parameters
    ----------
    id_ : str
        Any id.

    Examples
    --------
    >>> beside("case:us-pakistan/rates:federation.real")
    {}
    """
    from orepact.errors import OrepactError
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("exposure."):
        return {}
    try:
        rows = _rows(parsed[1].removeprefix("exposure."), parsed[2])
    except (OrepactError, KeyError, ValueError):
        return {}
    plain = id_.rpartition("/")[2] if parsed[0] else id_
    row = next((row for row in rows if row["id"] == plain), {})
    return {
        name: float(cell)
        for name, cell in row.items()
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and name not in _NOT
    }


def _rows(measure: str, keys: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the command that prints a measure, asked as narrowly as its keys allow."""
    from orepact.exposure import (
        Mixing,
        OriginOf,
        Weighing,
        exposure,
        exposure_rows,
        leakage_rows,
        origin_rows,
        origins,
        supplier_rows,
    )

    year = int(keys["year"]) if keys.get("year", "").isdigit() else None
    what, stage = keys.get("commodity"), keys.get("stage")
    if measure in _LEAKAGE:
        royalty = {"royalty": keys["royalty"]} if "royalty" in keys else {}
        return leakage_rows(host=keys["country"], commodity=what, year=year, **royalty)
    if measure == "true_origin":
        return origin_rows(
            origins(),
            importer=keys["importer"],
            commodity=what,
            stage=stage,
            year=year,
            rule=Mixing(keys["rule"]),
            of=OriginOf(keys["of"]),
            by=Weighing(keys["by"]),
        )
    if measure == "new_supplier_change":
        return supplier_rows(
            importer=keys["importer"],
            host=keys["host"],
            commodity=keys["commodity"],
            stage=keys["stage"],
            tonnes=float(keys["tonnes"]),
            year=year,
            sold=float(keys["sold"]),
            smelter=keys["smelter"],
            recovery=float(keys["recovery"]),
        )
    return exposure_rows(
        exposure(),
        importer=keys.get("importer", exposure().cube.countries[0]),
        commodity=what,
        stage=stage,
        year=year,
        measure=measure,
    )
