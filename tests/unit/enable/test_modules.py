from __future__ import annotations

import statistics

import pytest

from orepact.enable.modules import (
    CatalogueLookup,
    Terrain,
    annuity,
    catalogue,
    overrun_quantile,
    rocks_unit_costs,
    terrain_factor,
)
from orepact.errors import UnknownNameError


def test_cost_of_roads_is_the_median_of_their_works() -> None:
    known = rocks_unit_costs()
    checked = 0
    for module in catalogue().modules:
        if module.rocks:
            costs = [cost for name in module.rocks for cost in known[name]]
            assert module.cost.value == pytest.approx(statistics.median(costs), abs=5e-6)
            checked += 1
    assert checked == 2


def test_terrain_raises_cost_and_long_roads_cost_less_per_km() -> None:
    exponents = catalogue().terrain
    rough = Terrain(relief_ratio=4.0, people_ratio=2.0)
    flat = Terrain(relief_ratio=1.0, people_ratio=1.0)
    assert terrain_factor(exponents, rough, 10.0, "road") == pytest.approx(4.0**0.12 * 2.0**0.085)
    assert terrain_factor(exponents, flat, 60.0, "road") == pytest.approx(0.8958, abs=1e-4)
    assert terrain_factor(exponents, flat, 60.0, "rail") == 1.0


def test_annuity_without_interest_is_an_equal_part() -> None:
    assert annuity(0.0, 20.0) == 0.05
    with pytest.raises(ValueError, match="above zero"):
        annuity(0.08, 0.0)


def test_median_overrun_lies_below_the_mean() -> None:
    rail = catalogue().overrun_of("rail")
    assert 1.0 < overrun_quantile(rail, 0.5) < 1.447
    assert overrun_quantile(rail, 0.05) < overrun_quantile(rail, 0.95)


def test_catalogue_answers_for_its_numbers_and_no_others() -> None:
    record = CatalogueLookup().find("module:rail-new-single.cost")
    assert record is not None
    assert record.unit == "MUSD/km"
    assert CatalogueLookup().find("module:monorail.cost") is None
    with pytest.raises(UnknownNameError):
        catalogue().module("monorail")
