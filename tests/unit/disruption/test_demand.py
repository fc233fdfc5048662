"""Who is served when supply does not reach: own tonnes serve use, the rest goes in proportion."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.disruption.demand import rationed


def served(demand: float, supply: float, use: float, hoarding: float, own: float) -> list[float]:
    given_ = (np.array([each]) for each in (demand, supply, use, hoarding, own))
    return [float(part[0]) for part in rationed(*given_)]


def test_without_own_tonnes_use_and_hoarding_are_served_alike() -> None:
    assert served(10.0, 5.0, 4.0, 1.0, 0.0) == pytest.approx([0.5, 0.5])


def test_own_tonnes_serve_use_and_are_not_hoarded() -> None:
    # k = (5 - 2) / (10 - 2); use gets 2 + k 2 of 4
    assert served(10.0, 5.0, 4.0, 1.0, 2.0) == pytest.approx([0.6875, 0.375])


def test_own_tonnes_beyond_use_go_to_the_market() -> None:
    assert served(10.0, 5.0, 2.0, 1.0, 4.0) == pytest.approx([1.0, 0.375])


def test_nobody_goes_short_where_supply_reaches() -> None:
    assert served(5.0, 5.0, 2.0, 1.0, 0.0) == [1.0, 1.0]


shares = st.floats(0.01, 1.0)


@given(shares, shares, shares, shares)
def test_what_is_handed_out_is_what_there_is(
    short: float, part: float, hoarded: float, held: float
) -> None:
    demand, supply = 10.0, 10.0 * short * 0.99
    use, hoarding = demand * part / (1.0 + hoarded), demand * part * hoarded / (1.0 + hoarded)
    own = held * supply
    of_use, of_hoarding = served(demand, supply, use, hoarding, own)
    kept = min(own, use, supply)
    others = (demand - use - hoarding) * (supply - kept) / max(demand - kept, 1e-300)
    assert use * of_use + hoarding * of_hoarding + others == pytest.approx(supply, rel=1e-9)
    assert 0.0 <= of_hoarding <= of_use <= 1.0 + 1e-12
