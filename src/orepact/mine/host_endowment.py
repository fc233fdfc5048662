"""From a headline claim down to what is kept: a host's statements by class, priced and screened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from orepact.errors import UnknownNameError
from orepact.evidence import Bundle, bundle
from orepact.mine.bench import Surroundings
from orepact.mine.physical import physical_plan
from orepact.mine.project_file import ProjectFile
from orepact.mine.screening import FilterError, Screen, capital_and_cost, screen
from orepact.mine.statement import Category, Statement, groups
from orepact.quantity import conversion_factor

__all__ = [
    "ClassTotal",
    "MetalPrice",
    "class_totals",
    "filter_error",
    "in_situ",
    "metal_prices",
    "screened",
]

BILLION = 1e9
RECENT = 5
"""Latest calendar years of the official record that give a price where no deck has one."""
IRON_IN_ORE = 0.62
"""Share of iron in the ore whose price is quoted; the price of ore over it is one of iron."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetalPrice:
    """A price per tonne of metal (or of mineral), low and high, and where it comes from.

    Parameters
    ----------
    low, high : float, USD/t
    ids : tuple of str
        Of the figures it rests on.
    basis : str
        In words.
    """

    low: float
    high: float
    ids: tuple[str, ...]
    basis: str


def metal_prices(around: Surroundings, names: Sequence[str]) -> dict[str, MetalPrice]:
    """Return the price of each commodity that has one: over the case's decks, else the record.

    Decks are real money of the case's year; the record is the lowest and highest yearly mean of
    the last five years in money of the day. A commodity in neither has no price, and no value.
    """
    found: dict[str, MetalPrice] = {}
    evidence = bundle()
    for name in names:
        own = {
            deck.id: around.money.real(deck.prices[name], "USD/t", where=f"decks.yaml:{deck.id}")
            for deck in around.decks.decks
            if name in deck.prices
        }
        if own:
            found[name] = MetalPrice(
                low=min(own.values()),
                high=max(own.values()),
                ids=tuple(f"case:{around.case}/decks:{deck}.prices.{name}" for deck in own),
                basis=f"lowest and highest of the decks {', '.join(own)}",
            )
            continue
        record = _record(name, evidence)
        if record is not None:
            found[name] = record
    return found


def _record(name: str, evidence: Bundle) -> MetalPrice | None:
    try:
        known = evidence.prices(commodity=name)
    except UnknownNameError:
        return None
    rows = known.filter(
        ~pl.col("is_real")
        & (pl.col("period").str.len_chars() == 4)
        & pl.col("unit").str.starts_with("USD/")
    )
    if not rows.height:
        return None
    series = rows.group_by("series").len().sort("len", "series", descending=[True, False])
    own = rows.filter(pl.col("series") == series["series"][0]).sort("period").tail(RECENT)
    try:
        factor = conversion_factor(str(own["unit"][0]), "USD/t")
    except ValueError:
        return None
    if name == "iron ore":  # labelled per metric ton unit, but a price per tonne of ore since 2008
        factor = 1.0 / IRON_IN_ORE
    numbers = np.array(own["number"]) * factor
    years = f"{own['period'][0]} to {own['period'][-1]}"
    return MetalPrice(
        low=float(numbers.min()),
        high=float(numbers.max()),
        ids=tuple(own["id"]),
        basis=f"World Bank yearly means of {years}, lowest and highest, money of the day",
    )


def in_situ(statement: Statement, prices: Mapping[str, MetalPrice]) -> tuple[float, float] | None:
    """Return the gross value of the metal in a statement, low and high, billion USD, or None.

    Metal with a grade times its price; a mineral without metal grades times the price of the
    mineral, if it has one. None where rock, grade or price is missing: a gap is never zero.
    """
    if statement.tonnes is None:
        return None
    parts = [
        (held[0] * prices[name].low, held[1] * prices[name].high)
        for name in statement.grades
        if name in prices and (held := statement.contained(name)) is not None
    ]
    if not parts and not statement.grades and statement.commodity in _BY_WEIGHT:
        price = prices.get(statement.commodity)
        if price is not None:
            parts = [(statement.tonnes * price.low, statement.tonnes * price.high)]
    if not parts:
        return None
    return sum(low for low, _ in parts) / BILLION, sum(high for _, high in parts) / BILLION


