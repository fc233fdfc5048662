"""Restrictions over calendar years, path by path: price, importer's loss and host's gain in one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.disruption.expected_loss import COMMON_OCCURRENCE, Setting
from orepact.disruption.hazard import Line
from orepact.disruption.levels import AddedSupply, at_levels
from orepact.disruption.library import HORIZON, severity_of
from orepact.disruption.market import Market
from orepact.disruption.money_year import money_factor
from orepact.errors import OrepactError

__all__ = ["RestrictionPaths", "restriction_paths"]

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Chain = tuple[str, str]

_NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionPaths:
    """One market over calendar years, one path per draw.

    Parameters
    ----------
    chain : (commodity, stage)
    years : ndarray of int, shape (year,)
    is_restricted : ndarray of bool, shape (draw, year)
    price : ndarray, shape (draw, year)
        Price outside over the price without restriction, with the supplies in the market; 1 exactly
        where nothing stands.
    loss_musd, loss_with_musd : ndarray, shape (draw, year), million USD of ``money_year``
        Importer's loss of real surplus without and with the supplies.
    host_gain_musd : ndarray, same shape and unit
        (p - 1) P0 x what the supplies sell abroad.
    money_year : int
    """

    chain: Chain
    years: Index
    is_restricted: NDArray[np.bool_]
    price: Array
    loss_musd: Array
    loss_with_musd: Array
    host_gain_musd: Array
    money_year: int

    @property
    def gain_musd(self) -> Array:
        """Return the importer's loss that the supplies take away, shape (draw, year)."""
        gain: Array = self.loss_musd - self.loss_with_musd
        return gain

    @property
    def price_around_deck(self) -> Array:
        """Return price over its mean of the year: times a deck, the deck stays the mean.

        A price path multiplied by it has restrictions in it on the very paths on which the
        importer loses; ``host_gain_musd`` must then not be added again.
        """
        around: Array = self.price / self.price.mean(axis=0)
        return around


@dataclass(frozen=True, slots=True)
class _Course:
    """Which pattern of imposers stands in each draw and year, drawn how, since how long."""

    pattern: Index
    pick: Index
    offset: Index


def _normals(seed: Seed, shape: tuple[int, int], *names: str) -> Array:
    return seed.stream("disruption", *names).standard_normal(shape)


def _course(
    market: Market,
    lines: Sequence[Line],
    length: dict[tuple[int, ...], Array],
    *,
    shape: tuple[int, int],
    pool: int,
    seed: Seed,
) -> tuple[_Course, tuple[tuple[int, ...], ...]]:
    """Return the course of every draw; a market under restriction sees no further one start.

    Parameters
    ----------
    length : dict
        Filled with the duration in calendar years of each pattern, shape (pool,).
    """
    from scipy.special import ndtri

    draws, years = shape
    chain = (market.commodity, market.stage)
    fires = np.zeros((len(lines), *shape), dtype=np.bool_)
    for place, line in enumerate(lines):
        z = np.sqrt(COMMON_OCCURRENCE) * _normals(seed, shape, "occurs", line.country)
        z += np.sqrt(1.0 - COMMON_OCCURRENCE) * _normals(
            seed, shape, "occurs", line.country, *chain
        )
        fires[place] = z < ndtri(line.hazard)
    drawn = {
        line.country: seed.stream("disruption", "pick", line.country).integers(0, pool, shape)
        for line in lines
    }
    pattern, pick = np.full(shape, _NONE), np.zeros(shape, dtype=np.int64)
    offset = np.zeros(shape, dtype=np.int64)
    ends = np.zeros(draws, dtype=np.int64)
    names: dict[tuple[int, ...], int] = {}
    for year in range(years):
        if year:
            stands = np.flatnonzero(ends > year)
            pattern[stands, year] = pattern[stands, year - 1]
            pick[stands, year] = pick[stands, year - 1]
            offset[stands, year] = offset[stands, year - 1] + 1
        starts = np.flatnonzero((ends <= year) & fires[:, :, year].any(axis=0))
        together, which = np.unique(fires[:, starts, year], axis=1, return_inverse=True)
        for number in range(together.shape[1]):
            key = tuple(int(place) for place in np.flatnonzero(together[:, number]))
            at = starts[which.ravel() == number]
            if key not in length:
                held = severity_of([lines[place] for place in key], market, pool, seed.root)
                whole = np.ceil(np.minimum(held.years, HORIZON) - 1e-9)
                length[key] = whole.astype(np.int64)
            pattern[at, year] = names.setdefault(key, len(names))
            pick[at, year] = drawn[lines[key[0]].country][at, year]
            ends[at] = year + length[key][pick[at, year]]
    return _Course(pattern=pattern, pick=pick, offset=offset), tuple(names)


