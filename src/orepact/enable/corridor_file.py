"""``corridor.yaml``: a host's network recipe, lines, ports, users and prices."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.enable.option import Share
from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Carrier",
    "CorridorFile",
    "Direction",
    "Finance",
    "Horizon",
    "Line",
    "Link",
    "Mode",
    "ModuleUse",
    "Place",
    "PortFile",
    "Prices",
    "PublishedChoice",
    "Recipe",
    "Split",
    "Stage",
    "User",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Mode(StrEnum):
    """What a segment is."""

    ROAD = "road"
    RAIL = "rail"
    PIPE = "pipe"


class Direction(StrEnum):
    """How a load meets the trucks that run anyway; the price of a truck depends on it."""

    WITH_THE_FLOW = "with the flow"
    """The direction in which most loads go: the dear leg."""
    AGAINST_THE_FLOW = "against the flow"
    """The direction in which trucks return empty: the cheap leg."""
    DEDICATED = "dedicated"
    """No other load is found: the tonne pays for both legs."""


class Place(StrictModel):
    """A named point: a station, a town, a port or a mine."""

    id: Id
    """Short name."""
    name: str
    """As a reader would look it up on a map."""
    lat: Annotated[float, Field(ge=-90.0, le=90.0)]
    """Degrees north."""
    lon: Annotated[float, Field(ge=-180.0, le=180.0)]
    """Degrees east."""
    basis: str
    """How the point is known."""
    transfers: bool = False
    """Whether goods can change between road and rail here."""
    is_waypoint_only: bool = False
    """Whether it only guides a line or a repair and never names a segment's end."""


class Split(StrictModel):
    """One long edge of the raw network that is cut at places it passes."""

    mode: Mode
    """Of the edge."""
    start: tuple[float, float]
    """Latitude and longitude of one end in the raw file."""
    end: tuple[float, float]
    """Latitude and longitude of the other end."""
    through: tuple[str, ...]
    """Ids of places in order from ``start``; the length is shared out by straight distances."""
    why: str
    """Why the edge cannot stay whole."""


class Recipe(StrictModel):
    """How the host's network is made from raw files, repair by repair."""

    road: str
    """Raw file of road edges."""
    rail: str
    """Raw file of rail edges."""
    districts: str
    """Raw file of district polygons; also the outline of the host."""
    population: str
    """Raw file of district populations."""
    elevation: str
    """Raw file of the elevation grid."""
    sea: str
    """Raw file of the sea network."""
    ports: tuple[str, ...]
    """Raw files of ports against which the case's ports are checked."""
    gap_km: Parameter
    """Largest gap between a dead end and another node that is joined."""
    detour: Parameter
    """A gap is joined only where the way around is this many times longer."""
    gauge_mm: Parameter
    """Gauge of the host's railways; lines that are cut at the border do not carry on."""
    border_degrees: Parameter
    """How far beyond a district's polygon a node still counts as inside, in degrees of arc."""
    splits: tuple[Split, ...] = ()
    """Edges to cut."""
    sources: tuple[str, ...] = ()
    """Documents that stand behind the raw files."""


class ModuleUse(StrictModel):
    """One module on offer on a line, link or port, with the numbers that are known better here."""

    module: Id
    """Id in the catalogue of modules."""
    id: Id
    """Name of this use; options of the case may have the same name."""
    cost: Parameter | None = None
    """Replaces the catalogue's cost, per km or as a whole; real money, give ``price_year``."""
    capacity: Parameter | None = None
    """Replaces the catalogue's capacity."""
    lead_time: Parameter | None = None
    """Replaces the catalogue's lead time."""
    needs: tuple[str, ...] = ()
    """Uses on the same line that must come first."""
    options: tuple[str, ...] = ()
    """Enabler options of the case that this use stands for."""


class Line(StrictModel):
    """A named run of the network between places, with what can be carried and built on it."""

    id: Id
    """Short name."""
    title: str
    """In the reader's words."""
    mode: Mode
    """``road`` or ``rail``."""
    through: tuple[str, ...]
    """Ids of places; the line is the shortest way through them."""
    in_place: Parameter
    """What it can carry for this corridor today, per year, beyond its present load."""
    reserved_for: tuple[str, ...] = ()
    """Users whose paths the capacity in place is; empty: anyone's."""
    modules: tuple[ModuleUse, ...] = ()
    """What can be built on it."""
    attacks: Parameter | None = None
    """Lethal events per 100 km and year within 25 km of the line, as counted."""
    guard: Parameter | None = None
    """Escort and loss of guarded cargo, per tonne-km."""
    owners: tuple[Share, ...] = ()
    """Who owns it today."""
    published_km: Parameter | None = None
    """Length that others print, to compare."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if len(self.through) < 2:
            raise ValueError("a line goes through two places or more")
        if self.in_place.value < 0:
            raise ValueError(f"in_place is negative ({self.in_place.value:g})")
        return self


class Link(StrictModel):
    """A new segment that could be built between two places along the least-cost alignment."""

    id: Id
    """Short name."""
    title: str
    """In the reader's words."""
    mode: Mode
    """``road``, ``rail`` or ``pipe``."""
    start: str
    """Id of a place or a user's site."""
    end: str
    """Id of a place."""
    modules: tuple[ModuleUse, ...]
    """What can be built; nothing is in place."""
    only_for: tuple[str, ...] = ()
    """Users who can use it; empty: anyone."""
    not_offered: str = ""
    """Why nobody offers it; such a link is only compared, never part of a plan."""
    attacks: Parameter | None = None
    """As of a line."""
    owners: tuple[Share, ...] = ()
    """Who would own it."""


