"""Staged shares of the United States: averages of all partners, and yearly bounds of some."""

from __future__ import annotations

import pytest

from orepact.errors import OrepactError
from orepact.exposure import ExposureLookup, exposure, exposure_rows
from orepact.quantity import Kind


def staged(**keys: object) -> list[dict[str, object]]:
    return exposure_rows(exposure(), importer="USA", measure="staged_share", **keys)  # type: ignore[arg-type]


def test_both_agencies_speak_of_refined_zinc_and_only_one_bounds() -> None:
    rows = staged(commodity="zinc", stage="refined")
    averages = [row for row in rows if row["unit"] == "%"]
    yearly = [row for row in rows if row["unit"] == "1"]
    assert averages
    assert yearly
    assert all(row["value"].kind is Kind.EXACT for row in averages)  # type: ignore[attr-defined]
    assert all(row["value"].kind is Kind.UPPER_BOUND for row in yearly)  # type: ignore[attr-defined]


def test_shares_over_the_partners_in_the_file_add_up_to_one() -> None:
    rows = staged(commodity="zinc", stage="refined", year=2015)
    assert sum(row["value"].high for row in rows) == pytest.approx(1.0, abs=0.02)  # type: ignore[attr-defined]


def test_a_refined_stage_is_told_for_years_that_trade_by_customs_line_lacks() -> None:
    assert staged(commodity="tin", stage="refined", year=2012)


def test_a_listed_bound_is_what_explain_computes_from_the_published_values() -> None:
    row = staged(commodity="nickel", stage="refined", year=2020)[0]
    record = ExposureLookup(exposure()).find(str(row["id"]))
    assert record is not None
    assert record.value == row["value"]
    assert len(record.parents) > 3


def test_another_importer_is_told_where_to_look() -> None:
    with pytest.raises(OrepactError, match="Germany") as caught:
        exposure_rows(exposure(), importer="DEU", measure="staged_share")
    assert "--measure share" in str(caught.value)


def test_own_customs_records_stand_beside_the_reconciled_flows() -> None:
    """Chromite into the United States, 2024: the two records differ by a seventh."""
    (row,) = exposure_rows(
        exposure(), importer="USA", measure="mirror_ratio", commodity="chromium", stage="ore"
    )
    assert row["value"].number == pytest.approx(1.144, abs=0.001)
    record = ExposureLookup(exposure()).find(row["id"])
    assert record is not None
    assert {parent.role[0] for parent in record.parents} == {"x", "T"}


def test_a_heading_that_holds_articles_has_no_mirror() -> None:
    rows = exposure_rows(exposure(), importer="USA", measure="mirror_ratio", commodity="tungsten")
    assert {row["line"]: row["value"].is_gap for row in rows} == {"ore": False, "refined": True}
