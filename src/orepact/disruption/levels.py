"""Supply that a portfolio adds, at several levels at once, in a market under restriction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.drawn import Severity
from orepact.disruption.hazard import Line
from orepact.disruption.library import HORIZON, severity_of
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws, draw_uniform, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.respond import Restriction, respond_to_each
from orepact.disruption.shock import Shock
from orepact.disruption.supplied import Kind, Supplied
from orepact.errors import OrepactError

__all__ = ["AddedSupply", "AtLevels", "at_levels"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSupply(Supplied):
    """What one project, plant or stock adds to one market, year by year.

    Parameters
    ----------
    tonnes : ndarray, shape (year,)
        What the market counts (contained metal for most), t a year; of a stock the t held.
    contracted : float
        As of :class:`orepact.disruption.supplied.Supplied`, which has the rest; all of it unless
        said otherwise.

    Raises
    ------
    OrepactError : tonnes below zero or not finite, a share outside 0 to 1
    """

    tonnes: Array
    contracted: float = 1.0

    def __post_init__(self) -> None:
        tonnes = np.asarray(self.tonnes, dtype=np.float64)
        if tonnes.ndim != 1 or not np.isfinite(tonnes).all() or (tonnes < 0.0).any():
            raise OrepactError(
                f"{self.title}: tonnes by year cannot be added",
                where="tonnes",
                why="They are one finite number from 0 for each year",
                do="Give 0 for years without output",
            )
        Supplied.__post_init__(self)


@dataclass(frozen=True, slots=True)
class _Repeated(Draws):
    """The draws of a market several times over, once for each level of supply."""

    times: int = 1

    def uniform(self, name: str) -> Array:
        """Return the uniform draws behind a name, repeated."""
        once = draw_uniform(f"{self.scope}/{name}", self.size // self.times, self.seed)
        return np.tile(once, self.times)


def _relief(supplies: Sequence[AddedSupply], levels: Array, *, draws: int, seed: int) -> Relief:
    """Return what levels of some supplies put into a market, shape (level x draw, HORIZON).

    Parameters
    ----------
    levels : ndarray, shape (level, supply), t a year
    """
    count = levels.shape[0] * draws
    total = Relief.none(count, HORIZON)
    for place, one in enumerate(supplies):
        amount = np.outer(levels[:, place] * one.counted, one.exists(draws, seed)).reshape(count)
        total = total + one.relief(np.repeat(amount[:, None], HORIZON, axis=1), amount)
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLevels:
    """A market under one restriction at several levels of added supply, on the same draws.

    Parameters
    ----------
    price : ndarray, shape (level, draw, HORIZON)
        Price ratio outside.
    surplus_musd : ndarray, same shape, million USD of the market's year
        Change of the importer's real surplus; below zero is loss.
    host_gain_musd : ndarray, same shape, same unit
        (p - 1) P0 x what the supplies sell abroad.
    """

    price: Array
    surplus_musd: Array
    host_gain_musd: Array


def at_levels(
    market: Market,
    patterns: Sequence[Sequence[Line]],
    supplies: Sequence[AddedSupply],
    levels: Array,
    *,
    draws: int,
    seed: int,
) -> list[AtLevels]:
    """Return how a market answers patterns of imposers, each alone, at each level of supply.

    Imposers of one pattern restrict together. Supplies that one of them hosts neither relieve nor
    earn.

    Parameters
    ----------
    patterns : sequence of sequences of Line
    levels : ndarray, shape (level, supply), t a year
    """
    if not patterns:
        return []
    times, shape = levels.shape[0], (levels.shape[0], draws, HORIZON)
    asked, sold = [], []
    for lines in patterns:
        imposers = tuple(dict.fromkeys(line.country for line in lines))
        is_other = np.array([one.host not in imposers for one in supplies], dtype=np.float64)
        own, held = levels * is_other, severity_of(lines, market, draws, seed)
        asked.append(
            Restriction(
                shock=Shock(
                    commodity=market.commodity,
                    stage=market.stage,
                    imposers=imposers,
                    instrument=lines[0].instrument,
                ),
                relief=_relief(supplies, own, draws=draws, seed=seed),
                severity=Severity(cut=np.tile(held.cut, times), years=np.tile(held.years, times)),
            )
        )
        abroad = [n for n, one in enumerate(supplies) if one.kind is Kind.SUPPLY]
        exported = _relief([supplies[n] for n in abroad], own[:, abroad], draws=draws, seed=seed)
        sold.append(exported.supply)
    repeated = _Repeated(times * draws, seed, market.commodity, parameters(), times=times)
    money = (market.price_usd if market.price_usd is not None else np.nan) / 1e6
    return [
        AtLevels(
            price=response.price.reshape(shape),
            surplus_musd=response.surplus_musd.reshape(shape),
            host_gain_musd=((response.price - 1.0) * money * exports).reshape(shape),
        )
        for response, exports in zip(
            respond_to_each(market, asked, draws=repeated, horizon=HORIZON), sold, strict=True
        )
    ]
