"""Attacks on transport along a route, and the days without passage that follow from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed, uniforms
from orepact.enable.case_table import read_rows
from orepact.enable.product_range import DRAWS, draws_of
from orepact.enable.security import SecurityCase
from orepact.errors import UnknownNameError

__all__ = ["LOSS_NAMES", "RouteDays", "area_of", "level_draws", "loss_draws", "route_days"]

Floats = NDArray[np.float64]
LOSS_NAMES = ("aimed_at_transport", "crowding", "band_km", "hits", "stop_days")
"""Numbers of ``losses`` that days without passage rest on."""
_UNITS = {
    "aimed_at_transport": "dimensionless",
    "crowding": "dimensionless",
    "band_km": "km",
    "hits": "dimensionless",
    "stop_days": "day",
}
_YEAR = 365.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDays:
    """Attacks on transport and days without passage of one route, with draws of both.

    Parameters
    ----------
    attacks : float, 1/yr
    days : float, day/yr
        Without passage.
    lost : float, day/yr
        Of output, once the store is full.
    attack_draws, day_draws, lost_draws : ndarray, shape (draw,)
    """

    attacks: float
    days: float
    lost: float
    attack_draws: Floats
    day_draws: Floats
    lost_draws: Floats


def area_of(given: SecurityCase, unit: str) -> float:
    """Return the area of a unit, km2: the sum of its districts by the census."""
    rows = read_rows(given.folder, "census/districts.csv", ["district", "area_km2"])
    own = set(given.units.districts[unit])
    return sum(float(row["area_km2"]) for _, row in rows if row["district"] in own)


def _density(given: SecurityCase, route: str) -> float:
    """Return attacks per year and km of band on a route, at the level of the last event year.

    ``sum_unit km[unit] * events[unit] / area[unit]``, 1/(yr km): times the band's width it is the
    attacks in the band if they are spread evenly over each unit.

    Raises
    ------
    UnknownNameError : a route without kilometres
    """
    rows = read_rows(given.folder, "security/routes.csv", ["route", "unit", "km"])
    own = [row for _, row in rows if row["route"] == route]
    if not own:
        raise UnknownNameError(
            "route",
            route,
            sorted({row["route"] for _, row in rows}),
            where=f"{given.folder.name}/security/routes.csv",
        )
    return sum(
        float(row["km"]) * given.unscaled[row["unit"]] / area_of(given, row["unit"])
        for row in own
        if row["unit"] in given.units.districts
    )


def level_draws(given: SecurityCase, *, count: int = DRAWS, seed: int = 0) -> Floats:
    """Return draws of today's level over that of the last year with events.

    Anywhere between both readings, equally likely: growth in the province's own counts, and in the
    country's deaths.
    """
    low, high = sorted((given.factor_low, given.factor))
    return low + (high - low) * uniforms(count, ("level",), Seed(root=seed))[:, 0]


def loss_draws(given: SecurityCase, *, count: int = DRAWS, seed: int = 0) -> dict[str, Floats]:
    """Return draws of the numbers that lead from attacks in a district to lost output."""
    losses = given.file.losses
    numbers = {name: (getattr(losses, name), _UNITS[name]) for name in LOSS_NAMES}
    if losses.store is not None:
        numbers["store"] = (losses.store, "day")
    return {"store": np.zeros(count), **draws_of(numbers, count=count, seed=seed)}


def _beyond(stop: Floats | float, store: Floats | float) -> Floats:
    """Return the part of a stop that a store does not bridge, when stops last exponentially.

    ``E[max(0, L - s)] = m exp(-s / m)``, m the mean length.
    """
    return np.asarray(stop * np.exp(-np.asarray(store) / stop))


def route_days(given: SecurityCase, route: str, *, count: int = DRAWS, seed: int = 0) -> RouteDays:
    """Return attacks on a route and days without passage per year, at the level of today.

    ``attacks = density * 2 band * crowding * aimed at transport * level``;
    ``days = min(365, attacks * hits * m)``, m the mean length of a stop;
    ``lost = min(365, attacks * hits * m exp(-store / m))``: the store bridges the first days of
    each stop.

    Parameters
    ----------
    given : SecurityCase
    route : str
        Id of a route.
    count : int
        Draws.
    seed : int
    """
    losses, density = given.file.losses, _density(given, route)
    drawn = loss_draws(given, count=count, seed=seed)
    level = level_draws(given, count=count, seed=seed)
    attacks = density * 2.0 * drawn["band_km"] * drawn["crowding"] * drawn["aimed_at_transport"]
    attacks = attacks * level
    plain = {name: getattr(losses, name).to(_UNITS[name]) for name in LOSS_NAMES}
    central = density * 2.0 * plain["band_km"] * plain["crowding"] * plain["aimed_at_transport"]
    central *= given.factor
    store = losses.store.to("day") if losses.store is not None else 0.0
    stops, stop_draws = central * plain["hits"], attacks * drawn["hits"]
    beyond = _beyond(drawn["stop_days"], drawn["store"])
    return RouteDays(
        attacks=central,
        days=min(_YEAR, stops * plain["stop_days"]),
        lost=min(_YEAR, stops * float(_beyond(plain["stop_days"], store))),
        attack_draws=attacks,
        day_draws=np.minimum(_YEAR, stop_draws * drawn["stop_days"]),
        lost_draws=np.minimum(_YEAR, stop_draws * beyond),
    )
