"""World Development Indicators: one value per country and year, in two layouts."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import country, country_kind
from orepact.evidence.readers.bulk_text import LINE, bulk_header, read_bulk, read_bytes
from orepact.evidence.tables import MACRO, EvidenceTables
from orepact.trace import source_figure_id

__all__ = ["READER", "SOURCE", "indicator_unit", "wdi_values"]

SOURCE = "worldbank-wdi"
"""Source of the mirror's layout, which names no edition."""

_MIRROR = ("Country Name", "Country Code", "Year", "Value")
_WIDE = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
_WIDE_WITHIN = 8
_UPDATED = re.compile(r'"?Last Updated Date"?,"?(20\d{2}-\d{2}-\d{2})')
_YEAR = re.compile(r"(?:19|20)\d{2}")
_UNITS = (
    (re.compile(r"\bper capita \(current US\$\)"), "USD/person"),
    (re.compile(r"\bcurrent US\$\)"), "USD"),
    (re.compile(r"LCU per US\$"), "LCU/USD"),
    (re.compile(r"\(annual %\)|\(% of [^)]*\)"), "%"),
    (re.compile(r"\bkWh per capita\b"), "kWh/person/yr"),
    (re.compile(r"\(days\)"), "day"),
    (re.compile(r"\(1=low to 5=high\)"), "1"),
    (re.compile(r"^Population, (?:total|female|male)$"), "person"),
)


def indicator_unit(title: str, where: str) -> str:
    """Return the unit that an indicator's title states.

    Raises
    ------
    EvidenceError : if the title names no unit that is known here

    Examples
    --------
    >>> indicator_unit("GDP (current US$)", ""), indicator_unit("GDP growth (annual %)", "")
    ('USD', '%')
    """
    for pattern, unit in _UNITS:
        if pattern.search(title):
            return unit
    raise EvidenceError(
        f"the unit of {title!r} is not known",
        where=where,
        do="Choose an indicator in current US$, in % or in numbers of people",
    )


def _mirror_indicator(path: Path) -> tuple[str, str]:
    beside = [path.with_name(f"{path.stem}.datapackage.json"), path.with_name("datapackage.json")]
    package = next((file for file in beside if file.is_file()), None)
    if package is None:
        raise EvidenceError(
            "the indicator is not known",
            where=f"{path.name}:1",
            why="The rows name none; the file datapackage.json beside them does",
            do=f"Put {beside[0].name} beside it",
        )
    try:
        content = json.loads(read_bytes(package).decode("utf-8"))
        code, title = content["worldbank"]["indicator"], content["title"]
        return str(code).upper(), str(title)
    except json.JSONDecodeError as error:
        raise EvidenceError(
            "not JSON", where=f"{package.name}:{error.lineno}", why=error.msg
        ) from error
    except (UnicodeDecodeError, KeyError, TypeError, RecursionError) as error:
        raise EvidenceError(
            "no worldbank.indicator and title in it", where=f"{package.name}:1", why=repr(error)
        ) from error


def _wide_header(path: Path) -> int | None:
    """Return how many lines stand above the header of the World Bank's own layout."""
    if bulk_header(path)[:1] != ("Data Source",):
        return None
    lines = read_bytes(path).split(b"\n", _WIDE_WITHIN)[:_WIDE_WITHIN]
    for number, line in enumerate(lines):
        if line.replace(b'"', b"").startswith(b"Country Name,Country Code,"):
            return number
    return None


def _source(path: Path) -> str:
    """Return the source id: with the day the World Bank prints above its own layout."""
    above = _wide_header(path)
    if above is None:
        return SOURCE
    preamble = b"\n".join(read_bytes(path).split(b"\n", above)[:above]).decode("utf-8", "replace")
    match = _UPDATED.search(preamble)
    if match is None:
        raise EvidenceError(
            "no line 'Last Updated Date' above the values",
            where=f"{path.name}:1",
            why="Without it the edition is not known",
        )
    return f"{SOURCE}-{match[1]}"


def _mirror_values(path: Path) -> pl.DataFrame:
    code, title = _mirror_indicator(path)
    return read_bulk(path).select(
        LINE,
        pl.col("Country Code").alias("code"),
        pl.col("Year").alias("year"),
        pl.col("Value").alias("text"),
        pl.lit(code).alias("indicator"),
        pl.lit(title).alias("title"),
    )


