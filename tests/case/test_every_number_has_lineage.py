"""Every record of a stored run leads back to sources, parameters or a solve, without a gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from orepact import study
from orepact.exposure import ExposureLookup, exposure
from orepact.trace import Record, RecordKind

LEAVES = {RecordKind.SOURCE, RecordKind.PARAMETER, RecordKind.SOLVE}


@pytest.fixture(scope="session")
def lineage(stored: Any) -> dict[str, Record | None]:
    """Every id that can be reached from a record of the run; None where the run has it not."""
    found: dict[str, Record | None] = {}
    run = study.load(stored.folder)
    todo = list(run.records)
    while todo:
        id_ = todo.pop()
        if id_ in found:
            continue
        record = found[id_] = run.find(id_)
        todo += [parent.id for parent in record.parents] if record is not None else []
    return found


def _without_lineage(lineage: dict[str, Record | None]) -> Iterator[str]:
    for id_, record in lineage.items():
        if record is None or record.kind in LEAVES or record.parents:
            continue
        counts_rows = record.id.startswith("answer.count[") and record.formula
        states_a_gap = record.value.is_gap and (record.formula or record.note or record.value.text)
        from_a_source = any(source != "orepact" for source in record.sources) and record.formula
        is_none_of_them = record.value.number == 0.0 and record.formula.startswith(
            ("number", "sum")
        )
        is_asked = record.formula == "chosen level"  # a question of the table, not an answer
        is_told = counts_rows or states_a_gap or from_a_source or is_none_of_them or is_asked
        if not is_told and not record.id.startswith("exposure."):
            yield id_


def test_no_id_is_an_orphan(lineage: dict[str, Record | None]) -> None:
    assert len(lineage) > 1000
    assert [id_ for id_, record in lineage.items() if record is None] == []


def test_a_computed_number_names_its_inputs(lineage: dict[str, Record | None]) -> None:
    assert list(_without_lineage(lineage)) == []


def test_a_leaf_says_where_it_is_from(lineage: dict[str, Record | None]) -> None:
    leaves = [r for r in lineage.values() if r is not None and not r.parents]
    assert [r.id for r in leaves if not r.sources] == []
    solved = [r for r in leaves if r.kind is RecordKind.SOLVE]
    assert solved
    assert [r.id for r in solved if not r.note] == []


def test_recomputed_exposure_equals_what_is_stored(stored: Any) -> None:
    run, anew = study.load(stored.folder), ExposureLookup(exposure())
    shown = [id_ for id_ in run.records if id_.startswith("exposure.")]
    assert len(shown) > 10
    for id_ in shown:
        record, again = run.records[id_], anew.find(id_)
        assert again is not None, id_
        assert record.value.kind == again.value.kind, id_
        for name in ("number", "low", "high"):
            kept, made = getattr(record.value, name), getattr(again.value, name)
            assert (kept is None) == (made is None), id_
            assert kept is None or kept == pytest.approx(made, rel=1e-9, abs=1e-12), id_
