"""What happens to land, water and air at each site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from orepact.enable.environment_file import EnvironmentFile, SiteEnvironment, Uncounted
from orepact.enable.finding import Finding, parents_of
from orepact.enable.site_physics import Reading, SitePhysics, taken
from orepact.enable.workforce_file import WorkforceFile
from orepact.mine import ProjectFile
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["EnvironmentCase", "significant", "site_findings", "uncounted_findings"]

_ROUND = 4


def significant(number: float) -> float:
    """Return four significant digits: no input has more."""
    return float(f"{number:.{_ROUND}g}")


@dataclass(frozen=True)
class EnvironmentCase:
    """What of a case land, water and air are computed from.

    Parameters
    ----------
    case : str
        Id.
    file : EnvironmentFile
    projects : mapping of str to ProjectFile
    workforce : WorkforceFile or None
        Livelihoods that sites end, so that they are counted once.
    """

    case: str
    file: EnvironmentFile
    projects: Mapping[str, ProjectFile]
    workforce: WorkforceFile | None = None

    @cached_property
    def sites(self) -> tuple[SitePhysics, ...]:
        """Every site with its project."""
        return tuple(
            SitePhysics(self.case, site, self.projects[site.project]) for site in self.file.sites
        )

    @cached_property
    def uncounted(self) -> dict[str, Uncounted]:
        """Projects without a physical plan, by id."""
        return {item.project: item for item in self.file.uncounted}

    def path(self, site: SiteEnvironment, key: str) -> str:
        """Return the id of a number of a site."""
        return f"case:{self.case}/environment:sites.{self.file.sites.index(site)}.{key}"


def _parameters(given: EnvironmentCase, site: SiteEnvironment, *keys: str) -> tuple[Parent, ...]:
    return parents_of((key.replace("_", " "), given.path(site, key)) for key in keys)


def _figure(
    physics: SitePhysics,
    measure: str,
    title: str,
    unit: str,
    compute: Callable[[Reading], float],
    *,
    formula: str,
    parents: tuple[Parent, ...],
    note: str = "",
    sources: tuple[str, ...] = ("orepact",),
) -> Finding:
    """Return one figure of a site with its range: every input at its least and most effect."""
    by = {reading: significant(compute(reading)) for reading in Reading}
    return Finding(
        measure=f"enable.environment_{measure}",
        keys={"case": physics.case, "project": physics.project.id},
        title=f"{physics.project.title}: {title}",
        value=Value.exact(by[Reading.CENTRAL]),
        low=by[Reading.LEAST],
        high=by[Reading.MOST],
        unit=unit,
        formula=formula,
        parents=parents,
        sources=sources,
        note=note,
        cells={"project": physics.project.id, "of": title},
    )


def _water(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    use = physics.site.water
    parents = (
        _parameters(given, physics.site, "water.per_feed")
        if use.per_feed is not None
        else parents_of(("use", id_) for id_, _, _ in physics.uses(use.resource))
    )
    parents = (*parents, *parents_of(physics.feed_parents))
    year = f"In production year {physics.peak_year}, when most rock is moved."
    yield _figure(
        physics,
        "water",
        "water drawn at the peak",
        "m3/yr",
        physics.water,
        formula="feed at the peak * water per tonne",
        parents=parents,
        note=year,
    )
    yield _figure(
        physics,
        "water_intensity",
        f"water per tonne of {physics.project.products[0].commodity}",
        "m3/t",
        lambda reading: physics.water(reading) / physics.product(reading),
        formula="water drawn at the peak / first product of that year",
        parents=parents,
    )


def _waste(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    site, feed = physics.site, parents_of(physics.feed_parents)
    own = ("waste.per_feed",) if site.waste.per_feed is not None else ()
    mass = (*feed, *_parameters(given, site, *own))
    yield _figure(
        physics,
        "residue",
        f"{site.waste.residue} over the life",
        "Mt",
        lambda reading: physics.residue(reading) / 1e6,
        formula="sum_year (feed - dry product), or feed * residue per tonne",
        parents=mass,
    )
    yield _figure(
        physics,
        "residue_volume",
        f"room for {site.waste.residue}",
        "m3",
        physics.residue_volume,
        formula="residue / dry density",
        parents=(*mass, *_parameters(given, site, "waste.density")),
    )
    rock = ("waste.per_feed_rock",) if site.waste.per_feed_rock is not None else ()
    rocks = (*feed, *_parameters(given, site, *rock))
    if physics.waste_rock(Reading.MOST) > 0:
        yield _figure(
            physics,
            "waste_rock",
            "waste rock over the life",
            "Mt",
            lambda reading: physics.waste_rock(reading) / 1e6,
            formula="sum_year feed * strip ratio",
            parents=rocks,
        )
        yield _figure(
            physics,
            "rock_volume",
            "room for waste rock",
            "m3",
            physics.rock_volume,
            formula="waste rock / density as dumped",
            parents=(*rocks, *_parameters(given, site, "waste.rock_density")),
        )


def _air(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    site, energy = physics.site, physics.site.energy
    feed = parents_of(physics.feed_parents)
    power = (
        _parameters(given, site, "energy.per_feed")
        if energy.per_feed is not None
        else (
            *parents_of(("power", id_) for id_, _, _ in physics.uses(energy.resource)),
            *_parameters(given, site, "energy.load"),
        )
    )
    yield _figure(
        physics,
        "electricity",
        "electricity at the peak",
        "GWh/yr",
        lambda reading: physics.electricity(reading) / 1e3,
        formula="power * load * 8760 h, or feed * electricity per tonne",
        parents=(*power, *feed),
    )
    diesel = _parameters(given, site, "energy.diesel")
    yield _figure(
        physics,
        "diesel",
        "diesel at the peak",
        "liter/yr",
        physics.diesel,
        formula="(feed + waste rock) * diesel per tonne moved",
        parents=(*diesel, *feed),
    )
    factors = ["energy.electricity_factor", "energy.diesel_factor"]
    factors += ["energy.process"] if energy.process is not None else []
    parents = (*power, *diesel, *feed, *_parameters(given, site, *factors))
    yield _figure(
        physics,
        "emissions",
        "greenhouse gases at the peak",
        "kt/yr",
        lambda reading: physics.emissions(reading) / 1e3,
        formula="electricity * factor + diesel * factor + feed * process",
        parents=parents,
        note="Carbon dioxide equivalent, on site and of its power; freight and smelting left out.",
    )
    yield _figure(
        physics,
        "emissions_intensity",
        f"greenhouse gases per tonne of {physics.project.products[0].commodity}",
        "t/t",
        lambda reading: physics.emissions(reading) / physics.product(reading),
        formula="greenhouse gases at the peak / first product of that year",
        parents=parents,
    )


def _land(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    site, dam = physics.site, physics.site.waste.dam
    listed = [f"land.areas.{item.id}.area" for item in site.land.areas]
    under = ["waste.density", "waste.dam.height", "waste.dam.depth_share"] if dam else []
    feed = parents_of(physics.feed_parents) if dam else ()
    if dam is not None:
        yield _figure(
            physics,
            "tailings_area",
            "ground under the tailings",
            "km2",
            physics.tailings_area,
            formula="room for the residue / (height of the dam * mean part of it)",
            parents=(*_parameters(given, site, *under), *feed),
        )
    yield _figure(
        physics,
        "land",
        "ground taken",
        "km2",
        physics.land,
        formula="sum of areas + ground under the tailings",
        parents=(*_parameters(given, site, *listed, *under), *feed),
        note=site.land.note,
    )
    yield _people(given, physics, "moved", "people who lose their home")
    yield _people(given, physics, "users", "people who lose a living")


def _people(given: EnvironmentCase, physics: SitePhysics, key: str, title: str) -> Finding:
    """Return people displaced; those who lose a living may stand in the workforce's file."""
    site, number = physics.site, getattr(physics.site.land, key)
    keys = {"case": given.case, "project": physics.project.id}
    measure, shown = f"enable.environment_{key}", f"{physics.project.title}: {title}"
    cells = {"project": physics.project.id, "of": title}
    if number is not None:
        return _figure(
            physics,
            key,
            title,
            "person",
            lambda reading: taken(number, "person", reading),
            formula=key,
            parents=_parameters(given, site, f"land.{key}"),
            note=number.note,
        )
    own = [
        (position, place, lost)
        for position, item in enumerate(given.workforce.sites if given.workforce else ())
        if item.project == physics.project.id
        for place, lost in enumerate(item.displaced)
    ]
    if key == "moved" or not own:
        return Finding(
            measure=measure,
            keys=keys,
            title=shown,
            unit="person",
            value=Value.missing("nobody has counted them"),
            cells=cells,
            note="No survey of households was read; this is not zero.",
        )
    start = f"case:{given.case}/workforce:sites"
    return Finding(
        measure=measure,
        keys=keys,
        title=shown,
        value=Value.exact(sum(lost.people.to("person") for _, _, lost in own)),
        low=sum(lost.people.bounds("person")[0] for _, _, lost in own),
        high=sum(lost.people.bounds("person")[1] for _, _, lost in own),
        unit="person",
        formula="sum of livelihoods that end",
        parents=parents_of(
            (lost.activity, f"{start}.{position}.displaced.{place}.people")
            for position, place, lost in own
        ),
        note=", ".join(lost.activity for _, _, lost in own),
        cells=cells,
    )


