"""The treatment of geopolrisk-py can be asked for, by name, beside our own."""

import pytest

from orepact.errors import OrepactError
from orepact.exposure import ExposureLookup, cube, exposure, exposure_rows
from orepact.exposure.geopolrisk_py import peer_scores


def test_a_listing_prints_what_the_reproduction_checks() -> None:
    of = exposure()
    rows = exposure_rows(
        of, importer="USA", commodity="copper", year=2024, measure="geopolrisk_py_score"
    )
    scores = peer_scores(cube())
    place = scores.materials.index("Copper"), cube().position("USA"), cube().year_position(2024)
    assert [row["value"].number for row in rows] == [float(scores.score[place])]


def test_it_explains_itself_down_to_flows_and_production() -> None:
    of = exposure()
    row = exposure_rows(of, importer="JPN", commodity="copper", measure="geopolrisk_py_midpoint")[0]
    record = ExposureLookup(of).find(row["id"])
    assert record is not None
    assert record.value == row["value"]
    roles = {parent.role[:2] for parent in record.parents}
    assert roles == {"F ", "p "}
    assert all(of.evidence.find(parent.id) is not None for parent in record.parents)


def test_its_zero_without_trade_is_labelled_and_ours_is_a_gap() -> None:
    of = exposure()
    theirs = exposure_rows(
        of, importer="USA", commodity="germanium", measure="geopolrisk_py_score"
    )[0]
    ours = exposure_rows(of, importer="USA", commodity="germanium", measure="geopolrisk_score")
    assert theirs["value"].number == 0.0
    assert "0 also where no trade is recorded" in theirs["note"]
    assert all(row["value"].is_gap for row in ours)


def test_a_stage_or_year_it_does_not_know_gets_a_typed_answer() -> None:
    with pytest.raises(OrepactError, match="knows no stages"):
        exposure_rows(exposure(), importer="USA", stage="ore", measure="geopolrisk_py_score")
    lookup = ExposureLookup(exposure())
    with pytest.raises(OrepactError, match="unknown year"):
        lookup.find("exposure.geopolrisk_py_score[importer=USA,material=Copper,year=1990]")


def test_the_midpoint_is_listed_over_the_constant_and_over_copper() -> None:
    rows = exposure_rows(
        exposure(),
        importer="JPN",
        commodity="copper",
        stage="ore",
        measure="geopolrisk_midpoint",
    )
    by = {row["normalisation"]: row for row in rows}
    assert set(by) == {"constant", "copper"}
    assert by["copper"]["value"].number == pytest.approx(1.0)
    assert by["constant"]["value"].number != pytest.approx(1.0)
    # Copper ore over copper ore is 1 in every draw.
    assert by["copper"]["p05"] == by["copper"]["p95"] == 1.0
    assert by["copper"]["spread"] == "every draw gives the same figure"
