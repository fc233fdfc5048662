"""The leakage screen joined to the cube: what left a host against what it is recorded to have."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from orepact.errors import UnknownNameError
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.exposure.chain import content_of
from orepact.exposure.cube import Chain, Cube, Known
from orepact.exposure.leakage import (
    Leakage,
    Percentiles,
    Shipped,
    leakage_of,
    leakage_percentiles,
)
from orepact.exposure.lineage import flow_parents, production_parents, trade_sources
from orepact.exposure.origin_measures import origins
from orepact.exposure.reliance import Bounds
from orepact.exposure.spread import Unspread
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = ["LEAKAGE_MEASURES", "leakage_rows", "percent_range"]

Screened = tuple[Shipped, Leakage, dict[str, Percentiles]]
Keys = Mapping[str, str]
Row = dict[str, Any]

_RANGE = re.compile(r"^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$")
LINE, NONE = "line", "none"
"""Content of the customs line's own factor; no royalty rate given."""


def percent_range(text: str, *, option: str) -> Bounds:
    """Read ``26-33`` or ``5``, percent, as fractions.

    Raises
    ------
    UnknownNameError : if the text is no such range

    Examples
    --------
    >>> percent_range("1-7.5", option="--royalty")
    Bounds(low=0.01, high=0.075)
    """
    found = _RANGE.match(text.replace("%", "").replace(" ", ""))
    low = float(found[1]) / 100.0 if found else math.nan
    high = float(found[2]) / 100.0 if found and found[2] else low
    if not 0 <= low <= high <= 1:
        raise UnknownNameError(option, text, do="Give percent, low and high, for example 1-7.5")
    return Bounds(low=low, high=high)


def _shipped(chain: Chain, place: int, year: int) -> Shipped | None:
    """Return recorded shipments of a chain; None where a tonnage lacks or nothing left."""
    trade, when = chain.trade, chain.years.index(year)
    of_year = trade.year == when
    out = of_year & (trade.exporter == place) & (trade.importer != place)
    inward = of_year & (trade.importer == place) & (trade.exporter != place)
    tonnes = float(np.nansum(trade.gross[out]))
    if not tonnes > 0:
        return None
    return Shipped(
        tonnes=tonnes,
        imports=float(np.nansum(trade.gross[inward])),
        value_kusd=float(trade.value[out][~np.isnan(trade.gross[out])].sum()),
    )


def _content(chain: Chain, place: int, year: int) -> Bounds | None:
    """Return what a tonne shipped holds, by the content factors of its lines."""
    trade = chain.trade
    out = (trade.year == chain.years.index(year)) & (trade.exporter == place)
    gross = np.nansum(trade.gross[out])
    low, high = np.nansum(trade.low[out]), np.nansum(trade.high[out])
    if not (gross > 0 and low > 0):
        return None
    return Bounds(low=float(low / gross), high=float(max(low, high) / gross))


def _output(chain: Chain, place: int, year: int) -> Bounds | None:
    """Return recorded output, lowest and highest of the sources; None where nobody speaks."""
    made = chain.production
    if made is None:
        return None
    when = chain.years.index(year)
    if made.known[place, when] == Known.NOTHING:
        return None
    low, high = float(made.low[place, when]), float(made.high[place, when])
    return Bounds(low=0.0 if math.isnan(low) else low, high=math.inf if math.isnan(high) else high)


