"""Five hundred small random plans, each solved and each counted out: the best is the best.

Every plan has up to four columns in two projects, two enablers, shared capacity, a lender's and a
payer's ceiling, decks with scenarios inside them, columns that can be dropped, a floor for one
party, and a random weight on the worst cases; now and then a gate that is shut, a share of local
people with graduates, a market that must be served net of what is pledged, a by-product, a thing
that must be built, and a least output. The counting knows nothing of rows or solvers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from orepact.plan import (
    Ask,
    AskKind,
    ByProduct,
    Ceiling,
    Decisions,
    Fan,
    LocalFloor,
    Outlet,
    PlanColumn,
    PlanData,
    PlanOption,
    PlanParty,
    PlanSide,
    Risk,
)
from orepact.plan.fan import Values
from orepact.plan.risk import weighed
from orepact.plan.world import world_of
from orepact.solve import Limits, best, egalitarian

PLANS = 500
GROUPS = 10
START, END = 2026, 2028
YEARS = np.arange(START, 2034)
EXACT = Limits(gap=0.0, absolute_gap=1e-9)
NOTHING = Decisions(columns=(), exercised={}, starts={})


def random_plan(seed: int) -> tuple[PlanData, float]:
    """Return a random plan and the floor of its first party."""
    rng = np.random.default_rng(seed)
    count, decks, options = (
        int(rng.integers(2, 5)),
        int(rng.integers(1, 3)),
        int(rng.integers(0, 3)),
    )
    scenarios = int(rng.integers(1, 4))
    parties = tuple(
        PlanParty(id=name, title=name, side=side, must_agree=True)
        for name, side in (("buyer", PlanSide.IMPORTER), ("state", PlanSide.HOST))
    )
    columns = tuple(
        PlanColumn(
            id=f"c{n}",
            project=f"p{n % 2}",
            variant="v",
            package="k",
            first_spend=START,
            first_production=START + 3,
            needs=tuple(
                (f"o{m}", int(rng.integers(START + 1, START + 5)))
                for m in range(options)
                if rng.random() < 0.4
            ),
            decide_after=START + 1 if rng.random() < 0.5 else None,
            needs_deal=False,
            owner="",
        )
        for n in range(count)
    )
    offers = tuple(
        PlanOption(
            id=f"o{m}",
            title=f"o{m}",
            lead=int(rng.integers(0, 3)),
            earliest=START + int(rng.integers(0, 2)),
            needs=(("o0", int(rng.integers(0, 2))),) if m == 1 and rng.random() < 0.4 else (),
            needs_deal=False,
        )
        for m in range(options)
    )
    shape = (count, decks, 2)
    firm = np.array([c.decide_after is None for c in columns])[:, None, None]
    sunk = rng.normal(0.0, 10.0, shape)
    late = np.where(firm, 0.0, rng.normal(2.0, 12.0, shape))
    fan_of = (count, decks * scenarios, 2)
    weights = rng.random((decks, scenarios)) + 0.1
    zero = np.zeros
    deck = np.repeat(np.arange(decks), scenarios)
    paid = rng.random((options, END - START + 1, 2, YEARS.size)) * 0.6
    data = PlanData(
        columns=columns,
        options=offers,
        parties=parties,
        scenarios=tuple(f"d{n}" for n in range(decks)),
        weights=(share := rng.random(decks) + 0.1) / share.sum(),
        years=YEARS,
        horizon=(START, END),
        resources=("rail",),
        resource_units=("kt/yr",),
        products=(),
        product_units=(),
        facilities=("bank",),
        sunk=sunk,
        late=late,
        owner_gives=zero(shape),
        owner_pays=zero(shape),
        party_gives=zero(shape),
        party_pays=zero(shape),
        use=np.where(YEARS >= START + 3, rng.normal(3.0, 2.0, (count, 1, 1)), 0.0),
        in_place=np.array([3.0]),
        adds=rng.random((options, 1, 2)).cumsum(axis=2) * 4.0,
        output=zero((count, 0, YEARS.size)),
        facility_draw=rng.random((count, 1)) * 10.0,
        facility_ceiling=np.array([12.0]),
        column_outlay=rng.random((count, decks, 2, YEARS.size)),
        option_outlay=paid,
        option_value=-paid.sum(axis=3),
        touches=zero((count, 2), dtype=bool),
        ceilings=(Ceiling(party="state", covers_options=True, covers_projects=True, amount=8.0),),
        fan=Fan(
            names=tuple(f"s{n}" for n in range(decks * scenarios)),
            deck=deck,
            weights=(weights / weights.sum(axis=1, keepdims=True)).ravel(),
            values=Values(
                sunk=sunk[:, deck] + rng.normal(0.0, 6.0, fan_of),
                late=np.where(firm, 0.0, late[:, deck] + rng.normal(0.0, 6.0, fan_of)),
                owner_gives=zero(fan_of),
                owner_pays=zero(fan_of),
                party_gives=zero(fan_of),
                party_pays=zero(fan_of),
            ),
            distance=zero(decks),
            draws=1,
        ),
        risk=Risk(weight=float(rng.choice([0.0, 0.3, 1.0])), alpha=float(rng.choice([0.5, 0.9]))),
    )
    return _with_more_rows(data, rng), float(rng.normal(-5.0, 5.0))


def _with_more_rows(data: PlanData, rng: np.random.Generator) -> PlanData:
    """Return a plan with gates, people, a market, a by-product and an ask, each now and then."""
    count, years = len(data.columns), YEARS.size
    made = np.where(YEARS >= START + 3, rng.integers(0, 4, (count, 2, 1)) * 1.0, 0.0)
    flat = np.ones(years)
    floor = LocalFloor(
        id="near",
        title="near",
        share=0.5,
        jobs=np.where(YEARS >= START + 3, rng.random((count, 1)) * 4.0, 0.0),
        people=flat * rng.random() * 3.0,
        graduates=rng.random((len(data.options), 2)).cumsum(axis=1),
    )
    outlet = Outlet(
        id="market",
        title="market",
        unit="kt/yr",
        products={"metal": 2.0},
        pledged={"metal": float(rng.choice([0.0, 0.5]))},
        demand=flat * 3.0,
        other_supply=flat * float(rng.choice([0.0, 2.0])),
        least_met=float(rng.choice([0.3, 1.0])),
        by=START + 3,
    )
    slag = ByProduct(
        id="slag", project=data.columns[0].project, product="slag", host_product="metal", ratio=0.5
    )
    ask = Ask(id="built", title="built", kind=AskKind.MUST_BUILD,
              target=data.columns[-1].project, by=END + 3)  # fmt: skip
    least = Ask(id="least", title="least", kind=AskKind.MINIMUM_OUTPUT, target="metal",
                by=END, amount=1.0)  # fmt: skip
    has = rng.random(6) < np.array([0.3, 0.4, 0.25, 0.3, 0.15, 0.15])
    shut = {data.columns[int(rng.integers(count))].id: "a gate is shut"} if has[0] else {}
    asks = [one for one, is_asked in ((ask, has[4]), (least, has[5])) if is_asked]
    if has[0] and all(c.id in shut for c in data.columns if c.project == ask.target):
        asks = [one for one in asks if one is not ask]
    return replace(
        data,
        products=("metal", "slag"),
        product_units=("kt/yr", "kt/yr"),
        output=made,
        left_out=shut,
        floors=(floor,) if has[1] else (),
        outlets=(outlet,) if has[2] else (),
        by_products=(slag,) if has[3] else (),
        asks=tuple(asks),
    )


def is_served(data: PlanData, kept: list[int]) -> bool:
    """Whether the market, the by-product and the least output hold in one deck."""
    metal = data.output[kept][:, 0].sum(axis=0)
    seen = YEARS <= END
    for outlet in data.outlets:
        free = 2.0 * (1.0 - outlet.pledged["metal"]) * metal
        missing = np.maximum(outlet.demand - outlet.other_supply, 0.0)
        late = seen & (outlet.by <= YEARS)
        if (free < outlet.least_met * missing - 1e-9)[late].any():
            return False
    for item in data.by_products:
        own = [n for n in kept if data.columns[n].project == item.project]
        if (data.output[own][:, 1].sum(axis=0) > item.ratio * metal + 1e-9).any():
            return False
    least = [ask for ask in data.asks if ask.kind is AskKind.MINIMUM_OUTPUT]
    return all((metal >= ask.amount - 1e-9)[seen & (ask.by <= YEARS)].all() for ask in least)


def is_allowed(data: PlanData, chosen: tuple[int, ...], starts: dict[str, int]) -> bool:
    """Whether gates, people and what must be built hold for what is committed to."""
    if any(data.columns[n].id in data.left_out for n in chosen):
        return False
    for ask in data.asks:
        own = [data.columns[n] for n in chosen]
        built = {column.project for column in own if column.first_production <= ask.by}
        if ask.kind is AskKind.MUST_BUILD and ask.target not in built:
            return False
    for floor in data.floors:
        have = floor.people.copy()
        for m, option in enumerate(data.options):
            if option.id in starts:
                age = YEARS - starts[option.id] - option.lead
                have += np.where(age >= 0, floor.graduates[m, np.clip(age, 0, 1)], 0.0)
        used = (floor.jobs > 0.0).any(axis=0)
        need = floor.share * floor.jobs[list(chosen)].sum(axis=0)
        if (need > have + 1e-9)[used].any():
            return False
    return True


def starts_of(data: PlanData) -> Iterator[dict[str, int]]:
    """Return every way to start enablers, in order and not before they may."""
    years = [None, *range(START, END + 1)]
    for chosen in product(years, repeat=len(data.options)):
        starts = {o.id: y for o, y in zip(data.options, chosen, strict=True) if y is not None}
        in_order = all(
            starts[o.id] >= o.earliest
            and all(
                other in starts and starts[o.id] >= starts[other] + lag for other, lag in o.needs
            )
            for o in data.options
            if o.id in starts
        )
        if in_order:
            yield starts


def columns_of(data: PlanData) -> Iterator[tuple[int, ...]]:
    by_project: dict[str, list[int | None]] = {}
    for n, column in enumerate(data.columns):
        by_project.setdefault(column.project, [None]).append(n)
    for chosen in product(*by_project.values()):
        yield tuple(n for n in chosen if n is not None)


def serves(data: PlanData, chosen: tuple[int, ...], starts: dict[str, int]) -> bool:
    """Whether every enabler that a column needs works in time, and the bank lends enough."""
    lead = {o.id: o.lead for o in data.options}
    for n in chosen:
        for name, year in data.columns[n].needs:
            if name not in starts or starts[name] > min(year - lead[name], END):
                return False
    if not is_allowed(data, chosen, starts):
        return False
    drawn = float(data.facility_draw[list(chosen), 0].sum())
    return drawn <= float(data.facility_ceiling[0]) + 1e-12


def has_room(data: PlanData, kept: list[int], starts: dict[str, int], deck: int) -> bool:
    """Whether capacity and the payer's ceiling hold in one deck."""
    have = np.full(YEARS.size, 3.0)
    for m, option in enumerate(data.options):
        if option.id in starts:
            age = YEARS - starts[option.id] - option.lead
            have += np.where(age >= 0, data.adds[m, 0][np.clip(age, 0, 1)], 0.0)
    matters = (data.use[:, 0] > 0.0).any(axis=0)
    if (data.use[kept, 0].sum(axis=0) > have + 1e-9)[matters].any():
        return False
    if not is_served(data, kept):
        return False
    seen = YEARS <= END
    spent = float(data.column_outlay[kept, deck, 1][:, seen].sum())
    for m, option in enumerate(data.options):
        if option.id in starts:
            spent += float(data.option_outlay[m, starts[option.id] - START, 1, seen].sum())
    return spent <= 8.0 + 1e-9


