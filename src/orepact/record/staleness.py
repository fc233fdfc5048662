"""Documents past their day: whose they are, and which stand behind an input."""

from __future__ import annotations

import re

from orepact.case import Case
from orepact.evidence import bundle
from orepact.quantity import Value
from orepact.trace import Record, RecordKind, parse_result_id, result_id

__all__ = ["StaleLookup", "stale_id", "stale_publishers"]

_MEASURE = "record.stale"


def stale_publishers(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the ids of documents past their day by publisher, who has most first."""
    day = case.header.as_of
    found: dict[str, list[str]] = {}
    documents = ((item.publisher, item.id, item.is_stale(day)) for item in case.documents.values())
    sources = ((item.publisher, item.id, item.is_stale(day)) for item in bundle().sources())
    for publisher, id_, is_stale in (*documents, *sources):
        if is_stale:
            found.setdefault(publisher, []).append(id_)
    ordered = sorted(found, key=lambda name: (-len(found[name]), name))
    return {name: tuple(sorted(found[name])) for name in ordered}


def stale_id(case: Case, publisher: str) -> str:
    """Return the id of a publisher's count of stale documents."""
    plain = re.sub(r"[\[\],=/]", ".", publisher)
    return result_id(_MEASURE, {"case": case.id, "publisher": plain})


class StaleLookup:
    """Answers for the counts of documents past their day; their sources are those documents."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, None if it is not of this case."""
        parsed = parse_result_id(id_)
        if parsed is None or parsed[1] != _MEASURE or parsed[2].get("case") != self.case.id:
            return None
        plain = id_.rpartition("/")[2] if parsed[0] else id_
        for publisher, ids in stale_publishers(self.case).items():
            if stale_id(self.case, publisher) == plain:
                return Record(
                    id=id_,
                    title=f"Stale documents of {publisher}",
                    value=Value.exact(float(len(ids))),
                    unit="1",
                    kind=RecordKind.MEASURE,
                    formula="number of documents that are past their day",
                    sources=ids,
                    as_of=self.case.header.as_of.isoformat(),
                    note="Past its day: a newer edition or a later word of the same publisher is "
                    "to be looked for.",
                )
        return None
