"""What importer, host and companies can each have when the others keep theirs: three at once."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.plan import Bargain, PlanData, PlanPoint, Shelf, checked_point, with_deal
from orepact.solve import Frontier, Limits, frontier

__all__ = ["SidesFrontier", "sides_frontier"]

_IMPORTER = "importer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SidesFrontier:
    """The frontier of all sides' gains, every point checked as a plan.

    Parameters
    ----------
    points : tuple of PlanPoint
        Row by row in exact rationals; importer's gain rising.
    gains : tuple of (dict of str to float)
        Of each point by side, over no deal, million of the case's money.
    found : Frontier
        As the solver has it, in money of the model.
    unit : float
        Million of the case's money in one of the model.
    """

    points: tuple[PlanPoint, ...]
    gains: tuple[dict[str, float], ...]
    found: Frontier
    unit: float

    @property
    def sums(self) -> tuple[float, float]:
        """Smallest and largest sum of all sides' gains among the points."""
        every = [sum(item.values()) for item in self.gains]
        return min(every), max(every)


def sides_frontier(
    data: PlanData, bargain: Bargain, *, limits: Limits, levels: int = 5, shelf: Shelf | None = None
) -> SidesFrontier | None:
    """Return points of the frontier of all sides' gains, from no loss up; None without any gain.

    Epsilon-constraint points as in AUGMECON over a grid of the host's and the companies' gain, the
    importer's raised; every point then raises what can be raised for nothing, and closes with the
    tie-break on cost. A side's gain starts at 0, what it has without the deal.

    Parameters
    ----------
    levels : int
        Levels of each side that is held, both ends included.
    """
    world = with_deal(data, bargain.no_deal, shelf)
    slack = 1e-5
    if all(
        bargain.ideals[side].expected[side] - bargain.no_deal.expected[side] <= slack * data.unit
        for side in bargain.ideals
    ):
        return None
    found = frontier(
        world.program,
        dict(world.sides),
        of=_IMPORTER,
        levels=levels,
        floors=dict.fromkeys(world.sides, -slack),
        tie_break=[world.thrift],
        limits=limits,
    )
    points = tuple(
        checked_point(f"all sides {number}", world, point, of=_IMPORTER)
        for number, point in enumerate(found.points, start=1)
    )
    gains = tuple(
        {side: point.expected[side] - bargain.no_deal.expected[side] for side in world.sides}
        for point in points
    )
    return SidesFrontier(points=points, gains=gains, found=found, unit=data.unit)
