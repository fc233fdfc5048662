"""What would have to be true for the other way to be cheaper: two plans, priced anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import BaseModel

from orepact.enable.corridor_data import CorridorData, data_of
from orepact.enable.corridor_file import CorridorFile, Mode
from orepact.enable.flows import steady_year
from orepact.enable.modules import Real
from orepact.enable.network import Network
from orepact.enable.routes import Way
from orepact.evidence import Parameter

__all__ = ["BreakEven", "Lever", "Turning", "break_evens", "levers_of"]

STEPS = 24
"""Halvings of a bracket; a factor is then known to better than one in ten million."""
WIDEST = 32.0
"""A break-even beyond this many times the central value is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """Numbers of the file that move together.

    Parameters
    ----------
    id, title : str
    paths : tuple of str
        As in the case, without ``corridor:``; the first one is shown.
    """

    id: str
    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """One lever against the difference of two ways.

    Parameters
    ----------
    lever : Lever
    unit : str
    central, low, high : float
        Of the first path.
    at_low, at_high : float
        ``cost of the second way - cost of the first``, USD/t, with all its paths at that end.
    value : float or None
        Where both cost the same; None if nowhere between a thirty-second and 32 times.
    is_in_range : bool
        Whether it lies in the given range.
    """

    lever: Lever
    unit: str
    central: float
    low: float
    high: float
    at_low: float
    at_high: float
    value: float | None
    is_in_range: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """What decides between two ways.

    Parameters
    ----------
    central : float
        ``cost of the second way - cost of the first``, USD/t.
    levers : tuple of BreakEven
    at_best_ends : float
        The difference with every lever at the end that favours the second way, USD/t.
    """

    central: float
    levers: tuple[BreakEven, ...]
    at_best_ends: float


def _named(items: Sequence[Any], name: str) -> int:
    for place, item in enumerate(items):
        if getattr(item, "id", None) == name:
            return place
    return int(name)


def number_at(node: Any, path: str) -> Parameter | None:
    """Return the parameter at a dotted path, items of lists by id or position; None if absent."""
    for step in path.split("."):
        if node is None:
            return None
        node = getattr(node, step) if isinstance(node, BaseModel) else node[_named(node, step)]
    return node if isinstance(node, Parameter) else None


def with_value(node: Any, path: str, value: float) -> Any:
    """Return a copy with another central value at a path; its range is widened to hold it."""
    if isinstance(node, Parameter):
        low, high = node.range or (node.value, node.value)
        wide = (min(low, value), max(high, value))
        return node.model_copy(update={"value": value, "range": wide})
    step, _, rest = path.partition(".")
    if isinstance(node, BaseModel):
        return node.model_copy(update={step: with_value(getattr(node, step), rest, value)})
    place = _named(node, step)
    items = list(node)
    items[place] = with_value(items[place], rest, value)
    return tuple(items)


def levers_of(file: CorridorFile) -> tuple[Lever, ...]:
    """Return what the choice of a way can hang on: rate, prices, escorts, works on railways."""
    works = [
        f"lines.{line.id}.modules.{use.id}.cost"
        for line in file.lines
        if line.mode is Mode.RAIL
        for use in line.modules
        if use.cost is not None
    ]
    links = [
        Lever(
            id=link.id,
            title=f"Cost of: {link.title}",
            paths=tuple(
                f"links.{link.id}.modules.{use.id}.cost" for use in link.modules if use.cost
            ),
        )
        for link in file.links
        if not link.not_offered and any(use.cost for use in link.modules)
    ]
    guards = [f"lines.{line.id}.guard" for line in file.lines if line.guard is not None]
    found = [
        Lever(id="rate", title="Real discount rate", paths=("horizon.rate",)),
        Lever(id="rail-price", title="Price of haulage by rail", paths=("prices.rail",)),
        Lever(
            id="truck-price",
            title="Price of haulage by dedicated trucks",
            paths=("prices.truck_dedicated",),
        ),
        Lever(
            id="guard",
            title="Escort and loss on roads",
            paths=(*guards, "unlisted_guard"),
        ),
        Lever(id="attacks", title="Level of attacks today", paths=("prices.attack_level",)),
        Lever(id="repair", title="Cost of a hit on a railway", paths=("prices.repair",)),
    ]
    if works:
        found.insert(1, Lever(id="rail-works", title="Cost of works on railways", paths=(*works,)))
    return (*found, *links)


