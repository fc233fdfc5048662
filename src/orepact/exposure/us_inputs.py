"""Which printed rows of the U.S. Geological Survey make up one published net import reliance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from orepact.evidence import ReliancePairing, reliance_pairings, row_value
from orepact.exposure.reliance import Bounds
from orepact.quantity import Kind, Value

__all__ = ["FIRST_YEAR", "LAST_YEAR", "Input", "Statement", "rounding", "statements"]

FIRST_YEAR, LAST_YEAR = 2021, 2025
"""Years of salient statistics in the edition."""
_STATISTICS = {
    "consumption": ("apparent", "estimated", "reported"),
    "supply": ("production", "secondary", "sold", "shipments", "reported"),
    "imports": ("imports",),
    "exports": ("exports",),
    "stocks": ("stocks",),
    "release": ("government",),
}
"""First word of the statistics that each role of the formula may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One printed row: its id, its role and its value."""

    id: str
    role: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One published reliance with everything printed for its computation.

    Parameters
    ----------
    pairing : ReliancePairing
        Which rows make it up, and which formulas they allow.
    commodity : str
    year : int
    id : str
        Id of the published figure.
    published : Value, percent
    definition : str
        The publisher's own words.
    inputs : tuple of Input
        Rows of the year, and last year's stocks with role ``stocks before``.
    """

    pairing: ReliancePairing
    commodity: str
    year: int
    id: str
    published: Value
    definition: str
    inputs: tuple[Input, ...]

    def of(self, role: str) -> tuple[Input, ...]:
        """Return the inputs of a role."""
        return tuple(item for item in self.inputs if item.role == role)


def statements(figures: pl.DataFrame) -> tuple[Statement, ...]:
    """Return every published reliance of the United States with its printed inputs.

    Parameters
    ----------
    figures : DataFrame
        Figures of one edition of the Mineral Commodity Summaries.
    """
    printed: dict[tuple[str, str, str], list[Mapping[str, object]]] = {}
    for line in figures.filter(pl.col("country") == "USA").iter_rows(named=True):
        key = (line["label"], line["detail"], line["period"][:4])
        printed.setdefault(key, []).append(line)

    def inputs(
        pairing: ReliancePairing, role: str, details: Sequence[str], year: int
    ) -> list[Input]:
        kept = "stocks" if role == "stocks before" else role
        found = (
            next(
                (
                    row
                    for row in printed.get((pairing.label, detail, str(year)), ())
                    if str(row["statistic"]).split()[0] in _STATISTICS[kept]
                ),
                None,
            )
            for detail in details
        )
        return [Input(id=str(row["id"]), role=role, value=row_value(row)) for row in found if row]

    made = []
    for pairing in reliance_pairings():
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            for row in printed.get((pairing.label, pairing.detail, str(year)), ()):
                if row["statistic"] != "net import reliance":
                    continue
                details = {
                    "consumption": (pairing.consumption,) if pairing.consumption else (),
                    "supply": pairing.production,
                    "imports": pairing.imports,
                    "exports": pairing.exports,
                    "stocks": pairing.stocks,
                    "release": pairing.government_stock,
                }
                rows = [i for role in details for i in inputs(pairing, role, details[role], year)]
                rows += inputs(pairing, "stocks before", pairing.stocks, year - 1)
                made.append(
                    Statement(
                        pairing=pairing,
                        commodity=str(row["commodity"]),
                        year=year,
                        id=str(row["id"]),
                        published=row_value(row),
                        definition=str(row["note"]),
                        inputs=tuple(rows),
                    )
                )
    return tuple(made)


def rounding(value: Value) -> Bounds:
    """Return what a printed value can stand for: half a unit of its last significant digit.

    Trailing zeros of a whole number are taken as not significant, so that the bounds are never
    too narrow. A value that was converted from the printed unit keeps its printed precision. Bounds
    and gaps keep their own limits.

    Examples
    --------
    >>> rounding(Value.exact(1230.0, "1,230")), rounding(Value.exact(22.5, "22.5"))
    (Bounds(low=1225.0, high=1235.0), Bounds(low=22.45, high=22.55))
    """
    if value.kind is not Kind.EXACT or value.number is None:
        return Bounds.of(value)
    digits = re.sub(r"[^0-9.]", "", value.text) or f"{value.number:g}"
    if "." in digits:
        half = 0.5 * 10.0 ** -len(digits.partition(".")[2])
    else:
        half = 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))
    half *= abs(value.number) / float(digits)
    return Bounds(low=round(value.number - half, 12), high=round(value.number + half, 12))
