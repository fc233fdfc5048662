"""One scenario of 1,000 draws over 402 industries, beside BoARIO 0.7.2 on the same table.

    python bench/bench_disruption.py                 with the peer's stored seconds
    python bench/bench_disruption.py PEER/bin/python with the peer measured in the same run
    python bench/bench_disruption.py --export FILE   writes the table for the peer

Goals: one scenario under 50 ms; `orepact disrupt` under 3 s in a fresh process. The sweep of the
United States is in `bench_disruption_sweep.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from orepact.disruption import (
    InputOutputTable,
    Shock,
    economic_loss,
    economy_of,
    market_of,
    respond,
)
from orepact.exposure import exposure

PEER = Path(__file__).with_name("boario_timing.json")
"""Processor seconds of BoARIO 0.7.2 for one year on the same table, made by `boario_year.py`."""
GOAL_SCENARIO, GOAL_FRESH, DRAWS, REPEATS = 0.050, 3.0, 1000, 20
_ASKED = ["disrupt", "--importer", "USA", "--supplier", "CHN", "--commodity", "gallium"]


def table() -> InputOutputTable:
    held = economy_of("USA")
    assert held is not None
    return held


def export(path: Path) -> None:
    held = table()
    np.savez(path, flows=held.flows, final=held.final_use, place=held.place("334413"))


def scenario() -> tuple[float, float]:
    """Return processor seconds of the market layer and of the economy layer, medians."""
    held, market = table(), market_of(exposure(), commodity="gallium", importer="USA")
    shock = Shock(commodity=market.commodity, stage=market.stage, imposers=("CHN",))
    times = []
    for seed in range(REPEATS + 1):
        begun = time.process_time()
        response = respond(market, shock, draws=DRAWS, seed=seed)
        middle = time.process_time()
        economic_loss([response], held, seed=seed)
        times.append((middle - begun, time.process_time() - middle))
    first, second = np.median(np.array(times[1:]), axis=0)
    return float(first), float(second)


def fresh() -> float:
    begun = time.perf_counter()
    command = [sys.executable, "-m", "orepact", *_ASKED, "--format", "json"]
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun


def peer(interpreter: str | None) -> dict[str, float]:
    if interpreter is None:
        stored: dict[str, float] = json.loads(PEER.read_text(encoding="utf-8"))
        return stored
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.npz"
        export(path)
        script = str(Path(__file__).with_name("boario_year.py"))
        out = subprocess.run(
            [interpreter, script, str(path)], capture_output=True, text=True, check=True
        )
    made: dict[str, float] = json.loads(out.stdout.strip().splitlines()[-1])
    PEER.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    return made


def main() -> None:
    arguments = sys.argv[1:]
    if arguments[:1] == ["--export"]:
        export(Path(arguments[1]))
        return
    market, economy = scenario()
    ours = market + economy
    print(f"one scenario, {DRAWS:,} draws, 402 industries: {1e3 * ours:.1f} ms of processor")
    print(f"  market layer {1e3 * market:.1f} ms, economy layer {1e3 * economy:.1f} ms")
    print(f"  {ours / GOAL_SCENARIO:.2f} of the goal of {1e3 * GOAL_SCENARIO:g} ms")
    times = [fresh() for _ in range(3)]
    print(f"orepact disrupt, fresh process: {min(times):.2f} s, goal {GOAL_FRESH:g} s")
    theirs = peer(arguments[0] if arguments else None)
    year = theirs["setup"] + theirs["loop"]
    print(f"BoARIO 0.7.2, one year, one draw, same table: {year:.1f} s of processor")
    print(
        f"  per scenario {year / ours:,.0f} times ours; per draw {DRAWS * year / ours:,.0f} times"
    )
    print("  it follows inventories day by day and has no prices: not the same question")


if __name__ == "__main__":
    main()
