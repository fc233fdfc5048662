"""Layers, lookups and records."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence import Bundle, bundle, trade_flow_id
from orepact.evidence.layer import Layer, swapped_in
from orepact.evidence.testing import figures, layer, macro, trade
from orepact.quantity import Kind
from orepact.trace import RecordKind, walk


def test_a_figure_becomes_a_record_with_everything_known_of_it(tmp_path: Path) -> None:
    evidence = Bundle((layer(tmp_path / "a", figures=figures({})),))
    record = evidence.find("ev-aaaaaaaaaaaa")
    assert record is not None
    assert record.kind is RecordKind.SOURCE
    assert record.value.number == 100.0
    assert (record.unit, record.locator, record.quality) == ("t", "file.csv:2", "A")
    assert (record.custody, record.as_of) == ("publisher", "2026-01-01")
    assert "Pakistan" in record.title
    assert walk("ev-aaaaaaaaaaaa", [evidence]).children == ()


def test_a_withheld_figure_stays_withheld(tmp_path: Path) -> None:
    gap = {"kind": "withheld", "number": None, "low": None, "high": None, "text": "W"}
    evidence = Bundle((layer(tmp_path / "a", figures=figures(gap)),))
    record = evidence.record("ev-aaaaaaaaaaaa")
    assert record is not None
    assert record.value.kind is Kind.WITHHELD
    assert record.value.number is None


def test_a_flow_without_weight_is_missing_not_zero(tmp_path: Path) -> None:
    rows = trade(("survey-1", 2024, "ZAF", "USA", "261000", 5.0, None))
    evidence = Bundle((layer(tmp_path / "a", trade=rows),))
    id_ = trade_flow_id("survey-1", 2024, "ZAF", "USA", "261000", quantity="tonnes")
    record = evidence.record(id_)
    assert record is not None
    assert record.id == id_
    assert record.value.kind is Kind.MISSING
    value = evidence.record(trade_flow_id("survey-1", 2024, "ZAF", "USA", "261000"))
    assert value is not None
    assert (value.value.number, value.unit) == (5.0, "kUSD")


def test_an_id_that_is_not_the_evidences_has_no_record(tmp_path: Path) -> None:
    evidence = Bundle((layer(tmp_path / "a", figures=figures({})),))
    assert evidence.record("exposure.hhi[importer=USA]") is None
    assert evidence.record("ev-unknown") is None
    assert evidence.record(trade_flow_id("survey-1", 2024, "ZAF", "USA", "261000")) is None


def test_filters_take_any_spelling_and_refuse_unknown_names(tmp_path: Path) -> None:
    evidence = Bundle((layer(tmp_path / "a", figures=figures({})),))
    assert evidence.figures(commodity="Cu", country="Pakistan").height == 1
    assert evidence.figures(commodity=["zinc", "gold"]).is_empty()
    with pytest.raises(UnknownNameError):
        evidence.figures(country="Atlantis")


def test_an_imported_row_replaces_the_bundled_row_with_its_id(tmp_path: Path) -> None:
    below = layer(tmp_path / "a", macro=macro(1.0))
    above = layer(tmp_path / "b", macro=macro(2.0))
    assert Bundle((below, above)).macro()["number"].to_list() == [2.0]
    assert Bundle((below,)).fingerprint != Bundle((below, above)).fingerprint


def test_imported_trade_replaces_a_line_and_year_as_a_whole(tmp_path: Path) -> None:
    below = layer(
        tmp_path / "a",
        trade=trade(
            ("survey-1", 2023, "ZAF", "USA", "261000", 1.0, 1.0),
            ("survey-1", 2024, "ZAF", "USA", "261000", 1.0, 1.0),
            ("survey-1", 2024, "TUR", "USA", "261000", 1.0, 1.0),
        ),
    )
    above = layer(tmp_path / "b", trade=trade(("survey-1", 2024, "KAZ", "USA", "261000", 9.0, 9.0)))
    rows = Bundle((below, above)).trade(importer="USA", hs="261000").sort("year")
    assert rows["exporter"].to_list() == ["ZAF", "KAZ"]


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    found = layer(tmp_path / "a", macro=macro(1.0))
    pl.DataFrame({"x": [1]}).write_parquet(found.file("macro"))
    with pytest.raises(EvidenceError, match="other columns"):
        Bundle((found,)).macro()


def test_a_missing_bundle_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="make evidence"):
        Bundle((Layer(tmp_path / "nowhere"),)).sources()


def test_a_failed_swap_leaves_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    target.mkdir()
    (target / "kept").write_text("old")

    def fail() -> None:
        with swapped_in(target) as fresh:
            (fresh / "kept").write_text("new")
            raise EvidenceError("stop")

    with pytest.raises(EvidenceError):
        fail()
    assert (target / "kept").read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["bundle"]


def test_a_swap_takes_the_place_of_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "bundle"
    target.mkdir()
    (target / "old").write_text("old")
    with swapped_in(target) as fresh:
        (fresh / "new").write_text("new")
    assert [entry.name for entry in target.iterdir()] == ["new"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["bundle"]


def test_an_unknown_source_is_named() -> None:
    with pytest.raises(UnknownNameError, match="usgs-mcs-2026"):
        bundle().source("usgs-mcs-1999")
