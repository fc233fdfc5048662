"""Which open terms leave those who must agree least short of what they have without a deal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import Lever
from orepact.terms.in_draws import Drift, Reached

__all__ = ["LeastShort", "Ledge", "least_short", "ledge_of"]

Floats = NDArray[np.float64]
_STEP = 0.02
_ROUNDS = 5
_NO_EFFECT = 1e-9
_CLOSE = 1e-3
"""Million: a round that moves every party less is the last."""
_NEAR = 0.02
"""Of what is short: a guess that misses draws by no more is good enough where much is short."""
_DRAWN_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledge:
    """Levers, where they stand, and what each does to every party near there.

    Parameters
    ----------
    levers : tuple of Lever
    reached : callable
        The exact effect of any values.
    at, low, high : ndarray, shape (lever,)
        Where the levers stand, and their bounds, each in its own unit.
    slopes : ndarray, shape (party, lever)
        Million of the case's money for the whole range of a lever.
    """

    levers: tuple[Lever, ...]
    reached: Reached
    at: Floats
    low: Floats
    high: Floats
    slopes: Floats

    @property
    def money(self) -> Floats:
        """Million that the range of each lever moves, all parties together, shape (lever,)."""
        return np.asarray(np.abs(self.slopes).sum(axis=0) + 1e-9)

    def named(self, point: Floats) -> dict[str, float]:
        """Return values by lever."""
        return {item.id: float(v) for item, v in zip(self.levers, point, strict=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastShort:
    """Values of levers, and what every party then gains.

    Parameters
    ----------
    values : dict of str to float
        By lever that was free to move, in its own unit.
    gains : ndarray, shape (party,)
        Over what each has without the deal, million of the case's money, by the exact cash flow.
    short : float
        ``sum over parties that must agree of max(0, - gain)``.
    """

    values: Mapping[str, float]
    gains: Floats
    short: float


def ledge_of(levers: Sequence[Lever], start: Mapping[str, float], reached: Reached) -> Ledge:
    """Return the levers with the effect of each, measured by a small step of the exact cash flow.

    Parameters
    ----------
    levers : sequence of Lever
    start : dict of str to float
        Where each stands today.
    reached : callable
        It takes the values of some levers; those not named stay.
    """
    at = np.array([start[item.id] for item in levers])
    low = np.array([min(item.least.to(item.unit), start[item.id]) for item in levers])
    high = np.array([max(item.most.to(item.unit), start[item.id]) for item in levers])
    base = reached({})
    slopes = np.zeros((base.size, len(levers)))
    for place, lever in enumerate(levers):
        width = high[place] - low[place]
        step = _STEP if at[place] + _STEP * width <= high[place] else -_STEP
        moved = reached({lever.id: float(at[place] + step * width)})
        slopes[:, place] = (moved - base) / step
        if np.abs(slopes[:, place]).max(initial=0.0) <= _NO_EFFECT and high[place] > at[place]:
            # A floor far below the price does nothing here; its far end may.
            far = reached({lever.id: float(high[place])})
            slopes[:, place] = (far - base) * width / (high[place] - at[place])
    return Ledge(levers=tuple(levers), reached=reached, at=at, low=low, high=high, slopes=slopes)


def least_short(
    ledge: Ledge,
    before: Floats,
    must_agree: NDArray[np.bool_],
    free: Collection[str],
    *,
    drawn: Reached | None = None,
    drift: Drift | None = None,
    enough: float = 0.0,
) -> LeastShort:
    """Return the values of free levers that leave least short in sum, and then move least money.

    ::

        first   min sum_a s_a          with  before_a + reached_a(v) + s_a >= 0,  s_a >= 0
        then    min sum_l m_l |u_l|    with that sum held;  m_l = money the range of l moves

    for parties a that must agree, ``least <= v <= most``. The effects are those of the ledge, and
    what they miss of the exact cash flow is put right round by round until nothing moves. With
    ``drawn`` the effect that counts is that over draws, as in :func:`fit_levers`.

    Parameters
    ----------
    ledge : Ledge
    before : ndarray, shape (party,)
        Gain of each party with every lever where it stands.
    must_agree : ndarray of bool, shape (party,)
    free : collection of str
        Levers that may move.
    drawn : callable, optional
        Values of levers to what they reach over draws.
    drift : Drift, optional
        What is known of draws; what is found is added to it.
    enough : float
        Million: what is short, or what a guess misses of draws, counts no more below it.
    """
    known = Drift() if drift is None else drift
    width = np.maximum(ledge.high - ledge.low, 1e-12)
    is_free = np.array([item.id in free for item in ledge.levers], dtype=bool)
    low = np.where(is_free, (ledge.low - ledge.at) / width, 0.0)
    high = np.where(is_free, (ledge.high - ledge.at) / width, 0.0)
    moves, gains = np.zeros(is_free.size), before
    for _ in range(1 if drawn is None else _DRAWN_ROUNDS):
        slope = known.slopes(before.size, is_free.size) * ledge.money
        moves, path = _on_path(ledge, before, must_agree, slope, low=low, high=high)
        values = ledge.named(ledge.at + moves * width)
        gains = before + path + slope @ moves
        if drawn is None or not np.abs(moves).max(initial=0.0) > 0.0:
            break
        full = drawn(values)
        missed = float(np.abs(before + full - gains)[must_agree].max(initial=0.0))
        gains = before + full
        known.learn(ledge.money * moves, full - path)
        left = _short(gains, must_agree)
        if left <= enough or missed <= max(enough, _NEAR * left):
            break
    values = ledge.named(ledge.at + moves * width)
    return LeastShort(
        values={name: value for name, value in values.items() if name in free},
        gains=gains,
        short=_short(gains, must_agree),
    )


def _short(gains: Floats, must_agree: NDArray[np.bool_]) -> float:
    return float(np.maximum(0.0, -gains[must_agree]).sum())


def _on_path(
    ledge: Ledge,
    before: Floats,
    must_agree: NDArray[np.bool_],
    drift: Floats,
    *,
    low: Floats,
    high: Floats,
) -> tuple[Floats, Floats]:
    """Return the moves, and what they reach on the central path."""
    width = np.maximum(ledge.high - ledge.low, 1e-12)
    slopes = ledge.slopes + drift
    moves, path, now = np.zeros(low.size), np.zeros(before.size), before
    for _ in range(_ROUNDS if (high > low).any() else 0):
        # What the slopes say of no move, given what the exact cash flow said of the last one.
        base = now - slopes @ moves
        moves = _moves(base[must_agree], slopes[must_agree], low, high)
        path = ledge.reached(ledge.named(ledge.at + moves * width))
        last, now = now, before + path + drift @ moves
        if np.abs(now - last).max() <= _CLOSE:
            break
    return moves, path


def _moves(before: Floats, slopes: Floats, low: Floats, high: Floats) -> Floats:
    """Return the moves as shares of each range; columns: up, down, short."""
    from scipy import optimize

    rows, count = slopes.shape
    matrix = -np.hstack([slopes, -slopes, np.eye(rows)])
    ends = [(0.0, max(0.0, end)) for end in (*high, *-low)]
    bounds = [*ends, *[(0.0, None)] * rows]
    first = np.append(np.zeros(2 * count), np.ones(rows))
    found = optimize.linprog(  # type: ignore[attr-defined,no-untyped-call]
        first, A_ub=matrix, b_ub=before, bounds=bounds
    )
    held = float(found.fun) + 1e-6 * max(1.0, float(found.fun))
    money = 0.5 * np.abs(slopes).sum(axis=0) + 1e-9
    then = optimize.linprog(  # type: ignore[attr-defined,no-untyped-call]
        np.concatenate([money, money, np.zeros(rows)]),
        A_ub=np.vstack([matrix, first]),
        b_ub=np.append(before, held),
        bounds=bounds,
    )
    x = then.x if then.status == 0 else found.x
    return np.asarray(x[:count] - x[count : 2 * count])
