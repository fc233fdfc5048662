"""A lever moves money between parties; nothing is made or lost by it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orepact.case import Case, Lever, LeverKind
from orepact.errors import CaseError
from orepact.plan import case_columns
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
    if after.accounts is not None:  # what is held for lenders is nobody's yet
        whole = whole + after.accounts
    scale = np.abs(before.operation.pre_tax).max()
    # What a floor's payer adds is in the mine's revenue and out of the payer's pocket.
    made = whole - before.operation.pre_tax
    if lever.kind is LeverKind.TOLL:  # it ties up less working capital, which comes back in the end
        made = made.sum(axis=1)
    assert np.abs(made).max() <= 1e-9 * scale
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


def test_under_the_terms_in_force_a_deal_is_the_column_of_the_plan(
    shipped: Case, mine: Deal
) -> None:
    table = case_columns(shipped)
    place = [column.id for column in table.columns].index("reko-diq:delayed:2028:with-exim")
    flow = replace(mine, years=table.years).flow((), {})
    for row, party in enumerate(table.parties):
        cash = flow.parties.get(party, np.zeros((3, table.years.size)))
        assert cash == pytest.approx(table.cash[place, :, row], abs=1e-9)


def test_a_toll_is_paid_per_wet_tonne_and_lowers_net_smelter_return(
    shipped: Case, mine: Deal
) -> None:
    lever = lever_of(shipped, "reko-diq-rail-access")
    before, after = mine.flow((), {}), mine.flow((lever,), {lever.id: 10.0})
    assert before.plan is not None
    dry, wet = before.plan.shipped_dry.sum(), before.plan.shipped_wet.sum()
    assert dry == pytest.approx(0.92 * wet)  # eight per cent of water
    lowered = (before.operation.nsr - after.operation.nsr)[0]
    assert lowered.sum() == pytest.approx(10.0 * wet / 1e6)
    tax = np.array([after.levies[name] - before.levies[name] for name in before.levies])
    owners = np.array([after.equity[name] - before.equity[name] for name in before.equity])
    rest = np.array([after.parties[name] - before.parties[name] for name in after.parties]).sum(0)
    assert owners.sum() < 0.0
    assert tax.sum() < 0.0
    if after.accounts is not None and before.accounts is not None:
        rest = rest + after.accounts - before.accounts
    # What the toll takes its receiver has: nothing is made.
    assert rest.sum() == pytest.approx(0.0, abs=1e-6)


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
