"""Rationing: one switch between final users and every buyer."""

import numpy as np
import pytest

from orepact.disruption import InputOutputTable, rationing
from orepact.errors import OrepactError


def test_at_zero_nobody_downstream_goes_short(small_table: InputOutputTable) -> None:
    cuts = rationing(small_table, 0.0).cuts(np.array([[0.1]]), [0])
    assert cuts.tolist() == [[0.1, 0.0, 0.0]]


def test_at_one_a_buyer_makes_less_by_the_value_of_what_is_missing(
    small_table: InputOutputTable,
) -> None:
    # chips lose 0.1 of 100; metal bought 40 of them for 200 of output and 10 of its own:
    # s = 0.1 * 0.2 / (1 - 0.05); parts buy 100 of metal for 400: s / 4
    metal = 0.02 / 0.95
    cuts = rationing(small_table, 1.0).cuts(np.array([[0.1]]), [0])
    assert cuts[0] == pytest.approx([0.1, metal, metal / 4], rel=1e-12)


def test_lost_value_added_is_the_product_of_cuts_and_value_added(
    small_table: InputOutputTable,
) -> None:
    rule = rationing(small_table, 0.5)
    direct = np.array([[0.1, 0.2], [0.9, 0.7]])
    by_cuts = rule.cuts(direct, [0, 1]) @ small_table.value_added
    assert rule.lost_value_added(direct, [0, 1]) == pytest.approx(by_cuts, rel=1e-12)


def test_no_industry_loses_more_than_it_makes(small_table: InputOutputTable) -> None:
    cuts = rationing(small_table, 1.0).cuts(np.array([[1.0, 0.97, 0.9]]), [0, 1, 2])
    # metal: min(1, 0.97 + 0.2 + 0.05 s) = 1; parts: min(1, 0.9 + 0.25) = 1
    assert cuts.max() == 1.0
    fixed_point = np.minimum(np.array([1.0, 0.97, 0.9]) + cuts[0] @ small_table.inputs, 1.0)
    assert cuts[0] == pytest.approx(fixed_point, abs=1e-12)


def test_a_capped_industry_passes_on_no_more_than_its_whole_output(
    small_table: InputOutputTable,
) -> None:
    # metal cannot be cut beyond 1, so parts lose at most a quarter through it
    cuts = rationing(small_table, 1.0).cuts(np.array([[1.0, 1.0]]), [0, 1])
    assert cuts[0, 2] == pytest.approx(0.25, abs=1e-12)


@pytest.mark.parametrize("rho", [-0.1, 1.1, float("nan")])
def test_a_switch_outside_zero_to_one_is_refused(small_table: InputOutputTable, rho: float) -> None:
    with pytest.raises(OrepactError, match="has no meaning"):
        rationing(small_table, rho)
