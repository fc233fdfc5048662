"""What each restriction would cost the importer if it came: a library of drawn losses by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.drawn import Severity
from orepact.disruption.hazard import Line
from orepact.disruption.market import Market
from orepact.disruption.parameters import Draws
from orepact.disruption.relief import Relief
from orepact.disruption.respond import Restriction, respond_to_each
from orepact.disruption.severity import draw_severity
from orepact.disruption.shock import Shock

__all__ = ["HORIZON", "Entry", "entries", "severity_of"]

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


def entries(
    market: Market,
    patterns: Sequence[Sequence[Line]],
    *,
    draws: Draws,
    reliefs: Sequence[Relief | None] = (),
    host_exports: Sequence[Array | None] = (),
) -> list[Entry]:
    """Return the losses of several restrictions of one market, each alone, cleared in one pass.

    Parameters
    ----------
    patterns : sequence of sequences of Line
        Imposers that restrict together; each pattern is solved jointly.
    draws : Draws
        Of the market; a portfolio is compared on the same ones.
    reliefs : sequence of Relief or None
        One per pattern, shape (draw, HORIZON); none for anybody if empty.
    host_exports : sequence of ndarray or None, each of shape (HORIZON,)
        What the host sells outside, one per pattern, market's unit per year.
    """
    if any(one is not None for one in (*reliefs, *host_exports)):
        return _solved(market, patterns, draws, reliefs, host_exports)
    keys = [
        (id(market), tuple(lines), draws.size, draws.seed, id(draws.table)) for lines in patterns
    ]
    missing = [n for n, key in enumerate(keys) if _kept(key, market, draws) is None]
    if len(_KNOWN) + len(missing) > _MOST_KEPT:
        _KNOWN.clear()
        missing = list(range(len(keys)))
    made = _solved(market, [patterns[n] for n in missing], draws, (), ())
    for n, one in zip(missing, made, strict=True):
        _KNOWN[keys[n]] = (market, draws.table, one)
    return [_KNOWN[key][2] for key in keys]


_MOST_KEPT = 2000
_KNOWN: dict[tuple[object, ...], tuple[Market, object, Entry]] = {}
"""Losses without any portfolio, which every portfolio is compared with."""


def _kept(key: tuple[object, ...], market: Market, draws: Draws) -> Entry | None:
    found = _KNOWN.get(key)
    is_same = found is not None and found[0] is market and found[1] is draws.table
    return found[2] if found is not None and is_same else None


def _solved(
    market: Market,
    patterns: Sequence[Sequence[Line]],
    draws: Draws,
    reliefs: Sequence[Relief | None],
    host_exports: Sequence[Array | None],
) -> list[Entry]:
    if not patterns:
        return []
    asked = [
        Restriction(
            shock=Shock(
                commodity=market.commodity,
                stage=market.stage,
                imposers=tuple(dict.fromkeys(line.country for line in lines)),
                instrument=lines[0].instrument,
            ),
            relief=relief,
            severity=severity_of(lines, market, draws.size, draws.seed),
        )
        for lines, relief in zip(patterns, reliefs or [None] * len(patterns), strict=True)
    ]
    price = market.price_usd if market.price_usd is not None else np.nan
    made = []
    for response, exports in zip(
        respond_to_each(market, asked, draws=draws, horizon=HORIZON),
        host_exports or [None] * len(patterns),
        strict=True,
    ):
        gain = np.zeros(draws.size)
        if exports is not None:
            gain = ((response.price - 1.0) @ exports) * price / 1e6
        made.append(
            Entry(
                loss_musd=-response.surplus_musd.sum(axis=1),
                price=response.price,
                host_gain_musd=gain,
                is_backstop=np.asarray(response.is_backstop.any(axis=1)),
            )
        )
    return made
