"""How dependent is an importer, on whom, and at which stage? Shares, concentration, reliance."""

from orepact.exposure.concentration import herfindahl, herfindahl_bounds, shares
from orepact.exposure.context import Exposure, exposure, form_of
from orepact.exposure.line import ALL_FORMS, Coverage, Line, coverage, find_line, lines_of
from orepact.exposure.listing import exposure_rows
from orepact.exposure.measures import MEASURES, ExposureLookup
from orepact.exposure.production import ProductionTable, concentration, named_concentration
from orepact.exposure.reliance import (
    Bounds,
    reliance_from_consumption,
    reliance_from_flows,
    reliance_over_consumption,
    typed_reliance,
)
from orepact.exposure.reliance_of import Reliance, reliance_of, stock_change_of
from orepact.exposure.trade_scores import Flows, flows_of, trade_scores
from orepact.exposure.us_inputs import Statement
from orepact.exposure.us_reliance import Computed, compute, is_consistent

__all__ = [
    "ALL_FORMS",
    "MEASURES",
    "Bounds",
    "Computed",
    "Coverage",
    "Exposure",
    "ExposureLookup",
    "Flows",
    "Line",
    "ProductionTable",
    "Reliance",
    "Statement",
    "compute",
    "concentration",
    "coverage",
    "exposure",
    "exposure_rows",
    "find_line",
    "flows_of",
    "form_of",
    "herfindahl",
    "herfindahl_bounds",
    "is_consistent",
    "lines_of",
    "named_concentration",
    "reliance_from_consumption",
    "reliance_from_flows",
    "reliance_of",
    "reliance_over_consumption",
    "shares",
    "stock_change_of",
    "trade_scores",
    "typed_reliance",
]
