"""International Energy Agency, Critical Minerals Data Explorer: output by country, base year."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import country, read_table
from orepact.evidence.tables import FIGURES, EvidenceTables
from orepact.quantity import Value
from orepact.trace import source_figure_id

__all__ = ["BASE_YEAR", "READER", "SOURCE"]

SOURCE = "iea-cm-explorer-2025"
BASE_YEAR = 2024
"""Year of observation; later years are projections and are not read."""
_REST = "Rest of world"


def _body(path: Path) -> Mapping[str, Any]:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvidenceError("not readable as JSON", where=path.name, why=str(error)) from error
    supply = body.get("supply") if isinstance(body, dict) else None
    if not isinstance(supply, dict):
        raise EvidenceError("no supply by mineral", where=path.name)
    return supply


def _rows(path: Path, supply: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    for series in read_table("iea_series.csv"):
        where = f"{path.name}:supply/{series['mineral']}/{series['section']}"
        part = supply.get(series["mineral"], {}).get(series["section"])
        if not isinstance(part, dict) or not isinstance(part.get("countries"), dict):
            raise EvidenceError("no output by country", where=where)
        named = {**part["countries"], "WLD": part.get("total", {})}
        for name, by_year in named.items():
            number = (by_year or {}).get(str(BASE_YEAR)) if isinstance(by_year, dict) else None
            if number is None:
                continue
            if not isinstance(number, (int, float)) or not math.isfinite(number) or number < 0:
                raise EvidenceError(f"{number!r} is no output", where=f"{where}/{name}")
            yield _figure(series, _place(name, where), Value.exact(float(number)), where)


def _place(name: str, where: str) -> str:
    if name in {"WLD", _REST}:
        return "WLD" if name == "WLD" else "OTH"
    try:
        return country(name)
    except UnknownNameError as error:
        raise EvidenceError(f"unknown country {name!r}", where=where, do=error.do) from error


def _figure(series: Mapping[str, str], place: str, value: Value, where: str) -> dict[str, object]:
    return {
        "id": source_figure_id(SOURCE, series["mineral"], series["section"], place, str(BASE_YEAR)),
        "source": SOURCE,
        "locator": f"{where}/{place}/{BASE_YEAR}",
        "commodity": series["commodity"],
        "label": f"{series['mineral']}, {series['section']}",
        "stage": series["stage"],
        "statistic": "production",
        "detail": "",
        "country": place,
        "partner": "",
        "period": str(BASE_YEAR),
        "kind": str(value.kind),
        "number": value.number,
        "low": value.low,
        "high": value.high,
        "text": f"{value.number:g}",
        "unit": "kt",
        "basis": "gross weight" if series["commodity"] == "graphite" else "metal content",
        "quality": "B",
        "note": series["note"],
    }


@dataclass(frozen=True, slots=True)
class _Explorer:
    format: str = "iea-cm-explorer"
    title: str = "International Energy Agency, Critical Minerals Data Explorer, as JSON"

    def recognises(self, path: Path) -> bool:
        try:
            with path.open("rb") as stream:
                head = stream.read(200)
        except OSError:
            return False
        return head.lstrip().startswith(b"{") and b"IEA Critical Minerals Data Explorer" in head

    def read(self, path: Path) -> EvidenceTables:
        rows = list(_rows(path, _body(path)))
        return EvidenceTables(tables={"figures": pl.DataFrame(rows, schema=dict(FIGURES))})


READER = _Explorer()
"""Output of the base year in kt; named countries, the rest of the world, and the total."""
