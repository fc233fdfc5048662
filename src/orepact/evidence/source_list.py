"""Which official files is the bundle built from? The curated list ``data/sources.yaml``."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

from orepact.errors import EvidenceError
from orepact.evidence.parameter import StrictModel
from orepact.evidence.parse import load_model
from orepact.evidence.quality import Custody, Quality
from orepact.evidence.source import Redistribution, Source

__all__ = ["Cadence", "SourceEntry", "SourceFile", "SourceList", "read_sources", "stale_after"]


class Cadence(StrEnum):
    """How often a publication is renewed, and so how long an edition is good."""

    ANNUAL = "annual"
    MONTHLY = "monthly"
    IRREGULAR = "irregular"


MONTHS_GOOD = {Cadence.ANNUAL: 14, Cadence.MONTHLY: 2, Cadence.IRREGULAR: 24}
"""Months from an edition's date until a newer one is due: a period and its usual slip."""


def stale_after(as_of: date, cadence: Cadence) -> date:
    """Return the day after which a newer edition is due.

    An annual release is due 14 months after the last one (a year and two months of slip), a
    monthly one after two months, an irregular one after two years.

    Examples
    --------
    >>> stale_after(date(2026, 2, 6), Cadence.ANNUAL)
    datetime.date(2027, 4, 6)
    >>> stale_after(date(2025, 12, 31), Cadence.MONTHLY)
    datetime.date(2026, 2, 28)
    """
    months = as_of.year * 12 + as_of.month - 1 + MONTHS_GOOD[cadence]
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(as_of.day, calendar.monthrange(year, month)[1]))


class SourceFile(StrictModel):
    """One file, or a set of like files, from which a source's rows are read."""

    path: str
    """Path or glob below the folder of official files."""
    format: str
    """Name of the reader."""


class SourceEntry(StrictModel):
    """One source as ``data/sources.yaml`` describes it."""

    id: str
    """Permanent id, edition included, as the reader writes it into its rows."""
    title: str
    """Title as the publisher gives it."""
    publisher: str
    """Who published it."""
    edition: str
    """Edition or release."""
    reference: str
    """DOI or address of the publication."""
    custody: Custody
    """Through whose hands our copy came."""
    quality: Quality
    """Best quality that a figure of it can have here."""
    as_of: date
    """Date of the edition."""
    cadence: Cadence
    """How often a new edition comes."""
    redistributable: Redistribution
    """What may be passed on."""
    licence: str
    """Licence, and how it is known."""
    check: str = ""
    """Check against the publisher's own totals, and its result."""
    files: list[SourceFile]
    """Files from which the bundle is built; none for a source that only imports use."""

    def source(self, sha256: Sequence[tuple[str, str]] = (), check: str = "") -> Source:
        """Return the source with the digests of the files it was built from."""
        return Source(
            id=self.id,
            title=self.title,
            publisher=self.publisher,
            edition=self.edition,
            reference=self.reference,
            custody=self.custody,
            quality=self.quality,
            as_of=self.as_of,
            stale_after=stale_after(self.as_of, self.cadence),
            redistributable=self.redistributable,
            licence=self.licence,
            check=" ".join(part for part in (self.check, check) if part),
            sha256=tuple(sha256),
        )


class SourceList(StrictModel):
    """The file ``data/sources.yaml``."""

    sources: list[SourceEntry]
    """Every source."""


def read_sources(path: Path) -> tuple[SourceEntry, ...]:
    """Return the curated sources of a YAML file, in its order.

    Raises
    ------
    CaseError, ProblemsError : what is wrong, with the line
    EvidenceError : if an id stands twice
    """
    entries = load_model(SourceList, path, name=path.name).sources
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise EvidenceError(f"source {entry.id} stands twice", where=path.name)
        seen.add(entry.id)
    return tuple(entries)
