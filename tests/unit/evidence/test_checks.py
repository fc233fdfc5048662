"""What the check of the evidence finds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orepact.evidence.checks import check_layer, check_layers, stale_sources
from orepact.evidence.testing import figures, layer, macro, trade


def test_sound_tables_have_no_fault(tmp_path: Path) -> None:
    found = layer(
        tmp_path / "a",
        figures=figures({}),
        macro=macro(1.0),
        trade=trade(("survey-1", 2024, "ZAF", "USA", "261000", 5.0, None)),
    )
    assert check_layer(found) == ()


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ({"unit": "bushels of hope"}, "unit"),
        ({"country": "ATL"}, "country"),
        ({"partner": "ATL"}, "country"),
        ({"commodity": "unobtainium"}, "commodity"),
        ({"source": "hearsay"}, "source"),
        ({"stage": "somewhere"}, "vocabulary"),
        ({"basis": "smell"}, "vocabulary"),
        ({"period": "the other day"}, "period"),
        ({"low": 200.0}, "bounds"),
        ({"kind": "withheld"}, "bounds"),
        ({"number": float("inf"), "high": None}, "bounds"),
    ],
)
def test_each_kind_of_fault_is_named(tmp_path: Path, change: dict[str, Any], check: str) -> None:
    faults = check_layer(layer(tmp_path / "a", figures=figures(change)))
    assert check in {fault.check for fault in faults}
    assert all(fault.is_fault for fault in faults)


def test_an_id_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    faults = check_layer(layer(tmp_path / "a", figures=figures({}, {"number": 1.0, "low": 1.0})))
    assert "id" in {fault.check for fault in faults}


def test_two_sources_in_one_trade_cell_are_a_fault(tmp_path: Path) -> None:
    flow = ("survey-1", 2024, "ZAF", "USA", "261000", 5.0, None)
    faults = check_layer(layer(tmp_path / "a", trade=trade(flow, flow)))
    assert {fault.check for fault in faults} == {"trade"}


def test_negative_trade_is_a_fault(tmp_path: Path) -> None:
    flow = ("survey-1", 2024, "ZAF", "USA", "261000", -5.0, None)
    assert check_layer(layer(tmp_path / "a", trade=trade(flow)))


def test_a_changed_byte_is_found_by_its_digest(tmp_path: Path) -> None:
    found = layer(tmp_path / "a", macro=macro(1.0))
    content = bytearray(found.file("macro").read_bytes())
    content[len(content) // 2] ^= 1
    found.file("macro").write_bytes(bytes(content))
    assert [fault.check for fault in check_layer(found)] == ["digest"]


def test_a_missing_table_is_found(tmp_path: Path) -> None:
    found = layer(tmp_path / "a", macro=macro(1.0))
    found.file("macro").unlink()
    assert [fault.check for fault in check_layer(found)] == ["digest"]


def test_staleness_is_judged_on_the_day_asked_for(tmp_path: Path) -> None:
    found = layer(tmp_path / "a", macro=macro(1.0))
    assert stale_sources([found], date(2027, 3, 1)) == ()
    stale = check_layers([found], date(2027, 3, 2))
    assert [finding.check for finding in stale] == ["stale"]
    assert not stale[0].is_fault
