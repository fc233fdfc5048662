"""Tonnes, water, power and diesel of a site, from the project's own physical plan."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from orepact.enable.environment_file import SiteEnvironment
from orepact.errors import CaseError
from orepact.evidence import Parameter
from orepact.mine import PhysicalPlan, ProjectFile, physical_plan

__all__ = ["Reading", "SitePhysics", "taken"]


class Reading(StrEnum):
    """Which end of every range is taken: the one with the least or the most effect."""

    LEAST = "least"
    CENTRAL = "central"
    MOST = "most"


def taken(number: Parameter, unit: str, reading: Reading, *, more_is_worse: bool = True) -> float:
    """Return one end of a parameter's range, or its value.

    Parameters
    ----------
    more_is_worse : bool
        Whether a larger number means more effect; then ``MOST`` is its high end.
    """
    if reading is Reading.CENTRAL:
        return number.to(unit)
    low, high = number.bounds(unit)
    return high if (reading is Reading.MOST) == more_is_worse else low


@dataclass(frozen=True)
class SitePhysics:
    """One project and what of it the land, water and air feel.

    Parameters
    ----------
    case : str
        Id of the case.
    site : SiteEnvironment
        Of ``environment.yaml``.
    project : ProjectFile
        With a schedule.
    """

    case: str
    site: SiteEnvironment
    project: ProjectFile

    @cached_property
    def plan(self) -> PhysicalPlan:
        """Feed, waste and product by production year.

        Raises
        ------
        CaseError : the project has no schedule
        """
        if self.project.schedule is None:
            raise CaseError(
                f"{self.project.id} has no schedule, so that no water or waste can be counted",
                where=f"projects/{self.project.id}.yaml",
                do="Give it a schedule, or leave it out of environment.yaml",
            )
        return physical_plan(self.project)

    @cached_property
    def _peak(self) -> int:
        return int(np.argmax(self.plan.feed + self.plan.waste))

    @property
    def peak_year(self) -> int:
        """Production year in which most rock is moved, counted from 1."""
        return self._peak + 1

    @property
    def feed_parents(self) -> list[tuple[str, str]]:
        """Ids of the inputs of feed and strip ratio."""
        schedule, start = self.project.schedule, f"case:{self.case}/projects/{self.project.id}"
        assert schedule is not None
        found = [("life", f"{start}:schedule.life")]
        found += [
            ("feed", f"{start}:schedule.blocks.{position}.feed")
            for position, block in enumerate(schedule.blocks or ())
            if block.feed is not None
        ]
        if isinstance(schedule.strip_ratio, Parameter):
            found.append(("strip ratio", f"{start}:schedule.strip_ratio"))
        found += [
            ("reserve", f"{start}:deposits.{item.id}.tonnage")
            for item in self.project.deposits
            if item.id == schedule.mines
        ]
        return found

    def _yearly_span(self, reading: Reading) -> float:
        """Return by which factor the yearly feed of a reading differs from the central one."""
        schedule = self.project.schedule
        assert schedule is not None
        feeds = [block.feed for block in schedule.blocks or () if block.feed is not None]
        if not feeds:
            return 1.0
        central = sum(feed.to("t/yr") for feed in feeds)
        return sum(taken(feed, "t/yr", reading) for feed in feeds) / central

    def _life_span(self, reading: Reading) -> float:
        """Return the same for the whole life; a mine that empties its reserve follows that."""
        schedule = self.project.schedule
        assert schedule is not None
        empties = any(block.feed is None for block in schedule.blocks or ())
        own = [item for item in self.project.deposits if item.id == schedule.mines]
        if empties and own:
            return taken(own[0].tonnage, "t", reading) / own[0].tonnage.to("t")
        return self._yearly_span(reading)

    def feed(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return the feed of the year with most rock, t/yr."""
        return float(self.plan.feed[self._peak]) * self._yearly_span(reading)

    def life_feed(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return the feed over the whole life, t."""
        return float(self.plan.feed.sum()) * self._life_span(reading)

    def product(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return the first product of that year, t/yr of metal, or gross."""
        first = self.project.products[0].id
        return float(self.plan.recovered[first][self._peak]) * self._yearly_span(reading)

    def waste_rock(self, reading: Reading = Reading.CENTRAL, *, is_life: bool = True) -> float:
        """Return waste rock over the life (t), or in the year with most rock (t/yr)."""
        per_feed = self.site.waste.per_feed_rock
        if per_feed is not None:
            feed = self.life_feed(reading) if is_life else self.feed(reading)
            return feed * taken(per_feed, "t/t", reading)
        if is_life:
            return float(self.plan.waste.sum()) * self._life_span(reading)
        return float(self.plan.waste[self._peak]) * self._yearly_span(reading)

    def residue(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return what the plant leaves over the life, dry t.

        ``feed - product shipped`` unless ``per_feed`` says otherwise.
        """
        per_feed = self.site.waste.per_feed
        if per_feed is not None:
            return self.life_feed(reading) * taken(per_feed, "t/t", reading)
        left = float((self.plan.feed - self.plan.shipped_dry).sum())
        return max(0.0, left) * self._life_span(reading)

    def uses(self, resource: str) -> list[tuple[str, Parameter, str]]:
        """Return what the project's file says it takes of a resource in that year.

        Returns
        -------
        list of (id of the number, number, per): per is ``feed``, ``product`` or ``year``

        Raises
        ------
        CaseError : the project takes nothing of it
        """
        every = self.project.resource_use
        names = [item.resource for item in every]
        labels = names if len(set(names)) == len(names) else list(map(str, range(len(names))))
        found = [
            (
                f"case:{self.case}/projects/{self.project.id}:resource_use.{label}.amount",
                item.amount,
                str(item.per),
            )
            for label, item in zip(labels, every, strict=True)
            if item.resource == resource
            and item.when == "production"
            and not item.gives
            and item.from_year <= self.peak_year <= (item.to_year or self.peak_year)
        ]
        if not found:
            raise CaseError(
                f"{self.project.id} takes nothing of resource {resource!r} in production",
                where=f"environment.yaml:sites.{self.project.id}",
                do="Name a resource of its resource_use, or give per_feed",
            )
        return found

    def water(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return water drawn in the year with most rock, m3/yr."""
        use = self.site.water
        if use.per_feed is not None:
            return self.feed(reading) * taken(use.per_feed, "m3/t", reading)
        total = 0.0
        for _, amount, per in self.uses(use.resource):
            if per == "year":
                total += taken(amount, "m3/yr", reading)
            else:
                tonnes = self.feed(reading) if per == "feed" else self._shipped(reading)
                total += tonnes * taken(amount, "m3/t", reading)
        return total

    def _shipped(self, reading: Reading) -> float:
        return float(self.plan.shipped_wet[self._peak]) * self._yearly_span(reading)

    def electricity(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return electricity in the year with most rock, MWh/yr.

        ``power * load * 8,760 h``, or ``feed * electricity per tonne``.
        """
        energy = self.site.energy
        if energy.per_feed is not None:
            return self.feed(reading) * taken(energy.per_feed, "MWh/t", reading)
        assert energy.load is not None
        load = taken(energy.load, "dimensionless", reading)
        power = sum(taken(amount, "MW", reading) for _, amount, _ in self.uses(energy.resource))
        return power * load * 8760.0

    def diesel(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return diesel in the year with most rock, litres a year."""
        moved = self.feed(reading) + self.waste_rock(reading, is_life=False)
        return moved * taken(self.site.energy.diesel, "liter/t", reading)

    def emissions(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return carbon dioxide equivalent of that year, t/yr: power, diesel and process."""
        energy = self.site.energy
        total = self.electricity(reading) * taken(energy.electricity_factor, "t/MWh", reading)
        total += self.diesel(reading) * taken(energy.diesel_factor, "t/liter", reading)
        if energy.process is not None:
            total += self.feed(reading) * taken(energy.process, "t/t", reading)
        return total

    def residue_volume(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return the room that the residue needs, m3."""
        density = taken(self.site.waste.density, "t/m3", reading, more_is_worse=False)
        return self.residue(reading) / density

    def rock_volume(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return the room that the waste rock needs, m3."""
        density = self.site.waste.rock_density
        if density is None:
            return 0.0
        return self.waste_rock(reading) / taken(density, "t/m3", reading, more_is_worse=False)

    def tailings_area(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return the ground under the tailings, km2: volume over mean thickness."""
        dam = self.site.waste.dam
        if dam is None:
            return 0.0
        height = taken(dam.height, "m", reading, more_is_worse=False)
        part = taken(dam.depth_share, "dimensionless", reading, more_is_worse=False)
        return self.residue_volume(reading) / (height * part) / 1e6

    def land(self, reading: Reading = Reading.CENTRAL) -> float:
        """Return all ground taken, km2."""
        listed = sum(taken(item.area, "km2", reading) for item in self.site.land.areas)
        return listed + self.tailings_area(reading)
