"""Supply outside the restricting country as a continuous, rising function of the price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Supply", "ramp", "restarted"]

Array = NDArray[np.float64]

RAMP_WIDTH = 0.10
"""Stock release and by-product recovery grow linearly over this share of the price."""


def ramp(price: Array, start: float) -> Array:
    """Return 0 below a price, 1 from 10 % above it, and a straight line between.

    Examples
    --------
    >>> ramp(np.array([1.0, 1.1, 1.155, 1.3]), 1.1).round(6).tolist()
    [0.0, 0.0, 0.5, 1.0]
    """
    share: Array = np.minimum(np.maximum((price / start - 1.0) / RAMP_WIDTH, 0.0), 1.0)
    return share


def restarted(price: Array, restart_price: Array) -> Array:
    """Return the share of restartable capacity that runs: clip((p - 1) / (p_r - 1), 0, 1)."""
    share: Array = np.minimum(np.maximum((price - 1.0) / (restart_price - 1.0), 0.0), 1.0)
    return share


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """Supply outside, one value of each coefficient per cell (a draw in a year).

        S(p) = S0 p^eps + sum_n [ min(S_n p^eps, K_n p^(eps - eps_1)) + r max(K_n - S_n, 0) g(p) ]
             + s (S0 + sum_n S_n) ramp(p, p_by) + R p^eps_r + M + A + B ramp(p, p_stock)

    Output of a producer with known capacity is capped before idle capacity is added, and in all
    at capacity; capacity itself grows with the part of the elasticity that came with time.

    Parameters
    ----------
    open_output : ndarray, shape (cell,)
        S0, output of producers whose capacity no source gives.
    outputs, capacities : ndarray, shape (producer,) or (producer, cell)
        S_n, K_n of producers with known capacity, each capacity at least the output.
    elasticity, growth, recycled_elasticity : ndarray, shape (cell,)
        eps, eps - eps_1, eps_r.
    step : ndarray, shape (cell,)
        s, extra recovery of a by-product as a share of output; zero for main products.
    step_price, stock_price : float
        p_by, p_stock.
    restart_share, restart_price : ndarray, shape (cell,)
        r, and the price ratio at which g reaches 1.
    recycled, constant, stocks : ndarray, shape (cell,)
        R; M + A, what still arrives from the restricting country and what a portfolio adds;
        B, what stocks can give in the year. Market's unit per year.
    """

    open_output: Array
    outputs: Array
    capacities: Array
    elasticity: Array
    growth: Array
    recycled_elasticity: Array
    step: Array
    step_price: float
    stock_price: float
    restart_share: Array
    restart_price: Array
    recycled: Array
    constant: Array
    stocks: Array

    def total(self, price: Array, grows: Array, recycles: Array, ceiling: Array) -> Array:
        """Return S(p), shape (cell,), from p, p^eps, p^eps_r and p^(eps - eps_1)."""
        total = self.open_output * grows
        total += self.recycled * recycles
        total += self.constant
        if self.outputs.size:
            total += self._capped(price, grows, ceiling)
        if self.step.any():
            base = self.open_output + self.outputs.sum(axis=0)
            total += self.step * base * ramp(price, self.step_price)
        total += self.stocks * ramp(price, self.stock_price)
        return total

    def _capped(self, price: Array, grows: Array, ceiling: Array) -> Array:
        extra = self.restart_share * restarted(price, self.restart_price)
        total = np.zeros_like(price)
        for output, capacity in zip(self.outputs, self.capacities, strict=True):
            total += _within_capacity(output, capacity, grows, ceiling, extra)
        return total

    @classmethod
    def joined(cls, parts: Sequence[Supply], sizes: Sequence[int]) -> Supply:
        """Return several supplies of one market as one over all their cells.

        Parts may differ in their producers; a producer that a part has not makes nothing there.

        Parameters
        ----------
        sizes : sequence of int
            Cells of each part.
        """
        most = max(part.outputs.size for part in parts)

        def laid(name: str) -> Array:
            rows = []
            for part, size in zip(parts, sizes, strict=True):
                own = getattr(part, name)
                rows.append(np.repeat(np.append(own, np.zeros(most - own.size))[:, None], size, 1))
            return np.concatenate(rows, axis=1)

        cells = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in (
                "open_output", "elasticity", "growth", "recycled_elasticity", "step",
                "restart_share", "restart_price", "recycled", "constant", "stocks",
            )
        }  # fmt: skip
        return cls(
            outputs=laid("outputs"),
            capacities=laid("capacities"),
            step_price=parts[0].step_price,
            stock_price=parts[0].stock_price,
            **cells,
        )

    def of_producer(self, log_price: Array, output: float, capacity: float | None) -> Array:
        """Return the output of one producer at a log price, shape (cell,)."""
        price = np.exp(log_price)
        grows = np.exp(self.elasticity * log_price)
        if capacity is None:
            made = output * grows
        else:
            extra = self.restart_share * restarted(price, self.restart_price)
            ceiling = np.exp(self.growth * log_price)
            made = _within_capacity(output, max(capacity, output), grows, ceiling, extra)
        result: Array = made + output * self.step * ramp(price, self.step_price)
        return result


def _within_capacity(
    output: float | Array, capacity: float | Array, grows: Array, ceiling: Array, extra: Array
) -> Array:
    most = capacity * ceiling
    made = np.minimum(output * grows, most)
    made += extra * (capacity - output)
    return np.minimum(made, most)
