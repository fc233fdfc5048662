"""Worlds without a deal are solved one by one, and each party weighs them for itself."""

from collections.abc import Callable

import numpy as np
import pytest

from orepact.plan import (
    PlanData,
    SolvedWorld,
    WithoutDeal,
    solve_equal,
    solve_no_deal,
    solve_without_deal,
    weighed,
)
from orepact.solve import Limits

Make = Callable[..., PlanData]
EXACT = Limits(gap=0.0)
WORLDS = (
    WithoutDeal(id="open", title="Open"),
    WithoutDeal(id="bank-only", title="Only the bank", packages=frozenset({"loan"})),
    WithoutDeal(id="later", title="Later", not_before=2029),
    WithoutDeal(id="nothing", title="Nothing", nothing=True),
)


@pytest.fixture(scope="module")
def rich(make: Make) -> PlanData:
    """Prices at which the mine pays without any loan."""
    return make(price=(1.0, 1.4))


@pytest.fixture(scope="module")
def solved(rich: PlanData) -> tuple[SolvedWorld, ...]:
    return solve_without_deal(rich, WORLDS, EXACT)


def test_a_world_without_limits_is_no_deal_itself(
    rich: PlanData, solved: tuple[SolvedWorld, ...]
) -> None:
    plain = solve_no_deal(rich, EXACT)
    assert np.allclose(solved[0].point.value, plain.value)
    assert (
        solved[0].point.decisions.columns == plain.decisions.columns == ("mine:base:2027:equity",)
    )


def test_each_world_allows_only_what_it_says(solved: tuple[SolvedWorld, ...]) -> None:
    chosen = {item.world.id: item.point.decisions.columns for item in solved}
    assert chosen["bank-only"] == ()
    assert chosen["later"] == ("mine:base:2029:equity",)
    assert chosen["nothing"] == ()
    assert solved[3].point.decisions.is_nothing
    assert not solved[3].point.value.any()


def test_the_weighed_disagreement_is_each_party_s_own_mean(
    rich: PlanData, solved: tuple[SolvedWorld, ...]
) -> None:
    weights = {party.id: {"open": 0.75, "nothing": 0.25} for party in rich.parties}
    weights["miner"] = {"later": 1.0}
    mean = weighed(rich, solved, weights)
    miner = rich.party("miner")
    state = rich.party("state")
    assert np.allclose(mean.value[:, miner], solved[2].point.value[:, miner])
    assert np.allclose(mean.value[:, state], 0.75 * solved[0].point.value[:, state])


def test_a_plan_gains_more_against_a_worse_alternative(
    rich: PlanData, solved: tuple[SolvedWorld, ...]
) -> None:
    nothing = {party.id: {"nothing": 1.0} for party in rich.parties}
    alone = weighed(rich, solved, nothing)
    _, against_nothing = solve_equal(rich, limits=EXACT, no_deal=alone)
    no_deal, against_best = solve_equal(rich, limits=EXACT)
    gain = min(against_nothing.expected[side] - alone.expected[side] for side in alone.expected)
    small = min(against_best.expected[side] - no_deal.expected[side] for side in no_deal.expected)
    assert gain > small
