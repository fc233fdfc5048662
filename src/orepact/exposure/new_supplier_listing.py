"""The change of every measure that a new supplier makes, for an importer and its allies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from orepact.errors import OrepactError, UnknownNameError
from orepact.evidence import commodity as commodity_of
from orepact.evidence import country as country_of
from orepact.evidence import country_name
from orepact.exposure.bands import central, sample
from orepact.exposure.chain import as_chain_stage
from orepact.exposure.chain_measures import eu_terms
from orepact.exposure.cube import Cube
from orepact.exposure.evaluate import MEASURE_NAMES, evaluate
from orepact.exposure.inputs import NO_GOVERNANCE, ChainInputs, chain_inputs
from orepact.exposure.leakage import Percentiles
from orepact.exposure.lineage import flow_parents, production_parents, trade_sources
from orepact.exposure.new_supplier import (
    NewSupply,
    StageSupply,
    price_change,
    stage_supply,
    with_supply,
    with_supply_drawn,
)
from orepact.exposure.origin import FEED_ORDER
from orepact.exposure.origin_measures import origins
from orepact.exposure.reliance import Bounds
from orepact.exposure.spread import Unspread, drawn_over, percentiles
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = ["SUPPLIER_MEASURES", "elasticity_range", "supplier_rows"]

Row = dict[str, Any]
Keys = Mapping[str, str]

_RANGE = re.compile(r"^(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$")
NONE = "none"
_UNITS = {"chain_reliance": "%"}
_KEYS = (
    "importer",
    "host",
    "commodity",
    "stage",
    "tonnes",
    "sold",
    "smelter",
    "recovery",
    "year",
    "at",
    "measure",
)


def elasticity_range(text: str) -> Bounds | None:
    """Read ``0.5-3``, percent that the price falls per percent more supply; ``none`` is None.

    Raises
    ------
    UnknownNameError : if the text is no such range
    """
    if text == NONE:
        return None
    found = _RANGE.match(text.strip())
    low = float(found[1]) if found else -1.0
    high = float(found[2]) if found and found[2] else low
    if not 0 <= low <= high:
        raise UnknownNameError("--elasticity", text, do="Give low and high, for example 0.5-3")
    return Bounds(low=low, high=high)


def _world(held: Cube, name: str, stage: str, year: int) -> float:
    """Return what the world makes at a stage, t of content; every importer sees the same."""
    inputs = chain_inputs(held, held.countries[0], name, stage, year)
    return float(np.nansum(inputs.world[1])) + inputs.world_others


def _range_text(bounds: Bounds) -> str:
    return f"{bounds.low:.15g}-{bounds.high:.15g}"


def _number(keys: Keys, name: str, *, most: float = np.inf) -> float:
    try:
        number = float(keys[name])
    except ValueError:
        number = -1.0
    if not 0 <= number <= most or not np.isfinite(number):
        limit = f"0 to {most:g}" if np.isfinite(most) else "at least 0"
        raise UnknownNameError(f"--{name}", keys[name], do=f"Give a number, {limit}")
    return number


def _supply(held: Cube, keys: Keys) -> NewSupply:
    """Return the new supply that a set of keys describes; the importer buys ``sold`` of it."""
    name, stage = commodity_of(keys["commodity"]), as_chain_stage(keys["stage"])
    held.chain(name, stage)
    smelter = "" if keys["smelter"] == NONE else country_of(keys["smelter"])
    tonnes, recovery = _number(keys, "tonnes"), _number(keys, "recovery", most=1.0)
    later = ""
    if smelter:
        own = [each for each in held.stages_of(name) if each in FEED_ORDER]
        after = [each for each in own if FEED_ORDER.index(each) > FEED_ORDER.index(stage)]
        traded = [each for each in after if held.chain(name, each).lines]
        if not traded:
            raise OrepactError(
                f"no later stage of {name} than {stage} is in trade data",
                where="--smelter",
                do=f"Stages of {name}: {', '.join(own)}",
            )
        later = "refined" if "refined" in traded else traded[0]
    there = tonnes * (recovery if smelter else 1.0)
    return NewSupply(
        host=country_of(keys["host"]),
        stage=stage,
        tonnes=tonnes,
        sold={country_of(keys["importer"]): there * _number(keys, "sold", most=1.0)},
        smelter=smelter,
        smelter_stage=later,
        recovery=recovery,
    )


def _instability(held: Cube, country: str, year: int) -> float:
    number = float(held.instability[held.position(country), held.year_position(year)])
    return NO_GOVERNANCE if np.isnan(number) else number


def _pair(held: Cube, supply: NewSupply, keys: Keys, stage: str) -> tuple[ChainInputs, ChainInputs]:
    """Return the inputs before and after; the same object where no path leads to the stage."""
    year = int(keys["year"])
    name, who = commodity_of(keys["commodity"]), country_of(keys["importer"])
    before = chain_inputs(held, who, name, stage, year)
    part: StageSupply | None = stage_supply(supply, stage)
    rated = _instability(held, part.source, year) if part else NO_GOVERNANCE
    return before, with_supply(before, part, instability=rated)


def _measured(inputs: ChainInputs) -> dict[str, float]:
    terms = eu_terms(inputs.commodity, inputs.stage)
    return {name: float(at[0]) for name, at in evaluate(inputs, central(inputs), terms).items()}


def _drawn(before: ChainInputs, after: ChainInputs) -> dict[str, Percentiles]:
    """Return percentiles of the change of each measure, on draws that both sides share."""
    terms, drawn = eu_terms(before.commodity, before.stage), sample(before)
    first = evaluate(before, drawn, terms)
    last = evaluate(after, with_supply_drawn(drawn, before, after), terms)
    with np.errstate(invalid="ignore"):
        changes = {name: last[name] - first[name] for name in MEASURE_NAMES}
    known = {name: change for name, change in changes.items() if np.isfinite(change).all()}
    if not known:
        return {}
    found = percentiles(np.array(list(known.values()))).tolist()
    return {name: (one[0], one[1], one[2]) for name, one in zip(known, found, strict=True)}


def _spread(band: Percentiles | None, before: ChainInputs, measure: str) -> Row:
    """Return percentiles of a change with what was drawn, or why there are none."""
    if band is None:
        return {"spread": str(Unspread.EXPORTER)}
    words = drawn_over(before, is_of_world=measure in _OF_WORLD)
    is_same = _difference(band[0], band[2]) == 0.0 or not words
    spread = str(Unspread.SAME) if is_same else words
    return {**dict(zip(("p05", "p50", "p95"), band, strict=True)), "spread": spread}


_OF_WORLD = ("chain_production_herfindahl", "eu_supply_risk_global")
_ROUNDING = 1e-9
"""Changes below this part of the measure, or of 1, are rounding and so 0."""


def _difference(first: float, last: float) -> float:
    """Return last - first, with what double precision cannot tell from 0 as 0."""
    change = last - first
    return 0.0 if abs(change) <= _ROUNDING * max(1.0, abs(first)) else change


def _typed(number: float) -> Value:
    return Value.exact(number) if np.isfinite(number) else Value.missing()


def _change(_: Exposure, keys: Keys) -> Value:
    held = origins().cube
    supply = _supply(held, keys)
    if keys["measure"] not in MEASURE_NAMES:
        raise UnknownNameError("measure", keys["measure"], list(MEASURE_NAMES))
    if not keys["year"].isdigit():
        raise UnknownNameError("year", keys["year"], do="Give a calendar year, for example 2024")
    held.year_position(int(keys["year"]))
    before, after = _pair(held, supply, keys, as_chain_stage(keys["at"]))
    first, last = _measured(before), _measured(after)
    return _typed(_difference(first[keys["measure"]], last[keys["measure"]]))


def _inputs(of: Exposure, keys: Keys) -> list[Parent]:
    chain = origins().cube.chain(keys["commodity"], keys["at"])
    who, year = country_of(keys["importer"]), int(keys["year"])
    return [
        *flow_parents(of, chain, who, year, side="importer", role="M"),
        *flow_parents(of, chain, who, year, side="exporter", role="X"),
        *production_parents(of, chain, who, year),
        *production_parents(of, chain, country_of(keys["host"]), year),
    ]


def _price(_: Exposure, keys: Keys) -> Value:
    held, tonnes = origins().cube, _number(keys, "tonnes")
    elasticity = elasticity_range(keys["elasticity"])
    if elasticity is None or not keys["year"].isdigit():
        return Value.missing()
    held.year_position(int(keys["year"]))
    world = _world(held, keys["commodity"], keys["stage"], int(keys["year"]))
    if not world > 0:
        return Value.missing()
    found = price_change(extra=tonnes, world=world, elasticity=elasticity)
    return Value.between(found.low, found.high)


def _price_parents(of: Exposure, keys: Keys) -> list[Parent]:
    held = origins().cube
    chain = held.chain(keys["commodity"], keys["stage"])
    return [
        parent
        for code in held.countries
        for parent in production_parents(of, chain, code, int(keys["year"]))
    ]


SUPPLIER_MEASURES: tuple[Measure[Exposure], ...] = (
    Measure(
        id="exposure.world_price_change",
        title="Change of the world price by new tonnes, which reaches every buyer",
        formula="100 ((1 + q / W)^-e - 1)",
        unit="%",
        source="An elasticity that the user states, quality D; none is assumed",
        keys=("commodity", "stage", "tonnes", "elasticity", "year"),
        compute=_price,
        parents=_price_parents,
        note="q new tonnes, W world production, e percent that the price falls per percent more "
        "supply. A gap where no elasticity is stated or world production is not known",
    ),
    Measure(
        id="exposure.new_supplier_change",
        title="Change of a measure by a new supply, everything else as it was in the year",
        formula="measure with the supply - measure without it",
        unit="1",
        source="orepact: new tonnes replace the importer's other suppliers in proportion",
        keys=_KEYS,
        compute=_change,
        parents=_inputs,
        note="Tonnes count only at stages that a path of mine, smelter and importer reaches. The "
        "world price is another effect and not in here. Percentage points for chain_reliance",
    ),
)
"""Registered beside the other measures of this room."""


_MOST = 10.0
"""New tonnes beyond this many times what the world makes are no supply that a market could take."""


def _check_size(held: Cube, supply: NewSupply, keys: Keys) -> None:
    world = _world(held, commodity_of(keys["commodity"]), supply.stage, int(keys["year"]))
    if world > 0 and supply.tonnes > _MOST * world:
        raise OrepactError(
            f"{supply.tonnes:.3g} t a year is more than {_MOST:g} times what the world made",
            where="--tonnes",
            why=f"world output of {keys['commodity']}, {supply.stage}, in {keys['year']} was "
            f"{world:,.0f} t of content",
            do="Give tonnes of content a year",
        )


def _allies(held: Cube, names: Sequence[str], *, importer: str, host: str) -> tuple[str, ...]:
    """Return the allies' codes; each is a third country, named once."""
    codes = tuple(country_of(each) for each in names)
    for code in codes:
        held.position(code)
        if code in (importer, host) or codes.count(code) > 1:
            raise OrepactError(
                f"{country_name(code)} is not another ally",
                where="--allies",
                why="it is the importer, the host, or named twice",
                do="Name third countries, each once",
            )
    return codes


