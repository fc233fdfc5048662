"""What insecurity means for routes, site and investor: days, premiums, pauses, break-even effects.

Spending here unlocks nothing: no line opens a gate or adds capacity, and a line without a published
effect reports the effect it would need, not a benefit.
"""

from __future__ import annotations

from collections.abc import Iterator

from orepact.chance import Seed, uniforms
from orepact.enable.finding import Finding, parents_of
from orepact.enable.pause import chance_of_pause
from orepact.enable.pause_findings import pause_findings, seen_until
from orepact.enable.product_range import draws_of, range_of, span_of
from orepact.enable.route_days import route_days
from orepact.enable.security import SecurityCase, rate_findings
from orepact.enable.security_file import AtRisk, Exposed
from orepact.enable.security_lines import line_findings
from orepact.enable.security_routes import (
    availability_findings,
    loss_parents,
    route_findings,
    site_findings,
)
from orepact.enable.security_scores import fit_findings, month_findings, score_findings
from orepact.quantity import Value

__all__ = ["exposure_findings", "security_findings"]


def _path(given: SecurityCase, item: Exposed, key: str) -> str:
    position = [entry.project for entry in given.file.exposed].index(item.project)
    return given.number(f"exposed.{position}.money.{key}")


def _costs(given: SecurityCase, item: Exposed, money: AtRisk) -> Iterator[Finding]:
    """Yield a year of pause, the premium, the expected loss, and break-even effects of lines."""
    hold, rate = span_of(money.holding, "MUSD/yr"), span_of(money.rate, "dimensionless")
    sunk, planned = span_of(money.sunk, "MUSD"), span_of(money.planned, "MUSD")
    year = [hold[end] + rate[end] * sunk[end] for end in range(3)]
    keys = {"case": given.case, "project": item.project}
    yield Finding(
        measure="enable.security_year_of_pause",
        keys=keys,
        title="Cost of a year of pause: idle capital and care of the site",
        value=Value.exact(round(year[1], 2)),
        low=round(year[0], 2),
        high=round(year[2], 2),
        unit="MUSD/yr",
        formula="holding + rate * sunk",
        parents=parents_of((n, _path(given, item, n)) for n in ("holding", "rate", "sunk")),
        note="Money already spent lies idle; later cash flow comes on top, in the next line.",
    )
    later = _later(given, item)
    if later is not None:
        yield later
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
                ("planned", _path(given, item, "planned")),
            ]
        ),
        note="At the rates of before 2026; whether cover is offered today is not known.",
    )
    yield from _breakeven(given, item, money, year[1])
    if later is not None:
        yield from _with_later(given, item, later)


def _later(given: SecurityCase, item: Exposed) -> Finding | None:
    """Return what a year of delay costs in value: middle deck, from the least to the most."""
    decks = sorted(given.delay(item.project), key=lambda deck: deck.musd)
    if not decks:
        return None
    return Finding(
        measure="enable.security_delay_value",
        keys={"case": given.case, "project": item.project},
        title="Value lost by a year of delay, later cash flow and holding the site",
        value=Value.exact(round(decks[len(decks) // 2].musd, 1)),
        low=round(decks[0].musd, 1),
        high=round(decks[-1].musd, 1),
        unit="MUSD/yr",
        formula="present value of the start - present value a year later, after levies",
        parents=parents_of((deck.deck, deck.id) for deck in decks),
        note="Range: over price decks, at the first owner's rate. Below zero, waiting would gain.",
    )


def _with_later(given: SecurityCase, item: Exposed, later: Finding) -> Iterator[Finding]:
    """Yield the expected loss of a year while building with later cash flow, and the lines."""
    length = given.file.pause.length
    chance = chance_of_pause(seen_until(given, given.file.pause.until), 1.0)
    value = chance * length.to("yr") * later.number
    drawn = draws_of({"pause": (length, "yr")})["pause"]
    low, high = later.low or 0.0, later.high or 0.0
    spread = low + (high - low) * uniforms(len(drawn), ("deck",), Seed())[:, 0]
    least, most = range_of(chance * drawn * spread, value)
    parents = parents_of([("length", given.number("pause.length")), ("later", later.id)])
    when = "building, with later cash flow"
    yield Finding(
        measure="enable.security_loss",
        keys={
            "case": given.case,
            "project": item.project,
            "while": "building-with-later-cash-flow",
        },
        title=f"Expected loss of a year while {when}",
        value=Value.exact(round(value, 1)),
        low=round(least, 1),
        high=round(most, 1),
        unit="MUSD/yr",
        formula="chance of pause * length * value lost by a year of delay",
        parents=parents,
        note="Money of the project only; nobody's life or injury is in it.",
    )
    if value > 0:
        yield from line_findings(given, item, when, value, parents)


def _breakeven(
    given: SecurityCase, item: Exposed, money: AtRisk, year_of_pause: float
) -> Iterator[Finding]:
    """Yield the expected loss of a year, while building and producing, and what lines need."""
    length = given.file.pause.length
    chance = chance_of_pause(seen_until(given, given.file.pause.until), 1.0)
    route = route_days(given, item.routes[0])
    drawn = draws_of(
        {
            "pause": (length, "yr"),
            "margin": (money.margin, "MUSD/day"),
            "holding": (money.holding, "MUSD/yr"),
            "rate": (money.rate, "dimensionless"),
            "sunk": (money.sunk, "MUSD"),
        }
    )
    pauses = chance * length.to("yr") * year_of_pause
    central = pauses + route.lost * money.margin.to("MUSD/day")
    wait_cost = chance * drawn["pause"] * (drawn["holding"] + drawn["rate"] * drawn["sunk"])
    parents = (
        *parents_of(
            [
                ("length", given.number("pause.length")),
                ("margin", _path(given, item, "margin")),
                *((name, _path(given, item, name)) for name in ("holding", "rate", "sunk")),
            ]
        ),
        *loss_parents(given),
    )
    for when, value, ends in (
        ("building", pauses, range_of(wait_cost, pauses)),
        ("producing", central, range_of(wait_cost + route.lost_draws * drawn["margin"], central)),
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
            + (" + days of output lost * margin" if when == "producing" else ""),
            parents=parents,
            note="Money of the project only; nobody's life or injury is in it.",
        )
    for when, loss in (("building", pauses), ("producing", central)):
        yield from line_findings(given, item, when, loss, parents)


def _no_site(given: SecurityCase, project: str, why: str) -> Finding:
    return Finding(
        measure="enable.security_site",
        keys={"case": given.case, "project": project},
        title=f"Deadly attacks near the site of {given.title(project)}",
        value=Value.missing("no site to judge"),
        unit="1/yr",
        note=why,
        cells={"unit": "", "project": project},
    )


def exposure_findings(given: SecurityCase) -> Iterator[Finding]:
    """Yield what insecurity means for each project: sites, routes, pauses, money at risk."""
    for item in given.file.exposed:
        yield from site_findings(given, item)
        yield from route_findings(given, item)
        yield from pause_findings(given, item)
        if item.money is not None:
            yield from _costs(given, item, item.money)
    for project, why in given.file.not_exposed.items():
        yield _no_site(given, project, why)
    yield from availability_findings(given)


def security_findings(given: SecurityCase) -> list[Finding]:
    """Return every figure of security: scores, rates, deaths, exposure, pauses, break-even."""
    families = (
        score_findings,
        fit_findings,
        month_findings,
        rate_findings,
        exposure_findings,
    )
    return [item for family in families for item in family(given)]
