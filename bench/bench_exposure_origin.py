"""See-through of one chain and year, all countries at once, against a bare dense solve."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from orepact.exposure import Mixing, NotSeen, cube
from orepact.exposure.origin import Origins
from orepact.exposure.see_through import see_through

GOAL_SECONDS = 1.0
REPEATS = 9


def best(run: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds."""
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    held = cube()
    print(f"{'chain':22}{'all rules ms':>14}{'one rule ms':>14}{'dense ms':>10}{'ratio':>8}")
    for name, stage in (("copper", "refined"), ("aluminium", "refined"), ("chromium", "ore")):
        asked = Origins(held).of(name, stage, 2024)
        if isinstance(asked, NotSeen):
            print(f"{name}, {stage}: {asked.why}")
            continue
        stages = [each.stage for each in asked.seen]
        count = len(held.countries)
        rng = np.random.default_rng(0)
        matrix = np.eye(count) - 0.9 * rng.dirichlet(np.ones(count), size=count)
        right = rng.random((count, count + 2))

        def one(stages: list[object] = stages) -> object:  # type: ignore[assignment]
            return see_through(stages)  # type: ignore[arg-type]

        def every(stages: list[object] = stages) -> object:  # type: ignore[assignment]
            return [see_through(stages, rule=rule) for rule in Mixing]  # type: ignore[arg-type]

        def dense(times: int = len(stages)) -> object:
            return [np.linalg.solve(matrix, right) for _ in range(times)]  # noqa: B023

        single, all_rules, bare = best(one), best(every), best(dense)
        print(
            f"{name + ', ' + stage:22}{1e3 * all_rules:14.1f}{1e3 * single:14.1f}"
            f"{1e3 * bare:10.1f}{single / bare:8.2f}"
        )
        if all_rules > GOAL_SECONDS:
            print(f"missed: {all_rules:.2f} s for all rules, goal {GOAL_SECONDS:g} s")


if __name__ == "__main__":
    main()