def _screened(held: Cube, keys: Keys) -> Screened | str:
    """Return the screen of a country, commodity and year with percentiles, or why there is none."""
    chain = held.chain(keys["commodity"], "ore")
    if not keys["year"].isdigit():
        raise UnknownNameError("year", keys["year"], do="Give a calendar year, for example 2024")
    year = int(keys["year"])
    held.year_position(year)
    place = held.position(keys["country"])
    if any(line for line in chain.lines) and str(chain.coverage_of(year)) == "shared":
        return "its customs line holds other minerals too"
    shipped = _shipped(chain, place, year)
    if shipped is None:
        return f"no shipments recorded in {year}"
    content = (
        _content(chain, place, year)
        if keys["content"] == LINE
        else percent_range(keys["content"], option="--content")
    )
    if content is None or not content.low > 0:
        return "what a tonne of it holds is not known"
    output = _output(chain, place, year)
    if output is None:
        return f"no source gives the output of {chain.commodity} by country in {year}"
    rate = keys.get("royalty", NONE)
    royalty = None if rate == NONE else percent_range(rate, option="--royalty")
    return (
        shipped,
        leakage_of(shipped, content=content, output=output, royalty=royalty),
        leakage_percentiles(shipped, content=content, output=output, royalty=royalty),
    )


def _typed(bounds: Bounds) -> Value:
    if math.isinf(bounds.low) and math.isinf(bounds.high):
        return Value.missing()
    if math.isinf(bounds.high):
        return Value.at_least(bounds.low)
    return (
        Value.at_most(bounds.high)
        if math.isinf(bounds.low)
        else Value.between(bounds.low, bounds.high)
    )


def _value(keys: Keys, part: str) -> Value:
    found = _screened(origins().cube, keys)
    if isinstance(found, str):
        return Value.missing()
    bounds = getattr(found[1], part)
    return Value.missing() if bounds is None else _typed(bounds)


def _parents(of: Exposure, keys: Keys, *, with_value: bool = False) -> list[Parent]:
    chain = origins().cube.chain(keys["commodity"], "ore")
    who, year = country_of(keys["country"]), int(keys["year"])
    made = flow_parents(of, chain, who, year, side="exporter", role="X")
    if with_value:
        made += flow_parents(
            of, chain, who, year, side="exporter", quantity="value", role="value of X"
        )
    made += flow_parents(of, chain, who, year, side="importer", role="M")
    return [*made, *production_parents(of, chain, who, year)]


_SOURCE = "orepact: mirror exports against recorded output and content of customs lines"
_KEYS = ("country", "commodity", "year", "content")
_NOTE = "A screen: the figures cannot tell one possible cause from another, and accuse nobody"

_NOTE_OF_MONEY = f"{_NOTE}; thousand USD of the day"


def _measure(  # noqa: PLR0917 - the columns of the table below
    name: str, title: str, formula: str, unit: str, part: str, keys: tuple[str, ...] = _KEYS
) -> Measure[Exposure]:
    is_money = part == "royalty"
    return Measure(
        id=f"exposure.{name}",
        title=title,
        formula=formula,
        unit=unit,
        source=_SOURCE,
        keys=keys,
        compute=lambda _, own: _value(own, part),
        parents=lambda of, own: _parents(of, own, with_value=is_money),
        note=_NOTE_OF_MONEY if is_money else _NOTE,
    )


LEAKAGE_MEASURES: tuple[Measure[Exposure], ...] = (
    _measure(
        "excess_shipments",
        "Ore and concentrate that partners received beyond recorded output and imports",
        *("X - M - P / content", "t", "excess"),
    ),
    _measure(
        "shipped_over_recorded",
        "Metal that partners received over metal that was recorded",
        *("X content / (P + M content)", "1", "ratio"),
    ),
    _measure(
        "royalty_at_stake",
        "Royalty that the excess would have owed at the unit value of what was shipped",
        *("max(0, X - M - P / content) (value of X / X) rate", "MUSD", "royalty"),
        (*_KEYS, "royalty"),
    ),
)
"""Registered beside the other measures of this room."""


def _latest(held: Cube, chain: Chain, place: int) -> int | None:
    """Return the last year with shipments and a word on output."""
    years = [
        year
        for year in held.years
        if _shipped(chain, place, year) is not None and _output(chain, place, year) is not None
    ]
    return max(years, default=None)


