"""U.S. net import reliance of chromium and copper, recomputed from the publisher's own rows.

U.S. Geological Survey, Mineral Commodity Summaries 2026 (doi:10.5066/P1WKQ63T), chapters
Chromium and Copper, salient statistics 2021 to 2025. Published values are whole percent of inputs
rounded to three digits (two for 2025), so one point is the tolerance.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orepact.evidence.readers.usgs_mcs_long import LongFileReader
from orepact.evidence.readers.usgs_reliance import ReliancePairing, reliance_pairings

EXCERPT = Path(__file__).parents[1] / "fixtures" / "usgs" / "mcs2026_long_excerpt.csv"
FIGURES = LongFileReader(errata=()).read(EXCERPT).tables["figures"]


def number(label: str, detail: str, year: int) -> float:
    row = FIGURES.filter(
        pl.col("label") == label,
        pl.col("detail") == detail,
        pl.col("country") == "USA",
        pl.col("period").str.starts_with(str(year)),
    )
    assert row.height == 1, (label, detail, year)
    value = row["number"][0]
    assert value is not None, (label, detail, year)
    return float(value)


def recomputed(pairing: ReliancePairing, year: int) -> float:
    def total(details: tuple[str, ...], at: int) -> float:
        return sum(number(pairing.label, detail, at) for detail in details)

    production = total(pairing.production, year)
    if year == 2021 and pairing.stocks:
        return 100.0 * (1.0 - production / number(pairing.label, pairing.consumption, year))
    government = total(pairing.government_stock, year) if year < 2023 else 0.0
    stock_change = total(pairing.stocks, year - 1) - total(pairing.stocks, year)
    net = total(pairing.imports, year) - total(pairing.exports, year) + government + stock_change
    return 100.0 * net / (production + net)


@pytest.mark.parametrize("label", ["CHROMIUM", "COPPER"])
@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, 2025])
def test_published_reliance_follows_from_its_own_inputs(label: str, year: int) -> None:
    pairing = next(item for item in reliance_pairings() if item.label == label)
    published = number(label, pairing.detail, year)
    assert recomputed(pairing, year) == pytest.approx(published, abs=1.0)


def test_chromium_of_2025_by_hand() -> None:
    # (520 - 140 + 5 - 5) / (100 + 380) = 79.17 %; the publisher prints 79.
    pairing = next(item for item in reliance_pairings() if item.label == "CHROMIUM")
    assert recomputed(pairing, 2025) == pytest.approx(100 * 380 / 480, abs=1e-9)


def test_every_pairing_names_one_series_and_every_series_has_one_pairing() -> None:
    pairings = reliance_pairings()
    keys = {(item.label, item.detail) for item in pairings}
    assert len(keys) == len(pairings) == 107
    published = FIGURES.filter(pl.col("statistic") == "net import reliance")
    assert set(published.select("label", "detail").unique().iter_rows()) <= keys


def test_inputs_named_by_a_pairing_stand_in_the_file() -> None:
    # Of the pairings whose chapter the excerpt holds whole.
    known = set(FIGURES.select("label", "detail").iter_rows())
    for pairing in reliance_pairings():
        if pairing.label not in {"CHROMIUM", "COPPER", "MICA (NATURAL)"}:
            continue
        named = (*pairing.production, *pairing.imports, *pairing.exports, *pairing.stocks)
        assert {(pairing.label, detail) for detail in named} <= known
