"""How dependent is an importer, on whom, and at which stage? Shares, concentration, reliance."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

# Functions that share their name with a module of this room are bound here, once and for all.
from orepact.exposure.cube_store import cube, cube_of
from orepact.exposure.production import ProductionTable, concentration, named_concentration
from orepact.exposure.see_through import see_through

if TYPE_CHECKING:
    from orepact.exposure.chain import (
        CHAIN_STAGES,
        ContentFactor,
        as_chain_stage,
        chain_stage,
        content_factor,
        content_of,
    )
    from orepact.exposure.concentration import herfindahl, herfindahl_bounds, shares
    from orepact.exposure.context import Exposure, exposure, form_of
    from orepact.exposure.coverage import coverage_rows
    from orepact.exposure.cube import Amounts, Chain, Cube, Known, Trade
    from orepact.exposure.host_side import HostClass, HostDeposit, HostProject
    from orepact.exposure.leakage import CAUSES, Leakage, Shipped, leakage_of
    from orepact.exposure.leakage_listing import LEAKAGE_MEASURES, leakage_rows, percent_range
    from orepact.exposure.line import ALL_FORMS, Coverage, Line, coverage, find_line, lines_of
    from orepact.exposure.listing import exposure_rows
    from orepact.exposure.match import MATCH_YEARS, MatchLine, match_lines, match_rows
    from orepact.exposure.measures import MEASURES, ExposureLookup
    from orepact.exposure.mixing import Mixing
    from orepact.exposure.new_supplier import (
        NewSupply,
        StageSupply,
        price_change,
        stage_supply,
        with_supply,
    )
    from orepact.exposure.new_supplier_listing import (
        SUPPLIER_MEASURES,
        elasticity_range,
        supplier_rows,
    )
    from orepact.exposure.origin import NotSeen, Origin, Origins
    from orepact.exposure.origin_listing import Finding, findings, form_in_words, origin_rows
    from orepact.exposure.origin_measures import origins, shipped_id, true_origin_id
    from orepact.exposure.reliance import (
        Bounds,
        reliance_from_consumption,
        reliance_from_flows,
        reliance_over_consumption,
        typed_reliance,
    )
    from orepact.exposure.reliance_of import Reliance, reliance_of, stock_change_of
    from orepact.exposure.see_through import OriginOf
    from orepact.exposure.trade_scores import Flows, flows_of, trade_scores
    from orepact.exposure.us_inputs import Statement
    from orepact.exposure.us_reliance import Computed, compute, is_consistent
    from orepact.exposure.weighing import Weighing

__all__ = [
    "ALL_FORMS",
    "CAUSES",
    "CHAIN_STAGES",
    "LEAKAGE_MEASURES",
    "MATCH_YEARS",
    "MEASURES",
    "SUPPLIER_MEASURES",
    "Amounts",
    "Bounds",
    "Chain",
    "Computed",
    "ContentFactor",
    "Coverage",
    "Cube",
    "Exposure",
    "ExposureLookup",
    "Finding",
    "Flows",
    "HostClass",
    "HostDeposit",
    "HostProject",
    "Known",
    "Leakage",
    "Line",
    "MatchLine",
    "Mixing",
    "NewSupply",
    "NotSeen",
    "Origin",
    "OriginOf",
    "Origins",
    "ProductionTable",
    "Reliance",
    "Shipped",
    "StageSupply",
    "Statement",
    "Trade",
    "Weighing",
    "as_chain_stage",
    "chain_stage",
    "compute",
    "concentration",
    "content_factor",
    "content_of",
    "coverage",
    "coverage_rows",
    "cube",
    "cube_of",
    "elasticity_range",
    "exposure",
    "exposure_rows",
    "find_line",
    "findings",
    "flows_of",
    "form_in_words",
    "form_of",
    "herfindahl",
    "herfindahl_bounds",
    "is_consistent",
    "leakage_of",
    "leakage_rows",
    "lines_of",
    "match_lines",
    "match_rows",
    "named_concentration",
    "origin_rows",
    "origins",
    "percent_range",
    "price_change",
    "reliance_from_consumption",
    "reliance_from_flows",
    "reliance_of",
    "reliance_over_consumption",
    "see_through",
    "shares",
    "shipped_id",
    "stage_supply",
    "stock_change_of",
    "supplier_rows",
    "trade_scores",
    "true_origin_id",
    "typed_reliance",
    "with_supply",
]

_HOMES = {
    "chain": ("CHAIN_STAGES ContentFactor as_chain_stage chain_stage content_factor content_of"),
    "concentration": "herfindahl herfindahl_bounds shares",
    "context": "Exposure exposure form_of",
    "coverage": "coverage_rows",
    "cube": "Amounts Chain Cube Known Trade",
    "host_side": "HostClass HostDeposit HostProject",
    "leakage": "CAUSES Leakage Shipped leakage_of",
    "leakage_listing": "LEAKAGE_MEASURES leakage_rows percent_range",
    "line": "ALL_FORMS Coverage Line coverage find_line lines_of",
    "listing": "exposure_rows",
    "match": "MATCH_YEARS MatchLine match_lines match_rows",
    "measures": "MEASURES ExposureLookup",
    "mixing": "Mixing",
    "new_supplier": "NewSupply StageSupply price_change stage_supply with_supply",
    "new_supplier_listing": "SUPPLIER_MEASURES elasticity_range supplier_rows",
    "origin": "NotSeen Origin Origins",
    "origin_measures": "origins shipped_id true_origin_id",
    "origin_listing": "Finding findings form_in_words origin_rows",
    "reliance": (
        "Bounds reliance_from_consumption reliance_from_flows reliance_over_consumption "
        "typed_reliance"
    ),
    "reliance_of": "Reliance reliance_of stock_change_of",
    "see_through": "OriginOf",
    "trade_scores": "Flows flows_of trade_scores",
    "us_inputs": "Statement",
    "us_reliance": "Computed compute is_consistent",
    "weighing": "Weighing",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Import a name's module when it is first asked for, so that a listing starts quickly."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"orepact.exposure.{_HOME[name]}"), name)
    globals()[name] = found
    return found
