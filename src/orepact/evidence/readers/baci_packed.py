"""CEPII BACI as packed into one SQLite file: table ``baci_trade``, every column text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError
from orepact.evidence.readers.baci_table import baci_areas, trade_frame
from orepact.evidence.readers.bulk_text import LINE
from orepact.evidence.readers.sqlite_file import open_sqlite, tables_of
from orepact.evidence.tables import EvidenceTables

__all__ = ["FIRST_YEAR", "READER"]

FIRST_YEAR = 2010
"""First year kept; before 2000 South Africa is hidden in its customs union's reports."""

_TABLE = "baci_trade"
_COLUMNS = ("t", "i", "j", "k", "v", "q")
_BATCH = 200_000


def _rows(connection: sqlite3.Connection) -> pl.DataFrame:
    schema = {LINE: pl.Int64, **dict.fromkeys(_COLUMNS, pl.String)}
    # Text is not cast in SQL, where CAST('abc' AS REAL) is 0 and would hide a damaged cell.
    cells = ", ".join(f"ifnull(CAST({name} AS TEXT), '')" for name in _COLUMNS)
    cursor = connection.execute(
        f"SELECT rowid, {cells} FROM {_TABLE} WHERE NOT CAST(t AS INTEGER) BETWEEN 1 AND ?",
        (FIRST_YEAR - 1,),
    )
    batches = []
    while batch := cursor.fetchmany(_BATCH):
        batches.append(pl.DataFrame(batch, schema=schema, orient="row"))
    return pl.concat(batches) if batches else pl.DataFrame(schema=schema)


def _code_release(tables: Iterable[str]) -> str:
    found = [name for name in tables if name.startswith("country_codes_")]
    return found[0].removeprefix("country_codes_") if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class _BaciPacked:
    format: str = "baci-packed"
    title: str = "CEPII BACI HS 1992, selected HS codes, packed into SQLite"

    def recognises(self, path: Path) -> bool:
        return set(tables_of(path).get(_TABLE, ())) == set(_COLUMNS)

    def read(self, path: Path) -> EvidenceTables:
        tables = tables_of(path)
        if set(tables.get(_TABLE, ())) != set(_COLUMNS):
            raise EvidenceError(
                f"no table {_TABLE} with columns {', '.join(_COLUMNS)}",
                where=path.name,
                do="Give the packed BACI file, unchanged",
            )
        with open_sqlite(path) as connection:
            raw = _rows(connection)
        if raw.is_empty():
            raise EvidenceError(f"no flow of {FIRST_YEAR} or later", where=f"{path.name}:{_TABLE}")
        trade, notes = trade_frame(
            raw,
            source="",
            areas=baci_areas(),
            place=lambda row: f"{path.name}:{_TABLE} row {row}",
        )
        last_year = max(trade["year"].to_list())
        release = _code_release(tables)
        source = f"cepii-baci-hs92-packed-to-{last_year}"
        edition = (
            f"the release of the flows is not stated; they reach {last_year}, the code tables "
            f"packed with them are {release or 'not named'}: kept as a source of its own"
        )
        return EvidenceTables(
            tables={"trade": trade.with_columns(source=pl.lit(source))}, notes=(*notes, edition)
        )


READER = _BaciPacked()
"""Trade from 2010 on, value in thousand USD of the day, weight in tonnes gross."""
