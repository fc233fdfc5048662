"""The measures of a chain: concentration, governance, GeoPolRisk, EU and USGS methods by stage."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import UnknownNameError
from orepact.evidence import commodity, country
from orepact.exposure.bands import Assessment, assess, sample
from orepact.exposure.chain import as_chain_stage
from orepact.exposure.cube_store import cube
from orepact.exposure.evaluate import EuTerms, eu_scope, evaluate
from orepact.exposure.inputs import ChainInputs, chain_inputs
from orepact.exposure.lineage import flow_parents, production_parents
from orepact.exposure.odd_flows import outlier_share, second_source_ratio
from orepact.exposure.outliers import RULE as OUTLIER_RULE
from orepact.quantity import Value
from orepact.trace import Measure, Parent, result_id

if TYPE_CHECKING:
    from orepact.exposure.context import Exposure

__all__ = [
    "CHAIN_KEYS",
    "CHAIN_MEASURES",
    "DEFINITIONS",
    "EU",
    "GEOPOLRISK",
    "LABELLED",
    "NASSAR",
    "WITHOUT",
    "WORLD_KEYS",
    "assessment_of",
    "assessments",
    "both_parents",
    "drawn",
    "eu_terms",
    "inputs_of",
    "made_of",
    "scope_of",
    "typed",
    "year_of",
]

Floats = NDArray[np.float64]
Keys = Mapping[str, str]

CHAIN_KEYS = ("importer", "commodity", "stage", "year")
WORLD_KEYS = ("commodity", "stage", "year")
_STABILITY = (
    "Political stability stands in for six governance dimensions; 0.5 where no source rates"
)
_HERFINDAHL = "Herfindahl, Concentration in the Steel Industry, Columbia University, 1950"
GEOPOLRISK = "Koyamparambath et al., Resources, Conservation and Recycling 209 (2024) 107801"
EU = "European Commission, Methodology for establishing the EU list of critical raw materials 2017"
NASSAR = "Nassar et al., Science Advances 6 (2020) eaay8647"
_ACT = "Regulation (EU) 2024/1252, article 5: at most 65 % of use from one third country"
LABELLED = (
    f"{_STABILITY}: not the published index, and not scored against it. Trade parameters of the "
    "world scope for every importer; one year in place of a five-year window"
)


def eu_terms(name: str, stage: str) -> EuTerms | None:
    """Return substitution, recycling and trade parameters; None where they are not sourced."""
    held: Any = cube().at_rest.words.get("eu", {})
    own = held.get(commodity(name))
    if own is None or own.get("substitution") is None or own.get("recycling") is None:
        return None
    step = "extraction" if stage == "ore" else "processing"
    return EuTerms(
        substitution=float(own["substitution"]),
        recycling=float(own["recycling"]) / 100.0,
        trade={code: float(t) for code, t in own.get("trade", {}).get(step, {}).items()},
    )


WITHOUT = "_without_outliers"
"""Ending of the name of a measure that leaves out flows whose unit value is out of line."""


@cache
def _kept(importer: str, name: str, stage: str, year: int, is_clean: bool) -> ChainInputs:
    return chain_inputs(cube(), importer, name, stage, year, without_outliers=is_clean)


def inputs_of(
    importer: str, name: str, stage: str, year: int, is_clean: bool = False
) -> ChainInputs:
    """Return the inputs of an importer, chain and year, kept for the next measure."""
    return _kept(importer, name, stage, year, is_clean)


@cache
def _assessed(  # noqa: PLR0917 - the keys of a chain, in their order
    importer: str, name: str, stage: str, year: int, is_clean: bool, has_percentiles: bool
) -> Mapping[str, Assessment]:
    inputs = inputs_of(importer, name, stage, year, is_clean)
    return assess(inputs, eu_terms(name, stage), has_percentiles=has_percentiles)


def assessments(  # noqa: PLR0917 - the keys of a chain, in their order
    importer: str,
    name: str,
    stage: str,
    year: int,
    is_clean: bool = False,
    has_percentiles: bool = True,
) -> Mapping[str, Assessment]:
    """Return every measure of an importer, chain and year with bounds and percentiles.

    Parameters
    ----------
    importer, name, stage : str
    year : int
    is_clean : bool
        Leave out flows whose unit value is out of line.
    has_percentiles : bool
        Draw the uncertain inputs; without it the percentiles are nan.
    """
    return _assessed(importer, name, stage, year, is_clean, has_percentiles)


@cache
def drawn(importer: str, name: str, stage: str, year: int, stream: int = 0) -> Mapping[str, Floats]:
    """Return every measure of an importer, chain and year at each of the draws, shape (draw,).

    Parameters
    ----------
    stream : int
        0 gives the draws behind the percentiles of a chain; chains that enter one figure together
        take streams of their own.
    """
    inputs = inputs_of(importer, name, stage, year)
    return evaluate(inputs, sample(inputs, stream), eu_terms(name, stage))


def year_of(keys: Keys) -> int:
    """Return the year of some keys.

    Raises
    ------
    UnknownNameError : if it is none
    """
    if not keys["year"].isdigit():
        raise UnknownNameError("year", keys["year"], do="Give a calendar year, for example 2024")
    return int(keys["year"])


def scope_of(importer: str, name: str, stage: str, year: int) -> str:
    """Return which scopes of the EU supply risk can be known: both, global, sourcing or none."""
    return eu_scope(inputs_of(importer, name, stage, year))


def assessment_of(name: str, keys: Keys) -> Assessment:
    """Return one measure with bounds and percentiles.

    Raises
    ------
    UnknownNameError : for a key that is not known
    """
    own, stage = commodity(keys["commodity"]), as_chain_stage(keys["stage"])
    who = country(keys["importer"]) if "importer" in keys else cube().countries[0]
    plain = name.removesuffix(WITHOUT)
    return assessments(who, own, stage, year_of(keys), plain != name)[plain]


def typed(found: Assessment) -> Value:
    """Return an assessment as a typed value: a number, bounds where an input is withheld, a gap."""
    if math.isfinite(found.central):
        return Value.exact(found.central)
    if found.central == -math.inf:
        return Value.net_exporter()
    low, high = found.low, found.high
    if high == -math.inf:
        return Value.net_exporter()
    if math.isnan(low) or math.isnan(high) or (not math.isfinite(low) and not math.isfinite(high)):
        return Value.missing()
    if not math.isfinite(high):
        return Value.at_least(low)
    if not math.isfinite(low):
        return Value.at_most(high)
    return Value.between(low, high)


def _plain(name: str) -> Callable[[Exposure, Keys], Value]:
    return lambda _, keys: typed(assessment_of(name, keys))


def _stability_parents(inputs: ChainInputs, codes: tuple[str, ...]) -> list[Parent]:
    held, arrays = cube(), cube().at_rest.arrays
    when = held.year_position(inputs.year)
    found = []
    for code in codes:
        id_ = bytes(arrays["stability_id"][held.position(code), when]).decode()
        if id_:
            found.append(Parent(role=f"stability of {code}", id=id_))
    return found


def _parents(of: Exposure, keys: Keys) -> list[Parent]:
    """Return the flows, the production of the importer and the stability of its suppliers."""
    inputs = inputs_of(
        country(keys["importer"]),
        commodity(keys["commodity"]),
        as_chain_stage(keys["stage"]),
        year_of(keys),
    )
    chain = cube().chain(inputs.commodity, inputs.stage)
    found: list[Parent] = []
    if inputs.is_traded:
        for side, role in (("importer", "M"), ("exporter", "X")):
            found += flow_parents(of, chain, inputs.importer, inputs.year, side=side, role=role)  # type: ignore[arg-type]
    found += production_parents(of, chain, inputs.importer, inputs.year)
    return [*found, *_stability_parents(inputs, inputs.suppliers)]


def _world_parents(of: Exposure, keys: Keys) -> list[Parent]:
    chain = cube().chain(keys["commodity"], keys["stage"])
    inputs = inputs_of(cube().countries[0], chain.commodity, chain.stage, year_of(keys))
    found: list[Parent] = []
    for code in inputs.world_countries:
        found += [
            Parent(role=f"{parent.role.replace('P by', 'p by')}, {code}", id=parent.id)
            for parent in production_parents(of, chain, code, inputs.year)
        ]
    return list({parent.id: parent for parent in found}.values())


def both_parents(of: Exposure, keys: Keys) -> list[Parent]:
    """Return the concentration of production, and all that a measure of a chain rests on."""
    own = {name: keys[name] for name in WORLD_KEYS}
    world = result_id("exposure.chain_production_herfindahl", own)
    return [Parent(role="H of production", id=world), *_parents(of, keys)]


_Definition = tuple[str, str, str, str, str, str]
DEFINITIONS: tuple[_Definition, ...] = (
    (
        "governance_herfindahl",
        "Concentration of suppliers, each weighted by its political instability",
        "sum of (M_j / M)^2 g_j, g = (2.5 - estimate) / 5",
        "1",
        _HERFINDAHL,
        _STABILITY,
    ),
    (
        "import_risk",
        "Share of supply that is imported, weighted by the instability of its suppliers",
        "sum of g_j M_j / (P + M)",
        "1",
        GEOPOLRISK,
        _STABILITY,
    ),
    (
        "geopolrisk_score",
        "GeoPolRisk score in tonnes of content",
        "H of production x sum of g_j M_j / (P + M)",
        "1",
        GEOPOLRISK,
        f"{_STABILITY}. A gap where trade or production is not covered, never 0",
    ),
    (
        "third_country_share",
        "Part of an importer's use that its largest supplier covers",
        "largest M_j / (P + M - X)",
        "1",
        _ACT,
        "Above 0.65 the threshold of the act is passed; above 1 the importer re-exports",
    ),
    (
        "eu_supply_risk_sourcing",
        "EU supply risk, scope of the importer's own sourcing, 0 to 10",
        "10 sum of (own supply share)^2 g t x (1 - recycling) substitution",
        "1",
        EU,
        LABELLED,
    ),
    (
        "eu_supply_risk",
        "EU supply risk of a stage, both scopes, 0 to 10",
        "[global IR/2 + sourcing (1 - IR/2)], IR = net imports / use; one scope where the other "
        "is not known",
        "1",
        EU,
        LABELLED,
    ),
    (
        "trade_exposure",
        "Trade exposure: net import reliance as a fraction, 0 for a net exporter",
        "max(0, (M - X) / (P + M - X))",
        "1",
        NASSAR,
        "",
    ),
)
"""Id, title, formula, unit, source and note of the measures with the keys of a chain."""

_WORLD: tuple[_Definition, ...] = (
    (
        "chain_production_herfindahl",
        "Concentration of world production at a stage, in tonnes of content",
        "sum of (p_c / world)^2",
        "1",
        _HERFINDAHL,
        "One source for each chain and year; countries without a name stand in the total only",
    ),
    (
        "eu_supply_risk_global",
        "EU supply risk, global scope, 0 to 10",
        "10 sum of (p_c / world)^2 g_c t_c x (1 - recycling) substitution",
        "1",
        EU,
        LABELLED,
    ),
)


def made_of(
    definition: _Definition,
    keys: tuple[str, ...],
    parents: Callable[[Exposure, Keys], list[Parent]],
    compute: Callable[[Exposure, Keys], Value] | None = None,
) -> Measure[Exposure]:
    """Return a measure of its id, title, formula, unit, source and note."""
    name, title, formula, unit, source, note = definition
    return Measure(
        id=f"exposure.{name}",
        title=title,
        formula=formula,
        unit=unit,
        source=source,
        keys=keys,
        compute=compute or _plain(name),
        parents=parents,
        note=note,
    )


_BOTH = {"geopolrisk_score", "eu_supply_risk"}


def _clean(definition: _Definition) -> _Definition:
    name, title, formula, unit, source, note = definition
    told = f"Flows whose unit value is out of line are left out: {OUTLIER_RULE}. {note}"
    return f"{name}{WITHOUT}", f"{title}, odd unit values left out", formula, unit, source, told


CHAIN_MEASURES: tuple[Measure[Exposure], ...] = (
    *(
        made_of(each, CHAIN_KEYS, both_parents if each[0] in _BOTH else _parents)
        for each in DEFINITIONS
    ),
    *(made_of(_clean(each), CHAIN_KEYS, _parents) for each in DEFINITIONS),
    *(made_of(each, WORLD_KEYS, _world_parents) for each in _WORLD),
    made_of(
        (
            "outlier_share",
            "Part of what an importer paid whose unit value is out of line",
            "value of flows out of line / value of all flows",
            "1",
            "orepact",
            OUTLIER_RULE,
        ),
        CHAIN_KEYS,
        _parents,
        lambda _, keys: outlier_share(cube(), keys, year_of(keys)),
    ),
    made_of(
        (
            "second_source_ratio",
            "What a second source says an importer paid, over what the chosen source says",
            "value in the second source / value in the chosen source, over flows that both hold",
            "1",
            "CEPII BACI, two releases in different nomenclatures",
            "1 where they agree; flows of at least 100 thousand USD in 2022 and 2024",
        ),
        CHAIN_KEYS,
        _parents,
        lambda _, keys: second_source_ratio(cube(), keys, year_of(keys)),
    ),
)
"""Registered beside the other measures of this room."""