def supplier_rows(
    *,
    importer: str,
    host: str,
    commodity: str,
    stage: str,
    tonnes: float,
    year: int | None = None,
    allies: Sequence[str] = (),
    sold: float = 1.0,
    smelter: str = NONE,
    recovery: float = 1.0,
    elasticity: Bounds | None = None,
) -> list[Row]:
    """Return the change of every measure at every stage, for an importer and named allies.

    Parameters
    ----------
    importer, host : str
        Any spelling of two countries.
    commodity, stage : str
        What the host ships.
    tonnes : float, t of content a year
    year : int, optional
        Year whose market is taken; without it the last of the cube.
    allies : sequence of str
        They buy none of it; only what the world produces changes for them, and the price.
    sold : float, 0 to 1
        Part that the importer buys; it never buys more than it did.
    smelter, recovery : str, float
        Country of a contracted smelter, and metal out over metal in.
    elasticity : Bounds, optional
        Percent that the price falls per percent more supply; without it a typed gap.

    Raises
    ------
    UnknownNameError, OrepactError : names, stages, years or numbers that cannot be
    """
    held = origins().cube
    when = held.years[-1] if year is None else year
    held.year_position(when)
    who, whose = country_of(importer), country_of(host)
    if who == whose:
        raise OrepactError(
            f"importer and host are both {country_name(who)}", do="Name two countries"
        )
    held.position(whose)
    name = commodity_of(commodity)
    base = {
        "importer": who,
        "host": whose,
        "commodity": name,
        "stage": as_chain_stage(stage),
        "tonnes": f"{tonnes:.15g}",
        "sold": f"{sold:.15g}",
        "smelter": smelter if smelter == NONE else country_of(smelter),
        "recovery": f"{recovery:.15g}",
        "year": str(when),
    }
    supply = _supply(held, base)
    _check_size(held, supply, base)
    if smelter == NONE and recovery != 1.0:
        raise OrepactError(
            "a recovery was given without a smelter",
            where="--recovery",
            do="Name the country of the contracted smelter with --smelter, or leave it out",
        )
    rows: list[Row] = []
    for ally in (who, *_allies(held, allies, importer=who, host=whose)):
        keys = {**base, "importer": ally, "sold": base["sold"] if ally == who else "0"}
        for at in held.stages_of(name):
            if at != "scrap":
                rows += _rows(held, supply, keys, at)
    rows.append(_price_row(held, supply, base, elasticity))
    return rows


