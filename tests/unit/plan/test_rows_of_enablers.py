"""Rows of people, offtake, demand, stocks and by-products; every number by hand."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepact.errors import InfeasibleError
from orepact.plan import (
    Ask,
    AskKind,
    ByProduct,
    LocalFloor,
    Outlet,
    PlanData,
    sheet_of,
    solve_equal,
)
from orepact.plan.money import outlay
from orepact.plan.offtake import scale_of
from orepact.plan.sheet import as_linear
from orepact.plan.utility import utility
from orepact.solve import Limits, Linear, solve

Make = Callable[..., PlanData]
EXACT = Limits(gap=0.0)


def most(
    data: PlanData, aim: dict[str, np.ndarray] | None = None
) -> tuple[float, dict[str, np.ndarray]]:
    """Return the largest total value, or the largest of an aim, and the solution."""
    program = sheet_of(data).program()
    blocks = aim or utility(data, np.ones(len(data.parties)), with_transfers=False)
    row: Linear = as_linear(program, blocks)
    found = solve(program.aiming(row), EXACT)
    return found.objective, {name: found.values_of(name).values for name in program.variables}


def floor(data: PlanData, people: float, graduates: float = 0.0) -> LocalFloor:
    jobs = np.zeros((len(data.columns), data.years.size))
    for n, column in enumerate(data.columns):
        jobs[n, data.years >= column.first_production] = 200.0
    return LocalFloor(
        id="mine:near",
        title="half of the jobs for people from near by",
        share=0.5,
        jobs=jobs,
        people=np.full(data.years.size, people),
        graduates=np.array([[0.0, graduates]]),
    )


def test_a_mine_needs_its_promised_share_of_local_people(make: Make) -> None:
    data = make(price=(1.0,))
    assert most(replace(data, floors=(floor(data, 100.0),)))[1]["z"].any()
    assert not most(replace(data, floors=(floor(data, 99.0),)))[1]["z"].any()


def test_training_brings_people_only_after_its_course_has_ended(make: Make) -> None:
    data = make(price=(1.0,), spends=(2027,))
    trained = replace(data, floors=(floor(data, 60.0, graduates=40.0),))
    _, found = most(trained)
    assert found["z"].any()
    first = int(np.argmax(found["y"][0] == 1.0)) + 2026
    assert first + data.options[0].lead + 1 <= 2029


def test_a_promise_that_nobody_can_keep_is_named_in_the_conflict(make: Make) -> None:
    data = make(
        price=(1.0,),
        asks=[
            Ask(id="go", title="the mine is built", kind=AskKind.MUST_BUILD, target="mine", by=2040)
        ],
    )
    with pytest.raises(InfeasibleError) as caught:
        solve_equal(replace(data, floors=(floor(data, 10.0),)), limits=EXACT)
    assert "people:mine:near" in str(caught.value.reason)


def outlet(data: PlanData, **changes: object) -> Outlet:
    given: dict[str, object] = {
        "id": "metal",
        "title": "the importer",
        "unit": "kt/yr",
        "products": {"copper/concentrate": 1.0},
        "demand": np.full(data.years.size, 4.0),
        "other_supply": np.full(data.years.size, 1.0),
    }
    return Outlet(**(given | changes))  # type: ignore[arg-type]


def delivered(data: PlanData, year: int) -> float:
    """Largest delivery in a year when every column may be chosen for it alone."""
    program = sheet_of(data).program()
    places = program.variables["o:metal"].values
    row = np.zeros(program.cost.size)
    row[places[0, year - 2026]] = 1.0
    size = max(5.0, 4.0)
    return solve(program.aiming(Linear(coefficients=row)), EXACT).objective * size


def test_what_is_pledged_elsewhere_never_reaches_the_importer(make: Make) -> None:
    data = make(price=(1.0,))
    free = replace(data, outlets=(outlet(data, demand=np.full(data.years.size, 9.0)),))
    half = {"copper/concentrate": 0.6}
    pledged = replace(
        data, outlets=(outlet(data, demand=np.full(data.years.size, 9.0), pledged=half),)
    )
    ratio = delivered(pledged, 2032) / delivered(free, 2032)
    assert ratio == pytest.approx(0.4, abs=1e-6)


def test_nothing_is_delivered_beyond_what_is_missing_or_stored(make: Make) -> None:
    data = make(price=(1.0,))
    tight = replace(data, outlets=(outlet(data),))
    assert delivered(tight, 2032) == pytest.approx(3.0, abs=1e-6)
    stored = replace(data, outlets=(outlet(data, stock_most=1.5),))
    assert delivered(stored, 2032) == pytest.approx(4.5, abs=1e-6)


def test_a_purse_counts_what_a_party_pays_in_by_the_year_of_its_ceiling(make: Make) -> None:
    data = make(price=(1.0,), spends=(2027, 2029))
    for until, share in ((2027, 0.5), (2028, 1.0)):
        paid = outlay(data, data.party("miner"), until)["z"][0] * data.unit
        by_column = dict(zip([column.id for column in data.columns], paid, strict=True))
        assert by_column["mine:base:2027:equity"] == pytest.approx(400.0 * share)
        assert by_column["mine:base:2027:loan"] == pytest.approx(100.0 * share)
        assert by_column["mine:base:2029:equity"] == 0.0


def test_rows_of_demand_and_stock_are_the_sums_they_say(make: Make) -> None:
    data = make(price=(1.0,))
    item = outlet(
        data, stock_start=2.0, stock_most=3.0,
        demand=np.linspace(2.0, 6.0, data.years.size), other_supply=np.full(data.years.size, 3.0),
    )  # fmt: skip
    program = sheet_of(replace(data, outlets=(item,))).program()
    x = np.random.default_rng(0).uniform(0.0, 1.0, program.cost.size)
    o, k, u = (x[program.variables[f"{name}:metal"].values[0]] for name in "oku")
    size = scale_of(data, item)
    seen = o.size
    before = np.append(item.stock_start / size, k[:-1])
    demand, other = item.demand[:seen] / size, item.other_supply[:seen] / size
    over = program.matrix @ x - program.high
    used = np.append(over[program.rows["used:metal:first"]], over[program.rows["used:metal"]])
    assert used == pytest.approx(o + other + before - k - np.maximum(demand, other))
    short = np.append(over[program.rows["demand:metal:first"]], over[program.rows["demand:metal"]])
    assert short == pytest.approx(demand - (o + other + before - k + u))


def test_a_stock_carries_what_a_year_lacks(make: Make) -> None:
    data = make(price=(0.1,))
    full = outlet(
        data, stock_start=6.0, stock_most=6.0, least_met=1.0, by=2026,
        demand=np.where(data.years < 2028, 4.0, 1.0),
    )  # fmt: skip
    value, found = most(replace(data, outlets=(full,)))
    assert value == pytest.approx(0.0, abs=1e-6)
    assert found["k:metal"][0, 1] == pytest.approx(0.0, abs=1e-9)
    assert found["u:metal"].max() == pytest.approx(0.0, abs=1e-9)


def test_a_share_of_what_is_missing_that_must_be_met_builds_the_mine(make: Make) -> None:
    data = make(price=(0.1,))
    assert not most(data)[1]["z"].any()
    asked = replace(data, outlets=(outlet(data, least_met=0.9, by=2032),))
    assert most(asked)[1]["z"].any()


def test_a_by_product_is_made_only_where_its_host_is_mined(make: Make) -> None:
    data = make(price=(1.0,))
    columns = tuple(
        replace(c, project="slag" if n == 0 else "mine") for n, c in enumerate(data.columns)
    )
    output = np.zeros((len(columns), 2, data.years.size))
    output[0, 1, data.years >= 2029] = 2.0
    output[1:, 0, data.years >= 2029] = 5.0
    use = data.use.copy()
    use[0] = 0.0
    linked = replace(
        data,
        columns=columns,
        output=output,
        use=use,
        products=("copper/concentrate", "tellurium/refined"),
        product_units=("kt/yr", "kt/yr"),
        by_products=(
            ByProduct(
                id="te",
                project="slag",
                product="tellurium/refined",
                host_product="copper/concentrate",
                ratio=0.4,
            ),
        ),
    )
    chosen = most(linked)[1]["z"]
    assert chosen[0] == 1.0
    assert chosen[1:].sum() == 1.0
    alone = replace(linked, left_out={c.id: "not offered" for c in columns[1:]})
    assert most(alone)[1]["z"][0] == 0.0
    scarce = replace(linked, by_products=(replace(linked.by_products[0], ratio=0.3),))
    assert most(scarce)[1]["z"][0] == 0.0
