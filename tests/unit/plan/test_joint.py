"""The joint process: names decide draws, the kernel is the exact cash, the fan keeps means."""

from dataclasses import replace

import numpy as np
import pytest

from orepact import case as case_room
from orepact.case import Case
from orepact.mine import ColumnTable
from orepact.plan import (
    ACCOUNTS,
    OUTSIDE,
    Decisions,
    PlanData,
    Settings,
    TransferShare,
    account_of,
    build_data,
    case_columns,
    evaluate,
    facility_terms,
    fresh_draws,
    no_deal_data,
    real_rates,
    worth,
)
from orepact.plan.joint import JointProcess
from orepact.plan.tolls import Toll, toll_receipts, with_tolls

FEW = Settings(draws=24, is_insured=False)
MINE, SMELTER = (
    "reko-diq:delayed:2028:with-exim",
    "muslim-bagh-ferrochrome:planned:2028:equity-only",
)
WITHOUT = "reko-diq:delayed:2028:without-exim"


def _only(table: ColumnTable, ids: tuple[str, ...]) -> ColumnTable:
    """Return the table of a few columns."""
    places = [n for n, column in enumerate(table.columns) if column.id in ids]
    names = (
        "cash",
        "distributable",
        "capex",
        "draw",
        "balance",
        "use",
        "output",
        "pre_tax",
        "accounts",
    )
    return replace(
        table,
        columns=tuple(table.columns[n] for n in places),
        **{name: getattr(table, name)[places] for name in names},
    )


@pytest.fixture(scope="module")
def shipped() -> Case:
    return case_room.load("us-pakistan")


@pytest.fixture(scope="module")
def table(shipped: Case) -> ColumnTable:
    return _only(case_columns(shipped), (MINE, WITHOUT, SMELTER))


@pytest.fixture(scope="module")
def data(shipped: Case, table: ColumnTable) -> PlanData:
    return build_data(shipped, table, FEW)


@pytest.fixture(scope="module")
def central(shipped: Case, table: ColumnTable) -> PlanData:
    return build_data(shipped, table, replace(FEW, is_joint=False))


def _plan(data: PlanData, *ids: str) -> Decisions:
    return Decisions(
        columns=tuple(sorted(ids)),
        exercised={(id_, deck): True for id_ in ids for deck in data.scenarios},
        starts={},
    )


def test_the_fan_has_the_expected_value_of_every_deck(data: PlanData) -> None:
    assert data.fan is not None
    fan = data.fan
    for deck in range(len(data.scenarios)):
        own = fan.deck == deck
        assert fan.weights[own].sum() == pytest.approx(1.0)
        for name in ("sunk", "late", "owner_pays", "party_pays"):
            mean = np.einsum("csp,s->cp", getattr(fan.values, name)[:, own], fan.weights[own])
            assert np.allclose(mean, getattr(data, name)[:, deck], atol=1e-6)


def test_receipts_are_never_negative_in_the_fan(data: PlanData) -> None:
    assert data.fan is not None
    for name in ("owner_gives", "owner_pays", "party_gives", "party_pays"):
        assert getattr(data.fan.values, name).min() >= 0.0


def test_without_chance_the_draws_are_the_exact_cash(
    shipped: Case, table: ColumnTable, central: PlanData, monkeypatch: pytest.MonkeyPatch
) -> None:
    flat = JointProcess.blocks

    def still(process: JointProcess):  # type: ignore[no-untyped-def]
        for block in flat(process):
            ones = {key: np.ones_like(path) for key, path in block.unit.items()}
            yield replace(block, unit=ones)

    drawn = JointProcess.project

    def sure(process: JointProcess, *given):  # type: ignore[no-untyped-def]
        own = drawn(process, *given)
        ones = {name: np.ones_like(factor) for name, factor in own.factors.items()}
        return replace(own, factors=ones, delay=np.zeros_like(own.delay))

    monkeypatch.setattr(JointProcess, "blocks", still)
    monkeypatch.setattr(JointProcess, "project", sure)
    found = build_data(shipped, replace(table), replace(FEW, draws=2))
    for name in ("sunk", "late", "owner_gives", "owner_pays", "party_gives", "party_pays"):
        scale = max(1.0, float(np.abs(getattr(central, name)).max()))
        assert np.abs(getattr(found, name) - getattr(central, name)).max() <= 1e-7 * scale


def test_one_more_project_leaves_the_draws_of_the_others(shipped: Case) -> None:
    years = np.arange(2026, 2080)
    project = shipped.projects["reko-diq"]
    other = shipped.projects["muslim-bagh-ferrochrome"]
    alone = JointProcess([project], years, draws=50)
    both = JointProcess([other, project], years, draws=50)
    variant = project.variants[0]
    one, two = alone.project(project, variant), both.project(project, variant)
    assert all(np.array_equal(one.factors[name], two.factors[name]) for name in one.factors)
    assert np.array_equal(one.delay, two.delay)
    mine, ferro = both.project(project, variant), both.project(other, other.variants[0])
    assert not np.array_equal(mine.factors["capex"], ferro.factors["capex"])


def test_output_that_cannot_leave_lowers_every_product(shipped: Case) -> None:
    years = np.arange(2026, 2080)
    project = shipped.projects["reko-diq"]
    free = JointProcess([project], years, draws=10)
    half = JointProcess([project], years, draws=10, output={"reko-diq": np.full(10, 0.5)})
    for item in project.products:
        a = free.project(project, project.variants[0]).factors[item.id]
        b = half.project(project, project.variants[0]).factors[item.id]
        assert np.allclose(b, 0.5 * a)


