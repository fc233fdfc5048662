"""Every importer's measures at every chain and year, from the cube, in a few passes over arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.exposure.chain import content_factors
from orepact.exposure.chain_measures import WITHOUT, eu_terms
from orepact.exposure.cube import Cube, Known
from orepact.exposure.evaluate import COPPER_CONSTANT
from orepact.exposure.inputs import NO_GOVERNANCE

__all__ = ["WITH_A_TWIN", "Purchases", "every_score"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WITH_A_TWIN = (
    "governance_herfindahl",
    "import_risk",
    "geopolrisk_score",
    "third_country_share",
    "eu_supply_risk_sourcing",
    "eu_supply_risk",
    "trade_exposure",
)
"""Measures with a twin that leaves out flows whose unit value is out of line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What every importer bought of every chain in every year.

    Shape (chain, country, year); nan where trade of the chain is not covered.

    Parameters
    ----------
    imports, exports : ndarray, t of content
        Central content factor; a flow without tonnes weighs its value at the price of its line.
    value : ndarray, thousand USD
        Of all flows of lines whose content is known.
    squares, largest : ndarray, t^2 and t
        sum_j M_j^2 and the largest M_j over suppliers j.
    risk, risk_squares, eu_squares : ndarray
        sum g_j M_j, sum g_j M_j^2 and sum g_j t_j M_j^2: g_j instability, t_j trade parameter.
    odd : ndarray, thousand USD
        Of flows whose unit value is out of line.
    """

    imports: Floats
    exports: Floats
    value: Floats
    squares: Floats
    largest: Floats
    risk: Floats
    risk_squares: Floats
    eu_squares: Floats
    odd: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _World:
    """Production and what only it decides: grids by chain and year, own production by country."""

    own: Floats
    is_spoken: NDArray[np.bool_]
    herfindahl: Floats
    eu_global: Floats
    has_producers: NDArray[np.bool_]


def _chain_of(cube: Cube) -> Integers:
    """Return the chain of each customs line, -1 for none or one whose content is not known."""
    made = np.full(len(cube.lines), -1, dtype=np.int64)
    for number, key in enumerate(cube.keys):
        for hs in cube.lines_of_chain[key]:
            if content_factors()[hs].central is not None:
                made[cube.lines.index(hs)] = number
    return made


def _trade_parameters(cube: Cube) -> tuple[Floats, Floats]:
    """Return trade parameters by chain and country, and (1 - recycling) substitution by chain."""
    t = np.ones((len(cube.keys), len(cube.countries)))
    kept = np.full(len(cube.keys), np.nan)
    place = {code: at for at, code in enumerate(cube.countries)}
    for number, (name, stage) in enumerate(cube.keys):
        terms = eu_terms(name, stage)
        if terms is None:
            continue
        kept[number] = (1.0 - terms.recycling) * terms.substitution
        for code, parameter in terms.trade.items():
            if code in place:
                t[number, place[code]] = parameter
    return t, kept


def _instability(cube: Cube) -> Floats:
    return np.where(np.isnan(cube.instability), NO_GOVERNANCE, cube.instability)


def _weighed(cube: Cube, line: Integers) -> Floats:
    """Return the gross tonnes of each flow; one without weighs its value at its line's price."""
    arrays, years = cube.at_rest.arrays, len(cube.years)
    gross, value = arrays["gross"], arrays["value"]
    at = line * years + arrays["year"]
    size, has = len(cube.lines) * years, gross > 0
    known = at[has]
    tonnes = np.bincount(known, weights=gross[has], minlength=size)
    worth = np.bincount(known, weights=value[has], minlength=size)
    made = gross.astype(np.float64)
    gaps = np.flatnonzero(np.isnan(gross))
    with np.errstate(invalid="ignore", divide="ignore"):
        price = np.where(tonnes > 0, worth / tonnes, np.nan)[at[gaps]]
        made[gaps] = np.where(price > 0, value[gaps] / price, np.inf)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flows:
    """Flows of lines whose content is known: positions, tonnes of content, thousand USD."""

    chain: Integers
    year: Integers
    importer: Integers
    exporter: Integers
    tonnes: Floats
    value: Floats
    is_odd: NDArray[np.bool_]
    is_added: NDArray[np.bool_]
    """Whether its chain has several lines, so that a supplier's flows are added up."""

    def kept(self, which: NDArray[np.bool_]) -> _Flows:
        """Return some of the flows."""
        return _Flows(**{name: getattr(self, name)[which] for name in self.__slots__})


