"""Invariants of the economy layer, for any cut, share and rationing."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.disruption import InputOutputTable, economy_of, lower_bound, rationing

_FOUND = economy_of("USA")
assert _FOUND is not None
TABLE: InputOutputTable = _FOUND
PLACES = st.lists(st.integers(0, 401), min_size=1, max_size=6, unique=True)
SHARE = st.floats(0.0, 1.0)


@settings(max_examples=25, deadline=None)
@given(places=PLACES, cut=st.lists(SHARE, min_size=6, max_size=6), rho=st.floats(0.0, 1.0))
def test_cuts_stay_between_the_direct_cut_and_the_whole_output(
    places: list[int], cut: list[float], rho: float
) -> None:
    direct = np.array([cut[: len(places)]])
    whole = rationing(TABLE, round(rho, 1)).cuts(direct, places)
    assert (whole <= 1.0).all()
    assert (whole >= 0.0).all()
    assert (whole[0, places] >= direct[0] - 1e-12).all()


@settings(max_examples=25, deadline=None)
@given(places=PLACES, cut=st.lists(SHARE, min_size=6, max_size=6))
def test_more_rationing_never_costs_less(places: list[int], cut: list[float]) -> None:
    direct = np.array([cut[: len(places)]])
    lost = [rationing(TABLE, rho).cuts(direct, places)[0] for rho in (0.0, 0.3, 0.7, 1.0)]
    for less, more in pairwise(lost):
        assert (more >= less - 1e-9).all()


@settings(max_examples=25, deadline=None)
@given(places=PLACES, cut=st.lists(SHARE, min_size=6, max_size=6), extra=st.floats(0.0, 0.5))
def test_a_deeper_cut_never_costs_less(places: list[int], cut: list[float], extra: float) -> None:
    first = np.array([cut[: len(places)]])
    deeper = np.minimum(first + extra, 1.0)
    rule = rationing(TABLE, 1.0)
    assert (rule.cuts(deeper, places) >= rule.cuts(first, places) - 1e-9).all()


@settings(max_examples=8, deadline=None)
@given(places=PLACES, cut=st.lists(st.floats(0.0, 0.3), min_size=6, max_size=6))
def test_the_least_loss_is_at_least_the_direct_loss(places: list[int], cut: list[float]) -> None:
    direct = np.array(cut[: len(places)])
    at = np.array(places)
    floor = float(np.maximum(TABLE.value_added[at], 0.0) @ direct)
    assert lower_bound(TABLE, direct, at).loss_musd >= floor - 1.0


@settings(max_examples=10, deadline=None)
@given(scale=st.floats(0.01, 100.0), cut=st.floats(0.01, 0.5))
def test_money_in_another_unit_scales_the_loss(scale: float, cut: float) -> None:
    other = replace(
        TABLE,
        flows=TABLE.flows * scale,
        output=TABLE.output * scale,
        value_added=TABLE.value_added * scale,
    )
    direct = np.array([[cut]])
    lost = rationing(TABLE, 1.0).lost_value_added(direct, [116])[0]
    assert abs(rationing(other, 1.0).lost_value_added(direct, [116])[0] / lost / scale - 1) < 1e-9
