"""Net import reliance at its corners."""

import math
from typing import Any

import pytest

from orepact.exposure.reliance import (
    Bounds,
    reliance_from_consumption,
    reliance_from_flows,
    sum_of,
    typed_reliance,
)
from orepact.quantity import Kind, Value


def flows(production: Any, imports: Any, exports: Any, release: Any = 0.0) -> Bounds:
    def bounds(x: Any) -> Bounds:
        return Bounds(low=x[0], high=x[1]) if isinstance(x, tuple) else Bounds.at(x)

    return reliance_from_flows(
        production=bounds(production),
        imports=bounds(imports),
        exports=bounds(exports),
        stock_release=bounds(release),
    )


def test_chromium_of_2025_is_79_percent() -> None:
    # imports 520, exports 140, secondary 100 thousand tonnes: 380 / 480
    assert flows(100.0, 520.0, 140.0).low == pytest.approx(100 * 380 / 480)


def test_imports_ten_percent_either_way_give_corner_bounds_not_naive_ones() -> None:
    bounds = flows(500.0, (900.0, 1100.0), 100.0)
    assert (bounds.low, bounds.high) == pytest.approx((100 * 800 / 1300, 100 * 1000 / 1500))


def test_a_stock_build_up_lowers_reliance() -> None:
    assert flows(100.0, 100.0, 0.0, release=-50.0).low < flows(100.0, 100.0, 0.0).low


def test_withheld_production_leaves_reliance_between_nothing_and_all() -> None:
    bounds = flows((0.0, math.inf), 50.0, 10.0)
    assert (bounds.low, bounds.high) == (0.0, 100.0)


def test_withheld_production_of_a_country_that_exports_more_than_it_imports_is_a_net_exporter() -> (
    None
):
    assert typed_reliance(flows((0.0, math.inf), 10.0, 50.0)).kind is Kind.NET_EXPORTER


def test_withheld_exports_can_make_it_a_net_exporter() -> None:
    value = typed_reliance(flows(50.0, 60.0, (0.0, math.inf)))
    assert value.kind is Kind.UPPER_BOUND
    assert value.high == pytest.approx(100 * 60 / 110)


def test_everything_withheld_is_missing() -> None:
    assert typed_reliance(flows((0.0, math.inf), (0.0, math.inf), (0.0, math.inf))).is_gap


def test_reliance_from_consumption_agrees_with_flows() -> None:
    # apparent 2200 = production 950 + net imports 1250
    consumption = reliance_from_consumption(
        consumption=Bounds.at(2200.0), production=Bounds.at(950.0)
    )
    assert consumption.low == pytest.approx(flows(950.0, 1250.0, 0.0).low)


def test_no_consumption_is_no_number() -> None:
    bounds = reliance_from_consumption(consumption=Bounds.at(0.0), production=Bounds.at(0.0))
    assert typed_reliance(bounds).is_gap
    assert typed_reliance(flows(0.0, 0.0, 0.0)).is_gap


def test_a_withheld_amount_lies_above_its_floor() -> None:
    assert Bounds.of(Value.withheld(), floor=-5.0) == Bounds(low=-5.0, high=math.inf)
    assert Bounds.of(Value.at_most(3.0)) == Bounds(low=0.0, high=3.0)


def test_sums_add_both_ends() -> None:
    assert sum_of([Bounds(low=1.0, high=2.0), Bounds.at(3.0)]) == Bounds(low=4.0, high=5.0)
