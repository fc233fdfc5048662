"""An embargo on minerals of South Africa: most of its cost is platinum and rhodium."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orepact.disruption.expected_loss import setting_of
from orepact.disruption.respond import respond
from orepact.disruption.shock import Instrument, Shock
from orepact.exposure import exposure
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, Verdict

__all__ = ["REPRODUCTION", "embargo_losses"]

ID = "disruption-embargo"
_YEARS = 5.0
_GOAL = 0.80
_DRAWS, _SEED = 200, 0


def embargo_losses() -> dict[str, float]:
    """Return mean losses of real surplus by commodity over a five-year embargo, million USD."""
    losses: dict[str, float] = {}
    for market in setting_of(exposure(), "USA").markets:
        flow = market.inflow("ZAF")
        if flow is None or flow.exports <= 0.0:
            continue
        shock = Shock(
            commodity=market.commodity,
            stage=market.stage,
            imposers=("ZAF",),
            instrument=Instrument.CONFLICT,
            cut=1.0,
            years=_YEARS,
        )
        found = respond(market, shock, draws=_DRAWS, seed=_SEED, with_inside=False)
        loss = float(-np.mean(found.surplus_musd.sum(axis=1)))
        losses[market.commodity] = losses.get(market.commodity, 0.0) + loss
    return losses


def _run() -> Sequence[Check]:
    losses = embargo_losses()
    total = sum(losses.values())
    share = (losses.get("platinum", 0.0) + losses.get("rhodium", 0.0)) / total
    small = sum(losses.get(name, 0.0) for name in ("chromium", "manganese", "vanadium")) / total

    def check(what: str, goal: float, found: float, *, is_ceiling: bool) -> Check:
        is_reached = found <= goal if is_ceiling else found >= goal
        return Check(
            reproduction=ID,
            what=what,
            published=Value.exact(100.0 * goal),
            computed=Value.exact(100.0 * found),
            tolerance=0.0,
            unit="%",
            verdict=Verdict.REACHED if is_reached else Verdict.MISSED,
            is_in_sample=False,
            source="usbm-ofr-19-88",
            locator="summary as quoted; the report printed 94 % for platinum and rhodium",
            note=("at most" if is_ceiling else "at least")
            + "; markets of 2024, theirs of the 1980s: ferrochromium and manganese come from South "
            "Africa far more than then, and real surplus is not their measure of cost",
        )

    return (
        check("platinum and rhodium in the cost", _GOAL, share, is_ceiling=False),
        check("chromium, manganese and vanadium in the cost", 0.10, small, is_ceiling=True),
    )


REPRODUCTION = Reproduction(
    id=ID,
    title="V4, embargo on minerals of South Africa",
    citation="U.S. Bureau of Mines, Open-File Report 19-88, 1988",
    run=_run,
)
