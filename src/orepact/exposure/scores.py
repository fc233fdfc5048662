"""Every importer's scores at every chain and year, from the cube, in a few passes over arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.chain import content_factors
from orepact.exposure.concentration import herfindahl_of_groups
from orepact.exposure.cube import Cube

__all__ = ["ChainScores", "chain_scores"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NO_GOVERNANCE = 0.5
"""Instability of a supplier that no source rates: the middle of its scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainScores:
    """Scores of all importers, shape (chain, country, year) unless said otherwise; nan is a gap.

    Parameters
    ----------
    imports, exports : ndarray, t of content
        Recorded tonnes times the central content factor; nan where trade is not covered.
    value : ndarray, thousand USD
    price : ndarray, thousand USD per t of content
    herfindahl, top_share : ndarray, fractions
        By tonnes of content over suppliers.
    supplier : ndarray of int
        Largest supplier, position in the cube's countries; -1 where there is none.
    governance_herfindahl : ndarray, 0 to 1
        sum s^2 g, g the supplier's political instability.
    weighted_imports : ndarray, t
        sum of g times imports.
    production : ndarray, t of content
        Central; nan where not known.
    production_herfindahl, governance_production_herfindahl : ndarray, shape (chain, year)
        Over countries with a number, others in the total only.
    reliance : ndarray, percent
        100 (M - X) / (P + M - X); at most 0 for a net exporter, nan without production or use.
    import_risk, geopolrisk : ndarray
        sum g F / (P + M), and that times production_herfindahl.
    third_country_share : ndarray, fraction of use, may exceed 1 for a re-exporter
        Largest supplier's part of P + M - X.
    """

    imports: Floats
    exports: Floats
    value: Floats
    price: Floats
    herfindahl: Floats
    top_share: Floats
    supplier: Integers
    governance_herfindahl: Floats
    weighted_imports: Floats
    production: Floats
    production_herfindahl: Floats
    governance_production_herfindahl: Floats
    reliance: Floats
    import_risk: Floats
    geopolrisk: Floats
    third_country_share: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    """Trade added up over the customs lines of each chain: one row an importer and supplier."""

    group: Integers
    exporter: Integers
    tonnes: Floats
    value: Floats
    leaving: Integers


