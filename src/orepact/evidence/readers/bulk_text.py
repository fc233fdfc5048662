"""How a large delimited file becomes columns of text with a line number, nothing guessed."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path

import polars as pl

from orepact.errors import EvidenceError

__all__ = ["LINE", "bulk_header", "read_bulk", "read_bytes"]

LINE = "line"
"""Name of the column that holds each record's line in the file."""

_GZIP = b"\x1f\x8b"
_MARK = b"\xef\xbb\xbf"
_ASK_AGAIN = "Take the publisher's own file again, unchanged"


def _first_line(path: Path) -> bytes:
    with path.open("rb") as plain:
        is_packed = plain.read(2) == _GZIP
    if is_packed:
        with gzip.open(path) as packed:
            return packed.readline(65_536)
    with path.open("rb") as plain:
        return plain.readline(65_536)


def bulk_header(path: Path) -> tuple[str, ...]:
    """Return the fields of the first line of a delimited file; empty when it is no such file.

    Gzip is seen through. This never raises, so that readers can ask any file.
    """
    try:
        text = _first_line(path).removeprefix(_MARK).decode("utf-8")
        record = next(csv.reader([text], strict=True), [])
    except (OSError, EOFError, zlib.error, ValueError, csv.Error):
        return ()
    return tuple(field.strip() for field in record)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes, unpacked when it is gzip, without a byte order mark.

    Raises
    ------
    EvidenceError : if it cannot be read, or the packed file is cut off or damaged
    """
    try:
        raw = path.read_bytes()
        if raw.startswith(_GZIP):
            raw = gzip.decompress(raw)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EvidenceError(
            "the packed file is cut off or damaged", where=path.name, why=str(error), do=_ASK_AGAIN
        ) from error
    except OSError as error:
        raise EvidenceError(
            "the file cannot be read", where=path.name, why=str(error), do="Check the path"
        ) from error
    return raw.removeprefix(_MARK)


def _line_at(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, position) + 1


def _check_text(raw: bytes, name: str) -> None:
    if not raw.strip():
        raise EvidenceError("the file is empty", where=f"{name}:1", do=_ASK_AGAIN)
    if not raw.endswith(b"\n"):
        raise EvidenceError(
            "the last record has no line end",
            where=f"{name}:{_line_at(raw, len(raw))}",
            why="The publisher's files end with one, so this copy may be cut off",
            do=_ASK_AGAIN,
        )
    if b"\x00" in raw:
        raise EvidenceError(
            "a zero byte: this is not a text file",
            where=f"{name}:{_line_at(raw, raw.index(0))}",
            do=_ASK_AGAIN,
        )
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError(
            f"byte 0x{raw[error.start]:02x} is not UTF-8",
            where=f"{name}:{_line_at(raw, error.start)}",
            why="Names in a mis-encoded file cannot be trusted",
            do=_ASK_AGAIN,
        ) from error


def _wrong_width(name: str, line: int, found: int, expected: int) -> EvidenceError:
    return EvidenceError(
        f"{found} fields where the header has {expected}",
        where=f"{name}:{line}",
        why="The record is cut off or a comma is not quoted",
        do=_ASK_AGAIN,
    )


def _plain(raw: bytes, name: str, skipped: int, columns: list[str]) -> pl.DataFrame:
    body = raw.split(b"\n", skipped + 1)[-1] if skipped + 1 else raw
    separators = len(columns) - 1
    if body.count(b",") != separators * body.count(b"\n"):
        for number, line in enumerate(body.splitlines(), start=skipped + 2):
            if line.count(b",") != separators:
                raise _wrong_width(name, number, line.count(b",") + 1, len(columns))
    try:
        frame = pl.read_csv(
            body, has_header=False, new_columns=columns, infer_schema=False, quote_char=None
        )
    except pl.exceptions.NoDataError:
        frame = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    except pl.exceptions.PolarsError as error:
        why = str(error).splitlines()[0]
        raise EvidenceError(
            "the table cannot be read", where=f"{name}:{skipped + 2}", why=why, do=_ASK_AGAIN
        ) from error
    return frame.fill_null("").with_row_index(LINE, offset=skipped + 2)


def _quoted(raw: bytes, name: str, skipped: int, columns: list[str]) -> pl.DataFrame:
    reader = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True)
    records: list[tuple[object, ...]] = []
    try:
        for record in reader:
            if reader.line_num <= skipped + 1:
                continue
            if len(record) != len(columns):
                raise _wrong_width(name, reader.line_num, len(record), len(columns))
            records.append((reader.line_num, *record))
    except csv.Error as error:
        raise EvidenceError(
            "a record whose quotes are not closed",
            where=f"{name}:{reader.line_num}",
            why=str(error),
            do=_ASK_AGAIN,
        ) from error
    schema = {LINE: pl.UInt32, **dict.fromkeys(columns, pl.String)}
    return pl.DataFrame(records, schema=schema, orient="row")


def read_bulk(path: Path, *, skipped: int = 0) -> pl.DataFrame:
    """Return every record of a comma-separated UTF-8 file as text, with its line.

    Parameters
    ----------
    path : Path
        The file, plain or gzip.
    skipped : int
        Lines above the header.

    Returns
    -------
    frame : polars.DataFrame
        ``line`` and the header's columns, all text as printed.

    Raises
    ------
    EvidenceError : naming file and line, when the file is empty, cut off, not UTF-8, holds zero
        bytes, repeats a column, or has a record with more or fewer fields than its header
    """
    raw = read_bytes(path)
    _check_text(raw, path.name)
    lines = raw.split(b"\n", skipped + 1)
    header = lines[skipped].decode("utf-8") if len(lines) > skipped + 1 else ""
    try:
        columns = [field.strip() for field in next(csv.reader([header], strict=True), [])]
    except csv.Error as error:
        raise EvidenceError(
            "the header cannot be read", where=f"{path.name}:{skipped + 1}", why=str(error)
        ) from error
    if not columns or len(set(columns)) != len(columns) or LINE in columns:
        raise EvidenceError(
            "the header is empty or names a column twice",
            where=f"{path.name}:{skipped + 1}",
            do=_ASK_AGAIN,
        )
    read = _quoted if b'"' in raw else _plain
    frame = read(raw, path.name, skipped, columns)
    if frame.is_empty():
        raise EvidenceError(
            "a header and no record", where=f"{path.name}:{skipped + 1}", do=_ASK_AGAIN
        )
    return frame
