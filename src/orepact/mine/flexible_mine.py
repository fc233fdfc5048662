"""A mine that may be opened, closed and abandoned as prices move, by finite differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["FlexibleMine", "FlexibleValue", "flexible_value"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexibleMine:
    """Brennan and Schwartz's mine, in real money.

    Parameters
    ----------
    inventory : float
        Units in the ground, for example million pounds.
    output : float
        Units per year while open.
    unit_cost : float
        Cost per unit, before tax.
    tax : float
        Share of ``price - cost``, losses relieved.
    interest : float
        Real yearly rate without risk.
    convenience_yield : float
        Yearly, as a share of the price.
    variance : float
        Of the logarithm of the price, yearly.
    property_tax : float
        Yearly, as a share of the mine's value.
    maintenance : float
        Yearly cost while closed, after tax.
    opening_cost, closing_cost : float
        Paid at a switch.
    """

    inventory: float
    output: float
    unit_cost: float
    tax: float
    interest: float
    convenience_yield: float
    variance: float
    property_tax: float
    maintenance: float
    opening_cost: float
    closing_cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlexibleValue:
    """What the mine is worth, and at which prices one acts, at full inventory.

    Parameters
    ----------
    open, closed : ndarray, shape (price,)
        Value of the open and of the closed mine.
    opens_at, closes_at, abandons_at : float
        A closed mine opens above, an open one closes below, a closed one is given up below.
    """

    open: Floats
    closed: Floats
    opens_at: float
    closes_at: float
    abandons_at: float


class _Grid:
    """The equations of the open and closed mine on a grid of log prices, woven into one system."""

    def __init__(self, mine: FlexibleMine, nodes: int, step: float) -> None:
        self.mine = mine
        self.logs = np.linspace(np.log(mine.unit_cost / 40.0), np.log(mine.unit_cost * 20.0), nodes)
        self.prices = np.exp(self.logs)
        width = self.logs[1] - self.logs[0]
        spread = 0.5 * mine.variance / width**2
        drift = (mine.interest - mine.convenience_yield - 0.5 * mine.variance) / (2.0 * width)
        self.lower = np.full(nodes, spread - drift)
        self.upper = np.full(nodes, spread + drift)
        self.middle = np.full(nodes, -2.0 * spread)
        self.middle -= mine.interest + mine.property_tax
        # at the top the value is a straight line in the price, so its second derivative is zero
        top = (mine.interest - mine.convenience_yield) / width
        self.lower[-1], self.upper[-1] = -top, 0.0
        self.middle[-1] = top - mine.interest - mine.property_tax
        self.burn = mine.output / step
        self.cash = mine.output * (self.prices - mine.unit_cost) * (1.0 - mine.tax)

    def solve(self, policy: NDArray[np.int64], last: Floats) -> Floats:
        """Return values (open, closed by node) when each node acts as the policy says.

        0 goes on, 1 switches to the other mode, 2 abandons.
        """
        from scipy import linalg

        banded: Any = linalg.solve_banded
        count = len(self.prices)
        rows = np.zeros((5, 2 * count))
        right = np.zeros(2 * count)
        open_, closed = slice(0, None, 2), slice(1, None, 2)
        goes_open, goes_closed = policy[0] == 0, policy[1] == 0
        rows[2, open_] = np.where(goes_open, self.middle - self.burn, 1.0)
        rows[2, closed] = np.where(goes_closed, self.middle, 1.0)
        for mode, goes in ((0, goes_open), (1, goes_closed)):
            # diagonals two off the main one link neighbours of the same mode
            rows[4, mode : 2 * count - 2 : 2] = np.where(goes[1:], self.lower[1:], 0.0)
            rows[0, mode + 2 :: 2] = np.where(goes[:-1], self.upper[:-1], 0.0)
        rows[1, closed] = np.where(policy[0] == 1, -1.0, 0.0)
        rows[3, open_] = np.where(policy[1] == 1, -1.0, 0.0)
        right[open_] = np.where(goes_open, -self.cash - self.burn * last, 0.0)
        right[open_] -= np.where(policy[0] == 1, self.mine.closing_cost, 0.0)
        right[closed] = np.where(goes_closed, self.mine.maintenance, 0.0)
        right[closed] -= np.where(policy[1] == 1, self.mine.opening_cost, 0.0)
        found = banded((2, 2), rows, right)
        return np.stack([found[open_], found[closed]])

    def slack(self, values: Floats, last: Floats) -> Floats:
        """Return what going on, switching and abandoning would give, shape (act, mode, node)."""
        up = np.concatenate([values[:, 1:], values[:, -1:]], axis=1)
        down = np.concatenate([values[:, :1], values[:, :-1]], axis=1)
        flow = self.lower * down + self.middle * values + self.upper * up
        flow[0] += self.cash + self.burn * (last - values[0])
        flow[1] -= self.mine.maintenance
        switch = np.stack(
            [
                values[1] - self.mine.closing_cost - values[0],
                values[0] - self.mine.opening_cost - values[1],
            ]
        )
        scale = self.burn + self.mine.interest + self.mine.property_tax
        return np.stack([flow / scale, switch, -values])


def flexible_value(
    mine: FlexibleMine, prices: Floats, *, nodes: int = 801, steps: int = 1500
) -> FlexibleValue:
    """Return the value of a mine under the best policy of opening, closing and abandoning.

    Open: ``s^2/2 S^2 V_SS + (r - k) S V_S - q V_Q + q (S - a)(1 - t) - (r + l) V = 0``; closed: the
    same without output, less maintenance; ``V >= max(W - closing, 0)``, ``W >= max(V - opening,
    0)``. Implicit steps in inventory on a grid of log prices; at each step the policy is improved
    until no node gains, each policy solved exactly.

    Parameters
    ----------
    mine : FlexibleMine
    prices : ndarray, shape (price,)
        Where the value is wanted.
    nodes, steps : int
        Of price and inventory.

    References
    ----------
    Brennan and Schwartz, Evaluating natural resource investments, Journal of Business 58, 1985.
    """
    step = mine.inventory / steps
    grid = _Grid(mine, nodes, step)
    last = np.zeros(nodes)
    policy = np.full((2, nodes), 2, dtype=np.int64)
    policy[0, grid.prices > mine.unit_cost] = 0
    policy[1, grid.prices > mine.unit_cost] = 1
    values = np.zeros((2, nodes))
    for _ in range(steps):
        for _ in range(60):
            values = grid.solve(policy, last)
            gains = grid.slack(values, last)
            gains[np.abs(gains) < 1e-10] = 0.0
            better = gains.argmax(axis=0)
            now = np.take_along_axis(gains, policy[np.newaxis], axis=0)[0]
            changed = gains.max(axis=0) > now + 1e-10
            # both modes of a node may not switch into each other
            chosen = np.where(changed, better, policy)
            loops = (chosen[0] == 1) & (chosen[1] == 1)
            chosen[:, loops] = policy[:, loops]
            if np.array_equal(chosen, policy):
                break
            policy = chosen
        last = values[0]
    logs = np.log(prices)
    opens = np.flatnonzero(policy[1] == 1)
    closes = np.flatnonzero(policy[0] != 0)
    gone = np.flatnonzero(policy[1] == 2)
    nan = float("nan")
    return FlexibleValue(
        open=np.interp(logs, grid.logs, values[0]),
        closed=np.interp(logs, grid.logs, values[1]),
        opens_at=float(grid.prices[opens[0]]) if len(opens) else nan,
        closes_at=float(grid.prices[closes[-1]]) if len(closes) else nan,
        abandons_at=float(grid.prices[gone[-1]]) if len(gone) else nan,
    )
