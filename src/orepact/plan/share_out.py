"""Inside a side: the plan stands, and what its side gains is shared as evenly as terms can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from orepact.plan.data import PlanData
from orepact.plan.sheet import as_linear
from orepact.plan.utility import party_utility
from orepact.plan.world import World, bargaining_sides
from orepact.solve import Limits, Linear, Point, Program, TieRule, egalitarian

__all__ = ["share_out"]

_SLACK = 1e-6
"""Of the model's money: how far what a side has reached may give way."""


def share_out(world: World, without: np.ndarray, found: Point, limits: Limits) -> Point:
    """Return the point with the same decisions and the most even gains inside each side.

    ::

        z, e, y as found;  gain of every side as found
        side by side: the least U[a] - without[a] as large as can be, then the sum of the two
        least, and so on, over a of the side that agrees and that a chosen project touches
        (leximin: two owners with the same share gain the same); then the fewest transfers

    Parameters
    ----------
    world : World
        Its sides count gains.
    without : ndarray, shape (party,)
        Expected utility without a deal, million of the case's money.
    found : Point
        The equal-gain point of the sides.
    """
    data = world.data
    program = _decided(world.program, found)
    reached = [*world.sides.values(), *world.aims.values()]
    held = [aim.at(found.last.x) - _SLACK for aim in reached]
    program = program.with_rows("_reached", reached, held)
    last = found.last
    for side in bargaining_sides(data):
        gains = _gains(program, data, data.side(side), without, found)
        if len(gains) < 2:
            continue
        even = egalitarian(
            program,
            gains,
            world.sides,
            ties=TieRule.LEXIMIN,
            tie_break=[world.thrift],
            limits=replace(limits, gap=0.0),
        )
        if even is None:
            continue
        kept = [gain.at(even.last.x) - _SLACK for gain in gains.values()]
        program = program.with_rows(f"_even_{side}", list(gains.values()), kept)
        last = even.last
    last = replace(last, x=last.x[: world.program.cost.size])
    values = {side: utility.at(last.x) for side, utility in world.sides.items()}
    return replace(found, values={**found.values, **values}, last=last)


def _decided(program: Program, found: Point) -> Program:
    """Return the program with every yes-or-no choice as found."""
    x = found.last.x[: program.cost.size]
    return replace(
        program,
        lower=np.where(program.integers, x, program.lower),
        upper=np.where(program.integers, x, program.upper),
    )


def _gains(
    program: Program,
    data: PlanData,
    places: tuple[int, ...],
    without: np.ndarray,
    found: Point,
) -> dict[str, Linear]:
    z = found.last.values_of("z").values
    chosen = np.flatnonzero(z == 1.0)
    kept = {}
    for a in places:
        party = data.parties[a]
        is_owner = any(data.columns[c].owner == party.id for c in chosen)
        if party.must_agree and (is_owner or bool(data.touches[chosen, a].any())):
            own = as_linear(program, party_utility(data, a))
            kept[party.id] = own.less(float(without[a]) / data.unit)
    return kept
