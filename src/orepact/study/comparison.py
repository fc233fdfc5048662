"""Two runs side by side: inputs that differ first, then results, and which inputs explain them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orepact.quantity import Value, format_value
from orepact.study.stored_run import Run
from orepact.trace import RecordKind

__all__ = ["Comparison", "Difference", "compare"]

_INPUTS = frozenset({RecordKind.SOURCE, RecordKind.PARAMETER})
_THEN = ("plan.", "answer.", "terms.", "macro.")
"""What a reader asks for after page 1, by the beginning of an id."""
_PAGE_1 = "answer.parties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs; a side that lacks it is None.

    Parameters
    ----------
    id, title, unit : str
    before, after : Value, str or None
    why : tuple of str
        For a result: ids of the inputs it rests on that differ; empty when only settings differ.
    """

    id: str
    title: str
    unit: str
    before: Value | str | None
    after: Value | str | None
    why: tuple[str, ...] = ()

    @property
    def is_printed_alike(self) -> bool:
        """Whether both sides are printed with the same digits."""
        ends = (self.before, self.after)
        if not all(isinstance(end, Value) for end in ends):
            return False
        before, after = (format_value(end) for end in ends if isinstance(end, Value))
        return before == after

    @property
    def move(self) -> float:
        """How far it moved, as a share of the larger side; infinite where a side lacks it."""
        sizes = [_size(end) for end in (self.before, self.after)]
        if any(size is None for size in sizes):
            return float("inf")
        before, after = (np.array(size) for size in sizes)
        scale = max(float(np.abs(before).max()), float(np.abs(after).max()))
        return float(np.abs(after - before).max()) / scale if scale > 0.0 else 0.0


def _size(side: Value | str | None) -> tuple[float, float] | None:
    """Return both ends of a value; None where there is no number."""
    if not isinstance(side, Value):
        return None
    ends = (side.low, side.high)
    if any(end is None or not np.isfinite(end) for end in ends):
        return None
    return float(ends[0] or 0.0), float(ends[1] or 0.0)


def _rank(item: Difference, first: frozenset[str]) -> tuple[int, float, str]:
    """Return where a result stands: page 1 first, then by chapter, then what moved most."""
    chapter = next((n for n, start in enumerate(_THEN) if item.id.startswith(start)), len(_THEN))
    move = item.move
    place = 0 if item.id in first else 1 + chapter
    return place, -move if np.isfinite(move) else 0.0, item.id


def _page_1(run: Run) -> set[str]:
    """Return the ids of figures that stand in the sentences and the first table of page 1."""
    told = {id_ for one in run.answer.sentences for id_ in one.figures.values()}
    return told.union(run.tables[_PAGE_1].refs()) if _PAGE_1 in run.tables else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Settings and inputs that differ, then results that differ."""

    inputs: tuple[Difference, ...]
    results: tuple[Difference, ...]


def _settings(a: Run, b: Run) -> list[Difference]:
    found = []
    for name in ("orepact", "python", "evidence", "case_digest", "seed", "gap"):
        before, after = (str(getattr(run.manifest, name)) for run in (a, b))
        if before != after:
            found.append(
                Difference(id=f"manifest.{name}", title=name, unit="", before=before, after=after)
            )
    for field in ("libraries", "switches"):
        left, right = getattr(a.manifest, field), getattr(b.manifest, field)
        found += [
            Difference(
                id=f"manifest.{field}.{name}",
                title=name,
                unit="",
                before=left.get(name),
                after=right.get(name),
            )
            for name in sorted({*left, *right})
            if left.get(name) != right.get(name)
        ]
    return found


def _number_of(id_: str, case: str) -> str:
    """Return the case's number that a what-if among the settings changed; empty if it is none."""
    start = "manifest.switches."
    return f"case:{case}/{id_.removeprefix(start)}" if id_.startswith(start) else ""


def _roots(run: Run, id_: str, changed: frozenset[str]) -> set[str]:
    """Return the changed inputs that a record rests on."""
    seen: set[str] = set()
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in changed:
            found.add(here)
        record = run.find(here)
        waiting += [parent.id for parent in record.parents] if record else []
    return found


def compare(a: Run, b: Run) -> Comparison:
    """Return what differs from run ``a`` to run ``b``.

    Parameters
    ----------
    a, b : Run

    Returns
    -------
    Comparison
        Settings and inputs by id; results with page 1 first and then what moved most, each with
        the differing inputs that it rests on.
    """
    inputs = _settings(a, b)
    results: list[Difference] = []
    for id_ in sorted({*a.records, *b.records}):
        before, after = a.records.get(id_), b.records.get(id_)
        if before == after or (before and after and before.value == after.value):
            continue
        record = after or before
        assert record is not None
        difference = Difference(
            id=id_,
            title=record.title,
            unit=record.unit,
            before=before.value if before else None,
            after=after.value if after else None,
        )
        (inputs if record.kind in _INPUTS else results).append(difference)
    first = frozenset(_page_1(a) | _page_1(b))
    results.sort(key=lambda item: _rank(item, first))
    told = {item.id for item in inputs}
    inputs = [item for item in inputs if _number_of(item.id, a.case) not in told]
    if a.answer.verdict is not b.answer.verdict:
        results.insert(
            0,
            Difference(
                id="answer.verdict",
                title="Verdict",
                unit="",
                before=str(a.answer.verdict),
                after=str(b.answer.verdict),
            ),
        )
    changed = frozenset(item.id for item in inputs)
    explained = [
        Difference(
            id=item.id,
            title=item.title,
            unit=item.unit,
            before=item.before,
            after=item.after,
            why=tuple(sorted(_roots(a, item.id, changed) | _roots(b, item.id, changed))),
        )
        for item in results
    ]
    return Comparison(inputs=tuple(inputs), results=tuple(explained))
