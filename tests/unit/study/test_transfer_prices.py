"""The same value to a receiver as a level payment, and what it costs the payer."""

from __future__ import annotations

import pytest

from orepact.study.transfer_price_tables import level_cost


def test_a_level_payment_is_worth_the_same_and_costs_more_the_longer_it_runs() -> None:
    # By hand, two years from the first day on, at 100 % for the receiver and 0 % for the payer:
    # q (1 + 1/2) = 30, so q = 20 and two of them cost 40.
    assert level_cost(30.0, start=0.0, years=2, payer=0.0, receiver=1.0) == pytest.approx((20, 40))
    costs = [
        level_cost(114.1, start=6.5, years=n, payer=0.08, receiver=0.12)[1] for n in (10, 15, 20)
    ]
    assert costs == sorted(costs)
    assert costs[0] > 114.1


def test_between_parties_of_one_rate_an_instrument_costs_what_it_brings() -> None:
    for years in (1, 7, 40):
        cost = level_cost(50.0, start=3.5, years=years, payer=0.1, receiver=0.1)[1]
        assert cost == pytest.approx(50.0)
    # A receiver with the lower rate counts at the payer's, as the plan does.
    assert level_cost(50.0, start=3.5, years=9, payer=0.1, receiver=0.03)[1] == pytest.approx(50.0)
