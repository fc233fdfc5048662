"""Every measure of every importer, chain and year in a fresh process, against geopolrisk-py."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

PEER = Path(__file__).with_name("geopolrisk_timing.json")
"""Seconds of geopolrisk-py 2.0.1 on the same data, made by `geopolrisk_scores.py`."""
GOAL_SECONDS, GOAL_RATIO = 2.0, 10_000.0

_FRESH = """
import json, time
start = time.perf_counter()
parts, figures = {}, {}

def done(name, since, count=0):
    now = time.perf_counter()
    parts[name], figures[name] = now - since, count
    return now

import numpy as np
from orepact.exposure import cube, exposure
held = cube()
at = done("start and cube", start)
from orepact.exposure.scores import every_score
made = every_score(held)
cells = int(np.isfinite(made["geopolrisk_score"]).sum())
count = sum(int(np.isfinite(each).sum()) for each in made.values())
at = done(f"{len(made)} measures of chains, EU and USGS methods and twins among them", at, count)
from orepact.exposure.line_table import line_tables
lines = line_tables(held)
count = sum(
    int(np.isfinite(a).sum()) for t in lines.values() for a in (t.herfindahl, t.top, t.shares))
at = done("shares, largest share and Herfindahl by customs line, value and mass", at, count)
from orepact.exposure.us_table import as_value
us = exposure().us_rows
names = ("net_import_reliance", "published_net_import_reliance", "stock_change")
count = sum(not as_value(row[name]).is_gap for row in us for name in names)
at = done("U.S. Geological Survey: reliance, published, stocks, from the cube", at, count)
from orepact.exposure.geopolrisk_py import peer_scores
peer = peer_scores(held)
at = done("geopolrisk-py's treatment: scores and midpoints", at, 2 * int(peer.score.size))
print(json.dumps({"parts": parts, "figures": figures, "cells": cells,
                  "grid": int(made["geopolrisk_score"].size),
                  "processor": time.process_time()}))
"""

_BESIDE = """
import json, time
from orepact.exposure import exposure, exposure_rows
from orepact.exposure.bands import assess
from orepact.exposure.chain_measures import eu_terms
from orepact.exposure.inputs import chain_inputs
from orepact.exposure.production import concentration, named_concentration
from orepact.exposure.staged import mirror_rows, staged_rows
from orepact.exposure.us_reliance import compute
of = exposure()
held = of.cube
of.evidence.figures()
parts = {}
start = time.perf_counter()
computed = [compute(statement) for statement in of.us_statements.values()]
parts["those reliances computed anew from the printed rows"] = (
    time.perf_counter() - start, sum(each is not None for each in computed))
start = time.perf_counter()
tables = of.production.values()
made = [(concentration(each), named_concentration(each)) for each in tables]
parts["concentration of every source's own table"] = (time.perf_counter() - start, 2 * len(made))
start = time.perf_counter()
count = sum(len(staged_rows(of, importer="USA", year=year)) for year in held.years)
count += sum(len(list(mirror_rows(of, importer="USA", commodity=None, stage=None, year=year)))
             for year in held.years)
spent = time.perf_counter() - start
parts["staged shares and mirror ratios of the United States"] = (spent, count)
start, count = time.perf_counter(), 0
for name, stage in held.keys:
    inputs = chain_inputs(held, "DEU", name, stage, held.years[-1])
    count += len(assess(inputs, eu_terms(name, stage)))
spent = time.perf_counter() - start
parts["percentiles, 400 draws: Germany, every chain, last year"] = (spent, count)
print(json.dumps(parts))
"""


def _run(code: str) -> tuple[dict[str, object], float]:
    start = time.perf_counter()
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(out.stdout), time.perf_counter() - start


def treated() -> tuple[float, int]:
    """Return seconds and number of scores with that package's treatment, the cube at hand."""
    from orepact.exposure import cube
    from orepact.exposure.geopolrisk_py import peer_scores

    held = cube()
    start = time.perf_counter()
    scores = peer_scores(held)
    return time.perf_counter() - start, int(scores.score.size)


def main() -> None:
    _, first_all = _run(_FRESH)
    runs = [_run(_FRESH) for _ in range(3)]
    best, seconds = min(runs, key=lambda made: made[1])
    figures = best["figures"]
    parts = best["parts"]
    assert isinstance(parts, dict)
    assert isinstance(figures, dict)
    print(
        f"exposure: {best['grid']:,} importer x chain x year cells, "
        f"{sum(figures.values()):,} figures"
    )
    print(
        f"  fresh process {seconds:.2f} s (first {first_all:.2f} s), of it "
        f"{best['processor']:.2f} s of processor, goal {GOAL_SECONDS:g} s"
    )
    for name, spent in parts.items():
        rate = f", {figures[name]:,} figures" if figures[name] else ""
        print(f"    {spent:5.2f} s  {name}{rate}")
    print("  beside it, each in a process that has opened the evidence:")
    beside, _ = _run(_BESIDE)
    for name, pair in beside.items():
        assert isinstance(pair, list)
        print(f"    {pair[0]:5.2f} s  {name}, {pair[1]:,} figures")
    print("    origins: bench_exposure_origin.py; a new supply and leakage take a user's numbers")
    peer = json.loads(PEER.read_text(encoding="utf-8"))
    theirs = peer["scores"] / peer["seconds"]
    both = peer["scores"] / (peer["seconds"] + peer["import_seconds"])
    print(
        f"  geopolrisk-py 2.0.1: {theirs:.1f} scores a second, "
        f"{peer['import_seconds']:.0f} s to import"
    )
    chains = next(spent for name, spent in parts.items() if "measures of chains" in name)
    total = sum(figures.values())
    bare = total / (sum(parts.values()) - parts["start and cube"])
    print(
        f"  our figures a second, start left out on both sides: {bare:,.0f}, ratio "
        f"{bare / theirs:,.0f}; in on both: {total / seconds:,.0f}, ratio "
        f"{total / seconds / both:,.0f}"
    )
    print(
        f"  GeoPolRisk scores alone, with all other measures of chains in their time: "
        f"{float(str(best['cells'])) / chains:,.0f} a second, "
        f"ratio {float(str(best['cells'])) / chains / theirs:,.0f}"
    )
    spent, count = treated()
    print(
        f"  with that package's treatment: {count / spent:,.0f} a second, "
        f"ratio {count / spent / theirs:,.0f} (goal {GOAL_RATIO:,.0f})"
    )


if __name__ == "__main__":
    main()
