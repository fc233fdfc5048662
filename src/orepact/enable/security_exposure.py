"""What insecurity means for routes, site and investor: days, premiums, pauses, break-even effects.

Spending here unlocks nothing: no line opens a gate or adds capacity, and a line without a published
effect reports the effect it would need, not a benefit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.enable.case_table import read_rows
from orepact.enable.finding import Finding, parents_of
from orepact.enable.pause import Record, chance_of_pause, record_until
from orepact.enable.product_range import draws_of, range_of, span_of
from orepact.enable.security import SecurityCase, rate_findings, score_findings
from orepact.enable.security_file import Exposed
from orepact.enable.security_lines import line_findings
from orepact.quantity import Value

__all__ = ["exposure_findings", "security_findings"]

Floats = NDArray[np.float64]
_TARGET_YEAR_END = "2028-12"


def _density(given: SecurityCase, route: str) -> float:
    """Return attacks per year and km of band on a route, at the level of the last event year.

    ``sum_unit km[unit] * events[unit] / area[unit]``, 1/(yr km): times the band's width it is the
    attacks in the band if they are spread evenly over each unit.
    """
    area: dict[str, float] = {}
    for _, row in read_rows(given.folder, "census/districts.csv", ["district", "area_km2"]):
        area[row["district"]] = float(row["area_km2"])
    total = 0.0
    for _, row in read_rows(given.folder, "security/routes.csv", ["route", "unit", "km"]):
        if row["route"] == route and row["unit"] in given.units.districts:
            size = sum(area[name] for name in given.units.districts[row["unit"]])
            total += float(row["km"]) * given.unscaled[row["unit"]] / size
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteDays:
    """Attacks on transport and days without passage of one route, with draws of both."""

    attacks: float
    days: float
    attack_draws: Floats
    day_draws: Floats


def _route_days(given: SecurityCase, route: str) -> RouteDays:
    """Return attacks on a route and days without passage, today, per year."""
    losses = given.file.losses
    density = _density(given, route)
    names = [
        (losses.aimed_at_transport, "dimensionless"),
        (losses.crowding, "dimensionless"),
        (losses.band_km, "km"),
        (losses.hits, "dimensionless"),
        (losses.stop_days, "day"),
    ]
    aimed, crowding, band, hits, days = draws_of(names)
    low, high = sorted((given.factor_low, given.factor))
    level = low + (high - low) * np.random.default_rng(1).random(len(aimed))
    attacks = density * 2.0 * band * crowding * aimed * level
    central = density * given.factor * 2.0
    for parameter, unit in names[:3]:
        central *= parameter.to(unit)
    return RouteDays(
        attacks=central,
        days=min(365.0, central * names[3][0].to("dimensionless") * names[4][0].to("day")),
        attack_draws=attacks,
        day_draws=np.minimum(365.0, attacks * hits * days),
    )


def _routes(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield length, attacks on transport, and days without passage per year, by route."""
    for id_ in item.routes:
        route = next(route for route in given.file.routes if route.id == id_)
        rows = read_rows(given.folder, "security/routes.csv", ["route", "unit", "km"])
        own = [row for _, row in rows if row["route"] == id_]
        found = _route_days(given, id_)
        names = ("aimed_at_transport", "crowding", "band_km", "hits", "stop_days")
        parents = parents_of(
            [
                *(
                    (row["unit"], given.cell("security/routes.csv", [id_, row["unit"]], "km"))
                    for row in own
                ),
                *((name, given.number(f"losses.{name}")) for name in names),
            ]
        )
        words = {"route": route.title, "km": round(sum(float(row["km"]) for row in own))}
        for measure, title, value, draws, unit, formula in (
            (
                "enable.security_route_attacks",
                "Attacks on transport",
                found.attacks,
                found.attack_draws,
                "1/yr",
                "sum_unit events * km * 2 band / area * crowding * aimed at transport",
            ),
            (
                "enable.security_stop_days",
                "Expected days without passage",
                found.days,
                found.day_draws,
                "day/yr",
                "attacks on transport * hits * days without passage",
            ),
        ):
            low, high = range_of(draws, value)
            yield Finding(
                measure=measure,
                keys={"case": given.case, "project": item.project, "route": id_},
                title=f"{title}, {route.title}",
                value=Value.exact(round(value, 4)),
                low=round(low, 4),
                high=round(high, 4),
                unit=unit,
                formula=formula,
                parents=parents,
                note=(
                    "Deadly attacks only; weather, blockades and strikes are not in it. Range: 5 "
                    "to 95 % of independent draws; the value takes the country's factor."
                ),
                cells=words,
            )


