"""Which real terms do what the transfers of a plan do, how closely, and who is still short."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import Lever
from orepact.mine import CashFlow
from orepact.terms.deal import Deal, start_values
from orepact.terms.in_draws import Drift, Reached

__all__ = ["Fit", "Valuation", "fit_levers"]

Floats = NDArray[np.float64]
_ROUNDS = 8
_STEP = 0.02
"""Share of a lever's range by which its effect is measured."""
_NO_EFFECT = 1e-9
"""Million: a small step that moves every party less tells nothing of the lever."""
_DRAWN_ROUNDS = 2
"""Solutions that are computed over draws: the second knows what the first has shown."""
_IDLE = 1e-3
_CLOSE = 1e-4
"""Of the largest amount: a round that moves less is the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """How parties count money: rates and weights of price decks.

    Parameters
    ----------
    parties : tuple of str
    factors : ndarray, shape (party, year)
        Present value of one of the money in each year, each party at its own rate.
    weights : ndarray, shape (scenario,)
        They sum to 1.
    kept : ndarray of bool, shape (scenario, year)
        Whether cash of that year is had in that deck: false after a column was dropped.
    """

    parties: tuple[str, ...]
    factors: Floats
    weights: Floats
    kept: NDArray[np.bool_]

    def by_deck(self, flow: CashFlow) -> Floats:
        """Return present values, shape (scenario, party)."""
        shape = flow.operation.pre_tax.shape
        cash = np.stack(
            [np.broadcast_to(flow.parties.get(name, 0.0), shape) for name in self.parties], axis=1
        )
        return np.asarray(np.einsum("spt,st,pt->sp", cash, self.kept, self.factors))

    def expected(self, flow: CashFlow) -> Floats:
        """Return expected present values, shape (party,)."""
        return np.asarray(self.weights @ self.by_deck(flow))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Levers fitted to an intended change of each party's value.

    Parameters
    ----------
    levers : tuple of Lever
    start, values : dict of str to float
        Where each lever stands today, and where the fit puts it, in its own unit.
    intended, reached : ndarray, shape (party,)
        Change of expected present value, million of the case's money, by the exact cash flow: over
        draws where the fit was told how, else on the central path.
    central : ndarray, shape (party,)
        What is reached on the central path of each price deck.
    runs : int
        Exact cash flows computed.
    """

    levers: tuple[Lever, ...]
    start: Mapping[str, float]
    values: Mapping[str, float]
    intended: Floats
    reached: Floats
    central: Floats
    runs: int

    @property
    def misfit(self) -> Floats:
        """What the terms give beyond what was intended, shape (party,)."""
        return self.reached - self.intended

    def at_bound(self, lever: Lever) -> bool:
        """Whether a lever stands at an end of its range."""
        low, high = _bounds(lever)
        near = 1e-6 * max(high - low, 1e-12)
        value = self.values[lever.id]
        return value <= low + near or value >= high - near


def _bounds(lever: Lever) -> tuple[float, float]:
    return lever.least.to(lever.unit), lever.most.to(lever.unit)


