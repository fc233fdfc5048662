"""What a portfolio is worth as insurance: how much expected loss it takes away, never per tonne."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Band, band
from orepact.disruption.expected_loss import Setting
from orepact.disruption.library import HORIZON, entries
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.supplied import Kind, Supplied
from orepact.errors import OrepactError

__all__ = [
    "InsuranceValue",
    "Item",
    "alternatives",
    "insurance_value",
    "line_losses",
    "relief_of",
    "stock_of",
    "total_expected_loss",
]

Array = NDArray[np.float64]
Chain = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Supplied):
    """One item of a portfolio, in its mature years.

    Parameters
    ----------
    tonnes : float
        What the market counts, t a year; for a stock t once.
    first_year : int
        Years after the start of a restriction before it produces; 0 where it stands already, as
        a stock must.

    The rest is that of :class:`orepact.disruption.supplied.Supplied`.

    Raises
    ------
    OrepactError : tonnes below zero, a share outside 0 to 1, a year before the restriction, a
        stock that comes after it
    """

    tonnes: float
    first_year: int = 0

    def __post_init__(self) -> None:
        if self.first_year < 0:
            raise OrepactError(
                f"{self.title}: a first year of {self.first_year} lies before the restriction",
                where="first_year",
                do="Give 0 for what stands already",
            )
        if self.kind is Kind.STOCK and self.first_year > 0:
            raise OrepactError(
                f"{self.title}: a stock that is there only {self.first_year} years later",
                where="first_year",
                why="What is bought during the restriction adds to demand and insures nothing",
                do="Leave first_year out, or give the chance that it stands as success",
            )
        if not (np.isfinite(self.tonnes) and self.tonnes >= 0.0):
            raise OrepactError(
                f"{self.title}: {self.tonnes:g} t cannot be added",
                where="tonnes",
                do="Give a number of tonnes from 0",
            )
        Supplied.__post_init__(self)


def relief_of(items: Sequence[Item], *, draws: int, seed: int) -> Relief:
    """Return what the items of one market put into it, by draw and year.

    Whether an item exists is drawn once for all years, under its title, so that the same item
    succeeds in the same draws whatever else is in the portfolio.
    """
    total = Relief.none(draws, HORIZON)
    for item in items:
        exists = item.exists(draws, seed)
        yearly = (item.tonnes * item.counted * exists)[:, None] * _produces(item)
        total = total + item.relief(yearly, item.tonnes * exists)
    return total


def _produces(item: Item) -> Array:
    """Return 1 in each year in which an item produces and 0 before, shape (HORIZON,)."""
    return (np.arange(HORIZON) >= item.first_year).astype(float)


def _exports(items: Sequence[Item]) -> Array:
    """Return what the supplies among some items are expected to sell, shape (HORIZON,)."""
    total = np.zeros(HORIZON)
    for item in items:
        if item.kind is Kind.SUPPLY:
            total += item.tonnes * item.counted * item.success * _produces(item)
    return total


def line_losses(
    setting: Setting, market: Market, *, draws: Draws, items: Sequence[Item] = ()
) -> tuple[Array, Array]:
    """Return expected yearly loss and expected gain of the items' exports by draw.

    sum over suppliers of hazard x loss if it restricts, shape (draw,), million USD. A host does
    not insure against itself: while a country restricts, supplies that it hosts neither relieve
    nor earn, and everything else in the portfolio still does.

    Parameters
    ----------
    items : sequence of Item
        Of this market.
    """
    lines = [line for line in setting.lines[market.commodity, market.stage] if line.hazard > 0.0]
    others = [tuple(item for item in items if item.host != line.country) for line in lines]
    reliefs = {
        own: relief_of(own, draws=draws.size, seed=draws.seed) for own in dict.fromkeys(others)
    }
    found = entries(
        market,
        [[line] for line in lines],
        draws=draws,
        reliefs=[reliefs[own] if own else None for own in others],
        host_exports=[_exports(own) if own else None for own in others],
    )
    loss, gain = np.zeros(draws.size), np.zeros(draws.size)
    for line, made in zip(lines, found, strict=True):
        loss += line.hazard * made.loss_musd
        gain += line.hazard * made.host_gain_musd
    return loss, gain


@dataclass(frozen=True, slots=True, kw_only=True)
class InsuranceValue:
    """What a portfolio takes away from the expected yearly loss.

    Parameters
    ----------
    items : tuple of Item
    gain : Band
        Expected surplus gain of the importer a year over draws of the parameters, million USD.
    by_market : mapping of chain to float
        Mean gain, million USD a year.
    host_gain : Band
        Expected extra revenue of the items' own exports a year when others restrict, million USD,
        of the same draws. Price paths of the mines must not count it again.
    expected_loss : float
        Expected yearly loss over all markets without the portfolio, sum over single suppliers,
        million USD.
    unserved : tuple of Item
        Items whose market cannot be computed or priced; they count for nothing here.
    """

    items: tuple[Item, ...]
    gain: Band
    by_market: Mapping[Chain, float]
    host_gain: Band
    expected_loss: float
    unserved: tuple[Item, ...]

    @property
    def share_of_loss(self) -> float:
        """Return the part of the importer's expected mineral loss that is taken away, 0 to 1."""
        if self.expected_loss <= 0.0:
            return 0.0
        return float(self.gain.mean) / self.expected_loss


