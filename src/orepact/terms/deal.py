"""One mine under a deal: the exact cash of every party when levers stand at given values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case, Lever, LeverKind, surroundings
from orepact.errors import CaseError
from orepact.evidence import Parameter
from orepact.mine import (
    AdValorem,
    Bench,
    CashFlow,
    Choice,
    Facility,
    LevyLine,
    Market,
    ProjectFile,
    RegimeFile,
    TermStatus,
    UnitRoyalty,
    WindfallTax,
    cash_flow,
    lenders_of,
)

__all__ = ["Deal", "Way", "deal_of", "start_values"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Which way a project goes: what a column of the plan says."""

    project: str
    variant: str
    first_spend: int
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """A project and everything around it that a lever can change.

    Parameters
    ----------
    project, regime, facilities, market : as :func:`cash_flow` takes them
        Terms in force.
    bench : Bench
        The rest of the column: variant, money, reading.
    years : ndarray of int
        From the start of the horizon to the end of the mine.
    prices : dict of str to float
        Price of the main product by deck, real USD per tonne: what a floor is a share of.
    """

    bench: Bench
    project: ProjectFile
    regime: RegimeFile
    facilities: tuple[Facility, ...]
    market: Market
    years: NDArray[np.int64]
    prices: Mapping[str, float]

    def in_market(self, market: Market) -> Deal:
        """Return the deal sold into another market."""
        return replace(self, market=market)

    def flow(self, levers: Sequence[Lever], values: Mapping[str, float]) -> CashFlow:
        """Return the exact cash flow with levers at given values; those not named stay.

        Parameters
        ----------
        levers : sequence of Lever
        values : dict of str to float
            By lever, in its own unit.
        """
        project, regime, facilities = self.project, self.regime, self.facilities
        market, floors = self.market, list[Lever]()
        for lever in levers:
            value = values.get(lever.id)
            if value is None:
                continue
            if lever.kind is LeverKind.WINDFALL:
                regime = _with_levy(regime, self._windfall(lever, value))
            elif lever.kind in (LeverKind.LEVY, LeverKind.PAYMENT, LeverKind.TOLL):
                regime = _with_line(regime, lever, value, self.bench.around.money.year)
            elif lever.kind is LeverKind.MARGIN:
                facilities = tuple(_with_margin(item, lever, value) for item in facilities)
            elif lever.kind is LeverKind.FLOOR:
                market, floors = self._with_floor(market, lever, value), [*floors, lever]
            else:
                project = _with_share(project, lever, value)
        flow = self._computed(project, regime, facilities, market)
        for lever in floors:
            bare = self._computed(project, regime, facilities, self.market)
            flow = _paid_by(flow, lever.payer, flow.operation.pre_tax - bare.operation.pre_tax)
        return flow

    def _computed(
        self,
        project: ProjectFile,
        regime: RegimeFile,
        facilities: Sequence[Facility],
        market: Market,
    ) -> CashFlow:
        return cash_flow(
            project,
            self.bench.variant,
            self.bench.first_spend,
            regime=regime,
            facilities=facilities,
            market=market,
            money=self.bench.around.money,
            years=self.years,
            reading=self.bench.reading,
            foreign=self.bench.foreign,
        )

    def _windfall(self, lever: Lever, value: float) -> WindfallTax:
        """Return the line that takes a share of revenue above the price of a deck."""
        year = self.bench.around.money.year
        trigger = {"value": self.prices[lever.of], "unit": "USD/t", "price_year": year}
        return WindfallTax.model_construct(
            type="windfall tax",
            price=self.project.products[0].price,
            rate=_at(lever, value),
            trigger=_at(lever, value).model_copy(update=trigger),
            **_said(lever),
        )

    def _with_floor(self, market: Market, lever: Lever, value: float) -> Market:
        """Return the market where a share of output earns at least the floor."""
        assert lever.contracted is not None
        key = self.project.products[0].price
        share = lever.contracted.to("%") / 100.0
        floor = value / 100.0 * self.prices[lever.of]
        price = market.prices[key]
        lifted = (1.0 - share) * price + share * np.maximum(price, floor)
        return replace(market, prices={**market.prices, key: lifted})


