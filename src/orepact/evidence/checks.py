"""Is the evidence sound? Digests, schemas, ids, units, countries, bounds, sources, staleness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.layer import Layer
from orepact.evidence.names import commodities, countries
from orepact.evidence.tables import TABLES
from orepact.quantity import Basis, Kind, Period, Stage, is_known_unit

__all__ = ["Finding", "check_layer", "check_layers", "stale_sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong with the evidence, or stale.

    Parameters
    ----------
    check : str
        digest, schema, id, source, unit, country, commodity, vocabulary, period, bounds, trade,
        stale.
    where : str
        Table and row, or file.
    what : str
        What is wrong.
    is_fault : bool
        False for what is merely stale.
    """

    check: str
    where: str
    what: str
    is_fault: bool = True


_MOST = 5
"""Rows named per kind of fault; the rest are counted."""

_WORDS: dict[str, dict[str, frozenset[str]]] = {
    "figures": {
        "kind": frozenset(map(str, Kind)),
        "basis": frozenset(map(str, Basis)),
        "stage": frozenset(map(str, Stage)),
        "quality": frozenset("ABCD"),
    }
}


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _unknown(
    table: str, frame: pl.DataFrame, column: str, known: Sequence[str] | frozenset[str], check: str
) -> Iterator[Finding]:
    odd = frame.filter(~pl.col(column).is_in(list(known)) | pl.col(column).is_null())
    for (value,), rows in list(odd.group_by(column, maintain_order=True))[:_MOST]:
        shown = "a null" if value is None else repr(value)
        yield Finding(
            check=check,
            where=f"{table}, {_place(rows)}",
            what=f"{column} {shown} is not known ({rows.height} row(s))",
        )


def _place(rows: pl.DataFrame) -> str:
    row = rows.row(0, named=True)
    if "id" in row:
        return f"{row['id']} ({row['locator']})"
    return f"{row['source']} {row['year']} {row['exporter']}-{row['importer']} {row['hs']}"


def _ids(table: str, frame: pl.DataFrame) -> Iterator[Finding]:
    key = ["id"] if "id" in frame.columns else ["hs", "year", "exporter", "importer"]
    twice = frame.filter(pl.struct(key).is_duplicated())
    if not twice.is_empty():
        yield Finding(
            check="id" if key == ["id"] else "trade",
            where=f"{table}, {_place(twice)}",
            what=f"{twice.height} rows share their {' and '.join(key)} with another",
        )


def _bounds(frame: pl.DataFrame) -> Iterator[Finding]:
    low, high, number = pl.col("low"), pl.col("high"), pl.col("number")
    is_number = pl.col("kind").is_in([str(Kind.EXACT), str(Kind.ZERO)])
    cases = {
        "low is above high": low > high,
        "the number lies outside its bounds": (number < low) | (number > high),
        "a number where the kind has none, or none where it has one": is_number
        != number.is_not_null(),
        "a number that is not finite": ~(
            low.is_finite().fill_null(value=True)
            & high.is_finite().fill_null(value=True)
            & number.is_finite().fill_null(value=True)
        ),
    }
    for what, fault in cases.items():
        odd = frame.filter(fault.fill_null(value=False))
        if not odd.is_empty():
            yield Finding(
                check="bounds",
                where=f"figures, {_place(odd)}",
                what=f"{what} ({odd.height} row(s))",
            )


def _amounts(frame: pl.DataFrame) -> Iterator[Finding]:
    value, tonnes = pl.col("value_kusd"), pl.col("tonnes")
    odd = frame.filter(
        value.is_null()
        | ~value.is_finite()
        | (value < 0)
        | (tonnes.is_not_null() & (~tonnes.is_finite() | (tonnes < 0)))
        | ~pl.col("hs").str.contains(r"^\d{6}$")
    )
    if not odd.is_empty():
        yield Finding(
            check="trade",
            where=f"trade, {_place(odd)}",
            what=f"value, tonnes or customs line is impossible ({odd.height} row(s))",
        )


_OF_MATERIALS = ("supply risk", "economic importance")


def _check_table(table: str, frame: pl.DataFrame, sources: Sequence[str]) -> Iterator[Finding]:
    yield from _ids(table, frame)
    yield from _unknown(table, frame, "source", sources, "source")
    for column in ("country", "exporter", "importer"):
        if column in frame.columns:
            yield from _unknown(table, frame, column, list(countries()), "country")
    if "partner" in frame.columns:
        yield from _unknown(table, frame, "partner", [*countries(), ""], "country")
    if "commodity" in frame.columns:
        allowed = [*commodities(), *([""] if table == "prices" else [])]
        named = frame
        if table == "figures":
            # A published list may rate materials that are no commodity here, such as rubber.
            is_rated = pl.col("statistic").is_in(_OF_MATERIALS)
            named = frame.filter((pl.col("commodity") != "") | ~is_rated)
        yield from _unknown(table, named, "commodity", allowed, "commodity")
    if "unit" in frame.columns:
        units = [unit for unit in frame["unit"].unique().drop_nulls() if is_known_unit(unit)]
        yield from _unknown(table, frame, "unit", units, "unit")
    if "period" in frame.columns:
        periods = [text for text in frame["period"].unique().drop_nulls() if _is_period(text)]
        yield from _unknown(table, frame, "period", periods, "period")
    for column, words in _WORDS.get(table, {}).items():
        yield from _unknown(table, frame, column, words, "vocabulary")
    if table == "figures":
        yield from _bounds(frame)
    if table == "trade":
        yield from _amounts(frame)


def check_layer(layer: Layer) -> tuple[Finding, ...]:
    """Return every fault of one layer; empty when it is sound.

    Raises
    ------
    EvidenceError : if the manifest or the list of sources cannot be read at all
    """
    found = [
        Finding(check="digest", where=error.where, what=error.what) for error in layer.damage()
    ]
    if found:
        return tuple(found)
    for table in TABLES:
        if not layer.holds(table):
            continue
        try:
            frame = layer.scan(table).collect()
        except (EvidenceError, pl.exceptions.PolarsError) as error:
            found.append(Finding(check="schema", where=str(layer.file(table)), what=str(error)))
            continue
        found.extend(_check_table(table, frame, list(layer.sources)))
    return tuple(found)


def stale_sources(layers: Sequence[Layer], on: date) -> tuple[Finding, ...]:
    """Return the sources for which a newer edition is due on a day."""
    return tuple(
        Finding(
            check="stale",
            where=source.id,
            what=f"as of {source.as_of}; a newer edition was due by {source.stale_after}",
            is_fault=False,
        )
        for layer in layers
        for source in layer.sources.values()
        if source.is_stale(on)
    )


def check_layers(layers: Sequence[Layer], on: date) -> tuple[Finding, ...]:
    """Return every fault of all layers, then what is stale on a day."""
    faults = [finding for layer in layers for finding in check_layer(layer)]
    return (*faults, *stale_sources(layers, on))
