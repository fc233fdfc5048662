"""What a host gains in the very scenario in which an importer loses: same events, same draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.errors import OrepactError
from orepact.evidence import country_name

__all__ = ["HostSide", "host_side"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSide:
    """What a host sells and gains under a restriction by others.

    Parameters
    ----------
    country : str
    tonnes : float
        What it sells abroad, market's unit per year.
    is_added : bool
        Whether these tonnes are added to the market, or are exported already.
    gain_musd : ndarray, shape (draw,), million USD of the market's year
        Sum over years of (p - 1) P0 x tonnes; NaN without a price.
    spared_musd : ndarray, shape (draw,), same unit
        Importer's loss of real surplus that added tonnes take away in the same draws; zero for
        tonnes that are exported already.
    ids : tuple of str
        Figures behind the tonnes.
    why_not : str
        Why there is nothing to gain; empty where there is.
    """

    country: str
    tonnes: float
    is_added: bool
    gain_musd: Array
    spared_musd: Array
    ids: tuple[str, ...]
    why_not: str


def host_side(
    response: MarketResponse, host: str, *, tonnes: float | None, draws: int, seed: int
) -> HostSide:
    """Return what a host gains in a scenario.

        gain = sum over years of (p - 1) P0 x tonnes sold abroad

    Without ``tonnes`` these are the host's exports in the market, and p is the price of the
    scenario. With them they are added, all contracted to the importer, displace what the
    restricting country sent, and p is the price with them. No multiplier on local incomes is
    applied: no source in hand gives one.

    Parameters
    ----------
    response : MarketResponse
        The scenario without the added tonnes.
    host : str
        Alpha-3 code.
    tonnes : float, optional
    draws, seed : int
        Of the scenario, so that the draws are the same.

    Raises
    ------
    OrepactError : a host that restricts, or that is the importer
    """
    market, shock = response.market, response.shock
    if host in shock.imposers or host == market.importer:
        role = "restricts" if host in shock.imposers else "is the importer"
        raise OrepactError(
            f"{country_name(host)} {role} and is no host here",
            where="host",
            do="Name a country that neither restricts nor imports",
        )
    money = (market.price_usd if market.price_usd is not None else np.nan) / 1e6
    none = np.zeros(draws)
    if tonnes is None:
        flow = market.inflow(host)
        sold = flow.exports if flow else 0.0
        return HostSide(
            country=host,
            tonnes=sold,
            is_added=False,
            gain_musd=((response.price - 1.0) * sold * money).sum(axis=1),
            spared_musd=none,
            ids=flow.ids if flow else (),
            why_not=""
            if sold > 0.0
            else f"{country_name(host)} sends no {market.commodity} ({market.stage}) abroad; "
            "give what it could with --host-tonnes",
        )
    yearly = np.full((draws, response.years), tonnes)
    added = Relief(supply=yearly, owned=yearly, domestic=np.zeros_like(yearly), stock=none)
    with_it = respond(
        market,
        shock,
        draws=Draws(draws, seed, market.commodity, parameters()),
        horizon=response.years,
        relief=added,
        with_inside=False,
    )
    return HostSide(
        country=host,
        tonnes=tonnes,
        is_added=True,
        gain_musd=((with_it.price - 1.0) * tonnes * money).sum(axis=1),
        spared_musd=(with_it.surplus_musd - response.surplus_musd).sum(axis=1),
        ids=(),
        why_not="",
    )