def tail_mean(values: np.ndarray, chances: np.ndarray, share: float) -> float:
    """Mean of the worst ``share`` of cases, counted from the smallest up."""
    left, total = share, 0.0
    for n in np.argsort(values):
        part = min(left, float(chances[n]))
        total += part * float(values[n])
        left -= part
    return total / share


def counted(data: PlanData, floor: float) -> tuple[float, float]:
    """Return the largest total value, and the largest equal aim, over every plan there is."""
    assert data.fan is not None
    fan, risk = data.fan, data.risk
    chances = fan.weights * data.weights[fan.deck]
    best_total, best_equal = -np.inf, -np.inf
    for starts in starts_of(data):
        base = np.zeros(2)
        for m, option in enumerate(data.options):
            if option.id in starts:
                base += data.option_value[m, starts[option.id] - START]
        for chosen in columns_of(data):
            if not serves(data, chosen, starts):
                continue
            held = [n for n in chosen if data.columns[n].decide_after is not None]
            firm = [n for n in chosen if n not in held]
            ways = [
                [
                    kept
                    for bits in product((False, True), repeat=len(held))
                    if has_room(
                        data,
                        kept := [*firm, *(n for n, bit in zip(held, bits, strict=True) if bit)],
                        starts,
                        deck,
                    )
                ]
                for deck in range(len(data.scenarios))
            ]
            for by_deck in product(*ways):
                expected, cases = base.copy(), np.tile(base, (fan.deck.size, 1))
                for n in chosen:
                    expected += data.weights @ data.sunk[n]
                    cases += fan.values.sunk[n]
                for deck, kept in enumerate(by_deck):
                    for n in kept:
                        expected += data.weights[deck] * data.late[n, deck]
                        cases[fan.deck == deck] += fan.values.late[n][fan.deck == deck]
                if expected[0] < floor - 1e-9:
                    continue
                best_total = max(best_total, float(expected.sum()))
                aims = expected
                if risk.weight:
                    tails = [tail_mean(cases[:, a], chances, 1.0 - risk.alpha) for a in range(2)]
                    aims = (1.0 - risk.weight) * expected + risk.weight * np.array(tails)
                best_equal = max(best_equal, float(aims.min()))
    return best_total, best_equal


