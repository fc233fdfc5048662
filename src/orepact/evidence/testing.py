"""Small evidence tables by hand, for tests of this room and of the rooms that build on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from orepact.evidence.layer import Layer, write_layer
from orepact.evidence.quality import Custody, Quality
from orepact.evidence.source import Redistribution, Source
from orepact.evidence.tables import FIGURES, MACRO, TRADE

__all__ = ["A_SOURCE", "figures", "layer", "macro", "trade"]

A_SOURCE = Source(
    id="survey-1",
    title="Survey",
    publisher="A survey",
    edition="1",
    reference="doi",
    custody=Custody.PUBLISHER,
    quality=Quality.A,
    as_of=date(2026, 1, 1),
    stale_after=date(2027, 3, 1),
    redistributable=Redistribution.OPEN,
    licence="public domain",
)
"""The one source that these rows name."""

_FIGURE: dict[str, Any] = {
    "id": "ev-aaaaaaaaaaaa",
    "source": "survey-1",
    "locator": "file.csv:2",
    "commodity": "copper",
    "label": "Copper",
    "stage": "mine",
    "statistic": "production",
    "detail": "Mine production",
    "country": "PAK",
    "partner": "",
    "period": "2024",
    "kind": "exact",
    "number": 100.0,
    "low": 100.0,
    "high": 100.0,
    "text": "100",
    "unit": "t",
    "basis": "metal content",
    "quality": "A",
    "note": "",
}


def figures(*changes: dict[str, Any]) -> pl.DataFrame:
    """Return a table of figures, each the standard row with changes."""
    return pl.DataFrame([_FIGURE | change for change in changes], schema=FIGURES)


def trade(*rows: tuple[str, int, str, str, str, float, float | None]) -> pl.DataFrame:
    """Return a table of trade from rows in the order of the schema."""
    return pl.DataFrame(list(rows), schema=TRADE, orient="row")


def macro(number: float, id_: str = "ev-macro") -> pl.DataFrame:
    """Return a table of one indicator value."""
    row = (id_, "survey-1", "f:2", "SP.POP.TOTL", "PAK", 2024, number, "persons")
    return pl.DataFrame([row], schema=MACRO, orient="row")


def layer(folder: Path, **tables: pl.DataFrame) -> Layer:
    """Write tables into a new folder and open it."""
    folder.mkdir(parents=True)
    write_layer(folder, tables, [A_SOURCE])
    return Layer(folder)
