"""How sure is an origin? Content factors and production drawn within their ranges."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.bands import SEED
from orepact.exposure.cube import Amounts
from orepact.exposure.origin import Origin, Seen
from orepact.exposure.see_through import Stage
from orepact.exposure.weighing import added_content, gross_by_line

__all__ = ["ORIGIN_DRAWS", "origin_bands"]

Floats = NDArray[np.float64]

ORIGIN_DRAWS = 60
"""Draws behind the percentiles of an origin; each solves every stage for all countries."""


def _triangular(rng: np.random.Generator, low: Floats, mode: Floats, high: Floats) -> Floats:
    """Return one draw for each input; one without width, or without a range, is its mode."""
    uniform, width = rng.random(mode.size), high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        at = np.where(width > 0, (mode - low) / width, 0.0)
        rising = low + np.sqrt(uniform * width * (mode - low))
        falling = high - np.sqrt((1.0 - uniform) * width * (high - mode))
        drawn = np.where(uniform < at, rising, falling)
    is_open = ~(width > 0) | ~np.isfinite(drawn)
    return np.where(is_open, mode, drawn)


def _drawn_amounts(rng: np.random.Generator, amounts: Amounts, when: int) -> Floats:
    """Return production drawn over the range of its sources; without a number it stays none."""
    central = np.nan_to_num(amounts.central[:, when])
    low = np.where(np.isnan(amounts.low[:, when]), central, amounts.low[:, when])
    high = np.where(np.isfinite(amounts.high[:, when]), amounts.high[:, when], central)
    return np.where(central > 0, _triangular(rng, low, central, np.maximum(high, central)), 0.0)


def _drawn(rng: np.random.Generator, seen: Seen, gross: Floats, when: int) -> Stage:
    chain = seen.chain
    low, mode, high = (np.nan_to_num(chain.trade.factors[:, edge]) for edge in range(3))
    factors = _triangular(rng, low, mode, high)
    assert chain.production is not None
    made = _drawn_amounts(rng, chain.production, when)
    recycled = seen.stage.recycled
    if chain.is_recycled_within:
        recycled = np.minimum(recycled, made)
        made = made - recycled
    return Stage(
        name=seen.stage.name,
        primary=made,
        recycled=recycled,
        trade=added_content(factors, gross),
        content=seen.stage.content,
    )


@cache
def origin_bands(asked: Origin, place: int) -> Floats:
    """Return 5th, 50th and 95th percentile of each origin of what a country buys.

    Content factors of customs lines and production by country are drawn within their ranges,
    triangular around the value that is shown; flows weigh as asked, mixing is proportional, and
    what a source withholds stays no supply. Each percentile is of one origin alone, so that the
    medians need not add up to one.

    Parameters
    ----------
    asked : Origin
    place : int
        Of the importer on the country axis.

    Returns
    -------
    ndarray, shape (3, origin), shares
        nan where the importer buys nothing.
    """
    rng = np.random.default_rng(SEED)
    gross = [gross_by_line(seen.chain, asked.year, asked.by) for seen in asked.seen]
    when = asked.seen[-1].chain.years.index(asked.year)
    drawn = np.empty((ORIGIN_DRAWS, len(asked.countries) + 2))
    for at in range(ORIGIN_DRAWS):
        stages = [_drawn(rng, seen, own, when) for seen, own in zip(asked.seen, gross, strict=True)]
        drawn[at] = asked.solved_with(stages).mixes.imports[place]
    found: Floats = np.percentile(drawn, [5, 50, 95], axis=0)
    return found
