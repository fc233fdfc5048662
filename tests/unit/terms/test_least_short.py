"""Terms that leave nobody short where they can, and move nothing that need not move."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from orepact.case import Case
from orepact.terms import (
    Deal,
    LeastShort,
    Ledge,
    Valuation,
    least_short,
    ledge_of,
    open_levers,
    start_values,
)
from orepact.terms.carried import _no_worse


@pytest.fixture(scope="module")
def ledge(shipped: Case, mine: Deal, value: Valuation) -> Ledge:
    levers = open_levers(shipped, "reko-diq", variant="royalty-reopened")
    base = value.expected(mine.flow((), {}))

    def reached(values: Mapping[str, float]) -> np.ndarray:
        return value.expected(mine.flow(levers, values)) - base

    return ledge_of(levers, start_values(mine, levers), reached)


def _done(
    ledge: Ledge, shipped: Case, value: Valuation, lost: Mapping[str, float], free: str = ""
) -> LeastShort:
    before = np.zeros(len(value.parties))
    for party, amount in lost.items():
        before[value.parties.index(party)] = amount
    agree = np.array([shipped.party(name).must_agree for name in value.parties], dtype=bool)
    names = [item.id for item in open_levers(shipped, "reko-diq", variant=free)]
    return least_short(ledge, before, agree, names)


def test_where_nobody_is_short_nothing_moves(ledge: Ledge, shipped: Case, value: Valuation) -> None:
    found = _done(ledge, shipped, value, {"barrick": 50.0})
    assert found.short == pytest.approx(0.0, abs=1e-6)
    for name, amount in found.values.items():
        at = dict(zip([item.id for item in ledge.levers], ledge.at, strict=True))[name]
        assert amount == pytest.approx(at, abs=1e-6)


def test_a_lender_that_would_lose_is_made_whole_by_its_margin_and_the_rest_stands(
    ledge: Ledge, shipped: Case, value: Valuation
) -> None:
    spare = {"barrick": 200.0, "balochistan": 200.0, "federation": 200.0}
    spare |= {"ogdcl": 200.0, "ppl": 200.0, "ghpl": 200.0, "us-exim": -10.0}
    found = _done(ledge, shipped, value, spare)
    assert found.short == pytest.approx(0.0, abs=1e-3)
    assert found.gains[value.parties.index("us-exim")] == pytest.approx(0.0, abs=1e-2)
    assert found.values["reko-diq-exim-margin"] > 2.0
    assert found.values["reko-diq-rail-access"] == pytest.approx(0.0, abs=1e-6)


def test_what_only_a_locked_term_could_give_stays_short_until_it_is_reopened(
    ledge: Ledge, shipped: Case, value: Valuation
) -> None:
    spare = {"barrick": 300.0, "ogdcl": 100.0, "ppl": 100.0, "ghpl": 100.0, "balochistan": -30.0}
    closed = _done(ledge, shipped, value, spare)
    opened = _done(ledge, shipped, value, spare, free="royalty-reopened")
    assert closed.short == pytest.approx(30.0, abs=1e-3)
    assert "reko-diq-royalty" not in closed.values
    assert opened.short == pytest.approx(0.0, abs=1e-2)
    assert 5.0 < opened.values["reko-diq-royalty"] < 5.5


def test_gains_are_those_of_the_exact_cash_flow(
    ledge: Ledge, shipped: Case, mine: Deal, value: Valuation
) -> None:
    found = _done(ledge, shipped, value, {"barrick": 300.0, "us-exim": -40.0, "pibt": -20.0})
    exact = value.expected(mine.flow(ledge.levers, found.values)) - value.expected(
        mine.flow((), {})
    )
    place = value.parties.index("pibt")
    assert found.gains[place] == pytest.approx(exact[place] - 20.0, abs=1e-6)
    assert found.gains.sum() == pytest.approx(exact.sum() + 240.0, abs=1e-6)


def test_a_wider_set_keeps_what_a_narrower_one_does_better(ledge: Ledge) -> None:
    """What only the wider set frees then stands where it stands today."""
    first, second = (item.id for item in ledge.levers[:2])
    gains = np.zeros(1)
    narrow = LeastShort(values={first: 7.0}, gains=gains, short=1.0)
    worse = LeastShort(values={first: 3.0, second: 4.0}, gains=gains, short=1.1)
    better = LeastShort(values={first: 3.0, second: 4.0}, gains=gains, short=0.9)
    kept = _no_worse(worse, ("b",), {(): narrow}, ledge)
    assert kept.short == 1.0
    assert kept.values == {first: 7.0, second: float(ledge.at[1])}
    assert _no_worse(better, ("b",), {(): narrow}, ledge) is better
    assert _no_worse(worse, ("b",), {("c",): narrow}, ledge) is worse
