"""The full sweep of the United States: market layer, then with the economy layer, over a bare pass.

Prints seconds of each and the ratio to the bare arithmetic of 50 bisections, six powers of the
price per draw, of the same number of solves.
"""

from __future__ import annotations

import time

import numpy as np

from orepact.disruption import economic_loss, economy_of
from orepact.disruption.sweep import SweepRow, sweep
from orepact.exposure import exposure

DRAWS = 1000


def main() -> None:
    of, table = exposure(), economy_of("USA")
    begun = time.perf_counter()
    rows: list[SweepRow[None]] = list(sweep(of, "USA", draws=DRAWS))
    market = time.perf_counter() - begun
    begun = time.perf_counter()
    full = list(
        sweep(of, "USA", draws=DRAWS, then=lambda r: economic_loss([r], table) if table else None)
    )
    economy = time.perf_counter() - begun
    powers = np.random.default_rng(0).random((6, DRAWS))
    begun = time.perf_counter()
    for _ in range(52 * len(rows)):
        np.exp(powers)
    bare = time.perf_counter() - begun
    print(f"solves {len(rows)}, draws {DRAWS}")
    print(f"market layer {market:.1f} s, {market / bare:.1f} times the bare powers ({bare:.2f} s)")
    print(f"with the economy layer {economy:.1f} s, {len(full)} rows")


if __name__ == "__main__":
    main()