class Carrier(StrictModel):
    """What one port takes of one cargo today, and what can be built for it."""

    id: str
    """Cargo, as users name it."""
    in_place: Parameter
    """Throughput free for this corridor today, per year."""
    modules: tuple[ModuleUse, ...] = ()
    """What can be built."""


class PortFile(StrictModel):
    """One port."""

    id: Id
    """Id of its place."""
    locode: str
    """Code of the port in the raw list."""
    handling: Parameter
    """Charges per tonne, infrastructure apart."""
    cargo: tuple[Carrier, ...]
    """What it takes."""
    owners: tuple[Share, ...] = ()
    """Who owns it."""


class Stage(StrictModel):
    """Tonnes of one user from one year on."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    """First year."""
    tonnes: Parameter
    """Per year, as moved (wet)."""


class User(StrictModel):
    """Someone who moves goods: a mine, coal, general freight."""

    id: Id
    """Short name; a project of the case has the project's id."""
    title: str
    """In the reader's words."""
    is_mine: bool
    """Whether it belongs to the mines of the plan; others' benefit is shown by district."""
    cargo: str
    """Kind of goods, as ports name it; ``general`` for all others."""
    place: str = ""
    """Id of the place where it starts."""
    districts: tuple[str, ...] = ()
    """Instead of a place: districts that share the tonnes by their population."""
    tonnes_per_head: Parameter | None = None
    """With districts: tonnes per person and year."""
    stages: tuple[Stage, ...] = ()
    """With a place: tonnes over time."""
    ports: tuple[str, ...] = ()
    """Places of the ports it may use."""
    ends: tuple[str, ...] = ()
    """Instead of ports: places where it leaves the corridor."""
    direction: Direction
    """``with the flow``, ``against the flow`` or ``dedicated``."""
    guarded: bool = False
    """Whether its trucks go under escort on insecure lines."""
    unserved: Parameter
    """What a tonne that is not moved costs its owner."""
    sea_km: bool = False
    """Whether the voyage to the case's market is counted."""
    note: str = ""
    """Caveats."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if bool(self.place) == bool(self.districts):
            raise ValueError("give a place or districts, and not both")
        if bool(self.place) != bool(self.stages):
            raise ValueError("a place goes with stages, districts with tonnes_per_head")
        if bool(self.districts) != (self.tonnes_per_head is not None):
            raise ValueError("districts go with tonnes_per_head")
        if bool(self.ports) == bool(self.ends):
            raise ValueError("give ports or ends, and not both")
        amounts = [stage.tonnes for stage in self.stages]
        amounts += [self.tonnes_per_head] if self.tonnes_per_head is not None else []
        for amount in amounts:
            if amount.value < 0:
                raise ValueError(f"tonnes are negative ({amount.value:g} {amount.unit})")
        return self


class Prices(StrictModel):
    """What carrying costs, infrastructure apart."""

    truck_with_the_flow: Parameter
    """Per tonne-km."""
    truck_against_the_flow: Parameter
    """Per tonne-km."""
    truck_dedicated: Parameter
    """Per tonne-km."""
    rail: Parameter
    """Per tonne-km."""
    pipe: Parameter
    """Per tonne-km."""
    transfer: Parameter
    """Between road and rail, per tonne."""
    sea: Parameter
    """Per tonne-km."""
    access: Parameter
    """How much longer the way to the nearest node is than the straight line."""
    access_limit: Parameter
    """A site farther than this from every node is off the network."""
    attack_level: Parameter
    """Attacks today for each one counted in the years of the count."""
    share_on_transport: Parameter
    """Part of the attacks along a line that hit its traffic."""
    downtime: Parameter
    """Time a hit closes a railway."""
    repair: Parameter
    """Cost of a hit on a railway."""
    truck_payload: Parameter | None = None
    """Tonnes that a loaded truck carries; left out, no truckloads are told."""


class Horizon(StrictModel):
    """Years and rates of the corridor's calculation."""

    start: Annotated[int, Field(ge=1900, le=2200)]
    """First year in which anything can be started."""
    end: Annotated[int, Field(ge=1900, le=2200)]
    """Last year that counts."""
    period_years: Annotated[int, Field(ge=1, le=10)]
    """Years in one period."""
    rate: Parameter
    """Real discount rate."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"ends in {self.end}, not after it starts in {self.start}")
        return self


class PublishedChoice(StrictModel):
    """What the owners of the main user have chosen, to compare with the result."""

    user: Id
    """Whose choice."""
    mode: Mode
    """Mode of the long haul."""
    port: Id
    """Port."""
    lines: tuple[str, ...]
    """Lines it uses."""
    source: str
    """Document."""
    locator: str = ""
    """Row."""
    says: str
    """In own words."""


class Finance(StrictModel):
    """A loan for a segment that has to be paid back or renewed."""

    id: Id
    """Short name."""
    title: str
    """In the reader's words."""
    line: Id
    """Line it pays for."""
    principal: Parameter
    """Amount lent, money of the day."""
    drawn: Annotated[int, Field(ge=1900, le=2200)]
    """Year of the first drawing."""
    term: Parameter
    """Years until it is repaid in one sum."""
    base_rate: Parameter
    """Reference rate, nominal."""
    margin: Parameter
    """On top of it."""
    refinanced_over: Parameter
    """Years of the loan that follows."""
    refinanced_at: Parameter
    """Its rate, nominal."""
    lender: str
    """Id of a party."""
    borrower: str
    """Id of a party."""
    first_tonnes: tuple[Annotated[int, Field(ge=1900, le=2200)], ...]
    """Years from which the main user might pay tolls; each is shown."""


