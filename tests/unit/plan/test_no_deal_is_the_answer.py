"""Where the importer's money is no cheaper than anybody's, the right answer is no deal."""

from collections.abc import Callable

import pytest

from orepact.plan import PlanData, least_gain, most_gain, solve_equal, worth
from orepact.plan.bargain import no_deal_data
from orepact.solve import Limits
from orepact.study.stored_run import Verdict
from orepact.study.verdict import ruling_of

LIMITS = Limits(gap=1e-6)
ALL = ("buyer", "bank", "state", "village", "miner")


def _rates(level: float) -> dict[str, float]:
    return dict.fromkeys(ALL, level)


@pytest.mark.parametrize("level", [0.0, 0.03, 0.08, 0.12])
def test_at_one_rate_a_loan_adds_its_expected_loss_and_nothing_else(
    make: Callable[..., PlanData], level: float
) -> None:
    """The same mine, borrowed or not: money moves, and 1 % of a balance of 200 is lost 8 years."""
    data = make(spends=(2027,), price=(0.7,), rates=_rates(level))
    no_deal, equal = solve_equal(data, limits=LIMITS)
    most = most_gain(data, no_deal, limits=LIMITS)
    gain = least_gain(equal, no_deal)
    assert most <= 1e-4 * data.unit
    found = ruling_of(data, equal.decisions, no_deal.decisions, gain, most=most)
    assert found.verdict is Verdict.NO_DEAL
    ids = [column.id for column in data.columns]
    place = {name: ids.index(f"mine:base:2027:{name}") for name in ("loan", "equity")}
    total = (data.sunk + data.late).sum(axis=2)
    lost = sum(2.0 * (1.0 + level) ** -(1 + n + 0.5) for n in range(8))
    assert total[place["loan"], 0] - total[place["equity"], 0] == pytest.approx(-lost)


def test_the_same_loan_is_a_deal_where_the_miner_counts_later_money_for_less(
    make: Callable[..., PlanData],
) -> None:
    data = make(spends=(2027,), price=(0.7,))
    no_deal, equal = solve_equal(data, limits=LIMITS)
    gain = least_gain(equal, no_deal)
    most = most_gain(data, no_deal, limits=LIMITS)
    assert 0.0 < 3.0 * gain <= most + 1e-4 * data.unit
    found = ruling_of(data, equal.decisions, no_deal.decisions, gain, most=most)
    assert found.verdict is Verdict.DEAL
    added = data.weights @ (
        worth(data, equal.decisions) - worth(no_deal_data(data), no_deal.decisions)
    )
    assert added.sum() <= most + 1e-4 * data.unit
