"""Measures of a chain under permutation, merging, zero supply and growth of their inputs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.exposure import Coverage, Known
from orepact.exposure.bands import assess, central, corners, sample
from orepact.exposure.evaluate import EuTerms, evaluate
from orepact.exposure.inputs import ChainInputs

AMOUNTS = st.lists(st.floats(0.1, 1e6), min_size=2, max_size=8)
STABLE = st.floats(0.0, 1.0)


def chain(bought: list[float], *, own: float = 50.0, sold: float = 10.0) -> ChainInputs:
    codes = tuple(f"S{n}" for n in range(len(bought)))
    world = np.array([[own, *bought]] * 3)
    return ChainInputs(
        importer="OWN",
        commodity="copper",
        stage="ore",
        year=2024,
        coverage=Coverage.MEASURED,
        lines=("260300",),
        factors=np.array([[0.2], [0.26], [0.32]]),
        suppliers=codes,
        bought=np.array([[amount] for amount in bought]),
        unrecorded=np.zeros((len(bought), 1)),
        value=np.array(bought),
        sold=np.array([sold]),
        sold_unrecorded=np.zeros(1),
        production=np.array([own, own, own]),
        production_known=Known.REPORTED,
        world=world,
        world_others=0.0,
        world_countries=("OWN", *codes),
        instability={"OWN": 0.2, **{code: (n % 5) / 5 for n, code in enumerate(codes)}},
        production_source="test",
    )


def scores(inputs: ChainInputs) -> dict[str, float]:
    eu = EuTerms(substitution=0.9, recycling=0.2, trade={"S0": 1.1})
    return {k: float(v[0]) for k, v in evaluate(inputs, central(inputs), eu).items()}


@given(AMOUNTS, st.randoms())
def test_permuted_suppliers_give_the_same_measures(bought: list[float], order: object) -> None:
    inputs = chain(bought)
    turned = np.random.default_rng(1).permutation(len(bought))
    other = replace(
        inputs,
        suppliers=tuple(inputs.suppliers[n] for n in turned),
        bought=inputs.bought[turned],
        unrecorded=inputs.unrecorded[turned],
        value=inputs.value[turned],
    )
    first, second = scores(inputs), scores(other)
    assert all(second[name] == pytest.approx(first[name], rel=1e-9) for name in first)


@given(AMOUNTS)
def test_merging_two_suppliers_never_lowers_concentration(bought: list[float]) -> None:
    merged = [bought[0] + bought[1], *bought[2:]]
    apart = scores(chain(bought))["chain_import_herfindahl"]
    assert scores(chain(merged))["chain_import_herfindahl"] >= apart - 1e-12


@given(AMOUNTS)
def test_a_supplier_of_nothing_changes_nothing(bought: list[float]) -> None:
    inputs = chain(bought)
    more = replace(
        inputs,
        suppliers=(*inputs.suppliers, "NIL"),
        bought=np.vstack([inputs.bought, [[0.0]]]),
        unrecorded=np.vstack([inputs.unrecorded, [[0.0]]]),
        value=np.append(inputs.value, 0.0),
        instability={**inputs.instability, "NIL": 1.0},
    )
    first, second = scores(inputs), scores(more)
    assert all(second[name] == pytest.approx(first[name], rel=1e-12) for name in first)


@given(AMOUNTS, st.floats(0.0, 1e6), st.floats(0.0, 1e6))
def test_bounds_hold_the_central_value(bought: list[float], own: float, sold: float) -> None:
    inputs = chain(bought, own=own, sold=sold)
    inputs = replace(inputs, production=np.array([0.5 * own, own, 2 * own]))
    for name, found in assess(inputs).items():
        if np.isfinite([found.central, found.low, found.high]).all():
            slack = 1e-9 * max(1.0, abs(found.central))
            assert found.low - slack <= found.central <= found.high + slack, name


@given(AMOUNTS, st.floats(1.0, 100.0))
def test_more_own_production_never_raises_import_risk(bought: list[float], more: float) -> None:
    low, high = chain(bought, own=10.0), chain(bought, own=10.0 + more)
    assert scores(high)["import_risk"] <= scores(low)["import_risk"] + 1e-12


@given(AMOUNTS)
def test_instability_of_nothing_and_all_frame_the_weighted_index(bought: list[float]) -> None:
    inputs = chain(bought)
    found = scores(inputs)
    assert 0.0 <= found["governance_herfindahl"] <= found["chain_import_herfindahl"] + 1e-12


def test_withheld_own_production_leaves_reliance_bounded_and_never_zero() -> None:
    inputs = replace(
        chain([100.0, 50.0], sold=0.0),
        production=np.array([0.0, np.nan, 39.0]),
        production_known=Known.WITHHELD,
    )
    found = assess(inputs)["chain_reliance"]
    # 150 t gross hold 30 to 48 t; own 0 to 39 t: least 30 / 69, most all of it.
    assert np.isnan(found.central)
    assert found.low == pytest.approx(100 * 30 / 69)
    assert found.high == pytest.approx(100.0)


def test_an_uncovered_chain_is_a_gap_in_every_measure_of_trade() -> None:
    found = scores(replace(chain([1.0, 2.0]), coverage=Coverage.NOT_COVERED))
    world = {"chain_production_herfindahl", "eu_supply_risk_global", "eu_supply_risk"}
    assert {name for name, number in found.items() if not np.isnan(number)} == world


def test_corners_are_as_many_as_uncertain_inputs_have_ends() -> None:
    inputs = replace(chain([1.0, 2.0]), production=np.array([1.0, 2.0, 3.0]))
    # one content factor and one production, two ends each, for two states of world production
    assert corners(inputs).factors.shape == (8, 1)


def withheld(amounts: list[float], room: float) -> ChainInputs:
    """Return two named producers and some that share what is left of a published total."""
    world = np.array(
        [[40.0, 30.0, *[0.0] * len(amounts)], [40.0, 30.0, *amounts], [40.0, 30.0]
         + [room] * len(amounts)]
    )  # fmt: skip
    codes = tuple(f"P{n}" for n in range(world.shape[1]))
    return replace(
        chain([1.0, 2.0]),
        world=world,
        world_countries=codes,
        instability={**chain([1.0, 2.0]).instability, **dict.fromkeys(codes, 0.5)},
    )


def test_several_withheld_producers_share_one_remainder_spread_or_in_one_hand() -> None:
    """Of a world of 100 two make 40 and 30; three withheld ones share 30.

    Spread 1600 + 900 + 3 x 100 = 2800, in one hand 1600 + 900 + 900 = 3400, over 100 squared.
    """
    found = assess(withheld([np.nan] * 3, 30.0))["chain_production_herfindahl"]
    assert np.isnan(found.central)
    assert found.low == pytest.approx(0.28)
    assert found.high == pytest.approx(0.34)


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=5), st.floats(0.1, 200.0))
def test_bounds_hold_every_way_to_share_the_remainder(parts: list[float], room: float) -> None:
    total = sum(parts)
    shared = [room * part / total if total > 0 else room / len(parts) for part in parts]
    found = assess(withheld([np.nan] * len(parts), room))["chain_production_herfindahl"]
    index = scores(withheld(shared, room))["chain_production_herfindahl"]
    assert found.low - 1e-12 <= index <= found.high + 1e-12


def test_draws_of_withheld_producers_hold_no_more_than_what_is_left() -> None:
    inputs = withheld([np.nan] * 4, 30.0)
    assert sample(inputs).world[:, 2:].sum(axis=1).max() <= 30.0 + 1e-9
