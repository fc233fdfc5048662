"""Every trade score of every importer, line and year, against a bare pass over the same table."""

from __future__ import annotations

import time
from collections.abc import Callable

from orepact.evidence import bundle, hs_lines
from orepact.exposure import flows_of, lines_of, trade_scores


def seconds(work: Callable[[], object], repeats: int = 3) -> float:
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    evidence, lines = bundle(), lines_of(hs_lines())

    def bare() -> object:
        return evidence.trade().select("value_kusd", "tonnes").sum()

    def scores() -> object:
        return trade_scores(flows_of(evidence.trade()), lines)

    first = seconds(scores, repeats=1)
    pass_over, scored = seconds(bare), seconds(scores)
    table = trade_scores(flows_of(evidence.trade()), lines)
    figures = 6 * table.height + 2 * evidence.trade().height
    print(f"exposure: {table.height:,} importer x line x year cells, about {figures:,} figures")
    print(f"  first call {first:.2f} s, best of three {scored:.2f} s (goal under 2 s)")
    print(f"  ratio to a bare pass over the trade table: {scored / pass_over:.1f}")
    print(f"  {figures / scored:,.0f} figures per second")


if __name__ == "__main__":
    main()
