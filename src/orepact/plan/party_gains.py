"""What each party that must agree gains over no deal, as an expression of a plan's world."""

from __future__ import annotations

from orepact.plan.bargain import PlanPoint
from orepact.plan.sheet import as_linear
from orepact.plan.utility import party_utility
from orepact.plan.world import World
from orepact.solve import Linear

__all__ = ["party_gains"]


def party_gains(world: World, no_deal: PlanPoint) -> dict[str, Linear]:
    """Return the expected gain of every party that must agree, in the model's money.

    ``U[a] - U[a] without a deal``, by party; parties that no choice touches are left out.

    Parameters
    ----------
    world : World
    no_deal : PlanPoint
        The disagreement point.
    """
    data = world.data
    without = data.weights @ no_deal.value
    found = {}
    for place, party in enumerate(data.parties):
        if not party.must_agree:
            continue
        own = as_linear(world.program, party_utility(data, place))
        if own.coefficients.any():
            found[party.id] = own.less(float(without[place]) / data.unit)
    return found
