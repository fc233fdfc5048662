"""A fixed plan in draws it was not chosen on: bands by party and side, with recourse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from orepact.plan.data import PlanData
from orepact.plan.decisions import Decisions, broken_rules, worth
from orepact.plan.fan import JointValues

__all__ = ["OutOfSample", "Played", "evaluate", "play"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One plan's first stage in many draws.

    Parameters
    ----------
    value : ndarray, shape (deck, draw, party), million of the case's money
        Present value where what is dropped is decided deck by deck.
    bare : ndarray, shape (deck, draw, party), same unit
        The same without transfers.
    kept : dict of deck to tuple of str
        Columns that can be dropped and are carried out there.
    foresight : float
        Expected total value added if each draw were known when the reviews end.
    knowing : float
        The same if each draw were known from the start, at least: this plan, or nothing at all.
    """

    value: Floats
    bare: Floats
    kept: dict[str, tuple[str, ...]]
    foresight: float
    knowing: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfSample:
    """A plan against no deal, draw by draw.

    Parameters
    ----------
    gain : ndarray, shape (scenario, party), million of the case's money
    moved : ndarray, shape (scenario, party), same unit
        Of it, by transfers: their share of what payers receive in that draw.
    weights : ndarray, shape (scenario,)
        Sum to 1: weight of the deck over its draws.
    plan, without : Played
    draws, seed : int
        Per deck; the seed is not that of the draws that the plan was chosen on.
    """

    gain: Floats
    moved: Floats
    weights: Floats
    plan: Played
    without: Played
    draws: int
    seed: int


def _subsets(items: Sequence[str]) -> list[tuple[str, ...]]:
    sizes = (combinations(items, size) for size in range(len(items), -1, -1))
    return list(chain.from_iterable(sizes))


def _can_stand(data: PlanData, decisions: Decisions, kept: Sequence[str], held: set[str]) -> bool:
    """Whether carrying out only some columns breaks no rule that the plan itself keeps."""
    exercised = {key: key[0] not in held or key[0] in kept for key in decisions.exercised}
    before = set(broken_rules(data, decisions))
    return set(broken_rules(data, replace(decisions, exercised=exercised))) <= before


def _value(
    data: PlanData, decisions: Decisions, joint: JointValues, deck: int, kept: Sequence[str]
) -> Floats:
    """Return what a plan is worth in every draw of a deck, shape (draw, party)."""
    ids = [column.id for column in data.columns]
    places = [ids.index(name) for name in joint.ids]
    every = np.arange(joint.draws)
    values = joint.at(np.full(joint.draws, deck), every)
    columns = tuple(data.columns[place] for place in places)
    scenarios = tuple(str(draw) for draw in every)
    sunk = values.sunk + data.benefit_sunk[places][:, None, :]
    late = values.late + data.benefit_late[places][:, None, :]
    small = replace(
        data,
        columns=columns,
        scenarios=scenarios,
        weights=np.full(joint.draws, 1.0 / joint.draws),
        sunk=sunk,
        late=late,
        owner_gives=values.owner_gives,
        owner_pays=values.owner_pays,
        party_gives=values.party_gives,
        party_pays=values.party_pays,
        fan=None,
    )
    held = {column.id for column in columns if column.decide_after is not None}
    exercised = {
        (name, scenario): name not in held or name in kept
        for name in decisions.columns
        for scenario in scenarios
    }
    return worth(small, replace(decisions, exercised=exercised))


def play(data: PlanData, decisions: Decisions, joint: JointValues) -> Played:
    """Return a plan's value in every draw, its first stage fixed.

    What is dropped after a review is chosen again, deck by deck, for the largest expected total
    value among all sets that shared capacity allows; that is what a review can know. Beside it
    stands what would be added if each draw were known then.

    Parameters
    ----------
    joint : JointValues
        Of the columns that the plan commits to, in any order.
    """
    held = {c.id for c in data.columns if c.id in decisions.columns and c.decide_after is not None}
    ways = [kept for kept in _subsets(sorted(held)) if _can_stand(data, decisions, kept, held)]
    kept_by, values, foresight, best_known, mean = {}, [], 0.0, 0.0, 0.0
    bare, alone = list[Floats](), replace(decisions, transfers=())
    for deck, name in enumerate(data.scenarios):
        found = [_value(data, decisions, joint, deck, kept) for kept in ways]
        totals = np.stack([value.sum(axis=1) for value in found])
        best = int(totals.mean(axis=1).argmax())
        kept_by[name] = ways[best]
        values.append(found[best])
        bare.append(_value(data, alone, joint, deck, ways[best]))
        weight, known = data.weights[deck], totals.max(axis=0)
        foresight += float(weight * (known.mean() - totals[best].mean()))
        best_known += float(weight * np.maximum(known, 0.0).mean())
        mean += float(weight * totals[best].mean())
    return Played(
        value=np.stack(values),
        bare=np.stack(bare),
        kept=kept_by,
        foresight=foresight,
        knowing=best_known - max(0.0, mean),
    )


def evaluate(
    data: PlanData,
    alone: PlanData,
    plan: Decisions,
    without: Decisions,
    joint: tuple[JointValues, JointValues],
) -> OutOfSample:
    """Return gains of a plan over no deal in draws that neither was chosen on.

    Parameters
    ----------
    alone : PlanData
        The world without the partnership.
    joint : (JointValues, JointValues)
        Of the columns of the plan and of no deal, on the same draws.
    """
    own, other = play(data, plan, joint[0]), play(alone, without, joint[1])
    decks, draws = own.value.shape[:2]
    gain = (own.value - other.value).reshape(decks * draws, -1)
    bare = (own.bare - other.bare).reshape(decks * draws, -1)
    return OutOfSample(
        gain=gain,
        moved=gain - bare,
        weights=np.repeat(data.weights / draws, draws),
        plan=own,
        without=other,
        draws=draws,
        seed=joint[0].seed,
    )