def leakage_rows(
    *,
    host: str,
    commodity: str | None = None,
    year: int | None = None,
    content: str = LINE,
    royalty: str = NONE,
) -> list[Row]:
    """Return the screen of a host: per commodity its excess, ratio and royalty at stake.

    Parameters
    ----------
    host : str
        Any spelling of a country.
    commodity : str, optional
        Without it every ore that the host ships and whose line holds it alone, largest royalty
        or excess first.
    year : int, optional
        Without it the latest that can be screened, of each.
    content : str
        Percent, low and high, in place of the customs line's own factor.
    royalty : str
        Percent of value, low and high; without it the royalty is a typed gap.

    Raises
    ------
    UnknownNameError : for names, years outside the cube, or ranges that are none
    """
    held = origins().cube
    place = held.position(host)
    if year is not None:
        held.year_position(year)
    names = (
        [commodity_of(commodity)]
        if commodity is not None
        else [name for name, stage in held.keys if stage == "ore"]
    )
    found: list[tuple[float, list[Row]]] = []
    for name in names:
        chain = held.chain(name, "ore")
        when = _latest(held, chain, place) if year is None else year
        base = {"country": country_of(host), "commodity": name, "content": content}
        keys = {**base, "year": str(when or max(held.years)), "royalty": royalty}
        screened = _screened(held, keys)
        if isinstance(screened, str):
            if commodity is not None:
                found.append((0.0, [_gap(keys, screened)]))
            continue
        value = screened[1].value.high
        found.append((value if math.isfinite(value) else 0.0, _rows(held, chain, keys, screened)))
    found.sort(key=lambda each: -each[0])
    return [row for _, rows in found for row in rows]


def _gap(keys: Keys, why: str) -> Row:
    own = {name: keys[name] for name in _KEYS}
    return {
        "measure": "excess_shipments",
        "commodity": keys["commodity"],
        "year": int(keys["year"]),
        "value": Value.missing(),
        "unit": "t",
        "id": result_id("exposure.excess_shipments", own),
        "sources": [],
        "note": why,
        "spread": str(Unspread.GAP),
    }


_PARTS = {
    "excess_shipments": "excess",
    "shipped_over_recorded": "ratio",
    "royalty_at_stake": "royalty",
}


def _spread(band: Percentiles | None, *, is_gap: bool) -> Row:
    """Return percentiles with what was drawn, or why there are none."""
    if band is None:
        return {"spread": str(Unspread.GAP if is_gap else Unspread.OPEN)}
    names = ("p05", "p50", "p95")
    return {**dict(zip(names, band, strict=True)), "spread": "grade, recorded output and rate"}


def _rows(held: Cube, chain: Chain, keys: Keys, found: Screened) -> list[Row]:
    shipped, screen, bands = found
    year = int(keys["year"])
    made = chain.production
    sources = [*trade_sources(held, chain, year)]
    if made is not None:
        sources.append(made.source[held.year_position(year)])
    says = (
        "exceeds recorded supply whatever grade and source are taken"
        if screen.is_certain
        else "may exceed recorded supply"
        if screen.is_possible
        else "does not exceed recorded supply"
    )
    weighed = content_of(chain.commodity)
    rows = []
    for name, part, unit in (
        ("excess_shipments", screen.excess, "t"),
        ("shipped_over_recorded", screen.ratio, "1"),
        ("royalty_at_stake", screen.royalty, "MUSD"),
    ):
        own = {key: keys[key] for key in (*_KEYS, "royalty") if key in keys}
        if name != "royalty_at_stake":
            own.pop("royalty", None)
        rows.append(
            {
                "measure": name,
                "commodity": chain.commodity,
                "year": year,
                "value": Value.missing() if part is None else _typed(part),
                "unit": unit,
                **_spread(bands.get(_PARTS[name]), is_gap=part is None),
                "shipped_t": shipped.tonnes,
                "imported_t": shipped.imports,
                "usd_per_t": shipped.unit_value,
                "counted_as": weighed,
                "id": result_id(f"exposure.{name}", own),
                "sources": sorted(set(sources) - {""}),
                "note": "no royalty rate was given" if part is None else says,
            }
        )
    return rows
