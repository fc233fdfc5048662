"""The train plan of the corridor: wagons, fleet and tonnes against what was printed."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.enable import train_plan, truckloads
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION"]

_PAYLOAD_T = 60.0
"""Load of a coal wagon (unit cost row U001)."""
_TRUCK_T = 27.0
"""Middle of 24 to 30 t (unit cost row U012)."""


def _computed() -> tuple[float, ...]:
    two = train_plan(trains_a_day=2, wagons=20, payload_t=_PAYLOAD_T, turnaround_days=6)
    five = train_plan(trains_a_day=5, wagons=20, payload_t=_PAYLOAD_T, turnaround_days=6)
    return (
        two.wagons_a_year,
        two.fleet,
        five.fleet,
        two.tonnes / 1e3,
        truckloads(1e6, _TRUCK_T),
    )


def _run() -> Sequence[Check]:
    return [
        Check(
            reproduction="corridor-trains",
            what=row["what"],
            published=Value.exact(float(row["published"])),
            computed=Value.exact(computed),
            tolerance=float(row["tolerance"]),
            unit=row["unit"],
            verdict=compare(
                float(row["published"]), Value.exact(computed), float(row["tolerance"])
            ),
            is_in_sample=row["in_sample"] == "yes",
            source=row["source"],
            locator=row["locator"],
            note=row["note"],
        )
        for row, computed in zip(data_rows("corridor_trains.csv"), _computed(), strict=True)
    ]


REPRODUCTION = Reproduction(
    id="corridor-trains",
    title="Trains and trucks for Reko Diq's concentrate",
    citation="Business Recorder, January 2024 (train plan); Burak Baloch, February 2026 (trucks)",
    run=_run,
)
