"""Bad outcomes: what weight does, what planning and knowing are worth, and what is refused."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepact.errors import OrepactError
from orepact.plan import (
    PlanData,
    Risk,
    cases_of,
    information,
    no_deal_data,
    solve_equal,
    solve_no_deal,
    values_in_cases,
)
from orepact.solve import Limits

Make = Callable[..., PlanData]
EXACT = Limits(gap=0.0)


def test_without_a_fan_the_decks_are_the_cases(make: Make) -> None:
    data = make()
    cases = cases_of(data)
    assert [case.name for case in cases] == list(data.scenarios)
    no_deal = solve_no_deal(data, EXACT)
    values = values_in_cases(cases_of(no_deal_data(data)), no_deal.decisions)
    assert np.allclose(values, no_deal.value)


def test_a_case_of_no_chance_does_not_count(make: Make) -> None:
    data = make(weights=[1.0, 0.0])
    assert [case.name for case in cases_of(data)] == ["deck-0"]


def test_weight_zero_is_the_neutral_plan(make: Make) -> None:
    data = make()
    neutral = solve_equal(data, limits=EXACT)[1]
    zero = solve_equal(replace(data, risk=Risk(weight=0.0, alpha=0.5)), limits=EXACT)[1]
    assert zero.decisions == neutral.decisions


def test_more_weight_on_bad_cases_never_raises_what_is_expected_of_the_weakest_side(
    make: Make,
) -> None:
    data = make(price=(0.55, 1.2))
    found = []
    for weight in (0.0, 0.5, 1.0):
        no_deal, equal = solve_equal(replace(data, risk=Risk(weight=weight)), limits=EXACT)
        found.append(min(equal.expected[s] - no_deal.expected[s] for s in equal.expected))
    assert found[0] >= found[1] - 1e-3
    assert found[0] >= found[2] - 1e-3


def test_planning_and_knowing_are_never_worth_less_than_nothing(make: Make) -> None:
    for decide_after in (None, 2028):
        found = information(make(price=(0.3, 1.2), decide_after=decide_after), limits=EXACT)
        assert found.of_planning >= -1e-3
        assert found.of_knowing >= -1e-3
        assert found.of_dropping >= -1e-3
        assert -1e-3 <= found.of_foresight <= found.of_knowing + 1e-3


def test_what_is_known_before_a_review_ends_is_worth_no_less_than_what_is_known_then(
    make: Make,
) -> None:
    """Decks are what a review sees: knowing the deck at its end adds nothing to the plan."""
    found = information(make(price=(0.1, 1.4), decide_after=2027), limits=EXACT)
    assert found.of_foresight == pytest.approx(0.0, abs=1e-3)
    assert found.of_knowing > found.of_foresight + 0.1


def test_knowing_that_prices_will_be_low_saves_a_mine_that_would_lose(make: Make) -> None:
    found = information(make(price=(0.2, 1.4)), limits=EXACT)
    assert found.of_knowing > 1.0


def test_the_right_to_drop_is_worth_something_where_a_deck_loses(make: Make) -> None:
    found = information(make(price=(0.1, 1.4), decide_after=2027), limits=EXACT)
    assert found.of_dropping > 1.0


@pytest.mark.parametrize(
    ("given", "says"), [({"weight": 1.5}, "risk weight"), ({"alpha": 1.0}, "alpha")]
)
def test_a_weight_or_tail_that_is_none_is_refused(given: dict[str, float], says: str) -> None:
    with pytest.raises(OrepactError) as caught:
        Risk(**given)
    assert says in str(caught.value)