def insurance_value(
    setting: Setting,
    items: Sequence[Item],
    *,
    draws: int = 400,
    seed: int = 0,
    expected_loss: float | None = None,
) -> InsuranceValue:
    """Return the finite change of the importer's expected loss with a portfolio.

    Loss with and without it is computed on the same draws of parameters, severities and events
    (common random numbers); items of one market are added together first, because tonnes are not
    worth the same one after the other.

    Parameters
    ----------
    setting : Setting
    items : sequence of Item
    expected_loss : float, optional
        Expected yearly loss of all markets, if it is known; else it is computed here.
    """
    markets = {(one.commodity, one.stage): one for one in setting.markets}
    served = [item for item in items if item.chain in markets]
    gain, host_gain = np.zeros(draws), np.zeros(draws)
    by_market: dict[Chain, float] = {}
    base: dict[Chain, Array] = {}
    for chain in dict.fromkeys(item.chain for item in served):
        market, own = markets[chain], [item for item in served if item.chain == chain]
        drawn = Draws(draws, seed, market.commodity, parameters())
        without, _ = line_losses(setting, market, draws=drawn)
        with_it, extra = line_losses(setting, market, draws=drawn, items=own)
        base[chain] = without
        gain += without - with_it
        host_gain += extra
        by_market[chain] = float((without - with_it).mean())
    if expected_loss is None:
        expected_loss = total_expected_loss(setting, draws=draws, seed=seed, known=base)
    return InsuranceValue(
        items=tuple(items),
        gain=band(gain),
        by_market=by_market,
        host_gain=band(host_gain),
        expected_loss=expected_loss,
        unserved=tuple(item for item in items if item.chain not in markets),
    )


def total_expected_loss(
    setting: Setting,
    *,
    draws: int = 400,
    seed: int = 0,
    known: Mapping[Chain, Array] | None = None,
) -> float:
    """Return expected yearly loss over all markets, sum over single suppliers, million USD."""
    total = 0.0
    for market in setting.markets:
        chain = (market.commodity, market.stage)
        if known and chain in known:
            total += float(known[chain].mean())
            continue
        drawn = Draws(draws, seed, market.commodity, parameters())
        total += float(line_losses(setting, market, draws=drawn)[0].mean())
    return total


def alternatives(item: Item, market: Market) -> tuple[Item, ...]:
    """Return what else the same tonnes could be: another host, recycling, a smelter, a stock.

    A stock holds one year of the item's tonnes. Another host is the largest producer outside the
    importer that is not the item's own.
    """
    others = sorted(
        (one for one in market.producers if one.country not in (market.importer, item.host)),
        key=lambda one: -one.output,
    )
    made = [item]
    if others and item.kind is Kind.SUPPLY:
        made += [
            replace(item, title=f"same tonnes from {other.country}", host=other.country)
            for other in others[:2]
        ]
    made += [
        replace(item, title="same tonnes recycled at home", kind=Kind.RECYCLING, host=""),
        replace(item, title="same tonnes from a smelter at home", kind=Kind.SMELTER, host=""),
        stock_of(item, "one year of it held as a stock", item.tonnes),
    ]
    return tuple(made)


def stock_of(item: Item, title: str, tonnes: float) -> Item:
    """Return a government stock of the same commodity, bought before anything happens."""
    return Item(
        title=title, kind=Kind.STOCK, commodity=item.commodity, stage=item.stage, tonnes=tonnes
    )
