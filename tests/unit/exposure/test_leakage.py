from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.exposure.leakage import CAUSES, Shipped, leakage_of
from orepact.exposure.reliance import Bounds

ORE = Shipped(tonnes=400.0, imports=0.0, value_kusd=80.0)
CONTENT = Bounds(low=0.25, high=0.35)


def test_shipments_beyond_recorded_supply_by_hand() -> None:
    # 70 t of metal are 280 t of ore at 25 % and 200 t at 35 %: 120 to 200 t of 400 are left over,
    # worth 200 USD each: 0.024 to 0.040 million; 1 to 5 % of that is owed.
    found = leakage_of(
        ORE, content=CONTENT, output=Bounds.at(70.0), royalty=Bounds(low=0.01, high=0.05)
    )
    assert found.excess.low == pytest.approx(120)
    assert found.excess.high == pytest.approx(200)
    assert found.value.low == pytest.approx(0.024)
    assert found.value.high == pytest.approx(0.04)
    assert found.royalty is not None
    assert found.royalty.low == pytest.approx(0.00024)
    assert found.royalty.high == pytest.approx(0.002)
    assert found.ratio.low == pytest.approx(100 / 70)
    assert found.ratio.high == pytest.approx(2.0)
    assert found.is_certain


def test_what_came_in_under_the_same_line_may_go_out_again() -> None:
    transit = Shipped(tonnes=400.0, imports=400.0, value_kusd=80.0)
    found = leakage_of(transit, content=CONTENT, output=Bounds.at(70.0))
    assert not found.is_possible
    assert (found.value.low, found.value.high) == (0.0, 0.0)


def test_sources_that_disagree_make_it_possible_but_not_certain() -> None:
    found = leakage_of(ORE, content=CONTENT, output=Bounds(low=70.0, high=120.0))
    assert found.is_possible
    assert not found.is_certain
    assert found.royalty is None


def test_no_recorded_output_at_all_leaves_the_ratio_open() -> None:
    found = leakage_of(ORE, content=CONTENT, output=Bounds.at(0.0))
    assert found.excess == Bounds.at(400.0)
    assert math.isinf(found.ratio.high)


@pytest.mark.parametrize("content", [Bounds.at(0.0), Bounds(low=-1.0, high=0.5)])
def test_ore_without_metal_is_refused(content: Bounds) -> None:
    with pytest.raises(ValueError, match="above 0"):
        leakage_of(ORE, content=content, output=Bounds.at(1.0))


def test_nothing_shipped_is_refused() -> None:
    nothing = Shipped(tonnes=0.0, imports=0.0, value_kusd=0.0)
    with pytest.raises(ValueError, match="nothing was shipped"):
        leakage_of(nothing, content=CONTENT, output=Bounds.at(1.0))
    assert math.isnan(nothing.unit_value)


def test_causes_name_nobody_and_accuse_nobody() -> None:
    words = " ".join(CAUSES).casefold()
    assert len(CAUSES) >= 5
    assert not any(word in words for word in ("smuggl", "theft", "steal", "fraud", "corrupt"))


@given(st.tuples(*[st.floats(0.01, 1e5)] * 4), st.tuples(*[st.floats(0.01, 0.5)] * 2))
def test_every_point_between_the_inputs_lies_between_the_bounds(
    amounts: tuple[float, float, float, float], contents: tuple[float, float]
) -> None:
    tonnes, imports, output, more = amounts
    low, width = contents
    shipped = Shipped(tonnes=tonnes, imports=imports, value_kusd=1.0)
    content, recorded = Bounds(low=low, high=low + width), Bounds(low=output, high=output + more)
    found = leakage_of(shipped, content=content, output=recorded)
    for part in (0.0, 0.3, 1.0):
        c, p = low + part * width, output + (1 - part) * more
        excess = tonnes - imports - p / c
        slack = 1e-9 * (tonnes + imports + p / c)
        assert found.excess.low - slack <= excess <= found.excess.high + slack
