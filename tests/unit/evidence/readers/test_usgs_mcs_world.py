from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_mcs_world import READER

EXCERPT = Path(__file__).parents[3] / "fixtures" / "usgs" / "mcs2025_world_excerpt.csv"


@pytest.fixture(scope="module")
def figures() -> pl.DataFrame:
    return READER.read(EXCERPT).tables["figures"]


def one(figures: pl.DataFrame, *conditions: Any) -> dict[str, Any]:
    found = figures.filter(*conditions)
    assert found.height == 1, found
    return found.row(0, named=True)


def test_ids_are_unique_and_years_come_from_the_column_names(figures: pl.DataFrame) -> None:
    assert figures["id"].n_unique() == figures.height
    assert set(figures["period"].unique()) == {"2023", "2024", "2024 end"}


def test_a_note_on_one_row_gives_the_reserve_unit_of_its_whole_table(
    figures: pl.DataFrame,
) -> None:
    # Molybdenum of Australia: 690 in the file, 250,000 t JORC-compliant in its note, so thousands.
    reserves = figures.filter(pl.col("statistic") == "reserves")
    for commodity in ("molybdenum", "vanadium"):
        units = reserves.filter(pl.col("commodity") == commodity)["unit"].unique().to_list()
        assert units == ["kt"]
    iron = reserves.filter(pl.col("commodity") == "iron ore")
    assert iron["unit"].unique().to_list() == ["Mt"]
    mined = figures.filter(pl.col("commodity") == "molybdenum", pl.col("statistic") == "production")
    assert mined["unit"].unique().to_list() == ["t"]


def test_a_blank_with_a_note_is_missing_and_a_blank_without_is_no_figure(
    figures: pl.DataFrame,
) -> None:
    korea = one(
        figures,
        pl.col("commodity") == "molybdenum",
        pl.col("country") == "PRK",
        pl.col("statistic") == "reserves",
    )
    assert (korea["kind"], korea["number"]) == ("missing", None)
    vanadium = figures.filter(pl.col("commodity") == "vanadium", pl.col("country") == "USA")
    assert set(vanadium["statistic"]) == {"reserves"}


def test_capacity_is_told_from_production(figures: pl.DataFrame) -> None:
    australia = figures.filter(pl.col("commodity") == "abrasives", pl.col("country") == "AUS")
    assert australia["statistic"].unique().to_list() == ["capacity"]
    assert australia["number"].to_list()[:2] == [50_000.0, 50_000.0]


def test_copper_mine_and_refinery_stay_apart(figures: pl.DataFrame) -> None:
    chile = figures.filter(
        pl.col("commodity") == "copper",
        pl.col("country") == "CHL",
        pl.col("statistic") == "production",
    )
    assert set(chile["stage"]) == {"mine", "refined"}


def test_the_basis_of_chromium_reserves_is_shipping_grade_ore(figures: pl.DataFrame) -> None:
    row = one(
        figures,
        pl.col("commodity") == "chromium",
        pl.col("country") == "USA",
        pl.col("statistic") == "reserves",
    )
    assert row["basis"] == "gross weight"


def test_estimates_are_quality_c(figures: pl.DataFrame) -> None:
    copper = figures.filter(pl.col("commodity") == "copper", pl.col("statistic") == "production")
    assert set(copper.filter(pl.col("period") == "2024")["quality"]) == {"C"}
    assert "A" in set(copper.filter(pl.col("period") == "2023")["quality"])


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("MCS2025,", "X,", "x.csv:2: 'X' names no edition"),
        (",metric tons,", ",cups,", "unknown unit 'cups'"),
        ("RESERVE_NOTES", "REMARKS", "x.csv:1: no column RESERVE_NOTES"),
    ],
)
def test_a_damaged_file_is_one_error_with_file_and_line(
    tmp_path: Path, old: str, new: str, part: str
) -> None:
    text = EXCERPT.read_text(encoding="utf-8-sig")
    path = tmp_path / "x.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"^x\.csv:\d+: ") as caught:
        READER.read(path)
    assert part in str(caught.value)
