"""Nash, Kalai-Smorodinsky and leximin with every party that has a veto."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from orepact.plan import Bargain, PlanData, solve_bargain
from orepact.solve import Limits
from orepact.terms import BargainingPoints, bargaining_points

Make = Callable[..., PlanData]
EXACT = Limits(gap=0.0)


@pytest.fixture(scope="module")
def solved(make: Make) -> tuple[PlanData, Bargain, BargainingPoints]:
    data = make()
    bargain = solve_bargain(data, limits=EXACT, points=0)
    return data, bargain, bargaining_points(data, bargain, limits=EXACT)


def test_nobody_loses_and_each_rule_is_best_by_its_own_measure(
    solved: tuple[PlanData, Bargain, BargainingPoints],
) -> None:
    data, _, points = solved
    assert set(points.gains) == {"nash", "kalai-smorodinsky", "egalitarian"}
    movers = [name for name in points.ideals if name not in points.idle]
    assert len(movers) >= 3
    dust = 1e-3 * data.unit

    def measure(rule: str, of: str) -> float:
        gains = np.array([points.gains[of][name] for name in movers])
        ideals = np.array([points.ideals[name] for name in movers])
        if rule == "egalitarian":
            return float(gains.min())
        if rule == "kalai-smorodinsky":
            return float((gains / ideals).min())
        return float(np.log(np.maximum(gains / ideals, 1e-12)).sum())

    for rule, gains in points.gains.items():
        assert min(gains[name] for name in movers) >= -dust
        for other in points.gains:
            slack = 2e-3 if rule == "nash" else 1e-3 * max(1.0, abs(measure(rule, rule)))
            assert measure(rule, rule) >= measure(rule, other) - slack


def test_no_gain_exceeds_its_ideal_and_the_product_is_proved(
    solved: tuple[PlanData, Bargain, BargainingPoints],
) -> None:
    data, bargain, points = solved
    for gains in points.gains.values():
        for name, gain in gains.items():
            assert gain <= points.ideals[name] + 1e-3 * data.unit
    assert points.nash is not None
    assert 1.0 <= points.nash.factor <= np.exp(1e-3) + 1e-9
    for n, party in enumerate(data.parties):
        if party.id in points.disagreement:
            without = float(data.weights @ bargain.no_deal.value[:, n])
            assert points.disagreement[party.id] == pytest.approx(without)


def test_near_ties_are_other_choices_no_better_than_the_best(
    solved: tuple[PlanData, Bargain, BargainingPoints],
) -> None:
    _, _, points = solved
    for ties in points.ties.values():
        for tie in ties:
            assert tie.lost >= -1e-3


def test_without_mutual_gain_no_rule_has_a_point(make: Make) -> None:
    data = make(deal_gain=0.0)
    bargain = solve_bargain(data, limits=EXACT, points=0)
    points = bargaining_points(data, bargain, limits=EXACT)
    assert points.nash is None or min(points.gains["nash"].values()) >= -1e-3 * data.unit
    if not [name for name in points.ideals if name not in points.idle]:
        assert points.gains == {}
