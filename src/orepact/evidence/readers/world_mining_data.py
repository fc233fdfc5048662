"""World Mining Data: production by country and mineral, each in its own unit and basis."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import commodity, country
from orepact.evidence.parameter import Quality
from orepact.evidence.readers.wmd_tables import ProductionLine, has_tables, production_lines
from orepact.evidence.tables import FIGURES, EvidenceTables
from orepact.quantity import Kind
from orepact.trace import source_figure_id

__all__ = ["READER", "TOTAL", "agrees", "country_of", "production_sums", "value_of"]

TOTAL = "Total"
"""The publisher's own world line in every table; never a country."""

_UNITS = {"metr. t": ("t", 1.0), "kg": ("kg", 1.0), "ct": ("carat", 1.0), "Mio m3": ("m3", 1e6)}
_FLAGS = {
    "r": ("reported", Quality.A),
    "p": ("provisional", Quality.B),
    "e": ("estimated", Quality.C),
    "": ("not stated", Quality.B),
}
_YEARS_TO_EDITION = 2


@cache
def _minerals() -> dict[str, dict[str, str]]:
    text = (files("orepact.evidence") / "data" / "wmd_minerals.csv").read_text(encoding="utf-8")
    return {row["mineral"]: row for row in csv.DictReader(text.splitlines())}


def value_of(text: str, place: str) -> float | None:
    """Return a printed production value, or None where the cell is blank.

    Raises
    ------
    EvidenceError : if the cell holds something else than a number of at least zero
    """
    printed = text.strip()
    if printed in {"", "nan", "None"}:
        return None
    try:
        number = float(printed)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < 0:
        raise EvidenceError(
            f"{printed!r} is no production", where=place, why="A number of at least 0 or a blank"
        )
    return number


def country_of(line: ProductionLine) -> str:
    """Return the country of a line by its printed name, ``WLD`` for the publisher's total.

    The printed name decides, not the code that a copy added: copies book French Guiana under
    Guyana's code and Kosovo and Taiwan under codes of "not elsewhere specified".

    Raises
    ------
    EvidenceError : if the name is not known
    """
    if line.country == TOTAL:
        return "WLD"
    try:
        return country(line.country)
    except UnknownNameError as error:
        raise EvidenceError(
            f"unknown country {line.country!r}", where=line.place, do=error.do
        ) from error


def agrees(total: float, countries: float) -> bool:
    """Return whether countries add up to a printed total, to one unit or one part in a million."""
    return abs(total - countries) <= max(1.0, 1e-6 * total)


def production_sums(path: Path) -> dict[tuple[str, int], tuple[float, float]]:
    """Return for each mineral and year the publisher's total and the sum of its countries.

    Raises
    ------
    EvidenceError : as :func:`production_lines`
    """
    return _sums(list(production_lines(path)))


def _sums(lines: list[ProductionLine]) -> dict[tuple[str, int], tuple[float, float]]:
    totals: dict[tuple[str, int], float] = {}
    sums: dict[tuple[str, int], float] = {}
    for line in lines:
        for year, text in line.cells:
            number = value_of(text, line.place)
            if number is None:
                continue
            side = totals if line.country == TOTAL else sums
            side[line.mineral, year] = side.get((line.mineral, year), 0.0) + number
    return {key: (total, sums.get(key, 0.0)) for key, total in totals.items()}


def _known(line: ProductionLine) -> tuple[dict[str, str], str, float, str, Quality]:
    mineral = _minerals().get(line.mineral)
    if mineral is None:
        raise EvidenceError(
            f"unknown mineral {line.mineral!r}",
            where=line.place,
            why="Its stage and basis are not known, so its tonnes mean nothing",
            do="Add it to evidence/data/wmd_minerals.csv",
        )
    if line.unit not in _UNITS:
        raise EvidenceError(
            f"unknown unit {line.unit!r}", where=line.place, why=f"Known: {', '.join(_UNITS)}"
        )
    flag = "" if line.country == TOTAL else line.flag
    if flag not in _FLAGS:
        raise EvidenceError(
            f"unknown data source flag {line.flag!r}", where=line.place, why="Known: r, e, p"
        )
    unit, factor = _UNITS[line.unit]
    return mineral, unit, factor, *_FLAGS[flag]


def _figures(
    line: ProductionLine, source: str, checked: set[tuple[str, int]]
) -> Iterator[dict[str, object]]:
    mineral, unit, factor, flag, best = _known(line)
    place = country_of(line)
    for year, text in line.cells:
        number = value_of(text, line.place)
        quality = best
        if place == "WLD" or best is Quality.A:
            quality = Quality.A if (line.mineral, year) in checked else Quality.B
        amount = None if number is None else number * factor
        yield {
            "id": source_figure_id(source, "production", line.mineral, place, str(year)),
            "source": source,
            "locator": line.place,
            "commodity": commodity(line.mineral),
            "label": f"{line.mineral}: {mineral['substance']}",
            "stage": mineral["stage"],
            "statistic": "production",
            "detail": "publisher's total" if place == "WLD" else flag,
            "country": place,
            "partner": "",
            "period": str(year),
            "kind": str(Kind.MISSING if amount is None else Kind.EXACT if amount else Kind.ZERO),
            "number": amount,
            "low": amount,
            "high": amount,
            "text": text,
            "unit": unit,
            "basis": mineral["basis"],
            "quality": str(quality),
            "note": mineral["note"],
        }


def _refuse_doubles(lines: list[ProductionLine]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for line in lines:
        key = (line.mineral, country_of(line))
        if key in seen:
            raise EvidenceError(
                f"a second line for {line.country} in {line.mineral}",
                where=line.place,
                why=f"The first is {seen[key]}; adding them would count twice",
            )
        seen[key] = line.place


def _other_codes(lines: list[ProductionLine]) -> tuple[str, ...]:
    other = sorted(
        {
            f"{line.country} stands under {line.code} and is read as {country_of(line)}"
            for line in lines
            if line.code and line.country != TOTAL and line.code != country_of(line)
        }
    )
    return tuple(other)


@dataclass(frozen=True, slots=True)
class _WorldMiningData:
    format: str = "world-mining-data"
    title: str = "World Mining Data, production of mineral raw materials by country"

    def recognises(self, path: Path) -> bool:
        return has_tables(path)

    def read(self, path: Path) -> EvidenceTables:
        lines = list(production_lines(path))
        _refuse_doubles(lines)
        last_year = max(year for line in lines for year, _ in line.cells)
        source = f"wmd-{last_year + _YEARS_TO_EDITION}"
        sums = _sums(lines)
        checked = {key for key, pair in sums.items() if agrees(*pair)}
        rows = [row for line in lines for row in _figures(line, source, checked)]
        figures = pl.DataFrame(rows, schema=dict(FIGURES))
        note = f"countries add up to the publisher's total in {len(checked)} of {len(sums)} cells"
        return EvidenceTables(tables={"figures": figures}, notes=(note, *_other_codes(lines)))


READER = _WorldMiningData()
"""Production by calendar year; t, kg, carat or m3; metal, oxide or gross as the label says."""
