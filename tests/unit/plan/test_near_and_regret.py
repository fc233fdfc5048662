"""Plans near the best differ and keep most of the gain; regret is against the best known."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepact.plan import Bargain, PlanData, near_optimal, regrets, side_values, solve_bargain
from orepact.solve import Limits

Make = Callable[..., PlanData]
EXACT = Limits(gap=0.0)


@pytest.fixture(scope="module")
def bargain(make: Make) -> Bargain:
    return solve_bargain(make(), limits=EXACT, points=0)


def test_the_mine_may_start_two_years_later_at_a_small_loss(make: Make, bargain: Bargain) -> None:
    found = near_optimal(make(), bargain.no_deal, bargain.equal, limits=EXACT, keep=0.5, count=5)
    assert found
    assert {item.point.decisions.columns for item in found} >= {("mine:base:2029:loan",)}
    for item in found:
        assert item.least_gain >= 0.5 * bargain.equal_gain - 1e-3
        assert item.differs == 2
        assert item.point.decisions.columns != bargain.equal.decisions.columns


def test_nothing_differs_where_all_of_the_gain_must_be_kept(make: Make, bargain: Bargain) -> None:
    found = near_optimal(make(), bargain.no_deal, bargain.equal, limits=EXACT, keep=1.0)
    assert all(item.least_gain >= bargain.equal_gain - 1e-2 for item in found)
    assert ("mine:base:2029:loan",) not in {item.point.decisions.columns for item in found}


def test_without_a_gain_no_plan_is_near(make: Make, bargain: Bargain) -> None:
    same = replace(bargain.no_deal, name="equal gain")
    assert near_optimal(make(), bargain.no_deal, same, limits=EXACT) == ()


def test_regret_is_what_the_best_of_the_list_has_more(make: Make, bargain: Bargain) -> None:
    data = make()
    worse = replace(
        bargain.equal, name="worse", value=bargain.equal.value - np.array([[1.0], [3.0]])
    )
    best, low = regrets(data, [bargain.equal, worse])
    parties = {"importer": 2, "host": 2, "company": 1}
    for side, count in parties.items():
        assert best.by_side[side].tolist() == [0.0, 0.0]
        assert low.by_side[side] == pytest.approx([1.0 * count, 3.0 * count])
        assert low.worst[side] == pytest.approx(3.0 * count)


def test_sides_sum_their_parties(make: Make, bargain: Bargain) -> None:
    data = make()
    values = side_values(data, bargain.equal)
    total = sum(values.values(), start=np.zeros(len(data.scenarios)))
    assert total == pytest.approx(bargain.equal.value.sum(axis=1))