def _market_paths(
    setting: Setting,
    market: Market,
    supplies: Sequence[AddedSupply],
    years: Index,
    *,
    draws: int,
    pool: int,
    seed: Seed,
    money_year: int | None,
) -> RestrictionPaths:
    chain, shape = (market.commodity, market.stage), (draws, years.size)
    lines = [line for line in setting.lines[chain] if line.hazard > 0.0]
    course, patterns = _course(market, lines, {}, shape=shape, pool=pool, seed=seed)
    tonnes = np.zeros((years.size, 0))
    if supplies:
        tonnes = np.stack([np.asarray(one.tonnes, dtype=np.float64) for one in supplies], axis=1)
    levels, which = np.unique(
        np.vstack([np.zeros(tonnes.shape[1]), tonnes]), axis=0, return_inverse=True
    )
    level = np.broadcast_to(which.ravel()[1:], shape)
    price, host = np.ones(shape), np.zeros(shape)
    without, with_it = np.zeros(shape), np.zeros(shape)
    together = [[lines[place] for place in key] for key in patterns]
    found = at_levels(market, together, supplies, levels, draws=pool, seed=seed.root)
    for number, own in enumerate(found):
        at = course.pattern == number
        cell = (course.pick[at], course.offset[at])
        price[at] = own.price[level[at], *cell]
        host[at] = own.host_gain_musd[level[at], *cell]
        without[at] = -own.surplus_musd[0, *cell]
        with_it[at] = -own.surplus_musd[level[at], *cell]
    to_year = market.year if money_year is None else money_year
    factor = money_factor(setting.importer, market.year, to_year).factor
    return RestrictionPaths(
        chain=chain,
        years=years,
        is_restricted=course.pattern != _NONE,
        price=price,
        loss_musd=factor * without,
        loss_with_musd=factor * with_it,
        host_gain_musd=factor * host,
        money_year=to_year,
    )


def restriction_paths(
    setting: Setting,
    years: Sequence[int],
    *,
    draws: int = 1000,
    seed: Seed | None = None,
    supplies: Sequence[AddedSupply] = (),
    money_year: int | None = None,
    pool: int = 100,
) -> Mapping[Chain, RestrictionPaths]:
    """Return every market of a setting over calendar years, restricted or not, path by path.

    In each year each supplier that does not restrict yet starts with its hazard; restrictions of
    one country come together and are hard together. A market under restriction sees no further one
    start until it ends. Each start takes one of ``pool`` computed answers of the market, with its
    cut, duration and parameters; suppliers that start together are solved jointly.

    All chance comes from ``seed`` under names that begin with "disruption", so that a price path
    drawn from the same seed shares no number with it and the same seed gives the same restrictions
    to the importer, the host and the mine.

    Parameters
    ----------
    setting : Setting
    years : sequence of int
    draws : int
    seed : Seed, optional
    supplies : sequence of AddedSupply
        Each with one number of tonnes per year; those that no market serves change nothing.
    money_year : int, optional
        That of the markets if left out.
    pool : int
        Computed answers behind each pattern of imposers.

    Raises
    ------
    OrepactError : no draws, supplies that do not have one number for each year
    """
    if draws < 1 or pool < 1:
        raise OrepactError(
            f"{min(draws, pool)} draws cannot be computed", where="draws", do="Give at least one"
        )
    when = np.asarray(years, dtype=np.int64)
    for one in supplies:
        if len(one.tonnes) != when.size:
            raise OrepactError(
                f"{one.title}: {len(one.tonnes)} numbers for {when.size} years",
                where="tonnes",
                do="Give one number of tonnes for each year",
            )
    return {
        (market.commodity, market.stage): _market_paths(
            setting,
            market,
            [one for one in supplies if one.chain == (market.commodity, market.stage)],
            when,
            draws=draws,
            pool=pool,
            seed=seed or Seed(),
            money_year=money_year,
        )
        for market in setting.markets
    }
