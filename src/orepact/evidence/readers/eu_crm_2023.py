"""European Commission, study on critical raw materials 2023: inputs of supply risk by material."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import commodity, country
from orepact.evidence.readers.bulk_text import LINE, bulk_header, read_bulk
from orepact.evidence.tables import FIGURES, EvidenceTables
from orepact.quantity import Value
from orepact.trace import source_figure_id

__all__ = ["READER", "SOURCE"]

SOURCE = "eu-crm-2023"
_INPUTS = ("material_name", "eu_stages", "si_ei", "si_sr", "end_of_life")
_PARAMETERS = ("material_name", "country_name", "parameter", "category", "scope")
_RESULTS = ("material_name", "supply_risk", "economic_importance")
_PUBLISHED = {
    "supply_risk_extraction": ("supply risk", "extraction"),
    "supply_risk_processing": ("supply risk", "processing"),
    "supply_risk": ("supply risk", "overall"),
    "economic_importance": ("economic importance", "overall"),
}
_STATISTICS = {
    "si_ei": ("substitution index", "of economic importance", "1"),
    "si_sr": ("substitution index", "of supply risk", "1"),
    "import_reliance_primary": ("import reliance", "extraction", "%"),
    "import_reliance_refined": ("import reliance", "processing", "%"),
    "end_of_life": ("recycling input rate", "end of life", "%"),
}
_PERIOD = "2016-2020 avg"
_NAMES = {"DR Congo": "COD"}


def _number(text: str, where: str) -> float | None:
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise EvidenceError(f"{text!r} is no number of at least 0", where=where)
    return number


def _known(name: str) -> str:
    """Return a material's commodity; empty for one that is none, such as rubber or a group."""
    try:
        return commodity(name)
    except UnknownNameError:
        return ""


def _row(name: str, statistic: str, detail: str, place: str, where: str) -> dict[str, object]:
    return {
        "id": source_figure_id(SOURCE, name, statistic, detail, place),
        "source": SOURCE,
        "locator": where,
        "commodity": _known(name),
        "label": name,
        "stage": "not applicable",
        "statistic": statistic,
        "detail": detail,
        "country": place,
        "partner": "",
        "period": _PERIOD,
        "basis": "not applicable",
        "quality": "B",
        "note": "",
    }


def _valued(row: dict[str, object], number: float, text: str, unit: str) -> dict[str, object]:
    value = Value.exact(number)
    return {
        **row,
        "kind": str(value.kind),
        "number": number,
        "low": number,
        "high": number,
        "text": text,
        "unit": unit,
    }


def _inputs(frame: pl.DataFrame, name: str, passed: set[str]) -> Iterator[dict[str, object]]:
    for record in frame.iter_rows(named=True):
        where = f"{name}:{record[LINE]}"
        material = record["material_name"]
        try:
            commodity(material)
        except UnknownNameError:
            passed.add(material)
            continue
        for column, (statistic, detail, unit) in _STATISTICS.items():
            number = _number(record.get(column, ""), where)
            if number is not None:
                own = _row(material, statistic, detail, "EUU", where)
                yield _valued(own, number, record[column], unit)


def _results(frame: pl.DataFrame, name: str) -> Iterator[dict[str, object]]:
    """Yield published supply risks and economic importances, materials of no chain too."""
    for record in frame.iter_rows(named=True):
        where, material = f"{name}:{record[LINE]}", record["material_name"].strip()
        for column, (statistic, detail) in _PUBLISHED.items():
            number = _number(record.get(column, ""), where)
            if number is not None:
                own = _row(material, statistic, detail, "EUU", where)
                yield _valued(own, number, record[column], "1")


def _parameters(frame: pl.DataFrame, name: str, passed: set[str]) -> Iterator[dict[str, object]]:
    for record in frame.iter_rows(named=True):
        where = f"{name}:{record[LINE]}"
        try:
            commodity(record["material_name"])
            place = _NAMES.get(record["country_name"]) or country(record["country_name"])
        except UnknownNameError:
            passed.add(f"{record['material_name']} of {record['country_name']}")
            continue
        stage = "extraction" if record["category"] == "primary" else "processing"
        number = _number(record["parameter"], where)
        if number is not None:
            detail = f"{stage}, {record['scope']}"
            own = _row(record["material_name"], "trade parameter", detail, place, where)
            yield _valued(own, number, record["parameter"], "1")


@dataclass(frozen=True, slots=True)
class _EuCrm:
    format: str = "eu-crm-2023"
    title: str = "European Commission, critical raw materials 2023, inputs by material"

    def recognises(self, path: Path) -> bool:
        header = set(bulk_header(path))
        return any(set(own) <= header for own in (_INPUTS, _PARAMETERS, _RESULTS))

    def read(self, path: Path) -> EvidenceTables:
        frame = read_bulk(path)
        passed: set[str] = set()
        if set(_PARAMETERS) <= set(frame.columns):
            rows = list(_parameters(frame, path.name, passed))
        elif set(_INPUTS) <= set(frame.columns):
            rows = list(_inputs(frame, path.name, passed))
        elif set(_RESULTS) <= set(frame.columns):
            rows = list(_results(frame, path.name))
        else:
            raise EvidenceError(
                "neither inputs, trade parameters nor results", where=f"{path.name}:1"
            )
        note = f"{path.name}: passed over {', '.join(sorted(passed))}"
        return EvidenceTables(
            tables={"figures": pl.DataFrame(rows, schema=dict(FIGURES))},
            notes=(note,) if passed else (),
        )


READER = _EuCrm()
"""Indices are fractions, rates percent; trade parameters multiply a country's squared share."""
