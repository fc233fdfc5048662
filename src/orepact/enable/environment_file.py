"""``environment.yaml``: basins, and for each site its water, waste, air, land and closure."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.enable.gate import Evidence
from orepact.enable.natural import check_natural
from orepact.enable.standards import Requirement, Standard, praise_allowed
from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Basin",
    "Closure",
    "Consequence",
    "Dam",
    "Energy",
    "EnvironmentFile",
    "Land",
    "LandArea",
    "SiteEnvironment",
    "Uncounted",
    "Waste",
    "WaterUse",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Consequence(StrEnum):
    """Class of a tailings dam by what its failure would do, from the tailings standard."""

    LOW = "low"
    SIGNIFICANT = "significant"
    HIGH = "high"
    VERY_HIGH = "very high"
    EXTREME = "extreme"
    NO_EVIDENCE = "no evidence"


class Basin(StrictModel):
    """One aquifer or catchment from which sites draw."""

    id: Id
    title: str
    district: str
    """Where it lies."""
    recharge: Parameter
    """Water that comes back each year, for example ``m3/yr``."""
    other_use: Parameter
    """What people, animals and fields draw from it each year."""
    area: Parameter | None = None
    """Area whose stored water can be drawn, ``km2``."""
    saturated: Parameter | None = None
    """Thickness of the water-bearing ground, ``m``."""
    drainable: Parameter | None = None
    """Part of the ground's volume that gives up its water, ``%``."""
    wells: Parameter | None = None
    """Wells and springs that people use above it, ``1``; left out when nobody has counted."""
    is_supply: bool = False
    """Whether it is a piped supply: then ``recharge`` is what it delivers, not what comes back."""
    salinity: str = ""
    """Fresh, brackish or saline, and who says so."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_natural(self.recharge, "recharge", "m3/yr")
        check_natural(self.other_use, "other_use", "m3/yr")
        check_natural(self.area, "area", "km2")
        check_natural(self.saturated, "saturated", "m")
        check_natural(self.drainable, "drainable", "%")
        check_natural(self.wells, "wells", "1")
        return self


class WaterUse(StrictModel):
    """What a site draws, from which basin."""

    basin: str
    """Id of a basin: water is always somebody's."""
    resource: str = ""
    """Resource whose use per tonne stands in the project's file; or give ``per_feed``."""
    per_feed: Parameter | None = None
    """Water per tonne of ore or feed, ``m3/t``, when the project's file has none."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.resource) == (self.per_feed is not None):
            raise ValueError("give either resource or per_feed, so that water is counted once")
        check_natural(self.per_feed, "per_feed", "m3/t")
        return self


class Dam(StrictModel):
    """A dam that holds tailings."""

    title: str
    height: Parameter
    """Height when full, ``m``."""
    consequence: Consequence
    """``low`` to ``extreme``, or ``no evidence`` when no class is published."""
    population_at_risk: Parameter
    """People in the way of a break, ``person``."""
    depth_share: Parameter
    """Mean thickness of the tailings as a part of the height, ``%``; gives the area."""
    evidence: tuple[Evidence, ...] = ()
    """Who classified it; needed for every class but ``no evidence``."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_natural(self.height, "height", "m", is_positive=True)
        check_natural(self.depth_share, "depth_share", "%", is_positive=True)
        check_natural(self.population_at_risk, "population_at_risk", "person")
        if self.consequence is not Consequence.NO_EVIDENCE and not self.evidence:
            raise ValueError(
                f"consequence {str(self.consequence)!r} needs evidence; without it: 'no evidence'"
            )
        return self


