"""The cheapest change of open terms after which a party would rather stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import EventKind, Lever
from orepact.terms.staying import Index

__all__ = ["Repair", "repairs"]

Floats = NDArray[np.float64]
Probe = Callable[[Mapping[str, float]], tuple[tuple[Index, ...], Floats]]
"""Values of levers to all indices, and to expected present values, shape (party,)."""
_STEP = 0.05
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What would be changed for one way of leaving, and what is left of the breach.

    Parameters
    ----------
    place : int
        Which of the indices.
    scenario : int
        Which prices.
    values : dict of str to float
        Where each lever stands after it.
    before, after : float
        Largest index in any year, million, each on the first day of the calendar; at or below 0
        the party stays. ``after`` is computed on the exact cash flow.
    moved : ndarray, shape (party,)
        Change of expected present value.
    """

    place: int
    scenario: int
    values: Mapping[str, float]
    before: float
    after: float
    moved: Floats

    @property
    def is_mended(self) -> bool:
        """Whether the breach is gone, to a thousandth of it."""
        return self.after <= 1e-3 * max(1.0, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effects:
    """Levers as shares of their ranges, and what each does; axes (row, lever), (party, lever)."""

    at: Floats
    low: Floats
    high: Floats
    tried: tuple[tuple[Index, ...], ...]
    steps: Floats
    money: Floats

    @property
    def width(self) -> Floats:
        return np.maximum(self.high - self.low, 1e-12)


def _effects(
    probe: Probe, levers: Sequence[Lever], start: Mapping[str, float], base: Floats
) -> _Effects:
    low = np.array([min(item.least.to(item.unit), start[item.id]) for item in levers])
    high = np.array([max(item.most.to(item.unit), start[item.id]) for item in levers])
    at = np.array([start[item.id] for item in levers])
    width = np.maximum(high - low, 1e-12)
    steps = np.where(at + _STEP * width <= high, _STEP, -_STEP)
    tried, money = [], np.zeros((base.size, len(levers)))
    for place, lever in enumerate(levers):
        value = float(at[place] + steps[place] * width[place])
        found, moved = probe({**start, lever.id: value})
        tried.append(found)
        money[:, place] = (moved - base) / steps[place]
    return _Effects(at=at, low=low, high=high, tried=tuple(tried), steps=steps, money=money)


def repairs(
    probe: Probe, levers: Sequence[Lever], start: Mapping[str, float]
) -> tuple[Repair, ...]:
    """Return for every breach the change of levers that mends it and moves the least money.

    Two linear programs on effects measured by small steps of the exact cash flow, for each way of
    leaving and each price scenario in which it pays::

        first   min e              with index[t] + sum_l J[t,l] u_l <= e for every year, e >= 0
        then    min sum_l m_l |u_l| with e held;   m_l = money that the whole range of l moves

    with ``least <= v <= most``. The result is computed again exactly. If e stays above 0, open
    terms cannot mend the breach; what a party pays for a repair may exceed what it gains, which
    is for the reader of ``moved`` to see. A change of terms adds to what staying brings, whatever
    that is: only a dearer breach keeps a party from it and no term does, so it has no repair.

    Parameters
    ----------
    probe : callable
        The same indices in the same order whatever the values.
    levers : sequence of Lever
    start : dict of str to float
        Where the levers stand before.
    """
    found, base = probe(start)
    breaches = [
        (place, scenario)
        for place, item in enumerate(found)
        for scenario in range(item.stay.shape[0])
        if item.event.kind is not EventKind.TERMS and item.worst(scenario)[1] > _NOTHING
    ]
    if not breaches:
        return ()
    effects = _effects(probe, levers, start, base)
    mended = []
    for place, scenario in breaches:
        rows = _rows(found[place], scenario)
        slopes = np.stack(
            [
                (_rows(tried[place], scenario) - rows) / step
                for tried, step in zip(effects.tried, effects.steps, strict=True)
            ]
            or [np.zeros((0, rows.size))],
            axis=-1,
        )
        moves = _moves(rows, slopes, effects) if levers else np.zeros(0)
        values = dict(start)
        for lever, move, wide in zip(levers, moves, effects.width, strict=True):
            values[lever.id] = float(start[lever.id] + move * wide)
        after, value = probe(values)
        mended.append(
            Repair(
                place=place,
                scenario=scenario,
                values=values,
                before=float(rows.max()),
                after=after[place].worst(scenario)[1],
                moved=value - base,
            )
        )
    return tuple(mended)


def _rows(item: Index, scenario: int) -> Floats:
    return np.asarray(item.present[scenario, item.active])


def _moves(rows: Floats, slopes: Floats, effects: _Effects) -> Floats:
    """Return the moves as shares of each range."""
    from scipy import optimize

    low = (effects.low - effects.at) / effects.width
    high = (effects.high - effects.at) / effects.width
    count = low.size
    # Columns: up and down moves of each lever, then e.
    matrix = np.hstack([slopes, -slopes, -np.ones((rows.size, 1))])
    bounds = [(0.0, max(0.0, top)) for top in high] + [(0.0, max(0.0, -end)) for end in low]
    first = np.append(np.zeros(2 * count), 1.0)
    found = optimize.linprog(  # type: ignore[attr-defined,no-untyped-call]
        first, A_ub=matrix, b_ub=-rows, bounds=[*bounds, (0.0, None)]
    )
    if found.status != 0:
        return np.zeros(count)
    held = float(found.fun) + 1e-6 * max(1.0, float(found.fun))
    price = 0.5 * np.abs(effects.money).sum(axis=0) + 1e-9
    cost = np.concatenate([price, price, [0.0]])
    found = optimize.linprog(  # type: ignore[attr-defined,no-untyped-call]
        cost, A_ub=matrix, b_ub=-rows, bounds=[*bounds, (0.0, held)]
    )
    if found.status != 0:
        return np.zeros(count)
    return np.asarray(found.x[:count] - found.x[count : 2 * count])
