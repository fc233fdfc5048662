"""CEPII BACI as cut down by others: ``i,j,cmd,value`` in USD, and two Parquet layouts."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.names import country
from orepact.evidence.readers.baci_table import trade_frame
from orepact.evidence.readers.bulk_text import LINE, bulk_header, read_bulk
from orepact.evidence.tables import EvidenceTables

__all__ = ["READER", "SOURCE"]

SOURCE = "cepii-baci-extract-v202601"
"""Not the HS 1992 of the packed file: the lines 8110.10, 8112.92 and 8103.20 and the absence of
8112.31 place it between HS 2007 and HS 2017. About a third of the flows that both hold differ, so
the two never meet in one ratio."""

_CSV = ("i", "j", "cmd", "value")
_FLOWS = {"year", "exporter", "importer", "hs6", "value_kusd", "qty_t"}
_MIXED = {"source", "freq", "period", "exporter", "importer", "hs6", "value_usd", "qty_kg"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def _parquet_columns(path: Path) -> set[str]:
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PAR1":
                return set()
        return set(pl.read_parquet_schema(path))
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return set()


def _read_parquet(path: Path) -> pl.DataFrame:
    try:
        frame = pl.read_parquet(io.BytesIO(path.read_bytes()))
        return frame.with_row_index(LINE, offset=1)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise EvidenceError(
            "not a Parquet file, or a damaged one",
            where=path.name,
            why=str(error).splitlines()[0],
            do="Take the file again, unchanged",
        ) from error


def _as_text(frame: pl.DataFrame, path: Path, **columns: pl.Expr) -> pl.DataFrame:
    text = {name: column.cast(pl.String).fill_null("") for name, column in columns.items()}
    try:
        return frame.select(pl.col(LINE), **text)
    except pl.exceptions.PolarsError as error:
        raise EvidenceError(
            "a column has another type than expected",
            where=path.name,
            why=str(error).splitlines()[0],
        ) from error


def _from_csv(path: Path) -> tuple[pl.DataFrame, tuple[str, ...]]:
    years = set(_YEAR.findall(path.stem))
    if len(years) != 1:
        raise EvidenceError(
            "the year of the extract is not known",
            where=f"{path.name}:1",
            why="The rows of this layout name no year; only the file name does",
            do="Keep the file's own name, such as baci_extract_2024.csv",
        )
    frame = read_bulk(path)
    dollars = pl.col("value").cast(pl.Float64, strict=False)
    raw = _as_text(
        frame,
        path,
        t=pl.lit(years.pop()),
        i=pl.col("i"),
        j=pl.col("j"),
        k=pl.col("cmd"),
        v=dollars / 1000.0,
        q=pl.lit(""),
    )
    return raw, ("values are printed in USD and kept in thousand USD; no weights",)


def _from_flows(path: Path) -> tuple[pl.DataFrame, tuple[str, ...]]:
    raw = _as_text(
        _read_parquet(path),
        path,
        t=pl.col("year"),
        i=pl.col("exporter"),
        j=pl.col("importer"),
        k=pl.col("hs6"),
        v=pl.col("value_kusd"),
        q=pl.col("qty_t"),
    )
    return raw, ()


def _from_mixed(path: Path) -> tuple[pl.DataFrame, tuple[str, ...]]:
    frame = _read_parquet(path)
    kept = frame.filter((pl.col("source") == "baci") & (pl.col("freq") == "A"))
    raw = _as_text(
        kept,
        path,
        t=pl.col("period"),
        i=pl.col("exporter"),
        j=pl.col("importer"),
        k=pl.col("hs6"),
        v=pl.col("value_usd") / 1000.0,
        q=pl.col("qty_kg") / 1000.0,
    )
    left_out = frame.height - kept.height
    return raw, (f"{left_out:,} rows of other statistics than BACI were left out",)


@dataclass(frozen=True, slots=True)
class _BaciExtract:
    format: str = "baci-extract"
    title: str = "CEPII BACI, one year, selected HS codes, cut down by a third party"

    def recognises(self, path: Path) -> bool:
        return bulk_header(path) == _CSV or any(
            layout <= _parquet_columns(path) for layout in (_FLOWS, _MIXED)
        )

    def read(self, path: Path) -> EvidenceTables:
        columns = _parquet_columns(path)
        if columns >= _FLOWS:
            raw, notes = _from_flows(path)
        elif columns >= _MIXED:
            raw, notes = _from_mixed(path)
        elif bulk_header(path) == _CSV:
            raw, notes = _from_csv(path)
        else:
            raise EvidenceError(
                "none of the three layouts of a BACI extract",
                where=f"{path.name}:1",
                do="Give the extract unchanged",
            )
        printed = pl.concat([raw["i"], raw["j"]]).unique().to_list()
        areas = {code: area for code in printed if (area := _area(code))}
        trade, more = trade_frame(
            raw, source=SOURCE, areas=areas, place=lambda line: f"{path.name}:{line}"
        )
        return EvidenceTables(tables={"trade": trade}, notes=(*notes, *more))


def _area(code: str) -> str:
    try:
        return country(code)
    except UnknownNameError:
        return code if re.fullmatch(r"[A-Z][A-Z0-9]{2}", code) else ""


READER = _BaciExtract()
"""Trade of one year, value in thousand USD of the day, weight in tonnes gross where given."""
