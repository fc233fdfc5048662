"""The joint process as a plan reads it: expected values by deck, and a fan of few scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from orepact.chance import fast_forward
from orepact.plan.joint_values import ColumnValues

__all__ = ["KEPT", "Fan", "JointValues", "Values", "fan_of"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
KEPT = 4
"""Scenarios kept per price deck."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """Present values, shape (column, scenario, party); names and units as in ``PlanData``."""

    sunk: Floats
    late: Floats
    owner_gives: Floats
    owner_pays: Floats
    party_gives: Floats
    party_pays: Floats

    def at(self, scenarios: Integers) -> Values:
        """Return some scenarios, in the order asked."""
        names = [item.name for item in fields(self)]
        return Values(**{name: getattr(self, name)[:, scenarios] for name in names})


def _values(raw: Mapping[str, Floats], hubs: Integers) -> Values:
    """Return what transfers move and what stays, from arrays of shape (column, scenario, party)."""
    at_own = raw["at_own"]
    at_hub = np.take_along_axis(at_own, hubs[:, None, None], axis=2)
    return Values(
        sunk=raw["sunk"],
        late=raw["late"],
        owner_gives=np.minimum(at_own, at_hub),
        owner_pays=at_own,
        party_gives=np.minimum(raw["own"], raw["cross"]),
        party_pays=raw["own"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class JointValues:
    """Every column in every draw of the joint process.

    Parameters
    ----------
    columns : tuple of ColumnValues
        In the order of the plan's columns.
    ids : tuple of str
    hubs : ndarray of int, shape (column,)
        Place of each column's owner.
    decks : tuple of str
    draws, seed : int
    """

    columns: tuple[ColumnValues, ...]
    ids: tuple[str, ...]
    hubs: Integers
    decks: tuple[str, ...]
    draws: int
    seed: int

    @property
    def not_held(self) -> tuple[str, ...]:
        """Columns whose regime the fast kernel does not hold: a few draws stand for all."""
        pairs = zip(self.ids, self.columns, strict=True)
        return tuple(id_ for id_, values in pairs if not values.is_kernel)

    def expected(self, lens: int) -> Values:
        """Return expected present values by deck, through one of the lenses."""
        names = self.columns[0].mean[lens] if self.columns else ()
        raw = {name: np.stack([c.mean[lens][name] for c in self.columns]) for name in names}
        return _values(raw, self.hubs)

    def at(self, decks: Integers, draws: Integers, columns: Sequence[int] | None = None) -> Values:
        """Return present values in scenarios that are pairs of a deck and a draw.

        Parameters
        ----------
        decks, draws : ndarray of int, shape (scenario,)
        columns : sequence of int, optional
            Places; all if left out.
        """
        places = range(len(self.columns)) if columns is None else columns
        raw: dict[str, list[Floats]] = {}
        for place in places:
            for name, values in self.columns[place].draws.items():
                draw = np.minimum(draws, values.shape[2] - 1)
                raw.setdefault(name, []).append(values[decks, :, draw])
        stacked = {name: np.stack(parts) for name, parts in raw.items()}
        return _values(stacked, self.hubs[list(places)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """A few scenarios that stand for the joint process, some in each deck.

    The mean of the scenarios of a deck is exactly the expected value of that deck, so that what is
    expected does not depend on which scenarios were kept; they carry how far outcomes differ.

    Parameters
    ----------
    names : tuple of str
    deck : ndarray of int, shape (scenario,)
        Deck in which each lies: what is known when a review ends.
    weights : ndarray, shape (scenario,)
        Within its deck; the weights of a deck sum to 1.
    values : Values
    distance : ndarray, shape (deck,)
        Kantorovich distance to all draws over that of a single scenario.
    draws : int
        Per deck, that they stand for.
    """

    names: tuple[str, ...]
    deck: Integers
    weights: Floats
    values: Values
    distance: Floats
    draws: int

    def chances(self, decks: Floats) -> Floats:
        """Return the probability of each scenario at given weights of the decks."""
        return np.asarray(self.weights * decks[self.deck])


def fan_of(joint: JointValues, expected: Values, shown: Sequence[int], *, keep: int = KEPT) -> Fan:
    """Return a fan by forward selection within each deck.

    Parameters
    ----------
    joint : JointValues
    expected : Values
        By deck, that the fan's means are moved to.
    shown : sequence of int
        Columns whose discounted party values tell draws apart, one per project.
    keep : int
        Scenarios per deck, fewer if there are not so many draws.

    References
    ----------
    Heitsch and Römisch, Scenario reduction algorithms in stochastic programming, Computational
    Optimization and Applications 24, 2003.
    """
    keep = min(keep, joint.draws)
    every = np.arange(joint.draws)
    decks, draws, weights, distance = [], [], [], []
    for deck in range(len(joint.decks)):
        seen = joint.at(np.full(joint.draws, deck), every, shown)
        features = (seen.sunk + seen.late).transpose(1, 0, 2)
        found = fast_forward(features, keep)
        decks += [deck] * keep
        draws += found.kept.tolist()
        weights += found.weights.tolist()
        distance.append(found.relative)
    deck_of, draw_of, weight = np.array(decks), np.array(draws), np.array(weights)
    values = joint.at(deck_of, draw_of)
    values = _centred(values, _means(values, deck_of, weight), expected.at(deck_of))
    return Fan(
        names=tuple(
            f"{joint.decks[deck]} {n % keep + 1}" for n, deck in enumerate(deck_of.tolist())
        ),
        deck=deck_of,
        weights=weight,
        values=values,
        distance=np.array(distance),
        draws=joint.draws,
    )


def _centred(values: Values, means: Values, expected: Values) -> Values:
    """Return values whose means are as expected: net cash is moved, receipts are scaled.

    Receipts are never negative and must stay so.
    """
    found = {}
    for item in fields(values):
        own, mean, aim = (getattr(part, item.name) for part in (values, means, expected))
        if item.name in {"sunk", "late"}:
            found[item.name] = own + (aim - mean)
        else:
            ratio = np.divide(aim, mean, out=np.ones_like(aim), where=mean > 0.0)
            found[item.name] = np.where(mean > 0.0, own * ratio, aim)
    return Values(**found)


def _means(values: Values, deck: Integers, weights: Floats) -> Values:
    """Return each scenario's deck mean in its place."""
    same = (deck[:, None] == deck[None, :]).astype(float) * weights[None, :]
    names = [item.name for item in fields(values)]
    return Values(**{name: np.einsum("st,ctp->csp", same, getattr(values, name)) for name in names})
