"""The shipped corridor to one percent, and how the model grows with segments, periods and users.

Goal: the shipped case in under 60 s on two cores. The peer in the same run is the same program
without its strong rows (one per user and segment), which is how such models are usually written.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.random import default_rng

from orepact.case import load
from orepact.enable.contraction import Corridor, Segment
from orepact.enable.corridor_data import CorridorData, Work, corridor_data
from orepact.enable.corridor_file import CorridorFile, ModuleUse, User
from orepact.enable.corridor_model import CorridorModel, build_corridor_model
from orepact.enable.flows import Demand, Periods, Source
from orepact.enable.network import Network
from orepact.solve import Limits

GAP = 0.01
NODES = 20_000
"""Branch-and-bound nodes at which a solve stops with what it has proved."""


def without_strong_rows(model: CorridorModel) -> CorridorModel:
    """Return the same model with its strong rows opened wide."""
    program = model.program
    low, high = program.low.copy(), program.high.copy()
    if "strong" in program.rows:
        low[program.rows["strong"]] = -np.inf
        high[program.rows["strong"]] = np.inf
    return CorridorModel(model.data, replace(program, low=low, high=high), model.balance)


def timed(model: CorridorModel) -> tuple[float, float]:
    start = time.perf_counter()
    found = model.solve(Limits(gap=GAP, absolute_gap=1e-3, nodes=NODES))
    return time.perf_counter() - start, found.gap


def random_data(
    file: CorridorFile, network: Network, *, segments: int, periods: int, users: int
) -> CorridorData:
    """Return a random connected graph: nothing in place, one module on each segment."""
    draw = default_rng(7)
    nodes = [f"n{k}" for k in range(max(4, segments * 2 // 3))]
    pairs = [(k, int(draw.integers(0, k))) for k in range(1, len(nodes))]
    while len(pairs) < segments:
        a, b = (int(x) for x in draw.integers(0, len(nodes), 2))
        if a != b:
            pairs.append((a, b))
    use = file.lines[0].modules[0]
    goal = Segment(id="goal", kind="end", start="end:goal", end=nodes[0], km=0.0)
    rails = [
        Segment(
            id=f"s{k}",
            kind="rail",
            start=nodes[a],
            end=nodes[b],
            km=float(draw.uniform(50, 300)),
            line=f"s{k}",
            in_place=0.0,
            uses=(use,),
        )
        for k, (a, b) in enumerate(pairs)
    ]
    made = (*rails, goal)
    every = [*nodes, "end:goal"]
    horizon = Periods(
        starts=tuple(2026 + 3 * k for k in range(periods)),
        years=3,
        end=2026 + 3 * periods,
        rate=0.08,
    )
    return _assembled(file, network, made, every, horizon, users, use, draw)


def _assembled(  # noqa: PLR0917
    file: CorridorFile,
    network: Network,
    made: tuple[Segment, ...],
    nodes: list[str],
    horizon: Periods,
    users: int,
    use: ModuleUse,
    draw: np.random.Generator,
) -> CorridorData:
    count = len(horizon.starts)
    demand, supply = [], np.zeros((users, len(nodes), count))
    for k in range(users):
        user: User = file.users[0].model_copy(update={"id": f"u{k}"})
        at = int(draw.integers(1, len(nodes) - 1))
        tonnes = tuple([float(draw.uniform(200, 1500))] * count)
        supply[k, at] = tonnes
        source = Source(name=nodes[at], lat=0.0, lon=0.0, district="", tonnes=tonnes)
        demand.append(Demand(user=user, sources=(source,)))
    works = tuple(
        Work(
            id=f"w{k}",
            use=use,
            segment=k,
            cost=segment.km,
            yearly=segment.km * 0.1,
            capacity=2500.0,
            lead=3.0,
            first=1,
            needs=(),
        )
        for k, segment in enumerate(made[:-1])
    )
    price = np.tile(np.array([s.km * 0.02 for s in made]), (users, 1))
    return CorridorData(
        file=file.model_copy(update={"main_user": "u0"}),
        network=network,
        corridor=Corridor(nodes=tuple(nodes), segments=made, names={}, line_km={}),
        demand=tuple(demand),
        periods=horizon,
        works=works,
        price=price,
        guard=np.zeros_like(price),
        supply=supply,
        unserved=np.full(users, 60.0),
    )


def main() -> None:
    case = load("us-pakistan")
    assert case.corridor is not None
    data = corridor_data(case.corridor, case.folder, case.real)
    start = time.perf_counter()
    model = build_corridor_model(data)
    built = time.perf_counter() - start
    seconds, gap = timed(model)
    plain, _ = timed(without_strong_rows(model))
    size = f"{len(data.corridor.segments)} segments, {len(data.works)} works, "
    size += f"{len(data.periods.starts)} periods, {len(data.users)} users"
    print(f"shipped corridor ({size}): build {built:.2f} s, solve {seconds:.2f} s, gap {gap:.2%}")
    print(f"  without strong rows {plain:.2f} s, ratio {plain / seconds:.1f}; goal 60 s")
    for segments, periods, users in ((20, 4, 3), (40, 6, 4), (60, 8, 5)):
        made = random_data(
            case.corridor, data.network, segments=segments, periods=periods, users=users
        )
        grown = build_corridor_model(made)
        seconds, gap = timed(grown)
        plain, loose = timed(without_strong_rows(grown))
        print(
            f"random, {segments} segments x {periods} periods x {users} users: {seconds:.2f} s to "
            f"{gap:.2%}; without strong rows {plain:.2f} s to {loose:.2%}, "
            f"ratio {plain / seconds:.1f}"
        )


if __name__ == "__main__":
    main()
