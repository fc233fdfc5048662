"""Bad outcomes: scenarios of the joint process, and rows that give the worst of them weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.plan.data import PlanData
from orepact.plan.decisions import Decisions, worth
from orepact.plan.fan import Values
from orepact.plan.sheet import as_linear
from orepact.plan.utility import side_utility
from orepact.plan.world import World, bargaining_sides
from orepact.solve import Linear, cvar

__all__ = ["Case", "cases_of", "values_in_cases", "weighed"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scenario as a plan's data in which it alone counts.

    Parameters
    ----------
    name : str
    chance : float
    deck : int
        Deck in which it lies.
    data : PlanData
        Its deck has weight 1 and this scenario's values.
    """

    name: str
    chance: float
    deck: int
    data: PlanData


def cases_of(data: PlanData) -> tuple[Case, ...]:
    """Return every scenario with a chance above 0: those of the fan, or the decks without one."""
    decks = np.arange(len(data.scenarios))
    fan = data.fan
    names: Sequence[str] = data.scenarios if fan is None else fan.names
    deck = decks if fan is None else fan.deck
    chances = data.weights if fan is None else fan.chances(data.weights)
    values = _own(data) if fan is None else fan.values
    found = []
    for place, name in enumerate(names):
        if chances[place] <= 0.0:
            continue
        one = values.at(np.full(decks.size, place))
        found.append(
            Case(
                name=name,
                chance=float(chances[place]),
                deck=int(deck[place]),
                data=replace(
                    data,
                    weights=(decks == deck[place]).astype(float),
                    sunk=one.sunk,
                    late=one.late,
                    owner_gives=one.owner_gives,
                    owner_pays=one.owner_pays,
                    party_gives=one.party_gives,
                    party_pays=one.party_pays,
                ),
            )
        )
    return tuple(found)


def _own(data: PlanData) -> Values:
    return Values(
        sunk=data.sunk,
        late=data.late,
        owner_gives=data.owner_gives,
        owner_pays=data.owner_pays,
        party_gives=data.party_gives,
        party_pays=data.party_pays,
    )


def values_in_cases(cases: Sequence[Case], decisions: Decisions) -> Floats:
    """Return what decisions are worth to each party in each case.

    Returns
    -------
    value : ndarray, shape (case, party), million of the case's money
    """
    return np.stack([worth(case.data, decisions)[case.deck] for case in cases])


def weighed(world: World, alone: PlanData, without: Decisions) -> World:
    """Return the world whose aims give the worst cases the weight that the data's risk says.

    ::

        aim[a] = (1 - w) E gain[a] + w CVaR[a]
        CVaR[a] = max eta[a] - 1 / (1 - alpha) sum_s pi[s] short[a,s]
        short[a,s] >= eta[a] - gain[a,s],  short >= 0          cvar:a
        gain[a,s] = U[a,s] - U0[a,s]

    for each bargaining side a: U over the rows of the plan, U0 what the side has without a deal in
    the same scenario. Choices stay those of the plan; what is known when a review ends is the deck
    and no more. Weight 0 leaves the world as it is.

    Parameters
    ----------
    world : World
        With a deal; its sides count gains.
    alone : PlanData
        The world without the partnership.
    without : Decisions
        What goes ahead in it.
    """
    risk = world.data.risk
    if risk.weight == 0.0:
        return world
    cases = cases_of(world.data)
    base = values_in_cases(cases_of(alone), without)
    chances = np.array([case.chance for case in cases])
    probabilities = dict(
        zip((c.name for c in cases), (chances / chances.sum()).tolist(), strict=True)
    )
    program, aims = world.program, {}
    for side in bargaining_sides(world.data):
        members = list(world.data.side(side))
        gains = {
            case.name: as_linear(world.program, side_utility(case.data, side)).less(
                float(base[place, members].sum()) / world.data.unit
            )
            for place, case in enumerate(cases)
        }
        program, tail = cvar(
            program,
            gains,
            probabilities,
            alpha=risk.alpha,
            is_reward=True,
            name=f"cvar:{side}",
        )
        aims[str(side)] = _mixed(world.sides[str(side)], tail, risk.weight)
    return replace(world, program=program, aims=aims)


def _mixed(expected: Linear, tail: Linear, weight: float) -> Linear:
    width = tail.coefficients.size
    wide = np.zeros(width)
    wide[: expected.coefficients.size] = expected.coefficients
    return Linear(
        coefficients=(1.0 - weight) * wide + weight * tail.coefficients,
        constant=(1.0 - weight) * expected.constant + weight * tail.constant,
    )
