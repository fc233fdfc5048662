"""What the plan is worth to each party, and how far that depends on decks and rates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.mine import ColumnTable
from orepact.plan import Decisions, PlanData, Setting, Settings, build_data, no_deal_data, worth

__all__ = ["Gains", "gains_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gains:
    """Per party: expected utility with and without, gain, and its range; million of the money."""

    with_deal: Floats
    without: Floats
    central: Floats
    low: Floats
    high: Floats


def gains_of(
    case: Case,
    table: ColumnTable,
    data: PlanData,
    plan: Decisions,
    no_deal: Decisions,
    *,
    settings: Settings | None = None,
) -> Gains:
    """Return gains against no deal, decisions held fixed over decks and rates.

    The range runs over what is expected in every deck with the rates of all parties at the low
    end at once, at their central values, and at the high end at once.
    """
    base = settings or Settings()
    spans = [
        data,
        build_data(case, table, replace(base, rates=Setting.LOW)),
        build_data(case, table, replace(base, rates=Setting.HIGH)),
    ]
    cloud = np.concatenate(
        [worth(item, plan) - worth(no_deal_data(item), no_deal) for item in spans]
    )
    with_deal = data.weights @ worth(data, plan)
    without = data.weights @ worth(no_deal_data(data), no_deal)
    central = with_deal - without
    return Gains(
        with_deal=with_deal,
        without=without,
        central=central,
        low=np.minimum(cloud.min(axis=0), central),
        high=np.maximum(cloud.max(axis=0), central),
    )
