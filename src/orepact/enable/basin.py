"""What all sites together draw from one basin, against what comes back and what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orepact.enable.environment import EnvironmentCase, significant
from orepact.enable.environment_file import Basin
from orepact.enable.finding import Finding, parents_of
from orepact.enable.site_physics import Reading, taken
from orepact.quantity import Value, format_number
from orepact.trace import Parent

__all__ = ["basin_findings"]


def _basin_use(given: EnvironmentCase, basin: Basin, reading: Reading) -> float:
    sites = sum(item.water(reading) for item in given.sites if item.site.water.basin == basin.id)
    return sites + taken(basin.other_use, "m3/yr", reading)


def _years_left(given: EnvironmentCase, basin: Basin, reading: Reading) -> float | None:
    """Return for how many years stored water lasts at that use, or None when it never ends."""
    if basin.area is None or basin.saturated is None or basin.drainable is None:
        return None
    room = 1e6 * taken(basin.area, "km2", reading, more_is_worse=False)
    room *= taken(basin.saturated, "m", reading, more_is_worse=False)
    room *= taken(basin.drainable, "dimensionless", reading, more_is_worse=False)
    recharge = taken(basin.recharge, "m3/yr", reading, more_is_worse=False)
    short = _basin_use(given, basin, reading) - recharge
    return room / short if short > 0 else None


def basin_findings(given: EnvironmentCase, basin: Basin) -> Iterator[Finding]:
    """Yield what all sites together draw from one basin, against what comes back and is stored."""
    keys = {"case": given.case, "basin": basin.id}
    start = f"case:{given.case}/environment:basins.{basin.id}"
    own = [item for item in given.sites if item.site.water.basin == basin.id]
    drawn = [
        ("site", f"enable.environment_water[case={given.case},project={item.project.id}]")
        for item in own
    ]
    use = {reading: _basin_use(given, basin, reading) for reading in Reading}
    names = ", ".join(item.project.title for item in own) or "no site"
    cells = {"basin": basin.title}
    parents = parents_of([*drawn, ("other use", f"{start}.other_use")])
    yield Finding(
        measure="enable.environment_basin_use",
        keys=keys,
        title=f"{basin.title}: drawn by all together",
        value=Value.exact(significant(use[Reading.CENTRAL])),
        low=significant(use[Reading.LEAST]),
        high=significant(use[Reading.MOST]),
        unit="m3/yr",
        formula="sum of sites at their peaks + other use",
        parents=parents,
        note=f"Sites: {names}. {basin.note}".strip(),
        cells={**cells, "of": "drawn by all together"},
    )
    yield _added(given, basin, (*drawn, ("other use", f"{start}.other_use")))
    yield _drawn_share(
        given, basin, use, (*parents, *parents_of([("recharge", f"{start}.recharge")]))
    )
    if basin.area is not None and basin.saturated is not None and basin.drainable is not None:
        years = {reading: _years_left(given, basin, reading) for reading in Reading}
        stored = parents_of(
            (name, f"{start}.{name}") for name in ("area", "saturated", "drainable", "recharge")
        )
        yield _stored_years(given, basin, years, (*parents, *stored))
        yield _fall(given, basin, (*parents, *stored))
    wells = basin.wells
    yield Finding(
        measure="enable.environment_wells",
        keys=keys,
        title=f"{basin.title}: wells and springs that people use",
        value=Value.missing("nobody has counted them") if wells is None else wells.typed(),
        unit="1",
        parents=() if wells is None else parents_of([("wells", f"{start}.wells")]),
        note=basin.salinity,
        cells={**cells, "of": "wells and springs"},
    )


def _fall(given: EnvironmentCase, basin: Basin, parents: tuple[Parent, ...]) -> Finding:
    """Return by how much the water table falls on average over the longest life of a site, m."""
    own = [item for item in given.sites if item.site.water.basin == basin.id]
    life = max((item.plan.life for item in own), default=0)

    def fall(reading: Reading) -> float:
        assert basin.area is not None
        assert basin.drainable is not None
        drawn = sum(
            item.water(reading) * item.life_feed(reading) / item.feed(reading) for item in own
        )
        back = taken(basin.recharge, "m3/yr", reading, more_is_worse=False)
        drawn += (taken(basin.other_use, "m3/yr", reading) - back) * life
        ground = 1e6 * taken(basin.area, "km2", reading, more_is_worse=False)
        ground *= taken(basin.drainable, "dimensionless", reading, more_is_worse=False)
        return significant(max(0.0, drawn) / ground)

    return Finding(
        measure="enable.environment_basin_fall",
        keys={"case": given.case, "basin": basin.id},
        title=f"{basin.title}: mean fall of the water table over {life} years",
        value=Value.exact(fall(Reading.CENTRAL)),
        low=fall(Reading.LEAST),
        high=fall(Reading.MOST),
        unit="m",
        formula="(water of sites over life + (other use - recharge) * life) / (area * drainable)",
        parents=parents,
        note="A mean over the whole area; near the bores it falls by far more.",
        cells={"basin": basin.title, "of": "mean fall of the water table"},
    )


def _added(given: EnvironmentCase, basin: Basin, roles: Sequence[tuple[str, str]]) -> Finding:
    """Return which part of all that is drawn the sites of the case would draw."""

    def part(sites: Reading, others: Reading) -> float:
        own = sum(i.water(sites) for i in given.sites if i.site.water.basin == basin.id)
        return significant(100.0 * own / (own + taken(basin.other_use, "m3/yr", others)))

    return Finding(
        measure="enable.environment_basin_added",
        keys={"case": given.case, "basin": basin.id},
        title=f"{basin.title}: part of it that the sites would draw",
        value=Value.exact(part(Reading.CENTRAL, Reading.CENTRAL)),
        low=part(Reading.LEAST, Reading.MOST),
        high=part(Reading.MOST, Reading.LEAST),
        unit="%",
        formula="100 * sum of sites at their peaks / (sum of sites + other use)",
        parents=parents_of(roles),
        note="What a basin lacks today is not the sites' doing; what they add comes on top.",
        cells={"basin": basin.title, "of": "the sites' part"},
    )


def _drawn_share(
    given: EnvironmentCase,
    basin: Basin,
    use: Mapping[Reading, float],
    parents: tuple[Parent, ...],
) -> Finding:
    """Return use over recharge; where recharge may be nothing, a lower bound."""
    back = {
        reading: taken(basin.recharge, "m3/yr", reading, more_is_worse=False) for reading in Reading
    }
    share = {
        reading: significant(100.0 * use[reading] / back[reading]) if back[reading] > 0 else None
        for reading in Reading
    }
    least, central, most = (share[reading] for reading in Reading)
    is_bounded = least is not None and central is not None and most is not None
    value = Value.exact(central) if central is not None else Value.missing("nothing comes back")
    middle = []
    if central is not None and not is_bounded:
        value = Value.at_least(least or 0.0)
        middle = [f"Central {format_number(central)} %; the low end of what comes back is nothing."]
    short = "some go without." if basin.is_supply else "the stored water falls."
    short = f"Above 100 % {short}"
    comes = "is delivered" if basin.is_supply else "comes back"
    return Finding(
        measure="enable.environment_basin_share",
        keys={"case": given.case, "basin": basin.id},
        title=f"{basin.title}: drawn against what {comes} each year",
        value=value,
        low=least if is_bounded else None,
        high=most if is_bounded else None,
        unit="%",
        formula="drawn by all together / recharge",
        parents=parents,
        note=" ".join([*middle, short]),
        cells={"basin": basin.title, "of": "drawn against recharge"},
    )


def _stored_years(
    given: EnvironmentCase,
    basin: Basin,
    years: Mapping[Reading, float | None],
    parents: tuple[Parent, ...],
) -> Finding:
    """Return how long the stored water lasts at that use."""
    worst, central, best = (
        years[reading] for reading in (Reading.MOST, Reading.CENTRAL, Reading.LEAST)
    )
    if central is None:
        value = (
            Value.missing("use stays below recharge")
            if worst is None
            else Value.at_least(significant(worst))
        )
    else:
        value = Value.exact(significant(central))
    has_range = worst is not None and central is not None and best is not None
    return Finding(
        measure="enable.environment_basin_years",
        keys={"case": given.case, "basin": basin.id},
        title=f"{basin.title}: years that the stored water lasts at that use",
        value=value,
        low=significant(worst) if has_range and worst is not None else None,
        high=significant(best) if has_range and best is not None else None,
        unit="yr",
        formula="area * thickness * drainable / (drawn - recharge)",
        parents=parents,
        note="As if all stored water could be drawn: an upper limit, not a promise.",
        cells={"basin": basin.title, "of": "years of stored water"},
    )
