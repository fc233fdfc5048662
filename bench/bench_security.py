"""Fitting and scoring the security model, as ratios to a bare pass over the same likelihood."""

from __future__ import annotations

import datetime
import time

import numpy as np

from orepact.case import case_folder, load, security_of
from orepact.enable import security_findings
from orepact.enable.build_security import month_rows
from orepact.enable.hawkes import fit_hawkes
from orepact.enable.security_data import read_panel
from orepact.enable.self_exciting import fit_months, rates

BARE_PASSES = 50
SIZES = (250, 500, 1000, 2000)


def main() -> None:
    folder = case_folder("us-pakistan")
    case = load("us-pakistan")
    file = case.files["security"].model
    panel = read_panel(
        folder,
        file.province,
        last_year=file.rescaling.last_event_year,
        as_of=datetime.date(2026, 11, 22),
    )
    fit = fit_months(panel.events)
    start = time.perf_counter()
    for _ in range(BARE_PASSES):
        rates(panel.events, fit)
    bare = (time.perf_counter() - start) / BARE_PASSES
    start = time.perf_counter()
    fit_months(panel.events)
    one = time.perf_counter() - start
    start = time.perf_counter()
    month_rows(panel, file)
    whole = time.perf_counter() - start
    print(f"one pass over {panel.events.size:,} district-months: {bare * 1e3:.1f} ms")
    print(f"one fit by district and month: {one:.2f} s, {one / bare:,.0f} passes")
    print(
        f"five fits and every score: {whole:.2f} s, {whole / bare:,.0f} passes (goal: under 30 s)"
    )
    given = security_of(case)
    start = time.perf_counter()
    found = security_findings(given)
    print(f"{len(found)} figures from the stored fit: {time.perf_counter() - start:.2f} s")
    random = np.random.default_rng(0)
    first = 0.0
    for size in SIZES:
        times = np.sort(random.random(size) * 10.0 * size)
        start = time.perf_counter()
        fit_hawkes(times, 10.0 * size)
        took = time.perf_counter() - start
        first = first or took / SIZES[0]
        print(f"fit in days, {size:>5} events: {took:.2f} s, {took / size / first:.2f} per event")


if __name__ == "__main__":
    main()
