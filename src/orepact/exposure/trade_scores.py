"""Every importer's suppliers, shares and concentration over the whole trade table, in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from orepact.exposure.concentration import herfindahl_of_groups
from orepact.exposure.line import Line

__all__ = ["Flows", "flows_of", "one_source_per_line", "trade_scores"]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


def one_source_per_line(trade: pl.DataFrame) -> pl.DataFrame:
    """Return the trade of one source for each customs code and year.

    Two sources of one code and year are never added or mixed. The choice is stated: the source
    with tonnes for more of its flows, then the one with more flows, then the first by id.

    Parameters
    ----------
    trade : DataFrame
        Schema ``TRADE`` of the evidence.
    """
    if trade["source"].n_unique() <= 1:
        return trade
    chosen = (
        trade.group_by("hs", "year", "source")
        .agg(pl.col("tonnes").count().alias("with_tonnes"), pl.len().alias("flows"))
        .sort(
            ["hs", "year", "with_tonnes", "flows", "source"],
            descending=[False, False, True, True, False],
        )
        .group_by("hs", "year", maintain_order=True)
        .first()
        .select("hs", "year", "source")
    )
    return trade.join(chosen, on=["hs", "year", "source"], how="semi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """Trade flows as arrays: position in a tuple of names instead of text.

    Parameters
    ----------
    importers, exporters, codes : tuple of str
        Names, sorted.
    years : tuple of int
        Sorted.
    importer, exporter, code, year : ndarray of int, shape (flow,)
        Position of each flow's names in them.
    value : ndarray, shape (flow,), thousand USD of the day
    mass : ndarray, shape (flow,), tonnes gross weight; nan where not recorded
    """

    importers: tuple[str, ...]
    exporters: tuple[str, ...]
    codes: tuple[str, ...]
    years: tuple[int, ...]
    importer: Integers
    exporter: Integers
    code: Integers
    year: Integers
    value: Floats
    mass: Floats


def flows_of(trade: pl.DataFrame) -> Flows:
    """Return trade of the evidence as flows, one source per code and year."""
    one = one_source_per_line(trade)

    def coded(column: str) -> tuple[tuple[str, ...], Integers]:
        names = one[column].unique().sort()
        positions = one[column].cast(pl.Enum(names)).to_physical()
        return tuple(names.to_list()), positions.to_numpy().astype(np.int64)

    importers, importer = coded("importer")
    exporters, exporter = coded("exporter")
    codes, code = coded("hs")
    years = np.unique(one["year"].to_numpy())
    return Flows(
        importers=importers,
        exporters=exporters,
        codes=codes,
        years=tuple(int(year) for year in years),
        importer=importer,
        exporter=exporter,
        code=code,
        year=np.searchsorted(years, one["year"].to_numpy()).astype(np.int64),
        value=one["value_kusd"].to_numpy().astype(np.float64),
        mass=one["tonnes"].fill_null(float("nan")).to_numpy().astype(np.float64),
    )


def trade_scores(flows: Flows, lines: Sequence[Line]) -> pl.DataFrame:
    """Return totals, Herfindahl index and largest supplier of every importer, line and year.

    H = sum_j (x_j / X)^2,  X = sum_j x_j over suppliers j, once by value and once by mass

    Parameters
    ----------
    flows : Flows
    lines : sequence of Line
        What to add up; codes without flows are passed over.

    Returns
    -------
    DataFrame
        One row per importer, commodity, line and year with any flow: ``suppliers`` (count),
        ``value_kusd``, ``tonnes``, ``without_tonnes`` (suppliers whose mass is not recorded),
        ``value_herfindahl``, ``value_top``, ``value_supplier`` and the same by mass. Mass figures
        speak of the recorded tonnes; they are null where none is recorded.
    """
    position = {code: index for index, code in enumerate(flows.codes)}
    baskets: dict[tuple[int, ...], list[Line]] = {}
    for line in lines:
        held = tuple(position[code] for code in line.codes if code in position)
        if held:
            baskets.setdefault(held, []).append(line)
    single = np.full(len(flows.codes), -1)
    parts: list[_Rows] = []
    order = sorted(baskets)
    for number, held in enumerate(order):
        if len(held) == 1:
            single[held[0]] = number
        else:
            parts.append(_added(flows, held, number))
    of = single[flows.code]
    kept = of >= 0
    parts.append(
        _Rows(
            importer=flows.importer[kept],
            year=flows.year[kept],
            basket=of[kept],
            exporter=flows.exporter[kept],
            value=flows.value[kept],
            mass=flows.mass[kept],
        )
    )
    scores = _scores(flows, parts, baskets=len(order))
    named = pl.DataFrame(
        {
            "basket": [number for number, held in enumerate(order) for _ in baskets[held]],
            "commodity": [line.commodity for held in order for line in baskets[held]],
            "line": [line.name for held in order for line in baskets[held]],
        },
        schema={"basket": pl.Int64, "commodity": pl.String, "line": pl.String},
    )
    joined = named.join(scores, on="basket", how="inner", maintain_order="left_right")
    first = ["importer", "commodity", "line", "year"]
    return joined.select(*first, pl.exclude(*first, "basket"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """One amount per importer, year, basket and supplier, as positions."""

    importer: Integers
    year: Integers
    basket: Integers
    exporter: Integers
    value: Floats
    mass: Floats


def _added(flows: Flows, held: tuple[int, ...], number: int) -> _Rows:
    """Return the flows of several codes added per importer, year and supplier.

    A mass is nan as soon as one code of the sum has none.
    """
    rows = np.flatnonzero(np.isin(flows.code, held))
    shape = (len(flows.importers), len(flows.years), len(flows.exporters))
    key = np.ravel_multi_index(
        (flows.importer[rows], flows.year[rows], flows.exporter[rows]), shape
    )
    distinct, inverse = np.unique(key, return_inverse=True)
    importer, year, exporter = np.unravel_index(distinct, shape)
    return _Rows(
        importer=importer.astype(np.int64),
        year=year.astype(np.int64),
        basket=np.full(distinct.size, number, dtype=np.int64),
        exporter=exporter.astype(np.int64),
        value=np.bincount(inverse, weights=flows.value[rows]).astype(np.float64),
        mass=np.bincount(inverse, weights=flows.mass[rows]).astype(np.float64),
    )


def _scores(flows: Flows, parts: Sequence[_Rows], *, baskets: int) -> pl.DataFrame:
    importer: Integers = np.concatenate([part.importer for part in parts])
    year: Integers = np.concatenate([part.year for part in parts])
    basket: Integers = np.concatenate([part.basket for part in parts])
    exporter: Integers = np.concatenate([part.exporter for part in parts])
    value: Floats = np.concatenate([part.value for part in parts])
    mass: Floats = np.concatenate([part.mass for part in parts])
    shape = (baskets, len(flows.importers), len(flows.years))
    key = np.ravel_multi_index((basket, importer, year), shape)
    count = int(np.prod(shape))
    suppliers = np.bincount(key, minlength=count)
    present = np.flatnonzero(suppliers)
    at_basket, at_importer, at_year = np.unravel_index(present, shape)
    is_recorded = ~np.isnan(mass)
    data: dict[str, object] = {
        "basket": at_basket,
        "importer": pl.Series(flows.importers).gather(at_importer),
        "year": np.asarray(flows.years, dtype=np.int16)[at_year],
        "suppliers": suppliers[present],
        "without_tonnes": np.bincount(key[~is_recorded], minlength=count)[present],
    }
    names = pl.Series(flows.exporters)
    for by, amounts, kept in (
        ("value", value, np.ones(value.size, dtype=bool)),
        ("mass", mass, is_recorded),
    ):
        groups, x, who = key[kept], amounts[kept], exporter[kept]
        total, index, top = herfindahl_of_groups(groups, x, count=count)
        leader = _leaders(groups, x, who, count=count)
        is_known = np.bincount(groups, minlength=count)[present] > 0
        data["value_kusd" if by == "value" else "tonnes"] = np.where(
            is_known, total[present], np.nan
        )
        data[f"{by}_herfindahl"] = index[present]
        data[f"{by}_top"] = top[present]
        data[f"{by}_supplier"] = names.gather(leader[present])
    frame = pl.DataFrame(data).with_columns(pl.col(pl.Float64).fill_nan(None))
    return frame.with_columns(
        pl.when(pl.col(f"{by}_top").is_not_null()).then(pl.col(f"{by}_supplier"))
        for by in ("value", "mass")
    )


def _leaders(groups: Integers, amounts: Floats, who: Integers, *, count: int) -> Integers:
    """Return the supplier with the largest amount of each group; the first by name in a tie."""
    largest = np.full(count, -np.inf)
    np.maximum.at(largest, groups, amounts)
    is_largest = amounts == largest[groups]
    leader = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(leader, groups[is_largest], who[is_largest])
    return np.where(leader == np.iinfo(np.int64).max, 0, leader)
