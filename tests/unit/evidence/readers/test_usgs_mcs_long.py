from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_mcs_long import READER, LongFileReader
from orepact.evidence.readers.usgs_terms import STATISTICS
from orepact.evidence.tables import EvidenceTables
from orepact.quantity import is_known_unit

EXCERPT = Path(__file__).parents[3] / "fixtures" / "usgs" / "mcs2026_long_excerpt.csv"


@pytest.fixture(scope="module")
def tables() -> EvidenceTables:
    return READER.read(EXCERPT)


@pytest.fixture(scope="module")
def figures(tables: EvidenceTables) -> pl.DataFrame:
    return tables.tables["figures"]


def one(figures: pl.DataFrame, **fields: str) -> dict[str, Any]:
    found = figures.filter(*(pl.col(name) == value for name, value in fields.items()))
    assert found.height == 1, found
    return found.row(0, named=True)


def test_every_row_of_the_file_becomes_one_figure_with_its_own_id(figures: pl.DataFrame) -> None:
    rows = EXCERPT.read_bytes().count(b"\r\n") - 1
    assert figures.height == rows
    assert figures["id"].n_unique() == rows


def test_units_and_statistics_are_of_the_documented_vocabulary(figures: pl.DataFrame) -> None:
    assert all(is_known_unit(unit) for unit in figures["unit"].unique())
    assert set(figures["statistic"].unique()) <= set(STATISTICS)


def test_the_windows_1252_dash_of_a_period_is_read_as_an_average(figures: pl.DataFrame) -> None:
    sources = figures.filter(pl.col("statistic") == "import sources")
    assert sources["period"].unique().to_list() == ["2021-2024 avg"]


def test_import_sources_name_the_importer_and_the_partner(figures: pl.DataFrame) -> None:
    talc = one(figures, statistic="import sources", commodity="talc", partner="PAK")
    assert (talc["country"], talc["number"], talc["unit"]) == ("USA", 52.0, "%")


def test_a_group_of_partners_keeps_its_members(figures: pl.DataFrame) -> None:
    rubidium = one(figures, statistic="import sources", commodity="rubidium")
    assert rubidium["partner"] == "CHN+DEU+RUS"


def test_a_lower_bound_stays_open_above(figures: pl.DataFrame) -> None:
    barite = one(figures, label="BARITE", statistic="net import reliance", period="2025")
    assert (barite["kind"], barite["number"]) == ("lower_bound", None)
    assert (barite["low"], barite["high"]) == (75.0, None)


def test_a_reliance_that_could_not_be_calculated_is_not_a_small_one(figures: pl.DataFrame) -> None:
    gold = one(figures, label="GOLD", statistic="net import reliance", period="2025")
    assert (gold["text"], gold["kind"], gold["high"]) == ("s", "missing", None)
    assert "preclude calculation" in gold["note"]


def test_net_exporters_stay_net_exporters(figures: pl.DataFrame) -> None:
    row = one(figures, label="WOLLASTONITE", statistic="net import reliance")
    assert (row["kind"], row["number"], row["high"]) == ("net_exporter", None, 0.0)


def test_s_is_a_bound_only_where_the_note_says_less_than_what(figures: pl.DataFrame) -> None:
    # "Less than 500 carats" in a column of million carats is 500 carats.
    diamond = figures.filter(pl.col("commodity") == "diamond", pl.col("text") == "s").row(
        0, named=True
    )
    assert (diamond["kind"], diamond["unit"]) == ("upper_bound", "carat")
    assert diamond["high"] == pytest.approx(500.0)
    # "Less than 100,000 tons" in a column of million tonnes is 0.1 Mt.
    slag = figures.filter(pl.col("label") == "IRON AND STEEL SLAG", pl.col("text") == "s")
    assert slag["high"].unique().to_list() == pytest.approx([0.1])
    # Graphite reserves marked s are "Included in World total": no size is known.
    graphite = figures.filter(pl.col("commodity") == "graphite", pl.col("text") == "s")
    assert graphite["kind"].unique().to_list() == ["missing"]
    assert "Included in" in graphite["note"][0]


def test_a_lost_minus_sign_is_not_guessed_without_an_erratum(figures: pl.DataFrame) -> None:
    row = one(figures, label="NIOBIUM (COLUMBIUM)", period="2021")
    assert (row["kind"], row["text"]) == ("missing", "?1")
    assert "sign was lost" in row["note"]


def test_chromium_reserves_in_ore_and_in_oxide_are_two_bases_of_one_edition(
    figures: pl.DataFrame,
) -> None:
    ore = one(figures, label="CHROMIUM", detail="Reserves: Ore [world]", country="ZAF")
    oxide = one(figures, label="CHROMIUM", detail="Reserves: Cr2O3 content [world]", country="ZAF")
    assert (ore["basis"], oxide["basis"]) == ("gross weight", "oxide")
    assert ore["period"] == oxide["period"] == "2025 end"
    assert "coded Year 2024" in ore["note"]


def test_the_chapter_header_gives_the_basis_unless_a_row_says_otherwise(
    figures: pl.DataFrame,
) -> None:
    secondary = one(figures, label="CHROMIUM", detail="Production: Secondary", period="2025")
    mine = one(figures, label="CHROMIUM", detail="Mine production [world]", period="2025")
    assert (secondary["basis"], mine["basis"]) == ("metal content", "gross weight")