def solved(data: PlanData, floor: float) -> tuple[float, float]:
    """Return the same two by rows and HiGHS; minus infinity where nothing is possible."""
    world = world_of(data).with_floors({"buyer": floor})
    everyone = {**world.sides, "total": world.total}
    total = best(world.program, "total", everyone, limits=EXACT)
    world = weighed(world, data, NOTHING)
    equal = egalitarian(world.program, world.aims or world.sides, world.sides, limits=EXACT)
    if total is None or equal is None:
        assert total is None
        assert equal is None
        return -np.inf, -np.inf
    return total.values["total"] * data.unit, equal.values["equal gain"] * data.unit


@pytest.mark.parametrize("group", range(GROUPS))
def test_the_solved_plan_is_the_best_of_all_that_can_be_counted(group: int) -> None:
    share = PLANS // GROUPS
    for seed in range(group * share, (group + 1) * share):
        data, floor = random_plan(seed)
        assert solved(data, floor) == pytest.approx(counted(data, floor), abs=2e-5), seed


def test_the_random_plans_are_not_all_alike() -> None:
    plans = [random_plan(seed)[0] for seed in range(100)]
    assert {len(plan.options) for plan in plans} == {0, 1, 2}
    assert any(plan.droppable for plan in plans)
    assert {plan.risk.weight for plan in plans} == {0.0, 0.3, 1.0}
    for family in ("left_out", "floors", "outlets", "by_products", "asks"):
        assert 5 <= sum(bool(getattr(plan, family)) for plan in plans) <= 60, family
    assert {ask.kind for plan in plans for ask in plan.asks} == {
        AskKind.MUST_BUILD,
        AskKind.MINIMUM_OUTPUT,
    }
    least = [-np.inf < solved(*random_plan(seed))[0] for seed in range(30)]
    assert any(least)
    assert not all(least)


