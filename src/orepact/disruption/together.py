"""Restrictions of a scenario that happen together: several of one market are solved jointly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from orepact.disruption.market import Market
from orepact.disruption.market_of import market_of
from orepact.disruption.parameters import Draws, parameters
from orepact.disruption.respond import respond
from orepact.disruption.response import MarketResponse
from orepact.disruption.scenario_file import RestrictionEntry
from orepact.disruption.shock import Shock
from orepact.errors import OrepactError
from orepact.exposure import Exposure

__all__ = ["Solved", "solve_together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """One market of a scenario: what restricts it, and how it answers."""

    titles: tuple[str, ...]
    response: MarketResponse


def solve_together(
    exposure: Exposure,
    importer: str,
    entries: Sequence[RestrictionEntry],
    *,
    draws: int,
    seed: int,
    year: int | None = None,
    stocks: Mapping[str, float] | None = None,
) -> tuple[Solved, ...]:
    """Return the answer of every market that a scenario touches.

    Restrictions of one market become one shock: all imposers, the cut weighted by their exports,
    the longest duration, the earliest start. ``stocks`` are what the importer's government holds,
    t by commodity.

    Raises
    ------
    OrepactError : restrictions of one market that differ in target or instrument
    """
    groups: dict[tuple[str, str], list[RestrictionEntry]] = {}
    markets: dict[tuple[str, str], Market] = {}
    for entry in entries:
        market = market_of(
            exposure, commodity=entry.commodity, importer=importer, stage=entry.stage, year=year
        )
        chain = (market.commodity, market.stage)
        held = (stocks or {}).get(market.commodity, 0.0)
        market = replace(market, government_stock=held) if held else market
        markets.setdefault(chain, market)
        groups.setdefault(chain, []).append(entry)
    made = []
    for chain, market in markets.items():
        drawn = Draws(draws, seed, market.commodity, parameters())
        response = respond(market, _merged(market, groups[chain]), draws=drawn, with_inside=False)
        titles = tuple(one.title for one in groups[chain])
        made.append(Solved(titles=titles, response=response))
    return tuple(made)


def _merged(market: Market, entries: Sequence[RestrictionEntry]) -> Shock:
    first = entries[0]
    for other in entries[1:]:
        if (other.targets, other.instrument) != (first.targets, first.instrument):
            raise OrepactError(
                f"restrictions of {market.commodity} differ in target or instrument",
                where=f"{first.title}; {other.title}",
                why="They are solved as one market, with one leakage",
                do="Give both the same targets and instrument, or put them into two files",
            )
    weights = [
        sum(flow.exports for name in one.imposers if (flow := market.inflow(name)))
        for one in entries
    ]
    cuts = [one.cut * weight for one, weight in zip(entries, weights, strict=True)]
    cut = sum(cuts) / sum(weights) if sum(weights) > 0 else first.cut
    return Shock(
        commodity=market.commodity,
        stage=market.stage,
        imposers=tuple(dict.fromkeys(name for one in entries for name in one.imposers)),
        targets=first.targets,
        cut=cut,
        instrument=first.instrument,
        years=max(one.years for one in entries),
        delay=min(one.delay for one in entries),
        title="; ".join(one.title for one in entries),
    )
