"""How a packed SQLite file is opened: read-only, gzip seen through, damage named."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from orepact.errors import EvidenceError

__all__ = ["columns_of", "open_sqlite", "tables_of"]

_MAGIC = b"SQLite format 3\x00"
_GZIP = b"\x1f\x8b"
_ASK_AGAIN = "Take the file again, unchanged"


def _unpack(path: Path, folder: str) -> Path:
    with path.open("rb") as file:
        if file.read(2) != _GZIP:
            return path
    unpacked = Path(folder) / "unpacked.sqlite"
    try:
        with gzip.open(path) as source, unpacked.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise EvidenceError(
            "the packed file is cut off or damaged", where=path.name, why=str(error), do=_ASK_AGAIN
        ) from error
    return unpacked


def _check_size(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise EvidenceError("not an SQLite file", where=name, do=_ASK_AGAIN)
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    expected = (65_536 if page == 1 else page) * pages
    found = path.stat().st_size
    if found < expected:
        raise EvidenceError(
            f"the SQLite file is cut off: {found:,} of {expected:,} bytes",
            where=name,
            do=_ASK_AGAIN,
        )


@contextmanager
def open_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an SQLite file read-only, plain or gzip, for the time of a ``with`` block.

    Every fault that SQLite meets inside the block is raised as one :class:`EvidenceError`.

    Raises
    ------
    EvidenceError : if the file cannot be read, is no SQLite file, or is cut off or damaged
    """
    try:
        with tempfile.TemporaryDirectory(prefix="orepact-") as folder:
            unpacked = _unpack(path, folder)
            _check_size(unpacked, path.name)
            location = f"{unpacked.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(location, uri=True)) as connection:
                yield connection
    except sqlite3.Error as error:
        raise EvidenceError(
            "the SQLite file is damaged", where=path.name, why=str(error), do=_ASK_AGAIN
        ) from error
    except OSError as error:
        raise EvidenceError(
            "the file cannot be read", where=path.name, why=str(error), do="Check the path"
        ) from error


def tables_of(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the tables of an SQLite file with their columns; empty when it is no such file.

    Only the schema is read. This never raises, so that readers can ask any file.
    """
    try:
        with path.open("rb") as file:
            head = file.read(16)
        if not head.startswith(_MAGIC) and not head.startswith(_GZIP):
            return {}
        if head.startswith(_GZIP):
            with gzip.open(path) as packed:
                if packed.read(16) != _MAGIC:
                    return {}
        with open_sqlite(path) as connection:
            query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid"
            names = [str(row[0]) for row in connection.execute(query)]
            return {name: columns_of(connection, name) for name in names}
    except (OSError, EOFError, zlib.error, EvidenceError):
        return {}


def columns_of(connection: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Return the columns of a table, in order; empty when there is no such table."""
    query = "SELECT name FROM pragma_table_info(?)"
    return tuple(str(row[0]) for row in connection.execute(query, (table,)))
