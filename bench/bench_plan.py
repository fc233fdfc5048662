"""One plan solve proved to 1 %, and the share of building in it, as ratios within one run.

Run with ``python -m bench.bench_plan [CASE]``.
"""

from __future__ import annotations

import sys
import time

from orepact import case, plan
from orepact.solve import Limits, Status, program_of, solve


def main(name: str = "us-pakistan") -> None:
    loaded = case.load(name)
    table = plan.case_columns(loaded)
    data = plan.build_data(loaded, table)
    begin = time.perf_counter()
    model = plan.build_model(data)
    model.add_objective(0.0 * model.variables["z"].sum(), overwrite=True)
    program = program_of(model)
    built = time.perf_counter() - begin
    begin = time.perf_counter()
    no_deal, equal = plan.solve_equal(data, limits=Limits(gap=0.01))
    whole = time.perf_counter() - begin
    begin = time.perf_counter()
    status = solve(program, Limits(gap=0.01)).status
    plain = time.perf_counter() - begin
    rows, columns = program.matrix.shape
    print(f"{name}: {rows} rows, {columns} columns, {program.matrix.nnz} entries")
    print(f"build {built:.2f} s; feasibility solve {plain:.2f} s ({status})")
    print(f"no deal and equal gain, builds included: {whole:.2f} s")
    print(f"two builds are {2.0 * built / whole:.0%} of it; goal below 20 %")
    print(f"gap reached: {equal.relative_gap:.2%} and {no_deal.relative_gap:.2%}; goal 1 %")
    assert status in (Status.OPTIMAL, Status.GAP_REACHED)


if __name__ == "__main__":
    main(*sys.argv[1:2])
