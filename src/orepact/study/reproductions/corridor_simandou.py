"""Simandou: two users on one double track, against two lines, and the equal split."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.enable import catalogue
from orepact.quantity import Value
from orepact.solve import core_check
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION", "worths"]

_MAIN_KM, _FIRST_SPUR_KM, _SECOND_SPUR_KM = 536.0, 16.0, 70.0
"""Double track of both; spur of the one and of the other."""


def worths() -> dict[frozenset[str], float]:
    """Return what each coalition's railway costs, million USD, by the catalogue without terrain.

    Alone: the main line as a single track, and the own spur. Together: one double track and both
    spurs. Tonnages are far above the catalogue's; only the ratio of one and two tracks enters.
    """
    single = catalogue().module("rail-new-single").cost.to("MUSD/km")
    double = single + catalogue().module("rail-second-track").cost.to("MUSD/km")
    first, second = "north", "south"
    return {
        frozenset({first}): (_MAIN_KM + _FIRST_SPUR_KM) * single,
        frozenset({second}): (_MAIN_KM + _SECOND_SPUR_KM) * single,
        frozenset({first, second}): _MAIN_KM * double + (_FIRST_SPUR_KM + _SECOND_SPUR_KM) * single,
    }


def _run() -> Sequence[Check]:
    costs = worths()
    single = catalogue().module("rail-new-single").cost.to("MUSD/km")
    alone = sum(cost for members, cost in costs.items() if len(members) == 1)
    both = costs[frozenset({"north", "south"})]
    line = both - (_FIRST_SPUR_KM + _SECOND_SPUR_KM) * single
    halves = {
        "north": line / 2 + _FIRST_SPUR_KM * single,
        "south": line / 2 + _SECOND_SPUR_KM * single,
    }
    computed = (
        float(both < alone),
        float(core_check(halves, costs, is_cost=True).is_in_core),
        both / 1e3,
    )
    return [
        Check(
            reproduction="corridor-simandou",
            what=row["what"],
            published=Value.exact(float(row["published"])),
            computed=Value.exact(value),
            tolerance=float(row["tolerance"]),
            unit=row["unit"],
            verdict=compare(float(row["published"]), Value.exact(value), float(row["tolerance"])),
            is_in_sample=False,
            source=row["source"],
            locator=row["locator"],
            note=row["note"],
        )
        for row, value in zip(data_rows("corridor_simandou.csv"), computed, strict=True)
    ]


REPRODUCTION = Reproduction(
    id="corridor-simandou",
    title="Simandou's shared railway",
    citation="Press of 2024 and 2025 on the railway shared by two mines in Guinea",
    run=_run,
)
