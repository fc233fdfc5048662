"""What can be built on a segment: the catalogue of modules and the equation of their cost."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from orepact.enable.corridor_file import ModuleUse
from orepact.errors import UnknownNameError
from orepact.evidence import Parameter, StrictModel, load_model
from orepact.quantity import Value
from orepact.trace import Record, RecordKind

__all__ = [
    "CatalogueLookup",
    "Module",
    "ModuleCatalogue",
    "Overrun",
    "Real",
    "Terrain",
    "TerrainExponents",
    "annuity",
    "catalogue",
    "module_cost_musd",
    "overrun_quantile",
    "rocks_unit_costs",
    "terrain_factor",
]

Real = Callable[[Parameter, str], float]
"""Turns a parameter into a number in a unit, in real money of the case's year."""

LONG_KM = 50.0
"""Works longer than this cost less per km (Collier, Kirchberger and Soderbom 2016)."""


class TerrainExponents(StrictModel):
    """How cost grows with relief and settlement."""

    relief_exponent: Parameter
    """Of relief over the host's median."""
    people_exponent: Parameter
    """Of people per km2 plus one, over the host's median plus one."""
    long_discount: Parameter
    """Logarithm of cost per km for works longer than 50 km; roads only."""


class Overrun(StrictModel):
    """Actual over estimated cost in a class of projects."""

    kind: Literal["rail", "road"]
    """Class."""
    mean: Parameter
    """Mean overrun, percent."""
    deviation: Parameter
    """Standard deviation, percentage points."""


class Module(StrictModel):
    """One kind of work."""

    id: str
    """Short name."""
    title: str
    """In the reader's words."""
    mode: Literal["rail", "road", "pipe", "line", "port"]
    """What it is."""
    service: Literal["freight", "power", "water"]
    """What it carries."""
    per: Literal["km", "whole"]
    """Whether cost is per km or for the whole."""
    rocks: tuple[str, ...] = ()
    """Work types of ROCKS whose median is the cost."""
    cost: Parameter
    """Real money; give ``price_year``."""
    capacity: Parameter
    """Per year, or power."""
    lead_time: Parameter
    """From start to capacity."""
    life: Parameter
    """Until it has to be built again."""
    upkeep: Parameter
    """Percent of cost a year."""
    has_terrain: bool
    """Whether relief and settlement raise its cost."""
    caveat: str
    """What it leaves out."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        self.cost.to("MUSD/km" if self.per == "km" else "MUSD")
        self.capacity.to("kt/yr" if self.service == "freight" else "MW")
        if self.cost.price_year is None:
            raise ValueError("cost is real money and needs a price_year")
        if min(self.cost.value, self.capacity.value, self.life.value) <= 0:
            raise ValueError("cost, capacity and life are above zero")
        return self


class ModuleCatalogue(StrictModel):
    """``modules.yaml``."""

    terrain: TerrainExponents
    """Exponents of the cost equation."""
    overrun: tuple[Overrun, ...]
    """Overruns by class."""
    modules: tuple[Module, ...]
    """Every module."""

    def module(self, id_: str) -> Module:
        """Return a module by id.

        Raises
        ------
        UnknownNameError : with the ids there are
        """
        for module in self.modules:
            if module.id == id_:
                return module
        raise UnknownNameError("module", id_, [module.id for module in self.modules])

    def overrun_of(self, kind: str) -> Overrun:
        """Return the overrun of a class."""
        return next(item for item in self.overrun if item.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain:
    """Relief and settlement along a segment, over the host's median district."""

    relief_ratio: float
    """Relief over the median."""
    people_ratio: float
    """(people per km2 + 1) over (median + 1)."""


@cache
def catalogue() -> ModuleCatalogue:
    """Return the shipped catalogue."""
    path = Path(str(files("orepact.enable"))) / "data" / "corridor" / "modules.yaml"
    return load_model(ModuleCatalogue, path, name="modules.yaml")


@cache
def rocks_unit_costs() -> Mapping[str, tuple[float, ...]]:
    """Return the World Bank's actual road costs per km by work type, million USD of 2015.

    References
    ----------
    World Bank, Road Costs Knowledge System (ROCKS), update of June 2018, actual costs.
    """
    text = files("orepact.enable").joinpath("data", "corridor", "rocks_2018.csv")
    found: dict[str, list[float]] = {}
    for row in csv.DictReader(text.read_text(encoding="utf-8").splitlines()):
        found.setdefault(row["work_type"], []).append(float(row["musd2015_per_km"]))
    return {name: tuple(sorted(costs)) for name, costs in found.items()}