def test_series_of_copper_stay_apart_by_stage_and_detail(figures: pl.DataFrame) -> None:
    rows = figures.filter(
        pl.col("label") == "COPPER",
        pl.col("period") == "2025",
        pl.col("statistic").is_in(["production", "secondary production"]),
        ~pl.col("detail").str.ends_with("[world]"),
    )
    found = {row["detail"]: (row["stage"], row["number"]) for row in rows.iter_rows(named=True)}
    assert found == {
        "Production: Mine, recoverable": ("mine", 1000.0),
        "Production, Refinery: Primary (from ore)": ("refined", 790.0),
        "Production, Refinery: Secondary (from scrap)": ("secondary", 60.0),
        "Copper recovered from old (post-consumer) scrap": ("secondary", 160.0),
    }


def test_the_united_states_row_of_a_world_table_is_told_from_its_own_series(
    figures: pl.DataFrame,
) -> None:
    mine = figures.filter(
        pl.col("label") == "COPPER",
        pl.col("country") == "USA",
        pl.col("stage") == "mine",
        pl.col("statistic") == "production",
        pl.col("period") == "2024",
    )
    assert mine["detail"].str.ends_with("[world]").sort().to_list() == [False, True]


def test_two_mica_series_under_one_label_are_named(figures: pl.DataFrame) -> None:
    flake = one(figures, detail="Imports (Scrap and flake)", period="2021")
    sheet = one(figures, detail="Imports (Sheet)", period="2021")
    assert (flake["number"], sheet["number"]) == (24400.0, 3990.0)


def test_units_are_scaled_and_the_printed_text_is_kept(figures: pl.DataFrame) -> None:
    botswana = figures.filter(pl.col("commodity") == "gemstones", pl.col("country") == "BWA").row(
        0, named=True
    )
    printed = float(botswana["text"].replace(",", ""))
    assert botswana["unit"] == "carat"
    assert botswana["number"] == pytest.approx(printed * 1000)
    assert "thousands of carats" in botswana["note"]


def test_a_unit_that_contradicts_the_row_is_read_from_the_rows_own_words(
    figures: pl.DataFrame,
) -> None:
    wallboard = one(figures, label="GYPSUM")
    assert (wallboard["unit"], wallboard["number"]) == ("square_foot", 27_200e6)
    assert "the Unit column says" in wallboard["note"]


def test_the_shifted_row_is_read_and_remarked(tables: EvidenceTables) -> None:
    row = one(tables.tables["figures"], label="YTTRIUM", statistic="production")
    assert (row["kind"], row["low"], row["high"]) == ("range", 10_000.0, 15_000.0)
    assert "Yes" not in row["note"]
    assert any("columns shifted" in note for note in tables.notes)


def test_definitions_of_reliance_stand_in_the_note(figures: pl.DataFrame) -> None:
    row = one(figures, label="CHROMIUM", statistic="net import reliance", period="2021")
    assert "Defined for 2021" in row["note"]
    assert "Beginning in 2023, Government stock changes no longer included" in row["note"]


def test_estimates_are_quality_c(figures: pl.DataFrame) -> None:
    rows = figures.filter(pl.col("label") == "CHROMIUM", pl.col("statistic") == "imports")
    grades = dict(rows.select("period", "quality").iter_rows())
    assert (grades["2024"], grades["2025"]) == ("A", "C")


def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    text = EXCERPT.read_bytes().decode("cp1252").replace("\r\n", "\n")
    copy = tmp_path / EXCERPT.name
    copy.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert READER.read(copy).tables["figures"].equals(READER.read(EXCERPT).tables["figures"])


def damaged(tmp_path: Path, change: tuple[str, str], *, encoding: str = "cp1252") -> Path:
    text = EXCERPT.read_bytes().decode("cp1252")
    assert change[0] in text
    copy = tmp_path / "copy.csv"
    copy.write_bytes(text.replace(*change, 1).encode(encoding))
    return copy


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ((",thousand metric tons,", ",bushels,"), "unknown unit 'bushels'"),
        (("Net import reliance,", "Wishes,"), "unknown statistic 'Wishes'"),
        ((",2021,", ",20x1,"), "'20x1' is no year"),
        ((",571,", ",about five,"), "'about five' is no value"),
    ],
)
def test_a_changed_field_is_one_error_with_file_and_line(
    tmp_path: Path, change: tuple[str, str], part: str
) -> None:
    with pytest.raises(EvidenceError, match=r"^copy\.csv:\d+: ") as caught:
        READER.read(damaged(tmp_path, change))
    assert part in str(caught.value)


def test_a_repeated_row_is_refused(tmp_path: Path) -> None:
    lines = EXCERPT.read_bytes().split(b"\r\n")
    copy = tmp_path / "copy.csv"
    copy.write_bytes(b"\r\n".join([*lines[:5], lines[4], b""]))
    with pytest.raises(EvidenceError, match=r"copy\.csv:6: the same row stands twice"):
        LongFileReader(errata=()).read(copy)