def _rows(held: Cube, supply: NewSupply, keys: dict[str, str], at: str) -> list[Row]:
    who, name, when = keys["importer"], keys["commodity"], int(keys["year"])
    before, after = _pair(held, supply, keys, at)
    first, last = _measured(before), _measured(after)
    chain = held.chain(name, at)
    sources = sorted({*trade_sources(held, chain, when), before.production_source} - {""})
    bands = {} if before is after else _drawn(before, after)
    made = []
    for measure in MEASURE_NAMES:
        change = _difference(first[measure], last[measure])
        if not np.isfinite(change):
            continue
        full = {**keys, "at": at, "measure": measure}
        made.append(
            {
                "measure": measure,
                "country": who,
                "commodity": name,
                "stage": at,
                "year": when,
                "before": first[measure],
                "after": last[measure],
                "value": Value.exact(change),
                "unit": _UNITS.get(measure, "1"),
                "id": result_id("exposure.new_supplier_change", {key: full[key] for key in _KEYS}),
                "sources": sources,
                "note": _why_same(supply) if before is after else "",
                **(
                    {"spread": str(Unspread.SAME)}
                    if before is after
                    else _spread(bands.get(measure), before, measure)
                ),
            }
        )
    return made


def _why_same(supply: NewSupply) -> str:
    return "no path reaches this stage" if supply.tonnes > 0 else "no tonnes are added"


