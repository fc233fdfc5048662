"""The class of a tailings dam: declared by somebody, or implied by the people in its way."""

from __future__ import annotations

from collections.abc import Iterator

from orepact.enable.environment import EnvironmentCase
from orepact.enable.environment_file import Consequence
from orepact.enable.finding import Finding, parents_of
from orepact.enable.site_physics import Reading, SitePhysics, taken
from orepact.quantity import Value

__all__ = ["dam_findings", "implied_class"]

_AT_RISK = (
    (1.0, Consequence.LOW),
    (10.0, Consequence.SIGNIFICANT),
    (100.0, Consequence.HIGH),
    (1000.0, Consequence.VERY_HIGH),
)


def implied_class(people: float) -> Consequence:
    """Return the least class that the people at risk alone give a dam.

    None at risk: low; up to 10: significant; up to 100: high; up to 1,000: very high; more:
    extreme. Loss of life, nature, culture and livelihoods can only raise it.

    Parameters
    ----------
    people : float
        Population at risk.

    References
    ----------
    Global Tailings Review, Global Industry Standard on Tailings Management, August 2020, Annex 2,
    table 1. The limits are from background knowledge; the table was not seen.

    Examples
    --------
    >>> implied_class(0), implied_class(150)
    (<Consequence.LOW: 'low'>, <Consequence.VERY_HIGH: 'very high'>)
    """
    if people < _AT_RISK[0][0]:
        return Consequence.LOW
    for limit, name in _AT_RISK[1:]:
        if people <= limit:
            return name
    return Consequence.EXTREME


def dam_findings(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    """Yield height and class of a site's dam; nothing for a site without one."""
    dam = physics.site.waste.dam
    if dam is None:
        return
    keys = {"case": given.case, "project": physics.project.id}
    cells = {"project": physics.project.id}
    low, high = dam.height.bounds("m")
    yield Finding(
        measure="enable.environment_dam_height",
        keys=keys,
        title=f"{physics.project.title}: height of {dam.title}",
        value=dam.height.typed(),
        low=low,
        high=high,
        unit=dam.height.unit,
        formula="height",
        parents=parents_of([("height", given.path(physics.site, "waste.dam.height"))]),
        note=dam.height.note,
        cells={**cells, "of": "height of the dam"},
    )
    least, central, most = (
        str(implied_class(taken(dam.population_at_risk, "person", reading))) for reading in Reading
    )
    span = central if least == most else f"{central} ({least} to {most})"
    declared = str(dam.consequence)
    yield Finding(
        measure="enable.environment_dam_class",
        keys=keys,
        title=f"{physics.project.title}: class of {dam.title} if it failed",
        value=Value.missing(f"declared: {declared}; implied by people at risk: {span}"),
        unit="class",
        formula="least class for the population at risk",
        parents=parents_of(
            [("people at risk", given.path(physics.site, "waste.dam.population_at_risk"))]
        ),
        sources=tuple(item.source for item in dam.evidence) or ("orepact",),
        note=dam.population_at_risk.note,
        cells={**cells, "of": "class of the dam", "declared": declared, "implied": span},
    )
