"""The catalogue of named restrictions: who, what, from when, how much of it is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from orepact.disruption.drawn import Severity
from orepact.disruption.market import EndUse, Inflow, Market, Producer
from orepact.disruption.market_of import market_of
from orepact.disruption.severity import draw_severity
from orepact.disruption.shock import Instrument, Shock
from orepact.disruption.traits import end_uses, need_of, rows_of
from orepact.errors import UnknownNameError
from orepact.evidence import Quality
from orepact.exposure import Exposure

__all__ = ["Event", "Role", "event", "event_market", "event_severity", "event_shock", "events"]

OBSERVER = "USA"
"""Importer through whose market past events are seen: its prices are those that are printed."""
HISTORY = "usgs-ds140-rare-earths"
"""Source of the rare earths' history before the cube."""
_CHINA_2009 = 0.97
"""China's share of rare earth output in 2009, background knowledge, quality D."""
_EXPORTS_2009 = 50_000.0
"""China's export quota of 2009, t, as the press gave it when that of 2010 was announced."""


class Role(StrEnum):
    """What a past event is for."""

    POSITIVE = "positive"
    CONTROL = "control"
    SQUEEZE = "squeeze"
    CATALOGUE = "catalogue"
    HYPOTHETICAL = "hypothetical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One named restriction.

    Parameters
    ----------
    id, title : str
    shock : Shock
        With the nominal cut where a document gives one, else 0.5 in its place.
    start_year, start_month : int
        0 where it never happened.
    end_year : int or None
        Calendar year in which it ended; None where it stands.
    cut : tuple of three floats, or None
        Low, central and high nominal cut; None where only the law of the instrument is known.
    role : Role
    price_detail, price_side : str
        Printed series that stands for its price, and whether it is of the market outside or
        inside.
    source, note : str
    """

    id: str
    title: str
    shock: Shock
    start_year: int
    start_month: int
    end_year: int | None
    cut: tuple[float, float, float] | None
    role: Role
    price_detail: str
    price_side: str
    source: str
    note: str

    @property
    def base_year(self) -> int:
        """Return the last calendar year that ended before the start."""
        return self.start_year - 1


@cache
def events() -> tuple[Event, ...]:
    """Return the shipped catalogue."""
    made = []
    for row in rows_of("events.csv"):
        year, _, month = row["start"].partition("-")
        start, first = int(year or 0), int(month or 1)
        end = row["end"].partition("-")[0]
        cut = None
        if row["cut"]:
            cut = (float(row["cut_low"]), float(row["cut"]), float(row["cut_high"]))
        delay = (first - 1) / 12.0
        years = float(int(end) - start + 1) - delay if end else 10.0
        made.append(
            Event(
                id=row["id"],
                title=row["title"],
                shock=Shock(
                    commodity=row["commodity"],
                    stage=row["stage"],
                    imposers=tuple(row["imposers"].split("+")),
                    targets=tuple(one for one in row["targets"].split("+") if one),
                    instrument=Instrument(row["instrument"]),
                    cut=cut[1] if cut else 0.5,
                    years=years,
                    delay=delay,
                    title=row["title"],
                ),
                start_year=start,
                start_month=first,
                end_year=int(end) if end else None,
                cut=cut,
                role=Role(row["role"]),
                price_detail=row["price_detail"],
                price_side=row["price_side"],
                source=row["source"],
                note=row["note"],
            )
        )
    return tuple(made)


def event(name: str) -> Event:
    """Return one event by its id.

    Raises
    ------
    UnknownNameError : with the ids there are
    """
    found = next((one for one in events() if one.id == name), None)
    if found is None:
        raise UnknownNameError("event", name, [one.id for one in events()][:8])
    return found


def event_severity(of: Event, *, draws: int, seed: int) -> Severity:
    """Return the cut by draw: triangular where a document bounds it, else by instrument."""
    drawn = draw_severity(
        of.shock.instrument,
        imposer="+".join(of.shock.imposers),
        scope=of.id,
        draws=draws,
        seed=seed,
    )
    years = np.full(draws, of.shock.years)
    if of.cut is None:
        return Severity(cut=drawn.cut, years=years)
    from orepact.disruption.parameters import Spread, draw_uniform, quantile

    spread = Spread(
        id=f"cut {of.id}",
        title="Nominal cut",
        unit="1",
        shape="triangular",
        low=of.cut[0],
        mid=of.cut[1],
        high=of.cut[2],
        quality=Quality.D,
        source=of.source,
    )
    return Severity(cut=quantile(spread, draw_uniform(spread.id, draws, seed)), years=years)


def event_shock(of: Event) -> Shock:
    """Return the shock of an event, ready for :func:`orepact.disruption.respond`."""
    return of.shock


def event_market(exposure: Exposure, of: Event) -> Market:
    """Return the market as it stood in the event's base year.

    Raises
    ------
    EvidenceError : where the evidence does not reach
    """
    if of.shock.commodity == "rare earths" and of.base_year < 2010:
        return _rare_earths(of.base_year)
    last = 2024
    return market_of(
        exposure,
        commodity=of.shock.commodity,
        importer=OBSERVER,
        stage=of.shock.stage,
        year=min(of.base_year, last) if of.start_year else last,
        known_by=min(of.base_year, last) if of.start_year else None,
    )


def _rare_earths(year: int) -> Market:
    rows = {int(row["year"]): row for row in rows_of("rare_earths_history.csv")}
    row = rows[year]
    world = float(row["world_production_t"])
    uses: tuple[EndUse, ...] = end_uses("rare earths") or (
        EndUse(name="all uses", share=1.0, need=need_of("rare earths")),
    )
    return Market(
        commodity="rare earths",
        stage="compound",
        importer=OBSERVER,
        year=year,
        unit="t",
        price_usd=float(row["unit_value_usd_t"]),
        producers=(Producer(country="CHN", output=_CHINA_2009 * world),),
        unnamed=(1.0 - _CHINA_2009) * world,
        inflows=(
            Inflow(
                country="CHN",
                exports=_EXPORTS_2009,
                to_importer=float(row["us_consumption_t"]),
                low=0.9 * _EXPORTS_2009,
                high=1.2 * _EXPORTS_2009,
                quality=Quality.D,
                method="export quota of the year; smuggling is the upper end",
            ),
        ),
        use=float(row["us_consumption_t"]),
        end_uses=uses,
        notes=(f"history: {HISTORY}; China's share of output is background knowledge",),
        qualities={"production": Quality.D, "inflows": Quality.D, "use": Quality.B},
    )
