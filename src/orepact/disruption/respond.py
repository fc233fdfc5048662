"""The path of one market under one shock, year by year, for every draw at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.cells import Cells, Outcome, outcomes
from orepact.disruption.drawn import Drawn, Severity
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws, Spread, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Shock
from orepact.errors import OrepactError

__all__ = ["Restriction", "respond", "respond_to_each"]

Array = NDArray[np.float64]

_DAYS = 365.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """One restriction of a market, with what a portfolio adds and how hard it is by draw.

    Parameters
    ----------
    shock : Shock
    relief : Relief, optional
    severity : Severity, optional
        Cut and duration by draw in place of the shock's.
    """

    shock: Shock
    relief: Relief | None = None
    severity: Severity | None = None


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
    asked = Restriction(shock=shock, relief=relief, severity=severity)
    years = horizon or int(np.ceil(shock.delay + shock.years - 1e-9))
    return respond_to_each(market, [asked], draws=draws, horizon=years, with_inside=with_inside)[0]


def respond_to_each(
    market: Market,
    restrictions: Sequence[Restriction],
    *,
    draws: Draws,
    horizon: int,
    with_inside: bool = False,
) -> list[MarketResponse]:
    """Return how a market answers several restrictions, each alone, cleared in one pass.

    Parameters
    ----------
    draws : Draws
        Shared by all.
    horizon : int
        Calendar years to compute.

    Raises
    ------
    OrepactError : as :func:`respond`
    """
    solving = []
    for one in restrictions:
        _check(market, one.shock)
        case = Drawn.of(
            market, one.shock, draws, years=horizon, severity=one.severity, relief=one.relief
        )
        solving.append(_Solving(case, horizon))
    # Only a government's stock carries over from year to year; without one all years go at once.
    is_carried = any(one.government.any() for one in solving)
    batches = [[year] for year in range(horizon)] if is_carried else [list(range(horizon))]
    for batch in batches:
        parts = [(one, cells) for one in solving if (cells := one.cells(batch)) is not None]
        if not parts:
            continue
        for (part, cells), of in zip(parts, outcomes([c for _, c in parts]), strict=True):
            part.take(cells, of, with_inside=with_inside)
    if not with_inside:
        for part in solving:
            part.result.inside_price[:] = np.nan
    return [one.result.response() for one in solving]


class _Solving:
    """One restriction while it is solved: what stocks are left, and the result so far."""

    def __init__(self, case: Drawn, years: int) -> None:
        market, draws = case.market, case.draws
        self.case, self.result = case, _Result(case, years)
        days = draws.of("stock_cover")
        own_days = days if market.stock_days is None else np.full(draws.size, market.stock_days)
        own = own_days * market.use / _DAYS
        self.users = own + days * np.maximum(case.outside - market.use, 0.0) / _DAYS
        self.own_share = np.divide(own, self.users, out=np.zeros(draws.size), where=self.users > 0)
        self.government = market.government_stock + case.relief.stock
        self.release = draws.of("government_release") * market.use
        self.stands = (case.withheld > 0.0) & (case.inflow > 0.0)[:, None]

    def cells(self, batch: Sequence[int]) -> Cells | None:
        """Return the cells of some years in which the restriction stands, or None."""
        at, position = np.nonzero(self.stands[:, list(batch)])
        if not at.size:
            return None
        year = np.asarray(batch, dtype=np.intp)[position]
        held = np.minimum(self.government[at], self.release[at] * self.case.force[at, year])
        return Cells(
            case=self.case,
            at=at,
            year=year,
            users=self.users[at] * (year == 0),
            own_share=self.own_share[at],
            government=held,
        )

    def take(self, cells: Cells, of: Outcome, *, with_inside: bool) -> None:
        """Write down what some cells came to, and take what was released from the stock."""
        at, year = cells.at, cells.year
        self.result.fill(at, year, of)
        if self.government.any():
            self.government[at] = np.maximum(self.government[at] - of.from_government, 0.0)
        if with_inside:
            self.result.inside_price[at, year] = np.exp(cells.inside_log_price())


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
            leaked=self.case.inflow[:, None] * (self.case.nominal - self.case.withheld),
            imports=imports,
            base_domestic=self.base_domestic,
            base_recycled=market.recycled,
            base_imports=market.use - self.base_domestic - market.recycled,
            surplus_musd=self.surplus * money,
            terms_of_trade_musd=-(self.price - 1.0) * imports * money,
        )
