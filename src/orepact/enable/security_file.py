"""``security.yaml``: tables of events, routes and sites, assaults, losses, lines of cost."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.enable.case_table import CaseTable
from orepact.enable.natural import check_natural
from orepact.evidence import Parameter, StrictModel

__all__ = [
    "Assault",
    "AtRisk",
    "Exposed",
    "Line",
    "Losses",
    "Pause",
    "Rescaling",
    "Route",
    "SecurityFile",
    "WayPoint",
]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class WayPoint(StrictModel):
    """A place that a route passes."""

    name: str
    lat: Annotated[float, Field(ge=-90.0, le=90.0)]
    lon: Annotated[float, Field(ge=-180.0, le=180.0)]


class Route(StrictModel):
    """A way out of the site; its kilometres by unit stand in ``security/routes.csv``."""

    id: Id
    title: str
    mode: Annotated[str, Field(pattern="^(road|rail)$")]
    via: Annotated[tuple[WayPoint, ...], Field(min_length=2)]
    """In order, from the site to the port."""


class AtRisk(StrictModel):
    """Money that a project has at risk."""

    sunk: Parameter
    """Capital spent and idle while the project pauses."""
    planned: Parameter
    """Capital that insurance would cover."""
    holding: Parameter
    """Cost of a year of pause on site."""
    rate: Parameter
    """Yearly real cost of idle capital."""
    margin: Parameter
    """Operating cash flow lost per day without output, once it produces."""


class Exposed(StrictModel):
    """Where one project lies, how it ships, and what it has at risk."""

    project: str
    """Id of a project of the case."""
    unit: str
    """Unit of the panel in which the site lies."""
    routes: tuple[str, ...]
    """Ids of routes; the first is the one it would use."""
    money: AtRisk | None = None
    """Left out where no investor of it was watched: then a pause and its cost are gaps."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.routes:
            raise ValueError(f"{self.project} has no route; name one of routes")
        return self


class Rescaling(StrictModel):
    """From the last year with events to today."""

    last_event_year: int
    """Last full year with dated events."""
    current_year: int
    """Latest year of the country's totals."""
    factor_low: Parameter
    """The lowest reading: growth in the province's own counts."""


class Losses(StrictModel):
    """From attacks in a district to what they mean for a route or site."""

    aimed_at_transport: Parameter
    """Percent of attacks that are aimed at a road, railway, pipeline or convoy."""
    band_km: Parameter
    """Half width of the band along a route that counts."""
    crowding: Parameter
    """How much denser attacks are along routes than over the district's area, factor."""
    hits: Parameter
    """Percent of such attacks that stop traffic."""
    stop_days: Parameter
    """Days without passage after one that does."""
    store: Parameter | None = None
    """Days of output that can wait at the site before the plant stops; none if left out."""
    insurance_rate: Parameter
    """Premium per year on the covered sum."""
    covered: Parameter
    """Percent of capital that is covered."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name in ("aimed_at_transport", "hits", "covered"):
            check_natural(getattr(self, name), name, "%", most=100.0)
        check_natural(self.band_km, "band_km", "km", is_positive=True)
        check_natural(self.crowding, "crowding", "1")
        check_natural(self.stop_days, "stop_days", "day", is_positive=True)
        check_natural(self.store, "store", "day")
        check_natural(self.insurance_rate, "insurance_rate", "%/yr")
        return self


class Assault(StrictModel):
    """One major assault in the province: month and place no finer than a district."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    district: str
    """District, or ``several``."""
    killed: Parameter
    """People killed, attackers not counted."""
    paused: bool
    """Whether the investor of the main project slowed or stopped work after it."""
    note: str = ""


class Pause(StrictModel):
    """Chance and length of an investor's pause."""

    since: str
    """First month in which major assaults are counted without gap."""
    until: str
    """Last month for which the record was read."""
    least_killed: Parameter
    """People killed from which an assault counts as major."""
    assaults: tuple[Assault, ...]
    length: Parameter
    """Years from pause to restart."""
    prior_paused: Parameter
    """Imagined assaults with a pause before any was seen (beta distribution)."""
    prior_not: Parameter
    """Imagined assaults without."""
    target: int | None = None
    """Year by whose end production was to begin before the latest pause, for the backtest."""
    outcome: str = ""
    """What came of it, in own words."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for item in self.assaults:
            if not self.since <= item.month <= self.until:
                raise ValueError(
                    f"assault of {item.month} lies outside {self.since} to {self.until}"
                )
            if item.killed.to("person") < self.least_killed.to("person"):
                raise ValueError(f"assault of {item.month} is below least_killed")
        return self


class LineKind(StrEnum):
    """Force and community measures are never one line."""

    FORCE = "force"
    COMMUNITY = "community"


class Line(StrictModel):
    """A line of cost; its effect is a range that holds zero and both signs."""

    id: Id
    title: str
    kind: LineKind
    cost: Parameter
    """Once."""
    per_year: Parameter
    """Each year."""
    years: Parameter
    """Over which the cost counts."""
    effect: Parameter
    """Change of attacks, percent; no published estimate, so the range includes 0 and worse."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        low, high = self.effect.bounds("%")
        if not low < 0.0 < high:
            raise ValueError(
                f"effect {low:g} to {high:g} %: without a published estimate the range must hold "
                "less, none and more attacks"
            )
        return self


class SecurityFile(StrictModel):
    """``security.yaml``."""

    province: str
    """Province of the panel, as the event tables print it."""
    first_month: str
    """First month that is fitted to."""
    tables: tuple[CaseTable, ...]
    """Event tables by district and month, totals, published counts."""
    rescaling: Rescaling
    routes: tuple[Route, ...]
    exposed: tuple[Exposed, ...]
    not_exposed: dict[str, str] = Field(default_factory=dict)
    """Projects without a site or route to judge, each with the reason."""
    losses: Losses
    pause: Pause
    lines: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        known = {route.id for route in self.routes}
        for item in self.exposed:
            strange = sorted(set(item.routes) - known)
            if strange:
                raise ValueError(f"{item.project}: route {', '.join(strange)} is not in routes")
        names = [*(item.project for item in self.exposed), *self.not_exposed]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice under exposed and not_exposed")
        return self
