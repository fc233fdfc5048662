"""CEPII BACI as published: one comma-separated file per year, columns ``t,i,j,k,v,q``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from orepact.evidence.readers.baci_table import areas_beside, trade_frame
from orepact.evidence.readers.bulk_text import bulk_header, read_bulk
from orepact.evidence.tables import EvidenceTables

__all__ = ["READER", "baci_source"]

_HEADER = {"t", "i", "j", "k", "v", "q"}
_NAMED = re.compile(r"BACI_(HS\d{2})_(?:Y\d{4}_)?(V20\d{4}[a-z]?)", re.IGNORECASE)


def baci_source(path: Path, release: str) -> str:
    """Return the source id of a BACI file: HS revision and release, so that editions stay apart.

    The rows do not say which release or HS revision they belong to. CEPII writes both into the
    file name (``BACI_HS92_Y2022_V202401b.csv``) and the release into the name of the code file
    beside it; where neither does, the source is ``cepii-baci-not-stated``.

    Examples
    --------
    >>> baci_source(Path("BACI_HS92_Y2022_V202401b.csv"), "")
    'cepii-baci-hs92-v202401b'
    """
    if match := _NAMED.search(path.name):
        return f"cepii-baci-{match[1].lower()}-{match[2].lower()}"
    return f"cepii-baci-{release}" if release else "cepii-baci-not-stated"


@dataclass(frozen=True, slots=True)
class _BaciCsv:
    format: str = "baci-csv"
    title: str = "CEPII BACI, yearly file of bilateral trade by HS code"

    def recognises(self, path: Path) -> bool:
        return set(bulk_header(path)) == _HEADER

    def read(self, path: Path) -> EvidenceTables:
        raw = read_bulk(path)
        areas, release = areas_beside(path)
        trade, notes = trade_frame(
            raw,
            source=baci_source(path, release),
            areas=areas,
            place=lambda line: f"{path.name}:{line}",
        )
        return EvidenceTables(tables={"trade": trade}, notes=notes)


READER = _BaciCsv()
"""Trade, value in thousand USD of the day, weight in tonnes gross."""