class CorridorFile(StrictModel):
    """``corridor.yaml``."""

    title: str
    """What the corridor is for."""
    main_user: Id
    """User whose route is asked for."""
    recipe: Recipe
    """How the network was made."""
    market: dict[str, Annotated[float, Field(ge=0.0, le=1.0)]] = Field(default_factory=dict)
    """Destination port code to its share of the main user's sales; sums to 1."""
    market_note: str = ""
    """Where the shares come from."""
    places: tuple[Place, ...]
    """Named points."""
    lines: tuple[Line, ...]
    """Named runs of the network."""
    links: tuple[Link, ...] = ()
    """New segments on offer."""
    ports: tuple[PortFile, ...]
    """Ports of the host."""
    users: tuple[User, ...]
    """Who moves goods."""
    prices: Prices
    """What carrying costs."""
    horizon: Horizon
    """Years and rates."""
    published: PublishedChoice | None = None
    """What was chosen in the world."""
    finance: tuple[Finance, ...] = ()
    """Loans for segments."""
    unlisted_road: Parameter
    """What a road that is no named line can carry for each corridor today, per year."""
    unlisted_guard: Parameter
    """Escort and loss of guarded cargo on such a road, per tonne-km."""
    unlisted_rail: Parameter
    """What a railway that is no named line can carry for this corridor today, per year."""
    disclaimer: str = ""
    """The sentence under the map of the corridor, if it differs from the case's."""
    licence: Literal["ODbL-1.0", ""] = ""
    """Licence of the network's files."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = {place.id for place in self.places}
        _refuse_unknown("lines", [p for line in self.lines for p in line.through], known)
        _refuse_unknown("links", [p for k in self.links for p in (k.start, k.end)], known)
        _refuse_unknown("ports", [port.id for port in self.ports], known)
        _refuse_unknown("splits", [p for s in self.recipe.splits for p in s.through], known)
        _refuse_unknown("users", [u.place for u in self.users if u.place], known)
        _refuse_unknown("users", [p for u in self.users for p in u.ends], known)
        ports = {port.id for port in self.ports}
        _refuse_unknown("users.ports", [p for u in self.users for p in u.ports], ports)
        users = {user.id for user in self.users}
        _refuse_unknown("main_user", [self.main_user], users)
        lines = {line.id for line in self.lines} | {link.id for link in self.links}
        _refuse_unknown("finance", [item.line for item in self.finance], lines)
        if self.published is not None:
            _refuse_unknown("published.lines", list(self.published.lines), lines)
            _refuse_unknown("published.port", [self.published.port], ports)
        for name, items in (
            ("places", [place.id for place in self.places]),
            ("lines and links", [i.id for i in self.stretches]),
            ("users", [user.id for user in self.users]),
            ("ports", [port.id for port in self.ports]),
        ):
            twice = sorted({item for item in items if items.count(item) > 1})
            if twice:
                raise ValueError(f"{name}: {', '.join(twice)} stands twice")
        if self.market and abs(sum(self.market.values()) - 1.0) > 1e-6:
            raise ValueError(f"market shares sum to {sum(self.market.values()):g}, not to 1")
        return self

    @property
    def stretches(self) -> tuple[Line | Link, ...]:
        """Lines and links: what is there and what could be."""
        return (*self.lines, *self.links)

    @property
    def owned(self) -> tuple[Line | Link | PortFile, ...]:
        """Everything that has owners."""
        return (*self.lines, *self.links, *self.ports)

    def user(self, id_: str) -> User:
        """Return a user by id; the id is known to exist."""
        return next(user for user in self.users if user.id == id_)

    def place(self, id_: str) -> Place:
        """Return a place by id; the id is known to exist."""
        return next(place for place in self.places if place.id == id_)


def _refuse_unknown(where: str, given: list[str], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise ValueError(f"{where}: {', '.join(unknown)} is not defined in this file")
