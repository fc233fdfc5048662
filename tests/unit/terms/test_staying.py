"""Leaving less staying, by hand on small cash and on the shipped mine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orepact.case import Case, EventKind
from orepact.terms import (
    BOOM,
    Deal,
    Index,
    Stakes,
    ahead,
    boom_chain,
    index_of,
    open_levers,
    repairs,
    start_values,
    with_boom,
)


@pytest.fixture(scope="module")
def stakes(shipped: Case, mine: Deal) -> Stakes:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    wide = mine.in_market(with_boom(mine.market, shipped.terms.staying))
    flow = wide.flow((), {})
    return Stakes(
        flow=flow,
        lenders={item.id: item.lender for item in mine.facilities},
        rates={name: rate.real.to("%") / 100.0 for name, rate in shipped.rates.items()},
        parties=frozenset(flow.parties),
        earned=flow.operation.pre_tax,
    )


def of_kind(found: tuple[Index, ...], kind: EventKind, *members: str) -> Index:
    return next(i for i in found if i.event.kind is kind and i.members == members)


def test_a_chain_without_booms_is_perfect_foresight_and_one_with_sure_booms_is_the_boom() -> None:
    cash = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    stays = np.eye(2)
    assert ahead(cash, 0.1, chain=stays) == pytest.approx(ahead(cash, 0.1))
    assert ahead(cash, 0.1, 2, chain=stays) == pytest.approx(ahead(cash, 0.1, 2))
    sure = np.array([[0.0, 1.0], [0.0, 1.0]])
    first = 1.0 + 5.0 / 1.1 + 6.0 / 1.21
    assert ahead(cash, 0.1, chain=sure)[0, 0] == pytest.approx(first)
    assert ahead(cash, 0.1, 2, chain=sure)[0, 0] == pytest.approx(1.0 + 5.0 / 1.1)


def test_a_boom_only_multiplies_the_latest_prices(shipped: Case, mine: Deal) -> None:
    assert shipped.terms is not None
    staying = shipped.terms.staying
    assert staying is not None
    wide = with_boom(mine.market, staying)
    assert wide.scenarios == (*mine.market.scenarios, BOOM)
    latest, boom = wide.scenarios.index("latest"), wide.scenarios.index(BOOM)
    assert wide.prices["copper"][boom] == pytest.approx(2.0 * wide.prices["copper"][latest])
    chain = boom_chain(wide, staying)
    assert chain.sum(axis=1) == pytest.approx(np.ones(len(wide.scenarios)))
    # Four per cent a year from today's deck; a boom lasts, and other decks stay what they are.
    assert chain[latest, [latest, boom]] == pytest.approx([0.96, 0.04])
    others = [n for n in range(len(wide.scenarios)) if n != latest]
    assert chain[np.ix_(others, others)] == pytest.approx(np.eye(len(others)))


def test_years_are_ranked_at_one_date_and_not_each_in_its_own_money(shipped: Case) -> None:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    seizure = next(e for e in shipped.terms.staying.events if e.kind is EventKind.SEIZURE)
    event = seizure.model_copy(update={"compensation": None})
    leave = np.array([[0.0, 110.0, 0.0, 160.0]])
    index = Index(
        event=event,
        party="a",
        members=("a",),
        stay=np.zeros((1, 4)),
        leave=leave,
        lost_by_others=np.zeros((1, 4)),
        active=np.array([False, True, True, True]),
        factor=1.25 ** -np.arange(4.0),
    )
    # By hand, at 25 % a year: 110 / 1.25 = 88 in the second year, 160 / 1.25^3 = 81.92 in the last.
    year, amount = index.worst(0)
    assert year == 1
    assert amount == pytest.approx(88.0)
    assert index.present[0, 3] == pytest.approx(81.92)


@pytest.mark.parametrize("kind", [EventKind.SEIZURE, EventKind.TERMS])
def test_a_penalty_lowers_what_leaving_brings_by_itself(
    shipped: Case, stakes: Stakes, kind: EventKind
) -> None:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    events = shipped.terms.staying.events
    priced = next(event for event in events if event.penalty is not None)
    event = next(event for event in events if event.kind is kind)

    def leave(penalty: float) -> np.ndarray:
        assert priced.penalty is not None
        paid = priced.penalty.model_copy(update={"value": penalty, "range": None})
        charged = event.model_copy(update={"penalty": paid})
        return index_of([charged], stakes)[0].leave

    fell = leave(0.0) - leave(250.0)
    assert fell == pytest.approx(np.full(fell.shape, 250.0))


def test_taking_pays_more_in_a_boom_and_less_if_others_are_paid_in_full(
    shipped: Case, stakes: Stakes
) -> None:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    events = shipped.terms.staying.events
    found = index_of(events, stakes)
    seizure = of_kind(found, EventKind.SEIZURE, "federation")
    latest = stakes.flow.scenarios.index("latest")
    assert seizure.worst(len(stakes.flow.scenarios) - 1)[1] > seizure.worst(latest)[1]
    needed = seizure.compensation_to_stay
    full = [
        event.model_copy(
            update={
                "compensation": event.compensation.model_copy(
                    update={"value": 100.0 * needed + 0.01, "range": None}
                )
            }
        )
        for event in events
        if event.kind is EventKind.SEIZURE and event.compensation is not None
    ]
    held = of_kind(index_of(full, stakes), EventKind.SEIZURE, "federation")
    assert held.value.max() <= 1e-6
    less = []
    for event in full:
        assert event.compensation is not None
        short = {"value": 100.0 * needed - 1.0, "range": None}
        paid = event.compensation.model_copy(update=short)
        less.append(event.model_copy(update={"compensation": paid}))
    assert of_kind(index_of(less, stakes), EventKind.SEIZURE, "federation").value.max() > 0.0


def test_a_bloc_counts_what_all_its_members_would_lose(shipped: Case, stakes: Stakes) -> None:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    event = next(e for e in shipped.terms.staying.events if e.kind is EventKind.SEIZURE)
    found = index_of([event], stakes)
    alone = of_kind(found, EventKind.SEIZURE, "federation")
    bloc = of_kind(found, EventKind.SEIZURE, *event.together)
    assert (bloc.stay[:, 20] > alone.stay[:, 20]).all()
    assert (bloc.lost_by_others <= alone.lost_by_others + 1e-9).all()
    assert bloc.worst(1)[1] < alone.worst(1)[1]


def test_a_state_with_its_own_companies_does_not_count_what_it_takes_from_itself(
    shipped: Case, stakes: Stakes
) -> None:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    event = next(e for e in shipped.terms.staying.events if e.kind is EventKind.SEIZURE)
    members = ("federation", "ogdcl", "ppl", "ghpl")
    assert members in event.blocs
    found = index_of([event], stakes)
    alone = of_kind(found, EventKind.SEIZURE, "federation")
    bloc = of_kind(found, EventKind.SEIZURE, *members)
    rate = stakes.rates["federation"]
    own = sum(ahead(stakes.flow.parties[name], rate) for name in members)
    assert bloc.stay == pytest.approx(own)
    # What it would owe falls by what its companies would have had, each at its own rate.
    taken = sum(
        np.maximum(0.0, ahead(stakes.flow.equity[name], stakes.rates[name])) for name in members[1:]
    )
    assert alone.lost_by_others - bloc.lost_by_others == pytest.approx(taken)
    assert bloc.worst(1)[1] < alone.worst(1)[1]


def test_years_in_which_something_cannot_be_done_do_not_count(
    stakes: Stakes, shipped: Case
) -> None:
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    found = index_of(shipped.terms.staying.events, stakes)
    years = stakes.flow.timing.years
    lender = of_kind(found, EventKind.NOT_CLOSING, "us-exim")
    drawn = years[lender.active]
    assert drawn.min() == 2028
    assert drawn.max() < stakes.flow.timing.first_production
    assert not any(item.event.kind is EventKind.COURT for item in found)
    # An operator that has not spent anything yet has nothing to salvage.
    idle = of_kind(found, EventKind.IDLING, "barrick")
    assert idle.leave[0, int(np.argmax(idle.active))] == pytest.approx(0.0)


def test_a_breach_that_a_term_can_mend_is_mended_by_the_cheapest(
    shipped: Case, mine: Deal, stakes: Stakes
) -> None:
    # An owner that would keep half of a taken mine's cash for one year is held by a small charge.
    assert shipped.terms is not None
    assert shipped.terms.staying is not None
    event = next(e for e in shipped.terms.staying.events if e.kind is EventKind.SEIZURE)
    levers = tuple(i for i in open_levers(shipped, "reko-diq") if i.id == "reko-diq-rail-access")
    start = start_values(mine, levers)
    plain = index_of([event.model_copy(update={"together": (), "blocs": ()})], stakes)
    alone = of_kind(plain, EventKind.SEIZURE, "federation")
    # A penalty that leaves the breach just open: a hundred million at the worst.
    dearer = alone.value[alone.value > -np.inf].max() - 100.0
    assert event.penalty is not None
    paid = event.penalty.model_copy(update={"value": 1000.0 + dearer, "range": None})
    only = {"together": (), "blocs": (), "parties": ("federation",)}
    small = event.model_copy(update={"penalty": paid, **only})
    wide = mine.in_market(with_boom(mine.market, shipped.terms.staying))

    def probe(values: dict[str, float]) -> tuple[tuple[Index, ...], np.ndarray]:
        flow = wide.flow(levers, values)
        return index_of([small], replace(stakes, flow=flow)), np.array(
            [float(flow.parties["federation"].sum())]
        )

    found = repairs(probe, levers, start)  # type: ignore[arg-type]
    assert len(found) == 1
    # The penalty lowers every year alike; of what is left the largest on the first day counts.
    left = ((alone.value - dearer) * alone.factor).max()
    assert 0.0 < found[0].before <= 100.0
    assert found[0].before == pytest.approx(left, rel=1e-6)
    assert found[0].is_mended
    assert 0.0 < found[0].values["reko-diq-rail-access"] < 110.0
    # A little less would not do.
    less = {"reko-diq-rail-access": 0.9 * found[0].values["reko-diq-rail-access"]}
    assert probe(less)[0][0].value.max() > 0.0