def _seen(given: SecurityCase, until: str, high: bool = False) -> Record:
    pause = given.file.pause
    ends = (pause.prior_paused, pause.prior_not)
    prior = [end.bounds("dimensionless")[1] if high else end.to("dimensionless") for end in ends]
    return record_until(
        [(item.month, item.paused) for item in pause.assaults],
        since=pause.since,
        until=until,
        prior=(prior[0], prior[1]),
    )


def _pause(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield the chance of a pause in a year, and the backtest before and after January 2026."""
    pause = given.file.pause
    parents = parents_of(
        [
            *(
                (a.month, given.number(f"pause.assaults.{n}.killed"))
                for n, a in enumerate(pause.assaults)
            ),
            ("prior, paused", given.number("pause.prior_paused")),
            ("prior, not", given.number("pause.prior_not")),
        ]
    )
    now = [chance_of_pause(_seen(given, pause.until, high), 1.0) for high in (False, True)]
    yield Finding(
        measure="enable.security_pause",
        keys={"case": given.case, "project": item.project, "of": "year"},
        title="Chance that the investor pauses in a year, for safety",
        value=Value.exact(round(100.0 * now[0], 3)),
        low=round(100.0 * min(now), 3),
        high=round(100.0 * max(now), 3),
        unit="%/yr",
        formula="1 - E_p[(years / (years + p))^(assaults + 1/2)], p beta distributed",
        parents=parents,
        note=(
            f"{len(pause.assaults)} major assaults and "
            f"{sum(a.paused for a in pause.assaults)} pause from {pause.since} to {pause.until}; "
            "the range is that of the prior only, the record is short."
        ),
    )
    event = max(a.month for a in pause.assaults if a.paused)
    before = f"{int(event[:4]) - 1}-12"
    for high in (False, True):
        seen = _seen(given, before, high)
        years = int(_TARGET_YEAR_END[:4]) - int(before[:4])
        ahead = chance_of_pause(seen, float(years))
        after = seen.chance_per_assault + (1.0 - seen.chance_per_assault) * ahead
        for name, value, words in (
            ("before", ahead, f"with data to {before}"),
            ("after", after, f"on the day after the assault of {event}, before any decision"),
        ):
            prior = "flat" if high else "Jeffreys"
            verdict = ""
            if name == "after":
                verdict = "above one half" if value > 0.5 else "not above one half: missed"
            yield Finding(
                measure="enable.security_backtest",
                keys={"case": given.case, "project": item.project, "when": name, "prior": prior},
                title=f"Chance that first production slips past {_TARGET_YEAR_END[:4]}, {words}",
                value=Value.exact(round(100.0 * value, 3)),
                unit="%",
                formula="1 - P(no pause to the target); the schedule had no slack",
                parents=parents,
                note=(
                    f"Prior: {prior}. It slipped: work was slowed in March {event[:4]}. Only "
                    f"pauses for safety; ordinary delay comes on top. {verdict}"
                ).strip(),
                cells={"verdict": verdict},
            )


def _costs(given: SecurityCase, item: Exposed) -> Iterator[Finding]:
    """Yield a year of pause, the premium, the expected loss, and break-even effects of lines."""
    position = [entry.project for entry in given.file.exposed].index(item.project)
    path = f"exposed.{position}"
    hold, rate = span_of(item.holding, "MUSD/yr"), span_of(item.rate, "dimensionless")
    sunk, planned = span_of(item.sunk, "MUSD"), span_of(item.planned, "MUSD")
    year = [hold[end] + rate[end] * sunk[end] for end in range(3)]
    keys = {"case": given.case, "project": item.project}
    own = parents_of((n, given.number(f"{path}.{n}")) for n in ("holding", "rate", "sunk"))
    yield Finding(
        measure="enable.security_year_of_pause",
        keys=keys,
        title="Cost of a year of pause: idle capital and care of the site",
        value=Value.exact(round(year[1], 2)),
        low=round(year[0], 2),
        high=round(year[2], 2),
        unit="MUSD/yr",
        formula="holding + rate * sunk",
        parents=own,
        note="The value of later cash flow is in `orepact value`: cost of a year of delay.",
    )
    losses = given.file.losses
    premium, covered = (
        span_of(losses.insurance_rate, "%/yr"),
        span_of(losses.covered, "dimensionless"),
    )
    insured = [premium[end] / 100.0 * covered[end] * planned[end] for end in range(3)]
    yield Finding(
        measure="enable.security_insurance",
        keys=keys,
        title="Premium for political-risk cover of the planned capital",
        value=Value.exact(round(insured[1], 2)),
        low=round(insured[0], 2),
        high=round(insured[2], 2),
        unit="MUSD/yr",
        formula="rate of premium * covered part * planned capital",
        parents=parents_of(
            [
                ("rate of premium", given.number("losses.insurance_rate")),
                ("covered", given.number("losses.covered")),
                ("planned", given.number(f"{path}.planned")),
            ]
        ),
        note="At the rates of before 2026; whether cover is offered today is not known.",
    )
    yield from _breakeven(given, item, year, position)


def _breakeven(
    given: SecurityCase, item: Exposed, year: list[float], position: int
) -> Iterator[Finding]:
    """Yield the expected loss of a year, while building and producing, and what lines need."""
    length = given.file.pause.length
    chance = chance_of_pause(_seen(given, given.file.pause.until), 1.0)
    route = _route_days(given, item.routes[0])
    wait, margin, hold, rate, sunk = draws_of(
        [
            (length, "yr"),
            (item.margin, "MUSD/day"),
            (item.holding, "MUSD/yr"),
            (item.rate, "dimensionless"),
            (item.sunk, "MUSD"),
        ],
        seed=2,
    )
    pauses = chance * length.to("yr") * year[1]
    central = pauses + route.days * item.margin.to("MUSD/day")
    wait_cost = chance * wait * (hold + rate * sunk)
    parents = parents_of(
        [
            ("length", given.number("pause.length")),
            ("margin", given.number(f"exposed.{position}.margin")),
            *(
                (name, given.number(f"losses.{name}"))
                for name in ("aimed_at_transport", "crowding", "band_km", "hits", "stop_days")
            ),
        ]
    )
    for when, value, ends in (
        ("building", pauses, range_of(wait_cost, pauses)),
        ("producing", central, range_of(wait_cost + route.day_draws * margin, central)),
    ):
        yield Finding(
            measure="enable.security_loss",
            keys={"case": given.case, "project": item.project, "while": when},
            title=f"Expected loss of a year while {when}",
            value=Value.exact(round(value, 2)),
            low=round(ends[0], 2),
            high=round(ends[1], 2),
            unit="MUSD/yr",
            formula="chance of pause * length * year of pause"
            + (" + days without passage * margin" if when == "producing" else ""),
            parents=parents,
            note="Money of the project only; nobody's life or injury is in it.",
        )
    for when, loss in (("building", pauses), ("producing", central)):
        yield from line_findings(given, item, when, loss, parents)


def exposure_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield what insecurity means for each exposed project."""
    for item in given.file.exposed:
        yield from _routes(given, item)
        yield from _pause(given, item)
        yield from _costs(given, item)


def security_findings(given: SecurityCase) -> list[Finding]:
    """Return every figure of security: scores, rates, deaths, exposure, pauses, break-even."""
    return [*score_findings(given), *rate_findings(given), *exposure_findings(given)]
