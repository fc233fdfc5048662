"""What part of each year a route is open and a site can ship, and how long building is held up.

A plan reads these as limits: nothing that it buys lifts them. Every number comes with its draws, so
that a plan can take the mean, an end, or a scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed
from orepact.enable.case_table import read_rows
from orepact.enable.finding import finding_id
from orepact.enable.pause import pause_rates
from orepact.enable.pause_findings import seen_until
from orepact.enable.product_range import draws_of
from orepact.enable.route_days import loss_draws, route_days
from orepact.enable.security import SecurityCase
from orepact.errors import CaseError, UnknownNameError

__all__ = ["Availability", "Delay", "availabilities", "building_delay", "level_paths"]

Floats = NDArray[np.float64]
_YEAR = 365.0
_DRAWS = 1000
_LOW, _HIGH = 5.0, 95.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """Part of each year that a route is open, and part of a year's output that can leave.

    Parameters
    ----------
    lever : str
        Id in the registry of levers.
    project : str
    route : str
        Id of the route.
    years : tuple of int
        Calendar years.
    passage : ndarray, shape (draw, year), 0 to 1
        Part of the year in which traffic passes: it bounds what the route carries.
    output : ndarray, shape (draw, year), 0 to 1
        Part of a year's output that is not lost once the store is full; at least ``passage``.
    finding : str
        Id of the figure of the first year, for lineage.
    """

    lever: str
    project: str
    route: str
    years: tuple[int, ...]
    passage: Floats
    output: Floats
    finding: str

    @staticmethod
    def span(draws: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the 5th percentile, the mean and the 95th percentile by year."""
        low, high = np.percentile(draws, [_LOW, _HIGH], axis=0)
        return low, draws.mean(axis=0), high


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """Years that pauses for safety add to a time of building.

    Parameters
    ----------
    lever : str
        Id in the registry of levers.
    project : str
    building : float, yr
        Work that has to be done, pauses not counted.
    draws : ndarray, shape (draw,), yr
        0 where nobody pauses.
    finding : str
        Id of the yearly chance of a pause, for lineage.
    """

    lever: str
    project: str
    building: float
    draws: Floats
    finding: str

    @property
    def chance(self) -> float:
        """Chance of at least one pause, 0 to 1."""
        return float((self.draws > 0.0).mean())


def level_paths(
    given: SecurityCase, years: Sequence[int], *, count: int = _DRAWS, seed: int = 0
) -> Floats:
    """Return today's level carried into later years, over today's, shape (draw, year).

    The logarithm of the country's deaths follows ``x_t = a + b x_(t-1) + s e_t``, fitted by least
    squares to every year of the table: violence comes and goes over decades, and a forecast widens
    from year to year towards what the country has seen. A year up to the last total is 1.

    Parameters
    ----------
    given : SecurityCase
    years : sequence of int
        Calendar years, rising.

    Raises
    ------
    CaseError : fewer than ten years of totals
    """
    totals = given.totals
    first, last = min(totals), max(totals)
    known = [totals.get(year, 0.0) for year in range(first, last + 1)]
    if len(known) < 10 or min(known) <= 0.0:
        raise CaseError(
            f"{len(known)} years of deaths, {min(known, default=0):g} the least",
            where=f"{given.folder.name}/security/country_years.csv",
            why="how violence comes and goes is fitted to ten years or more, each above zero",
            do="Give the table without gaps",
        )
    x = np.log(known)
    before = np.column_stack([np.ones(len(x) - 1), x[:-1]])
    (start, keep), *_ = np.linalg.lstsq(before, x[1:], rcond=None)
    spread = float(np.std(x[1:] - before @ [start, keep], ddof=2))
    random = Seed(root=seed).stream("level path")
    now = np.full(count, x[-1])
    found = np.ones((count, len(years)))
    place = {year: at for at, year in enumerate(years)}
    for year in range(last + 1, max(years, default=last) + 1):
        now = start + keep * now + spread * random.standard_normal(count)
        if year in place:
            found[:, place[year]] = np.exp(now - x[-1])
    return found


def _clustering(given: SecurityCase) -> float:
    """Return variance over mean of yearly counts: ``1 / (1 - n)^2``, n set off per event.

    n is that of the fit in days with a drifting background; a Hawkes process over a time much
    longer than its half-life has that ratio.
    """
    rows = read_rows(given.folder, "security/fit.csv", ["model", "parameter", "value"])
    for _, row in rows:
        if row["model"] == "days, drifting background" and row["parameter"] == "branching":
            return 1.0 / (1.0 - float(row["value"])) ** 2
    raise CaseError(
        "the branching of the fit in days is missing",
        where=f"{given.folder.name}/security/fit.csv",
        do="Build the table again: python -m orepact.enable.build_security",
    )


