"""What one more source changes: a market with extra tonnes in it, and who buys them instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.reliance import Bounds

__all__ = ["Market", "Path", "Sale", "price_change", "with_path", "with_supply"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Production and trade of one commodity-stage in one year, contained metal.

    Parameters
    ----------
    stage : str
    production : ndarray, shape (country,), t
    trade : ndarray, shape (exporter, importer), t
    """

    stage: str
    production: Floats
    trade: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """Tonnes of a new source that one country buys.

    Parameters
    ----------
    buyer : int
        Position of the country.
    tonnes : float, t
        Contracted.
    """

    buyer: int
    tonnes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The way of extra tonnes from mine to importer.

    Parameters
    ----------
    host : int
        Position of the country that mines.
    stage : str
        Stage that the host ships.
    tonnes : float, t
        Contained metal a year.
    sales : tuple of Sale
        Who buys at that stage; with a smelter, who buys what it makes.
    smelter : int or None
        Country of a smelter that is contracted to treat what the host ships.
    smelter_stage : str
        Stage that it makes.
    recovery : float, 0 to 1
        Metal out of the smelter over metal in.
    """

    host: int
    stage: str
    tonnes: float
    sales: tuple[Sale, ...] = ()
    smelter: int | None = None
    smelter_stage: str = ""
    recovery: float = 1.0


def with_supply(
    market: Market, *, source: int, tonnes: float, sales: Sequence[Sale] = ()
) -> Market:
    """Return the market with extra tonnes from a source, sold to named buyers.

    P'[source] = P[source] + q
    T'[source, b] = T[source, b] + q_b,  T'[j, b] = T[j, b] (1 - q_b / sum_{k != source} T[k, b])

    A buyer buys no more than before: the new tonnes replace its other suppliers, each in
    proportion, and at most all of them. A buyer that is the source itself buys less abroad. What
    the replaced suppliers do with their tonnes is the price effect, which is not in here; output
    elsewhere stays as it was.

    Parameters
    ----------
    market : Market
    source : int
    tonnes : float, t
    sales : sequence of Sale

    Raises
    ------
    ValueError : for tonnes below 0, or more sold than there is

    Examples
    --------
    C bought 60 of A and 40 of B, and now 20 of the new source: 48, 32 and 20.

    >>> import numpy as np
    >>> trade = np.zeros((4, 4)); trade[0, 2], trade[1, 2] = 60.0, 40.0
    >>> before = Market(stage="mine", production=np.array([60.0, 40, 0, 0]), trade=trade)
    >>> after = with_supply(before, source=3, tonnes=20.0, sales=[Sale(buyer=2, tonnes=20.0)])
    >>> after.trade[:, 2].tolist(), float(after.production[3])
    ([48.0, 32.0, 0.0, 20.0], 20.0)
    """
    sold = sum(sale.tonnes for sale in sales)
    if tonnes < 0 or any(sale.tonnes < 0 for sale in sales):
        raise ValueError("tonnes must not be negative")
    if sold > tonnes * (1 + 1e-12):
        raise ValueError(f"{sold:g} t are sold of {tonnes:g} t")
    production, trade = market.production.copy(), market.trade.copy()
    production[source] += tonnes
    for sale in sales:
        bought = trade[:, sale.buyer].copy()
        bought[sale.buyer] = 0.0
        own = 0.0 if sale.buyer == source else bought[source]
        others = bought.sum() - own
        taken = min(sale.tonnes, others)
        if others <= 0:
            continue
        trade[:, sale.buyer] = bought * (1.0 - taken / others)
        if sale.buyer != source:
            trade[source, sale.buyer] = own + taken
    return Market(stage=market.stage, production=production, trade=trade)


def with_path(markets: Mapping[str, Market], path: Path) -> dict[str, Market]:
    """Return every stage's market with the extra tonnes that really reach it.

    Without a contracted smelter only the stage that is shipped changes; later stages are the very
    same objects, so every measure of them changes by exactly zero.

    Parameters
    ----------
    markets : dict of str to Market
        By stage.
    path : Path

    Raises
    ------
    ValueError : if a recovery is not between 0 and 1
    KeyError : if a stage has no market
    """
    if not 0 <= path.recovery <= 1:
        raise ValueError(f"recovery must be between 0 and 1, got {path.recovery:g}")
    changed = dict(markets)
    if path.smelter is None:
        changed[path.stage] = with_supply(
            markets[path.stage], source=path.host, tonnes=path.tonnes, sales=path.sales
        )
        return changed
    own = path.smelter == path.host
    feed = () if own else (Sale(buyer=path.smelter, tonnes=path.tonnes),)
    changed[path.stage] = with_supply(
        markets[path.stage], source=path.host, tonnes=path.tonnes, sales=feed
    )
    changed[path.smelter_stage] = with_supply(
        markets[path.smelter_stage],
        source=path.smelter,
        tonnes=path.tonnes * path.recovery,
        sales=path.sales,
    )
    return changed


def price_change(*, extra: float, world: float, elasticity: Bounds) -> Bounds:
    """Return the change of the world price, percent, by a stated elasticity; every buyer has it.

    dp / p = (1 + q / W)^e - 1,  e <= 0: percent of price per percent of world supply

    Parameters
    ----------
    extra, world : float, t
        Extra supply q and world supply W.
    elasticity : Bounds, 1
        Of price with respect to supply. It is an assumption: its quality is D.

    Raises
    ------
    ValueError : if world supply or extra supply is no amount, or the elasticity is above 0

    Examples
    --------
    >>> change = price_change(extra=1.0, world=99.0, elasticity=Bounds(low=-5.0, high=-1.0))
    >>> round(change.low, 2), round(change.high, 2)
    (-4.9, -1.0)
    """
    if world <= 0 or extra < 0:
        raise ValueError("world supply must be above 0 and extra supply not below 0")
    if elasticity.high > 0:
        raise ValueError("more supply cannot raise the price: the elasticity is at most 0")
    growth = 1.0 + extra / world
    return Bounds(
        low=100.0 * (growth**elasticity.low - 1.0), high=100.0 * (growth**elasticity.high - 1.0)
    )