def _price_row(
    held: Cube, supply: NewSupply, keys: dict[str, str], elasticity: Bounds | None
) -> Row:
    """Return the world-price effect, which reaches every buyer, or why it cannot be told."""
    name, when = keys["commodity"], int(keys["year"])
    inputs = chain_inputs(held, keys["importer"], name, supply.stage, when)
    world = _world(held, name, supply.stage, when)
    own = {
        "commodity": name,
        "stage": supply.stage,
        "tonnes": keys["tonnes"],
        "elasticity": NONE if elasticity is None else _range_text(elasticity),
        "year": keys["year"],
    }
    value, note = Value.missing(), "no elasticity was stated"
    if elasticity is not None and world > 0:
        found = price_change(extra=supply.tonnes, world=world, elasticity=elasticity)
        value = Value.between(found.low, found.high)
        note = "by a stated elasticity, quality D; it reaches every buyer"
    elif elasticity is not None:
        note = "world production of this stage is not known"
    return {
        "measure": "world_price_change",
        "country": "every buyer",
        "commodity": name,
        "stage": supply.stage,
        "year": when,
        "value": value,
        "unit": "%",
        "id": result_id("exposure.world_price_change", own),
        "sources": [inputs.production_source] if inputs.production_source else [],
        "note": note,
        "spread": str(Unspread.GAP if value.is_gap else Unspread.STATED),
    }