def _lost_days(
    stops: NDArray[np.int64], mean_stop: Floats, store: Floats, random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return days without passage and days of output lost, shape of ``stops`` (draw, year).

    Each stop has an exponential length about the draw's mean; a store bridges the first days of
    each, since the next stop is weeks away.
    """
    draw = np.repeat(np.arange(stops.size) // stops.shape[1], stops.ravel())
    cell = np.repeat(np.arange(stops.size), stops.ravel())
    length = random.exponential(1.0, size=len(cell)) * mean_stop[draw]
    closed = np.bincount(cell, weights=length, minlength=stops.size).reshape(stops.shape)
    beyond = np.maximum(0.0, length - store[draw])
    lost = np.bincount(cell, weights=beyond, minlength=stops.size).reshape(stops.shape)
    return np.minimum(_YEAR, closed), np.minimum(_YEAR, lost)


def availabilities(
    given: SecurityCase, years: Sequence[int], *, draws: int = _DRAWS, seed: int = 0
) -> tuple[Availability, ...]:
    """Return one availability per exposed project and route.

    Per draw: attacks on transport a year from the route's own mean, times the path of the level;
    counts vary beyond Poisson by the self-excitation of the fit; each hit stops traffic for a
    random time; the store bridges the first days. All routes share the level, the numbers of
    ``losses`` and their draws, so that bad years come together.

    Parameters
    ----------
    given : SecurityCase
    years : sequence of int
        Calendar years.
    draws : int
    seed : int

    Raises
    ------
    CaseError, UnknownNameError : tables that lack what is needed
    """
    path = level_paths(given, years, count=draws, seed=seed)
    loss = loss_draws(given, count=draws, seed=seed)
    ratio = _clustering(given)
    found = []
    for item in given.file.exposed:
        for route in item.routes:
            own = route_days(given, route, count=draws, seed=seed)
            random = Seed(root=seed).stream("stops", item.project, route)
            mean = np.maximum(1e-9, (own.attack_draws * loss["hits"])[:, None] * path)
            size = mean / (ratio - 1.0) if ratio > 1.0 else np.full_like(mean, np.inf)
            rate = random.gamma(size, mean / size) if ratio > 1.0 else mean
            stops = random.poisson(np.minimum(rate, 1e4))
            closed, lost = _lost_days(stops, loss["stop_days"], loss["store"], random)
            keys = {"case": given.case, "project": item.project, "route": route}
            found.append(
                Availability(
                    lever="security.availability",
                    project=item.project,
                    route=route,
                    years=tuple(years),
                    passage=1.0 - closed / _YEAR,
                    output=1.0 - lost / _YEAR,
                    finding=finding_id(
                        "enable.security_availability", {**keys, "of": "passage", "year": years[0]}
                    ),
                )
            )
    return tuple(found)


def building_delay(
    given: SecurityCase, project: str, building: float, *, draws: int = _DRAWS, seed: int = 0
) -> Delay:
    """Return the years that pauses for safety add while something is built.

    Assaults come at a rate drawn from its posterior (gamma), each leads to a pause with a chance
    drawn from its own (beta); while work is paused no further pause begins. The record is of one
    investor: for others it is the only one there is.

    Parameters
    ----------
    given : SecurityCase
    project : str
    building : float, yr
        Years of work.

    Raises
    ------
    UnknownNameError : the case does not expose such a project
    """
    exposed = [item.project for item in given.file.exposed]
    if project not in exposed:
        raise UnknownNameError(
            "project", project, exposed, where=f"{given.folder.name}/security.yaml: exposed"
        )
    pause = given.file.pause
    rates = pause_rates(seen_until(given, pause.until), draws, seed=seed, names=(project,))
    pauses = Seed(root=seed).stream("pauses while building", project).poisson(rates * building)
    length = draws_of({"pause": (pause.length, "yr")}, count=draws, seed=seed)["pause"]
    return Delay(
        lever="security.pause",
        project=project,
        building=building,
        draws=pauses * length,
        finding=finding_id(
            "enable.security_pause", {"case": given.case, "project": project, "of": "year"}
        ),
    )
