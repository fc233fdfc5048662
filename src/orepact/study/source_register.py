"""Every document that a run's figures cite, with publisher, date, custody, licence and address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from orepact.case import Case
from orepact.errors import EvidenceError
from orepact.evidence import bundle, load_strict_yaml
from orepact.study.stated_ends import stated_ends
from orepact.study.stored_run import CitedSource
from orepact.trace import Record

__all__ = ["cited_sources", "every_source", "read_register", "room_sources"]

_ROOMS = ("enable", "mine", "disruption", "exposure", "terms", "plan")
"""Rooms that may ship tables of their own, each with a ``sources.yaml`` in ``data``."""


def _licensed(entry: Mapping[str, Any], where: str) -> str:
    """Return what an entry says of its licence.

    Raises
    ------
    EvidenceError : if it says nothing
    """
    licence = str(entry.get("licence") or "").strip()
    if not licence:
        raise EvidenceError(
            f"source {entry.get('id', '?')} names no licence",
            where=where,
            why="What may be passed on must be known before a figure of it is published",
            do="Say the licence and how it is known, or that its terms were not read",
        )
    allowed = entry.get("redistributable")
    return f"{licence} ({allowed})" if allowed else licence


def read_register(path: Path) -> dict[str, CitedSource]:
    """Return the sources of one ``sources.yaml`` of a room, by id.

    Raises
    ------
    EvidenceError : if one names no licence
    """
    content, _ = load_strict_yaml(path)
    return {
        entry["id"]: CitedSource(
            title=f"{entry['title']}, {entry['edition']}"
            if entry.get("edition")
            else entry["title"],
            publisher=entry["publisher"],
            date=str(entry["as_of"]),
            custody=str(entry["custody"]),
            licence=_licensed(entry, f"{path.parent.name}/{path.name}"),
            address=str(entry.get("reference") or ""),
        )
        for entry in content["sources"]
    }


@cache
def room_sources() -> Mapping[str, CitedSource]:
    """Return the sources behind the tables that rooms ship, by id."""
    base = Path(str(resources.files("orepact")))
    found: dict[str, CitedSource] = {}
    for room in _ROOMS:
        for path in sorted((base / room).glob("data/**/sources.yaml")):
            found |= read_register(path)
    return found


def _evidence() -> Iterator[tuple[str, CitedSource]]:
    for source in bundle().sources():
        entry = {
            "id": source.id,
            "licence": source.licence,
            "redistributable": str(source.redistributable),
        }
        yield (
            source.id,
            CitedSource(
                title=f"{source.title}, {source.edition}",
                publisher=source.publisher,
                date=source.as_of.isoformat(),
                custody=str(source.custody),
                licence=_licensed(entry, "evidence"),
                address=source.reference,
            ),
        )


def every_source(case: Case | None = None) -> dict[str, CitedSource]:
    """Return every document of the case, the evidence and the rooms, by id.

    Parameters
    ----------
    case : Case, optional
        Without one only what ships with the package.

    Raises
    ------
    EvidenceError : if a source names no licence
    """
    known = dict(room_sources())
    known |= {
        document.id: CitedSource(
            title=document.title,
            publisher=document.publisher,
            date=document.date,
            custody=str(document.custody),
            licence=document.licence,
            address="" if document.address == "none" else document.address,
        )
        for document in (case.documents.values() if case is not None else ())
    }
    return known | dict(_evidence())


def cited_sources(case: Case, records: Iterable[Record]) -> dict[str, CitedSource]:
    """Return the documents that records name, and the ends of lineages that no document gives.

    Parameters
    ----------
    case : Case
    records : iterable of Record
        All of a run.
    """
    found = list(records)
    known = every_source(case)
    cited = sorted({id_ for record in found for id_ in record.sources} & set(known))
    return {id_: known[id_] for id_ in cited} | stated_ends(case, found)
