"""One plan solve proved to 1 %, the share of building in it, and how both grow, as ratios.

Run with ``python -m bench.bench_plan [CASE] [MOST]``. The growth curve widens the case's own data:
columns by copies of its projects, options by copies that nobody needs, scenarios by the weight on
bad outcomes; each solve stops at a node limit. Each line grows until a solve is not proved to 1 %,
or takes more than MOST seconds of processor (60); bound and distance to it are printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from orepact import case, plan
from orepact.plan.fan import Fan, Values
from orepact.plan.world import Shelf
from orepact.solve import Limits, SolverError

NODES = 2000
MOST = 60.0
"""Seconds of processor beyond which a line of the curve is not followed further."""


@dataclass(frozen=True, kw_only=True)
class Timed:
    """Processor seconds of building and of no deal with equal gain, and what was proved."""

    built: float
    whole: float
    rows: int
    gain: float
    bound: float
    gap: float

    @property
    def is_proved(self) -> bool:
        return self.gap <= 0.01 + 1e-9


def timed(data: plan.PlanData, limits: Limits) -> Timed | None:
    """Return one solve's times and proof; None when the node limit came before any plan."""
    begin = time.process_time()
    program = plan.sheet_of(data).program()
    built = time.process_time() - begin
    begin = time.process_time()
    try:
        before, equal = plan.solve_equal(data, limits=limits, shelf=Shelf(), is_shared_out=False)
    except SolverError:
        return None
    return Timed(
        built=built,
        whole=time.process_time() - begin,
        rows=program.matrix.shape[0],
        gain=min(equal.expected[side] - before.expected[side] for side in equal.expected),
        bound=equal.bound,
        gap=equal.relative_gap,
    )


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


def main(name: str = "us-pakistan", *, most: float = MOST) -> None:
    """Print the share of building, and the growth curve."""
    loaded = case.load(name)
    table = plan.case_columns(loaded)
    begin = time.process_time()
    data = plan.build_data(loaded, table)
    print(f"{name}: all draws of all columns {time.process_time() - begin:.1f} s of processor")
    limits = Limits(gap=0.01, nodes=NODES)
    timed(data, limits)
    own = timed(data, limits)
    assert own is not None
    print(
        f"{own.rows} rows; build {own.built:.3f} s; no deal and equal gain {own.whole:.2f} s; "
        f"gap {own.gap:.2%}"
    )
    print(f"two builds are {2.0 * own.built / own.whole:.1%} of it; goal below 20 %")
    begin = time.process_time()
    plan.build_model(data)
    print(
        f"the same rows through linopy: {(time.process_time() - begin) / own.built:.0f} x as long"
    )
    print("what             rows  build s  solve s  build/solve  equal gain     bound     gap")
    lines: list[tuple[str, Callable[[int], plan.PlanData], tuple[int, ...]]] = [
        ("years", lambda n: fewer_years(data, n), (10, 15, data.horizon[1] - data.horizon[0] + 1)),
        ("options x", lambda n: more_options(data, n), (2, 4, 8)),
        ("scenarios", lambda n: more_scenarios(data, n // 3), (12, 30, 60, 120)),
        ("projects x", lambda n: more_columns(data, n), (2, 3, 4, 6, 8, 12)),
    ]
    for words, widened, sizes in lines:
        for size in sizes:
            if not _told(f"{words} {size}", timed(widened(size), limits), most):
                break


def _told(words: str, found: Timed | None, most: float) -> bool:
    """Print one size, and return whether the line is followed further."""
    if found is None:
        print(f"{words:14} no plan within {NODES} nodes")
        return False
    proof = "proved" if found.is_proved else f"{found.gap:.1%}"
    bound = f"{found.bound:9.3f}" if found.gain > 0.0 else "no gain".rjust(9)
    print(
        f"{words:14} {found.rows:6d} {found.built:8.3f} {found.whole:8.2f} "
        f"{2.0 * found.built / found.whole:12.1%} {found.gain:11.3f} {bound} {proof:>7}",
        flush=True,
    )
    return found.is_proved and found.whole <= most


if __name__ == "__main__":
    main(*sys.argv[1:2], most=float(sys.argv[2]) if len(sys.argv) > 2 else MOST)
