from __future__ import annotations

from collections.abc import Mapping

import pytest

from orepact.errors import UnknownNameError
from orepact.quantity import Value
from orepact.trace import (
    Measure,
    Parent,
    Record,
    RecordKind,
    Registry,
    parse_result_id,
    result_id,
    source_figure_id,
    walk,
)


def _share(context: Mapping[str, float], keys: Mapping[str, str]) -> Value:
    return Value.exact(100 * context[keys["supplier"]] / sum(context.values()))


MEASURE: Measure[Mapping[str, float]] = Measure(
    id="test.share",
    title="Share of a supplier",
    formula="100 * part / whole",
    unit="%",
    source="a test",
    keys=("supplier",),
    compute=_share,
    parents=lambda context, keys: [Parent(role="part", id="ev-a"), Parent(role="whole", id="ev-b")],
)


class _Leaves:
    def find(self, id_: str) -> Record | None:
        if not id_.startswith("ev-"):
            return None
        return Record(
            id=id_, title=id_, value=Value.exact(1.0), unit="t", kind=RecordKind.SOURCE, quality="A"
        )


class _Measures:
    def find(self, id_: str) -> Record | None:
        parsed = parse_result_id(id_)
        return MEASURE.record({"a": 1.0, "b": 3.0}, parsed[2]) if parsed else None


def test_lineage_is_walked_to_its_leaves_with_roles() -> None:
    tree = walk("test.share[supplier=a]", [_Leaves(), _Measures()])
    assert tree.record.value.number == 25.0
    assert [(child.role, child.record.id) for child in tree.children] == [
        ("part", "ev-a"),
        ("whole", "ev-b"),
    ]


def test_where_the_walk_stops_the_tree_says_so() -> None:
    tree = walk("test.share[supplier=a]", [_Measures()], depth=0)
    assert tree.is_cut


def test_unknown_ids_are_named() -> None:
    with pytest.raises(UnknownNameError, match="no-such"):
        walk("no-such", [_Leaves()])


def test_result_ids_round_trip() -> None:
    text = result_id("exposure.hhi", {"importer": "USA", "year": 2024}, run="r1")
    assert text == "r1/exposure.hhi[importer=USA,year=2024]"
    assert parse_result_id(text) == ("r1", "exposure.hhi", {"importer": "USA", "year": "2024"})
    assert parse_result_id("ev-abc") is None


def test_keys_with_reserved_signs_are_refused() -> None:
    with pytest.raises(ValueError, match="signs"):
        result_id("exposure.hhi", {"importer": "a,b"})


def test_source_ids_depend_on_every_part_of_the_key() -> None:
    ids = {
        source_figure_id("s", "a", "b"),
        source_figure_id("s", "ab", ""),
        source_figure_id("s", "", "ab"),
        source_figure_id("t", "a", "b"),
    }
    assert len(ids) == 4


def test_a_measure_id_is_taken_once_and_found_by_its_last_part() -> None:
    registry: Registry[Mapping[str, float]] = Registry([MEASURE])
    assert registry.get("share") is MEASURE
    with pytest.raises(ValueError, match="twice"):
        registry.add(MEASURE)
    with pytest.raises(UnknownNameError, match=r"test\.share"):
        registry.get("test.shares")


def test_a_measure_refuses_other_keys() -> None:
    with pytest.raises(UnknownNameError, match="supplier"):
        MEASURE.record({"a": 1.0}, {"country": "a"})
