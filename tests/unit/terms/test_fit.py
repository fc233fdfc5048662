"""The fit finds terms again that made a known change, and stays within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import numpy as np
import pytest

from orepact.case import Case
from orepact.plan import Decisions, TransferShare
from orepact.terms import Deal, Valuation, fit_levers, meant_by, open_levers

PAYMENTS = ("reko-diq-community-share", "reko-diq-offtake-discount")


def test_terms_that_made_a_change_are_found_again(
    shipped: Case, mine: Deal, value: Valuation
) -> None:
    levers = tuple(item for item in open_levers(shipped, "reko-diq") if item.id in PAYMENTS)
    wanted = {"reko-diq-community-share": 0.4, "reko-diq-offtake-discount": 1.1}
    intended = value.expected(mine.flow(levers, wanted)) - value.expected(mine.flow((), {}))
    found = fit_levers(mine, levers, intended, value)
    for name, amount in wanted.items():
        assert found.values[name] == pytest.approx(amount, abs=2e-3)
    assert np.abs(found.misfit).max() < 1e-2 * np.abs(intended).max()


KINDS = {
    "royalty": ("reko-diq-royalty", 6.2),
    "tax": ("reko-diq-nsr-tax", 1.7),
    "equity": ("reko-diq-equity", 2.4),
    "carry": ("reko-diq-carry", 1.3),
    "offtake": ("reko-diq-offtake-discount", 0.9),
    "floor": ("reko-diq-floor", 120.0),
}
"""Lever of each kind of instrument, and a value that its fit must find again, in its unit."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_instrument_is_moved_by_the_fit_where_it_is_open(
    shipped: Case, mine: Deal, value: Valuation, kind: str
) -> None:
    name, wanted = KINDS[kind]
    assert shipped.terms is not None
    lever = next(item for item in shipped.terms.levers if item.id == name)
    if kind == "floor":  # its bound lies below the price of every deck, where a floor pays nothing
        most = lever.most.model_copy(update={"value": 150.0, "range": (100.0, 150.0)})
        lever = lever.model_copy(update={"most": most})
    levers = (lever,)
    base = value.expected(mine.flow((), {}))
    found = fit_levers(
        mine, levers, value.expected(mine.flow(levers, {name: wanted})) - base, value
    )
    assert found.values[name] == pytest.approx(wanted, abs=0.02 * wanted)
    assert found.values[name] != pytest.approx(found.start[name], abs=1e-3)


def test_what_lies_beyond_the_bounds_stays_as_misfit(
    shipped: Case, mine: Deal, value: Valuation
) -> None:
    levers = tuple(item for item in open_levers(shipped, "reko-diq") if item.id == PAYMENTS[0])
    intended = np.zeros(len(value.parties))
    intended[value.parties.index("chagai-communities")] = 1e5
    found = fit_levers(mine, levers, intended, value)
    assert found.values[PAYMENTS[0]] == pytest.approx(1.0)
    assert found.at_bound(levers[0])
    assert found.misfit.min() < -9e4


def test_without_levers_nothing_is_reached(mine: Deal, value: Valuation) -> None:
    found = fit_levers(mine, (), np.ones(len(value.parties)), value)
    assert not found.values
    assert np.abs(found.reached).max() == 0.0


def test_a_giver_that_gives_less_than_meant_is_no_reason_to_give_to_others(
    shipped: Case, mine: Deal, value: Valuation
) -> None:
    intended = np.zeros(len(value.parties))
    intended[value.parties.index("barrick")] = -500.0
    levers = open_levers(shipped, "reko-diq")
    found = fit_levers(mine, levers, intended, value)
    for item in levers:
        assert found.values[item.id] == pytest.approx(found.start[item.id], abs=1e-2)


def test_what_counts_is_reached_over_draws_where_they_differ_from_the_central_path(
    shipped: Case, mine: Deal, value: Valuation
) -> None:
    levers = tuple(item for item in open_levers(shipped, "reko-diq") if item.id in PAYMENTS)
    base = value.expected(mine.flow((), {}))

    def drawn(values: Mapping[str, float]) -> np.ndarray:  # a quarter more than on the path
        return 1.25 * (value.expected(mine.flow(levers, values)) - base)

    wanted = {"reko-diq-community-share": 0.4, "reko-diq-offtake-discount": 1.1}
    found = fit_levers(mine, levers, drawn(wanted), value, drawn)
    assert found.reached == pytest.approx(drawn(found.values))
    assert found.reached == pytest.approx(1.25 * found.central)
    assert np.abs(found.misfit).max() < 1e-2 * np.abs(found.intended).max()
    for name, amount in wanted.items():
        assert found.values[name] == pytest.approx(amount, rel=0.02)


def test_what_a_plan_means_to_move_is_what_its_transfers_are_worth_in_expectation() -> None:
    # One column, two decks at 25 % and 75 %; the owner pays a tenth to the other party.
    gives, pays = np.array([[[0.0, 40.0], [0.0, 80.0]]]), np.array([[[50.0, 0.0], [100.0, 0.0]]])
    data = SimpleNamespace(
        columns=(SimpleNamespace(id="c", owner="a"),),
        parties=(SimpleNamespace(id="a"), SimpleNamespace(id="b")),
        options=(),
        scenarios=("low", "high"),
        weights=np.array([0.25, 0.75]),
        sunk=np.zeros((1, 2, 2)),
        late=np.zeros((1, 2, 2)),
        owner_gives=gives,
        owner_pays=pays,
    )
    moved = TransferShare(column="c", party="b", is_from_owner=True, share=0.1)
    decisions = Decisions(
        columns=("c",),
        exercised={("c", "low"): True, ("c", "high"): True},
        starts={},
        transfers=(moved,),
    )
    # b: 0.1 x (0.25 x 40 + 0.75 x 80) = 7; a: -0.1 x (0.25 x 50 + 0.75 x 100) = -8.75.
    assert meant_by(data, decisions, "c") == pytest.approx([-8.75, 7.0])  # type: ignore[arg-type]
