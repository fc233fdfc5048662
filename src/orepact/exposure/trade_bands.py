"""How sure are shares of purchases? Two releases of a flow, and flows without tonnes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.bands import DRAWS, SEED, triangular
from orepact.exposure.cube import Cube
from orepact.exposure.inputs import UNRECORDED_FACTOR, line_price
from orepact.exposure.line_scores import flows_at
from orepact.exposure.spread import Unspread, percentiles

__all__ = ["TradeBands", "trade_bands"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

RELEASES = "two releases of the trade data"
UNRECORDED = "flows without tonnes"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeBands:
    """Percentiles of shares of one importer, some customs lines and a year, by value or mass.

    Parameters
    ----------
    spread : str
        What was drawn, or why nothing was.
    herfindahl, top : ndarray, shape (3,)
        5th, 50th and 95th percentile of the Herfindahl index and of the largest share, whosever it
        is in a draw; nan where nothing was drawn.
    shares : mapping of str to ndarray, shape (3,)
        Of each supplier.
    """

    spread: str
    herfindahl: Floats
    top: Floats
    shares: Mapping[str, Floats]

    def of(self, measure: str, supplier: str = "") -> Floats:
        """Return the percentiles of a measure of the registry."""
        if measure == "import_share":
            return self.shares.get(supplier, _NOTHING)
        return self.herfindahl if measure == "import_herfindahl" else self.top


_NOTHING = np.full(3, np.nan)


def _second(
    cube: Cube, importer: int, year: int, flows: tuple[Integers, Integers], by: str
) -> Floats:
    """Return each flow's amount in the second release, nan where that does not hold it."""
    arrays, (at, lines) = cube.at_rest.arrays, flows
    when = cube.year_position(year)
    own = np.flatnonzero((arrays["second_importer"] == importer) & (arrays["second_year"] == when))
    amounts = arrays["second_value" if by == "value" else "second_gross"]
    told = {
        (int(arrays["second_line"][n]), int(arrays["second_exporter"][n])): float(amounts[n])
        for n in own
    }
    keys = zip(lines.tolist(), arrays["exporter"][at].tolist(), strict=True)
    return np.array([told.get(key, np.nan) for key in keys], dtype=np.float64)


def _drawn(
    cube: Cube,
    flows: tuple[Integers, Integers],
    second: Floats,
    rng: np.random.Generator,
    *,
    by: str,
) -> tuple[Floats, list[str]]:
    """Return draws of each flow's amount, shape (DRAWS, flow), and what was drawn."""
    at, lines = flows
    arrays = cube.at_rest.arrays
    first = arrays["value" if by == "value" else "gross"][at].astype(np.float64)
    made = np.tile(first, (DRAWS, 1))
    over = []
    both = np.flatnonzero(np.isfinite(first) & np.isfinite(second) & (first != second))
    if both.size:
        ends = first[both], second[both]
        made[:, both] = triangular(rng, np.minimum(*ends), first[both], np.maximum(*ends))
        over.append(RELEASES)
    for place in np.flatnonzero(np.isnan(first)):
        if np.isfinite(second[place]):
            middle, told = second[place], RELEASES
        else:
            hs, year = cube.lines[lines[place]], int(arrays["year"][at[place]])
            middle = arrays["value"][at[place]] / line_price(cube, hs, year)
            told = UNRECORDED
        reach = np.log(UNRECORDED_FACTOR)
        made[:, place] = middle * np.exp(rng.uniform(-reach, reach, DRAWS))
        if told not in over:
            over.append(told)
    return made, over


def trade_bands(
    cube: Cube, importer: int, codes: Sequence[str], year: int, *, by: str
) -> TradeBands:
    """Return 5th, 50th and 95th percentiles of shares, largest share and Herfindahl index.

    A flow that a second release of the trade data holds with another amount runs between the two,
    triangular with the chosen release as mode. A flow without tonnes weighs its value at the price
    of its customs line, even in the logarithm within a factor of three.

    Parameters
    ----------
    cube : Cube
    importer : int
        Position in ``cube.countries``.
    codes : sequence of str
        Six digits.
    year : int
        Calendar year.
    by : {"value", "mass"}
    """
    at, lines = flows_at(cube, importer, codes, year)
    rng = np.random.default_rng([SEED, importer, year, *(int(hs) for hs in codes), by == "mass"])
    second = _second(cube, importer, year, (at, lines), by)
    made, over = _drawn(cube, (at, lines), second, rng, by=by)
    if not over or not at.size:
        why = str(Unspread.ONE_SOURCE if at.size else Unspread.GAP)
        return TradeBands(spread=why, herfindahl=_NOTHING, top=_NOTHING, shares={})
    if np.isnan(made).any():
        return TradeBands(spread=str(Unspread.OPEN), herfindahl=_NOTHING, top=_NOTHING, shares={})
    who, inverse = np.unique(cube.at_rest.arrays["exporter"][at], return_inverse=True)
    amounts = np.zeros((who.size, DRAWS))
    np.add.at(amounts, inverse, made.T)
    total = amounts.sum(axis=0)
    if not (total > 0).all():
        return TradeBands(spread=str(Unspread.GAP), herfindahl=_NOTHING, top=_NOTHING, shares={})
    shares = amounts / total
    found = percentiles(np.vstack([shares, (shares**2).sum(axis=0), shares.max(axis=0)]))
    return TradeBands(
        spread=", ".join(over),
        herfindahl=found[-2],
        top=found[-1],
        shares={cube.countries[int(code)]: band for code, band in zip(who, found, strict=False)},
    )
