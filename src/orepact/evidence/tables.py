"""The shapes of evidence: one schema per table, shared by readers, bundle and store."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

__all__ = [
    "FIGURES",
    "GOVERNANCE",
    "MACRO",
    "POLICY",
    "PRICES",
    "TABLES",
    "TRADE",
    "EvidenceTables",
]

FIGURES: dict[str, type[pl.DataType]] = {
    "id": pl.String,  # permanent id, source_figure_id of source and key
    "source": pl.String,  # id of the source
    "locator": pl.String,  # file:line, or sheet!row
    "commodity": pl.String,  # our name, lower-case English
    "label": pl.String,  # the publisher's own wording of commodity and form
    "stage": pl.String,  # quantity.Stage
    "statistic": pl.String,  # production, reserves, imports, exports, ... (readers document theirs)
    "detail": pl.String,  # the publisher's detail
    "country": pl.String,  # ISO 3166 alpha-3, WLD for a world total, OTH for "other countries"
    "partner": pl.String,  # for import sources: where from; else empty
    "period": pl.String,  # str(quantity.Period)
    "kind": pl.String,  # quantity.Kind
    "number": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "text": pl.String,  # as printed
    "unit": pl.String,  # a unit that quantity.is_known_unit accepts
    "basis": pl.String,  # quantity.Basis
    "quality": pl.String,  # A to D
    "note": pl.String,
}
TRADE: dict[str, type[pl.DataType]] = {
    "source": pl.String,
    "year": pl.Int16,
    "exporter": pl.String,  # ISO 3166 alpha-3, or the source's own code where it has none
    "importer": pl.String,
    "hs": pl.String,  # six digits
    "value_kusd": pl.Float64,  # thousand USD of the day
    "tonnes": pl.Float64,  # gross weight; null where the source has none
}
PRICES: dict[str, type[pl.DataType]] = {
    "id": pl.String,
    "source": pl.String,
    "locator": pl.String,
    "series": pl.String,  # the publisher's name
    "commodity": pl.String,  # our name, empty where not a mineral
    "period": pl.String,  # 2024M05 or 2024
    "number": pl.Float64,
    "unit": pl.String,
    "is_real": pl.Boolean,  # in prices of the source's base year
}
MACRO: dict[str, type[pl.DataType]] = {
    "id": pl.String,
    "source": pl.String,
    "locator": pl.String,
    "indicator": pl.String,  # publisher's code
    "country": pl.String,
    "year": pl.Int16,
    "number": pl.Float64,
    "unit": pl.String,
}
GOVERNANCE: dict[str, type[pl.DataType]] = {
    "id": pl.String,
    "source": pl.String,
    "locator": pl.String,
    "dimension": pl.String,  # political stability
    "statistic": pl.String,  # estimate, standard error, rank, ...
    "country": pl.String,
    "year": pl.Int16,
    "number": pl.Float64,
}
POLICY: dict[str, type[pl.DataType]] = {
    "id": pl.String,
    "source": pl.String,
    "locator": pl.String,
    "type": pl.String,  # export control, agreement
    "country": pl.String,
    "partner": pl.String,
    "instrument": pl.String,
    "subject": pl.String,  # minerals and year, or focus
    "date": pl.String,  # ISO date or year, empty where not stated
    "reference": pl.String,
    "note": pl.String,
}
TABLES: dict[str, dict[str, type[pl.DataType]]] = {
    "figures": FIGURES,
    "trade": TRADE,
    "trade_other": TRADE,  # the same flows as a second source has them, never in one ratio with it
    "prices": PRICES,
    "macro": MACRO,
    "governance": GOVERNANCE,
    "policy": POLICY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceTables:
    """What one reader found: any of the tables, each with its schema.

    Parameters
    ----------
    tables : dict of str to polars.DataFrame
        Keys of ``TABLES``; columns and types as declared there.
    notes : tuple of str
        What the reader met and kept: traps, odd rows, with their lines.
    """

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, table in self.tables.items():
            expected = TABLES[name]
            found = dict(zip(table.columns, table.dtypes, strict=True))
            if found != expected:
                wrong = {c for c in expected | found if expected.get(c) != found.get(c)}
                raise ValueError(f"table {name} has other columns than declared: {sorted(wrong)}")
