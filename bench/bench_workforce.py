"""The workforce of one start, as ratios to one linear program, and how it grows with time.

Seconds of processor time: what else runs on the machine does not count.
"""

from __future__ import annotations

import time
from dataclasses import replace

from orepact.case import load
from orepact.enable import chosen_start, workforce_answer, workforce_case, workforce_findings
from orepact.enable.training import solve_pipeline
from orepact.enable.workforce_model import Offer, Reading, pipeline_inputs

LENGTHS = (10, 20, 40)


def main() -> None:
    given = workforce_case(load("us-pakistan"))
    start = chosen_start(given, given.file.sites[0].project)
    _, inputs = pipeline_inputs(given, start, Offer.NEW, Reading.CENTRAL)
    solve_pipeline(inputs)
    began = time.process_time()
    solve_pipeline(inputs)
    one = time.process_time() - began
    began = time.process_time()
    found = workforce_findings(workforce_answer(given, start))
    whole = time.process_time() - began
    print(f"one linear program: {one:.2f} s")
    print(f"{len(found)} figures of one start: {whole:.2f} s, {whole / one:.1f} programs")
    print("goal: under 1 s")
    first = 0.0
    for length in LENGTHS:
        copies = -(-length // inputs.demand.shape[1])
        demand = inputs.demand.repeat(copies, axis=1)[:, :length]
        promise = inputs.promise.repeat(copies, axis=1)[:, :length]
        places = tuple(
            replace(place, seats=place.seats.repeat(copies)[:length]) for place in inputs.places
        )
        wider = replace(inputs, demand=demand, promise=promise, places=places)
        began = time.process_time()
        solve_pipeline(wider)
        took = time.process_time() - began
        first = first or took / LENGTHS[0]
        print(f"{length} half-years: {took:.2f} s, {took / length / first:.2f} per half-year")


if __name__ == "__main__":
    main()
