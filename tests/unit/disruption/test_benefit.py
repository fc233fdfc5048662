from typing import Any

import numpy as np
import pytest
from tests.unit.disruption.test_insurance import line, setting

from orepact.disruption.benefit import insurance_benefit, insurance_curve
from orepact.disruption.insurance import Item, insurance_value
from orepact.disruption.levels import AddedSupply
from orepact.disruption.supplied import Kind
from orepact.errors import OrepactError

YEARS = (2030, 2031, 2032, 2033)


def supply(**changed: Any) -> AddedSupply:
    given: dict[str, Any] = {
        "title": "mine",
        "commodity": "gallium",
        "stage": "refined",
        "tonnes": np.array([0.0, 5.0, 10.0, 5.0]),
    }
    return AddedSupply(**{**given, **changed})


def test_each_year_is_worth_what_a_portfolio_of_that_size_is_worth() -> None:
    found = insurance_benefit(setting(), [supply()], YEARS, draws=50)
    for at, tonnes in enumerate((0.0, 5.0, 10.0, 5.0)):
        item = Item(
            title="mine",
            kind=Kind.SUPPLY,
            commodity="gallium",
            stage="refined",
            tonnes=tonnes,
            contracted=1.0,
        )
        alone = insurance_value(setting(), [item], draws=50, expected_loss=1.0)
        assert found.mean[at] == pytest.approx(float(alone.gain.mean), rel=1e-9)
        expected = float(alone.host_gain.mean)
        assert found.host_gain_musd[:, at].mean() == pytest.approx(expected, rel=1e-9)
    assert found.band_of(2032).p95 >= found.band_of(2032).p05 > 0.0


def test_no_tonnes_are_worth_exactly_nothing() -> None:
    found = insurance_benefit(setting(), [supply()], YEARS, draws=20)
    assert (found.gain_musd[:, 0] == 0.0).all()
    assert (found.host_gain_musd[:, 0] == 0.0).all()


def test_gain_rises_with_tonnes_and_the_second_tonne_is_worth_no_more_than_the_first() -> None:
    curve = insurance_curve(setting(), supply(), levels=(4.0, 8.0, 12.0, 16.0), draws=100)
    mean = curve.gain_musd.mean(axis=0)
    steps = np.diff(mean)
    assert (steps > 0.0).all()
    assert curve.levels[0] == 0.0
    assert curve.mean_at(6.0) == pytest.approx(0.5 * (mean[1] + mean[2]))


def test_two_supplies_of_one_market_are_added_before_they_are_valued() -> None:
    two = [supply(title="one"), supply(title="two")]
    both = insurance_benefit(setting(), two, YEARS, draws=50)
    double = insurance_benefit(setting(), [supply(tonnes=2.0 * supply().tonnes)], YEARS, draws=50)
    assert both.mean == pytest.approx(double.mean, rel=1e-9)


def test_a_host_gives_no_insurance_against_itself() -> None:
    found = insurance_benefit(setting(line(country="XXX")), [supply(host="XXX")], YEARS, draws=20)
    assert not found.gain_musd.any()
    assert not found.host_gain_musd.any()


@pytest.mark.parametrize("kind", [Kind.STOCK, Kind.RECYCLING, Kind.SMELTER])
def test_what_stands_at_home_insures_and_exports_nothing(kind: Kind) -> None:
    found = insurance_benefit(setting(), [supply(kind=kind)], YEARS, draws=20)
    assert (found.mean[1:] > 0.0).all()
    assert not found.host_gain_musd.any()


def test_success_of_half_gives_the_gain_in_the_draws_in_which_it_exists() -> None:
    found = insurance_benefit(setting(), [supply(success=0.5)], YEARS, draws=40)
    sure = insurance_benefit(setting(), [supply()], YEARS, draws=40)
    exists = found.gain_musd[:, 1] > 0.0
    assert 0 < exists.sum() < 40
    assert found.gain_musd[exists] == pytest.approx(sure.gain_musd[exists], rel=1e-12)


def test_supply_at_another_stage_counts_for_nothing_and_says_why() -> None:
    found = insurance_benefit(setting(), [supply(stage="ore")], YEARS, draws=5)
    assert not found.gain_musd.any()
    assert found.unserved[0][1] == "sold at ore; the importer's market is computed at refined"
    with pytest.raises(OrepactError, match="computed at refined"):
        insurance_curve(setting(), supply(stage="ore"))


def test_money_of_a_later_year_is_the_same_gain_at_its_prices() -> None:
    base = insurance_benefit(setting(), [supply()], YEARS, draws=10)
    later = insurance_benefit(setting(), [supply()], YEARS, draws=10, money_year=2025)
    assert (base.money_year, later.money_year) == (2024, 2025)
    assert later.mean[1] / base.mean[1] == pytest.approx(1.02, abs=0.02)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"tonnes": np.array([1.0, -1.0])}, "tonnes by year"),
        ({"tonnes": np.array([[1.0]])}, "tonnes by year"),
        ({"tonnes": np.array([np.nan])}, "tonnes by year"),
        ({"success": 1.2}, "success of 1.2"),
        ({"contracted": -0.1}, "contracted"),
    ],
)
def test_impossible_supplies_are_refused(changed: dict[str, Any], word: str) -> None:
    with pytest.raises(OrepactError, match=word):
        supply(**changed)


def test_tonnes_for_other_years_are_refused() -> None:
    with pytest.raises(OrepactError, match="4 numbers for 2 years"):
        insurance_benefit(setting(), [supply()], (2030, 2031), draws=5)
    with pytest.raises(OrepactError, match="below zero"):
        insurance_curve(setting(), supply(), levels=(-1.0,))
