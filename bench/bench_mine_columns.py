"""How many columns a second: every way that a case's projects can go, against bare cash flows."""

from __future__ import annotations

import argparse
import time

import numpy as np

from orepact.case import load, surroundings
from orepact.mine import columns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="us-pakistan")
    parser.add_argument("--columns", type=int, default=2000)
    given = parser.parse_args()
    case = load(given.case)
    around = surroundings(case)
    years = list(range(case.header.horizon.start, case.header.horizon.end + 1))
    projects = [
        project.model_copy(
            update={
                "variants": [
                    variant.model_copy(update={"first_spend_years": years})
                    for variant in project.variants
                ]
            }
        )
        for project in case.projects.values()
        if project.schedule is not None
    ]
    per_round = sum(
        len(years) * len(project.packages) * sum(item.is_offered for item in project.variants)
        for project in projects
    )
    rounds = max(1, round(given.columns / per_round))
    for name, is_structured in (("as they stand", False), ("as structured", True)):
        start, count, worst = time.perf_counter(), 0, 0.0
        for _ in range(rounds):
            table = columns(
                projects,
                regimes=around.regimes,
                decks=around.decks,
                facilities=around.facilities,
                money=around.money,
                start_year=years[0],
                end_year=years[-1],
                is_structured=is_structured,
                host=around.host,
            )
            count += len(table.columns)
            assert table.accounts is not None
            gap = np.abs(table.cash.sum(axis=2) + table.accounts - table.pre_tax).max()
            worst = max(worst, float(gap / np.abs(table.pre_tax).max()))
        spent = time.perf_counter() - start
        print(
            f"packages {name}: {count} columns x {len(table.scenarios)} decks x "
            f"{len(table.years)} years x {len(table.parties)} parties in {spent:.2f} s, "
            f"{count / spent:.0f} a second, {1e3 * spent / count:.2f} ms each; "
            f"refused {len(table.refused)}; cash that does not add up: {worst:.0e} of the scale"
        )


if __name__ == "__main__":
    main()
