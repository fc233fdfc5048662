"""What do official sources say? Figures with sources, readers, reconciliation and the bundle."""

from orepact.evidence.names import (
    HsLine,
    commodities,
    commodity,
    commodity_chain,
    countries,
    country,
    country_kind,
    country_name,
    hs_line,
    hs_lines,
)
from orepact.evidence.parameter import Custody, Parameter, Quality, StrictModel
from orepact.evidence.parse import load_model, parse_model
from orepact.evidence.source import Redistribution, Source
from orepact.evidence.strict_yaml import load_strict_yaml
from orepact.evidence.tables import EvidenceTables

__all__ = [
    "Custody",
    "EvidenceTables",
    "HsLine",
    "Parameter",
    "Quality",
    "Redistribution",
    "Source",
    "StrictModel",
    "commodities",
    "commodity",
    "commodity_chain",
    "countries",
    "country",
    "country_kind",
    "country_name",
    "hs_line",
    "hs_lines",
    "load_model",
    "load_strict_yaml",
    "parse_model",
]
