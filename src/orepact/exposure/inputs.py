"""What the measures of one importer, chain and year rest on, with all that is uncertain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.chain import content_factors
from orepact.exposure.cube import Amounts, Cube, Known
from orepact.exposure.line import Coverage

__all__ = ["NO_GOVERNANCE", "UNRECORDED_FACTOR", "ChainInputs", "chain_inputs", "line_price"]

Floats = NDArray[np.float64]

NO_GOVERNANCE = 0.5
"""Instability of a country that no source rates: the middle of the scale."""
UNRECORDED_FACTOR = 3.0
"""A flow without tonnes weighs its value at the price of its line, give or take this factor."""
CARRIED_SPREAD = 0.5
"""How far a figure carried from another source or year may be off; assumed, quality D."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainInputs:
    """One importer, chain and year.

    Parameters
    ----------
    importer, commodity, stage, year : the keys
    coverage : Coverage
        Of trade.
    lines : tuple of str
        Customs lines with a content factor.
    factors : ndarray, shape (3, line), t/t
        Low, central and high content.
    suppliers : tuple of str
    bought : ndarray, shape (supplier, line), t gross weight
        Recorded.
    unrecorded : ndarray, shape (supplier, line), t gross weight
        Middle estimate of flows without tonnes: value over the price of the line that year.
    value : ndarray, shape (supplier,), thousand USD
    sold, sold_unrecorded : ndarray, shape (line,), t gross weight
        What the importer ships itself.
    production : ndarray, shape (3,), t of content
        Low, central, high of the importer; nan where nothing is known.
    production_known : Known
    world : ndarray, shape (3, country), t of content
        Production of every country that has any, the importer among them; central nan where
        withheld.
    world_others : float, t
        Published for countries without a name, less those that another source names.
    world_countries : tuple of str
    instability : dict of str to float
        0 to 1 of every supplier and producer; the middle where no source rates a country.
    production_source : str
    """

    importer: str
    commodity: str
    stage: str
    year: int
    coverage: Coverage
    lines: tuple[str, ...]
    factors: Floats
    suppliers: tuple[str, ...]
    bought: Floats
    unrecorded: Floats
    value: Floats
    sold: Floats
    sold_unrecorded: Floats
    production: Floats
    production_known: Known
    world: Floats
    world_others: float
    world_countries: tuple[str, ...]
    instability: dict[str, float]
    production_source: str

    @property
    def is_traded(self) -> bool:
        """Return whether trade data speak of the chain in that year in tonnes of content."""
        return self.coverage is not Coverage.NOT_COVERED and bool(self.lines)


def line_price(cube: Cube, hs: str, year: int) -> float:
    """Return thousand USD per gross tonne of a line in a year (its position), over known tonnes."""
    arrays = cube.at_rest.arrays
    number = cube.lines.index(hs)
    part = slice(arrays["line_start"][number], arrays["line_start"][number + 1])
    at = arrays["year"][part] == year
    gross, value = arrays["gross"][part][at], arrays["value"][part][at]
    has = gross > 0
    total = float(gross[has].sum())
    return float(value[has].sum()) / total if total > 0 else float("nan")


