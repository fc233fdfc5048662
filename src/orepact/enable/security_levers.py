"""Levers of security: lines of cost, and conditions that no money unlocks."""

from __future__ import annotations

from orepact.enable.levers import Lever, LeverKind, LeverParameter

__all__ = ["LEVERS"]

_EFFECT = LeverParameter(
    name="effect", unit="%", meaning="change of attacks on what is protected; the range includes 0"
)

LEVERS = (
    Lever(
        id="security.force",
        kind=LeverKind.OPTION,
        meaning="Guards, escorts and hardening: a line of cost of its own.",
        parameters=(
            LeverParameter(name="cost", unit="MUSD", meaning="once"),
            LeverParameter(name="operating_cost", unit="MUSD/yr", meaning="each year"),
            _EFFECT,
        ),
        file="security.yaml and enablers/*.yaml",
        granted_by="the host's governments",
        source="Cost rules and payments in the case's ledgers; no published estimate of effect.",
        caveat=(
            "It unlocks no mine, opens no gate and adds no capacity; its break-even effect is "
            "reported instead of a benefit. It can make attacks or abuses more likely."
        ),
    ),
    Lever(
        id="security.community",
        kind=LeverKind.OPTION,
        meaning="Benefit sharing, grievance and jobs near the site: a line of cost of its own.",
        parameters=(LeverParameter(name="cost", unit="MUSD/yr", meaning="each year"), _EFFECT),
        file="security.yaml",
        granted_by="the people concerned and whoever pays",
        source="Promised payments in the case's ledgers; no published estimate of effect.",
        caveat="It is owed in its own right and buys no consent.",
    ),
    Lever(
        id="security.exposure",
        kind=LeverKind.LIMIT,
        meaning="Expected days without passage on a route, and days of stop at a site, per year.",
        parameters=(
            LeverParameter(name="downtime", unit="day/yr", meaning="expected, with its range"),
        ),
        file="security.yaml",
        granted_by="nobody",
        source="Rates per district and month, fitted to dated events and rescaled.",
        caveat="Nothing finer than district and month is held or shown.",
    ),
    Lever(
        id="security.availability",
        kind=LeverKind.LIMIT,
        meaning=(
            "Part of each year that a route is open, and part of a year's output that can leave "
            "when a store at the site bridges short stops; by year and draw."
        ),
        parameters=(
            LeverParameter(name="passage", unit="1", meaning="part of the year with passage"),
            LeverParameter(name="output", unit="1", meaning="part of a year's output that leaves"),
            LeverParameter(name="store", unit="day", meaning="output that can wait at the site"),
        ),
        file="security.yaml",
        granted_by="nobody",
        source=(
            "Attacks on transport by route, their clustering from the fit in days, and how the "
            "country's level has come and gone since the first year of its totals."
        ),
        caveat=(
            "No option and no spending lifts it. Stops by weather, blockade or strike are not in "
            "it, nor is a pause of a mine that produces: none is on record."
        ),
    ),
    Lever(
        id="security.pause",
        kind=LeverKind.LIMIT,
        meaning="Chance that the investor pauses the project in a year, and for how long.",
        parameters=(
            LeverParameter(name="chance", unit="%", meaning="per year, with its range"),
            LeverParameter(name="length", unit="yr", meaning="from pause to restart"),
        ),
        file="security.yaml",
        granted_by="nobody",
        source="Major assaults and what investors did after them, in the case's ledgers.",
        caveat="Few events; the range is wide and the prior is stated.",
    ),
)
