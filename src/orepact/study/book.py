"""Where a run's records and tables are written down while it is made."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from orepact.errors import OrepactError
from orepact.quantity import Value
from orepact.study.stored_run import StoredTable, TableColumn, ref
from orepact.trace import Lookup, Parent, Record, RecordKind, result_id

__all__ = ["Book", "safe"]

_MANY, _FEW = 24, 4
"""More parents than this are gathered by file; a file with fewer numbers is not."""


def safe(text: str) -> str:
    """Return a text that may stand in the keys of an id.

    Examples
    --------
    >>> safe("projects/a:b=c")
    'projects.a:b.c'
    """
    return re.sub(r"[\[\],=/]", ".", text)


class Book:
    """Collects records and tables; looks up records of the case and the evidence by id."""

    def __init__(self, lookups: Sequence[Lookup]) -> None:
        self._lookups = tuple(lookups)
        self.records: dict[str, Record] = {}
        self.tables: dict[str, StoredTable] = {}

    def known(self, id_: str) -> Record | None:
        """Return a record of the case or the evidence."""
        found = (lookup.find(id_) for lookup in self._lookups)
        return next((record for record in found if record is not None), None)

    def cite(self, id_: str) -> dict[str, str] | None:
        """Return the cell that points at a record, copied into the run with all it rests on.

        A run answers for its numbers alone, down to the leaves; None if nobody knows the id.
        """
        if id_ not in self.records:
            record = self.known(id_)
            if record is None:
                return None
            self.records[id_] = record
            for parent in record.parents:
                if self.cite(parent.id) is None:
                    raise OrepactError(
                        f"{id_} rests on {parent.id!r}, which nobody knows",
                        why="Every number must lead back to its source",
                        do="Report this; it is a fault of orepact",
                    )
        return ref(id_)

    def put(
        self,
        measure: str,
        keys: Mapping[str, str | int],
        value: Value | float,
        unit: str,
        *,
        title: str,
        formula: str = "",
        parents: Sequence[Parent] = (),
        kind: RecordKind = RecordKind.MEASURE,
        note: str = "",
        sources: Sequence[str] = ("orepact",),
    ) -> dict[str, str]:
        """Write a result down and return the cell that points at it.

        Raises
        ------
        OrepactError : if nobody knows a parent; a number without lineage is never written
        """
        id_ = result_id(measure, {name: safe(str(key)) for name, key in keys.items()})
        parents = self._gathered(parents)
        for parent in parents:
            if self.cite(parent.id) is None:
                raise OrepactError(
                    f"{id_} rests on {parent.id!r}, which nobody knows",
                    why="Every number must lead back to its source",
                    do="Report this; it is a fault of orepact",
                )
        self.records[id_] = Record(
            id=id_,
            title=title,
            value=value if isinstance(value, Value) else Value.exact(round(float(value), 9)),
            unit=unit,
            kind=kind,
            formula=formula,
            note=note,
            parents=tuple(parents),
            sources=tuple(sources),
        )
        return ref(id_)

    def _gathered(self, parents: Sequence[Parent]) -> Sequence[Parent]:
        """Return many parents as few: the numbers of one file of a case become one record.

        A thousand cash flows rest on the same few hundred numbers; each names the files, and a
        file's record names its numbers once.
        """
        if len(parents) <= _MANY:
            return parents
        by_file: dict[str, list[Parent]] = {}
        for parent in parents:
            file = parent.id.rpartition(":")[0] if parent.id.startswith("case:") else ""
            by_file.setdefault(file, []).append(parent)
        found: list[Parent] = []
        for file, own in by_file.items():
            if not file.partition("/")[2] or len(own) < _FEW:
                found += own
                continue
            name = file.partition("/")[2]
            found.append(Parent(role=f"numbers of {name}", id=self._group(name, own)))
        return found

    def _group(self, name: str, own: Sequence[Parent]) -> str:
        digest = hashlib.sha256("\n".join(parent.id for parent in own).encode()).hexdigest()[:10]
        id_ = result_id("inputs.of", {"file": safe(name), "set": digest})
        if id_ in self.records:
            return id_
        for parent in own:
            if self.cite(parent.id) is None:
                raise OrepactError(
                    f"{id_} rests on {parent.id!r}, which nobody knows",
                    why="Every number must lead back to its source",
                    do="Report this; it is a fault of orepact",
                )
        self.records[id_] = Record(
            id=id_,
            title=f"Numbers of {name} that it rests on",
            value=Value.exact(float(len(own))),
            unit="1",
            kind=RecordKind.MEASURE,
            formula="number of inputs",
            parents=tuple(own),
            sources=("orepact",),
        )
        return id_

    def table(
        self,
        name: str,
        title: str,
        columns: Sequence[tuple[str, str, str]],
        rows: Iterable[Mapping[str, Any]],
        note: str = "",
    ) -> None:
        """Write a table down; cells that are None or empty do not apply.

        A key of a row that ends in ``_id`` and is no column goes to files, not to readers.
        """
        self.tables[name] = StoredTable(
            name=name,
            title=title,
            columns=tuple(TableColumn(*column) for column in columns),
            rows=tuple(
                {key: cell for key, cell in row.items() if cell is not None and cell != ""}
                for row in rows
            ),
            note=note,
        )
