"""Ranks of the 2025 United States list by economic risk, as far as they are in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orepact.disruption.expected_loss import Setting, setting_of
from orepact.disruption.insurance import line_losses
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.score import spearman
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
                note="ours is of real surplus, theirs of gross domestic product: minerals of large "
                "value (copper, chromium, silver) rank higher with us",
            )
        )
    checks += _overall(place)
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


def _overall(place: Mapping[str, int]) -> list[Check]:
    """Return the rank correlation over the ranks in hand, and what cannot be computed."""
    rows = [row for row in data_rows("usgs_risk_ranks.csv") if row["commodity"] in place]
    theirs = np.array([float(row["rank"]) for row in rows])
    ours = np.array([float(place[row["commodity"]]) for row in rows])
    found = spearman(ours, theirs)
    common: dict[str, Any] = {
        "reproduction": ID,
        "tolerance": 0.0,
        "unit": "1",
        "is_in_sample": False,
        "source": "usgs-ofr-2025-1047",
        "locator": "secondary account of the ranked list",
    }
    return [
        Check(
            what=f"rank correlation over the {len(rows)} ranks in hand",
            published=Value.exact(0.5),
            computed=Value.exact(found),
            verdict=Verdict.REACHED if found >= 0.5 else Verdict.MISSED,
            note="goal: at least 0.5 over ranks 1 to 50, of which few are in hand",
            **common,
        ),
        Check(
            what="how many of their first ten are among our first ten",
            published=Value.exact(5.0),
            computed=Value.missing(),
            verdict=Verdict.NOT_COMPUTABLE,
            note="goal: at least 5; most of their first ten are single rare earths, for which no "
            "output by country is in hand",
            **common,
        ),
    ]


REPRODUCTION = Reproduction(
    id=ID,
    title="V3, ranks in the methodology of the 2025 list of critical minerals",
    citation=(
        "U.S. Geological Survey, Open-File Report 2025-1047, 2025, as quoted in secondary accounts"
    ),
    run=_run,
)
