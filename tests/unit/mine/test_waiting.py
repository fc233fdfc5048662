"""Start, wait on or give up: choices that can be checked by hand."""

from __future__ import annotations

import numpy as np

from orepact.mine import start_or_drop

STATE = np.linspace(-1.0, 1.0, 101)[:, np.newaxis]


def test_one_starts_where_it_pays_and_gives_up_elsewhere() -> None:
    when = start_or_drop([STATE], [10.0 * STATE[:, 0]], [-2.0], degree=1)
    # starting beats giving up where 10 x > -2
    assert np.array_equal(when >= 0, 10.0 * STATE[:, 0] > -2.0 + 1e-9)


def test_waiting_is_chosen_only_where_later_is_better() -> None:
    first, second = np.full(101, 1.0), 5.0 * STATE[:, 0]
    when = start_or_drop([STATE, STATE], [first, second], [0.0, 0.0], degree=2)
    # at the second date the start pays above 0; waiting is worth max(5 x, 0), about
    assert set(when[STATE[:, 0] > 0.5]) == {1}
    assert set(when[STATE[:, 0] < -0.5]) == {0}


def test_holding_that_costs_too_much_is_not_chosen() -> None:
    bad = np.full(101, -5.0)
    when = start_or_drop([STATE, STATE], [bad, bad], [-1.0, -3.0])
    assert set(when) == {-1}


def test_noise_that_nobody_knows_is_not_used() -> None:
    stream = np.random.default_rng(4)
    state, worth = stream.normal(size=(5000, 1)), stream.normal(-1.0, 10.0, 5000)
    when = start_or_drop([state], [worth], [0.0], degree=1)
    # whoever picked the good draws would gain about 3.5; knowing nothing, one gives up
    assert (when >= 0).mean() < 0.02
