"""One plan solve proved to 1 %, the share of building in it, and how both grow, as ratios.

Run with ``python -m bench.bench_plan [CASE]``. The growth curve widens the case's own data: columns
by copies of its projects, options by copies that nobody needs, scenarios by the weight on bad
outcomes; each solve stops at a node limit, and where it is not proved to 1 % its gap is printed.
"""

from __future__ import annotations

import sys
import time
from dataclasses import fields, replace
from typing import Any

import numpy as np

from orepact import case, plan
from orepact.plan.fan import Fan, Values
from orepact.plan.world import Shelf
from orepact.solve import Limits

NODES = 2000


def timed(data: plan.PlanData, limits: Limits) -> tuple[float, float, float, float]:
    """Return processor seconds of building and of no deal with equal gain, rows, and the gap."""
    begin = time.process_time()
    program = plan.sheet_of(data).program()
    built = time.process_time() - begin
    begin = time.process_time()
    _, equal = plan.solve_equal(data, limits=limits, shelf=Shelf(), is_shared_out=False)
    whole = time.process_time() - begin
    return built, whole, float(program.matrix.shape[0]), equal.relative_gap


def more_columns(data: plan.PlanData, times: int) -> plan.PlanData:
    """Return the data with every project several times; one resource each stays shared."""
    per_column = (
        "sunk", "late", "owner_gives", "owner_pays", "party_gives", "party_pays", "use", "output",
        "facility_draw", "column_outlay", "touches", "benefit_sunk", "benefit_late",
        "benefit_by_year", "toll_by_year",
    )  # fmt: skip
    columns = tuple(
        replace(column, id=f"{column.id}#{n}", project=f"{column.project}#{n}")
        for n in range(times)
        for column in data.columns
    )
    left_out = {f"{id_}#{n}": why for id_, why in data.left_out.items() for n in range(times)}
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(data, name)] * times)
        for name in per_column
        if getattr(data, name).shape[0] == len(data.columns)
    }
    fan = data.fan
    if fan is not None:
        names = [item.name for item in fields(fan.values)]
        fan = replace(
            fan,
            values=Values(
                **{name: np.concatenate([getattr(fan.values, name)] * times) for name in names}
            ),
        )
    scale = float(times)
    return replace(
        data,
        columns=columns,
        left_out=left_out | {k: v for k, v in data.left_out.items() if "#" not in k},
        in_place=data.in_place * scale,
        facility_ceiling=data.facility_ceiling * scale,
        fan=fan,
        **arrays,
    )


def more_options(data: plan.PlanData, times: int) -> plan.PlanData:
    """Return the data with every option several times; copies are needed by nobody."""
    options = tuple(
        replace(
            item, id=item.id if n == 0 else f"{item.id}#{n}", needs=item.needs if n == 0 else ()
        )
        for n in range(times)
        for item in data.options
    )
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(data, name)] * times)
        for name in ("adds", "option_outlay", "option_value")
    }
    return replace(data, options=options, **arrays)


def fewer_years(data: plan.PlanData, count: int) -> plan.PlanData:
    """Return the data with a shorter horizon for enablers."""
    last = data.horizon[0] + count - 1
    return replace(
        data,
        horizon=(data.horizon[0], last),
        option_outlay=data.option_outlay[:, :count],
        option_value=data.option_value[:, :count],
        left_out={
            **data.left_out,
            **{c.id: "later" for c in data.columns if c.first_spend > last},
        },
    )


def more_scenarios(data: plan.PlanData, per_deck: int) -> plan.PlanData:
    """Return the data with weight on bad outcomes and so many scenarios in each deck."""
    fan = data.fan
    assert fan is not None
    pick = np.concatenate(
        [np.resize(np.flatnonzero(fan.deck == deck), per_deck) for deck in np.unique(fan.deck)]
    )
    return replace(
        data,
        risk=plan.Risk(weight=0.3),
        fan=Fan(
            names=tuple(f"s{n}" for n in range(pick.size)),
            deck=fan.deck[pick],
            weights=np.full(pick.size, 1.0 / per_deck),
            values=fan.values.at(pick),
            distance=fan.distance,
            draws=fan.draws,
        ),
    )


def main(name: str = "us-pakistan") -> None:
    """Print the share of building, and the growth curve."""
    loaded = case.load(name)
    table = plan.case_columns(loaded)
    begin = time.process_time()
    data = plan.build_data(loaded, table)
    print(f"{name}: all draws of all columns {time.process_time() - begin:.1f} s of processor")
    limits = Limits(gap=0.01, nodes=NODES)
    timed(data, limits)
    built, whole, rows, gap = timed(data, limits)
    print(
        f"{rows:.0f} rows; build {built:.3f} s; no deal and equal gain {whole:.2f} s; gap {gap:.2%}"
    )
    print(f"two builds are {2.0 * built / whole:.1%} of it; goal below 20 %")
    begin = time.process_time()
    plan.build_model(data)
    print(f"the same rows through linopy: {(time.process_time() - begin) / built:.0f} x as long")
    print("what            rows   build s  solve s  build/solve      gap")
    tries = [
        ("years 10", fewer_years(data, 10)),
        ("years 25", data),
        ("options x 2", more_options(data, 2)),
        ("options x 4", more_options(data, 4)),
        ("scenarios 12", more_scenarios(data, 4)),
        ("scenarios 30", more_scenarios(data, 10)),
        ("scenarios 60", more_scenarios(data, 20)),
        ("projects x 2", more_columns(data, 2)),
        ("projects x 3", more_columns(data, 3)),
    ]
    for words, wider in tries:
        built, whole, rows, gap = timed(wider, limits)
        proof = "proved" if gap <= 0.01 else f"{gap:.1%}"
        share = 2.0 * built / whole
        print(f"{words:14} {rows:6.0f} {built:9.3f} {whole:8.2f} {share:12.1%} {proof:>8}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
