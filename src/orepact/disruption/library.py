"""What each restriction would cost the importer if it came: a library of drawn losses by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.drawn import Severity
from orepact.disruption.hazard import Line
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.relief import Relief
from orepact.disruption.respond import respond
from orepact.disruption.severity import draw_severity
from orepact.disruption.shock import Shock

__all__ = ["HORIZON", "Entry", "entry", "joint_entry", "severity_of"]

Array = NDArray[np.float64]

HORIZON = 6
"""Calendar years over which a restriction's losses are added up; the rest is not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Losses of one importer under one restriction, one per draw.

    Parameters
    ----------
    loss_musd : ndarray, shape (draw,), million USD of the base year
        Loss of real surplus over the whole restriction; positive is loss.
    price : ndarray, shape (draw, year)
        Price ratio outside.
    host_gain_musd : ndarray, shape (draw,), million USD
        (p - 1) P0 x the host's exports, over the whole restriction; zero without a host.
    is_backstop : ndarray of bool, shape (draw,)
    """

    loss_musd: Array
    price: Array
    host_gain_musd: Array
    is_backstop: NDArray[np.bool_]


def severity_of(lines: Sequence[Line], market: Market, draws: int, seed: int) -> Severity:
    """Return the severity of restrictions that stand together.

    The cut is the mean over imposers weighted by their exports; they last as long as the longest.
    """
    cut, years, weight = np.zeros(draws), np.zeros(draws), 0.0
    for line in lines:
        own = draw_severity(
            line.instrument,
            imposer=line.country,
            scope=f"{line.commodity}/{line.stage}",
            draws=draws,
            seed=seed,
        )
        flow = market.inflow(line.country)
        exports = flow.exports if flow else 0.0
        cut += exports * own.cut
        weight += exports
        years = np.maximum(years, own.years)
    return Severity(cut=cut / weight if weight > 0 else cut, years=years)


def entry(
    market: Market,
    lines: Sequence[Line],
    *,
    draws: Draws,
    relief: Relief | None = None,
    host_exports: Array | None = None,
    at: NDArray[np.intp] | None = None,
) -> Entry:
    """Return the losses under restrictions of one or several imposers of one market.

    Parameters
    ----------
    lines : sequence of Line
        Imposers that restrict together; they are solved jointly.
    draws : Draws
        Of the market; a portfolio is compared on the same ones.
    relief : Relief, optional
        Shape (draw, HORIZON).
    host_exports : ndarray, shape (HORIZON,), optional
        What the host sells outside, market's unit per year.
    at : ndarray of int, optional
        Draws that are wanted; the others cost nothing and are zero.
    """
    severity = severity_of(lines, market, draws.size, draws.seed)
    cut = severity.cut
    if at is not None:
        keep = np.zeros(draws.size)
        keep[at] = 1.0
        cut = cut * keep
    response = respond(
        market,
        Shock(
            commodity=market.commodity,
            stage=market.stage,
            imposers=tuple(line.country for line in lines),
            instrument=lines[0].instrument,
        ),
        draws=draws,
        horizon=HORIZON,
        relief=relief,
        severity=Severity(cut=cut, years=severity.years),
        with_inside=False,
    )
    price = market.price_usd if market.price_usd is not None else np.nan
    gain = np.zeros(draws.size)
    if host_exports is not None:
        gain = ((response.price - 1.0) @ host_exports) * price / 1e6
    return Entry(
        loss_musd=-response.surplus_musd.sum(axis=1),
        price=response.price,
        host_gain_musd=gain,
        is_backstop=np.asarray(response.is_backstop.any(axis=1)),
    )


def joint_entry(
    market: Market, lines: Sequence[Line], *, size: int, seed: int, relief: Relief | None = None
) -> Entry:
    """Return the losses under several imposers, with draws of the market made here."""
    return entry(
        market, lines, draws=Draws(size, seed, market.commodity, parameters()), relief=relief
    )
