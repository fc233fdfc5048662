"""The path of one market under one shock, year by year, for every draw at once."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.cells import Cells, Outcome
from orepact.disruption.drawn import Drawn, Severity
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws, Spread, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Shock
from orepact.errors import OrepactError

__all__ = ["respond"]

Array = NDArray[np.float64]

_DAYS = 365.0


def respond(
    market: Market,
    shock: Shock,
    *,
    draws: int | Draws = 1000,
    seed: int = 0,
    horizon: int | None = None,
    relief: Relief | None = None,
    severity: Severity | None = None,
    table: Mapping[str, Spread] | None = None,
    with_inside: bool = True,
) -> MarketResponse:
    """Return how a market answers a shock.

    Parameters
    ----------
    market : Market
    shock : Shock
    draws : int or Draws
        Number of draws of the uncertain parameters, or the draws themselves; draw 0 has each
        parameter at its median.
    seed : int
        Of the draws, where a number is given.
    horizon : int, optional
        Calendar years to compute; by default those that the shock's duration touches.
    relief : Relief, optional
        What a portfolio adds.
    severity : Severity, optional
        Cut and duration by draw in place of the shock's.
    table : mapping of str to Spread, optional
        Parameters in place of the shipped ones, where a number of draws is given.
    with_inside : bool
        Whether to compute the price inside as well; without it that array is NaN.

    Raises
    ------
    OrepactError : a supplier that supplies nothing, a target that is not this importer
    """
    if not isinstance(draws, Draws):
        if draws < 1:
            raise OrepactError(
                f"{draws} draws cannot be computed", where="draws", do="Give at least one"
            )
        draws = Draws(draws, seed, market.commodity, table or parameters())
    _check(market, shock)
    years = horizon or int(np.ceil(shock.delay + shock.years - 1e-9))
    case = Drawn.of(market, shock, draws, years=years, severity=severity, relief=relief)
    result = _Result(case, years)
    days = draws.of("stock_cover")
    own_days = days if market.stock_days is None else np.full(draws.size, market.stock_days)
    own = own_days * market.use / _DAYS
    users = own + days * np.maximum(case.outside - market.use, 0.0) / _DAYS
    own_share = np.divide(own, users, out=np.zeros(draws.size), where=users > 0)
    government = market.government_stock + case.relief.stock
    release = draws.of("government_release") * market.use
    stands = (case.withheld > 0.0) & (case.inflow > 0.0)[:, None]
    # Only a government's stock carries over from year to year; without one all years go at once.
    batches = [[year] for year in range(years)] if government.any() else [list(range(years))]
    for batch in batches:
        at, position = np.nonzero(stands[:, batch])
        year = np.asarray(batch, dtype=np.intp)[position]
        if not at.size:
            continue
        cells = Cells(
            case=case,
            at=at,
            year=year,
            users=users[at] * (year == 0),
            own_share=own_share[at],
            government=np.minimum(government[at], release[at] * case.force[at, year]),
        )
        of = cells.outcome()
        result.fill(at, year, of)
        if len(batch) == 1:
            government[at] = np.maximum(government[at] - of.from_government, 0.0)
        if with_inside:
            result.inside_price[at, year] = np.exp(cells.inside_log_price())
    if not with_inside:
        result.inside_price[:] = np.nan
    return result.response()


def _check(market: Market, shock: Shock) -> None:
    if market.importer in shock.imposers:
        raise OrepactError(
            f"{market.importer} cannot restrict exports to itself",
            where="supplier",
            do="Name another supplier",
        )
    flows = [market.inflow(one) for one in shock.imposers]
    if not any(flow and flow.exports > 0.0 for flow in flows):
        names = ", ".join(one.country for one in market.suppliers[:5] if one.exports > 0)
        raise OrepactError(
            f"{', '.join(shock.imposers)} supplies no {market.commodity} ({market.stage}) abroad",
            where="supplier",
            why="A restriction of nothing changes nothing",
            do=f"Suppliers with exports are {names}" if names else "No source names a supplier",
        )
    if shock.targets and market.importer not in shock.targets:
        raise OrepactError(
            f"the restriction is aimed at {', '.join(shock.targets)}, not at {market.importer}",
            where="targets",
            why="How much of the exports goes to other targets is not part of this market",
            do="Compute it for one of the targets, or leave the targets out",
        )


class _Result:
    """Result arrays: the undisturbed market, overwritten where the restriction stands."""

    def __init__(self, case: Drawn, years: int) -> None:
        market, shape = case.market, (case.draws.size, years)
        made = market.producer(market.importer)
        self.case = case
        self.base_domestic = made.output if made else 0.0
        self.price, self.inside_price = np.ones(shape), np.ones(shape)
        self.is_backstop = np.zeros(shape, dtype=np.bool_)
        self.served, self.use_ratio = np.ones(shape), np.ones((*shape, len(market.end_uses)))
        self.use, self.hoarded = np.full(shape, market.use), np.zeros(shape)
        self.domestic = np.full(shape, self.base_domestic) + case.relief.domestic
        self.recycled = np.full(shape, market.recycled)
        self.released, self.surplus = np.zeros(shape), np.zeros(shape)

    def fill(self, at: NDArray[np.intp], year: NDArray[np.intp], of: Outcome) -> None:
        """Write the cells."""
        self.price[at, year] = np.exp(of.log_price)
        self.is_backstop[at, year] = of.is_short
        self.served[at, year] = of.served
        self.use_ratio[at, year] = of.use_ratio
        self.use[at, year] = of.use
        self.hoarded[at, year] = of.hoarded
        self.domestic[at, year] = of.domestic
        self.recycled[at, year] = of.recycled
        self.released[at, year] = of.released
        self.surplus[at, year] = of.surplus

    def response(self) -> MarketResponse:
        market = self.case.market
        imports = self.use + self.hoarded - self.domestic - self.recycled - self.released
        money = np.nan if market.price_usd is None else market.price_usd / 1e6
        return MarketResponse(
            market=market,
            shock=self.case.shock,
            price=self.price,
            inside_price=self.inside_price,
            is_backstop=self.is_backstop,
            served=self.served,
            use_ratio=self.use_ratio,
            importer_use=self.use,
            hoarded=self.hoarded,
            domestic_output=self.domestic,
            recycled=self.recycled,
            released=self.released,
            imports=imports,
            base_domestic=self.base_domestic,
            base_recycled=market.recycled,
            base_imports=market.use - self.base_domestic - market.recycled,
            surplus_musd=self.surplus * money,
            terms_of_trade_musd=-(self.price - 1.0) * imports * money,
        )