def deal_of(case: Case, way: Way, years: NDArray[np.int64]) -> Deal:
    """Return one way of a project as a deal under the terms in force.

    Raises
    ------
    CaseError, UnknownNameError : if the case has no such way
    """
    around = surroundings(case)
    choice = Choice(variant=way.variant, package=way.package, first_spend=way.first_spend)
    bench = Bench(case.projects[way.project], around, choice)
    products = bench.project.products
    prices = {}
    if products:
        column = bench.market.prices.get(products[0].price)
        if column is not None:
            prices = dict(zip(bench.market.scenarios, column.mean(axis=1).tolist(), strict=True))
    return Deal(
        bench=bench,
        project=bench.project,
        regime=bench.regime,
        facilities=tuple(lenders_of(around.facilities, way.package, way.project)),
        market=bench.market,
        years=years,
        prices=prices,
    )


def start_values(deal: Deal, levers: Sequence[Lever]) -> dict[str, float]:
    """Return where each lever stands under the terms in force, in its own unit.

    A rate of a levy and a margin as they are; everything that would be added is 0.

    Raises
    ------
    CaseError : if a levy has more than one rate, which one lever cannot move
    """
    found = {}
    for lever in levers:
        found[lever.id] = 0.0
        if lever.kind is LeverKind.LEVY:
            line = next(item for item in deal.regime.levies if item.id == lever.of)
            rate = getattr(line, "rate", None)
            if rate is None:
                raise CaseError(
                    f"lever {lever.id} would move {lever.of}, which has more than one rate",
                    where="terms.yaml",
                    do="Name a line with a single rate",
                )
            found[lever.id] = rate.to("%")
        elif lever.kind is LeverKind.MARGIN:
            lent = [item for item in deal.facilities if item.id == lever.of]
            found[lever.id] = lent[0].margin.to("%") if lent else 0.0
    return found


def _at(lever: Lever, value: float) -> Parameter:
    return lever.least.model_copy(update={"value": value, "unit": lever.unit, "range": None})


def _said(lever: Lever) -> dict[str, Any]:
    return {
        "id": f"lever-{lever.id}",
        "title": lever.title,
        "recipient": lever.to,
        "status": TermStatus.OPEN,
        "legal_source": lever.legal_source,
    }


def _with_levy(regime: RegimeFile, levy: LevyLine) -> RegimeFile:
    return regime.model_copy(update={"levies": [*regime.levies, levy]})


def _with_line(regime: RegimeFile, lever: Lever, value: float, year: int) -> RegimeFile:
    rate = _at(lever, value)
    if lever.kind is LeverKind.LEVY:
        levies = [
            item.model_copy(update={"rate": rate}) if item.id == lever.of else item
            for item in regime.levies
        ]
        return regime.model_copy(update={"levies": levies})
    if lever.kind is LeverKind.PAYMENT:
        return _with_levy(
            regime,
            AdValorem.model_construct(
                type="ad valorem",
                base="nsr" if lever.of == "nsr" else "revenue",
                rate=rate,
                **_said(lever),
            ),
        )
    rate = rate.model_copy(update={"price_year": year})
    return _with_levy(
        regime,
        UnitRoyalty.model_construct(type="unit royalty", per="product", rate=rate, **_said(lever)),
    )


def _with_margin(facility: Facility, lever: Lever, value: float) -> Facility:
    if facility.id != lever.of:
        return facility
    margin = facility.margin.model_copy(update={"value": value, "unit": "%", "range": None})
    return facility.model_copy(update={"margin": margin})


def _with_share(project: ProjectFile, lever: Lever, value: float) -> ProjectFile:
    """Return the project with a share handed on, from the payer's largest paying share."""
    owners = list(project.owners)
    own = [n for n, item in enumerate(owners) if item.party == lever.payer and not item.is_carried]
    if not own or not value:
        return project
    place = max(own, key=lambda n: owners[n].share.to("%"))
    holder = owners[place]
    left = holder.share.to("%") - value
    if left <= 0.0:
        raise CaseError(
            f"lever {lever.id} takes {value:g} % from {lever.payer}, who has {left + value:g} %",
            where="terms.yaml",
            do="Lower `most`",
        )
    share = holder.share.model_copy(update={"unit": "%", "range": None})
    owners[place] = holder.model_copy(update={"share": share.model_copy(update={"value": left})})
    given = holder.model_copy(
        update={
            "party": lever.to,
            "title": lever.title,
            "share": share.model_copy(update={"value": value}),
            "is_carried": lever.kind is LeverKind.CARRY,
            "recovery": None,
            "paid_by": "",
        }
    )
    return project.model_copy(update={"owners": [*owners, given]})


def _paid_by(flow: CashFlow, party: str, amount: Floats) -> CashFlow:
    """Return the flow in which a party from outside pays for what the market did not."""
    paid = flow.parties.get(party, np.zeros_like(amount)) - amount
    return replace(flow, parties={**flow.parties, party: paid})
