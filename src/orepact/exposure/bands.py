"""How sure is a measure? Its bounds at the corners of the inputs, and percentiles of draws."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.evaluate import Draws, EuTerms, evaluate
from orepact.exposure.inputs import UNRECORDED_FACTOR, ChainInputs
from orepact.exposure.spread import percentiles

__all__ = ["DRAWS", "SEED", "Assessment", "assess", "central", "corners", "sample", "triangular"]

Floats = NDArray[np.float64]

DRAWS = 400
"""Draws behind the percentiles of a measure."""
SEED = 20240601
"""Fixed, so that the same evidence gives the same percentiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One measure: central value, bounds at the corners, percentiles of the draws; nan is a gap."""

    central: float
    low: float
    high: float
    p05: float
    p50: float
    p95: float


def _finite(inputs: ChainInputs) -> Floats:
    """Return production of the world with withheld countries inside what is left for them."""
    world = inputs.world.copy()
    is_gap = np.isnan(world[1])
    limit = np.where(np.isfinite(world[2]), world[2], np.nan)
    world[2] = np.where(np.isnan(limit), np.where(is_gap, np.nan, world[1]), limit)
    world[1] = np.where(is_gap, (world[0] + world[2]) / 2.0, world[1])
    return world


def central(inputs: ChainInputs) -> Draws:
    """Return the inputs at their central values: one draw."""
    return Draws(
        factors=inputs.factors[1][None, :],
        unrecorded=np.ones(1),
        production=inputs.production[1][None],
        world=inputs.world[1][None, :],
    )


def _worlds(inputs: ChainInputs) -> Floats:
    """Return corners of world production, shape (corner, country).

    What is left of a published total for several withheld countries is left for all of them
    together: it is spread evenly, or concentrated in each in turn, never given to each at once.
    """
    world = _finite(inputs)
    gaps = np.flatnonzero(np.isnan(inputs.world[1]))
    least, most = (np.where(np.isnan(inputs.world[1]), world[edge], world[1]) for edge in (0, 2))
    low, high = world[0, gaps], world[2, gaps]
    is_shared = gaps.size > 1 and bool((high == high[0]).all()) and high[0] > low.sum()
    if not is_shared:
        return np.array([least, most])
    even = least.copy()
    even[gaps] = np.maximum(low, high[0] / gaps.size)
    made = [even]
    for at, place in enumerate(gaps):
        one = least.copy()
        one[place] = high[0] - (low.sum() - low[at])
        made.append(one)
    return np.array(made)


def _ends(low: float, high: float) -> Floats:
    """Return both ends of a range, one where they are the same or not known."""
    return np.array([low, high] if low < high or low > high else [low])


def corners(inputs: ChainInputs) -> Draws:
    """Return every corner of content factors, own production and unrecorded tonnes.

    Reliance, import risk, the GeoPolRisk score and shares of use rise or fall steadily in each of
    these, so that their extremes lie on corners. A concentration is quasi-convex in the content
    factors: its largest value lies on a corner, its smallest may lie a little below the least one.
    World production takes part through corners of its own: each country's central value with
    withheld ones at both ends, or with the remainder that they share spread and in each one's hand.
    """
    lines = inputs.factors.shape[1]
    box = [_ends(*inputs.factors[[0, 2], line]) for line in range(lines)]
    has_unrecorded = bool(inputs.unrecorded.any() or inputs.sold_unrecorded.any())
    box.append(
        np.array([1.0 / UNRECORDED_FACTOR, UNRECORDED_FACTOR]) if has_unrecorded else np.ones(1)
    )
    box.append(_ends(*inputs.production[[0, 2]]))
    points = np.array(list(itertools.product(*box)))
    worlds = _worlds(inputs)
    count = len(worlds)
    return Draws(
        factors=np.tile(points[:, :lines], (count, 1)),
        unrecorded=np.tile(points[:, lines], count),
        production=np.tile(points[:, lines + 1], count),
        world=np.repeat(worlds, len(points), axis=0),
    )


def triangular(rng: np.random.Generator, low: Floats, mode: Floats, high: Floats) -> Floats:
    """Return DRAWS draws for each input; one without width is fixed, one without end is a gap."""
    uniform = rng.random((DRAWS, low.size))
    width = high - low
    with np.errstate(invalid="ignore", divide="ignore"):
        at = np.where(width > 0, (mode - low) / width, 0.0)
        rising = low + np.sqrt(uniform * width * (mode - low))
        falling = high - np.sqrt((1.0 - uniform) * width * (high - mode))
        drawn = np.where(uniform < at, rising, falling)
    return np.where(width > 0, drawn, mode)


def _shared(drawn: Floats, inputs: ChainInputs) -> Floats:
    """Return draws in which withheld countries hold no more together than what is left for them."""
    gaps = np.isnan(inputs.world[1])
    if gaps.sum() < 2 or not np.isfinite(inputs.world[2, gaps]).all():
        return drawn
    together, room = drawn[:, gaps].sum(axis=1), float(inputs.world[2, gaps].max())
    scale = np.where(together > room, room / np.where(together > 0, together, 1.0), 1.0)
    made = drawn.copy()
    made[:, gaps] *= scale[:, None]
    return made


def sample(inputs: ChainInputs, stream: int = 0) -> Draws:
    """Return draws: sources' spread and content factors triangular, gaps in reporting as well.

    A country's production runs over the range of its sources with the chosen one as mode; a
    withheld one over what is left for it; unrecorded tonnes over a third to three times their
    value at the price of the line, even in the logarithm.

    Parameters
    ----------
    inputs : ChainInputs
    stream : int
        Chains that enter one figure together take numbers of their own.
    """
    rng = np.random.default_rng(SEED if stream == 0 else [SEED, stream])
    world = _finite(inputs)
    low, mode, high = inputs.production
    mode = (low + high) / 2.0 if np.isnan(mode) and np.isfinite(high) else mode
    reach = np.log(UNRECORDED_FACTOR)
    is_own = np.array([code == inputs.importer for code in inputs.world_countries], dtype=bool)
    drawn = _shared(triangular(rng, world[0], world[1], world[2]), inputs)
    own = triangular(rng, *(np.array([each]) for each in (low, mode, high)))[:, 0]
    if is_own.any():
        drawn[:, is_own] = own[:, None]
    return Draws(
        factors=triangular(rng, *inputs.factors),
        unrecorded=np.exp(rng.uniform(-reach, reach, DRAWS)),
        production=own,
        world=drawn,
    )


def assess(
    inputs: ChainInputs, eu: EuTerms | None = None, *, has_percentiles: bool = True
) -> dict[str, Assessment]:
    """Return every measure of one importer, chain and year with bounds and percentiles.

    Parameters
    ----------
    inputs : ChainInputs
    eu : EuTerms or None
        Without it the EU supply risks are gaps.
    has_percentiles : bool
        Draw the uncertain inputs; without it the percentiles are nan.
    """
    middle = evaluate(inputs, central(inputs), eu)
    edges = evaluate(inputs, corners(inputs), eu)
    names = list(middle)
    spread = np.full((len(names), 3), np.nan)
    if has_percentiles:
        draws = evaluate(inputs, sample(inputs), eu)
        drawn = np.array([draws[name] for name in names])
        is_drawn = np.isfinite(drawn).all(axis=1)
        spread[is_drawn] = percentiles(drawn[is_drawn])
    made = {}
    for name, (p05, p50, p95) in zip(names, spread.tolist(), strict=True):
        edge = edges[name]
        is_bounded = not np.isnan(edge).any()
        made[name] = Assessment(
            central=float(middle[name][0]),
            low=float(edge.min()) if is_bounded else float("nan"),
            high=float(edge.max()) if is_bounded else float("nan"),
            p05=p05,
            p50=p50,
            p95=p95,
        )
    return made
