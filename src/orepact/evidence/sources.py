"""Sources at rest: the list that goes with evidence tables, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from orepact.errors import EvidenceError
from orepact.evidence.quality import Custody, Quality
from orepact.evidence.source import Redistribution, Source

__all__ = ["dump_sources", "source_from_json", "source_to_json"]


def source_to_json(source: Source) -> dict[str, Any]:
    """Return a source as JSON-ready fields."""
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "edition": source.edition,
        "reference": source.reference,
        "custody": str(source.custody),
        "quality": str(source.quality),
        "as_of": source.as_of.isoformat(),
        "stale_after": source.stale_after.isoformat(),
        "redistributable": str(source.redistributable),
        "licence": source.licence,
        "check": source.check,
        "sha256": [list(pair) for pair in source.sha256],
    }


def source_from_json(fields: Mapping[str, Any], *, where: str) -> Source:
    """Return a source from JSON fields.

    Raises
    ------
    EvidenceError : if a field is missing or unreadable
    """
    try:
        return Source(
            id=fields["id"],
            title=fields["title"],
            publisher=fields["publisher"],
            edition=fields["edition"],
            reference=fields["reference"],
            custody=Custody(fields["custody"]),
            quality=Quality(fields["quality"]),
            as_of=date.fromisoformat(fields["as_of"]),
            stale_after=date.fromisoformat(fields["stale_after"]),
            redistributable=Redistribution(fields["redistributable"]),
            licence=fields["licence"],
            check=fields["check"],
            sha256=tuple((name, digest) for name, digest in fields["sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EvidenceError(
            "a source cannot be read", where=where, why=f"{type(error).__name__}: {error}"
        ) from error


def dump_sources(sources: Sequence[Source]) -> str:
    """Return sources as JSON text, by id, the same bytes each time."""
    rows = [source_to_json(source) for source in sorted(sources, key=lambda item: item.id)]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
