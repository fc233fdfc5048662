"""A plan answers yes or no for the right reasons, and its points obey the rules."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepact.errors import InfeasibleError
from orepact.plan import (
    Ask,
    AskKind,
    Bargain,
    Ceiling,
    PlanData,
    broken_rules,
    must_build,
    solve_bargain,
    solve_equal,
    worth,
)
from orepact.solve import Limits

Make = Callable[..., PlanData]
EXACT = Limits(gap=0.0)


@pytest.fixture(scope="module")
def bargain(make: Make) -> Bargain:
    return solve_bargain(make(), limits=EXACT, points=3)


def test_a_loan_that_pays_both_sides_is_a_deal(make: Make, bargain: Bargain) -> None:
    assert bargain.equal_gain > 0
    assert any("loan" in column for column in bargain.equal.decisions.columns)
    assert broken_rules(make(), bargain.equal.decisions) == ()


def test_the_equal_gain_is_equal_and_within_its_bound(bargain: Bargain) -> None:
    gains = [bargain.equal.expected[s] - bargain.no_deal.expected[s] for s in ("importer", "host")]
    assert gains[0] == pytest.approx(gains[1], abs=1e-3)
    assert bargain.equal_gain <= bargain.equal.bound + 1e-3


def test_nobody_who_must_agree_loses_against_no_deal(make: Make, bargain: Bargain) -> None:
    data = make()
    gain = data.weights @ (bargain.equal.value - bargain.no_deal.value)
    assert gain.min() >= -1e-3


def test_frontier_points_do_not_dominate_each_other(bargain: Bargain) -> None:
    points = [(p.expected["importer"], p.expected["host"]) for p in bargain.frontier]
    assert len(points) >= 3
    for one in points:
        for other in points:
            assert not (other[0] > one[0] + 1e-3 and other[1] > one[1] + 1e-3)


def test_transfers_never_exceed_what_the_payer_receives(bargain: Bargain) -> None:
    for point in (bargain.equal, *bargain.ideals.values()):
        by_owner: dict[str, float] = {}
        for item in point.decisions.transfers:
            assert 0.0 < item.share <= 1.0
            if item.is_from_owner:
                by_owner[item.column] = by_owner.get(item.column, 0.0) + item.share
        assert all(total <= 1.0 + 1e-6 for total in by_owner.values())


def test_communities_are_never_asked_to_give(bargain: Bargain) -> None:
    points = (bargain.equal, bargain.no_deal, *bargain.frontier)
    given = [t for p in points for t in p.decisions.transfers if not t.is_from_owner]
    assert all(item.party != "village" for item in given)


def test_transfers_move_value_and_never_make_it(make: Make, bargain: Bargain) -> None:
    data = make()
    plain = replace(bargain.equal.decisions, transfers=())
    assert worth(data, bargain.equal.decisions).sum() <= worth(data, plain).sum() + 1e-6


def test_a_mine_that_loses_money_is_not_built_and_no_deal_is_the_answer(make: Make) -> None:
    no_deal, equal = solve_equal(make(price=(0.2,)), limits=EXACT)
    assert no_deal.decisions.is_nothing
    assert equal.decisions.is_nothing
    assert equal.expected == no_deal.expected


def test_a_refused_consent_cannot_be_bought_at_any_price(make: Make) -> None:
    data = make(price=(5.0,), left_out={"mine": "consent is withheld"})
    assert solve_equal(data, limits=EXACT)[1].decisions.is_nothing


def test_scaling_the_currency_scales_every_utility(make: Make, bargain: Bargain) -> None:
    scaled = solve_bargain(make(money=1000.0), limits=EXACT, points=0)
    for side in ("importer", "host"):
        assert scaled.equal.expected[side] == pytest.approx(
            1000.0 * bargain.equal.expected[side], rel=1e-4
        )


def test_renaming_the_parties_renames_the_result(make: Make, bargain: Bargain) -> None:
    names = {"buyer": "z", "bank": "y", "state": "x", "village": "w", "miner": "v"}
    renamed = solve_bargain(make(names=names), limits=EXACT, points=0)
    assert renamed.equal.expected["host"] == pytest.approx(bargain.equal.expected["host"], rel=1e-6)
    assert renamed.equal.decisions.columns == bargain.equal.decisions.columns


def test_more_budget_never_lowers_the_bound_of_one_side(make: Make) -> None:
    found = []
    for amount in (0.0, 20.0, 60.0):
        ceiling = Ceiling(party="state", covers_options=True, covers_projects=False, amount=amount)
        point = solve_bargain(make(ceilings=[ceiling]), limits=EXACT, points=0)
        found.append(point.ideals["host"].bound)
    assert found == sorted(found)
    assert found[0] < found[-1]


def test_a_recourse_column_is_dropped_where_it_would_lose(make: Make) -> None:
    data = make(price=(0.25, 1.2), decide_after=2026)
    _, equal = solve_equal(data, limits=EXACT)
    kept = {scenario: flag for (_, scenario), flag in equal.decisions.exercised.items()}
    assert kept == {"deck-0": False, "deck-1": True}


def test_a_requirement_that_cannot_hold_names_the_ceiling_against_it(make: Make) -> None:
    data = make(
        ceilings=[Ceiling(party="state", covers_options=True, covers_projects=False, amount=10.0)],
        asks=[
            Ask(id="go", title="the mine is built", kind=AskKind.MUST_BUILD, target="mine", by=2040)
        ],
    )
    with pytest.raises(InfeasibleError) as caught:
        solve_equal(data, limits=EXACT)
    reason = caught.value.reason
    assert "require:go" in str(reason["conflict"])
    assert "budget:state:enablers" in str(reason["relaxations"])


def test_requiring_what_is_chosen_anyway_costs_nothing(make: Make, bargain: Bargain) -> None:
    point = must_build(make(), bargain, "mine", limits=EXACT)
    assert point.expected["host"] == pytest.approx(bargain.equal.expected["host"], rel=1e-4)


def test_value_is_recomputed_from_the_arrays(make: Make, bargain: Bargain) -> None:
    data = make()
    again = worth(data, bargain.equal.decisions)
    assert np.allclose(again, bargain.equal.value)
