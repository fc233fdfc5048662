from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_mcs_salient import READER
from orepact.quantity import is_known_unit

USGS = Path(__file__).parents[3] / "fixtures" / "usgs"
FILES = sorted(USGS.glob("*_salient.csv"))


def read(name: str) -> pl.DataFrame:
    return READER.read(USGS / f"{name}_salient.csv").tables["figures"]


def value(figures: pl.DataFrame, detail: str, year: str) -> tuple[object, ...]:
    row = figures.filter(pl.col("detail") == detail, pl.col("period").str.starts_with(year))
    assert row.height == 1
    return row.select("kind", "number", "unit").row(0)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_value_has_its_own_id_and_a_known_unit(path: Path) -> None:
    figures = READER.read(path).tables["figures"]
    assert figures.height > 0
    assert figures["id"].n_unique() == figures.height
    assert all(is_known_unit(unit) for unit in figures["unit"].unique())
    assert not figures["note"].str.contains("not resolved").any()


def test_the_edition_is_read_from_the_file() -> None:
    assert read("mcs2023_galli")["source"].unique().to_list() == ["usgs-mcs-2023"]
    assert read("mcs2025_niobi")["source"].unique().to_list() == ["usgs-mcs-2025"]


def test_the_suffix_is_the_unit() -> None:
    niobium = read("mcs2025_niobi")
    assert value(niobium, "Imports_t", "2023") == ("exact", 10_100.0, "t")
    assert value(niobium, "Price_dkg", "2021") == ("exact", 21.0, "USD/kg")


def test_a_stockpile_that_grew_keeps_its_minus_sign() -> None:
    assert value(read("mcs2025_niobi"), "Shipments_Gov_t", "2021") == ("exact", -1.0, "t")


def test_a_misprinted_reliance_suffix_is_read_as_percent_and_noted() -> None:
    germanium = read("mcs2025_germa").filter(pl.col("statistic") == "net import reliance")
    assert germanium["unit"].unique().to_list() == ["%"]
    assert germanium["kind"].unique().to_list() == ["lower_bound"]
    assert germanium["note"].str.contains("column suffix ct").all()


def test_a_price_whose_suffix_is_a_weight_has_no_stated_unit_and_quality_d() -> None:
    alumina = read("mcs2025_bauxi").filter(pl.col("detail") == "Alumina_Price_kt")
    assert alumina["unit"].unique().to_list() == ["1"]
    assert alumina["quality"].unique().to_list() == ["D"]


def test_two_commodities_in_one_file_are_told_apart() -> None:
    figures = read("mcs2025_bauxi")
    assert set(figures["commodity"].unique()) == {"bauxite", "alumina"}


def test_columns_of_one_name_are_numbered() -> None:
    titanium = read("mcs2025_timin")
    prices = titanium.filter(pl.col("statistic") == "price")["detail"].unique().sort().to_list()
    assert prices == ["Price_dt", "Price_dt#2", "Price_dt#3", "Price_dt#4"]


def test_consumption_is_named_as_its_column_names_it() -> None:
    nickel = read("mcs2025_nicke")
    found = set(nickel["statistic"].unique())
    assert {"apparent consumption", "reported consumption"} <= found


def test_blank_headings_without_values_are_left_out() -> None:
    assert READER.read(USGS / "mcs2025_asbes_salient.csv").notes == ()


def test_the_latest_year_is_an_estimate() -> None:
    grades = dict(read("mcs2025_niobi").select("period", "quality").unique().iter_rows())
    assert (grades["2023"], grades["2024"]) == ("A", "C")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("MCS2025,", "SOMETHING,", "x.csv:2: 'SOMETHING' names no edition"),
        (",2020,", ",soon,", "x.csv:2: 'soon' is no year"),
        (",7170,", ",many,", "x.csv:2: 'many' is no value"),
        ("Price_dkg", "Phase_of_moon", "x.csv:1: unknown column 'Phase_of_moon'"),
    ],
)
def test_a_damaged_file_is_one_error_with_file_and_line(
    tmp_path: Path, old: str, new: str, part: str
) -> None:
    text = (USGS / "mcs2025_niobi_salient.csv").read_text(encoding="utf-8-sig")
    assert old in text
    path = tmp_path / "x.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        READER.read(path)
    assert str(caught.value).startswith(part)


def test_a_price_misprinted_per_tonne_is_read_in_the_unit_of_the_same_series(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tungsten.csv"
    path.write_text("DataSource,Commodity,Year,Price_WO3_dt\nMCS2025,Tungsten,2022,275\n")
    figures = READER.read(path).tables["figures"]
    assert value(figures, "Price_WO3_dt", "2022") == ("exact", 275.0, "USD/dmtu")
    assert "dry metric ton unit" in figures["note"][0]
