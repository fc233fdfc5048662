"""One mine under a deal: the exact cash of every party when levers stand at given values.

The cash is that of a plan's columns: a package with a structure is sized and served as it says, on
the cash that the terms leave. A toll is one more leg of the way out, per wet tonne, as a plan's
tolls are: it lowers net smelter return and what is levied on it.
"""

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
    DrawnColumn,
    Facility,
    FacilityFile,
    FreightLeg,
    LevyLine,
    Market,
    ProjectFile,
    RegimeFile,
    TermStatus,
    WindfallTax,
    lenders_of,
    structured_flow,
)
from orepact.plan import TOLL_LEG, PriceFloor

__all__ = ["Changed", "Deal", "Way", "deal_of", "start_values"]

Floats = NDArray[np.float64]
_MILLION = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a column is under terms.

    Parameters
    ----------
    project, regime, facilities : as a cash flow takes them
        With every lever laid in; facilities are the case's file.
    tolls : dict of party to float
        Received per wet tonne shipped, USD, real.
    floors : tuple of PriceFloor
        Which no file of a column can hold.
    """

    project: ProjectFile
    regime: RegimeFile
    facilities: FacilityFile
    tolls: Mapping[str, float]
    floors: tuple[PriceFloor, ...]


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

    def changed(self, levers: Sequence[Lever], values: Mapping[str, float]) -> Changed:
        """Return the column with levers at given values; those not named stay.

        Parameters
        ----------
        levers : sequence of Lever
        values : dict of str to float
            By lever, in its own unit.
        """
        project, regime = self.project, self.regime
        lent = {item.id: item for item in self.bench.around.facilities.facilities}
        tolls, floors = dict[str, float](), list[PriceFloor]()
        for lever in levers:
            value = values.get(lever.id)
            is_added = lever.kind in (LeverKind.WINDFALL, LeverKind.TOLL, LeverKind.FLOOR)
            if value is None or (is_added and value == 0.0):
                continue
            if lever.kind is LeverKind.WINDFALL:
                regime = _with_levy(regime, self._windfall(lever, value))
            elif lever.kind in (LeverKind.LEVY, LeverKind.PAYMENT):
                regime = _with_line(regime, lever, value)
            elif lever.kind is LeverKind.TOLL:
                project = _with_leg(project, lever, value, self.bench.around.money.year)
                tolls[lever.to] = tolls.get(lever.to, 0.0) + value
            elif lever.kind is LeverKind.MARGIN:
                lent[lever.of] = _with_margin(lent[lever.of], lever, value)
            elif lever.kind is LeverKind.FLOOR:
                floors.append(self._floor(lever, value))
            else:
                project = _with_share(project, lever, value)
        file = self.bench.around.facilities.model_copy(update={"facilities": list(lent.values())})
        return Changed(
            project=project, regime=regime, facilities=file, tolls=tolls, floors=tuple(floors)
        )

    def flow(self, levers: Sequence[Lever], values: Mapping[str, float]) -> CashFlow:
        """Return the exact cash flow with levers at given values; those not named stay.

        Parameters
        ----------
        levers : sequence of Lever
        values : dict of str to float
            By lever, in its own unit.
        """
        terms = self.changed(levers, values)
        market = self.market
        for floor in terms.floors:
            market = replace(market, prices={**market.prices, floor.key: floor.lifted(market)})
        flow = self._computed(terms, market)
        if flow.plan is not None:
            shipped = flow.timing.in_production(flow.plan.shipped_wet / _MILLION)
            for party, rate in terms.tolls.items():
                received = np.broadcast_to(rate * shipped, flow.operation.pre_tax.shape)
                flow = _paid_by(flow, party, -received)
        if terms.floors:
            bare = self._computed(terms, self.market)
            lifted = flow.operation.pre_tax - bare.operation.pre_tax
            for floor in terms.floors:
                flow = _paid_by(flow, floor.payer, lifted / len(terms.floors))
        return flow

    def _computed(self, terms: Changed, market: Market) -> CashFlow:
        column = DrawnColumn(
            project=terms.project,
            variant=self.bench.variant,
            first_spend=self.bench.first_spend,
            package=self.bench.package,
            regime=terms.regime,
            market=market,
            facilities=terms.facilities,
            money=self.bench.around.money,
            reading=self.bench.reading,
            foreign=self.bench.foreign,
            calendar=self.years,
        )
        lenders = lenders_of(terms.facilities, self.bench.package, self.project.id)
        return structured_flow(column, lenders)

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

    def _floor(self, lever: Lever, value: float) -> PriceFloor:
        """Return the floor under the price of the main product, on a share of output."""
        assert lever.contracted is not None
        return PriceFloor(
            key=self.project.products[0].price,
            share=lever.contracted.to("%") / 100.0,
            level=value / 100.0 * self.prices[lever.of],
            payer=lever.payer,
        )


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


def _with_line(regime: RegimeFile, lever: Lever, value: float) -> RegimeFile:
    rate = _at(lever, value)
    if lever.kind is LeverKind.LEVY:
        levies = [
            item.model_copy(update={"rate": rate}) if item.id == lever.of else item
            for item in regime.levies
        ]
        return regime.model_copy(update={"levies": levies})
    payment = AdValorem.model_construct(
        type="ad valorem",
        base="nsr" if lever.of == "nsr" else "revenue",
        rate=rate,
        **_said(lever),
    )
    return _with_levy(regime, payment)


def _with_leg(project: ProjectFile, lever: Lever, value: float, year: int) -> ProjectFile:
    """Return the project whose way out has the toll as one more leg, per wet tonne."""
    leg = FreightLeg.model_construct(
        id=f"{TOLL_LEG}{lever.id}",
        title=lever.title,
        mode="rail",
        direction="export",
        cost=_at(lever, value).model_copy(update={"price_year": year}),
    )
    return project.model_copy(update={"freight": [*project.freight, leg]})


def _with_margin(facility: Facility, lever: Lever, value: float) -> Facility:
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