def terrain_factor(exponents: TerrainExponents, terrain: Terrain, km: float, mode: str) -> float:
    """Return what relief and settlement multiply the cost per km with.

    ``relief_ratio^a * people_ratio^b * exp(c if road and km > 50)``

    References
    ----------
    Collier, Kirchberger and Soderbom, The Cost of Road Infrastructure in Low- and Middle-Income
    Countries, World Bank Economic Review 30(3), 2016 (coefficients as another project uses them).

    Examples
    --------
    >>> flat = Terrain(relief_ratio=1.0, people_ratio=1.0)
    >>> terrain_factor(catalogue().terrain, flat, 40.0, "road")
    1.0
    """
    relief, people = exponents.relief_exponent.value, exponents.people_exponent.value
    factor = math.pow(terrain.relief_ratio, relief) * math.pow(terrain.people_ratio, people)
    is_long_road = mode == "road" and km > LONG_KM
    return factor * (math.exp(exponents.long_discount.value) if is_long_road else 1.0)


def module_cost_musd(
    module: Module, use: ModuleUse | None, km: float, terrain: Terrain, real: Real
) -> float:
    """Return what a module costs on a segment, million USD of the case's year, real.

    ``km * cost * terrain``; a cost that the case gives is taken as it stands, per km or whole.

    Parameters
    ----------
    module : Module
    use : ModuleUse or None
        With the case's own cost, if it has one.
    km : float
    terrain : Terrain
    real : callable
        ``Case.real``.
    """
    cost = use.cost if use is not None and use.cost is not None else module.cost
    if module.per == "whole":
        return real(cost, "MUSD")
    is_own = use is not None and use.cost is not None
    factor = (
        terrain_factor(catalogue().terrain, terrain, km, module.mode)
        if module.has_terrain and not is_own
        else 1.0
    )
    return km * real(cost, "MUSD/km") * factor


def annuity(rate: float, years: float) -> float:
    """Return the yearly payment per unit borrowed, ``r (1+r)^n / ((1+r)^n - 1)``; ``1/n`` at 0.

    Examples
    --------
    >>> round(annuity(0.068, 20.0) * 390.0)
    36
    """
    if years <= 0.0:
        raise ValueError("an annuity needs a number of years above zero")
    if rate == 0.0:
        return 1.0 / years
    growth = math.pow(1.0 + rate, years)
    return rate * growth / (growth - 1.0)


def overrun_quantile(overrun: Overrun, share: float) -> float:
    """Return the factor on an estimate that a share of projects stays below; lognormal.

    With mean m and deviation s of the factor: ``sigma^2 = ln(1 + s^2/m^2)``,
    ``mu = ln m - sigma^2/2``, quantile ``exp(mu + sigma z)``.

    Parameters
    ----------
    overrun : Overrun
    share : float
        Between 0 and 1.

    References
    ----------
    Flyvbjerg, Holm and Buhl, Underestimating Costs in Public Works Projects, Journal of the
    American Planning Association 68(3), 2002 (background knowledge, not read here).
    """
    from statistics import NormalDist

    mean = 1.0 + overrun.mean.to("1")
    deviation = overrun.deviation.to("1")
    variance = math.log(1.0 + (deviation / mean) ** 2)
    middle = math.log(mean) - variance / 2.0
    return math.exp(middle + math.sqrt(variance) * NormalDist().inv_cdf(share))


class CatalogueLookup:
    """Answers for the numbers of the catalogue, ``module:ID.FIELD``."""

    def find(self, id_: str) -> Record | None:
        """Return the record of a number of the catalogue, or None."""
        if not id_.startswith("module:"):
            return None
        name, _, key = id_.removeprefix("module:").partition(".")
        known = catalogue()
        owner: object = next((item for item in known.modules if item.id == name), None)
        title = getattr(owner, "title", name)
        if owner is None and name == "terrain":
            owner, title = known.terrain, "Terrain and cost"
        number = getattr(owner, key, None) if owner is not None else None
        if not isinstance(number, Parameter):
            return None
        low, high = number.bounds(number.unit)
        return Record(
            id=id_,
            title=f"{title}: {key.replace('_', ' ')}",
            value=Value.exact(number.value),
            unit=number.unit,
            kind=RecordKind.PARAMETER,
            sources=(number.source,),
            locator="modules.yaml",
            quality=str(number.quality),
            note=f"{number.note} Range {low:g} to {high:g}.".strip(),
        )
