"""A price set by rule: the flat real price that earns an allowed return, costs passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.market import Market
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.project_file import ProjectFile
from orepact.mine.regime_file import CostPlus

__all__ = ["tariff_market"]

Floats = NDArray[np.float64]
_HIGHEST = 1e6
"""USD per tonne beyond which no tariff is looked for."""
_STEPS = 60


def tariff_market(
    project: ProjectFile,
    rule: CostPlus,
    market: Market,
    money: MoneyBasis,
    cash: Callable[[Market], Floats],
) -> tuple[Market, Floats]:
    """Return the market with the tariff in it, and the tariff per scenario.

    The levelised tariff P solves ``sum_t cash[t](P) / (1 + r)^t = 0`` with r the allowed return in
    real money, by bisection, all scenarios at once.

    Parameters
    ----------
    project : ProjectFile
    rule : CostPlus
    market : Market
        Other prices; the tariff's own price in it is not used.
    money : MoneyBasis
        For the inflation between a nominal return and real money.
    cash : callable
        From a market to the cash whose return is allowed, shape (scenario, year).

    Returns
    -------
    market : Market
    price : ndarray, shape (scenario,), real USD per tonne

    Raises
    ------
    CaseError : no such product, or no price that earns the return

    References
    ----------
    Thar Coal Tariff Determination Rules 2014: cost plus, 20 % internal rate of return in dollars
    over 30 years, as the press reports them.
    """
    found = [item for item in project.products if item.id == rule.product]
    if not found:
        raise CaseError(
            f"the tariff names product {rule.product!r}, which this project does not sell",
            where=f"projects/{project.id}.yaml:products",
            do=f"Sell one of that id, or take another regime than one with tariff {rule.product}",
        )
    key = found[0].price
    rate = rule.allowed_return.to("dimensionless")
    if rule.basis == "nominal":
        rate = (1.0 + rate) / (1.0 + money.inflation) - 1.0

    def at(price: Floats) -> Market:
        return replace(market, prices={**market.prices, key: price[:, np.newaxis]})

    def worth(price: Floats) -> Floats:
        flow = cash(at(price))
        return np.asarray((flow / (1.0 + rate) ** np.arange(flow.shape[1])).sum(axis=1))

    low = np.zeros(len(market.scenarios))
    high = np.full(len(market.scenarios), 1.0)
    while bool((worth(high) < 0).any()):
        high = high * 2.0
        if high[0] > _HIGHEST:
            raise CaseError(
                f"no price up to {_HIGHEST:,.0f} USD/t earns the allowed return",
                where=f"projects/{project.id}.yaml:regime",
                do="Check the costs and the output",
            )
    for _ in range(_STEPS):
        middle = 0.5 * (low + high)
        is_below = worth(middle) < 0
        low, high = np.where(is_below, middle, low), np.where(is_below, high, middle)
    price = 0.5 * (low + high)
    return at(price), price
