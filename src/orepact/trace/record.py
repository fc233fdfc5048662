"""What is known of one number, and the tree of numbers it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from orepact.errors import UnknownNameError
from orepact.quantity import Value

__all__ = ["Lookup", "Parent", "Record", "RecordKind", "Tree", "walk"]


class RecordKind(StrEnum):
    """Where a number stands in the lineage."""

    SOURCE = "source figure"
    PARAMETER = "case parameter"
    MEASURE = "measure"
    SOLVE = "solver choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """One input of a measure.

    Parameters
    ----------
    role : str
        Its name in the formula.
    id : str
        Id of the source figure, parameter or result.
    """

    role: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One number with everything a reader may ask of it.

    Parameters
    ----------
    id, title, value, unit : the number itself
    kind : RecordKind
        Source figure, parameter, measure or solver choice.
    formula : str
        For a measure, in words and symbols whose names are the parents' roles.
    sources : tuple of str
        Ids of sources, or full titles where a case cites a document directly.
    locator : str
        File, row, page or table.
    custody, quality, as_of : str
        As the source carries them; quality is A to D, empty for a derived number.
    note : str
        What else a reader must know: a caveat, a solve's gap and bound.
    parents : tuple of Parent
        Inputs, in the order of the formula.
    """

    id: str
    title: str
    value: Value
    unit: str
    kind: RecordKind
    formula: str = ""
    sources: tuple[str, ...] = ()
    locator: str = ""
    custody: str = ""
    quality: str = ""
    as_of: str = ""
    note: str = ""
    parents: tuple[Parent, ...] = ()


class Lookup(Protocol):
    """Anything that can answer for some ids: the evidence, a case, a run."""

    def find(self, id_: str) -> Record | None:
        """Return the record of an id, or None if it is not this lookup's."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A record with its parents' trees, the role of each beside it."""

    record: Record
    role: str = ""
    children: tuple[Tree, ...] = ()
    is_cut: bool = False


def walk(id_: str, lookups: Sequence[Lookup], *, depth: int = 12, role: str = "") -> Tree:
    """Return the lineage of a number down to its leaves.

    Parameters
    ----------
    id_ : str
        Any id.
    lookups : sequence of Lookup
        Asked in order.
    depth : int
        Levels to follow; where it stops the tree says so (``is_cut``).

    Raises
    ------
    UnknownNameError : if no lookup knows the id
    """
    return _Walk(lookups).tree(id_, depth, role)


class _Walk:
    """One walk; what was found once is not asked for again, however often it is an input."""

    def __init__(self, lookups: Sequence[Lookup]) -> None:
        self._lookups = lookups
        self._found: dict[str, Record] = {}
        self._beneath: dict[tuple[str, int], tuple[Tree, ...]] = {}

    def tree(self, id_: str, depth: int, role: str) -> Tree:
        record = self._record(id_)
        if depth == 0:
            return Tree(record=record, role=role, is_cut=bool(record.parents))
        if (id_, depth) not in self._beneath:
            self._beneath[id_, depth] = tuple(
                self.tree(parent.id, depth - 1, parent.role) for parent in record.parents
            )
        return Tree(record=record, role=role, children=self._beneath[id_, depth])

    def _record(self, id_: str) -> Record:
        if id_ not in self._found:
            asked = (lookup.find(id_) for lookup in self._lookups)
            record = next((item for item in asked if item is not None), None)
            if record is None:
                raise UnknownNameError(
                    "id",
                    id_,
                    do="Take an id from a table, from plan.json or from `orepact evidence show`",
                )
            self._found[id_] = record
        return self._found[id_]