def _cost(way: Way, data: CorridorData) -> float:
    """Return what a way costs at the prices of other data, USD/t; flows and works stay."""
    main = data.file.main_user
    weight = np.array(data.periods.discounts)
    price = np.nan_to_num(data.price[data.users.index(main)], nan=0.0)
    moved = np.abs(way.solve.flow[way.solve.data.users.index(main)]) @ weight
    yearly = np.array([work.yearly for work in data.works])
    works = float(yearly @ (way.solve.built @ weight))
    return float(moved @ price + 1e3 * works) / way.tonnes


def _root(
    difference: Callable[[float], float], low: float, high: float, start: float
) -> float | None:
    """Return where a difference changes its sign between two values, by halving."""
    at_low, at_high = difference(low), difference(high)
    if at_low * at_high > 0.0:
        return None
    for _ in range(STEPS):
        # The regula falsi ends at once where cost is linear in the lever.
        middle = low - at_low * (high - low) / (at_high - at_low) if at_high != at_low else start
        found = difference(middle)
        if abs(found) < 1e-9:
            return middle
        if found * at_low > 0.0:
            low, at_low = middle, found
        else:
            high, at_high = middle, found
        middle = 0.5 * (low + high)
        found = difference(middle)
        if found * at_low > 0.0:
            low, at_low = middle, found
        else:
            high, at_high = middle, found
        if high - low <= 1e-7 * max(1.0, abs(high)):
            break
    return 0.5 * (low + high)


def _at_end(file: CorridorFile, lever: Lever, end: int) -> CorridorFile:
    """Return the file with a lever's numbers at one end of their ranges."""
    for path in lever.paths:
        number = number_at(file, path)
        assert number is not None
        file = with_value(file, path, number.bounds(number.unit)[end])
    return file


def _scaled(file: CorridorFile, lever: Lever, factor: float) -> CorridorFile:
    """Return the file with a lever's numbers times a factor."""
    for path in lever.paths:
        number = number_at(file, path)
        assert number is not None
        file = with_value(file, path, number.value * factor)
    return file


def break_evens(
    file: CorridorFile,
    network: Network,
    real: Real,
    *,
    first: Way,
    second: Way,
    tonnes: Mapping[str, float] | None = None,
) -> Turning:
    """Return, lever by lever, the difference at both ends and where it vanishes.

    Flows and works of both ways stay as solved; prices, annuities and hits are taken anew. A group
    of paths is scaled by one factor.

    Parameters
    ----------
    file : CorridorFile
    network : Network
    real : callable
        ``Case.real``.
    first, second : Way
        The difference is second less first.
    tonnes : mapping of user to kt/yr
    """
    corridor = first.solve.data.corridor
    periods = steady_year(file)

    def difference(changed: CorridorFile) -> float:
        data = data_of(
            changed,
            network,
            real,
            tonnes=tonnes,
            users=(file.main_user,),
            periods=periods,
            corridor=corridor,
        )
        return _cost(second, data) - _cost(first, data)

    levers = [
        lever
        for lever in levers_of(file)
        if (number := number_at(file, lever.paths[0])) is not None and number.value != 0.0
    ]
    ends = [tuple(difference(_at_end(file, lever, end)) for end in (0, 1)) for lever in levers]
    best = file
    for lever, (at_low, at_high) in zip(levers, ends, strict=True):
        best = _at_end(best, lever, 0 if at_low <= at_high else 1)
    found = []
    for lever, (at_low, at_high) in zip(levers, ends, strict=True):
        shown = number_at(file, lever.paths[0])
        assert shown is not None
        factor = _root(
            lambda x, at=lever: difference(_scaled(file, at, x)),  # type: ignore[misc]
            1.0 / WIDEST,
            WIDEST,
            1.0,
        )
        low, high = shown.bounds(shown.unit)
        value = None if factor is None else factor * shown.value
        found.append(
            BreakEven(
                lever=lever,
                unit=shown.unit,
                central=shown.value,
                low=low,
                high=high,
                at_low=at_low,
                at_high=at_high,
                value=value,
                is_in_range=value is not None and low <= value <= high,
            )
        )
    return Turning(central=difference(file), levers=tuple(found), at_best_ends=difference(best))
