"""What a flow weighs: its recorded tonnes, tonnes repaired where they look wrong, or its value."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.cube import Chain
from orepact.exposure.outliers import weighted_medians

__all__ = ["Weighing", "added_content", "gross_by_line", "line_prices", "weighed_matrix"]

Floats = NDArray[np.float64]


class Weighing(StrEnum):
    """What a flow of a customs line weighs in an origin.

    ``TONNES`` takes the tonnes as recorded; a flow without tonnes weighs nothing. ``REPAIRED``
    takes its value over the price of the line in place of tonnes that are not recorded or whose
    unit value is out of line (:data:`orepact.exposure.outliers.RULE`). ``VALUE`` takes the value
    over that price for every flow: a dollar weighs the same whoever sells it. The price is the
    median of USD per tonne over the flows that are in line, weighted by their value.
    """

    TONNES = "tonnes"
    REPAIRED = "repaired tonnes"
    VALUE = "value"


def line_prices(chain: Chain, year: int) -> Floats:
    """Return thousand USD per gross tonne of each line in a year; nan without a flow in line.

    p = median of value / gross over flows in line, weighted by value

    Returns
    -------
    ndarray, shape (line,)
    """
    at = chain.rows_of(year)
    trade = chain.trade
    gross, value, line = trade.gross[at], trade.value[at], trade.line[at].astype(np.int64)
    is_sound = (gross > 0) & (value > 0) & ~trade.is_outlier[at]
    unit = value[is_sound] / gross[is_sound]
    return weighted_medians(line[is_sound], unit, value[is_sound], count=len(chain.lines))


def gross_by_line(chain: Chain, year: int, weighing: Weighing = Weighing.TONNES) -> Floats:
    """Return trade of a year by customs line, shape (line, exporter, importer), t gross weight.

    Parameters
    ----------
    chain : Chain
    year : int
    weighing : Weighing
        A line without a single flow in line has no price and keeps its recorded tonnes.
    """
    at = chain.rows_of(year)
    trade, count = chain.trade, len(chain.countries)
    gross, value, line = trade.gross[at], trade.value[at], trade.line[at].astype(np.int64)
    if weighing is not Weighing.TONNES:
        priced = value / line_prices(chain, year)[line]
        is_wrong = np.isnan(gross) | trade.is_outlier[at]
        is_taken = np.isfinite(priced) & (is_wrong | (weighing is Weighing.VALUE))
        gross = np.where(is_taken, priced, gross)
    place = (line * count + trade.exporter[at]) * count + trade.importer[at]
    size = len(chain.lines) * count * count
    made = np.bincount(place, weights=np.nan_to_num(gross), minlength=size)
    return made.reshape(len(chain.lines), count, count).astype(np.float64)


def added_content(factors: Floats, gross: Floats) -> Floats:
    """Return sum over lines of factor times gross tonnes, shape (exporter, importer), t of content.

    Parameters
    ----------
    factors : ndarray, shape (line,), t/t
    gross : ndarray, shape (line, exporter, importer), t
    """
    made = np.zeros(gross.shape[1:])
    for factor, tonnes in zip(factors, gross, strict=True):
        made += factor * tonnes
    return made


def weighed_matrix(chain: Chain, year: int, weighing: Weighing = Weighing.TONNES) -> Floats:
    """Return trade of a year, shape (exporter, importer), t of content at the central factors.

    Examples
    --------
    >>> from orepact.exposure import cube
    >>> copper = cube().chain("copper", "ore")
    >>> bool((weighed_matrix(copper, 2024) == copper.matrix(2024)).all())
    True
    """
    if weighing is Weighing.TONNES:
        return chain.matrix(year)
    central = np.nan_to_num(chain.trade.factors[:, 1])
    return added_content(central, gross_by_line(chain, year, weighing))
