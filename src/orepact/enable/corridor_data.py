"""The numbers of a corridor's model: what each user pays on each segment, what works cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from orepact.enable.contraction import ACCESS, END, PORT, TRANSFER, Corridor, Segment, contract
from orepact.enable.corridor_file import CorridorFile, Direction, ModuleUse, User
from orepact.enable.flows import Demand, Periods, demands, periods_of
from orepact.enable.modules import Real, Terrain, annuity, catalogue, module_cost_musd
from orepact.enable.network import Network, read_network
from orepact.errors import CaseError

__all__ = ["CorridorData", "Work", "corridor_data", "data_of"]

Floats = NDArray[np.float64]
FLAT = Terrain(relief_ratio=1.0, people_ratio=1.0)
"""Ground as in the median district."""
_DAYS = 365.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One module on one segment, with its numbers.

    Parameters
    ----------
    id : str
        ``use@segment``.
    use : ModuleUse
    segment : int
        Position.
    cost : float
        Million USD of the case's year, real.
    yearly : float
        Annuity, upkeep and repair of hits, million USD a year from opening on.
    capacity : float
        kt/yr, after closures.
    lead : float
        Years from start to capacity.
    first : int
        First period in which it can carry.
    needs : tuple of int
        Positions of works that must come first.
    """

    id: str
    use: ModuleUse
    segment: int
    cost: float
    yearly: float
    capacity: float
    lead: float
    first: int
    needs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorData:
    """Everything the model needs, as arrays.

    Parameters
    ----------
    file : CorridorFile
    network : Network
    corridor : Corridor
    demand : tuple of Demand
    periods : Periods
    works : tuple of Work
    price : ndarray, shape (user, segment), USD/t
        Haulage, handling, guard and voyage; not a number where a user cannot go.
    guard : ndarray, shape (user, segment), USD/t
        Part of ``price`` that is escort and loss.
    supply : ndarray, shape (user, node, period), kt/yr
    unserved : ndarray, shape (user,), USD/t
    """

    file: CorridorFile
    network: Network
    corridor: Corridor
    demand: tuple[Demand, ...]
    periods: Periods
    works: tuple[Work, ...]
    price: Floats
    guard: Floats
    supply: Floats
    unserved: Floats

    @property
    def users(self) -> tuple[str, ...]:
        """Ids of the users, in order."""
        return tuple(item.user.id for item in self.demand)


def _rates(file: CorridorFile, user: User, real: Real) -> tuple[float, float, float]:
    """Return USD per tonne-km of truck, rail and pipe for a user."""
    prices = file.prices
    truck = {
        Direction.WITH_THE_FLOW: prices.truck_with_the_flow,
        Direction.AGAINST_THE_FLOW: prices.truck_against_the_flow,
        Direction.DEDICATED: prices.truck_dedicated,
    }[user.direction]
    return real(truck, "USD/tkm"), real(prices.rail, "USD/tkm"), real(prices.pipe, "USD/tkm")


def _guard_rate(file: CorridorFile, user: User, segment: Segment, real: Real) -> float:
    """Return USD per tonne-km of escort and loss on a road."""
    if not user.guarded:
        return 0.0
    line = next((item for item in file.lines if item.id == segment.line), None)
    if segment.kind == "road":
        given = line.guard if line is not None else file.unlisted_guard
        return real(given, "USD/tkm") if given is not None else 0.0
    return 0.0


def _voyage(file: CorridorFile, network: Network, user: User, place: str, real: Real) -> float:
    """Return the mean price of the voyage from a port to the user's market, USD/t."""
    if not user.sea_km:
        return 0.0
    code = next(port.locode for port in file.ports if port.id == place)
    try:
        km = sum(share * network.sea_km[code, to] for to, share in file.market.items())
    except KeyError as error:
        raise CaseError(
            f"no voyage from {code} to {error.args[0][1]} is in the network",
            where="network/sea.csv",
            do="Build the network anew after changing corridor.yaml: market",
        ) from error
    return km * real(file.prices.sea, "USD/tkm")


def _price(  # noqa: PLR0917
    file: CorridorFile,
    network: Network,
    user: User,
    segment: Segment,
    real: Real,
    rates: tuple[float, float, float],
) -> tuple[float, float]:
    """Return what a user pays per tonne on a segment, and the escort and loss in it."""
    closed = float("nan"), 0.0
    if segment.only_for and user.id not in segment.only_for:
        return closed
    truck, rail, pipe = rates
    if segment.kind == PORT:
        if segment.cargo != user.cargo or segment.line not in user.ports:
            return closed
        port = next(item for item in file.ports if item.id == segment.line)
        handling = real(port.handling, "USD/t")
        return handling + _voyage(file, network, user, segment.line, real), 0.0
    if segment.kind == END:
        if segment.start.partition(":")[2] not in user.ends:
            return closed
        return segment.km * (rail if segment.line == "rail" else truck), 0.0
    if segment.kind == TRANSFER:
        return real(file.prices.transfer, "USD/t") + segment.km * truck, 0.0
    if segment.kind == ACCESS:
        owner = segment.start
        is_site = owner.startswith("site:")
        if is_site and owner.split(":")[1] != user.id:
            return closed
        if not is_site and owner.partition(":")[2] not in user.ports:
            return closed
        per_km = rail if segment.line == "rail" else truck
        guard = segment.km * _guard_rate_access(file, user, segment, real)
        return segment.km * per_km + guard, guard
    guard = segment.km * _guard_rate(file, user, segment, real)
    per_km = {"road": truck, "rail": rail, "pipe": pipe}[segment.kind]
    return segment.km * per_km + guard, guard


