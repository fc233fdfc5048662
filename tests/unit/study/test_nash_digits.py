"""How many digits of a gain at a Nash point are proved."""

from __future__ import annotations

import math

import pytest

from orepact.study.bargaining_tables import digits_of


@pytest.mark.parametrize(
    ("factor", "digits"), [(1.0005, 2), (1.0000001, 4), (1.05, 1), (1.0, 6), (2.0, 1)]
)
def test_digits_follow_from_how_far_the_product_is_proved(factor: float, digits: int) -> None:
    assert digits_of(factor) == digits


@pytest.mark.parametrize("parties", [2, 3, 7])
@pytest.mark.parametrize("apart", [0.02, 0.05])
def test_no_split_of_a_cake_within_the_factor_is_further_off(parties: int, apart: float) -> None:
    """A cake of 1: one share moves by a part, the others share the rest evenly."""
    own = (1.0 + apart) / parties
    product = own * ((1.0 - own) / (parties - 1)) ** (parties - 1) * parties**parties
    assert math.sqrt(2.0 * math.log(1.0 / product)) >= apart * 0.97