def _pairs(cube: Cube, *, without_outliers: bool, factors: Floats | None) -> _Pairs:
    arrays = cube.at_rest.arrays
    chain_of = np.full(len(cube.lines), -1, dtype=np.int64)
    for number, key in enumerate(cube.keys):
        for hs in cube.lines_of_chain[key]:
            chain_of[cube.lines.index(hs)] = number
    if factors is None:
        own = [content_factors()[hs].central for hs in cube.lines]
        factors = np.array([np.nan if each is None else each for each in own])
    starts = arrays["line_start"]
    line = np.repeat(np.arange(len(cube.lines)), np.diff(starts))
    years, count = len(cube.years), len(cube.countries)
    year = arrays["year"].astype(np.int64)
    importer, exporter = arrays["importer"].astype(np.int64), arrays["exporter"].astype(np.int64)
    tonnes = arrays["gross"] * factors[line]
    value = arrays["value"]
    chain = chain_of[line]
    kept = chain >= 0
    if without_outliers:
        kept &= ~arrays["is_outlier"]
    is_shared = np.bincount(chain_of[chain_of >= 0], minlength=len(cube.keys)) > 1
    group = (chain * count + importer) * years + year
    alone = np.flatnonzero(kept & ~is_shared[chain])
    many = np.flatnonzero(kept & is_shared[chain])
    pair, inverse = np.unique(group[many] * count + exporter[many], return_inverse=True)
    gap = np.bincount(inverse, weights=np.isnan(tonnes[many]), minlength=pair.size)
    added = np.bincount(inverse, weights=np.nan_to_num(tonnes[many]), minlength=pair.size)
    added = np.where((gap > 0) & (added == 0), np.nan, added)
    groups = np.concatenate([group[alone], pair // count])
    exporters = np.concatenate([exporter[alone], pair % count])
    return _Pairs(
        group=groups,
        exporter=exporters,
        tonnes=np.concatenate([tonnes[alone], added]),
        value=np.concatenate(
            [value[alone], np.bincount(inverse, weights=value[many], minlength=pair.size)]
        ),
        leaving=(groups // years // count * count + exporters) * years + groups % years,
    )


def _production(cube: Cube) -> tuple[Floats, Floats, Floats]:
    """Return central production, and Herfindahl of it plain and weighted by instability."""
    arrays = cube.at_rest.arrays
    shape = (len(cube.keys), len(cube.countries), len(cube.years))
    made = np.full(shape, np.nan)
    at = tuple(arrays[f"production_{axis}"].astype(np.int64) for axis in ("chain", "country"))
    made[(*at, arrays["production_year"].astype(np.int64))] = arrays["production_central"]
    instability = np.where(np.isnan(cube.instability), NO_GOVERNANCE, cube.instability)
    known = np.nan_to_num(made)
    others = np.nan_to_num(arrays["production_others"], posinf=0.0)
    carried = arrays["production_known"] == 4
    spoken = np.zeros((shape[0], shape[2]))
    np.add.at(
        spoken,
        (
            arrays["production_chain"][carried].astype(np.int64),
            arrays["production_year"][carried].astype(np.int64),
        ),
        arrays["production_central"][carried],
    )
    total = known.sum(axis=1) + np.maximum(others - spoken, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(total > 0, (known**2).sum(axis=1) / total**2, np.nan)
        weighted = np.where(
            total > 0, (known**2 * instability[None]).sum(axis=1) / total**2, np.nan
        )
    return made, squares, weighted


def chain_scores(
    cube: Cube, *, without_outliers: bool = False, factors: Floats | None = None
) -> ChainScores:
    """Return the scores of every importer, chain and year.

    Parameters
    ----------
    cube : Cube
    without_outliers : bool
        Leave out flows whose unit value is out of line.
    factors : ndarray, shape (customs line,), t/t, optional
        Content factors in the order of ``cube.lines``; the central ones when None.

    Notes
    -----
    A chain whose trade is not covered in a year is nan throughout, never zero; an importer without
    any flow of a covered chain imports 0 and its shares are nan.
    """
    pairs = _pairs(cube, without_outliers=without_outliers, factors=factors)
    shape = (len(cube.keys), len(cube.countries), len(cube.years))
    size = int(np.prod(shape))
    is_known = ~np.isnan(pairs.tonnes)
    group, tonnes = pairs.group[is_known], pairs.tonnes[is_known]
    exporter = pairs.exporter[is_known]
    total, squares, top = herfindahl_of_groups(group, tonnes, count=size)
    instability = np.where(np.isnan(cube.instability), NO_GOVERNANCE, cube.instability)
    g = instability[exporter, group % shape[2]]
    weighted = np.bincount(group, weights=g * tonnes, minlength=size)
    weighted_squares = np.bincount(group, weights=g * tonnes**2, minlength=size)
    exports = np.bincount(pairs.leaving[is_known], weights=tonnes, minlength=size)
    worth = np.bincount(group, weights=pairs.value[is_known], minlength=size)
    coverage = np.array(cube.at_rest.words["coverage"]) != "not covered"
    no_content = np.array(
        [
            not any(content_factors()[hs].central for hs in cube.lines_of_chain[key])
            for key in cube.keys
        ]
    )
    # A chain and year whose flows carry no tonnes at all is not covered in tonnes.
    recorded = np.zeros((shape[0], shape[2]), dtype=bool)
    recorded[group // shape[2] // shape[1], group % shape[2]] = True
    is_covered = np.broadcast_to((coverage & recorded & ~no_content[:, None])[:, None, :], shape)

    def shaped(numbers: NDArray[Any]) -> Floats:
        return np.where(is_covered, numbers.reshape(shape).astype(np.float64), np.nan)

    production, concentration, governed = _production(cube)
    imports, leaving = shaped(total), shaped(exports)
    supplier = np.full(size, -1, dtype=np.int64)
    is_largest = (tonnes > 0) & (tonnes >= top[group] * total[group] * (1 - 1e-12))
    supplier[group[is_largest][::-1]] = exporter[is_largest][::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        use = production + imports - leaving
        reliance = np.where(use > 0, 100.0 * (imports - leaving) / use, np.nan)
        is_exporter = (imports <= leaving) & (leaving > 0)
        reliance = np.where(is_exporter, np.minimum(np.nan_to_num(reliance), 0.0), reliance)
        supply = production + imports
        risk = np.where(supply > 0, shaped(weighted) / supply, np.nan)
        share = np.where(use > 0, shaped(top) * imports / use, np.nan)
        price = np.where(imports > 0, shaped(worth) / imports, np.nan)
        governance = np.where(imports > 0, shaped(weighted_squares) / imports**2, np.nan)
    return ChainScores(
        imports=imports,
        exports=leaving,
        value=np.where(
            np.broadcast_to(coverage[:, None, :], shape),
            np.bincount(pairs.group, weights=pairs.value, minlength=size).reshape(shape),
            np.nan,
        ),
        price=price,
        herfindahl=shaped(squares),
        top_share=shaped(top),
        supplier=supplier.reshape(shape),
        governance_herfindahl=governance,
        weighted_imports=shaped(weighted),
        production=production,
        production_herfindahl=concentration,
        governance_production_herfindahl=governed,
        reliance=reliance,
        import_risk=risk,
        geopolrisk=risk * concentration[:, None, :],
        third_country_share=share,
    )
