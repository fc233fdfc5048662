"""Which printed rows of the U.S. Geological Survey make up one published net import reliance."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import polars as pl

from orepact.evidence import row_value
from orepact.exposure.reliance import Bounds
from orepact.quantity import Kind, Value

__all__ = [
    "ROLES",
    "Input",
    "Series",
    "Statement",
    "names_stock_change",
    "rounding",
    "series",
    "statements",
]

ROLES = ("consumption", "supply", "imports", "exports", "stocks", "release")
"""What an input is to the formula; ``release`` is a shipment from the Government stockpile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One published series of net import reliance and the rows it is defined by.

    Parameters
    ----------
    label : str
        The publisher's chapter, with its part where it has one.
    form : str
        The form within the label, empty where there is one series only.
    reliance : str
        Detail of the published series.
    rows : mapping of str to tuple of (statistic, detail)
        Inputs by role; a role that the definition does not name, or for which the publisher
        prints no row of the same form, is absent.
    """

    label: str
    form: str
    reliance: str
    rows: Mapping[str, tuple[tuple[str, str], ...]]


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
    series : Series
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

    series: Series
    commodity: str
    year: int
    id: str
    published: Value
    definition: str
    inputs: tuple[Input, ...]

    def of(self, role: str) -> tuple[Input, ...]:
        """Return the inputs of a role."""
        return tuple(item for item in self.inputs if item.role == role)


@cache
def series() -> tuple[Series, ...]:
    """Return every series whose inputs the publisher prints.

    The pairing transcribes the definition that each series carries in the data release. Supply is
    the output that apparent consumption is built on: refinery and old scrap for refined metals,
    sold or used where the chapter counts sales, never new scrap and never ore that is exported.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, data release, doi:10.5066/P1WKQ63T.
    """
    text = files("orepact.exposure").joinpath("data", "usgs_reliance.csv")
    made: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = {}
    for row in csv.DictReader(text.read_text(encoding="utf-8").splitlines()):
        rows = made.setdefault((row["label"], row["form"]), {})
        rows.setdefault(row["role"], []).append((row["statistic"], row["detail"]))
    return tuple(
        Series(
            label=label,
            form=form,
            reliance=rows["reliance"][0][1],
            rows={role: tuple(rows[role]) for role in ROLES if role in rows},
        )
        for (label, form), rows in made.items()
    )


def statements(figures: pl.DataFrame) -> tuple[Statement, ...]:
    """Return every published reliance of the United States with its printed inputs.

    Parameters
    ----------
    figures : DataFrame
        Figures of one edition of the Mineral Commodity Summaries.
    """
    printed: dict[tuple[str, str, str, str], dict[str, object]] = {}
    for row in figures.iter_rows(named=True):
        if row["country"] == "USA":
            key = (row["label"], row["statistic"], row["detail"], row["period"][:4])
            printed.setdefault(key, row)
    years = sorted({key[3] for key in printed if key[1] == "net import reliance"})
    made = []
    for one in series():
        for year in years:
            key = (one.label, "net import reliance", one.reliance, year)
            if key not in printed:
                continue
            row = printed[key]
            inputs = [
                Input(id=str(found["id"]), role=role, value=row_value(found))
                for role, rows in one.rows.items()
                for statistic, detail in rows
                if (found := printed.get((one.label, statistic, detail, year)))
            ]
            inputs += [
                Input(id=str(found["id"]), role="stocks before", value=row_value(found))
                for statistic, detail in one.rows.get("stocks", ())
                if (found := printed.get((one.label, statistic, detail, str(int(year) - 1))))
            ]
            made.append(
                Statement(
                    series=one,
                    commodity=str(row["commodity"]),
                    year=int(year),
                    id=str(row["id"]),
                    published=row_value(row),
                    definition=str(row["note"]),
                    inputs=tuple(inputs),
                )
            )
    return tuple(made)


_STOCK = re.compile(r"stock", re.IGNORECASE)
_GOVERNMENT_ONLY = re.compile(r"adjustments for Government stock changes", re.IGNORECASE)


def names_stock_change(statement: Statement) -> bool:
    """Return whether the definition in force in that year adjusts for stock changes.

    Several definitions count Government stock changes up to 2022 only.
    """
    definition = statement.definition.partition("Domestic production of")[0]
    if not _STOCK.search(definition):
        return False
    return not (_GOVERNMENT_ONLY.search(definition) and statement.year >= 2023)


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
