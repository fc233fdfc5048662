"""How a delimited file of the U.S. Geological Survey becomes text, records and line numbers."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orepact.errors import EvidenceError

__all__ = ["OfficialFile", "Row", "headed_by", "open_official", "read_header"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TWICE_DECODED = re.compile("â€|Ã[\x80-\xbf©¨¼¶¤ŸŽ]|Â[\xa0½°·±]|ï»¿|\ufffd")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ASK_AGAIN = "Take the publisher's own file again, unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of a file: its line and its fields by column name, blanks plain and trimmed."""

    line: int
    fields: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields[column]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialFile:
    """A delimited official file, read whole and checked.

    Parameters
    ----------
    name : str
        File name, as locators print it.
    columns : tuple of str
        Header fields; a repeated name gets ``#2``, ``#3`` and so on.
    rows : tuple of Row
        Records in file order, blank lines left out.
    encoding : str
        ``utf-8`` or ``cp1252``, found by decoding.
    digests : tuple of str
        SHA-256 of the bytes, and of the bytes with CRLF and with LF line ends, so that a copy
        whose line ends were changed on its way is still known.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    digests: tuple[str, ...]

    def where(self, line: int) -> str:
        """Return ``file:line``."""
        return f"{self.name}:{line}"


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _decode(raw: bytes, name: str) -> tuple[str, str]:
    body = raw.removeprefix(_BYTE_ORDER_MARK)
    try:
        text, encoding = body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        try:
            text, encoding = body.decode("cp1252"), "cp1252"
        except UnicodeDecodeError as error:
            line = body.count(b"\n", 0, error.start) + 1
            raise EvidenceError(
                f"byte 0x{body[error.start]:02x} is neither UTF-8 nor Windows-1252",
                where=f"{name}:{line}",
                do=_ASK_AGAIN,
            ) from error
    if found := _TWICE_DECODED.search(text):
        raise EvidenceError(
            f"{found[0]!r} shows that the text was decoded in the wrong character set",
            where=f"{name}:{_line_of(text, found.start())}",
            why="Names and dashes in it can no longer be trusted",
            do=_ASK_AGAIN,
        )
    if found := _CONTROL.search(text):
        raise EvidenceError(
            f"a control character {found[0]!r}",
            where=f"{name}:{_line_of(text, found.start())}",
            why="A delimited text file holds none",
            do=_ASK_AGAIN,
        )
    return text, encoding


def _numbered(names: list[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(numbered)


def _records(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    first_line = 1
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise EvidenceError(
                "a record that is not closed or not separated by commas",
                where=f"{name}:{first_line}",
                why=f"The file may be cut off: {error}",
                do=_ASK_AGAIN,
            ) from error
        yield first_line, record
        first_line = reader.line_num + 1


def _digests(raw: bytes) -> tuple[str, ...]:
    unix = raw.replace(b"\r\n", b"\n")
    forms = (raw, unix.replace(b"\n", b"\r\n"), unix)
    return tuple(dict.fromkeys(hashlib.sha256(form).hexdigest() for form in forms))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EvidenceError(
            "the file cannot be read", where=path.name, why=str(error.strerror), do="Check the path"
        ) from error


def read_header(path: Path) -> tuple[str, ...]:
    """Return the column names of a delimited file; empty when it is no such file.

    Only the first record is judged, so that a file with a fault further down is still recognised
    and its fault can be named.
    """
    try:
        with path.open("rb") as file:
            first = file.readline(65_536)
        record = next(_records(_decode(first, path.name)[0], path.name), (0, []))[1]
    except (OSError, EvidenceError):
        return ()
    return _numbered([field.strip() for field in record])


def headed_by(path: Path, *columns: str) -> bool:
    """Return whether the file's header holds all the named columns."""
    return set(columns) <= set(read_header(path))


def open_official(path: Path) -> OfficialFile:
    """Read a delimited official file whole.

    A byte order mark, UTF-8 or Windows-1252, and CRLF or LF line ends are all accepted.

    Raises
    ------
    EvidenceError : naming file and line, when the file is empty, cut off, decoded in the wrong
        character set, or has a record with more or fewer fields than its header
    """
    raw = _bytes(path)
    text, encoding = _decode(raw, path.name)
    if not text.strip():
        raise EvidenceError("the file is empty", where=f"{path.name}:1", do=_ASK_AGAIN)
    if not text.endswith(("\n", "\r")):
        raise EvidenceError(
            "the last record has no line end",
            where=f"{path.name}:{_line_of(text, len(text))}",
            why="Every official file ends with one, so this copy may be cut off",
            do=_ASK_AGAIN,
        )
    records = _records(text, path.name)
    columns = _numbered([field.strip() for field in next(records)[1]])
    rows = []
    for line, record in records:
        if not record or not any(field.strip() for field in record):
            continue
        if len(record) != len(columns):
            raise EvidenceError(
                f"{len(record)} fields where the header has {len(columns)}",
                where=f"{path.name}:{line}",
                why="The record is cut off or a comma is not quoted",
                do=_ASK_AGAIN,
            )
        fields = {
            column: field.replace("\xa0", " ").strip()
            for column, field in zip(columns, record, strict=True)
        }
        rows.append(Row(line=line, fields=fields))
    if not rows:
        raise EvidenceError("a header and no record", where=f"{path.name}:1", do=_ASK_AGAIN)
    return OfficialFile(
        name=path.name, columns=columns, rows=tuple(rows), encoding=encoding, digests=_digests(raw)
    )
