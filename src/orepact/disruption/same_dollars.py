"""The same dollars elsewhere: what a project's capital would insure as something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.benefit import insurance_curve
from orepact.disruption.expected_loss import Setting
from orepact.disruption.levels import AddedSupply
from orepact.disruption.market import Market
from orepact.disruption.money_year import money_factor
from orepact.disruption.supplied import Kind
from orepact.disruption.traits import rows_of
from orepact.errors import OrepactError
from orepact.evidence import Quality, country_name

__all__ = ["Elsewhere", "NotOffered", "UnitCost", "same_dollars", "unit_cost"]

Array = NDArray[np.float64]

_PRICES_IN = "USA"
"""Country whose deflator carries published capital from its year to the market's."""
_LEAST_PROJECTS = 2
_OTHER_HOSTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What a tonne a year (of a stock: a tonne) of an alternative costs to build or to buy.

    Parameters
    ----------
    kind : Kind
    low, mode, high : float
        USD of the market's year per tonne of what the market counts.
    quality : Quality
        C from published projects, D where it is assumed as a multiple of the price.
    source, note : str
    """

    kind: Kind
    low: float
    mode: float
    high: float
    quality: Quality
    source: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """One way to spend the capital of a project, and what it insures.

    Parameters
    ----------
    supply : AddedSupply
        Tonnes at the high, the middle and the low cost, in this order.
    cost : UnitCost
    gain_musd : ndarray, shape (3, draw), million USD of the market's year a year
        At the same three costs.
    """

    supply: AddedSupply
    cost: UnitCost
    gain_musd: Array

    @property
    def title(self) -> str:
        """Return what it is."""
        return self.supply.title

    @property
    def means(self) -> tuple[float, float, float]:
        """Return the expected gain a year at the high, the middle and the low cost."""
        low, middle, high = self.gain_musd.mean(axis=1)
        return float(low), float(middle), float(high)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOffered:
    """A way that this market does not have, and why."""

    title: str
    why: str


@cache
def _multiples() -> Mapping[Kind, Mapping[str, str]]:
    return {Kind(row["kind"]): row for row in rows_of("alternative_costs.csv")}


def _published(commodity: str, year: int) -> list[float]:
    """Return capital per yearly tonne of content of published projects, USD of a year, rising."""
    return sorted(
        float(row["capital_musd"])
        * 1e6
        / (float(row["tonnes"]) * float(row["content"]))
        * money_factor(_PRICES_IN, int(row["price_year"]), year).factor
        for row in rows_of("published_capital.csv")
        if row["commodity"] == commodity
    )


def unit_cost(market: Market, kind: Kind) -> UnitCost:
    """Return what a tonne a year of an alternative costs in a market.

    A mine abroad: least, median and largest of the published projects of the commodity in hand,
    at least two of them. Else a range of multiples of the market's price, quality D.

    Raises
    ------
    OrepactError : a market without a price
    """
    if market.price_usd is None:
        raise OrepactError(
            f"no price of {market.commodity}, so that dollars cannot be turned into tonnes",
            where=f"{market.commodity} ({market.stage})",
            do="Name a commodity with a price",
        )
    found = _published(market.commodity, market.year) if kind is Kind.SUPPLY else []
    if len(found) >= _LEAST_PROJECTS:
        return UnitCost(
            kind=kind,
            low=found[0],
            mode=float(np.median(found)),
            high=found[-1],
            quality=Quality.C,
            source="published-mine-capital",
            note=f"{len(found)} published projects, to money of {market.year}",
        )
    row = _multiples()[kind]
    low, mode, high = (float(row[name]) * market.price_usd for name in ("low", "mode", "high"))
    return UnitCost(
        kind=kind,
        low=low,
        mode=mode,
        high=high,
        quality=Quality(row["quality"]),
        source=row["source"],
        note=f"{row['low']} to {row['high']} times the price: {row['note']}",
    )


def _ways(market: Market, host: str) -> list[tuple[str, Kind, str]]:
    """Return title, kind and country of every way: other hosts, and three at home."""
    others = sorted(
        (one for one in market.producers if one.country not in (market.importer, host)),
        key=lambda one: (-one.output, one.country),
    )
    ways = [
        (f"another host: {country_name(one.country)}", Kind.SUPPLY, one.country)
        for one in others[:_OTHER_HOSTS]
    ]
    return [
        *ways,
        ("recycling at home", Kind.RECYCLING, ""),
        ("a smelter at home", Kind.SMELTER, ""),
        ("a government stock", Kind.STOCK, ""),
    ]


def _most(market: Market, kind: Kind) -> tuple[float, str]:
    """Return the most tonnes that a way can hold in a market, or 0 and why it has none."""
    if kind is Kind.RECYCLING:
        if market.recycled <= 0.0:
            return 0.0, "no secondary production is printed for the importer: nothing to build on"
        return max(market.use - market.recycled, 0.0), "all that is used and not recycled yet"
    if kind is Kind.SMELTER:
        if market.stage == "ore":
            return 0.0, "the market is one of ore, which a smelter buys and does not make"
        made = market.producer(market.importer)
        output = made.output if made else 0.0
        return max(market.use - market.recycled - output, 0.0), "all that is imported"
    return np.inf, ""


def same_dollars(
    setting: Setting,
    market: Market,
    capital_musd: float,
    *,
    host: str,
    draws: int = 100,
    seed: int = 0,
    contracted: float = 1.0,
    only: Sequence[Kind] = (),
) -> tuple[Elsewhere | NotOffered, ...]:
    """Return what the capital of a project would take away from expected loss, spent otherwise.

        tonnes = capital / unit cost,  gain = expected loss without - with them

    Ways: a mine or plant in each of the two largest other producers, recycling, a smelter and a
    government stock in the importer's country. Recycling adds at most what is used and not recycled
    yet, a smelter at most what is imported. What sales bring back and running costs are on no side:
    only capital is alike.

    Parameters
    ----------
    market : Market
        One of the setting, with a price.
    capital_musd : float
        Million USD of the market's year.
    host : str
        Country of the project, which is not offered again.
    contracted : float
        Share that the importer commands of what another host makes.
    only : sequence of Kind, optional
        Kinds of way to look at; all if empty.

    Raises
    ------
    OrepactError : no capital, a market without a price
    """
    if not (np.isfinite(capital_musd) and capital_musd > 0.0):
        raise OrepactError(
            f"a capital of {capital_musd:g} million buys nothing to compare",
            where="capital",
            do="Give a number above 0",
        )
    made: list[Elsewhere | NotOffered] = []
    for title, kind, country in _ways(market, host):
        if only and kind not in only:
            continue
        most, why = _most(market, kind)
        if most <= 0.0:
            made.append(NotOffered(title=title, why=why or "nothing is imported"))
            continue
        cost = unit_cost(market, kind)
        tonnes = np.minimum(capital_musd * 1e6 / np.array([cost.high, cost.mode, cost.low]), most)
        supply = AddedSupply(
            title=title,
            commodity=market.commodity,
            stage=market.stage,
            tonnes=tonnes,
            kind=kind,
            host=country,
            contracted=contracted,
        )
        curve = insurance_curve(setting, supply, draws=draws, seed=seed)
        place = np.searchsorted(curve.levels, tonnes)
        made.append(Elsewhere(supply=supply, cost=cost, gain_musd=curve.gain_musd[:, place].T))
    return tuple(made)
