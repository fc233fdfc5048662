"""One draw of what may come: factors on a project's numbers, and years of delay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orepact.evidence import Parameter, Quality
from orepact.mine.number import Series
from orepact.mine.project_file import OperatingCost, Phase, ProjectFile, Variant

__all__ = ["Shock", "shocked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """Factors on the central numbers of a project; all 1 and no delay is the file itself.

    Parameters
    ----------
    capex : float
        On the variant's capex factor.
    sustaining, operating, freight : float
        On sustaining capital, cost on site, and every freight leg.
    metal : mapping of product id to float
        On what is recovered of a product: grade times recovery; a product left out has 1.
    delay : int
        Years by which production slips while the capital of before is spent as planned.
    """

    capex: float = 1.0
    sustaining: float = 1.0
    operating: float = 1.0
    freight: float = 1.0
    metal: Mapping[str, float] = field(default_factory=dict)
    delay: int = 0


def _times(parameter: Parameter, factor: float) -> Parameter:
    return parameter.model_copy(update={"value": parameter.value * factor, "range": None})


def _scaled(lines: list[OperatingCost], factor: float) -> list[OperatingCost]:
    return [line.model_copy(update={"rate": _times(line.rate, factor)}) for line in lines]


def _late(
    project: ProjectFile, variant: Variant, delay: int
) -> tuple[list[Phase], dict[str, Series], dict[str, int]]:
    """Return phases, profiles and starts when production slips and spending does not.

    Each year of delay costs what a year of waiting costs, as capital of its own.
    """
    profiles, starts = dict(variant.profiles or {}), dict(variant.profile_start or {})
    for phase in project.phases:
        first = starts.get(phase.id, phase.first_year)
        if first < 0:
            profiles[phase.id] = profiles.get(phase.id, phase.shares)
            starts[phase.id] = first - delay
    phases = list(project.phases)
    if project.holding_cost is not None and phases:
        yearly = project.holding_cost
        shares = phases[0].shares.model_copy(
            update={"values": [100.0 / delay] * delay, "unit": "%", "relative_range": None}
        )
        phases.append(
            Phase.model_construct(
                id="standing-cost",
                title="Cost of standing ready while production is late",
                capex=yearly.model_copy(
                    update={"value": yearly.to("MUSD/yr") * delay, "unit": "MUSD", "range": None}
                ),
                first_year=-delay,
                shares=shares,
            )
        )
    return phases, profiles, starts


def shocked(project: ProjectFile, variant: Variant, shock: Shock) -> tuple[ProjectFile, Variant]:
    """Return the project and variant as one draw has them.

    The grade enters as what is recovered, so ``metal`` stands on recovery and may lead above 100 %
    where a grade is higher than in the file. Late production: the capital of before is spent on
    its original dates, its interest runs on, a cost of standing ready is paid, and later phases
    move with production.

    Parameters
    ----------
    project, variant : from the file
    shock : Shock
    """
    given = variant.capex_factor
    factor = Parameter(
        value=(1.0 if given is None else given.to("dimensionless")) * shock.capex,
        unit="1",
        quality=Quality.C,
        source="draw",
    )
    phases, profiles, starts = list(project.phases), variant.profiles, variant.profile_start
    if shock.delay:
        phases, profiles, starts = _late(project, variant, shock.delay)
    changed = project.model_copy(
        update={
            "phases": phases,
            "sustaining": _scaled(project.sustaining, shock.sustaining),
            "operating_costs": _scaled(project.operating_costs, shock.operating),
            "freight": [
                leg.model_copy(update={"cost": _times(leg.cost, shock.freight)})
                for leg in project.freight
            ],
            "products": [
                item.model_copy(
                    update={"recovery": _times(item.recovery, shock.metal.get(item.id, 1.0))}
                )
                for item in project.products
            ],
        }
    )
    return changed, variant.model_copy(
        update={
            "capex_factor": factor,
            "first_production": variant.first_production + shock.delay,
            "profiles": profiles,
            "profile_start": starts,
        }
    )
