"""What the plan's tonnes do to everybody else: prices move, others' users gain, producers lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.disruption import CalmEffect, Setting, calm_effect, setting_of
from orepact.errors import OrepactError
from orepact.exposure import as_chain_stage, exposure
from orepact.mine import ColumnTable
from orepact.quantity import conversion_factor

__all__ = ["OUTSIDE", "MarketShift", "PriceEffect", "price_effect"]

Floats = NDArray[np.float64]
DRAWS = 200
_STAGES = ("ore", "intermediate", "refined", "product")
OUTSIDE = {
    "importer users": "Users and makers of goods in the importer's country",
    "importer producers": "Producers in the importer's country, scrap included",
    "other users": "Other importers, and all other users",
    "other producers": "Rest of the world: other producers",
    "own sales": "Sellers of the plan's own tonnes, before levies",
}
"""Parties outside the case, by group of a market."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketShift:
    """One market that the tonnes reach, in the year in which they change it most.

    Parameters
    ----------
    commodity, stage : str
    year : int
    tonnes : float, t a year
        More than in the world that it is held against.
    price : ndarray, shape (draw,)
        Price over the price without them.
    gain : dict of group to ndarray, shape (draw,), million of the case's money a year
    calm : float
        Mean share of years without a restriction.
    ids : tuple of str
        Figures of the market.
    """

    commodity: str
    stage: str
    year: int
    tonnes: float
    price: Floats
    gain: Mapping[str, Floats]
    calm: float
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEffect:
    """What one set of tonnes changes against another, over all markets that can be computed.

    Parameters
    ----------
    gain : dict of group to ndarray, shape (draw, deck, year), million of the case's money
    total : ndarray, shape (deck, year), same unit
        From the markets' prices alone, mean over draws; no group appears in it.
    shifts : tuple of MarketShift
    unserved : tuple of (product, why)
        What is sold and moves no market here.
    """

    gain: Mapping[str, Floats]
    total: Floats
    shifts: tuple[MarketShift, ...]
    unserved: tuple[tuple[str, str], ...]


def _reached(setting: Setting, commodity: str, stage: str) -> str:
    """Return the stage at which a product meets a market: its own, else the next later one."""
    own = [market.stage for market in setting.markets if market.commodity == commodity]
    later = _STAGES[_STAGES.index(stage) :] if stage in _STAGES else (stage,)
    return next((name for name in later if name in own), "")


def _tonnes(
    case: Case,
    table: ColumnTable,
    setting: Setting,
    weights: Floats,
    unserved: dict[str, str],
) -> dict[tuple[str, str], Floats]:
    """Return tonnes a year by market, shape (deck, year).

    Parameters
    ----------
    weights : ndarray, shape (column, deck, year)
        1 where a column's output comes about.
    """
    found: dict[tuple[str, str], Floats] = {}
    for place, column in enumerate(table.columns):
        if not weights[place].any():
            continue
        project = case.projects[column.project]
        for product in project.products:
            title = f"{project.title}: {product.id}"
            if project.feed is not None:
                unserved[title] = "made of feed that is counted where it is mined"
                continue
            row = table.products.index(product.id)
            try:
                factor = conversion_factor(table.product_units[row], "t/yr")
                stage = str(as_chain_stage(str(product.stage)))
            except (OrepactError, ValueError):
                unserved[title] = "sold in no mass, or at a stage that no market has"
                continue
            reached = _reached(setting, product.commodity, stage)
            if not reached:
                unserved[title] = "no market of it is computed"
                continue
            if reached != stage:
                factor *= product.payability.to("dimensionless")
            made = weights[place] * table.output[place, row] * factor
            key = (product.commodity, reached)
            found[key] = found.get(key, 0.0) + made
    return found


def price_effect(
    case: Case,
    table: ColumnTable,
    plan: Floats,
    without: Floats,
    *,
    seed: int = 0,
) -> PriceEffect:
    """Return who else gains or loses by the tonnes of a plan, in years that nobody restricts.

    A product that meets no market at its own stage reaches the next later one through smelters
    that lack feed, less what they do not pay for. Where added tonnes are the same in both worlds,
    nothing moves.

    Parameters
    ----------
    plan, without : ndarray, shape (column, deck, year)
        1 where a column's output comes about.
    seed : int
        Of elasticities and of how long restrictions stand.
    """
    wanted: Sequence[str] = sorted(
        {item.commodity for p in case.projects.values() for item in p.products}
    )
    setting = setting_of(exposure(), case.header.importer, commodities=tuple(wanted))
    unserved: dict[str, str] = {}
    after = _tonnes(case, table, setting, plan, unserved)
    before = _tonnes(case, table, setting, without, unserved)
    size = plan.shape[1:]
    gain = {name: np.zeros((DRAWS, *size)) for name in OUTSIDE}
    total, shifts = np.zeros(size), []
    markets = {(market.commodity, market.stage): market for market in setting.markets}
    for key in sorted({*after, *before}):
        none = np.zeros(size)
        pair = np.stack([before.get(key, none).ravel(), after.get(key, none).ravel()], axis=1)
        levels, at = np.unique(pair, axis=0, return_inverse=True)
        found = calm_effect(
            setting,
            markets[key],
            levels[:, 0],
            levels[:, 1],
            money_year=case.header.money.year,
            draws=DRAWS,
            seed=seed,
        )
        places = at.ravel()
        for name, amount in found.gain.items():
            gain[name] += amount[:, places].reshape(DRAWS, *size)
        total += found.total.mean(axis=0)[places].reshape(size)
        change = levels[:, 1] - levels[:, 0]
        if change.any():
            shifts.append(_shift(found, change, places, table))
    return PriceEffect(
        gain=gain,
        total=total,
        shifts=tuple(shifts),
        unserved=tuple(sorted(unserved.items())),
    )


def _shift(
    found: CalmEffect, change: Floats, places: NDArray[np.int64], table: ColumnTable
) -> MarketShift:
    most = int(np.argmax(np.abs(change)))
    first = int(np.flatnonzero(places == most)[0]) % table.years.size
    return MarketShift(
        commodity=found.commodity,
        stage=found.stage,
        year=int(table.years[first]),
        tonnes=float(change[most]),
        price=found.price[:, most],
        gain={name: amount[:, most] for name, amount in found.gain.items()},
        calm=float(found.calm.mean()),
        ids=found.ids,
    )
