"""What do official sources say? Figures with sources, readers, reconciliation and the bundle."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from orepact.evidence.names import (
    Commodity,
    Country,
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

if TYPE_CHECKING:
    from orepact.evidence.field_meaning import field_meanings
    from orepact.evidence.ids import TradeFlow, decode_trade_flow_id, trade_flow_id
    from orepact.evidence.parameter import Parameter, StrictModel, refuse_unknown_unit
    from orepact.evidence.parse import load_model, parse_model
    from orepact.evidence.quality import Custody, Quality
    from orepact.evidence.readers.usgs_reliance import ReliancePairing, reliance_pairings
    from orepact.evidence.record import row_value
    from orepact.evidence.source import Redistribution, Source
    from orepact.evidence.store import Bundle, bundle
    from orepact.evidence.strict_yaml import load_strict_yaml, read_strict_yaml
    from orepact.evidence.tables import EvidenceTables

__all__ = [
    "Bundle",
    "Commodity",
    "Country",
    "Custody",
    "EvidenceTables",
    "HsLine",
    "Parameter",
    "Quality",
    "Redistribution",
    "ReliancePairing",
    "Source",
    "StrictModel",
    "TradeFlow",
    "bundle",
    "commodities",
    "commodity",
    "commodity_chain",
    "countries",
    "country",
    "country_kind",
    "country_name",
    "decode_trade_flow_id",
    "field_meanings",
    "hs_line",
    "hs_lines",
    "load_model",
    "load_strict_yaml",
    "parse_model",
    "read_strict_yaml",
    "refuse_unknown_unit",
    "reliance_pairings",
    "row_value",
    "trade_flow_id",
]

_HOMES = {
    "Bundle": "store",
    "Custody": "quality",
    "EvidenceTables": "tables",
    "Parameter": "parameter",
    "Quality": "quality",
    "Redistribution": "source",
    "ReliancePairing": "readers.usgs_reliance",
    "Source": "source",
    "StrictModel": "parameter",
    "TradeFlow": "ids",
    "bundle": "store",
    "decode_trade_flow_id": "ids",
    "field_meanings": "field_meaning",
    "load_model": "parse",
    "load_strict_yaml": "strict_yaml",
    "parse_model": "parse",
    "read_strict_yaml": "strict_yaml",
    "refuse_unknown_unit": "parameter",
    "reliance_pairings": "readers.usgs_reliance",
    "row_value": "record",
    "trade_flow_id": "ids",
}


def __getattr__(name: str) -> object:
    """Import a name's module when it is first asked for, so that names alone stay quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"orepact.evidence.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
