"""How exposed a site and its routes are: attacks near it, days without passage, output lost."""

from __future__ import annotations

import math
from collections.abc import Iterator

from orepact.enable.availability import Availability, availabilities
from orepact.enable.case_table import read_rows
from orepact.enable.finding import Finding, parents_of
from orepact.enable.product_range import range_of
from orepact.enable.route_days import (
    LOSS_NAMES,
    area_of,
    level_draws,
    loss_draws,
    route_days,
)
from orepact.enable.security import SecurityCase
from orepact.enable.security_file import Exposed
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["availability_findings", "loss_parents", "route_findings", "site_findings"]

_AHEAD = (1, 4, 9)
"""Whole years after the case's day for which availability is printed."""
_RANGE = "Range: 5 to 95 % of independent draws; the value takes the country's factor."


def loss_parents(given: SecurityCase) -> tuple[Parent, ...]:
    """Return the numbers that lead from attacks to lost output."""
    names = [*LOSS_NAMES, *(["store"] if given.file.losses.store is not None else [])]
    return parents_of((name, given.number(f"losses.{name}")) for name in names)


def _measures(
    given: SecurityCase, route: str
) -> Iterator[tuple[str, str, str, str, float, float, float]]:
    found = route_days(given, route)
    for measure, title, unit, formula, value, draws in (
        (
            "route_attacks",
            "Attacks on transport",
            "1/yr",
            "sum_unit events * km * 2 band / area * crowding * aimed at transport",
            found.attacks,
            found.attack_draws,
        ),
        (
            "stop_days",
            "Expected days without passage",
            "day/yr",
            "attacks on transport * hits * m, m days without passage",
            found.days,
            found.day_draws,
        ),
        (
            "lost_days",
            "Expected days of output lost, the store full",
            "day/yr",
            "attacks on transport * hits * m exp(-store / m), m days without passage",
            found.lost,
            found.lost_draws,
        ),
    ):
        yield (measure, title, unit, formula, value, *range_of(draws, value))


def route_findings(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield attacks on transport, days without passage and output lost per year, by route."""
    for id_ in item.routes:
        route = next(route for route in given.file.routes if route.id == id_)
        rows = read_rows(given.folder, "security/routes.csv", ["route", "unit", "km"])
        own = [row for _, row in rows if row["route"] == id_]
        cells = parents_of(
            (row["unit"], given.cell("security/routes.csv", [id_, row["unit"]], "km"))
            for row in own
        )
        words = {"route": route.title, "km": round(sum(float(row["km"]) for row in own))}
        for measure, title, unit, formula, value, low, high in _measures(given, id_):
            yield Finding(
                measure=f"enable.security_{measure}",
                keys={"case": given.case, "project": item.project, "route": id_},
                title=f"{title}, {route.title}",
                value=Value.exact(round(value, 4)),
                low=round(low, 4),
                high=round(high, 4),
                unit=unit,
                formula=formula,
                parents=(*cells, *loss_parents(given)),
                note=(
                    "Deadly attacks only; weather, blockades and strikes are not in it. " + _RANGE
                ),
                cells=words,
            )


def site_findings(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield attacks near the site per year: the district's, if they were spread over its area."""
    around = given.file.losses.band_km
    near = math.pi * around.to("km") ** 2 / area_of(given, item.unit)
    value = given.unscaled[item.unit] * min(1.0, near) * given.factor
    radius = loss_draws(given)["band_km"]
    share = (math.pi * radius**2 / area_of(given, item.unit)).clip(max=1.0)
    low, high = range_of(given.unscaled[item.unit] * share * level_draws(given), value)
    yield Finding(
        measure="enable.security_site",
        keys={"case": given.case, "project": item.project},
        title=f"Deadly attacks within {around.to('km'):g} km of the site of "
        f"{given.title(item.project)}",
        value=Value.exact(round(value, 5)),
        low=round(low, 5),
        high=round(high, 5),
        unit="1/yr",
        formula="events of the unit * pi * band^2 / area of the unit * level",
        parents=parents_of(
            [("band", given.number("losses.band_km")), *_totals(given)],
        ),
        note=(
            f"As if the attacks of {item.unit} were spread evenly; where they fell within it is "
            f"not held. {_RANGE}"
        ),
        cells={"unit": item.unit, "project": item.project},
    )


def _totals(given: SecurityCase) -> list[tuple[str, str]]:
    years = (given.file.rescaling.current_year, given.file.rescaling.last_event_year)
    return [
        (f"deaths {year}", given.cell("security/country_years.csv", [str(year)], "deaths"))
        for year in years
    ]


def availability_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield, by route and year, the part of a year that it is open and that output can leave."""
    years = [given.as_of.year + ahead for ahead in _AHEAD]
    titles = {route.id: route.title for route in given.file.routes}
    for item in availabilities(given, years):
        for of, words, draws in (
            ("passage", "open", item.passage),
            ("output", "leaving, with the store", item.output),
        ):
            low, mean, high = Availability.span(draws)
            for at, year in enumerate(years):
                yield Finding(
                    measure="enable.security_availability",
                    keys={
                        "case": given.case,
                        "project": item.project,
                        "route": item.route,
                        "of": of,
                        "year": year,
                    },
                    title=f"Part of {year} {words}: {titles[item.route]}",
                    value=Value.exact(round(100.0 * float(mean[at]), 2)),
                    low=round(100.0 * float(low[at]), 2),
                    high=round(100.0 * float(high[at]), 2),
                    unit="%",
                    formula="mean over draws of 1 - days lost / 365, the level on its path",
                    parents=(*loss_parents(given), *parents_of(_totals(given))),
                    note=(
                        "A limit that no option lifts. Range: 5 to 95 % of draws; the level of "
                        "violence drifts as the country's has since the first year of the table."
                    ),
                    cells={
                        "project": item.project,
                        "route": titles[item.route],
                        "of": of,
                        "year": year,
                    },
                )
