"""Who moves how much from where, by period; what a tonnage means in trains and trucks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orepact.enable.corridor_file import CorridorFile, User
from orepact.enable.network import Network
from orepact.errors import CaseError

__all__ = [
    "Demand",
    "Periods",
    "Source",
    "TrainPlan",
    "demands",
    "periods_of",
    "steady_year",
    "train_plan",
    "truckloads",
]

_DAYS = 365.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The blocks of years that are calculated.

    Parameters
    ----------
    starts : tuple of int
        First year of each period.
    years : int
        Years in a period; the last may hold fewer.
    end : int
        Last year.
    rate : float
        Real, per year.
    """

    starts: tuple[int, ...]
    years: int
    end: int
    rate: float

    def of(self, place: int) -> range:
        """Return the years of a period."""
        first = self.starts[place]
        return range(first, min(first + self.years - 1, self.end) + 1)

    def discount(self, place: int) -> float:
        """Return the present value, at the first year, of one a year through a period."""
        return sum((1.0 + self.rate) ** (self.starts[0] - year) for year in self.of(place))

    @property
    def discounts(self) -> tuple[float, ...]:
        """Present value of one a year through each period."""
        return tuple(self.discount(place) for place in range(len(self.starts)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One place where a user's goods start."""

    name: str
    """``site:USER`` or ``site:USER:DISTRICT``."""
    lat: float
    lon: float
    district: str
    """Empty where a place and not a district was given."""
    tonnes: tuple[float, ...]
    """kt/yr by period."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One user with what it wants to move."""

    user: User
    sources: tuple[Source, ...]

    @property
    def total(self) -> tuple[float, ...]:
        """kt/yr by period, all sources together."""
        return tuple(sum(parts) for parts in zip(*(s.tonnes for s in self.sources), strict=True))


def periods_of(file: CorridorFile) -> Periods:
    """Return the periods of a corridor."""
    given = file.horizon
    return Periods(
        starts=tuple(range(given.start, given.end + 1, given.period_years)),
        years=given.period_years,
        end=given.end,
        rate=given.rate.to("1"),
    )


def steady_year(file: CorridorFile) -> Periods:
    """Return one year in which everyone moves: the first after the last stage has begun."""
    starts = [stage.year for user in file.users for stage in user.stages]
    year = max([file.horizon.start, *starts])
    return Periods(starts=(year,), years=1, end=year, rate=file.horizon.rate.to("1"))


def _by_period(
    stages: Sequence[tuple[int, float]], periods: Periods, always: float | None
) -> tuple[float, ...]:
    """Return the mean of each period; a stage that begins within one counts for its part."""

    def of(year: int) -> float:
        known = [amount for first, amount in sorted(stages) if first <= year]
        return known[-1] if known else 0.0

    if always is not None:
        return tuple(always for _ in periods.starts)
    return tuple(
        sum(of(year) for year in periods.of(place)) / len(periods.of(place))
        for place in range(len(periods.starts))
    )


def demands(
    file: CorridorFile,
    network: Network,
    periods: Periods,
    *,
    tonnes: Mapping[str, float] | None = None,
) -> tuple[Demand, ...]:
    """Return what each user wants to move.

    A user with districts moves ``people * tonnes_per_head`` from each, in every year.

    Parameters
    ----------
    file : CorridorFile
    network : Network
        For populations and positions of districts.
    periods : Periods
    tonnes : mapping of user to kt/yr
        Replaces the user's own tonnes from its first year on.

    Raises
    ------
    CaseError : if tonnes are negative or not a number, or a district is not in the network
    """
    given = dict(tonnes or {})
    for name, amount in given.items():
        if not math.isfinite(amount) or amount < 0.0:
            raise CaseError(
                f"{amount:g} kt/yr for {name}",
                where="--tonnes",
                why="Tonnes moved are a number from 0 on",
            )
    found = []
    for user in file.users:
        if user.place:
            stages = [(stage.year, stage.tonnes.to("kt/yr")) for stage in user.stages]
            if user.id in given:
                stages = [(stages[0][0], given[user.id])]
            at = file.place(user.place)
            sources: tuple[Source, ...] = (
                Source(
                    name=f"site:{user.id}",
                    lat=at.lat,
                    lon=at.lon,
                    district="",
                    tonnes=_by_period(stages, periods, None),
                ),
            )
        else:
            sources = _from_districts(user, network, periods, given.get(user.id))
        found.append(Demand(user=user, sources=sources))
    return tuple(found)


def _from_districts(
    user: User, network: Network, periods: Periods, total: float | None
) -> tuple[Source, ...]:
    assert user.tonnes_per_head is not None
    facts = [network.district(name) for name in user.districts]
    unknown = [district.name for district in facts if not math.isfinite(district.people)]
    if unknown:
        raise CaseError(
            f"district {unknown[0]} has no census population",
            where=f"corridor.yaml: users: {user.id}",
            do="Leave it out, or give the user a place and tonnes",
        )
    per_head = user.tonnes_per_head.to("kt/yr")
    weights = [district.people for district in facts]
    scale = per_head if total is None else total / sum(weights)
    return tuple(
        Source(
            name=f"site:{user.id}:{district.name}",
            lat=district.at[0],
            lon=district.at[1],
            district=district.name,
            tonnes=_by_period((), periods, people * scale),
        )
        for district, people in zip(facts, weights, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainPlan:
    """What a number of trains a day carries and needs."""

    wagons_a_year: float
    """Loaded wagons."""
    tonnes: float
    """t/yr."""
    fleet: float
    """Wagons needed for the turnaround."""


def train_plan(
    *, trains_a_day: float, wagons: float, payload_t: float, turnaround_days: float
) -> TrainPlan:
    """Return loaded wagons, tonnes and fleet of a train plan.

    ``wagons/yr = trains * wagons * 365``, ``tonnes = wagons/yr * payload``,
    ``fleet = trains * wagons * turnaround``.

    Parameters
    ----------
    trains_a_day, wagons : float
        Loaded trains a day; wagons in each.
    payload_t : float, t
    turnaround_days : float
        Days until a wagon is back.

    Examples
    --------
    >>> plan = train_plan(trains_a_day=2, wagons=20, payload_t=60, turnaround_days=6)
    >>> plan.wagons_a_year, plan.tonnes, plan.fleet
    (14600.0, 876000.0, 240.0)
    """
    a_day = float(trains_a_day * wagons)
    return TrainPlan(
        wagons_a_year=a_day * _DAYS,
        tonnes=a_day * _DAYS * payload_t,
        fleet=a_day * turnaround_days,
    )


def truckloads(tonnes: float, payload_t: float) -> float:
    """Return the truckloads a tonnage makes.

    Examples
    --------
    >>> truckloads(1_000_000.0, 40.0)
    25000.0
    """
    return tonnes / payload_t
