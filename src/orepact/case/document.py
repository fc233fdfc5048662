"""The documents a case rests on: ``sources.yaml``."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Custody, StrictModel

__all__ = ["Document", "DocumentsFile"]

_DATE = re.compile(r"^\d{4}(?:-\d{2}(?:-\d{2})?)?$")
_ADDRESS = re.compile(r"^https?://[^\s]+\.[^\s]+$")


class Document(StrictModel):
    """One document that the case cites."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")]
    """Permanent short name."""
    title: str
    """As printed, or what it is."""
    publisher: str
    """Who published it; for a copy, both."""
    date: str
    """Day, month or year of publication as ISO 8601, or ``not dated``."""
    address: str
    """Web address; ``none`` if it has none."""
    custody: Custody
    """Through whose hands it came: ``publisher``, ``mirror``, ``transcription``, ``press`` or
    ``background knowledge``."""
    as_of: datetime.date
    """Last day for which it was read or checked."""
    stale_after: datetime.date
    """Day after which a newer document is to be looked for."""
    licence: str = ""
    """What may be passed on of it, and how that is known; else what the file says for all."""
    note: str = ""
    """What a reader must know of it: an estimated date, a partial copy."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if "licence" in self.model_fields_set and not self.licence.strip():
            raise ValueError(f"source {self.id} names no licence; say it, or 'terms not read'")
        if self.date != "not dated":
            if not _DATE.match(self.date):
                raise ValueError(f"date {self.date!r} is not a year, month or day, or 'not dated'")
            self.earliest()
        if self.address != "none" and not _ADDRESS.match(self.address):
            raise ValueError(f"address {self.address!r} is neither a web address nor 'none'")
        if self.stale_after < self.as_of:
            raise ValueError(f"stale_after {self.stale_after} is before as_of {self.as_of}")
        return self

    def earliest(self) -> datetime.date | None:
        """Return the first day that its date can mean, or None when it is not dated."""
        if self.date == "not dated":
            return None
        parts = [int(part) for part in self.date.split("-")]
        year, month, day = (*parts, 1, 1)[:3]
        return datetime.date(year, month, day)

    def is_stale(self, on: datetime.date) -> bool:
        """Return whether a newer document is to be looked for on a day."""
        return on > self.stale_after


class DocumentsFile(StrictModel):
    """``sources.yaml``."""

    licence: str = ""
    """What may be passed on of every document here that names no licence of its own."""
    sources: tuple[Document, ...]
    """Every document that a file or a ledger of the case cites."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [document.id for document in self.sources]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        silent = [document.id for document in self.sources if not document.licence]
        if not silent:
            return self
        if not self.licence.strip():
            raise ValueError(
                f"source {silent[0]} names no licence, and the file names none for all; say it "
                "there, or write `licence:` above `sources:`"
            )
        return self.model_copy(
            update={
                "sources": tuple(
                    document
                    if document.licence
                    else document.model_copy(update={"licence": self.licence})
                    for document in self.sources
                )
            }
        )
