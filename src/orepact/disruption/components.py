"""What a disruption does to the importer's economy: five components with signs, and by industry."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.input_output import InputOutputTable
from orepact.disruption.kappa import Kappa, kappa_of
from orepact.disruption.money_year import money_factor
from orepact.disruption.parameters import draw_uniform
from orepact.disruption.rationing import rationing
from orepact.disruption.response import MarketResponse
from orepact.errors import OrepactError

__all__ = [
    "CENTRAL_RHO",
    "Component",
    "EconomicLoss",
    "economic_loss",
    "producing_industry",
    "shortfall_of_rows",
]

Array = NDArray[np.float64]

CENTRAL_RHO = 0.8
"""Where one number is asked for; quality D. The headline is the interval, never this point."""


class Component(StrEnum):
    """One of the five signed parts of the change of gross domestic product."""

    DIRECT = "direct"
    INPUT_COST = "input cost"
    DOMESTIC_OUTPUT = "domestic output"
    DOMESTIC_PRICE = "domestic price"
    DOWNSTREAM = "downstream"


@dataclass(frozen=True, kw_only=True)
class EconomicLoss:
    """Change of the importer's economy, million USD of the table's year of totals.

    Arrays have draws first and years second; negative is loss. Components that need a price are
    NaN where no source gives one.

    Parameters
    ----------
    table : InputOutputTable
    responses : tuple of MarketResponse
        One per mineral, same draws and years.
    kappas : tuple of Kappa
        Of the minerals that have one.
    without_kappa : tuple of str
        Minerals whose loss beyond price is not computed, because nobody reviewed a share.
    rho : float
        Of the ``downstream`` component.
    parts : mapping of Component to ndarray, shape (draw, year)
    downstream_full : ndarray, shape (draw, year)
        The downstream component at rho = 1, the upper structural bound.
    places : ndarray of int
        Industries with a direct cut.
    direct_cut : ndarray, shape (draw, year, place)
        delta, share of output.
    surplus, terms_of_trade : ndarray, shape (draw, year)
        Real surplus in the minerals' markets, and the part of it paid abroad.
    assumed : float
        Share of the value added lost through kappa that rests on shares of quality D.
    """

    table: InputOutputTable
    responses: tuple[MarketResponse, ...]
    kappas: tuple[Kappa, ...]
    without_kappa: tuple[str, ...]
    rho: float
    parts: Mapping[Component, Array]
    downstream_full: Array
    places: NDArray[np.intp]
    direct_cut: Array
    surplus: Array
    terms_of_trade: Array
    assumed: float

    @property
    def low(self) -> Array:
        """Return the change with no rationing: the first four components, (draw,)."""
        total: Array = sum(
            (self.parts[part] for part in Component if part is not Component.DOWNSTREAM),
            np.zeros(self.downstream_full.shape),
        ).sum(axis=1)
        return total

    @property
    def high(self) -> Array:
        """Return the change with every buyer rationed (rho = 1), (draw,)."""
        total: Array = self.low + self.downstream_full.sum(axis=1)
        return total

    @property
    def total(self) -> Array:
        """Return the sum of the five components at ``rho``, (draw,)."""
        total: Array = self.low + self.parts[Component.DOWNSTREAM].sum(axis=1)
        return total

    @property
    def without_price(self) -> Array:
        """Return the direct and downstream components at ``rho``, which need no price, (draw,)."""
        total: Array = (self.parts[Component.DIRECT] + self.parts[Component.DOWNSTREAM]).sum(axis=1)
        return total

    @cached_property
    def by_industry(self) -> tuple[Array, Array]:
        """Return mean direct and downstream change of each industry at ``rho``, all years summed.

        Returns
        -------
        direct, downstream : ndarray, shape (industry,)
        """
        count = len(self.table.codes)
        direct, whole = np.zeros(count), np.zeros(count)
        rule = rationing(self.table, self.rho)
        for year in range(self.direct_cut.shape[1]):
            cut = self.direct_cut[:, year]
            direct[self.places] += cut.mean(axis=0)
            whole += rule.cuts(cut, self.places).mean(axis=0)
        worth = self.table.value_added
        return -direct * worth, -(whole - direct) * worth


@cache
def _producing() -> tuple[Mapping[str, str], ...]:
    path = Path(__file__).parent / "data" / "producing_industries.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def producing_industry(commodity: str, stage: str, table: InputOutputTable) -> str:
    """Return the code of the industry that makes a mineral at a stage (our assignment, quality D).

    Examples
    --------
    Named pairs come first, then the mineral at any stage, then the stage.
    """
    column = "industry" if table.classification == "bea-2017-detail" else table.classification
    for wanted in ((commodity, stage), (commodity, ""), ("", stage), ("", "all forms")):
        for row in _producing():
            named = [name for name in row[column].split("|") if name in table.codes]
            if (row["commodity"], row["stage"]) == wanted and named:
                return named[0]
    raise OrepactError(
        f"no industry of this table makes {commodity} ({stage})",
        where=table.title,
        do="Give a table with its own industry codes",
    )


def shortfall_of_rows(response: MarketResponse, kappa: Kappa) -> Array:
    """Return z of each reviewed row, shape (draw, year, row).

    The shortfall of the end-uses that were assigned to the row's industry, weighted by their
    shares; of all uses where none was.
    """
    uses = response.market.end_uses
    shortfall = response.shortfall
    found = []
    for row in kappa.rows:
        weight = np.array([use.share if row.industry in use.industries else 0.0 for use in uses])
        total = weight.sum()
        weight = weight / total if total > 0.0 else np.array([use.share for use in uses])
        found.append(shortfall @ weight)
    return np.stack(found, axis=-1)


def _direct_cuts(
    responses: Sequence[MarketResponse], kappas: Sequence[Kappa], shares: Sequence[Array]
) -> tuple[NDArray[np.intp], Array]:
    """Return places and delta = 1 - prod over minerals of (1 - sum of rows of kappa z)."""
    places = np.unique(np.concatenate([kappa.places for kappa in kappas]))
    shape = (*responses[0].price.shape, places.size)
    left = np.ones(shape)
    for response, kappa, share in zip(responses, kappas, shares, strict=True):
        part = (shortfall_of_rows(response, kappa) * share[:, None, :]) @ kappa.weights.T
        at = np.searchsorted(places, kappa.places)
        left[:, :, at] *= 1.0 - np.clip(part, 0.0, 1.0)
    return places, 1.0 - left


def _money(response: MarketResponse, table: InputOutputTable) -> float:
    """Return million USD of the table's year per (base price x unit of quantity)."""
    market = response.market
    if market.price_usd is None:
        return float("nan")
    factor = money_factor(market.importer, market.year, table.totals_year).factor
    return market.price_usd / 1e6 * factor


