"""Every score of every importer, chain and year in a fresh process, against geopolrisk-py."""

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
import dataclasses
import numpy as np
from orepact.exposure import cube
from orepact.exposure.scores import chain_scores
held = cube()
opened = time.perf_counter()
made = chain_scores(held)
done = time.perf_counter()
cells = int(np.isfinite(made.geopolrisk).sum())
figures = sum(int(np.isfinite(getattr(made, f.name)).sum()) for f in dataclasses.fields(made))
print(json.dumps({"open": opened - start, "scores": done - opened, "cells": cells,
                  "figures": figures, "grid": int(np.prod(made.imports.shape))}))
"""


def fresh() -> dict[str, float]:
    """Return the seconds of one fresh process, the start of the interpreter in them."""
    start = time.perf_counter()
    out = subprocess.run([sys.executable, "-c", _FRESH], capture_output=True, text=True, check=True)
    made: dict[str, float] = json.loads(out.stdout)
    return made | {"all": time.perf_counter() - start}


def treated() -> tuple[float, int]:
    """Return seconds and number of scores with that package's treatment, evidence at hand."""
    from orepact.evidence import bundle
    from orepact.exposure import cube
    from orepact.exposure.geopolrisk_py import peer_scores

    held, evidence = cube(), bundle()
    evidence.figures()
    start = time.perf_counter()
    scores = peer_scores(held, evidence)
    return time.perf_counter() - start, int(scores.score.size)


def main() -> None:
    first = fresh()
    best = min((fresh() for _ in range(3)), key=lambda made: made["all"])
    print(
        f"exposure: {int(best['grid']):,} importer x chain x year cells, "
        f"{int(best['figures']):,} figures"
    )
    print(
        f"  fresh process {best['all']:.2f} s (first {first['all']:.2f} s), goal {GOAL_SECONDS:g} s"
    )
    print(
        f"  of it the scores {best['scores']:.2f} s: "
        f"{best['figures'] / best['scores']:,.0f} a second"
    )
    peer = json.loads(PEER.read_text(encoding="utf-8"))
    theirs = peer["scores"] / peer["seconds"]
    ours = best["cells"] / best["all"]
    seconds, count = treated()
    print(
        f"  geopolrisk-py 2.0.1: {theirs:.1f} scores a second, "
        f"{peer['import_seconds']:.0f} s to import"
    )
    bare, both = (
        best["cells"] / best["scores"],
        peer["scores"] / (peer["seconds"] + peer["import_seconds"]),
    )
    print(
        f"  GeoPolRisk scores a second, start left out on both sides: {bare:,.0f}, ratio "
        f"{bare / theirs:,.0f}; in on both: {ours:,.0f}, ratio {ours / both:,.0f}"
    )
    print(
        f"  with that package's treatment: {count / seconds:,.0f} a second, "
        f"ratio {count / seconds / theirs:,.0f} (goal {GOAL_RATIO:,.0f})"
    )


if __name__ == "__main__":
    main()
