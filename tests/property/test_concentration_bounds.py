"""Whatever the withheld amounts turn out to be, the Herfindahl bounds hold."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.exposure.concentration import herfindahl, herfindahl_bounds, shares

AMOUNT = st.floats(0.001, 1e6)
AMOUNTS = st.lists(AMOUNT, min_size=1, max_size=8)


@given(known=AMOUNTS, withheld=AMOUNTS, others=st.lists(AMOUNT, max_size=4))
def test_bounds_hold_any_completion_of_withheld_names_and_others(
    known: list[float], withheld: list[Any], others: list[float]
) -> None:
    low, high = herfindahl_bounds(
        known,
        low=[0.0] * len(withheld),
        high=[math.inf] * len(withheld),
        unnamed=math.fsum(withheld) + math.fsum(others),
    )
    truth = herfindahl([*known, *withheld, *others])
    assert low - 1e-12 <= truth <= high + 1e-12


@given(
    known=AMOUNTS,
    withheld=st.lists(st.tuples(AMOUNT, st.floats(0, 1), st.floats(1, 10)), min_size=1, max_size=6),
    others=st.lists(AMOUNT, max_size=3),
)
def test_bounds_hold_any_completion_within_the_bounds_of_each_name(
    known: list[float], withheld: list[Any], others: list[float]
) -> None:
    actual = [amount for amount, _, _ in withheld]
    lows = [amount * share for amount, share, _ in withheld]
    highs = [amount * factor for amount, _, factor in withheld]
    low, high = herfindahl_bounds(
        known, low=lows, high=highs, unnamed=math.fsum(actual) + math.fsum(others)
    )
    assert low - 1e-12 <= herfindahl([*known, *actual, *others]) <= high + 1e-12
    low, high = herfindahl_bounds(known, low=lows, high=highs, is_total_known=False)
    assert low - 1e-12 <= herfindahl([*known, *actual]) <= high + 1e-12


@given(amounts=AMOUNTS)
def test_shares_sum_to_one(amounts: list[float]) -> None:
    assert shares(amounts).sum() == pytest.approx(1.0, abs=1e-12)


@given(amounts=AMOUNTS, seed=st.integers(0, 99))
def test_permuted_names_give_permuted_shares_and_the_same_index(
    amounts: list[float], seed: int
) -> None:
    order = np.random.default_rng(seed).permutation(len(amounts))
    assert shares(np.array(amounts)[order]).tolist() == pytest.approx(
        shares(amounts)[order].tolist()
    )
    assert herfindahl(np.array(amounts)[order]) == pytest.approx(herfindahl(amounts))


@given(amounts=AMOUNTS, factor=st.floats(1e-3, 1e3))
def test_another_unit_changes_no_share(amounts: list[float], factor: float) -> None:
    assert herfindahl(np.array(amounts) * factor) == pytest.approx(herfindahl(amounts))


@given(amounts=AMOUNTS)
def test_index_lies_between_one_over_the_number_of_names_and_one(amounts: list[float]) -> None:
    assert 1 / len(amounts) - 1e-12 <= herfindahl(amounts) <= 1 + 1e-12
