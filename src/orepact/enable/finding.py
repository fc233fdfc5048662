"""A finding: one figure of this room with its range, unit, formula and what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orepact.quantity import Value, format_number
from orepact.trace import Parent, Record, RecordKind, parse_result_id, result_id

__all__ = ["Finding", "FindingLookup", "finding_id", "parents_of", "state_of"]


def finding_id(measure: str, keys: Mapping[str, str | int]) -> str:
    """Return the id of a finding; signs that an id may not hold become points.

    Examples
    --------
    >>> finding_id("enable.workforce_pool", {"district": "A/B"})
    'enable.workforce_pool[district=A.B]'
    """
    plain = {name: _plain(str(value)) for name, value in keys.items()}
    return result_id(measure, plain)


def _plain(text: str) -> str:
    return "".join("." if sign in "[],=/" else sign for sign in text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One figure that a command prints and a report shows.

    Parameters
    ----------
    measure : str
        ``enable.name``.
    keys : dict
        What tells it from others of the measure, the case among them.
    title : str
        In the user's words.
    value : Value
        Central value, bounds or a typed gap.
    low, high : float or None
        Range from the inputs' ranges, where there is one.
    unit : str
        Unit of all three.
    formula : str
        ASCII; its names are the parents' roles.
    parents : tuple of Parent
        Parameters of the case, cells of its tables, other findings.
    sources : tuple of str
        Ids of documents, or the method's own reference.
    note : str
        What a reader must know.
    cells : dict
        More words for a table's row: occupation, district, year.
    """

    measure: str
    keys: Mapping[str, str | int]
    title: str
    value: Value
    unit: str
    low: float | None = None
    high: float | None = None
    formula: str = ""
    parents: tuple[Parent, ...] = ()
    sources: tuple[str, ...] = ("orepact",)
    note: str = ""
    cells: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its permanent id; without a run it means this evidence and case."""
        return finding_id(self.measure, self.keys)

    @property
    def number(self) -> float:
        """The central number.

        Raises
        ------
        ValueError : if it has none
        """
        if self.value.number is None:
            raise ValueError(f"{self.id} has no number")
        return self.value.number

    def row(self) -> dict[str, Any]:
        """Return the row that a command prints."""
        return {
            "what": self.title,
            **self.cells,
            "value": self.value,
            **({} if self.low is None else {"low": self.low}),
            **({} if self.high is None else {"high": self.high}),
            "unit": self.unit,
            "note": self.note,
            "id": self.id,
            "sources": list(self.sources),
        }

    def record(self) -> Record:
        """Return the figure with its lineage."""
        span = ""
        if self.low is not None and self.high is not None:
            low, high = format_number(self.low), format_number(self.high)
            unit = "" if self.unit == "1" else f" {self.unit}"
            span = f"Range {low} to {high}{unit}."
        beside = [
            f"{name} {format_number(cell)}"
            for name, cell in self.cells.items()
            if isinstance(cell, (int, float)) and not isinstance(cell, bool) and name != "year"
        ]
        shown = f"Beside it: {', '.join(beside)}." if beside else ""
        return Record(
            id=self.id,
            title=self.title,
            value=self.value,
            unit=self.unit,
            kind=RecordKind.MEASURE,
            formula=self.formula,
            sources=self.sources,
            note=" ".join(part for part in (self.note, span, shown) if part),
            parents=self.parents,
        )


def parents_of(roles: Iterable[tuple[str, str]]) -> tuple[Parent, ...]:
    """Return parents of (role, id) pairs, each id once."""
    found: dict[str, Parent] = {}
    for role, id_ in roles:
        found.setdefault(id_, Parent(role=role, id=id_))
    return tuple(found.values())


def state_of(
    measure: str,
    keys: Mapping[str, str],
    title: str,
    state: str,
    *,
    sources: Iterable[str] = (),
    parents: tuple[Parent, ...] = (),
    note: str = "",
    **cells: str,
) -> Finding:
    """Return a finding that is a state and no number: given, withheld, met, suspended.

    Parameters
    ----------
    measure : str
        ``enable.name``.
    keys : mapping of str to str
    title : str
    state : str
        In the words of its file; it is the text of a typed gap, so that nobody adds it up.
    sources : iterable of str
        Documents that show it; none means that nothing was found.
    parents : tuple of Parent
    note : str
    **cells : str
        More words for a table's row.
    """
    return Finding(
        measure=measure,
        keys=dict(keys),
        title=title,
        value=Value.missing(state),
        unit="state",
        parents=parents,
        sources=tuple(dict.fromkeys(sources)) or ("orepact",),
        note=note,
        cells={**cells, "state": state},
    )


class FindingLookup:
    """Answers for the ids of one family of findings, by computing them anew when first asked.

    Parameters
    ----------
    starts : str
        How the family's measures begin, for example ``enable.workforce``.
    case : str
        Id of the case.
    compute : callable
        ``keys -> findings``; the keys of the id asked for choose a variant or a start.
    """

    def __init__(
        self,
        starts: str,
        case: str,
        compute: Callable[[Mapping[str, str]], Sequence[Finding]],
    ) -> None:
        self._starts, self._case, self._compute = starts, case, compute
        self._known: dict[str, Finding] = {}
        self._asked: set[tuple[str, ...]] = set()

    def find(self, id_: str) -> Record | None:
        """Return the record of a finding, or None if it is not of this family and case."""
        parsed = parse_result_id(id_)
        if parsed is None or not parsed[1].startswith(self._starts):
            return None
        keys = parsed[2]
        if keys.get("case") != self._case:
            return None
        plain = id_.rpartition("/")[2] if parsed[0] else id_
        asked = tuple(f"{name}={keys[name]}" for name in ("project", "start") if name in keys)
        if plain not in self._known and asked not in self._asked:
            self._asked.add(asked)
            self._known.update((item.id, item) for item in self._compute(keys))
        found = self._known.get(plain)
        return found.record() if found is not None else None
