"""How much each supplier sends abroad and to the importer, from trade or by balance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.market import Inflow
from orepact.disruption.parameters import parameters
from orepact.disruption.use_share import use_shares
from orepact.evidence import Quality
from orepact.exposure import Cube

__all__ = ["PrintedSources", "Traded", "inflows", "traded"]

Array = NDArray[np.float64]

_LEAST_SHARE = 0.05
"""Below this share of a supplier's exports, the importer's part is not scaled up to the whole."""
_MOST = 0.7
"""Share of what the importer's statistics name that trade of the stage must reach."""
_PROCESSED = ("refined", "compound", "alloy", "ore")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedSources:
    """Import sources that the importer's own statistics print, market's unit per year."""

    by_country: dict[str, float]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traded:
    """Trade of one chain in one year, tonnes of content; None where tonnes are not in hand."""

    matrix: Array
    low: Array
    high: Array
    sent: tuple[Array, Array, Array]
    """Exports by country: central, low, high."""
    taken: tuple[Array, Array, Array]
    """Imports by country: central, low, high."""


@lru_cache(maxsize=1024)
def traded(cube: Cube, commodity: str, stage: str, year: int) -> Traded | None:
    """Return trade of a chain, or None where no flow has tonnes."""
    if (commodity, stage) not in cube.keys:
        return None
    chain = cube.chain(commodity, stage)
    matrix = chain.matrix(year)
    if not matrix.any():
        return None
    low, high = chain.matrix(year, of="low"), chain.matrix(year, of="high")
    return Traded(
        matrix=matrix,
        low=low,
        high=high,
        sent=(matrix.sum(axis=1), low.sum(axis=1), high.sum(axis=1)),
        taken=(matrix.sum(axis=0), low.sum(axis=0), high.sum(axis=0)),
    )


def inflows(
    cube: Cube,
    *,
    commodity: str,
    stage: str,
    year: int,
    importer: str,
    output: Array,
    use: float,
    trade: Traded | None,
    printed: PrintedSources | None,
    last_year: int | None = None,
) -> tuple[Inflow, ...]:
    """Return what every supplier sends abroad, largest to the importer first.

    With trade of the stage, exports are those that the supplier's own output can stand behind, at
    least those net of its own imports, and never less than what goes to the importer: what a
    supplier only passes on is not lost with it. Without it, or where the importer's statistics
    count mostly other forms, they are the largest of what those statistics name, the same over the
    importer's share of the supplier's processed exports (at most the supplier's output), and a
    balance: the lesser of output less the supplier's share of world use, and use abroad less
    output abroad.

    Parameters
    ----------
    output : ndarray, shape (country,)
        Primary production at the market's stage, t of content.
    use : float
        The importer's use, t of content.
    last_year : int, optional
        Last year whose trade of the commodity may stand in for the base year's; by default the
        last in hand. Shares of world metal use are of the last year in hand in any case.
    """
    at = cube.position(importer)
    is_measured = trade is not None and _covers(trade, at, printed)
    balance = _Balance(
        cube=cube,
        commodity=commodity,
        year=year,
        at=at,
        output=np.nan_to_num(output),
        shares=use_shares(cube, cube.years[-1]),
        use=use,
        last_year=cube.years[-1] if last_year is None else last_year,
    )
    made = []
    for index, country in enumerate(cube.countries):
        if index == at:
            continue
        named = printed.by_country.get(country, 0.0) if printed else None
        if is_measured and trade is not None:
            if trade.sent[0][index] <= 0.0 and not named:
                continue
            flow = _measured(balance, index, trade, named)
        elif printed is not None and (balance.output[index] > 0 or named):
            flow = balance.flow(index, named or 0.0, trade)
        else:
            continue
        if flow.exports > 0:
            made.append(flow)
    return tuple(sorted(made, key=lambda one: (-one.to_importer, -one.exports, one.country)))


def _covers(trade: Traded, at: int, printed: PrintedSources | None) -> bool:
    """Return whether trade of the stage is most of what the importer's statistics count."""
    if printed is None:
        return True
    named = sum(printed.by_country.values())
    return float(trade.taken[0][at]) >= _MOST * named


def _measured(balance: _Balance, index: int, trade: Traded, named: float | None) -> Inflow:
    at, own = balance.at, float(balance.output[index])
    taken = float(trade.taken[0][index])

    def stands(which: int) -> float:
        sent = float(trade.sent[which][index])
        return max(sent - float(trade.taken[which][index]), min(sent, own))

    reaches = float(trade.matrix[index, at]) if named is None else named
    central = max(stands(0), reaches)
    passed_on = max(float(trade.sent[0][index]) - central, 0.0)
    return Inflow(
        country=balance.cube.countries[index],
        exports=central,
        to_importer=reaches,
        low=min(max(stands(1), reaches), central),
        high=max(stands(2), central),
        quality=Quality.B,
        method="exports of the stage that the supplier's own output stands behind",
        takes=max(taken - passed_on, 0.0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Balance:
    """What is needed to tell exports from output and use."""

    cube: Cube
    commodity: str
    year: int
    at: int
    output: Array
    shares: Array
    use: float
    last_year: int

    def left(self, index: int, factor: float, *, is_capped: bool = True) -> float:
        """Return the lesser of output less own use, and use abroad less output abroad."""
        total, own = float(self.output.sum()), float(self.output[index])
        share = min(float(self.shares[index]) * factor, 1.0)
        surplus = own - share * total
        if is_capped and self.shares[self.at] > 0:
            abroad = self.use * (1.0 - share) / float(self.shares[self.at])
            surplus = min(surplus, abroad - (total - own))
        return max(surplus, 0.0)

    def flow(self, index: int, named: float, trade: Traded | None) -> Inflow:
        factor = parameters()["use_share_factor"]
        whole = max(named, min(self._scaled(index, named), float(self.output[index])))
        net, net_low, net_high = self._net(index, trade)
        central = max(named, whole, net, self.left(index, factor.mid))
        return Inflow(
            country=self.cube.countries[index],
            exports=central,
            to_importer=named,
            low=min(max(named, net_low, self.left(index, factor.high)), central),
            high=max(net_high, self.left(index, factor.low, is_capped=False), central),
            quality=Quality.D,
            method="balance of output and use; no trade in tonnes counts what is used",
        )

    @staticmethod
    def _net(index: int, trade: Traded | None) -> tuple[float, float, float]:
        if trade is None:
            return 0.0, 0.0, 0.0
        net, low, high = (
            float(trade.sent[which][index] - trade.taken[which][index]) for which in range(3)
        )
        return net, low, high

    def _scaled(self, index: int, named: float) -> float:
        """Return what the importer names over its share of the supplier's processed exports."""
        for year in dict.fromkeys((self.year, self.last_year)):
            for stage in _PROCESSED:
                trade = traded(self.cube, self.commodity, stage, year)
                if trade is not None and trade.sent[0][index] > 0:
                    share = float(trade.matrix[index, self.at] / trade.sent[0][index])
                    return named / share if share >= _LEAST_SHARE else named
        return named
