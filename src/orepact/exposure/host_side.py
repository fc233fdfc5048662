"""What a host has of a commodity: plain rows of deposits and projects, and its recorded output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from orepact.evidence import Bundle
from orepact.exposure.chain import chain_stage
from orepact.exposure.cube import Chain, Cube, Known
from orepact.quantity import Value
from orepact.trace import Parent

__all__ = ["HostClass", "HostDeposit", "HostProject", "Today", "host_class", "today"]

SAMPLES_KUSD = 50.0
"""Exports of a year below this value, thousand USD, are samples and not a trade."""
YEARS_BACK = 5
"""Years over which today's output is taken, lowest to highest."""


class HostClass(StrEnum):
    """The furthest that a mineral has come in a host, least first."""

    NONE = "none"
    OCCURRENCE = "occurrence"
    RESOURCE = "resource"
    RESERVE = "reserve"
    MINED = "mined"
    EXPORTED = "exported"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostDeposit:
    """A deposit or resource statement of a host, as a case's ledger has it.

    Parameters
    ----------
    commodity : str
        Our name.
    host_class : HostClass
        Occurrence, resource or reserve.
    title, id : str
    """

    commodity: str
    host_class: HostClass
    title: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostProject:
    """What a project of a host could deliver, as a case has it.

    Parameters
    ----------
    commodity, stage : str
        Chain: our name and a stage of chains.
    title : str
    first_year : tuple of int
        Earliest and latest first production over the ways it can go.
    tonnes : mapping of int to (float, float), t of content
        Lowest and highest output of a year over the ways it can go, 0 where it is not yet there.
    parents : tuple of Parent
        Numbers of the case behind it.
    """

    commodity: str
    stage: str
    title: str
    first_year: tuple[int, int]
    tonnes: Mapping[int, tuple[float, float]]
    parents: tuple[Parent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Recorded output and sales of one chain in a host over the last years.

    Parameters
    ----------
    tonnes : Value, t of content
        Lowest to highest yearly output; of shipments less what came in where output is in no
        source; a gap where there is neither.
    year : int
        Last year that counts.
    exported, imported : float, t of content
        In that year.
    buyer : str
        Country that took most of it, empty without trade.
    buyer_share : float, 1
    sold_kusd : float, thousand USD of the day
    is_recorded : bool
        Whether a source gives output; else it is what was shipped less what came in.
    is_beyond_world : bool
        Whether that is more than the world's recorded output, so that it cannot be output.
    """

    tonnes: Value
    year: int
    exported: float
    imported: float
    buyer: str
    buyer_share: float
    sold_kusd: float
    is_recorded: bool = True
    is_beyond_world: bool = False

    @property
    def is_made(self) -> bool:
        """Whether any output is recorded."""
        return bool(self.tonnes.high)

    @property
    def is_shipped(self) -> bool:
        """Whether more leaves than comes in, and it is more than samples."""
        return self.exported > self.imported and self.sold_kusd >= SAMPLES_KUSD


def _outputs(chain: Chain, place: int, years: range) -> list[tuple[float, float]]:
    """Return low and high output of the years that a source gives a number for."""
    made = chain.production
    if made is None:
        return []
    found = []
    for year in years:
        when = chain.years.index(year)
        if made.known[place, when] in (Known.REPORTED, Known.CARRIED):
            low, high = made.low[place, when], made.high[place, when]
            if np.isfinite(low) and np.isfinite(high):
                found.append((float(low), float(high)))
    return found


def today(held: Cube, chain: Chain, place: int) -> Today:
    """Return recorded output and sales of a chain in a host over the last five years.

    Parameters
    ----------
    held : Cube
    chain : Chain
    place : int
        Position of the host.
    """
    last = held.years[-1]
    years = range(last - YEARS_BACK + 1, last + 1)
    outputs = _outputs(chain, place, years)
    value = chain.matrix(last, of="value")[place].copy()
    tonnes = chain.matrix(last)
    value[place] = 0.0
    exported = float(tonnes[place].sum() - tonnes[place, place])
    imported = float(tonnes[:, place].sum() - tonnes[place, place])
    top, total = int(value.argmax()), float(value.sum())
    is_beyond = not outputs and exported - imported > _world_output(held, chain, last)
    if outputs:
        made = Value.between(min(low for low, _ in outputs), max(high for _, high in outputs))
    elif exported > imported and total >= SAMPLES_KUSD and not is_beyond:
        made = Value.exact(exported - imported)
    else:
        made = Value.missing()
    return Today(
        tonnes=made,
        year=last,
        exported=exported,
        imported=imported,
        buyer=held.countries[top] if total > 0 else "",
        buyer_share=float(value[top] / total) if total > 0 else 0.0,
        sold_kusd=total,
        is_recorded=bool(outputs),
        is_beyond_world=is_beyond,
    )


def _world_output(held: Cube, chain: Chain, year: int) -> float:
    """Return the world's recorded output of a chain, else of the commodity's largest stage.

    No limit where nothing is recorded at any stage.
    """
    own = _recorded(chain, year)
    if own > 0.0:
        return own
    stages = held.stages_of(chain.commodity)
    most = max(_recorded(held.chain(chain.commodity, stage), year) for stage in stages)
    return most if most > 0.0 else float("inf")


def _recorded(chain: Chain, year: int) -> float:
    if chain.production is None:
        return 0.0
    return float(np.nansum(chain.production.high[:, chain.years.index(year)]))


def reserves_of(evidence: Bundle, chain: Chain, country: str) -> list[str]:
    """Return the ids of published reserves of a commodity in a host, numbers above 0 only."""
    if chain.stage != "ore":
        return []
    found = evidence.figures(statistic="reserves", commodity=chain.commodity, country=country)
    found = found.filter(pl.col("number") > 0)
    return [
        row["id"]
        for row in found.iter_rows(named=True)
        if chain_stage(chain.commodity, row["stage"]) == (chain.commodity, "ore")
    ]


def host_class(
    now: Today, *, reserves: bool, deposits: tuple[HostDeposit, ...], stage: str
) -> HostClass:
    """Return the furthest that a chain has come in a host.

    Beyond the mine only output counts: a host with ore and no smelter has no refined metal.
    """
    if now.is_made and now.is_shipped:
        return HostClass.EXPORTED
    if now.is_made:
        return HostClass.MINED
    if stage != "ore":
        return HostClass.NONE
    order = list(HostClass)
    known = [deposit.host_class for deposit in deposits]
    if reserves:
        known.append(HostClass.RESERVE)
    return max(known, key=order.index, default=HostClass.NONE)
