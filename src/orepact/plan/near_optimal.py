"""Plans that are nearly as good and differ most, so that people can choose for other reasons."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from orepact.plan.bargain import PlanPoint, checked_point, least_gain, with_deal
from orepact.plan.data import PlanData
from orepact.plan.decisions import Decisions
from orepact.plan.sheet import as_linear
from orepact.plan.world import Shelf, World
from orepact.solve import Limits, Linear, best

__all__ = ["NearOptimal", "near_optimal"]

_DISTANCE = "distance"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearOptimal:
    """One plan near the best.

    Parameters
    ----------
    point : PlanPoint
    least_gain : float
        Smallest gain of a side, million of the case's money.
    differs : int
        Ways of projects that differ from the plan it was sought against; one changed way is two.
    """

    point: PlanPoint
    least_gain: float
    differs: int


def _choices(data: PlanData, decisions: Decisions) -> np.ndarray:
    """Return 0 or 1 per column chosen."""
    return np.array([float(column.id in decisions.columns) for column in data.columns])


def _distance(world: World, found: list[PlanPoint]) -> Linear:
    """Return the number of ways of projects that differ from plans found, summed over them.

    ::

        sum_k sum_c |z[c] - z_k[c]|  =  sum_k sum_c (1 - 2 z_k[c]) z[c] + z_k[c]

    Enablers follow the projects that need them and do not count: one opened for nothing would be
    a difference without meaning.
    """
    chosen = [_choices(world.data, point.decisions) for point in found]
    slope = sum((1.0 - 2.0 * z for z in chosen), start=np.zeros(len(world.data.columns)))
    row = as_linear(world.program, {"z": slope[None, :]})
    return row.less(-float(sum(z.sum() for z in chosen)))


def near_optimal(
    data: PlanData,
    no_deal: PlanPoint,
    best_point: PlanPoint,
    *,
    limits: Limits,
    keep: float = 0.9,
    count: int = 4,
    shelf: Shelf | None = None,
) -> tuple[NearOptimal, ...]:
    """Return plans in which every side keeps most of the equal gain and choices differ most.

    Hop, skip, jump: each plan is sought as far as possible, in choices, from all found before,
    with ``gain[side] >= keep x equal gain`` for every side. Ends when none differs any more.

    Parameters
    ----------
    no_deal, best_point : PlanPoint
        The disagreement and the equal-gain plan.
    keep : float
        Part of the equal gain that every side must keep, 0 to 1.
    count : int
        At most so many.

    References
    ----------
    Brill, Chang and Hopkins, Modeling to generate alternatives, Management Science, 1982.
    """
    least = least_gain(best_point, no_deal)
    if least <= 0.0:
        return ()
    world = with_deal(data, no_deal, shelf)
    rows = list(world.sides.values())
    program = world.program.with_rows("_near", rows, [keep * least / data.unit] * len(rows))
    world = replace(world, program=program)
    found, kept = [best_point], []
    close = replace(limits, gap=min(limits.gap, 1e-4))
    for number in range(count):
        distance = _distance(world, found)
        aims = {**world.sides, _DISTANCE: distance}
        point = best(program, _DISTANCE, aims, tie_break=[world.thrift], limits=close)
        if point is None:
            break
        solved = checked_point(f"near {number + 1}", world, point)
        if solved.decisions.columns in {other.decisions.columns for other in found}:
            break
        found.append(solved)
        kept.append(
            NearOptimal(
                point=solved,
                least_gain=least_gain(solved, no_deal),
                differs=round(_distance(world, [best_point]).at(point.last.x)),
            )
        )
    return tuple(kept)
