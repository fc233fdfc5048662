"""Read one market from the evidence: any commodity and importer that production and trade cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepact.disruption.inflow import PrintedSources, Traded, inflows, traded
from orepact.disruption.market import Market, Producer
from orepact.disruption.statement import PRINTED, Printed, printed_of
from orepact.disruption.traits import (
    MarketPrice,
    end_uses,
    is_by_product,
    market_price,
    tonnes_per,
)
from orepact.errors import EvidenceError
from orepact.evidence import Quality, country, country_name
from orepact.evidence import commodity as commodity_name
from orepact.exposure import Cube, Exposure, as_chain_stage, chain_stage, cube

__all__ = ["covered", "market_of"]

Array = NDArray[np.float64]

_STAGES = ("refined", "smelter", "compound", "alloy", "ore")
"""Stages that a market can have, the latest first."""
_EARLIER = ("ore", "smelter", "refined", "compound", "alloy", "product")


def _output(cube_: Cube, commodity: str, stage: str, year: int) -> tuple[str, Array] | None:
    """Return the stage of production that stands for a market's stage, and output by country."""
    position = cube_.year_position(year)
    last = _EARLIER.index(stage) if stage in _EARLIER else 0
    for candidate in (stage, *reversed(_EARLIER[:last])):
        if (commodity, candidate) not in cube_.keys:
            continue
        production = cube_.chain(commodity, candidate).production
        if production is not None and np.nansum(production.central[:, position]) > 0:
            return candidate, production.central[:, position]
    return None


def _stages_of(cube_: Cube, commodity: str, buyer: str, year: int) -> tuple[str, ...]:
    """Return stages in the order in which they are tried: by value of imports, then the latest."""
    at = cube_.position(buyer)

    def bought(stage: str) -> float:
        if (commodity, stage) not in cube_.keys:
            return -1.0
        return float(cube_.chain(commodity, stage).matrix(year, of="value")[:, at].sum())

    return tuple(sorted(_STAGES, key=lambda stage: (-bought(stage), _STAGES.index(stage))))


def covered(
    exposure: Exposure, importer: str, year: int, *, only: Sequence[str] = ()
) -> tuple[tuple[str, str], ...]:
    """Return commodity and stage of every market of an importer that can be computed.

    Parameters
    ----------
    only : sequence of str
        Commodities to look at; empty for all.
    """
    found = []
    for commodity in dict.fromkeys(name for name, _ in cube().keys):
        if only and commodity not in only:
            continue
        try:
            market = market_of(exposure, commodity=commodity, importer=importer, year=year)
        except EvidenceError:
            continue
        found.append((commodity, market.stage))
    return tuple(found)