def _closure(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    closure, project = physics.site.closure, physics.project
    keys = {"case": given.case, "project": project.id}
    cost = project.closure
    if cost is not None:
        low, high = cost.bounds("MUSD")
        yield Finding(
            measure="enable.environment_closure",
            keys=keys,
            title=f"{project.title}: cost of closure",
            value=Value.exact(cost.to("MUSD")),
            low=low,
            high=high,
            unit="MUSD",
            formula="cost of closure of the project's file",
            parents=parents_of([("closure", f"case:{given.case}/projects/{project.id}:closure")]),
            note=f"Prices of {cost.price_year}." if cost.price_year else "",
            cells={"project": project.id, "of": "cost of closure"},
        )
    bond = closure.bond
    yield Finding(
        measure="enable.environment_bond",
        keys=keys,
        title=f"{project.title}: money set aside for closure",
        value=Value.missing("no document shows any") if bond is None else bond.typed(),
        unit="MUSD" if bond is None else bond.unit,
        formula="" if bond is None else "bond",
        parents=() if bond is None else _parameters(given, physics.site, "closure.bond"),
        sources=tuple(item.source for item in closure.evidence) or ("orepact",),
        note=f"Held by: {closure.holder or 'nobody named'}. {closure.rule}",
        cells={"project": project.id, "of": "closure bond", "holder": closure.holder},
    )


def uncounted_findings(given: EnvironmentCase, item: Uncounted) -> Iterator[Finding]:
    """Yield the gaps of a project that has no physical plan: unknown, and never zero."""
    title = given.projects[item.project].title
    for measure, words, unit in (
        ("water", "water drawn at the peak", "m3/yr"),
        ("residue", "residue over the life", "Mt"),
        ("emissions", "greenhouse gases at the peak", "kt/yr"),
        ("land", "ground taken", "km2"),
        ("moved", "people who lose their home", "person"),
        ("users", "people who lose a living", "person"),
        ("bond", "money set aside for closure", "MUSD"),
    ):
        yield Finding(
            measure=f"enable.environment_{measure}",
            keys={"case": given.case, "project": item.project},
            title=f"{title}: {words}",
            value=Value.missing("cannot be counted"),
            unit=unit,
            note=item.why,
            cells={"project": item.project, "of": words},
        )


def site_findings(given: EnvironmentCase, physics: SitePhysics) -> Iterator[Finding]:
    """Yield water, waste, air, land, people and closure of one site."""
    for family in (_water, _waste, _air, _land, _closure):
        yield from family(given, physics)
