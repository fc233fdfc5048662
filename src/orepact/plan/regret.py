"""Regret: what each plan gives up in each scenario against the best plan for that scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.plan.bargain import PlanPoint
from orepact.plan.data import PlanData
from orepact.plan.world import bargaining_sides

__all__ = ["Regret", "regrets", "side_values"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """Regret of one plan.

    Parameters
    ----------
    name : str
    by_side : dict of str to ndarray, shape (scenario,)
        Million of the case's money, never negative.
    worst : dict of str to float
        Largest regret of each side over the scenarios, same unit.
    """

    name: str
    by_side: Mapping[str, Floats]
    worst: Mapping[str, float]


def side_values(data: PlanData, point: PlanPoint) -> dict[str, Floats]:
    """Return each bargaining side's present value by scenario, million of the case's money."""
    return {
        str(side): point.value[:, list(data.side(side))].sum(axis=1)
        for side in bargaining_sides(data)
    }


def regrets(data: PlanData, points: Sequence[PlanPoint]) -> tuple[Regret, ...]:
    """Return the regret of each plan by side and scenario.

    ``regret[k,side,s] = max_j value[j,side,s] - value[k,side,s]`` over the plans given: a plan
    outside the list could regret less.

    Parameters
    ----------
    points : sequence of PlanPoint
        At least one; all of the same data.

    Examples
    --------
    A plan alone regrets nothing; of two, each regrets where the other is better:
    ``values [3, 1]`` and ``[2, 4]`` give regrets ``[0, 3]`` and ``[1, 0]``.
    """
    values = [side_values(data, point) for point in points]
    found = []
    for point, own in zip(points, values, strict=True):
        by_side = {
            side: np.max([other[side] for other in values], axis=0) - amount
            for side, amount in own.items()
        }
        worst = {side: float(amounts.max()) for side, amounts in by_side.items()}
        found.append(Regret(name=point.name, by_side=by_side, worst=worst))
    return tuple(found)
