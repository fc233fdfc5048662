"""Shares of suppliers by customs line or stage for every importer and year, by value and mass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import hs_lines
from orepact.exposure.concentration import herfindahl_of_groups
from orepact.exposure.cube import Cube
from orepact.exposure.line import lines_of

__all__ = ["LineTable", "line_tables"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTable:
    """What every importer bought of baskets of customs lines, by value or mass.

    Parameters
    ----------
    baskets : tuple of tuple of str
        Customs lines that are added up.
    herfindahl, top : ndarray, shape (basket, country, year), fractions
    shares : ndarray, shape (purchase,), fractions
        Of each supplier in each basket, importer and year.
    """

    baskets: tuple[tuple[str, ...], ...]
    herfindahl: Floats
    top: Floats
    shares: Floats


def line_tables(cube: Cube) -> Mapping[str, LineTable]:
    """Return shares, largest share and Herfindahl index of every importer, basket and year.

    By ``value`` and by ``mass``, of what is recorded, as the measures ``import_share``,
    ``top_supplier_share`` and ``import_herfindahl`` define them.

    Parameters
    ----------
    cube : Cube
    """
    held = {tuple(hs for hs in line.codes if hs in cube.lines) for line in lines_of(hs_lines())}
    baskets = tuple(sorted(codes for codes in held if codes))
    arrays, count, years = cube.at_rest.arrays, len(cube.countries), len(cube.years)
    starts = arrays["line_start"]
    places, numbers = [], []
    for number, codes in enumerate(baskets):
        for hs in codes:
            at = cube.lines.index(hs)
            places.append(np.arange(starts[at], starts[at + 1]))
            numbers.append(np.full(places[-1].size, number))
    rows, basket = np.concatenate(places), np.concatenate(numbers)
    group = (basket * count + arrays["importer"][rows]) * years + arrays["year"][rows]
    is_added = np.array([len(codes) > 1 for codes in baskets])[basket]
    exporter = arrays["exporter"][rows].astype(np.int64)
    pair, inverse = np.unique(group[is_added] * count + exporter[is_added], return_inverse=True)
    groups = np.concatenate([group[~is_added], pair // count])
    shape = (len(baskets), count, years)
    made = {}
    for by, name in (("value", "value"), ("mass", "gross")):
        amounts = arrays[name][rows]
        added = np.bincount(inverse, weights=amounts[is_added], minlength=pair.size)
        x = np.concatenate([amounts[~is_added], added])
        known = np.flatnonzero(~np.isnan(x))
        total, index, top = herfindahl_of_groups(groups[known], x[known], count=int(np.prod(shape)))
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = x[known] / total[groups[known]]
        made[by] = LineTable(
            baskets=baskets,
            herfindahl=index.reshape(shape),
            top=top.reshape(shape),
            shares=shares,
        )
    return made