def _guard_rate_access(file: CorridorFile, user: User, segment: Segment, real: Real) -> float:
    is_guarded = user.guarded and segment.line == "road"
    return real(file.unlisted_guard, "USD/tkm") if is_guarded else 0.0


def _hits(file: CorridorFile, line: str, km: float) -> float:
    """Return expected hits a year on a stretch: ``events/km/yr * km * level * share``."""
    owner = next((item for item in file.stretches if item.id == line), None)
    if owner is None or owner.attacks is None:
        return 0.0
    prices = file.prices
    return (
        owner.attacks.to("event/km/yr")
        * km
        * prices.attack_level.to("1")
        * prices.share_on_transport.to("1")
    )


def _works(
    file: CorridorFile, network: Network, corridor: Corridor, periods: Periods, real: Real
) -> tuple[Work, ...]:
    works: list[Work] = []
    rate = file.horizon.rate.to("1")
    # The corridor may have been contracted from another version of the file: its numbers count.
    uses = {use.id: use for owner in file.stretches for use in owner.modules}
    uses |= {use.id: use for port in file.ports for cargo in port.cargo for use in cargo.modules}
    for place, segment in enumerate(corridor.segments):
        own: dict[str, int] = {}
        for use in (uses.get(use.id, use) for use in segment.uses):
            module = catalogue().module(use.module)
            terrain = (
                network.terrain(segment.by_district)
                if module.has_terrain and use.cost is None
                else FLAT
            )
            cost = module_cost_musd(module, use, segment.km, terrain, real)
            capacity = (use.capacity or module.capacity).to("kt/yr")
            is_open = segment.kind in {"rail", "pipe"}
            line_km = corridor.line_km.get(segment.line, segment.km)
            closed = (
                _hits(file, segment.line, line_km) * file.prices.downtime.to("day") / _DAYS
                if is_open
                else 0.0
            )
            repair = _hits(file, segment.line, segment.km) * real(file.prices.repair, "MUSD")
            lead = (use.lead_time or module.lead_time).to("yr")
            opens = file.horizon.start + lead
            carries = [
                n
                for n, first in enumerate(periods.starts)
                if first + (periods.years - 1) / 2 >= opens
            ]
            unknown = [need for need in use.needs if need not in own]
            if unknown:
                raise CaseError(
                    f"{use.id} needs {unknown[0]}, which is not on offer before it",
                    where=f"corridor.yaml: {segment.line}",
                    do="List it first on the same line or port",
                )
            own[use.id] = len(works)
            works.append(
                Work(
                    id=f"{use.id}@{segment.id}",
                    use=use,
                    segment=place,
                    cost=cost,
                    yearly=cost * (annuity(rate, module.life.to("yr")) + module.upkeep.to("1/yr"))
                    + (repair if is_open else 0.0),
                    capacity=capacity * max(0.0, 1.0 - closed),
                    lead=lead,
                    first=carries[0] if carries else len(periods.starts),
                    needs=tuple(own[need] for need in use.needs),
                )
            )
    return tuple(works)


def data_of(
    file: CorridorFile,
    network: Network,
    real: Real,
    *,
    tonnes: Mapping[str, float] | None = None,
    users: Sequence[str] = (),
    periods: Periods | None = None,
    corridor: Corridor | None = None,
) -> CorridorData:
    """Return the numbers of a corridor.

    Parameters
    ----------
    file : CorridorFile
    network : Network
    real : callable
        ``Case.real``.
    tonnes : mapping of user to kt/yr
        Replaces tonnes of users.
    users : sequence of str
        Only these; empty: all.
    periods : Periods
        Default those of the file.
    corridor : Corridor
        Contracted before, from the same places, lines and links.

    Raises
    ------
    CaseError : a site off the network, negative tonnes, a segment of no length, an unknown voyage
    """
    periods = periods or periods_of(file)
    demand = tuple(
        item
        for item in demands(file, network, periods, tonnes=tonnes)
        if not users or item.user.id in users
    )
    corridor = corridor or contract(file, network, demand)
    pairs = []
    for item in demand:
        rates = _rates(file, item.user, real)
        pairs.append([_price(file, network, item.user, s, real, rates) for s in corridor.segments])
    at = {node: place for place, node in enumerate(corridor.nodes)}
    supply = np.zeros((len(demand), len(at), len(periods.starts)))
    for place, item in enumerate(demand):
        for source in item.sources:
            supply[place, at[source.name]] += source.tonnes
    return CorridorData(
        file=file,
        network=network,
        corridor=corridor,
        demand=demand,
        periods=periods,
        works=_works(file, network, corridor, periods, real),
        price=np.array([[price for price, _ in row] for row in pairs]),
        guard=np.array([[guard for _, guard in row] for row in pairs]),
        supply=supply,
        unserved=np.array([real(item.user.unserved, "USD/t") for item in demand]),
    )


def corridor_data(
    file: CorridorFile | None,
    folder: Path,
    real: Real,
    *,
    tonnes: Mapping[str, float] | None = None,
    users: Sequence[str] = (),
) -> CorridorData:
    """Return the numbers of a case's corridor, its network read from the folder.

    Raises
    ------
    CaseError : if the case has no ``corridor.yaml``; else as :func:`data_of`
    """
    if file is None:
        raise CaseError(
            "the case has no corridor.yaml",
            where=folder.name,
            do="Add one; docs/corridor.md says what it holds",
        )
    return data_of(file, read_network(folder), real, tonnes=tonnes, users=users)
