"""Traits of a commodity that no trade table gives: how it is used, made and priced."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from orepact.disruption.market import EndUse, Need
from orepact.evidence import Bundle, Quality

__all__ = ["MarketPrice", "end_uses", "is_by_product", "market_price", "need_of", "rows_of"]

_FAMILY = {"platinum": "platinum-group metals", "palladium": "platinum-group metals"}
_FAMILY["rhodium"] = "platinum-group metals"

_TONNES = {"t": 1.0, "kg": 1e-3, "g": 1e-6, "kt": 1e3, "Mt": 1e6, "dmtu": 1.0}
_TONNES |= {"lb": 0.45359237e-3, "oz": 31.1034768e-6, "short_ton": 0.90718474}
_MONEY = {"USD": 1.0, "USc": 0.01}

PRICE_SOURCE = "usgs-mcs-2026"


def rows_of(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a table of this room."""
    text = (files("orepact.disruption") / "data" / name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _classes() -> Mapping[str, Need]:
    return MappingProxyType(
        {row["commodity"]: Need(row["need"]) for row in rows_of("substitutability.csv")}
    )


def need_of(commodity: str) -> Need:
    """Return how hard a commodity is to go without, read off what the survey says of substitutes.

    No substitute or little substitution is essential; some substitutes is general, which is also
    what is taken where nothing is said.
    """
    return _classes().get(_FAMILY.get(commodity, commodity), Need.GENERAL)


@cache
def end_uses(commodity: str) -> tuple[EndUse, ...]:
    """Return the end-uses of a commodity, shares summing to 1; one use where none is known.

    Examples
    --------
    >>> [use.name for use in end_uses("talc")], end_uses("talc")[0].quality.name
    (['all uses'], 'D')
    """
    found = [row for row in rows_of("end_uses.csv") if row["commodity"] == commodity]
    if not found:
        return (EndUse(name="all uses", share=1.0, need=need_of(commodity)),)
    total = sum(float(row["share"]) for row in found)
    return tuple(
        EndUse(
            name=row["application"],
            share=float(row["share"]) / total,
            need=Need(row["need"]),
            industries=tuple(code for code in row["industries"].split(";") if code),
            quality=Quality(row["quality"]),
            source=row["source"],
        )
        for row in found
    )


@cache
def _by_products() -> frozenset[str]:
    return frozenset(
        row["commodity"] for row in rows_of("by_products.csv") if row["is_by_product"] == "1"
    )


def is_by_product(commodity: str) -> bool:
    """Return whether output of a commodity follows a host metal."""
    return commodity in _by_products()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPrice:
    """A price per tonne of what a market counts.

    Parameters
    ----------
    usd : float
        USD of the year per tonne of content.
    id : str
        The published figure.
    quality : Quality
    note : str
    """

    usd: float
    id: str
    quality: Quality
    note: str


@lru_cache(maxsize=2)
def _printed_prices(bundle: Bundle) -> Mapping[str, list[dict[str, Any]]]:
    """Return every printed price by commodity, read once."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in bundle.figures(source=PRICE_SOURCE, statistic="price").iter_rows(named=True):
        found.setdefault(str(row["commodity"]), []).append(row)
    return found


def market_price(bundle: Bundle, commodity: str, stage: str, year: int) -> MarketPrice | None:
    """Return the price chosen for a commodity at a stage in a year; None where none is printed.

    The choice among printed series stands in ``prices.csv``, one per commodity and stage.
    """
    rows = [row for row in rows_of("prices.csv") if row["commodity"] == commodity]
    chosen = next((row for row in rows if row["stage"] == stage), None) or next(
        (row for row in rows if not row["stage"]), None
    )
    if chosen is None:
        return None
    for row in _printed_prices(bundle).get(commodity, ()):
        is_it = row["detail"] == chosen["detail"] and row["period"] == str(year)
        if is_it and row["number"] is not None:
            money, _, mass = row["unit"].partition("/")
            per_tonne = row["number"] * _MONEY[money] / _TONNES[mass]
            return MarketPrice(
                usd=per_tonne / float(chosen["content"]),
                id=row["id"],
                quality=Quality(chosen["quality"]),
                note=chosen["note"],
            )
    return None


def tonnes_per(unit: str) -> float | None:
    """Return how many tonnes a printed unit of mass is, or None for other units."""
    return _TONNES.get(unit)
