"""Concentration of production in 2024, by stage."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.exposure import exposure, named_concentration
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION"]

_HALF_DIGIT = 0.0005
_HALF_PERCENT = 0.5


def _run() -> Sequence[Check]:
    checks = []
    for row in data_rows("concentration.csv"):
        key = (row["source"], row["commodity"], row["stage"], "all", int(row["year"]))
        table = exposure().production.get(key)
        index = Value.missing() if table is None else named_concentration(table)
        leader = None if table is None else table.of(row["leader"])
        made = 0.0 if table is None else sum(m.value.number or 0.0 for m in table.known)
        made += 0.0 if table is None else sum(m.value.number or 0.0 for m in table.others)
        share = Value.missing()
        if leader is not None and leader.value.number is not None and made > 0:
            share = Value.exact(100.0 * leader.value.number / made)
        stage = f"{row['commodity']}, {row['stage']}, {row['year']}"
        for what, published, value, tolerance, unit in (
            (f"{stage}: Herfindahl index", row["herfindahl"], index, _HALF_DIGIT, "1"),
            (f"{stage}: {row['leader']}", row["leader_share"], share, _HALF_PERCENT, "%"),
        ):
            number = float(published)
            verdict = compare(number, value, tolerance)
            checks.append(
                Check(
                    reproduction="concentration",
                    what=what,
                    published=Value.exact(number, published),
                    computed=value,
                    tolerance=tolerance,
                    unit=unit,
                    verdict=verdict,
                    is_in_sample=True,
                    source=row["source"],
                    locator=row["locator"],
                    note="An earlier, independent calculation from the same release; named "
                    "countries over named and other countries",
                )
            )
    return checks


REPRODUCTION = Reproduction(
    id="concentration",
    title="Concentration of mine and refinery production, 2024",
    citation="Own table of 2026-11-21 from U.S. Geological Survey, Mineral Commodity Summaries "
    "2026",
    run=_run,
)