def _priced(responses: Sequence[MarketResponse], table: InputOutputTable) -> dict[str, Array]:
    shape = responses[0].price.shape
    names = ("cost", "output", "price", "surplus", "terms")
    total = {name: np.zeros(shape) for name in names}
    for response in responses:
        market, money = response.market, _money(response, table)
        place = table.place(producing_industry(market.commodity, market.stage, table))
        ratio = float(table.value_added[place] / table.output[place])
        made = response.domestic_output + response.recycled
        base = response.base_domestic + response.base_recycled
        rise = (response.price - 1.0) * money
        deflated = money_factor(market.importer, market.year, table.totals_year).factor
        total["cost"] -= rise * (response.importer_use + response.hoarded)
        total["output"] += ratio * money * (made - base)
        total["price"] += rise * (made + response.released)
        total["surplus"] += response.surplus_musd * deflated
        total["terms"] += response.terms_of_trade_musd * deflated
    return total


def economic_loss(
    responses: Sequence[MarketResponse],
    table: InputOutputTable,
    *,
    rho: float = CENTRAL_RHO,
    seed: int = 0,
    kappa_at: float | None = None,
) -> EconomicLoss:
    """Return the change of an importer's economy under one event, all its minerals together.

        direct          -sum_j va_j delta_j
        input cost      -(p - 1) P0 (use + hoarded)
        domestic output +(va/x) P0 (S_dom(p) - S_dom(1)), recycling included
        domestic price  +(p - 1) P0 (S_dom(p) + recycled + released stocks)
        downstream      -sum_j va_j (s_j - delta_j), s the cuts after rationing

    Input cost and domestic price together are the terms of trade, -(p - 1) P0 x imports.

    Parameters
    ----------
    responses : sequence of MarketResponse
        One per mineral, of the same importer, draws and years.
    table : InputOutputTable
        The importer's.
    rho : float
        Rationing switch of the downstream component, 0 to 1.
    seed : int
        Of the draws of kappa.
    kappa_at : float, optional
        Every share at this probability instead of drawn: 0 lowest, 1 highest.

    Raises
    ------
    OrepactError : responses of unlike shape, or of another importer than the table's
    """
    responses = tuple(responses)
    _check(responses, table)
    found = [
        (response, kappa_of(response.market.commodity, response.market.stage, table))
        for response in responses
    ]
    linked = [(response, kappa) for response, kappa in found if kappa is not None]
    without = tuple(response.market.commodity for response, kappa in found if kappa is None)
    draws, years = responses[0].price.shape
    priced = _priced(responses, table)
    zero = np.zeros((draws, years))
    direct = downstream = full = zero
    places, cut = np.zeros(0, dtype=np.intp), np.zeros((draws, years, 0))
    if linked:
        shares = [
            kappa.at(
                draw_uniform(f"{kappa.commodity}/kappa", draws, seed)
                if kappa_at is None
                else np.full(draws, kappa_at)
            )
            for _, kappa in linked
        ]
        places, cut = _direct_cuts([r for r, _ in linked], [k for _, k in linked], shares)
        direct = -(cut @ table.value_added[places])
        flat = cut.reshape(draws * years, places.size)
        downstream, full = (
            -rationing(table, rate).lost_value_added(flat, places).reshape(draws, years) - direct
            for rate in (rho, 1.0)
        )
    return EconomicLoss(
        table=table,
        responses=responses,
        kappas=tuple(kappa for _, kappa in linked),
        without_kappa=without,
        rho=rho,
        parts={
            Component.DIRECT: direct,
            Component.INPUT_COST: priced["cost"],
            Component.DOMESTIC_OUTPUT: priced["output"],
            Component.DOMESTIC_PRICE: priced["price"],
            Component.DOWNSTREAM: downstream,
        },
        downstream_full=full,
        places=places,
        direct_cut=cut,
        surplus=priced["surplus"],
        terms_of_trade=priced["terms"],
        assumed=_assumed([k for _, k in linked], table),
    )


def _check(responses: Sequence[MarketResponse], table: InputOutputTable) -> None:
    if not responses:
        raise OrepactError("no market responds", do="Give at least one response")
    shapes = {response.price.shape for response in responses}
    importers = {response.market.importer for response in responses} | {table.country}
    if len(shapes) > 1 or len(importers) > 1:
        raise OrepactError(
            "responses do not belong together",
            why=f"draws and years {sorted(shapes)}, importers {', '.join(sorted(importers))}",
            do="Compute every market of one event for one importer, with the same draws and years",
        )


def _assumed(kappas: Sequence[Kappa], table: InputOutputTable) -> float:
    """Return the share of the modal value added at stake that rests on quality D."""
    total = assumed = 0.0
    for kappa in kappas:
        mode = np.array([row.mode for row in kappa.rows])
        worth = (table.value_added[kappa.places] @ kappa.weights) * mode
        total += float(worth.sum())
        assumed += float(worth[kappa.assumed].sum())
    return assumed / total if total > 0.0 else 0.0