def test_weight_zero_is_the_neutral_plan() -> None:
    for seed in range(20):
        data, floor = random_plan(seed)
        neutral = replace(data, risk=Risk(weight=0.0), fan=None)
        weightless = replace(data, risk=Risk(weight=0.0, alpha=0.7))
        assert solved(neutral, floor) == pytest.approx(solved(weightless, floor), abs=1e-6)


def _alone(data: PlanData, case: int) -> PlanData:
    """Return the plan in which one scenario is all there is."""
    assert data.fan is not None
    deck = int(data.fan.deck[case])
    one: dict[str, Any] = {
        name: np.repeat(getattr(data.fan.values, name)[:, [case]], len(data.scenarios), axis=1)
        for name in ("sunk", "late")
    }
    weights = (np.arange(len(data.scenarios)) == deck).astype(float)
    return replace(data, weights=weights, fan=None, risk=Risk(), **one)


def test_all_weight_on_a_tail_of_one_scenario_is_that_scenario_alone() -> None:
    compared = 0
    for seed in range(40):
        data, _ = random_plan(seed)
        assert data.fan is not None
        fan, rng = data.fan, np.random.default_rng(seed)
        tail = float(fan.chances(data.weights)[0])
        better = rng.random(fan.values.sunk.shape) * 5.0
        better[:, 0] = 0.0
        firm = np.array([c.decide_after is None for c in data.columns])[:, None, None]
        sunk = fan.values.sunk[:, [0]] + better
        late = fan.values.late[:, [0]] + np.where(firm, 0.0, better)
        values = replace(fan.values, sunk=sunk, late=late)
        if len(data.scenarios) > 1 or tail <= 0.0:
            continue
        risk = Risk(weight=1.0, alpha=1.0 - 0.5 * tail)
        risky = replace(data, fan=replace(fan, values=values), risk=risk)
        anywhere = -1e6
        worst = solved(_alone(risky, 0), anywhere)[1]
        assert solved(risky, anywhere)[1] == pytest.approx(worst, abs=1e-4)
        compared += 1
    assert compared >= 12