def _flows(cube: Cube) -> _Flows:
    arrays = cube.at_rest.arrays
    line = np.repeat(np.arange(len(cube.lines)), np.diff(arrays["line_start"]))
    factor = np.array([content_factors()[hs].central or np.nan for hs in cube.lines])
    chain_of = _chain_of(cube)
    chain = chain_of[line]
    lines = np.bincount(chain_of[chain_of >= 0], minlength=len(cube.keys))
    rows = np.flatnonzero(chain >= 0)
    year, importer, exporter = (
        arrays[name][rows].astype(np.int64) for name in ("year", "importer", "exporter")
    )
    return _Flows(
        chain=chain[rows],
        year=year,
        importer=importer,
        exporter=exporter,
        tonnes=(_weighed(cube, line) * factor[line])[rows],
        value=arrays["value"][rows],
        is_odd=arrays["is_outlier"][rows],
        is_added=lines[chain[rows]] > 1,
    )


def _purchases(cube: Cube, flows: _Flows, t: Floats) -> Purchases:
    """Return what every importer bought of every chain in every year.

    Parameters
    ----------
    cube : Cube
    flows : _Flows
    t : ndarray, shape (chain, country)
        Trade parameters of the EU method.
    """
    count, years = len(cube.countries), len(cube.years)
    shape = (len(cube.keys), count, years)
    size = int(np.prod(shape))
    base = flows.chain * (count * years) + flows.year
    group = base + flows.importer * years
    supplier, mass, bought = _by_supplier(flows, group, count)
    with np.errstate(invalid="ignore"):
        risk = _instability(cube)[supplier, bought % years] * mass
        squares, weighted = mass * mass, risk * mass
        eu = weighted * t[bought // (count * years), supplier]
    is_covered = np.array(cube.at_rest.words["coverage"]) != "not covered"
    is_covered &= np.isin(np.arange(len(cube.keys)), flows.chain)[:, None]
    outside = np.broadcast_to(~is_covered[:, None, :], shape)

    def grid(where: Integers, weights: Floats) -> Floats:
        made = np.bincount(where, weights=weights, minlength=size).astype(float).reshape(shape)
        made[outside] = np.nan
        return made

    largest = np.zeros(size)
    np.maximum.at(largest, bought, mass)
    largest = largest.reshape(shape)
    largest[outside] = np.nan
    return Purchases(
        imports=grid(group, flows.tonnes),
        exports=grid(base + flows.exporter * years, flows.tonnes),
        value=grid(group, flows.value),
        squares=grid(bought, squares),
        largest=largest,
        risk=grid(bought, risk),
        risk_squares=grid(bought, weighted),
        eu_squares=grid(bought, eu),
        odd=grid(group[flows.is_odd], flows.value[flows.is_odd]),
    )


def _by_supplier(flows: _Flows, group: Integers, count: int) -> tuple[Integers, Floats, Integers]:
    """Return supplier, tonnes and group of each purchase, lines of one chain added up."""
    many, alone = flows.is_added, ~flows.is_added
    pair, inverse = np.unique(group[many] * count + flows.exporter[many], return_inverse=True)
    added = np.bincount(inverse, weights=flows.tonnes[many], minlength=pair.size)
    return (
        np.concatenate([flows.exporter[alone], pair % count]),
        np.concatenate([flows.tonnes[alone], added]),
        np.concatenate([group[alone], pair // count]),
    )


def _world(cube: Cube, t: Floats, kept: Floats) -> _World:
    arrays = cube.at_rest.arrays
    shape = (len(cube.keys), len(cube.countries), len(cube.years))
    chain, country, year = (
        arrays[f"production_{axis}"].astype(np.int64) for axis in ("chain", "country", "year")
    )
    has_source = arrays["production_source"] >= 0
    spoken = has_source[chain, year]
    known = np.where(spoken, arrays["production_known"], Known.NOTHING)
    own = np.full(shape, np.nan)
    own[chain, country, year] = np.where(spoken, arrays["production_central"], np.nan)
    is_spoken = np.zeros(shape, dtype=bool)
    is_spoken[chain, country, year] = known != Known.NOTHING
    named = np.isin(known, [Known.REPORTED, Known.CARRIED, Known.WITHHELD])
    named &= ~(arrays["production_high"] == 0)
    rows = np.flatnonzero(named)
    size = (shape[0], shape[2])
    at = (chain * shape[2] + year)[rows]
    made = arrays["production_central"][rows]

    def added(weights: Floats) -> Floats:
        summed = np.bincount(at, weights=weights, minlength=size[0] * size[1])
        return summed.reshape(size).astype(np.float64)

    carried = np.where(known[rows] == Known.CARRIED, made, 0.0)
    printed = arrays["production_others"]
    others = np.maximum(np.where(np.isnan(printed), 0.0, printed) - added(carried), 0.0)
    # A withheld producer makes the sum, and so every share of it, not a number: bounds, elsewhere.
    total = added(made) + others
    g = _instability(cube)[country[rows], year[rows]]
    producers = np.bincount(at, minlength=size[0] * size[1]).reshape(size)
    with np.errstate(invalid="ignore", divide="ignore"):
        is_known = (total > 0) & (producers > 0) & np.isfinite(total)
        whole = np.where(is_known, total, np.nan)
        herfindahl = added(made**2) / whole**2
        weighted = added(made**2 * g * t[chain[rows], country[rows]]) / whole**2
    return _World(
        own=own,
        is_spoken=is_spoken,
        herfindahl=herfindahl,
        eu_global=10.0 * weighted * kept[:, None],
        has_producers=producers > 0,
    )


def _of_chains(cube: Cube, bought: Purchases, world: _World, kept: Floats) -> dict[str, Floats]:
    """Return the measures of purchases and production, as :func:`evaluate` defines them."""
    m, x, p = bought.imports, bought.exports, world.own
    h, scope = world.herfindahl[:, None, :], world.eu_global[:, None, :]
    g_own = _instability(cube)[None]
    with np.errstate(invalid="ignore", divide="ignore"):
        use, supply = p + m - x, p + m
        is_used, has_supply, has_bought = use > 0, supply > 0, m > 0
        reliance = np.where(is_used, 100.0 * (m - x) / use, np.nan)
        reliance[(use <= 0) & (x > m)] = -np.inf
        dependence = np.clip(reliance / 100.0, 0.0, 1.0)
        risk = np.where(has_supply, bought.risk / supply, np.nan)
        own = (p / supply) ** 2 * g_own
        sourcing = 10.0 * (bought.eu_squares / supply**2 + own) * kept[:, None, None]
        sourcing[~has_supply] = np.nan
        both = scope * dependence / 2.0 + sourcing * (1.0 - dependence / 2.0)
        has_global = np.broadcast_to(world.has_producers[:, None, :], m.shape)
        has_sourcing = ~np.isnan(bought.exports) & world.is_spoken
        eu = np.where(has_global & has_sourcing, both, np.where(has_global, scope, sourcing))
        score = risk * h
        price = np.where(has_bought, bought.value / m, np.nan)
        return {
            "net_import_reliance": reliance,
            "chain_import_herfindahl": np.where(has_bought, bought.squares / m**2, np.nan),
            "governance_herfindahl": np.where(has_bought, bought.risk_squares / m**2, np.nan),
            "import_risk": risk,
            "geopolrisk_score": score,
            "geopolrisk_midpoint": score * price / COPPER_CONSTANT,
            "third_country_share": np.where(is_used, bought.largest / use, np.nan),
            "eu_supply_risk_sourcing": sourcing,
            "eu_supply_risk": eu,
            "trade_exposure": dependence,
            "usgs_supply_risk": np.cbrt(h * dependence),
            "outlier_share": bought.odd / bought.value,
        }


def every_score(cube: Cube) -> Mapping[str, Floats]:
    """Return every measure of chains for all importers, chains and years, at its central inputs.

    Parameters
    ----------
    cube : Cube

    Returns
    -------
    mapping of str to ndarray
        By name of the measure: shape (chain, country, year), (chain, year) for a measure of the
        world, (commodity, country, year) for the bottleneck. nan is a gap or known within bounds
        only, minus infinity a net exporter. ``usgs_supply_risk`` and ``disruption_potential`` are
        upper bounds.
    """
    t, kept = _trade_parameters(cube)
    world = _world(cube, t, kept)
    flows = _flows(cube)
    made = _of_chains(cube, _purchases(cube, flows, t), world, kept)
    clean = _of_chains(cube, _purchases(cube, flows.kept(~flows.is_odd), t), world, kept)
    made |= {f"{name}{WITHOUT}": clean[name] for name in WITH_A_TWIN}
    copper = made["geopolrisk_midpoint"][cube.keys.index(("copper", "ore"))]
    with np.errstate(invalid="ignore", divide="ignore"):
        made["geopolrisk_midpoint_over_copper"] = made["geopolrisk_midpoint"] / copper
    names = sorted({name for name, _ in cube.keys})
    stages = [[n for n, key in enumerate(cube.keys) if key[0] == name] for name in names]
    risks = made["eu_supply_risk"]
    made["eu_bottleneck"] = np.stack([np.fmax.reduce(risks[own]) for own in stages])
    made["chain_production_herfindahl"] = world.herfindahl
    made["eu_supply_risk_global"] = world.eu_global
    made["disruption_potential"] = world.herfindahl
    return made
