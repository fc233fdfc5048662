"""What terms reach, expected over the draws that a plan is chosen on, and how far from the central.

A plan's gains are means over draws of prices, capital, cost, grade and delay, and so must be what
terms are meant to reach and what they reach: on the central path of a deck a price floor below the
price costs nobody anything, and a share of high prices brings far less than it does in draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from orepact.case import Lever
from orepact.plan import Decisions, PlanColumn, PlanData, Redrawn, worth
from orepact.terms.deal import Deal

__all__ = ["Drift", "InDraws", "Reached", "meant_by"]

Floats = NDArray[np.float64]
Reached = Callable[[Mapping[str, float]], Floats]
"""Values of levers to the change of every party's expected present value."""


def meant_by(data: PlanData, decisions: Decisions, column: str) -> Floats:
    """Return what a plan's transfers through one column change in each party's expected value.

    Straight from the plan's arrays: expected over its draws, a receiver at the higher of both
    rates.

    Parameters
    ----------
    data : PlanData
    decisions : Decisions
    column : str
        Id.

    Returns
    -------
    ndarray, shape (party,), million of the case's money
    """
    own = tuple(item for item in decisions.transfers if item.column == column)
    with_them = worth(data, replace(decisions, transfers=own))
    bare = worth(data, replace(decisions, transfers=()))
    return np.asarray(data.weights @ (with_them - bare))


@dataclass(frozen=True, slots=True, kw_only=True)
class InDraws:
    """A plan's columns ready to be drawn again under terms.

    Parameters
    ----------
    redrawn : Redrawn
    data : PlanData
        Of the plan.
    """

    redrawn: Redrawn
    data: PlanData

    def reached(
        self, deal: Deal, column: PlanColumn, decisions: Decisions, levers: Sequence[Lever]
    ) -> Reached:
        """Return the function from values of levers to what they reach, over all draws.

        Parameters
        ----------
        deal : Deal
        column : PlanColumn
        decisions : Decisions
            In which decks the column is carried out.
        levers : sequence of Lever
        """
        data = self.data
        kept = np.array([decisions.exercised.get((column.id, s), True) for s in data.scenarios])

        def over_draws(values: Mapping[str, float]) -> Floats:
            terms = deal.changed(levers, values)
            sunk, late = self.redrawn.change(
                column.id,
                project=terms.project,
                regime=terms.regime,
                facilities=terms.facilities,
                tolls=terms.tolls,
                floors=terms.floors,
            )
            return np.asarray(data.weights @ (sunk + kept[:, None] * late))

        return over_draws


@dataclass(slots=True)
class Drift:
    """How far what terms reach over draws lies from the central path, by what is known of it.

    ``drift(u) = S u`` with u the money that each lever's move shifts and S the smallest matrix that
    gives what was found, so that a lever that shifts much explains most of it: today's terms drift
    by nothing, and each point computed over draws makes the next guess nearer.
    """

    moves: list[Floats] = field(default_factory=list)
    found: list[Floats] = field(default_factory=list)

    def learn(self, moves: Floats, found: Floats) -> None:
        """Keep what one point showed."""
        if np.abs(moves).max(initial=0.0) > 0.0:
            self.moves.append(moves)
            self.found.append(found)

    def slopes(self, parties: int, levers: int) -> Floats:
        """Return S, shape (party, lever)."""
        if not self.moves:
            return np.zeros((parties, levers))
        found = np.stack(self.found, axis=1) @ np.linalg.pinv(np.stack(self.moves, axis=1))
        return np.asarray(found)