def test_a_fixed_plan_is_played_on_draws_of_another_seed(
    shipped: Case, table: ColumnTable, data: PlanData
) -> None:
    plan, without = _plan(data, MINE), _plan(data, WITHOUT)
    settings = replace(FEW, draws=1)
    joint = tuple(
        fresh_draws(shipped, table, data, chosen.columns, settings) for chosen in (plan, without)
    )
    assert joint[0].draws >= 1000
    assert joint[0].seed != settings.seed
    found = evaluate(data, no_deal_data(data), plan, without, (joint[0], joint[1]))
    assert found.weights.sum() == pytest.approx(1.0)
    assert found.gain.shape == (len(data.scenarios) * joint[0].draws, len(data.parties))
    assert found.plan.foresight >= 0.0
    zero = evaluate(data, data, plan, plan, (joint[0], joint[0]))
    assert np.abs(zero.gain).max() == 0.0
    assert np.abs(found.moved).max() == 0.0
    share = TransferShare(column=MINE, party="pibt", is_from_owner=True, share=0.1)
    paid = evaluate(data, data, replace(plan, transfers=(share,)), plan, (joint[0], joint[0]))
    # Nothing but the transfer differs: it is all of the gain, and its receiver has no other risk.
    assert paid.moved == pytest.approx(paid.gain)
    taker, payer = data.party("pibt"), data.party("barrick")
    assert paid.moved[:, taker].min() >= 0.0
    assert np.ptp(paid.moved[:, taker]) > 0.0
    assert (paid.moved[:, payer] <= 0.0).all()


def test_postings_sum_to_the_change_in_surplus_in_every_deck_and_year(
    shipped: Case, table: ColumnTable, data: PlanData, central: PlanData
) -> None:
    plan, without = _plan(data, MINE, SMELTER), _plan(data, WITHOUT)
    found = account_of(
        shipped,
        table,
        central=central,
        expected=data,
        alone=(no_deal_data(central), no_deal_data(data)),
        plan=plan,
        without=without,
        facilities=facility_terms(shipped),
        rates=real_rates(shipped),
    )
    assert np.abs(found.surplus).max() > 1.0
    assert found.error <= 1e-6
    assert found.present_error <= 1e-6
    keys = [(item.party, item.channel) for item in found.postings]
    assert len(keys) == len(set(keys))
    means = data.weights @ (worth(data, plan) - worth(no_deal_data(data), without))
    for place, party in enumerate(data.parties):
        own = sum(item.present for item in found.postings if item.party == party.id)
        chance = found.chance[party.id] + found.chance_moved[party.id]
        assert own + chance == pytest.approx(float(means[place]), abs=1e-6)


def test_chance_of_transfers_is_told_apart_from_chance_of_a_partys_own_cash(
    shipped: Case, table: ColumnTable, data: PlanData, central: PlanData
) -> None:
    share = 0.02
    moved = TransferShare(column=MINE, party="pibt", is_from_owner=True, share=share)
    found = account_of(
        shipped,
        table,
        central=central,
        expected=data,
        alone=(no_deal_data(central), no_deal_data(data)),
        plan=replace(_plan(data, MINE), transfers=(moved,)),
        without=_plan(data),
        facilities=facility_terms(shipped),
        rates=real_rates(shipped),
    )
    place = next(n for n, column in enumerate(data.columns) if column.id == MINE)
    taker, payer = data.party("pibt"), data.party("barrick")
    # By hand: the share of what the owner receives over draws, less the same on the central path.
    more = share * (data.owner_gives - central.owner_gives)[place, :, taker]
    assert found.chance_moved["pibt"] == pytest.approx(float(data.weights @ more), abs=1e-9)
    paid = share * (data.owner_pays - central.owner_pays)[place, :, payer]
    assert found.chance_moved["barrick"] == pytest.approx(-float(data.weights @ paid), abs=1e-9)
    assert abs(found.chance_moved["pibt"]) > 1e-3
    assert found.chance["pibt"] == pytest.approx(0.0, abs=1e-9)


def test_others_are_posted_what_prices_do_to_them_each_once_and_the_account_still_closes(
    shipped: Case, table: ColumnTable, data: PlanData, central: PlanData
) -> None:
    plan = _plan(data, MINE, SMELTER)
    found = account_of(
        shipped,
        table,
        central=central,
        expected=data,
        alone=(no_deal_data(central), no_deal_data(data)),
        plan=plan,
        without=_plan(data),
        facilities=facility_terms(shipped),
        rates=real_rates(shipped),
    )
    outside = {item.party: item for item in found.postings if item.channel == "price"}
    assert set(outside) == set(OUTSIDE)
    assert outside["other users"].present > 0.0 > outside["other producers"].present
    assert all(item.low <= item.present <= item.high for item in outside.values())  # type: ignore[operator]
    assert found.error <= 1e-6
    assert found.present_error <= 1e-6
    summed = sum(item.by_year for item in outside.values())
    assert np.abs(summed - found.effect.total).max() <= 1e-6
    assert np.abs(found.effect.total).max() > 0.1
    held = [item for item in found.postings if item.channel == "accounts"]
    assert [item.party for item in held] == [ACCOUNTS]


def test_what_a_toll_takes_from_a_project_its_owners_receive(
    shipped: Case, table: ColumnTable
) -> None:
    toll = Toll(
        option="ml-3-completion",
        project="reko-diq",
        resource="rail-nokkundi-port-qasim",
        per_tonne=10.0,
        owners={"federation": 0.75, "pibt": 0.25},
    )
    tolled = _only(case_columns(with_tolls(shipped, [toll])), (MINE,))
    place = [column.id for column in table.columns].index(MINE)
    paid = (table.pre_tax[place] - tolled.pre_tax[0]).sum(axis=1)
    receipts = toll_receipts(tolled, [toll], ["federation", "pibt"])[0].sum()
    assert receipts > 0.0
    assert np.allclose(paid, receipts, rtol=1e-9)
