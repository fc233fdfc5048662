"""Where a figure's lineage ends when no document gives it: an assumption, a solve, a count, a gap.

A first input without a document still has an end that a reader can go to and doubt. Each such end
is an entry of the run's register, beside the documents, and says what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orepact.study.stored_run import CitedSource
from orepact.trace import Record, RecordKind

if TYPE_CHECKING:
    from orepact.case import Case

__all__ = ["COUNTED", "NOTHING_FOUND", "SOLVED", "is_stated_end", "register_id", "stated_ends"]

SOLVED, COUNTED, NOTHING_FOUND = "end-solves", "end-counts", "end-nothing-found"
_FREE = ("assumption", "what-if")
"""Words that stand in a file of a case where a document would be named."""
_OWN = frozenset({"orepact", "this report"})
_OURS = "Apache-2.0"


def register_id(source: str, record: Record) -> str:
    """Return under which name the register holds what a record names as its source.

    A document keeps its id. What a case's file assumes leads to that file; a leaf that orepact
    itself made leads to the solve, to the rows counted, or to the statement that nothing was found.

    Examples
    --------
    >>> from orepact.quantity import Value
    >>> share = Record(id="case:a-b/terms:levers.x.most", title="", value=Value.exact(1.0),
    ...     unit="%", kind=RecordKind.PARAMETER, sources=("assumption",))
    >>> register_id("assumption", share)
    'assumption-a-b-terms'
    """
    if source in _FREE:
        file = _file(record.id)
        return f"{source}-{file.replace('/', '-').replace(':', '-')}" if file else source
    if source not in _OWN or record.parents:
        return source
    if record.kind is RecordKind.SOLVE:
        return SOLVED
    return NOTHING_FOUND if record.value.is_gap else COUNTED


def is_stated_end(id_: str) -> bool:
    """Return whether an entry of the register is an end without a document."""
    return id_.startswith(("end-", *(f"{word}-" for word in _FREE)))


def stated_ends(case: Case | None, records: Iterable[Record]) -> dict[str, CitedSource]:
    """Return the ends without a document at which the lineages of records stop, by id.

    Parameters
    ----------
    case : Case or None
        None where the records are of no case.
    records : iterable of Record
        All of a run, or of one figure's lineage.
    """
    day = case.header.as_of.isoformat() if case is not None else "not dated"
    found = {
        SOLVED: CitedSource(
            title="choices of this run's solver, each with gap, bound and next best on its card",
            publisher="orepact",
            date=day,
            custody="computed by this run and checked row by row in exact fractions",
            licence=_OURS,
            address="plan.json",
        ),
        COUNTED: CitedSource(
            title="rows counted in tables, none found included, and levels that a table sets",
            publisher="orepact",
            date=day,
            custody="computed by this run",
            licence=_OURS,
            address="tables/",
        ),
        NOTHING_FOUND: CitedSource(
            title="questions that are asked here and that no document in hand answers",
            publisher="orepact",
            date=day,
            custody="a gap with its reason, and no figure; sources.list names what was read",
            licence=_OURS,
            address="tables/sources.list.csv",
        ),
    }
    for record in records:
        for source in record.sources:
            id_ = register_id(source, record)
            if source in _FREE and id_ != source and id_ not in found:
                found[id_] = _assumed(source, _file(record.id), day)
    return found


def _file(id_: str) -> str:
    """Return case and file of a parameter's id; empty where it is of no file."""
    place, colon, _ = id_.removeprefix("case:").rpartition(":")
    if id_.startswith("case:") and colon:
        return place
    head, slash, _ = id_.partition("/")
    return head if slash and head.count(":") == 1 else ""


def _assumed(source: str, file: str, day: str) -> CitedSource:
    name = f"{file.replace(':', '/')}.yaml"
    if source == "what-if":
        return CitedSource(
            title=f"{name}: values set for this run alone with --what-if",
            publisher="whoever ran orepact",
            date=day,
            custody="no document gives them",
            licence=_OURS,
            address="manifest.json",
        )
    return CitedSource(
        title=f"{name}: values that the case assumes, each at the key its card names",
        publisher="authors of the case" if not file.startswith("mine:") else "orepact",
        date=day,
        custody="assumption of quality D: no document gives them, and a range stands beside them",
        licence=_OURS,
        address="tables/assumptions.list.csv",
    )
