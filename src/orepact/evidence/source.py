"""A source: who published it, which edition, through whose hands it came, how long it is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from orepact.evidence.quality import Custody, Quality

__all__ = ["Redistribution", "Source"]


class Redistribution(StrEnum):
    """What may be passed on, and how."""

    OPEN = "open"
    ATTRIBUTION = "attribution"
    SHARE_ALIKE = "share-alike"
    FACTS_ONLY = "facts-only"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One edition of one publication.

    Parameters
    ----------
    id : str
        Permanent, edition included, for example ``usgs-mcs-2026``.
    title, publisher, edition : str
        As the publisher names them.
    reference : str
        DOI or address of the publication itself.
    custody : Custody
        Publisher's own file, mirror, transcription, press or background knowledge.
    quality : Quality
        Best quality that a figure of it can have here; a mirror is A only after a check
        against the publisher's own totals.
    as_of, stale_after : date
        Date of the edition, and the date after which a newer one is due.
    redistributable : Redistribution
        What may be passed on.
    licence : str
        Licence and how it is known.
    check : str
        The check against the publisher's own totals that was made, and its result.
    sha256 : tuple of (str, str)
        File name and digest of each official file the bundle was built from.
    """

    id: str
    title: str
    publisher: str
    edition: str
    reference: str
    custody: Custody
    quality: Quality
    as_of: date
    stale_after: date
    redistributable: Redistribution
    licence: str
    check: str = ""
    sha256: tuple[tuple[str, str], ...] = ()

    def is_stale(self, on: date) -> bool:
        """Return whether a newer edition is due on a day."""
        return on > self.stale_after
