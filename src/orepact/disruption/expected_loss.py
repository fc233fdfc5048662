"""Expected yearly loss of an importer over all its suppliers, and how bad a bad year is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.chance import conditional_value_at_risk, exceedance, value_at_risk
from orepact.disruption.hazard import UNFITTED, Line, Override, hazards
from orepact.disruption.library import HORIZON, entries
from orepact.disruption.market import Market
from orepact.disruption.market_of import covered, market_of
from orepact.disruption.parameters import Draws, draw_uniform, parameters
from orepact.disruption.relief import Relief
from orepact.errors import OrepactError
from orepact.exposure import Exposure

__all__ = ["FUELS", "ExpectedLoss", "Setting", "expected_loss", "setting_of", "with_stocks"]

Array = NDArray[np.float64]
Chain = tuple[str, str]

FUELS = frozenset(
    {"crude oil", "natural gas", "oil sands", "oil shale", "steam coal", "coking coal"}
    | {"lignite", "anthracite", "peat", "uranium"}
)
"""Energy carriers, left out of mineral loss."""
LEAST_SHARE = 0.05
"""Suppliers below this share of the importer's supply and of exports outside are not looked at."""
MOST_SUPPLIERS = 15
COMMON_OCCURRENCE = 0.6
"""Part of the variance behind occurrence that all lines of one imposer share, quality D."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the expected loss is computed over: markets and the hazard of each of their suppliers.

    Parameters
    ----------
    importer : str
    markets : tuple of Market
        With a price; markets without one are in ``unpriced``.
    lines : mapping of chain to tuple of Line
    unpriced : tuple of chain
    """

    importer: str
    markets: tuple[Market, ...]
    lines: Mapping[Chain, tuple[Line, ...]]
    unpriced: tuple[Chain, ...]


def _suppliers(market: Market) -> tuple[str, ...]:
    outside = sum(flow.exports for flow in market.inflows)
    kept = [
        flow
        for flow in market.suppliers
        if flow.exports > 0
        and (
            flow.to_importer >= LEAST_SHARE * market.use
            or (outside > 0 and flow.exports >= LEAST_SHARE * outside)
        )
    ]
    return tuple(flow.country for flow in kept[:MOST_SUPPLIERS])


def setting_of(
    exposure: Exposure,
    importer: str,
    *,
    year: int | None = None,
    commodities: Sequence[str] = (),
    overrides: Sequence[Override] = (),
) -> Setting:
    """Return every mineral market of an importer with the hazards of its suppliers.

    Raises
    ------
    OrepactError : where no market of the importer can be computed, or an override names no supplier
    """
    return _setting(exposure, importer, year, tuple(commodities), tuple(overrides))


@lru_cache(maxsize=8)
def _setting(
    exposure: Exposure,
    importer: str,
    year: int | None,
    commodities: tuple[str, ...],
    overrides: tuple[Override, ...],
) -> Setting:
    from orepact.exposure import cube

    base = cube().years[-1] if year is None else year
    markets: list[Market] = []
    unpriced: list[Chain] = []
    for name, stage in covered(exposure, importer, base, only=commodities):
        if name in FUELS:
            continue
        market = market_of(exposure, commodity=name, importer=importer, year=base)
        if market.price_usd is None:
            unpriced.append((name, stage))
        elif _suppliers(market):
            markets.append(market)
    if not markets:
        raise OrepactError(
            f"no mineral market of {importer} can be computed for {base}",
            where="importer",
            do="Name another year or importer, or import its trade",
        )
    chains = [(one.commodity, one.stage) for one in markets]
    suppliers = {(one.commodity, one.stage): _suppliers(one) for one in markets}
    _check_overrides(overrides, suppliers, is_narrowed=bool(commodities))
    found = hazards(exposure, chains, suppliers=suppliers, overrides=overrides)
    return Setting(
        importer=importer,
        markets=tuple(markets),
        lines={
            chain: tuple(line for line in found if (line.commodity, line.stage) == chain)
            for chain in chains
        },
        unpriced=tuple(unpriced),
    )


def with_stocks(setting: Setting, stocks: Mapping[str, float]) -> Setting:
    """Return a setting in which the importer's government holds stocks, t by commodity.

    Raises
    ------
    OrepactError : a stock of a commodity that has no priced market here
    """
    known = {market.commodity for market in setting.markets}
    for name in stocks:
        if name not in known:
            raise OrepactError(
                f"a stock of {name} changes nothing",
                where=f"stocks: {name}",
                why="No priced market of it is looked at",
                do="Take the line out, or name the commodity with --commodity",
            )
    return replace(
        setting,
        markets=tuple(
            replace(one, government_stock=stocks[one.commodity]) if one.commodity in stocks else one
            for one in setting.markets
        ),
    )


