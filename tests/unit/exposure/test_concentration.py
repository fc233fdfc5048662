"""Shares, Herfindahl index and its bounds."""

import math

import numpy as np
import pytest

from orepact.exposure.concentration import (
    herfindahl,
    herfindahl_bounds,
    herfindahl_of_groups,
    shares,
)


def test_shares_are_fractions_of_the_sum() -> None:
    assert shares([1.0, 1.0, 2.0]).tolist() == [0.25, 0.25, 0.5]


def test_shares_of_nothing_are_not_zero() -> None:
    assert np.isnan(shares([0.0, 0.0])).all()
    assert math.isnan(herfindahl([]))


@pytest.mark.parametrize("bad", [[-1.0, 2.0], [math.nan, 1.0], [math.inf]])
def test_amounts_that_are_no_amounts_are_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        shares(bad)


def test_equal_names_have_index_one_over_their_number() -> None:
    assert herfindahl([7.0] * 4) == pytest.approx(0.25, abs=1e-15)


def test_without_a_remainder_both_bounds_are_the_index() -> None:
    low, high = herfindahl_bounds([3.0, 1.0])
    assert low == high == herfindahl([3.0, 1.0])


def test_remainder_spread_against_concentrated() -> None:
    # 60 + 20 named, 20 unnamed, total 100: 0.36 + 0.04 = 0.40; plus 0.2^2 = 0.44 in one hand
    assert herfindahl_bounds([60.0, 20.0], unnamed=20.0) == pytest.approx((0.40, 0.44))


def test_a_withheld_name_with_a_floor_keeps_it() -> None:
    # withheld name has at least 10 of the 20 unnamed: low 0.36 + 0.04 + 0.01; high all 20 with it
    low, high = herfindahl_bounds([60.0, 20.0], low=[10.0], high=[math.inf], unnamed=20.0)
    assert (low, high) == pytest.approx((0.41, 0.44))


def test_a_withheld_name_with_a_ceiling_leaves_the_rest_to_one_other() -> None:
    # ceiling 15: best corner is 20 with one other (0.04) since others have no ceiling
    _, high = herfindahl_bounds([80.0], low=[0.0], high=[15.0], unnamed=20.0)
    assert high == pytest.approx(0.64 + 0.04)


def test_withheld_names_without_a_total_are_bounded_by_one_and_by_the_common_level() -> None:
    # one known of 1, one withheld of any size: lowest at equal size, 1/2; highest 1
    assert herfindahl_bounds([1.0], low=[0.0], high=[math.inf], is_total_known=False) == (
        pytest.approx((0.5, 1.0))
    )


def test_a_ceiling_without_a_total_limits_the_upper_bound() -> None:
    # known 10, withheld at most 1: between (100 + 1) / 121 and 1
    low, high = herfindahl_bounds([10.0], low=[0.0], high=[1.0], is_total_known=False)
    assert low == pytest.approx(101 / 121)
    assert high == 1.0


def test_other_countries_dilute_a_total_that_leaves_a_withheld_name_out() -> None:
    # known 6, others 4 spread, withheld name at its lowest effect: level 36 / 10 of 3.6 raised to
    # w = Q / S, here (36 + w w) = w (10 + w), so w = 3.6: (36 + 12.96) / 13.6^2
    low, high = herfindahl_bounds(
        [6.0], low=[0.0], high=[math.inf], unnamed=4.0, is_total_known=False
    )
    assert low == pytest.approx(48.96 / 13.6**2)
    assert high == 1.0


def test_bounds_that_cannot_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="exceed the unnamed remainder"):
        herfindahl_bounds([1.0], low=[5.0], high=[9.0], unnamed=2.0)
    with pytest.raises(ValueError, match="lower bound"):
        herfindahl_bounds([1.0], low=[5.0], high=[4.0], unnamed=9.0)
    with pytest.raises(ValueError, match="negative"):
        herfindahl_bounds([1.0], unnamed=-1.0)


def test_groups_agree_with_one_group_at_a_time() -> None:
    rng = np.random.default_rng(7)
    groups, amounts = rng.integers(0, 5, 60), rng.exponential(size=60)
    totals, indices, largest = herfindahl_of_groups(groups, amounts, count=6)
    for group in range(5):
        own = amounts[groups == group]
        assert totals[group] == pytest.approx(own.sum())
        assert indices[group] == pytest.approx(herfindahl(own))
        assert largest[group] == pytest.approx(own.max() / own.sum())
    assert totals[5] == 0
    assert math.isnan(indices[5])
