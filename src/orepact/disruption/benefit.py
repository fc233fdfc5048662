"""What supply that a portfolio adds year by year is worth to an importer, as a finite change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Band, band
from orepact.disruption.expected_loss import Setting
from orepact.disruption.levels import AddedSupply, at_levels
from orepact.disruption.market import Market
from orepact.disruption.money_year import money_factor
from orepact.errors import OrepactError

__all__ = ["InsuranceBenefit", "InsuranceCurve", "insurance_benefit", "insurance_curve"]

Array = NDArray[np.float64]
Chain = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceBenefit:
    """Expected loss of the importer that a portfolio takes away in each year.

    Every draw is one set of the uncertain parameters; events stand in it with their chance. All
    draws are shared with and without the portfolio and between portfolios.

    Parameters
    ----------
    years : ndarray of int, shape (year,)
    gain_musd : ndarray, shape (draw, year), million USD of ``money_year`` a year
        Expected loss of the importer's real surplus without less with the portfolio.
    host_gain_musd : ndarray, shape (draw, year), same unit
        What the portfolio's own supplies earn more while others restrict, by the same events and
        draws. A price path that already has restrictions in it must not count it again.
    by_market : mapping of chain to ndarray, shape (year,)
        Mean gain.
    unserved : tuple of (AddedSupply, str)
        What counts for nothing here, and why.
    money_year : int
    """

    years: NDArray[np.int64]
    gain_musd: Array
    host_gain_musd: Array
    by_market: Mapping[Chain, Array]
    unserved: tuple[tuple[AddedSupply, str], ...]
    money_year: int

    @property
    def mean(self) -> Array:
        """Return the expected gain of each year, shape (year,)."""
        mean: Array = self.gain_musd.mean(axis=0)
        return mean

    def band_of(self, year: int) -> Band:
        """Return the 5, 50 and 95 % points and the mean of one year over draws."""
        return band(self.gain_musd[:, int(np.flatnonzero(self.years == year)[0])])


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceCurve:
    """What levels of supply to one market are worth, each computed as a finite change from none.

    Parameters
    ----------
    chain : (commodity, stage)
    levels : ndarray, shape (level,), t a year, rising from 0
    gain_musd, host_gain_musd : ndarray, shape (draw, level), million USD of ``money_year`` a year
    money_year : int
    """

    chain: Chain
    levels: Array
    gain_musd: Array
    host_gain_musd: Array
    money_year: int

    def mean_at(self, tonnes: Array | float) -> Array:
        """Return the expected gain at any tonnes, straight between computed levels."""
        return np.asarray(np.interp(tonnes, self.levels, self.gain_musd.mean(axis=0)))


def _market_gain(
    setting: Setting,
    market: Market,
    supplies: Sequence[AddedSupply],
    levels: Array,
    *,
    draws: int,
    seed: int,
) -> tuple[Array, Array]:
    """Return expected gains of the importer and of the exports, shape (level, draw), base money.

    The first level must be none of anything.
    """
    gain, host = np.zeros((levels.shape[0], draws)), np.zeros((levels.shape[0], draws))
    lines = [line for line in setting.lines[market.commodity, market.stage] if line.hazard > 0.0]
    each = at_levels(market, [[line] for line in lines], supplies, levels, draws=draws, seed=seed)
    for line, found in zip(lines, each, strict=True):
        surplus = found.surplus_musd.sum(axis=2)
        gain += line.hazard * (surplus - surplus[0])
        host += line.hazard * found.host_gain_musd.sum(axis=2)
    return gain, host


def _money(setting: Setting, market: Market, money_year: int | None) -> tuple[float, int]:
    year = market.year if money_year is None else money_year
    return money_factor(setting.importer, market.year, year).factor, year


def insurance_benefit(
    setting: Setting,
    supplies: Sequence[AddedSupply],
    years: Sequence[int],
    *,
    money_year: int | None = None,
    draws: int = 200,
    seed: int = 0,
) -> InsuranceBenefit:
    """Return the importer's expected loss of real surplus that supplies take away in each year.

        gain_y = sum over suppliers of hazard x (loss without - loss with what stands in year y)

    Loss is that of real surplus over a restriction of at most six years, on the market of the base
    year: hazards, prices and use are carried forward as they are. All supplies of one market are
    added together before anything is computed: while a market clears the second tonne is worth
    less than the first, and where the price stands at the backstop it may be worth more. Years of
    equal tonnes are computed once.

    Parameters
    ----------
    setting : Setting
        From :func:`setting_of`; may be narrowed to the commodities of the supplies.
    supplies : sequence of AddedSupply
        Each with one number of tonnes per year of ``years``.
    years : sequence of int
        Calendar years.
    money_year : int, optional
        Money of which year the result is in; that of the markets if left out.
    draws, seed : int

    Raises
    ------
    OrepactError : supplies that do not have one number for each year
    """
    when = np.asarray(years, dtype=np.int64)
    for one in supplies:
        if len(one.tonnes) != when.size:
            raise OrepactError(
                f"{one.title}: {len(one.tonnes)} numbers for {when.size} years",
                where="tonnes",
                do="Give one number of tonnes for each year",
            )
    markets = {(one.commodity, one.stage): one for one in setting.markets}
    gain, host = np.zeros((draws, when.size)), np.zeros((draws, when.size))
    by_market: dict[Chain, Array] = {}
    used = money_year
    for chain in dict.fromkeys(one.chain for one in supplies if one.chain in markets):
        own = [one for one in supplies if one.chain == chain]
        tonnes = np.stack([np.asarray(one.tonnes, dtype=np.float64) for one in own], axis=1)
        levels, which = np.unique(
            np.vstack([np.zeros(len(own)), tonnes]), axis=0, return_inverse=True
        )
        factor, used = _money(setting, markets[chain], money_year)
        avoided, earned = _market_gain(setting, markets[chain], own, levels, draws=draws, seed=seed)
        at = which.ravel()[1:]
        by_market[chain] = factor * avoided[at].mean(axis=1)
        gain += factor * avoided[at].T
        host += factor * earned[at].T
    return InsuranceBenefit(
        years=when,
        gain_musd=gain,
        host_gain_musd=host,
        by_market=by_market,
        unserved=tuple((one, _why(setting, one)) for one in supplies if one.chain not in markets),
        money_year=setting.markets[0].year if used is None else used,
    )


def _why(setting: Setting, one: AddedSupply) -> str:
    """Return why a supply serves no market here."""
    stages = [market.stage for market in setting.markets if market.commodity == one.commodity]
    if stages:
        return f"sold at {one.stage}; the importer's market is computed at {', '.join(stages)}"
    if one.chain in setting.unpriced:
        return "no source prices this market"
    return "no market of the importer is computed for it"


def insurance_curve(
    setting: Setting,
    one: AddedSupply,
    *,
    levels: Sequence[float] = (),
    money_year: int | None = None,
    draws: int = 200,
    seed: int = 0,
) -> InsuranceCurve:
    """Return what rising levels of one kind of supply are worth to the importer a year.

    A planner that chooses tonnes can lay straight lines through it; each level is a finite change
    from none, never a slope times tonnes.

    Parameters
    ----------
    one : AddedSupply
        Its kind, market, host and shares; its tonnes are the levels where none are named.
    levels : sequence of float, optional
        t a year; 0 is added.

    Raises
    ------
    OrepactError : a supply whose market the setting does not have, levels below zero
    """
    market = next((m for m in setting.markets if (m.commodity, m.stage) == one.chain), None)
    if market is None:
        raise OrepactError(
            f"{one.title}: {_why(setting, one)}",
            where=f"{one.commodity} ({one.stage})",
            do="Give a stage and commodity that `orepact expected-loss` lists",
        )
    asked = np.asarray(levels if len(levels) else one.tonnes, dtype=np.float64)
    if not np.isfinite(asked).all() or (asked < 0.0).any():
        raise OrepactError(
            f"{one.title}: levels below zero or not finite", where="levels", do="Give t from 0"
        )
    rising = np.unique(np.append(asked, 0.0))
    factor, year = _money(setting, market, money_year)
    gain, host = _market_gain(setting, market, [one], rising[:, None], draws=draws, seed=seed)
    return InsuranceCurve(
        chain=one.chain,
        levels=rising,
        gain_musd=factor * gain.T,
        host_gain_musd=factor * host.T,
        money_year=year,
    )
