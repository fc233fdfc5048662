"""What prices have been: the official monthly and annual records behind decks and price risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from orepact.evidence import Bundle, bundle

__all__ = ["PriceHistory", "bad_price", "price_history"]

_SHORTEST = 15
"""Years of record below which no percentile is stated."""
_RECORD = 20
"""Latest years that count: longer ones reach into another level of demand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceHistory:
    """Real annual prices of a commodity, in prices of the source's base year.

    Parameters
    ----------
    commodity, series, source, unit : str
    years : tuple of int
    prices : tuple of float
    ids : tuple of str
        Of the figures.
    """

    commodity: str
    series: str
    source: str
    unit: str
    years: tuple[int, ...]
    prices: tuple[float, ...]
    ids: tuple[str, ...]


def price_history(commodity: str, evidence: Bundle | None = None) -> PriceHistory | None:
    """Return the longest real annual series of a commodity, or None if the evidence has none."""
    found = (evidence or bundle()).prices(commodity=commodity)
    real = found.filter(pl.col("is_real") & (pl.col("period").str.len_chars() == 4))
    if not real.height:
        return None
    counts = real.group_by("series", "source").len().sort("len", "series", descending=[True, False])
    series, source = counts.row(0)[:2]
    own = real.filter((pl.col("series") == series) & (pl.col("source") == source)).sort("period")
    return PriceHistory(
        commodity=commodity,
        series=series,
        source=source,
        unit=str(own["unit"][0]),
        years=tuple(int(period) for period in own["period"]),
        prices=tuple(float(price) for price in own["number"]),
        ids=tuple(own["id"]),
    )


def bad_price(commodity: str, evidence: Bundle | None = None) -> float | None:
    """Return the tenth percentile over the median of the last 20 real annual prices.

    None where the record is shorter than 15 years. It says how low a bad year has been against a
    usual one, whatever the level of the deck.
    """
    history = price_history(commodity, evidence)
    if history is None or len(history.prices) < _SHORTEST:
        return None
    low, middle = np.quantile(history.prices[-_RECORD:], [0.1, 0.5])
    return float(low / middle)
