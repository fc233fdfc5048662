"""Options against limits that need no model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orepact.mine.flexible_mine import FlexibleMine, flexible_value
from orepact.mine.least_squares import Mode, bermudan, switching_value

MINE = FlexibleMine(
    inventory=150, output=10, unit_cost=0.5, tax=0.5, interest=0.02, convenience_yield=0.01,
    variance=0.08, property_tax=0.02, maintenance=0.5, opening_cost=0.2, closing_cost=0.2,
)  # fmt: skip
PRICES = np.array([0.3, 0.6, 1.2])


def value(
    mine: FlexibleMine, nodes: int = 241, steps: int = 150
) -> tuple[list[float], list[float]]:
    found = flexible_value(mine, PRICES, nodes=nodes, steps=steps)
    return found.open.tolist(), found.closed.tolist()


def test_open_and_closed_never_differ_by_more_than_a_switch() -> None:
    opened, closed = (np.array(side) for side in value(MINE))
    assert np.all(opened - closed <= MINE.opening_cost + 1e-6)
    assert np.all(closed - opened <= MINE.closing_cost + 1e-6)
    assert np.all(opened >= 0)


def test_dearer_switching_or_waiting_never_helps() -> None:
    base = np.array(value(MINE))
    for worse in (
        replace(MINE, opening_cost=2.0),
        replace(MINE, closing_cost=2.0),
        replace(MINE, maintenance=2.0),
        replace(MINE, unit_cost=0.5, tax=0.6),
    ):
        assert np.all(np.array(value(worse)) <= base + 0.02)


def test_a_mine_that_always_runs_at_a_profit_is_worth_its_cash() -> None:
    # no variance, no cost: V = integral of q S exp((r - k) t) (1 - tax) exp(-(r + l) t)
    calm = replace(MINE, variance=1e-6, unit_cost=0.05, maintenance=0.0)
    found = flexible_value(calm, np.array([0.5]), nodes=801, steps=300)
    decay_price, decay_cost, years = 0.01 + 0.02, 0.02 + 0.02, 15.0
    gain = 10 * 0.5 * 0.5 * (1 - np.exp(-decay_price * years)) / decay_price
    cost = 10 * 0.05 * 0.5 * (1 - np.exp(-decay_cost * years)) / decay_cost
    assert float(found.open[0]) == pytest.approx(gain - cost, rel=5e-3)


def test_an_option_with_one_date_is_the_mean_of_what_is_positive() -> None:
    payoff = np.array([-3.0, 1.0, 5.0, -1.0] * 50)
    found = bermudan([payoff[:, None]], [payoff], knows_payoff=True)
    assert found.value == pytest.approx(np.maximum(payoff, 0).mean())
    assert found.exercised.tolist() == [0.5]


def test_what_is_not_known_cannot_be_chosen() -> None:
    # the state says nothing of the payoff, whose mean is above zero: everyone exercises
    stream = np.random.default_rng(0)
    state, payoff = stream.normal(size=(4000, 1)), stream.normal(0.5, 5.0, 4000)
    found = bermudan([state], [payoff], knows_payoff=False, degree=1)
    assert found.value == pytest.approx(float(payoff.mean()), abs=0.05)
    assert found.exercised[0] > 0.95


def test_a_second_date_never_lowers_the_value() -> None:
    stream = np.random.default_rng(1)
    shocks = stream.normal(0, 0.3, (2, 20_000))
    price = 10 * np.exp(np.cumsum(shocks, axis=0) - np.array([[0.045], [0.09]]))
    pay = [np.maximum(10 - row, 0) for row in price]
    one = bermudan([price[1][:, None]], [pay[1]], knows_payoff=True)
    two = bermudan([row[:, None] for row in price], pay, knows_payoff=True)
    assert two.value >= one.value - 2 * one.error


def test_least_squares_switching_agrees_with_finite_differences() -> None:
    # yearly decisions on the mine of Brennan and Schwartz over sixty years, r = 2 % real
    stream = np.random.default_rng(2)
    noise = stream.standard_normal((59, 3000))
    noise = np.concatenate([noise, -noise], axis=1)
    steps = (0.02 - 0.01 - 0.04) + np.sqrt(0.08) * noise
    logs = np.concatenate([np.zeros((1, 6000)), np.cumsum(steps, axis=0)])
    span, grown = (1 - np.exp(-0.04)) / 0.04, (1 - np.exp(-0.03)) / 0.03
    modes = {
        "open": Mode(
            cash=lambda t, _: 10 * 0.5 * (0.6 * np.exp(logs[t]) * grown - 0.5 * span), uses=1
        ),
        "closed": Mode(cash=lambda *_: np.full(6000, -0.5 * span), uses=0),
    }
    costs = {("open", "closed"): 0.2, ("closed", "open"): 0.2}
    found = switching_value(
        [row[:, np.newaxis] for row in logs],
        modes,
        costs,
        inventory=15,
        discount=float(np.exp(-0.04)),
    )
    reference = flexible_value(MINE, np.array([0.6]), nodes=401, steps=300)
    # decisions once a year are worth less than at any time: 5 to 6 % here, 2 % with four a year
    for mode, exact in (("open", reference.open[0]), ("closed", reference.closed[0])):
        assert 0.92 * float(exact) < found[mode] < float(exact)


def test_a_mode_that_costs_nothing_to_leave_and_gains_is_taken() -> None:
    price = np.full(10, 5.0)
    modes = {
        "waiting": Mode(cash=lambda *_: 0 * price, uses=0),
        "open": Mode(cash=lambda *_: price, uses=1),
        "expanded": Mode(cash=lambda *_: 2.5 * price, uses=2),
    }
    costs = {("waiting", "open"): 1.0, ("open", "expanded"): 1.0, ("waiting", "expanded"): 3.0}
    states = [price[:, np.newaxis]] * 3
    found = switching_value(states, modes, costs, inventory=3, discount=1.0)
    # best from waiting: expand now (12.5 - 3), then one unit is left, and no way back to open
    # without a cost given; open first (5 - 1), expand (12.5 - 1) gives 15.5
    assert found["waiting"] == pytest.approx(15.5)
