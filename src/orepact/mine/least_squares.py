"""Options by least-squares Monte Carlo: one exercise, or switching between modes of a mine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mode", "OptionValue", "basis", "bermudan", "switching_value"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionValue:
    """What an option is worth, its standard error, and how often it is exercised when.

    Parameters
    ----------
    value, error : float
    exercised : ndarray, shape (date,)
        Share of paths exercised at each date; what is left is never exercised.
    """

    value: float
    error: float
    exercised: Floats


def basis(state: Floats, degree: int = 3) -> Floats:
    """Return polynomials of a state, with products of two variables, scaled to unit spread.

    Parameters
    ----------
    state : ndarray, shape (path, variable)
    degree : int

    Returns
    -------
    columns : ndarray, shape (path, term), the first all 1
    """
    centred = state - state.mean(axis=0)
    spread = centred.std(axis=0)
    scaled = centred / np.where(spread > 0, spread, 1.0)
    columns = [np.ones(len(state))]
    for power in range(1, degree + 1):
        columns += list((scaled**power).T)
    for one in range(scaled.shape[1]):
        columns += [scaled[:, one] * scaled[:, two] for two in range(one)]
    return np.stack(columns, axis=1)


def _expected(columns: Floats, outcome: Floats) -> Floats:
    """Return the expectation of an outcome given the state, by least squares."""
    found, *_ = np.linalg.lstsq(columns, outcome, rcond=None)
    return np.asarray(columns @ found)


def bermudan(
    states: Sequence[Floats], payoffs: Sequence[Floats], *, knows_payoff: bool, degree: int = 3
) -> OptionValue:
    """Return the value of one exercise at one of several dates, or never.

    Backwards over dates: exercise where the payoff (or its expectation given the state, where it
    is not known yet) is above the expectation of waiting, regressed on paths where exercise could
    pay; each path then carries what it really got. The value is an estimate from below, but for
    the paths being used twice.

    Parameters
    ----------
    states : sequence of ndarray, shape (path, variable)
        What is known at each date.
    payoffs : sequence of ndarray, shape (path,)
        Discounted to the start, if exercised at that date.
    knows_payoff : bool
        Whether the payoff is certain at exercise, as for a share, or only expected, as for a mine.
    degree : int
        Of the polynomials.

    References
    ----------
    Longstaff and Schwartz, Valuing American options by simulation, Review of Financial Studies
    14, 2001.
    """
    count = len(payoffs[0])
    got = np.zeros(count)
    when = np.full(count, -1)
    for date in range(len(payoffs) - 1, -1, -1):
        payoff = payoffs[date]
        columns = basis(states[date], degree)
        expected = payoff if knows_payoff else _expected(columns, payoff)
        could = expected > 0
        if not could.any():
            continue
        waiting = np.zeros(count)
        if date < len(payoffs) - 1:
            if could.sum() > 3 * columns.shape[1]:
                own = basis(states[date][could], degree)
                waiting[could] = _expected(own, got[could])
            else:
                waiting[could] = got[could].mean()
        acts = could & (expected > waiting)
        got = np.where(acts, payoff, got)
        when = np.where(acts, date, when)
    dates = np.arange(len(payoffs))
    return OptionValue(
        value=float(got.mean()),
        error=float(got.std(ddof=1) / np.sqrt(count)),
        exercised=(when[:, np.newaxis] == dates).mean(axis=0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One way a mine can be run for a period.

    Parameters
    ----------
    cash : callable
        From the number of the period and the inventory left to cash of the period, shape (path,),
        discounted to its start.
    uses : int
        Units of inventory of a period; a mode that needs more than is left cannot be chosen.
    """

    cash: Callable[[int, int], Floats]
    uses: int


def switching_value(
    states: Sequence[Floats],
    modes: Mapping[str, Mode],
    costs: Mapping[tuple[str, str], float],
    *,
    inventory: int,
    discount: float,
    degree: int = 4,
    giving_up: float = 0.0,
    may_give_up: bool = True,
) -> dict[str, float]:
    """Return the value of a mine that may change its mode at the start of every period.

    Waiting, open, closed, expanded are modes; a change that has no cost in ``costs`` is not
    possible. Values go backwards over periods for every inventory; the expectation of what follows
    is a least-squares polynomial in the state, and each path carries the cash it really gets.

    Parameters
    ----------
    states : sequence of ndarray, shape (path, variable)
        What is known at the start of each period, for example logarithms of prices; the same for
        all paths in the first.
    modes : mapping of name to Mode
    costs : mapping of (from, to) to float
    inventory : int
        Units at the start.
    discount : float
        Factor of one period.
    giving_up : float
        Worth of giving the mine up, and of a mine without inventory; at most 0.
    may_give_up : bool
        Whether it may be given up while something is left; without that it is worth as much only
        after the last period.

    Returns
    -------
    values : dict of mode to float
        At the start, before the first choice, by the mode the mine is in.
    """
    count = len(states[0])
    end = np.full(count, giving_up)
    slow = min(mode.uses for mode in modes.values())
    fast = max(mode.uses for mode in modes.values())

    def reachable(period: int) -> range:
        return range(max(inventory - fast * period, 0), max(inventory - slow * period, 0) + 1)

    later = {(name, left): end for name in modes for left in reachable(len(states))}
    for period in range(len(states) - 1, -1, -1):
        columns = np.ones((count, 1)) if period == 0 else basis(states[period], degree)
        gram = np.linalg.pinv(columns)
        now: dict[tuple[str, int], Floats] = {}
        for left in reachable(period):
            really = {
                name: mode.cash(period, left) + discount * later[name, left - mode.uses]
                for name, mode in modes.items()
                if mode.uses <= left
            }
            expected = {name: columns @ (gram @ outcome) for name, outcome in really.items()}
            least = giving_up if may_give_up or left == 0 else -np.inf
            for name in modes:
                best, got = np.full(count, least), end
                for other, outcome in really.items():
                    if other != name and (name, other) not in costs:
                        continue
                    cost = 0.0 if other == name else costs[name, other]
                    is_better = expected[other] - cost > best
                    best = np.where(is_better, expected[other] - cost, best)
                    got = np.where(is_better, outcome - cost, got)
                now[name, left] = got
        later = now
    return {name: float(later[name, inventory].mean()) for name in modes}
