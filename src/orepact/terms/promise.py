"""A contract that nobody can enforce but those who keep it: how much is invested, and when.

The textbook case by which staying power is tested: each year an investor puts in I, the host
holds what it makes, r(I), and may keep all of it and lose the rest of the relation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import OrepactError

__all__ = ["PromiseValue", "path_back", "promise_value"]

Floats = NDArray[np.float64]
_ROUNDS = 10_000
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseValue:
    """What the investor has when the host is promised V, over a grid of promises.

    Parameters
    ----------
    promised : ndarray, shape (grid,)
        Value of all that the host will receive, from this year on.
    invested : ndarray, shape (grid,)
        What is invested this year: no more than the promise protects.
    investor : ndarray, shape (grid,)
        Value to the investor; minus infinity where it would not keep the promise.
    next_promise : ndarray, shape (grid,)
        What is promised from next year on.
    """

    promised: Floats
    invested: Floats
    investor: Floats
    next_promise: Floats

    @property
    def best_start(self) -> int:
        """Place of the promise with which the investor would begin."""
        return int(np.argmax(self.investor))


def promise_value(
    made: Callable[[Floats], Floats],
    *,
    discount: float,
    most: float,
    grid: int = 4001,
    largest: float | None = None,
) -> PromiseValue:
    """Return the best self-enforcing contract for every promise, by value iteration.

    ::

        W(V) = max over I, tau, V' of  r(I) - I - tau + d W(V')
        tau + d V' = V,  tau >= 0        what the host is promised it gets
        V >= r(I)                        and keeping the promise beats taking this year's output
        W(V') >= 0                       the investor stays too

    Parameters
    ----------
    made : callable
        r, increasing and concave, with r(0) = 0; takes and returns arrays.
    discount : float
        d in (0, 1), of both sides.
    most : float
        Largest investment that is tried.
    grid : int
        Points in promises and in investments.
    largest : float
        Largest promise; left out, twice the output of the largest investment.

    Raises
    ------
    OrepactError : if the discount factor is not between 0 and 1, or nothing settles

    References
    ----------
    Thomas and Worrall, Foreign direct investment and the risk of expropriation, Review of Economic
    Studies 61(1), 1994 (abstract read; the case is derived here).
    """
    if not 0.0 < discount < 1.0:
        raise OrepactError(f"a discount factor of {discount:g}", do="Give one between 0 and 1")
    investments = np.linspace(0.0, most, grid)
    output = made(investments)
    promised = np.linspace(0.0, largest or 2.0 * float(output[-1]), grid)
    gain = output - investments
    efficient = int(np.argmax(gain))
    invested = np.interp(promised, output[: efficient + 1], investments[: efficient + 1])
    surplus = np.minimum(promised, output[efficient]) - invested
    # From above: the largest contract in which the investor stays too.
    investor = float(gain.max()) / (1.0 - discount) - promised
    investor[investor < 0.0] = -np.inf
    for _ in range(_ROUNDS):
        top = np.maximum.accumulate(promised + investor)
        turned = surplus - promised + discount * np.interp(promised / discount, promised, top)
        turned[turned < -_NOTHING] = -np.inf
        settled = np.isfinite(turned) == np.isfinite(investor)
        both = np.isfinite(turned) & np.isfinite(investor)
        change = float(np.abs(turned[both] - investor[both]).max(initial=0.0))
        investor = turned
        if settled.all() and change < _NOTHING:
            break
    else:
        raise OrepactError("the value of the contract does not settle", do="Give a coarser grid")
    whole = promised + investor
    enough = float(promised[np.argmax(whole >= float(whole.max()) - 1e-9)])
    return PromiseValue(
        promised=promised,
        invested=invested,
        investor=investor,
        next_promise=np.minimum(promised / discount, enough),
    )


def path_back(
    needed: Callable[[float], float],
    made: Callable[[float], float],
    *,
    discount: float,
    steady: float,
    years: int,
) -> list[tuple[float, float, float]]:
    """Return promise, investment and investor's value, counting back from the steady state.

    ``V_k = d V_{k-1}``, ``I_k = r^-1(V_k)``, ``W_k = r(I_k) - I_k + d W_{k-1}``: before the steady
    state the host is paid nothing, and everything promised lies ahead.

    Parameters
    ----------
    needed : callable
        r^-1: the investment that makes an output.
    made : callable
        r.
    steady : float
        Promise of the steady state, from which on the same is paid each year.
    years : int
        How many years back.

    Examples
    --------
    >>> path = path_back(
    ...     lambda v: v * v / 4, lambda i: 2 * i**0.5, discount=0.8, steady=2.0, years=1
    ... )
    >>> [tuple(round(item, 6) for item in step) for step in path]
    [(2.0, 1.0, 3.0), (1.6, 0.64, 3.36)]
    """
    invested = needed(steady)
    paid = (1.0 - discount) * steady
    value = (made(invested) - invested - paid) / (1.0 - discount)
    path = [(steady, invested, value)]
    for _ in range(years):
        promise, _, after = path[-1]
        promise *= discount
        invested = needed(promise)
        path.append((promise, invested, made(invested) - invested + discount * after))
    return path
