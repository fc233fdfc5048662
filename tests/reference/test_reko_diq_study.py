"""The published aggregates of Reko Diq's study of February 2025 against the shipped project file.

OGDCL press release, March 2025 (The News 1295399): 13.1 Mt of copper, 17.9 Moz of gold. Mining
Momentum, Reko Diq project page built from the technical report, 2025: present value at 8 % of
13,014 million USD, return 21.32 %, taxes and royalties 7.1 bn. Nukta, 2 April 2025: cash cost 0.53
USD/lb. Inputs were calibrated on several of these, see ``orepact.mine.reproductions``; a hit proves
little. The levies fit only one of two readings: the miss of the other is asserted, so that it stays
visible. Price levels are the US GDP deflator (World Bank, NY.GDP.DEFL.KD.ZG, 2025 = 100).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from orepact.evidence import load_model
from orepact.mine import (
    Comparison,
    DeckFile,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    study_results,
)

CASE = Path(str(resources.files("orepact"))) / "cases" / "us-pakistan"


@pytest.fixture(scope="module")
def results() -> dict[str, Comparison]:
    deck = load_model(DeckFile, CASE / "decks.yaml").decks[0]
    basis = MoneyBasis(year=2024, price_index={2024: 97.275, 2025: 100.0}, inflation=0.025)
    found = study_results(
        load_model(ProjectFile, CASE / "projects/reko-diq.yaml"),
        load_model(RegimeFile, CASE / "regimes/reko-diq.yaml"),
        deck,
        basis,
    )
    return {row.id.removeprefix("reko-diq."): row for row in found}


def test_metal_comes_out_within_rounding(results: dict[str, Comparison]) -> None:
    assert results["copper"].computed == pytest.approx(13.1, rel=0.01)
    assert results["gold"].computed == pytest.approx(17.9, rel=0.01)


def test_value_and_return_come_out(results: dict[str, Comparison]) -> None:
    assert results["npv8"].computed == pytest.approx(13.014, rel=0.05)
    assert results["irr"].computed == pytest.approx(21.32, abs=1.0)
    assert results["free-cash-flow"].computed == pytest.approx(70.0, rel=0.03)
    assert results["cash-cost"].computed == pytest.approx(0.53, rel=0.02)


def test_taxes_and_royalties_fit_the_royalty_alone(results: dict[str, Comparison]) -> None:
    assert results["levies-royalty-alone"].verdict == "reached"
    assert results["levies-all"].verdict == "missed"
    assert results["levies-all"].computed == pytest.approx(9.0, abs=0.2)


def test_only_the_brokers_distribution_is_out_of_sample(results: dict[str, Comparison]) -> None:
    outside = {name for name, row in results.items() if not row.in_sample}
    assert outside == {"state-firm"}
    assert 150 <= results["state-firm"].computed <= 200
