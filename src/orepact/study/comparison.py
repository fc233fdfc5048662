"""Two runs side by side: inputs that differ first, then results, and which inputs explain them."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.quantity import Value
from orepact.study.stored_run import Run
from orepact.trace import RecordKind

__all__ = ["Comparison", "Difference", "compare"]

_INPUTS = frozenset({RecordKind.SOURCE, RecordKind.PARAMETER})


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
        Inputs by id, results by id; each result names the differing inputs it rests on.
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
