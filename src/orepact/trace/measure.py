"""A measure: a named formula that can be computed for keys and asked for its inputs."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from orepact.errors import UnknownNameError
from orepact.quantity import Value
from orepact.trace.ids import result_id
from orepact.trace.record import Parent, Record, RecordKind

__all__ = ["Measure", "Registry"]

Context = TypeVar("Context")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Generic[Context]):
    """One formula of orepact with its meaning, unit, source and lineage.

    Parameters
    ----------
    id : str
        ``room.name``, for example ``exposure.herfindahl``.
    title : str
        What it tells, in the user's words.
    formula : str
        ASCII; the names in it are the parents' roles.
    unit : str
        Unit of the result.
    source : str
        Who defined it: author, title, year, page.
    keys : tuple of str
        Names of the keys, in order.
    compute : callable
        ``(context, keys) -> Value``.
    parents : callable
        ``(context, keys) -> sequence of Parent``.
    note : str
        Caveat that every reader of the figure must know.
    """

    id: str
    title: str
    formula: str
    unit: str
    source: str
    keys: tuple[str, ...]
    compute: Callable[[Context, Mapping[str, str]], Value]
    parents: Callable[[Context, Mapping[str, str]], Sequence[Parent]]
    note: str = ""

    def record(self, context: Context, keys: Mapping[str, str], *, run: str = "") -> Record:
        """Return the computed figure with its lineage.

        Raises
        ------
        UnknownNameError : if the keys are not the measure's own
        """
        if set(keys) != set(self.keys):
            raise UnknownNameError(
                "keys", ", ".join(keys), do=f"{self.id} takes {', '.join(self.keys)}"
            )
        ordered = {name: keys[name] for name in self.keys}
        return Record(
            id=result_id(self.id, ordered, run),
            title=self.title,
            value=self.compute(context, ordered),
            unit=self.unit,
            kind=RecordKind.MEASURE,
            formula=self.formula,
            sources=(self.source,),
            note=self.note,
            parents=tuple(self.parents(context, ordered)),
        )


class Registry(Generic[Context]):
    """The measures of one room, by id."""

    def __init__(self, measures: Sequence[Measure[Context]] = ()) -> None:
        self._measures: dict[str, Measure[Context]] = {}
        for measure in measures:
            self.add(measure)

    def add(self, measure: Measure[Context]) -> None:
        """Register a measure; an id can be taken once.

        Raises
        ------
        ValueError : if the id is taken
        """
        if measure.id in self._measures:
            raise ValueError(f"measure {measure.id} is registered twice")
        self._measures[measure.id] = measure

    def __iter__(self) -> Iterator[Measure[Context]]:
        return iter(self._measures[name] for name in sorted(self._measures))

    def __contains__(self, id_: object) -> bool:
        return id_ in self._measures

    def get(self, id_: str) -> Measure[Context]:
        """Return a measure by id, or by the last part of its id when that is unique.

        Raises
        ------
        UnknownNameError : with the nearest ids
        """
        if id_ in self._measures:
            return self._measures[id_]
        short = [name for name in self._measures if name.rpartition(".")[2] == id_]
        if len(short) == 1:
            return self._measures[short[0]]
        nearest = difflib.get_close_matches(id_, list(self._measures), n=3, cutoff=0.4)
        raise UnknownNameError("measure", id_, nearest)