@lru_cache(maxsize=512)
def market_of(
    exposure: Exposure,
    *,
    commodity: str,
    importer: str,
    stage: str | None = None,
    year: int | None = None,
    known_by: int | None = None,
) -> Market:
    """Return the market of a commodity as an importer meets it.

    Parameters
    ----------
    exposure : Exposure
    commodity, importer : str
        In any spelling.
    stage : str, optional
        Stage of the market; by default the latest whose production is known by country.
    year : int, optional
        Base year; by default the last of the cube.
    known_by : int, optional
        Last year from which trade and capacity of the commodity may be taken where the base year
        has none; by default the last in hand. A backtest gives the base year.

    Raises
    ------
    EvidenceError : production or the importer's use is not covered; what to do
    UnknownNameError : a commodity, country or stage that is not known
    """
    cube_ = cube()
    name, buyer = commodity_name(commodity), country(importer)
    base = cube_.years[-1] if year is None else year
    if base not in cube_.years:
        raise EvidenceError(
            f"{base} is outside the years of the evidence",
            where="year",
            do=f"Give a year from {cube_.years[0]} to {cube_.years[-1]}",
        )
    stages = _stages_of(cube_, name, buyer, base) if stage is None else (as_chain_stage(stage),)
    reasons: list[str] = []
    for one in stages:
        wanted = _Wanted(
            exposure=exposure,
            cube=cube_,
            commodity=name,
            stage=one,
            importer=buyer,
            year=base,
            known_by=known_by,
        )
        found = _market_at(wanted, reasons)
        if found is not None and (stage is not None or found.inflows):
            return found
    raise EvidenceError(
        f"no market of {name} for {country_name(buyer)} in {base}: {'; '.join(reasons)}",
        where="commodity",
        why="Nothing is computed from figures that are not there",
        do="Name another stage or year, or import a file that covers it",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """Which market is read, from what."""

    exposure: Exposure
    cube: Cube
    commodity: str
    stage: str
    importer: str
    year: int
    known_by: int | None

    @property
    def position(self) -> int:
        """Return the importer's place on the country axis."""
        return self.cube.position(self.importer)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """What the importer uses, makes and recycles, t/yr, and the statement it was read from."""

    use: float
    domestic: float
    recycled: float
    printed: Printed | None
    notes: tuple[str, ...]


def _market_at(of: _Wanted, reasons: list[str]) -> Market | None:
    if (of.commodity, of.stage) not in of.cube.keys:
        reasons.append(f"{of.stage} is no stage of it in the evidence")
        return None
    production = _output(of.cube, of.commodity, of.stage, of.year)
    if production is None:
        reasons.append(f"no source gives production by country at {of.stage} or before")
        return None
    made_at, output = production
    trade = traded(of.cube, of.commodity, of.stage, of.year)
    used = _use(of, made_at, output, trade)
    if used is None:
        reasons.append(f"no trade in tonnes at {of.stage}")
        return None
    if used.use <= 0.0:
        name = country_name(of.importer)
        reasons.append(f"{name} uses none of it at {of.stage} by production and trade")
        return None
    return _assembled(of, made_at, output, trade, used)


def _use(of: _Wanted, made_at: str, output: Array, trade: Traded | None) -> _Use | None:
    """Return the importer's use from its own statement, else from production and trade."""
    is_only = not any((of.commodity, one) in of.cube.keys for one in _STAGES if one != of.stage)
    printed = None
    if of.importer == PRINTED:
        printed = printed_of(of.exposure, of.commodity, of.stage, of.year, is_only_stage=is_only)
    notes = () if made_at == of.stage else (f"production is that of {made_at}",)
    if printed is not None:
        return _Use(
            use=printed.use,
            domestic=printed.domestic,
            recycled=printed.recycled,
            printed=printed,
            notes=(*notes, *((printed.note,) if printed.note else ())),
        )
    if trade is None:
        return None
    at = of.position
    made = float(np.nan_to_num(output[at])) if made_at == of.stage else 0.0
    net = float(trade.taken[0][at] - trade.sent[0][at])
    return _Use(use=made + net, domestic=made, recycled=0.0, printed=None, notes=notes)


def _assembled(
    of: _Wanted, made_at: str, output: Array, trade: Traded | None, used: _Use
) -> Market:
    name, stage, year, printed = of.commodity, of.stage, of.year, used.printed
    price = market_price(of.exposure.evidence, name, stage, year) or _unit_value(of)
    sources: PrintedSources | None = printed.sources if printed else None
    flows = inflows(
        of.cube,
        commodity=name,
        stage=stage,
        year=year,
        importer=of.importer,
        output=output,
        use=used.use,
        trade=trade,
        printed=sources,
        last_year=of.known_by,
    )
    production = of.cube.chain(name, made_at).production
    others = production.others[of.cube.year_position(year)] if production else np.nan
    uses = end_uses(name)
    return Market(
        commodity=name,
        stage=stage,
        importer=of.importer,
        year=year,
        unit="t",
        price_usd=price.usd if price else None,
        producers=_producers(of, made_at, output, used.domestic),
        unnamed=float(others) if np.isfinite(others) else 0.0,
        inflows=flows,
        use=used.use,
        recycled=used.recycled,
        stock_days=printed.stock_days if printed else None,
        is_by_product=is_by_product(name),
        end_uses=uses,
        ids=(
            *(printed.ids if printed else ()),
            *((price.id,) if price and price.id else ()),
        ),
        notes=_notes(used, price),
        qualities={
            "use": printed.use_quality if printed else Quality.C,
            "price": price.quality if price else Quality.D,
            "production": Quality.A,
            "inflows": flows[0].quality if flows else Quality.D,
            "end uses": uses[0].quality,
        },
    )


def _notes(used: _Use, price: MarketPrice | None) -> tuple[str, ...]:
    notes = list(used.notes)
    if price is None:
        notes.append("no price is printed: nothing is stated in money")
    elif price.note:
        notes.append(f"price: {price.note}")
    if used.recycled == 0.0:
        notes.append("no secondary production is printed for the importer, and none is counted")
    return tuple(notes)


def _unit_value(of: _Wanted) -> MarketPrice | None:
    """Return the unit value of the importer's imports, where no price is printed."""
    trade = of.cube.chain(of.commodity, of.stage).trade
    when = of.cube.year_position(of.year)
    own = (trade.importer == of.position) & (trade.year == when) & (trade.tonnes > 0)
    if not own.any():
        return None
    return MarketPrice(
        usd=float(trade.value[own].sum() * 1000.0 / trade.tonnes[own].sum()),
        id="",
        quality=Quality.C,
        note="unit value of the importer's imports",
    )


def _producers(of: _Wanted, made_at: str, output: Array, domestic: float) -> tuple[Producer, ...]:
    capacity = _capacities(of.exposure, of.commodity, made_at, of.year, of.known_by)
    made = []
    known = np.nan_to_num(output)
    for index, code in enumerate(of.cube.countries):
        own = domestic if code == of.importer else float(known[index])
        most = capacity.get(code)
        if own > 0 or (most and most > 0):
            made.append(Producer(country=code, output=own, capacity=most))
    return tuple(made)


@lru_cache(maxsize=2)
def _printed_capacities(exposure: Exposure) -> dict[str, list[dict[str, Any]]]:
    """Return every printed capacity with a number, by commodity, in the order of the evidence."""
    printed = exposure.evidence.figures(statistic="capacity")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in printed.filter(pl.col("number").is_not_null()).iter_rows(named=True):
        found.setdefault(str(row["commodity"]), []).append(row)
    return found


def _capacities(
    exposure: Exposure, name: str, stage: str, year: int, known_by: int | None
) -> dict[str, float]:
    """Return printed capacity by country, t/yr, the year nearest to the base year."""
    found: dict[str, tuple[int, float]] = {}
    for row in _printed_capacities(exposure).get(name, ()):
        unit, when = tonnes_per(row["unit"]), str(row["period"])[:4]
        belongs = chain_stage(name, row["stage"])
        is_it = row["stage"] == "all forms" or belongs == (name, stage)
        if unit is None or not is_it or not when.isdigit() or len(row["country"]) != 3:
            continue
        if known_by is not None and int(when) > known_by:
            continue
        distance = abs(int(when) - year)
        if row["country"] not in found or distance < found[row["country"]][0]:
            found[row["country"]] = (distance, float(row["number"]) * unit)
    return {code: amount for code, (_, amount) in found.items() if code not in ("WLD", "OTH")}
