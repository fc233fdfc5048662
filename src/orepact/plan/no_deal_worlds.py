"""The worlds without a deal: each solved, then weighed by each party as it sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from orepact.case import Case
from orepact.errors import CaseError
from orepact.plan.bargain import PlanPoint, solve_no_deal
from orepact.plan.data import PlanData
from orepact.plan.world import Shelf, bargaining_sides
from orepact.solve import Limits

__all__ = [
    "SolvedWorld",
    "WithoutDeal",
    "case_weights",
    "case_worlds",
    "solve_without_deal",
    "weighed",
    "world_data",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutDeal:
    """One way things go without the deal.

    Parameters
    ----------
    packages : frozenset of str or None
        Finance that can be had; None, all that needs no deal.
    not_before : int
        First year of spending; 0, none.
    nothing : bool
        Whether nothing goes ahead.
    """

    id: str
    title: str
    packages: frozenset[str] | None = None
    not_before: int = 0
    nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedWorld:
    """A world without the deal, solved."""

    world: WithoutDeal
    point: PlanPoint


def case_worlds(case: Case) -> tuple[WithoutDeal, ...]:
    """Return the case's worlds without the deal; none if it lists none."""
    listed = case.no_deal.worlds if case.no_deal is not None else ()
    return tuple(
        WithoutDeal(
            id=item.id,
            title=item.title,
            packages=None if item.packages is None else frozenset(item.packages),
            not_before=item.not_before or 0,
            nothing=item.nothing,
        )
        for item in listed
    )


def case_weights(case: Case) -> dict[str, dict[str, float]]:
    """Return each party's weights of the worlds, fractions: its own, else its side's, else equal.

    Raises
    ------
    CaseError : a party that must agree and has no weights while others have
    """
    listed = case.no_deal
    if listed is None:
        return {}
    equal = {world.id: 1.0 / len(listed.worlds) for world in listed.worlds}
    found = {}
    for party in case.parties:
        own = listed.weights.get(party.id, listed.weights.get(str(party.side)))
        if own is None and listed.weights and party.must_agree:
            raise CaseError(
                f"party {party.id!r} has no weights of the worlds without the deal",
                where="no-deal.yaml: weights",
                why="A party that must agree needs a disagreement point",
                do=f"Add weights for {party.id} or for the side {party.side}",
            )
        found[party.id] = (
            equal if own is None else {item.world: item.weight.to("%") / 100.0 for item in own}
        )
    return found


def world_data(data: PlanData, world: WithoutDeal) -> PlanData:
    """Return the data in which only what the world allows may be chosen.

    ::

        z[c] = 0   where c's package is not among the world's, or c spends too early
        z = 0, y = 0   where nothing goes ahead
    """
    out = dict(data.left_out)
    for column in data.columns:
        if world.nothing:
            out.setdefault(column.id, "nothing goes ahead")
        elif world.packages is not None and column.package not in world.packages:
            out.setdefault(column.id, f"its finance cannot be had: {world.title}")
        elif column.first_spend < world.not_before:
            out.setdefault(column.id, f"nothing is spent before {world.not_before}")
    if world.nothing:
        for option in data.options:
            out.setdefault(option.id, "nothing goes ahead")
    return replace(data, left_out=out)


def solve_without_deal(
    data: PlanData, worlds: Sequence[WithoutDeal], limits: Limits, shelf: Shelf | None = None
) -> tuple[SolvedWorld, ...]:
    """Return every world solved for its largest total value in which nobody who agrees loses."""
    shelf = shelf or Shelf()
    found = []
    for world in worlds:
        point = solve_no_deal(world_data(data, world), limits, shelf)
        found.append(SolvedWorld(world=world, point=replace(point, name=world.id)))
    return tuple(found)


def weighed(
    data: PlanData, solved: Sequence[SolvedWorld], weights: Mapping[str, Mapping[str, float]]
) -> PlanPoint:
    """Return the disagreement point: each party's value, weighed over the worlds as it sees them.

    ``value[s,a] = sum_w weight[a,w] value_w[s,a]``; its decisions are those of the world with the
    largest weight over all parties, and serve display only.

    Parameters
    ----------
    weights : dict of str to (dict of str to float)
        By party and world; each party's sum to 1.
    """
    share = np.array(
        [[weights[party.id].get(item.world.id, 0.0) for party in data.parties] for item in solved]
    )
    values = np.stack([item.point.value for item in solved])
    value = np.einsum("wp,wsp->sp", share, values)
    expected = {
        str(side): float(data.weights @ value[:, list(data.side(side))].sum(axis=1))
        for side in bargaining_sides(data)
    }
    likeliest = solved[int(np.argmax(share.sum(axis=1)))].point
    return replace(likeliest, name="no deal, weighed", value=value, expected=expected)
