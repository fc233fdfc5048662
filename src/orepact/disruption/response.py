"""What a market does under a shock: prices, quantities and who goes short, by draw and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.market import Market
from orepact.disruption.shock import Shock

__all__ = ["MarketResponse"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketResponse:
    """The path of one market under one shock against the same market without it.

    Every array has draws first and years second; quantities are in the market's unit per year,
    prices are ratios to the base price. Year 0 is the calendar year in which the shock starts.

    Parameters
    ----------
    market : Market
    shock : Shock
    price : ndarray, shape (draw, year)
        Price outside the restricting country over the base price; 1 exactly where nothing is cut.
    inside_price : ndarray, shape (draw, year)
        Price inside the restricting country over the base price.
    is_backstop : ndarray of bool, shape (draw, year)
        Whether the price stands at its backstop, where supply no longer meets demand.
    served : ndarray, shape (draw, year)
        Served over demanded, the importer's own stocks included; 1 unless the backstop binds.
    use_ratio : ndarray, shape (draw, year, use)
        What each end-use physically gets over what it used: p ** eps_d times what use is served,
        which is more than `served` where own tonnes keep use ahead of hoarding.
    importer_use : ndarray, shape (draw, year)
        The importer's use after the shock, hoarding left out.
    hoarded : ndarray, shape (draw, year)
        What the importer buys beyond use.
    domestic_output : ndarray, shape (draw, year)
        Primary production in the importer's country.
    recycled : ndarray, shape (draw, year)
        Secondary production in the importer's country.
    released : ndarray, shape (draw, year)
        Taken from users' and the government's stocks in the importer's country.
    leaked : ndarray, shape (draw, year)
        What is cut in name and still arrives outside by detours.
    imports : ndarray, shape (draw, year)
        use + hoarded - domestic output - recycled - released, negative for a net exporter.
    base_domestic, base_recycled, base_imports : float
        The same without the shock.
    surplus_musd : ndarray, shape (draw, year), million USD of the base year
        Change of the importer's real surplus: users, producers, stock holders. Negative is loss.
        Not a number (NaN) where the market has no price.
    terms_of_trade_musd : ndarray, shape (draw, year), million USD
        -(p - 1) P0 x imports after the shock: the part of it paid abroad.
    """

    market: Market
    shock: Shock
    price: Array
    inside_price: Array
    is_backstop: NDArray[np.bool_]
    served: Array
    use_ratio: Array
    importer_use: Array
    hoarded: Array
    domestic_output: Array
    recycled: Array
    released: Array
    leaked: Array
    imports: Array
    base_domestic: float
    base_recycled: float
    base_imports: float
    surplus_musd: Array
    terms_of_trade_musd: Array

    @property
    def shortfall(self) -> Array:
        """Return z, the physical shortfall of each end-use: 1 - p^eps_d x served / demanded."""
        return np.maximum(1.0 - self.use_ratio, 0.0)

    @property
    def total_shortfall(self) -> Array:
        """Return the shortfall over all end-uses, weighted by their shares, (draw, year)."""
        share = np.array([use.share for use in self.market.end_uses])
        total: Array = self.shortfall @ share
        return total

    @property
    def draws(self) -> int:
        """Return the number of draws."""
        return int(self.price.shape[0])

    @property
    def years(self) -> int:
        """Return the number of years."""
        return int(self.price.shape[1])