def _wide_values(path: Path, above: int) -> pl.DataFrame:
    frame = read_bulk(path, skipped=above)
    years = [name for name in frame.columns if _YEAR.fullmatch(name)]
    if not set(_WIDE) <= set(frame.columns) or not years:
        raise EvidenceError("the header lacks indicator or years", where=f"{path.name}:{above + 1}")
    return (
        frame.unpivot(years, index=[LINE, *_WIDE], variable_name="year", value_name="text")
        .filter(pl.col("text").str.strip_chars() != "")
        .select(
            LINE,
            pl.col("Country Code").alias("code"),
            "year",
            "text",
            pl.col("Indicator Code").str.to_uppercase().alias("indicator"),
            pl.col("Indicator Name").alias("title"),
        )
    )


def wdi_values(path: Path) -> pl.DataFrame:
    """Return every value of a file, aggregates of countries included.

    Returns
    -------
    values : polars.DataFrame
        line, code (as printed), year, number, indicator, title.

    Raises
    ------
    EvidenceError : naming file and line
    """
    above = _wide_header(path)
    raw = _mirror_values(path) if above is None else _wide_values(path, above)
    frame = raw.with_columns(
        year=pl.col("year").cast(pl.Int16, strict=False),
        number=pl.col("text").cast(pl.Float64, strict=False),
    )
    number = pl.col("number")
    for fault, what in (
        (pl.col("year").is_null() | ~pl.col("year").is_between(1900, 2100), "no year"),
        (number.is_null() | ~number.is_finite(), "no value"),
    ):
        found = frame.filter(fault).head(1)
        if not found.is_empty():
            row = found.row(0, named=True)
            raise EvidenceError(
                f"{what} in {row['code']!r}, {row['text']!r}", where=f"{path.name}:{row[LINE]}"
            )
    doubles = frame.filter(~pl.struct("indicator", "code", "year").is_first_distinct()).head(1)
    if not doubles.is_empty():
        raise EvidenceError(
            "a second value for one country and year", where=f"{path.name}:{doubles[LINE][0]}"
        )
    return frame.select(LINE, "code", "year", "number", "indicator", "title")


def _places(values: pl.DataFrame, path: Path) -> dict[str, str]:
    """Return our code of each printed one; aggregates other than the world are left out."""
    places = {}
    for code, line in values.group_by("code", maintain_order=True).agg(pl.first(LINE)).iter_rows():
        try:
            if country_kind(code) != "aggregate":
                places[code] = country(code)
        except UnknownNameError as error:
            raise EvidenceError(
                f"unknown country code {code!r}", where=f"{path.name}:{line}", do=error.do
            ) from error
    return places


@dataclass(frozen=True, slots=True)
class _Wdi:
    format: str = "worldbank-wdi"
    title: str = "World Bank, World Development Indicators, one or more indicators"

    def recognises(self, path: Path) -> bool:
        if bulk_header(path) == _MIRROR:
            return True
        try:
            return _wide_header(path) is not None
        except EvidenceError:
            return False

    def read(self, path: Path) -> EvidenceTables:
        values = wdi_values(path)
        if values.is_empty():
            raise EvidenceError("every value is blank", where=path.name)
        titles = dict(values.group_by("indicator").agg(pl.first("title")).iter_rows())
        units = {code: indicator_unit(title, path.name) for code, title in titles.items()}
        places = _places(values, path)
        source = _source(path)
        rows = [
            (
                source_figure_id(source, indicator, places[code], str(year)),
                source,
                f"{path.name}:{line}",
                indicator,
                places[code],
                year,
                number,
                units[indicator],
            )
            for line, code, year, number, indicator, _ in values.iter_rows()
            if code in places and math.isfinite(number)
        ]
        left_out = values.height - len(rows)
        notes = (f"{left_out:,} values of groups of countries were left out",) if left_out else ()
        table = pl.DataFrame(rows, schema=dict(MACRO), orient="row")
        return EvidenceTables(tables={"macro": table}, notes=notes)


READER = _Wdi()
"""Countries and the world (``WLD``); groups of countries are left out, so that sums are safe."""