def chain_inputs(
    cube: Cube,
    importer: str,
    commodity: str,
    stage: str,
    year: int,
    *,
    without_outliers: bool = False,
) -> ChainInputs:
    """Return the inputs of one importer, chain and year.

    Raises
    ------
    UnknownNameError : for a country, chain or year that the cube does not hold
    """
    who, when = cube.position(importer), cube.year_position(year)
    chain = cube.chain(commodity, stage)
    lines = tuple(hs for hs in chain.lines if content_factors()[hs].central is not None)
    trade = chain.trade
    is_now = trade.year == when
    if without_outliers:
        is_now = is_now & ~trade.is_outlier
    line_of = np.array([lines.index(hs) if hs in lines else -1 for hs in chain.lines], dtype=int)
    prices = np.array([line_price(cube, hs, when) for hs in lines])

    def added(rows: NDArray[np.int64], keys: NDArray[np.int16]) -> tuple[Floats, Floats, Floats]:
        names, who_of = np.unique(keys[rows], return_inverse=True)
        known, guess, value = (np.zeros((names.size, len(lines))) for _ in range(3))
        column = line_of[trade.line[rows]]
        rows, at = rows[column >= 0], (who_of[column >= 0], column[column >= 0])
        gross, worth, price = trade.gross[rows], trade.value[rows], prices[at[1]]
        is_open = np.isnan(gross)
        with np.errstate(invalid="ignore", divide="ignore"):
            told = np.where(price > 0, worth / price, np.inf)
        np.add.at(value, at, worth)
        np.add.at(known, at, np.where(is_open, 0.0, gross))
        np.add.at(guess, at, np.where(is_open, told, 0.0))
        return known, guess, value

    buying = np.flatnonzero(is_now & (trade.importer == who) & (trade.exporter != who))
    selling = np.flatnonzero(is_now & (trade.exporter == who) & (trade.importer != who))
    bought, unrecorded, value = added(buying, trade.exporter)
    sold, sold_unrecorded, _ = added(selling, trade.importer)
    suppliers = tuple(cube.countries[code] for code in sorted({*trade.exporter[buying].tolist()}))
    own = [content_factors()[hs] for hs in lines]
    factors = np.array([[c.low, c.central, c.high] for c in own], dtype=np.float64)
    return ChainInputs(
        importer=cube.countries[who],
        commodity=chain.commodity,
        stage=chain.stage,
        year=year,
        coverage=chain.coverage_of(year),
        lines=lines,
        factors=factors.reshape(len(lines), 3).T,
        suppliers=suppliers,
        bought=bought,
        unrecorded=unrecorded,
        value=value.sum(axis=1),
        sold=sold.sum(axis=0),
        sold_unrecorded=sold_unrecorded.sum(axis=0),
        **_world(cube, chain.production, who, when, suppliers),  # type: ignore[arg-type]
    )


def _world(
    cube: Cube, amounts: Amounts | None, who: int, when: int, suppliers: tuple[str, ...]
) -> dict[str, object]:
    nothing = np.full(3, np.nan)
    named: tuple[str, ...] = ()
    world, others, own, known, source = np.zeros((3, 0)), 0.0, nothing, Known.NOTHING, ""
    if amounts is not None and amounts.source[when]:
        cells = np.array([amounts.low[:, when], amounts.central[:, when], amounts.high[:, when]])
        own, known = cells[:, who], Known(int(amounts.known[who, when]))
        is_named = np.isin(
            amounts.known[:, when], [Known.REPORTED, Known.CARRIED, Known.WITHHELD]
        ) & ~(cells[2] == 0)
        at = np.flatnonzero(is_named)
        named, world = tuple(cube.countries[code] for code in at), cells[:, at]
        carried = amounts.known[at, when] == Known.CARRIED
        world[0, carried] = world[1, carried] * (1.0 - CARRIED_SPREAD)
        world[2, carried] = np.minimum(
            world[2, carried], world[1, carried] * (1.0 + CARRIED_SPREAD)
        )
        printed = amounts.others[when]
        # Other countries without a bound stay without one: every share of the world is then a gap.
        told = 0.0 if np.isnan(printed) else float(printed)
        others = max(0.0, told - float(world[1, carried].sum()))
        source = amounts.source[when]
    rated = {
        code: float(cube.instability[cube.position(code), when])
        for code in {*suppliers, *named, cube.countries[who]}
    }
    return {
        "production": own,
        "production_known": known,
        "world": world,
        "world_others": others,
        "world_countries": named,
        "instability": {
            code: NO_GOVERNANCE if np.isnan(number) else number for code, number in rated.items()
        },
        "production_source": source,
    }
