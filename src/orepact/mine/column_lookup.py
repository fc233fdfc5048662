"""The lineage of what one column gave: its rows computed anew, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from orepact.errors import OrepactError
from orepact.mine.bench import Row, Surroundings
from orepact.mine.project_file import ProjectFile
from orepact.quantity import Value
from orepact.trace import Parent, Record, RecordKind, parse_result_id

__all__ = ["Asked", "ColumnLookup"]

_Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an id of a column asks for.

    Parameters
    ----------
    measure : str
        Without the room's name.
    keys : mapping of str to str
    project : ProjectFile
    column : tuple of str
        Variant, first spend year and package.
    """

    measure: str
    keys: Mapping[str, str]
    project: ProjectFile
    column: tuple[str, str, str]


def _key(id_: str) -> _Key:
    """Return an id as a key, whatever its run and the order in which its keys are written."""
    parsed = parse_result_id(id_)
    return ("", frozenset()) if parsed is None else (parsed[1], frozenset(parsed[2].items()))


class ColumnLookup:
    """Answers for ids of one sort of table on a column, by computing its rows anew.

    A child says which formula a measure has, how rows are computed, and what else a record tells.

    Parameters
    ----------
    around : Surroundings
        The case.
    projects : mapping of id to ProjectFile
    numbers : sequence of str
        Paths of all numbers of the case, for example ``projects/reko-diq:phases.phase-1.capex``.
    """

    def __init__(
        self, around: Surroundings, projects: Mapping[str, ProjectFile], numbers: Sequence[str]
    ) -> None:
        self.around, self.projects, self.numbers = around, projects, tuple(numbers)
        self._rows: dict[str, dict[_Key, Row]] = {}

    def formula(self, measure: str) -> str:
        """Return the formula of a measure; empty where this table does not have it."""
        raise NotImplementedError

    def compute(self, asked: Asked) -> tuple[str, Callable[[], Iterable[Row]]]:
        """Return a name for the table, and what computes its rows when they are first needed."""
        raise NotImplementedError

    def title(self, row: Row) -> str:
        """Return what the record is of, after the project's title."""
        return str(row["party"] or row["measure"])

    def sources(self, row: Row) -> tuple[str, ...]:
        """Return documents behind the formula."""
        return ()

    def note(self, row: Row) -> str:
        """Return what a reader must know."""
        return str(row["note"])

    def starts(self, asked: Asked) -> tuple[str, ...]:
        """Return how the paths of further numbers behind it begin."""
        deck = asked.keys.get("deck", "")
        return (f"decks:{deck}." if deck != "all" else "decks:",)

    def more_parents(self, asked: Asked) -> tuple[Parent, ...]:
        """Return parents that are no numbers of the case."""
        return ()

    def find(self, id_: str) -> Record | None:
        """Return the record of a figure, or None if the id is not one of this table and case."""
        asked = self._asked(id_)
        row = None if asked is None else self._computed(asked).get(_key(id_))
        if asked is None or row is None:
            return None
        value = row["value"] if row["value"] is not None else float(row["year"])
        return Record(
            id=id_,
            title=f"{asked.project.title}{self.title_mark(row)}{self.title(row)}".strip(),
            value=value if isinstance(value, Value) else Value.exact(float(value)),
            unit=row["unit"],
            kind=RecordKind.MEASURE,
            formula=self.formula(asked.measure),
            sources=self.sources(row),
            note=self.note(row),
            parents=(*self._numbers(asked), *self.more_parents(asked)),
        )

    def title_mark(self, row: Row) -> str:
        """Return what stands between the project's title and the rest."""
        return ": "

    def _asked(self, id_: str) -> Asked | None:
        parsed = parse_result_id(id_)
        if parsed is None or not parsed[1].startswith("mine."):
            return None
        measure, keys = parsed[1].removeprefix("mine."), parsed[2]
        project = self.projects.get(keys.get("project", ""))
        column = keys.get("column", "").split(".")
        if project is None or keys.get("case") != self.around.case or not self.formula(measure):
            return None
        if len(column) != 3 or not column[1].isdigit():
            return None
        variant, start, package = column
        return Asked(measure=measure, keys=keys, project=project, column=(variant, start, package))

    def _computed(self, asked: Asked) -> dict[_Key, Row]:
        """Return the rows of one table by id, computed when first asked for."""
        try:
            name, rows = self.compute(asked)
            if name not in self._rows:
                self._rows[name] = {_key(row["id"]): row for row in rows()}
        except (OrepactError, ValueError):
            return {}
        return self._rows[name]

    def _numbers(self, asked: Asked) -> Iterator[Parent]:
        """Yield every number of the project, its regime, and what else the child names."""
        starts = (
            f"projects/{asked.project.id}:",
            f"regimes/{asked.project.regime}:",
            "case:money.inflation",
            *self.starts(asked),
        )
        for path in self.numbers:
            if path.startswith(starts):
                yield Parent(role=path.partition(":")[2], id=f"case:{self.around.case}/{path}")
