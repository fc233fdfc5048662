"""Corrections that a publisher made to a report but not to its data file, laid over what is read.

An erratum is keyed by the digest of the file and by the row, never by position. The old value
must stand in the file; the new one replaces it, and the note of the figure shows both. A whole
column of a table printed under a wrong unit is one erratum of the field ``unit``, with ``*`` in
the place of the country.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources

from orepact.errors import EvidenceError

__all__ = ["Erratum", "Overlay", "bundled_errata", "parse_errata", "row_key"]

_COLUMNS = (
    "file_sha256",
    "row_key",
    "field",
    "old_value",
    "new_value",
    "version",
    "date",
    "reason",
    "source",
)
_FILE = "errata.csv"


def row_key(*parts: str) -> str:
    """Return the key of a row: the fields that name it, independent of its position.

    Examples
    --------
    >>> row_key("RARE EARTHS", "Brazil", "Reserves", "2025")
    'RARE EARTHS | Brazil | Reserves | 2025'
    """
    return " | ".join(" ".join(part.split()) for part in parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """One corrected value.

    Parameters
    ----------
    file_sha256 : str
        Digest of the official file that holds the old value.
    row_key : str
        The row, as ``row_key`` gives it; a part that is ``*`` stands for any.
    field : str
        ``value`` or ``unit``: what of the row is corrected.
    old_value, new_value : str
        As printed.
    version : str
        Edition of the report that carries the correction.
    date : str
        Its date, ISO; year and month where the day is not stated.
    reason, source : str
        Why, and where the correction is stated.
    line : int
        Line of the errata table.
    """

    file_sha256: str
    row_key: str
    field: str
    old_value: str
    new_value: str
    version: str
    date: str
    reason: str
    source: str
    line: int = 0

    def covers(self, key: str) -> bool:
        """Return whether a row is the one, or one of those, that this corrects."""
        mine, its = self.row_key.split(" | "), key.split(" | ")
        return len(mine) == len(its) and all(
            part in ("*", other) for part, other in zip(mine, its, strict=True)
        )

    @property
    def note(self) -> str:
        """Return both values and the reason, for the note of the corrected figure."""
        return (
            f"erratum: the file prints {self.old_value}, replaced by {self.new_value} "
            f"({self.version}, {self.date}): {self.reason}"
        )


@dataclass(slots=True, kw_only=True)
class Overlay:
    """The errata of one file, and which of them have been met.

    Parameters
    ----------
    errata : sequence of Erratum
        Those whose digest is one of the file's.
    """

    errata: Sequence[Erratum]
    _met: set[Erratum] = field(default_factory=set)

    @staticmethod
    def of(digests: Iterable[str], errata: Sequence[Erratum]) -> Overlay:
        """Return the overlay of the file that has one of the digests."""
        known = frozenset(digests)
        return Overlay(errata=[item for item in errata if item.file_sha256 in known])

    def correct(
        self, key: str, printed: str, *, where: str, field: str = "value"
    ) -> tuple[str, str]:
        """Return the value or the unit that holds for a row, and what its note must say.

        Raises
        ------
        EvidenceError : if an erratum's old value is not what the file prints
        """
        for item in self.errata:
            if item.field != field or not item.covers(key):
                continue
            self._met.add(item)
            if item.old_value != printed:
                raise EvidenceError(
                    f"the erratum for {key!r} expects {item.old_value!r}, the file has {printed!r}",
                    where=where,
                    why="An erratum holds only for the very value it corrects",
                    do=f"Check line {item.line} of {_FILE}",
                )
            return item.new_value, item.note
        return printed, ""

    def finish(self, name: str) -> tuple[str, ...]:
        """Return what was corrected, one line each.

        Raises
        ------
        EvidenceError : if an erratum of this file named a row that the file does not have
        """
        for item in self.errata:
            if item not in self._met:
                raise EvidenceError(
                    f"the file has no row {item.row_key!r}, which an erratum corrects",
                    where=name,
                    do=f"Check line {item.line} of {_FILE}",
                )
        return tuple(f"{item.row_key}: {item.note}" for item in self.errata)


def parse_errata(text: str, *, name: str = _FILE) -> tuple[Erratum, ...]:
    """Return the errata of a table, checked.

    Raises
    ------
    EvidenceError : naming the line, for a wrong header, an empty field, a field that cannot be
        corrected, a digest that is none, an impossible date, a correction that changes nothing,
        or a row corrected twice
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != _COLUMNS:
        raise EvidenceError(
            "other columns than an errata table has",
            where=f"{name}:1",
            do=f"Use {', '.join(_COLUMNS)}",
        )
    errata: list[Erratum] = []
    taken: set[tuple[str, str, str]] = set()
    for record in reader:
        erratum = _erratum(record, f"{name}:{reader.line_num}", reader.line_num)
        key = (erratum.file_sha256, erratum.row_key, erratum.field)
        if key in taken:
            raise EvidenceError(
                f"row {erratum.row_key!r} is corrected twice",
                where=f"{name}:{reader.line_num}",
                do="Keep the latest correction",
            )
        taken.add(key)
        errata.append(erratum)
    return tuple(errata)


def _erratum(record: dict[str, str], where: str, line: int) -> Erratum:
    empty = [column for column in _COLUMNS if not (record.get(column) or "").strip()]
    if empty or None in record:
        raise EvidenceError(
            f"empty or surplus fields: {', '.join(empty) or 'more than the header has'}",
            where=where,
            do="Give every field",
        )
    if len(record["file_sha256"]) != 64 or set(record["file_sha256"]) - set("0123456789abcdef"):
        raise EvidenceError(
            "file_sha256 is no SHA-256 digest", where=where, do="Give 64 hex digits"
        )
    if record["field"] not in ("value", "unit"):
        raise EvidenceError(
            f"{record['field']!r} cannot be corrected", where=where, do="Use value or unit"
        )
    if record["old_value"] == record["new_value"]:
        raise EvidenceError("the old and the new value are the same", where=where, do="Remove it")
    day = record["date"]
    try:
        date.fromisoformat(day if len(day) > 7 else f"{day}-01")
    except ValueError as error:
        raise EvidenceError(
            f"{record['date']!r} is no date", where=where, do="Write it as 2026-05-27 or 2026-05"
        ) from error
    return Erratum(**{column: record[column] for column in _COLUMNS}, line=line)


def bundled_errata() -> tuple[Erratum, ...]:
    """Return the errata that ship with the package."""
    text = resources.files("orepact.evidence").joinpath("data", _FILE).read_text(encoding="utf-8")
    return parse_errata(text)
