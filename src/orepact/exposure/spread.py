"""What a figure's percentiles were drawn over; or, in words, why it has none."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.inputs import ChainInputs

__all__ = ["Unspread", "drawn_over", "is_spread", "percentiles"]

Floats = NDArray[np.float64]


class Unspread(StrEnum):
    """Why a figure has no percentiles."""

    GAP = "no percentiles: the figure itself is a gap"
    EXPORTER = "no percentiles: a net exporter, or without any use, in some of the draws"
    OPEN = "no percentiles: known within bounds of which one is open"
    ONE_SOURCE = (
        "no percentiles: every flow stands in one release of the trade data alone, with its amount"
    )
    PRINTED = "no percentiles: one publisher prints it, without a range"
    TABLE = (
        "no percentiles: of one source's table by definition (another source is another row), "
        "where what is withheld gives bounds"
    )
    RECORDS = "no percentiles: it describes the records themselves, by a stated rule"
    STATED = "no percentiles: a range that the user states, without a distribution"
    PEER = "no percentiles: that package takes every input as exact"
    SAME = "every draw gives the same figure"


def is_spread(spread: str) -> bool:
    """Return whether the words of a row speak of percentiles that it carries."""
    return not spread.startswith("no percentiles")


def percentiles(drawn: Floats) -> Floats:
    """Return 5th, 50th and 95th percentile of each row, on a line between neighbours in rank.

    Sorted here: the library's own function loads a package that costs a listing a twentieth of a
    second.

    Parameters
    ----------
    drawn : ndarray, shape (figure, draw)

    Returns
    -------
    ndarray, shape (figure, 3)

    Examples
    --------
    >>> percentiles(np.arange(101.0)[None, :]).tolist()
    [[5.0, 50.0, 95.0]]
    """
    ranked = np.sort(drawn, axis=1)
    place = np.array([0.05, 0.50, 0.95]) * (drawn.shape[1] - 1)
    below = np.floor(place).astype(int)
    above = np.minimum(below + 1, drawn.shape[1] - 1)
    between: Floats = ranked[:, below] + (place - below) * (ranked[:, above] - ranked[:, below])
    return between


def drawn_over(inputs: ChainInputs, *, is_of_world: bool = False) -> str:
    """Return what is uncertain behind the measures of a chain, in words; empty if nothing is.

    Parameters
    ----------
    inputs : ChainInputs
    is_of_world : bool
        Of a measure that rests on the world's production alone.
    """
    low, _, high = inputs.production
    is_made_unsure = bool(
        np.isnan(inputs.world[1]).any() or (inputs.world[2] > inputs.world[0]).any()
    )
    parts = {"sources of production": is_made_unsure or (not is_of_world and high > low)}
    if not is_of_world:
        parts["metal content of customs lines"] = bool(
            (inputs.factors[2] > inputs.factors[0]).any()
        )
        parts["flows without tonnes"] = bool(
            inputs.unrecorded.any() or inputs.sold_unrecorded.any()
        )
    return ", ".join(name for name, applies in parts.items() if applies)