_BY_WEIGHT = frozenset({"barite", "coal", "fluorspar", "phosphate", "salt", "gypsum", "talc"})
"""Minerals that are sold by weight, so that rock times price means something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTotal:
    """What the statements of one class hold, each piece of ground counted once.

    Parameters
    ----------
    category : Category
    statements : tuple of str
        Ids that are counted.
    unpriced : tuple of str
        Ids with rock but no grade or no price.
    low, high : float, billion USD
        Gross in the ground; only what no better class of the same ground already holds.
    """

    category: Category
    statements: tuple[str, ...]
    unpriced: tuple[str, ...]
    low: float
    high: float


def class_totals(
    statements: Sequence[Statement], prices: Mapping[str, MetalPrice]
) -> tuple[ClassTotal, ...]:
    """Return in-situ value by class, nested: a lower class adds only what a better one lacks.

    Within a group of overlapping statements the largest of each class is taken; from it goes what
    better classes of the group hold already, so that no ground is counted twice.
    """
    counted: dict[Category, list[str]] = {category: [] for category in Category}
    unpriced: dict[Category, list[str]] = {category: [] for category in Category}
    sums = {category: np.zeros(2) for category in Category}
    for group in groups(statements):
        held = np.zeros(2)
        for category in Category:
            own = [item for item in group if item.category is category and item.tonnes]
            worths = [(item, in_situ(item, prices)) for item in own]
            unpriced[category] += [item.id for item, worth in worths if worth is None]
            known = [(item, np.array(worth)) for item, worth in worths if worth is not None]
            if not known:
                continue
            item, worth = max(known, key=lambda pair: float(pair[1][1]))
            counted[category].append(item.id)
            extra = np.maximum(worth - held, 0.0)
            sums[category] += extra
            held = held + extra
    return tuple(
        ClassTotal(
            category=category,
            statements=tuple(counted[category]),
            unpriced=tuple(unpriced[category]),
            low=float(sums[category][0]),
            high=float(sums[category][1]),
        )
        for category in Category
    )


def filter_error(projects: Mapping[str, ProjectFile], around: Surroundings) -> FilterError | None:
    """Return how far the host's largest studied mine lies above the cost filter, or None.

    First-phase capital, and cost on site per tonne, over what the filter gives at that phase's
    throughput and strip.
    """
    best: tuple[float, FilterError] | None = None
    for project in projects.values():
        if project.schedule is None or not project.deposits or not project.phases:
            continue
        if project.concentrate is None and not project.concentrates:
            continue
        plan = physical_plan(project)
        capacity, strip = float(plan.feed[0]), float(plan.waste[0] / max(plan.mined[0], 1.0))
        capital, cost = capital_and_cost(
            capacity, products=len({item.commodity for item in project.products}), strip=strip
        )
        where = f"projects/{project.id}.yaml"
        spent = around.money.real(project.phases[0].capex, "MUSD", where=f"{where}:phases")
        on_site = sum(
            around.money.real(line.rate, "USD/t", where=f"{where}:operating_costs")
            for line in project.operating_costs
            if line.per == "feed"
        )
        error = FilterError(capital=spent / capital, operating=on_site / cost)
        if best is None or capacity > best[0]:
            best = (capacity, error)
    return None if best is None else best[1]


def screened(
    statements: Sequence[Statement],
    prices: Mapping[str, MetalPrice],
    error: FilterError,
) -> dict[str, Screen]:
    """Return the screened range of every statement that has rock, grade and price and no study."""
    ends = {name: (price.low, price.high) for name, price in prices.items()}
    found = {}
    for statement in statements:
        if statement.category is Category.RESERVE:
            continue
        result = screen(statement, ends, error)
        if result is not None:
            found[statement.id] = result
    return found