def fit_levers(
    deal: Deal,
    levers: Sequence[Lever],
    intended: Floats,
    value: Valuation,
    drawn: Reached | None = None,
) -> Fit:
    """Return the levers, within their bounds, whose exact effect is nearest to what is intended.

    ::

        min sum_a w_a (reached_a(v) - intended_a)^2,   least <= v <= most

    with w = 1, and 0 for a party that is meant to give and still gives less than it was meant to:
    what no lever can take from it is no reason to give to others. Gauss-Newton: the effect of each
    lever is measured on the exact cash flow by a small step, the bounded linear least squares
    solved, and the cash flow computed again, until nothing moves. Of levers that do the same the
    solution nearest to today's terms is taken (a ridge of a ten-thousandth).

    With ``drawn`` the effect that counts is that over draws: slopes come from the central path,
    and how far draws lie from it is learned at each solution (:class:`Drift`), which is solved
    again with it. What is returned as reached is computed over all draws at the last one.

    Parameters
    ----------
    deal : Deal
    levers : sequence of Lever
        Those that may move; all others stay.
    intended : ndarray, shape (party,)
        Change of expected present value, in the order of ``value.parties``.
    value : Valuation
    drawn : callable, optional
        Values of levers to what they reach over draws; left out, the central path counts.
    """
    start = start_values(deal, levers)
    base = value.expected(deal.flow((), {}))
    runs = 1
    low = np.array([min(_bounds(item)[0], start[item.id]) for item in levers])
    high = np.array([max(_bounds(item)[1], start[item.id]) for item in levers])
    width = np.maximum(high - low, 1e-12)
    start_at = np.array([start[item.id] for item in levers])
    at = start_at.copy()

    def central(point: Floats) -> Floats:
        named = {item.id: float(v) for item, v in zip(levers, point, strict=True)}
        return value.expected(deal.flow(levers, named)) - base

    drift, full = Drift(), None
    money = np.ones(at.size)
    for place in range(at.size if drawn is not None else 0):
        tried = at.copy()
        tried[place] += (_STEP if at[place] + _STEP * width[place] <= high[place] else -_STEP) * (
            width[place]
        )
        money[place] = np.abs(central(tried)).sum() / _STEP + _NO_EFFECT
    for _ in range(_DRAWN_ROUNDS if drawn is not None and levers else 1):
        slope = drift.slopes(intended.size, len(levers))

        def reached(point: Floats, slope: Floats = slope) -> Floats:
            return np.asarray(central(point) + slope @ (money * (point - start_at) / width))

        at, more = _nearest(reached, intended, at=at, home=start_at, low=low, high=high)
        runs += more
        if drawn is None or not levers:
            break
        full = drawn({item.id: float(v) for item, v in zip(levers, at, strict=True)})
        drift.learn(money * (at - start_at) / width, full - central(at))
    on_path = central(at)
    return Fit(
        levers=tuple(levers),
        start=start,
        values={item.id: float(v) for item, v in zip(levers, at, strict=True)},
        intended=intended,
        reached=on_path if full is None else full,
        central=on_path,
        runs=runs + 1,
    )


def _nearest(
    reached: Callable[[Floats], Floats],
    intended: Floats,
    *,
    at: Floats,
    home: Floats,
    low: Floats,
    high: Floats,
) -> tuple[Floats, int]:
    """Return the point whose effect is nearest to what is intended, and effects computed."""
    width = np.maximum(high - low, 1e-12)
    now, runs = reached(at), 1
    for _ in range(_ROUNDS if at.size else 0):
        slopes = np.zeros((intended.size, at.size))
        for place in range(at.size):
            step = _STEP if at[place] + _STEP * width[place] <= high[place] else -_STEP
            tried = at.copy()
            tried[place] += step * width[place]
            slopes[:, place] = (reached(tried) - now) / step
            if np.abs(slopes[:, place]).max(initial=0.0) <= _NO_EFFECT:
                # A floor far below the price does nothing here; its far end may.
                tried[place] = high[place]
                far = max((high[place] - at[place]) / width[place], _STEP)
                slopes[:, place] = (reached(tried) - now) / far
        counts = ~((intended < 0.0) & (now > intended))
        moved = _least_squares(
            slopes[counts],
            (intended - now)[counts],
            (low - at) / width,
            (high - at) / width,
            home=(home - at) / width,
        )
        at = np.clip(at + moved * width, low, high)
        before, now = now, reached(at)
        runs += at.size + 1
        close = _CLOSE * max(1.0, float(np.abs(intended).max()))
        is_same = np.array_equal(counts, ~((intended < 0.0) & (now > intended)))
        # A lever that moved without effect has not found where its effect begins.
        is_searching = np.abs(now - before).max() == 0.0 and np.abs(moved).max() > _IDLE
        if is_same and np.abs(now - before).max() <= close and not is_searching:
            break
    # A move of a thousandth of the range is what the ridge leaves of a lever that does nothing.
    return np.where(np.abs(at - home) <= _IDLE * width, home, at), runs


def _least_squares(
    slopes: Floats, target: Floats, low: Floats, high: Floats, *, home: Floats
) -> Floats:
    """Return bounded moves nearest to a target; what makes no difference goes home."""
    from scipy import optimize

    ridge = 1e-4 * max(1e-9, float(np.abs(slopes).max(initial=0.0)))
    rows = np.vstack([slopes, ridge * np.eye(slopes.shape[1])])
    right = np.append(target, ridge * home)
    found = optimize.lsq_linear(  # type: ignore[operator]
        rows, right, bounds=(low - 1e-12, np.maximum(high, low + 1e-9))
    )
    return np.asarray(found.x)
