"""Which assumption matters most? Every uncertain number at its low and high end, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.components import CENTRAL_RHO, economic_loss
from orepact.disruption.input_output import InputOutputTable
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Shock

__all__ = ["OneAtATime", "Switch", "switches"]

Array = NDArray[np.float64]

_LOW, _HIGH = 0.05, 0.95
_ROUNDING = 1e-9
"""Relative move of a result below which an assumption does nothing."""


@dataclass(frozen=True, slots=True)
class OneAtATime(Draws):
    """Draws in which one parameter moves at a time and all others stay at their median.

    Draw 0 has all at their median; draws 1 + 2 k and 2 + 2 k have parameter k at its 5 % and 95 %
    point.

    Parameters
    ----------
    names : tuple of str
        The parameters that move, in order; ``size`` is 1 + 2 x their number.
    """

    names: tuple[str, ...] = ()

    def uniform(self, name: str) -> Array:
        """Return one half everywhere but where the named parameter moves."""
        u = np.full(self.size, 0.5)
        if name in self.names:
            at = self.names.index(name)
            u[1 + 2 * at], u[2 + 2 * at] = _LOW, _HIGH
        return u


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """What one assumption does to the result.

    Parameters
    ----------
    id, title, unit : str
    low, high : float
        Its two settings.
    at_low, at_high : float
        Result at each, all else at its median, in the unit of the result.
    kind : str
        ``structure`` for a choice of rule, ``share`` for kappa, ``parameter`` otherwise.
    """

    id: str
    title: str
    unit: str
    low: float
    high: float
    at_low: float
    at_high: float
    kind: str

    @property
    def swing(self) -> float:
        """Return how far the result moves between the two settings."""
        return abs(self.at_high - self.at_low)

    @property
    def matters(self) -> bool:
        """Return whether the result moves by more than the rounding of the market's solution."""
        return self.swing > _ROUNDING * max(abs(self.at_low), abs(self.at_high))


def _result(
    response: MarketResponse, table: InputOutputTable | None, rho: float, kappa_at: float = 0.5
) -> Array:
    """Return change of gross domestic product, or the peak price where that is not computable."""
    if table is not None:
        loss = economic_loss([response], table, rho=rho, kappa_at=kappa_at)
        if loss.kappas:
            return loss.without_price if response.market.price_usd is None else loss.total
    peak: Array = response.price.max(axis=1)
    return peak


def switches(
    market: Market,
    shock: Shock,
    table: InputOutputTable | None,
    *,
    rho: float = CENTRAL_RHO,
    horizon: int | None = None,
) -> tuple[Switch, ...]:
    """Return what each assumption does to the result, the one that matters most first.

    Market parameters and kappa move between their 5 % and 95 % points, the rationing switch
    between 0 and 1; everything else stays at its median. The result is the change of gross
    domestic product over all years, or the highest price ratio where no loss is computable.

    Parameters
    ----------
    market : Market
    shock : Shock
    table : InputOutputTable, optional
    rho : float
        Rationing switch while other assumptions move.
    horizon : int, optional
        Calendar years.
    """
    known = [spread for spread in parameters().values() if spread.shape != "fixed"]
    flows = [f"exports {country}" for country in shock.imposers]
    names = (*(spread.id for spread in known), *flows)
    draws = OneAtATime(
        size=1 + 2 * len(names), seed=0, scope=market.commodity, table=parameters(), names=names
    )
    response = respond(market, shock, draws=draws, horizon=horizon, with_inside=False)
    moved = _result(response, table, rho)
    found = []
    for at, spread in enumerate(known):
        u = np.array([_LOW, _HIGH])
        low, high = _ends(draws, spread.id, u)
        found.append(
            Switch(
                id=spread.id,
                title=spread.title,
                unit=spread.unit,
                low=low,
                high=high,
                at_low=float(moved[1 + 2 * at]),
                at_high=float(moved[2 + 2 * at]),
                kind="parameter",
            )
        )
    found += _exports(market, flows, moved, len(known))
    if table is not None:
        found += _structural(response, table, rho)
    return tuple(sorted(found, key=lambda one: (-one.swing, one.id)))


def _ends(draws: Draws, name: str, u: Array) -> tuple[float, float]:
    from orepact.disruption.parameters import quantile

    low, high = quantile(draws.table[name], u)
    return float(low), float(high)


def _exports(market: Market, flows: Sequence[str], moved: Array, offset: int) -> list[Switch]:
    found = []
    for at, name in enumerate(flows, start=offset):
        flow = market.inflow(name.removeprefix("exports "))
        if flow is not None:
            found.append(
                Switch(
                    id=name.replace(" ", "_"),
                    title=f"What {flow.country} sends abroad",
                    unit=f"{market.unit}/yr",
                    low=flow.low,
                    high=flow.high,
                    at_low=float(moved[1 + 2 * at]),
                    at_high=float(moved[2 + 2 * at]),
                    kind="parameter",
                )
            )
    return found


def _structural(response: MarketResponse, table: InputOutputTable, rho: float) -> list[Switch]:
    """Return the rationing switch and kappa, with every market parameter at its median."""
    central = _first_draw(response)
    if not economic_loss([central], table, rho=rho, kappa_at=0.5).kappas:
        return []
    at = {rate: float(_result(central, table, rate)[0]) for rate in (0.0, 1.0)}
    ends = {u: float(_result(central, table, rho, u)[0]) for u in (_LOW, _HIGH)}
    return [
        Switch(
            id="rho",
            title="Who goes short: final users only, or every buyer in proportion",
            unit="1",
            low=0.0,
            high=1.0,
            at_low=at[0.0],
            at_high=at[1.0],
            kind="structure",
        ),
        Switch(
            id="kappa",
            title="Shares of industries' output that cannot be made without it",
            unit="probability",
            low=_LOW,
            high=_HIGH,
            at_low=ends[_LOW],
            at_high=ends[_HIGH],
            kind="share",
        ),
    ]


def _first_draw(response: MarketResponse) -> MarketResponse:
    names = (
        "price", "inside_price", "is_backstop", "served", "use_ratio", "importer_use", "hoarded",
        "domestic_output", "recycled", "released", "leaked", "imports", "surplus_musd",
        "terms_of_trade_musd",
    )  # fmt: skip
    return replace(response, **{name: getattr(response, name)[:1] for name in names})
