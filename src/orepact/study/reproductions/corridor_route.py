"""Reko Diq's way out: lengths of the network, and whether the model chooses what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orepact.case import Case, load, with_overrides
from orepact.enable import corridor_ways
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare, data_rows

__all__ = ["REPRODUCTION"]

_BRIDGE = {
    "corridor:lines.ml-3-west.modules.ml-3-west-upgrade.cost": "0.44",
    "corridor:lines.ml-3-east.modules.ml-3-east-upgrade.cost": "0.44",
}
"""What the bridge loan pays per km, in place of the whole programme."""
_RAIL, _TRUCKS, _GWADAR = "rail-port-qasim", "road-port-qasim", "road-gwadar"
_LINES = ("ml-3-west", "ml-3-east")


def _no_escort(case: Case) -> dict[str, str]:
    assert case.corridor is not None
    paths = [f"corridor:lines.{x.id}.guard" for x in case.corridor.lines if x.guard is not None]
    return dict.fromkeys([*paths, "corridor:unlisted_guard"], "0")


def _costs(case: Case, changes: Mapping[str, str]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the cost of each way, USD/t, and the length of each line and of the way by rail."""
    found = corridor_ways(with_overrides(case, dict(changes)) if changes else case)
    rail = next(way for way in found if way.plan.id == _RAIL)
    corridor = rail.solve.data.corridor
    moved = abs(rail.solve.flow[0, :, 0])
    km = dict(corridor.line_km)
    km["all"] = sum(segment.km for n, segment in enumerate(corridor.segments) if moved[n] > 0.0)
    return {way.plan.id: way.per_tonne for way in found}, km


def _computed(case: Case) -> tuple[float, ...]:
    central, km = _costs(case, {})
    bridge, _ = _costs(case, _BRIDGE)
    bare, _ = _costs(case, _BRIDGE | _no_escort(case))
    return (
        sum(km[line] for line in _LINES),
        km["all"],
        float(bridge[_RAIL] < bridge[_GWADAR]),
        float(bare[_RAIL] < bare[_GWADAR]),
        float(central[_RAIL] < central[_GWADAR]),
        float(bridge[_RAIL] < bridge[_TRUCKS]),
    )


def _run() -> Sequence[Check]:
    rows = data_rows("corridor_route.csv")
    return [
        Check(
            reproduction="corridor-route",
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
        for row, value in zip(rows, _computed(load("us-pakistan")), strict=True)
    ]


REPRODUCTION = Reproduction(
    id="corridor-route",
    title="Reko Diq's way to the sea",
    citation="Business Recorder, January 2024; press of 2025 on the ML-3 upgrade",
    run=_run,
)
