"""Every market of an importer against each of its largest suppliers, in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Band, band
from orepact.disruption.expected_loss import FUELS, MOST_SUPPLIERS
from orepact.disruption.market_of import covered, market_of
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.disruption.shock import Instrument, Shock
from orepact.exposure import Exposure, cube

__all__ = ["SweepRow", "sweep"]

Array = NDArray[np.float64]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRow(Generic[Found]):
    """One supplier of one market that withholds.

    Parameters
    ----------
    commodity, stage, supplier : str
    price : Band
        Price ratio of the worst year.
    shortfall : Band
        Share of use that goes unserved or is priced out, worst year, 0 to 1.
    loss_musd : Band or None
        Loss of real surplus over the restriction, million USD; None without a price.
    backstop_share : float
        Share of draws in which the backstop binds.
    further : object
        What the caller computed from the response; None if nothing was asked.
    """

    commodity: str
    stage: str
    supplier: str
    price: Band
    shortfall: Band
    loss_musd: Band | None
    backstop_share: float
    further: Found | None


def sweep(
    exposure: Exposure,
    importer: str,
    *,
    cut: float = 1.0,
    years: float = 1.0,
    instrument: Instrument = Instrument.BAN,
    draws: int = 1000,
    seed: int = 0,
    suppliers: int = MOST_SUPPLIERS,
    then: Callable[[MarketResponse], Found] | None = None,
) -> Iterator[SweepRow[Found]]:
    """Yield one row for every mineral market and each of its largest suppliers.

    Parameters
    ----------
    cut, years, instrument
        Of every restriction.
    draws, seed : int
        The draws of a market are shared by its suppliers.
    suppliers : int
        Largest suppliers by what reaches the importer, those with exports only.
    then : callable, optional
        What else to compute from each response: the economy layer.
    """
    base = cube().years[-1]
    for name, stage in covered(exposure, importer, base):
        if name in FUELS:
            continue
        market = market_of(exposure, commodity=name, importer=importer, year=base)
        drawn = Draws(draws, seed, name, parameters())
        sellers = [flow.country for flow in market.suppliers if flow.exports > 0]
        for supplier in sellers[:suppliers]:
            response = respond(
                market,
                Shock(
                    commodity=name,
                    stage=stage,
                    imposers=(supplier,),
                    cut=cut,
                    years=years,
                    instrument=instrument,
                ),
                draws=drawn,
                with_inside=False,
            )
            yield SweepRow(
                commodity=name,
                stage=stage,
                supplier=supplier,
                price=band(response.price.max(axis=1)),
                shortfall=band(response.total_shortfall.max(axis=1)),
                loss_musd=None
                if market.price_usd is None
                else band(-response.surplus_musd.sum(axis=1)),
                backstop_share=float(response.is_backstop.any(axis=1).mean()),
                further=then(response) if then is not None else None,
            )
