"""Ranks of the 2025 United States list by economic risk, as far as they are in hand."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.disruption.expected_loss import Setting, setting_of
from orepact.disruption.insurance import line_losses
from orepact.disruption.parameters import Draws, parameters
from orepact.exposure import exposure
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, Verdict, compare, data_rows

__all__ = ["REPRODUCTION", "ranks"]

ID = "disruption-ranking"
_PLACES = 12.0
_TOP = ("samarium", "rhodium", "lutetium", "terbium", "dysprosium", "gallium")
"""The six above one billion dollars in the published list."""
_DRAWS, _SEED = 200, 0


def ranks(setting: Setting) -> dict[str, int]:
    """Return the rank of every commodity by expected yearly loss of real surplus, 1 the largest."""
    loss: dict[str, float] = {}
    for market in setting.markets:
        drawn = Draws(_DRAWS, _SEED, market.commodity, parameters())
        found = float(line_losses(setting, market, draws=drawn)[0].mean())
        loss[market.commodity] = max(found, loss.get(market.commodity, found))
    ordered = sorted(loss, key=lambda name: (-loss[name], name))
    return {name: place for place, name in enumerate(ordered, start=1)}


def _run() -> Sequence[Check]:
    place = ranks(setting_of(exposure(), "USA"))
    checks = []
    for row in data_rows("usgs_risk_ranks.csv"):
        published, name = float(row["rank"]), row["commodity"]
        computed = Value.exact(float(place[name])) if name in place else Value.missing()
        checks.append(
            Check(
                reproduction=ID,
                what=f"rank of {name}",
                published=Value.exact(published),
                computed=computed,
                tolerance=_PLACES,
                unit="1",
                verdict=compare(published, computed, _PLACES),
                is_in_sample=False,
                source=row["source"],
                locator=row["locator"],
                note="ours is of real surplus, theirs of gross domestic product",
            )
        )
    held = [name for name in _TOP if name in place]
    among = sum(place[name] <= _PLACES for name in held)
    checks.append(
        Check(
            reproduction=ID,
            what="of the six above a billion dollars, how many are in our first twelve",
            published=Value.exact(4.0),
            computed=Value.missing() if len(held) < 4 else Value.exact(float(among)),
            tolerance=0.0,
            unit="1",
            verdict=Verdict.NOT_COMPUTABLE
            if len(held) < 4
            else compare(4.0, Value.exact(among), 2),
            is_in_sample=False,
            source="usgs-ofr-2025-1047",
            locator="press accounts of the list",
            note=f"no output by country for single rare earths; of {', '.join(held)} {among} "
            "are among the twelve",
        )
    )
    return checks


REPRODUCTION = Reproduction(
    id=ID,
    title="Ranks in the methodology of the 2025 list of critical minerals",
    citation=(
        "U.S. Geological Survey, Open-File Report 2025-1047, 2025, as quoted in secondary accounts"
    ),
    run=_run,
)