def _check_overrides(
    overrides: Sequence[Override],
    suppliers: Mapping[Chain, Sequence[str]],
    *,
    is_narrowed: bool,
) -> None:
    """Refuse a hazard of a line that is not there: it would change nothing in silence."""
    for one in overrides:
        sellers = [
            who for chain, all_ in suppliers.items() if chain[0] == one.commodity for who in all_
        ]
        is_known = any(chain[0] == one.commodity for chain in suppliers)
        if one.country in sellers or (is_narrowed and not is_known):
            continue
        known = f"its suppliers are {', '.join(sellers)}" if sellers else "no priced market of it"
        raise OrepactError(
            f"{one.country} is no supplier of {one.commodity} here",
            where=f"hazards: {one.country} {one.commodity}",
            why=f"A hazard of it would change nothing; {known}",
            do="Name one of the suppliers, or take the line out",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedLoss:
    """Losses of many drawn years.

    Parameters
    ----------
    setting : Setting
    loss_musd : ndarray, shape (year drawn, market), million USD of the base year
        Whole cost of the restrictions that start in the year; positive is loss.
    host_gain_musd : ndarray, same shape
    joint : int
        Years drawn in which several suppliers of one market restrict; they were solved jointly.
    """

    setting: Setting
    loss_musd: Array
    host_gain_musd: Array
    joint: int

    @property
    def total(self) -> Array:
        """Return the loss over all markets, shape (year drawn,)."""
        total: Array = self.loss_musd.sum(axis=1)
        return total

    @property
    def mean(self) -> float:
        """Return the expected yearly loss, million USD."""
        return float(self.total.mean())

    @property
    def standard_error(self) -> float:
        """Return the standard error of the mean from the number of years drawn, million USD."""
        return float(self.total.std() / np.sqrt(self.total.size))

    @property
    def by_market(self) -> tuple[tuple[Chain, float], ...]:
        """Return expected yearly loss by market, the largest first."""
        means = self.loss_musd.mean(axis=0)
        named = [
            ((m.commodity, m.stage), float(x))
            for m, x in zip(self.setting.markets, means, strict=True)
        ]
        return tuple(sorted(named, key=lambda one: (-one[1], one[0])))

    def value_at_risk(self, share: float = 0.95) -> float:
        """Return the loss that a year exceeds with probability 1 - share, million USD."""
        return float(value_at_risk(-self.total, share))

    def tail_mean(self, share: float = 0.95) -> float:
        """Return the mean loss of the worst years (CVaR), million USD."""
        return float(conditional_value_at_risk(-self.total, share))

    def exceedance(self, levels: Array) -> Array:
        """Return the probability that a year's loss exceeds each level."""
        return np.array([float(exceedance(self.total, float(level))) for level in levels])


def occurrences(lines: Sequence[Line], years: int, seed: int) -> NDArray[np.bool_]:
    """Return in which drawn years each line restricts, shape (year drawn, line).

    A line restricts where sqrt(0.6) z_imposer + sqrt(0.4) z_own lies below the quantile of its
    hazard, so that one country's restrictions come together.
    """
    from scipy.special import ndtri

    happened = np.zeros((years, len(lines)), dtype=np.bool_)
    for column, line in enumerate(lines):
        if line.hazard <= 0.0:
            continue
        cause = f"/{line.instrument}" if line.instrument in UNFITTED else ""
        name = f"{line.country}/{line.commodity}/{line.stage}{cause}"
        own = ndtri(draw_uniform(f"occurs/{name}", years, seed))
        z = (
            np.sqrt(COMMON_OCCURRENCE) * _common(line.country, years, seed)
            + np.sqrt(1.0 - COMMON_OCCURRENCE) * own
        )
        happened[:, column] = z < ndtri(line.hazard)
    return happened


@lru_cache(maxsize=256)
def _common(country: str, years: int, seed: int) -> Array:
    from scipy.special import ndtri

    return np.asarray(ndtri(draw_uniform(f"occurs/{country}", years, seed)))


@lru_cache(maxsize=256)
def _picks(country: str, years: int, seed: int) -> Array:
    return np.minimum(draw_uniform(f"pick/{country}", years, seed), 1.0 - 1e-12)


def expected_loss(
    setting: Setting,
    *,
    years: int = 20_000,
    draws: int = 400,
    seed: int = 0,
    reliefs: Mapping[Chain, Relief] | None = None,
    host_exports: Mapping[Chain, Array] | None = None,
) -> ExpectedLoss:
    """Return the losses of many drawn years.

    Every line's losses, if it restricts, are computed once for ``draws`` draws; each drawn year
    takes one draw per imposer, so that severities of one imposer stay together. Years in which
    several suppliers of one market restrict are solved jointly.

    Parameters
    ----------
    setting : Setting
    years : int
        Years drawn.
    draws : int
        Draws behind each line.
    reliefs : mapping of chain to Relief, optional
        What a portfolio adds, shape (draw, 6); every other draw stays the same.
    host_exports : mapping of chain to ndarray, optional
        What the host sells outside in each of six years.
    """
    reliefs, host_exports = reliefs or {}, host_exports or {}
    losses = np.zeros((years, len(setting.markets)))
    gains = np.zeros_like(losses)
    joint = 0
    for column, market in enumerate(setting.markets):
        chain = (market.commodity, market.stage)
        lines = setting.lines[chain]
        happened = occurrences(lines, years, seed)
        busy = np.flatnonzero(happened.any(axis=1))
        if not busy.size:
            continue
        drawn = Draws(draws, seed, market.commodity, parameters())
        patterns, which = np.unique(happened[busy], axis=0, return_inverse=True)
        sets = [
            [line for line, is_in in zip(lines, pattern, strict=True) if is_in]
            for pattern in patterns
        ]
        found = entries(
            market,
            sets,
            draws=drawn,
            reliefs=[reliefs.get(chain)] * len(sets),
            host_exports=[host_exports.get(chain)] * len(sets),
        )
        for number, (together, made) in enumerate(zip(sets, found, strict=True)):
            at = busy[which.ravel() == number]
            joint += int(at.size) * (len(together) > 1)
            pick = (_picks(together[0].country, years, seed)[at] * draws).astype(np.intp)
            losses[at, column] = made.loss_musd[pick]
            gains[at, column] = made.host_gain_musd[pick]
    return ExpectedLoss(setting=setting, loss_musd=losses, host_gain_musd=gains, joint=joint)


def years_of(number: float) -> Array:
    """Return a constant amount for every year of the horizon."""
    return np.full(HORIZON, number)
