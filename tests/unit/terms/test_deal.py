"""A lever moves money between parties; nothing is made or lost by it."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.case import Case, Lever, LeverKind
from orepact.errors import CaseError
from orepact.terms import Deal, start_values

EVERY = (
    "reko-diq-rail-access",
    "reko-diq-offtake-discount",
    "reko-diq-exim-margin",
    "reko-diq-floor",
    "reko-diq-royalty",
    "reko-diq-nsr-tax",
    "reko-diq-carry",
    "reko-diq-equity",
    "reko-diq-price-share",
)


def lever_of(case: Case, name: str) -> Lever:
    assert case.terms is not None
    return next(item for item in case.terms.levers if item.id == name)


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_lever_moves_money_and_makes_none(
    shipped: Case, mine: Deal, name: str
) -> None:
    lever = lever_of(shipped, name)
    before = mine.flow((), {})
    # A floor at its upper bound lies below every deck, so it is tried above them.
    most = 150.0 if lever.kind is LeverKind.FLOOR else lever.most.to(lever.unit)
    after = mine.flow((lever,), {lever.id: most})
    whole = sum(cash for cash in after.parties.values())
    scale = np.abs(before.operation.pre_tax).max()
    # What a floor's payer adds is in the mine's revenue and out of the payer's pocket.
    assert np.abs(whole - before.operation.pre_tax).max() <= 1e-9 * scale
    moved = {
        party: float(np.abs(after.parties[party] - before.parties.get(party, 0.0)).max())
        for party in after.parties
    }
    assert max(moved.values()) > 0.1


def test_a_lever_at_todays_value_changes_nothing(shipped: Case, mine: Deal) -> None:
    levers = tuple(lever_of(shipped, name) for name in EVERY)
    before, after = mine.flow((), {}), mine.flow(levers, start_values(mine, levers))
    for party, cash in before.parties.items():
        assert after.parties[party] == pytest.approx(cash, abs=1e-9)


def test_one_percent_of_net_smelter_return_is_one_percent_of_it(shipped: Case, mine: Deal) -> None:
    lever = lever_of(shipped, "reko-diq-community-share")
    flow = mine.flow((lever,), {lever.id: 1.0})
    paid = flow.levies[f"lever-{lever.id}"]
    assert paid == pytest.approx(0.01 * flow.operation.nsr, abs=1e-9)


def test_a_floor_pays_only_where_the_price_is_below_it(shipped: Case, mine: Deal) -> None:
    lever = lever_of(shipped, "reko-diq-floor")
    high = mine.flow((lever,), {lever.id: 90.0}).parties["us-government"]
    # 90 % of the study's price lies below all three decks.
    assert np.abs(high).max() == pytest.approx(0.0, abs=1e-9)
    above = mine.flow((lever,), {lever.id: 101.0}).parties["us-government"]
    study = mine.market.scenarios.index("study")
    assert above[study].min() < -1.0
    dearer = mine.market.scenarios.index("latest")
    assert np.abs(above[dearer]).max() == pytest.approx(0.0, abs=1e-9)


def test_carried_points_are_paid_for_by_the_giver(shipped: Case, mine: Deal) -> None:
    lever = lever_of(shipped, "reko-diq-carry")
    assert lever.kind is LeverKind.CARRY
    before, after = mine.flow((), {}), mine.flow((lever,), {lever.id: 5.0})
    given = after.equity["balochistan"] - before.equity["balochistan"]
    paid = before.distributable * 0.05
    late = mine.years > 2040
    assert given[:, late] == pytest.approx(paid[:, late], rel=1e-6, abs=1e-6)


def test_a_share_that_leaves_its_giver_nothing_is_refused(shipped: Case, mine: Deal) -> None:
    lever = lever_of(shipped, "reko-diq-carry")
    with pytest.raises(CaseError, match="takes 60 % from barrick"):
        mine.flow((lever,), {lever.id: 60.0})