class Waste(StrictModel):
    """Solid waste of the plant and the pit."""

    residue: str
    """What the plant leaves: tailings, slag, sorted-out rock."""
    per_feed: Parameter | None = None
    """Residue per tonne of feed, ``t/t``; left out it is what the feed and the product leave."""
    density: Parameter
    """Dry tonnes per cubic metre where it lies, ``t/m3``."""
    rock_density: Parameter | None = None
    """Waste rock as dumped, ``t/m3``; left out where no rock is dumped."""
    per_feed_rock: Parameter | None = None
    """Waste rock per tonne of feed, ``t/t``, when the project's schedule has no strip ratio."""
    dam: Dam | None = None
    """Left out only where nothing is stored behind a dam."""
    no_dam: str = ""
    """Why there is none."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_natural(self.per_feed, "per_feed", "t/t")
        check_natural(self.density, "density", "t/m3", is_positive=True)
        check_natural(self.rock_density, "rock_density", "t/m3", is_positive=True)
        check_natural(self.per_feed_rock, "per_feed_rock", "t/t")
        if (self.dam is None) != bool(self.no_dam):
            raise ValueError("describe the dam, or say under no_dam why there is none")
        return self


class Energy(StrictModel):
    """What a site burns."""

    resource: str = ""
    """Resource of firm power that stands in the project's file; or give ``per_feed``."""
    load: Parameter | None = None
    """Mean load of that power, ``%``."""
    per_feed: Parameter | None = None
    """Electricity per tonne of feed, ``kWh/t``, when the project's file has no power."""
    electricity_factor: Parameter
    """Carbon dioxide equivalent of the supply, ``t/MWh``."""
    diesel: Parameter
    """Diesel per tonne of rock moved, ore and waste, ``liter/t``."""
    diesel_factor: Parameter
    """Carbon dioxide equivalent of diesel, ``kg/liter``."""
    process: Parameter | None = None
    """Carbon dioxide of the process itself per tonne of feed, ``t/t``: reductants, fluxes."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.resource) == (self.per_feed is not None):
            raise ValueError("give either resource with load, or per_feed")
        if bool(self.resource) != (self.load is not None):
            raise ValueError("load goes with resource, and only with it")
        check_natural(self.load, "load", "%")
        check_natural(self.per_feed, "per_feed", "kWh/t")
        check_natural(self.electricity_factor, "electricity_factor", "t/MWh")
        check_natural(self.diesel, "diesel", "liter/t")
        check_natural(self.diesel_factor, "diesel_factor", "kg/liter")
        check_natural(self.process, "process", "t/t")
        return self


class LandArea(StrictModel):
    """One piece of land that a site takes."""

    id: Id
    title: str
    area: Parameter
    """Ground taken, ``km2``; never negative."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_natural(self.area, f"land {self.id!r}", "km2")
        return self


class Land(StrictModel):
    """Ground taken, and people who lose a home or a living by it."""

    areas: tuple[LandArea, ...]
    """Pits, dumps, plant, camp, roads; the tailings' own area follows from the dam."""
    moved: Parameter | None = None
    """People who lose their home, ``person``; left out when nobody has counted."""
    users: Parameter | None = None
    """People who lose a living, ``person``; left out they are those of ``workforce.yaml``."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_natural(self.moved, "moved", "person")
        check_natural(self.users, "users", "person")
        return self


class Closure(StrictModel):
    """Who pays for the end, and who holds the money for it."""

    bond: Parameter | None = None
    """Money set aside, ``MUSD``; left out when no document shows any."""
    holder: str = ""
    """Who holds it; needed with ``bond``."""
    rule: str
    """Law or agreement that asks for it, or what was looked for and not found."""
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.bond is not None) != bool(self.holder):
            raise ValueError("a bond has a holder, and a holder has a bond: give both or neither")
        if self.bond is not None and not self.evidence:
            raise ValueError("a bond needs evidence; without a document leave it out")
        check_natural(self.bond, "bond", "MUSD")
        return self


class SiteEnvironment(StrictModel):
    """Land, water, waste and air of one project."""

    project: str
    """Id of a project with a schedule."""
    water: WaterUse
    waste: Waste
    energy: Energy
    land: Land
    closure: Closure
    requirements: tuple[Requirement, ...] = ()
    """Requirements of standards with their documents; what is not listed has no evidence."""

    @property
    def exempt(self) -> frozenset[Standard]:
        """Standards that cannot apply: the tailings standard where nothing is dammed."""
        return frozenset() if self.waste.dam is not None else frozenset({Standard.GISTM})


class Uncounted(StrictModel):
    """A project whose water, waste and land cannot be counted, and why."""

    project: str
    """Id of a project."""
    why: str
    """What is missing: a schedule, a site, a design."""
    no_dam: str = ""
    """Why nothing is stored behind a dam, where that is sure without a design."""
    requirements: tuple[Requirement, ...] = ()
    """As at a site; what is not listed has no evidence."""

    @property
    def exempt(self) -> frozenset[Standard]:
        """As at a site."""
        return frozenset({Standard.GISTM}) if self.no_dam else frozenset()


class EnvironmentFile(StrictModel):
    """``environment.yaml``."""

    basins: tuple[Basin, ...]
    sites: tuple[SiteEnvironment, ...]
    uncounted: tuple[Uncounted, ...] = ()
    """Projects without a physical plan; every project of the case stands here or in ``sites``."""

    @property
    def is_proven(self) -> bool:
        """Whether every standard is shown to be met at every site: only then may anyone praise."""
        return not self.uncounted and all(
            praise_allowed(site.requirements, site.exempt) for site in self.sites
        )

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [basin.id for basin in self.basins] + [site.project for site in self.sites]
        names += [item.project for item in self.uncounted]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        known = {basin.id for basin in self.basins}
        for site in self.sites:
            if site.water.basin not in known:
                raise ValueError(
                    f"water of {site.project} comes from basin {site.water.basin!r}, which is not "
                    f"one of {', '.join(sorted(known)) or 'none'}"
                )
        return self
