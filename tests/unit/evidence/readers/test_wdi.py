import shutil
from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers import reader, recognise
from orepact.evidence.readers.wdi import indicator_unit
from orepact.evidence.tables import MACRO
from orepact.quantity import is_known_unit

MACRO_FILES = Path(__file__).parents[3] / "fixtures" / "macro"
POPULATION = MACRO_FILES / "sp.pop.totl.csv"
WIDE = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2026-07-01",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2022","2023",\n'
)


def test_population_of_pakistan_with_code_unit_and_line() -> None:
    table = recognise(POPULATION).read(POPULATION).tables["macro"]
    assert dict(zip(table.columns, table.dtypes, strict=True)) == MACRO
    row = table.filter((pl.col("country") == "PAK") & (pl.col("year") == 2024)).row(0, named=True)
    assert (row["indicator"], row["number"], row["unit"]) == ("SP.POP.TOTL", 251269164.0, "person")
    assert row["locator"] == "sp.pop.totl.csv:17"


def test_groups_of_countries_are_left_out_but_the_world_stays() -> None:
    tables = reader("worldbank-wdi").read(POPULATION)
    assert set(tables.tables["macro"]["country"]) == {"BMU", "CAN", "USA", "PAK", "WLD"}
    assert tables.notes == ("14 values of groups of countries were left out",)


def test_the_world_bank_s_own_layout_is_read_and_a_blank_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "API_NY.GDP.MKTP.CD.csv"
    path.write_text(
        "\ufeff" + WIDE + '"Pakistan","PAK","GDP (current US$)","NY.GDP.MKTP.CD","","3.5E11",\n'
        '"South Asia","SAS","GDP (current US$)","NY.GDP.MKTP.CD","1","2",\n',
        encoding="utf-8",
    )
    table = recognise(path).read(path).tables["macro"]
    assert table.select("indicator", "country", "year", "number", "unit").rows() == [
        ("NY.GDP.MKTP.CD", "PAK", 2023, 3.5e11, "USD")
    ]
    assert table["locator"][0] == "API_NY.GDP.MKTP.CD.csv:6"
    assert table["source"][0] == "worldbank-wdi-2026-07-01"


def test_the_world_bank_s_own_layout_without_its_date_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    text = WIDE.replace("Last Updated Date", "Updated")
    path.write_text(text + '"Pakistan","PAK","GDP (current US$)","NY.GDP.MKTP.CD","1","2",\n')
    with pytest.raises(EvidenceError, match="Last Updated Date"):
        reader("worldbank-wdi").read(path)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("GDP per capita (current US$)", "USD/person"),
        ("External debt stocks, total (DOD, current US$)", "USD"),
        ("Official exchange rate (LCU per US$, period average)", "LCU/USD"),
        ("Unemployment, total (% of total labor force) (modeled ILO estimate)", "%"),
        ("Electric power consumption (kWh per capita)", "kWh/person/yr"),
        ("Lead time to export, median case (days)", "day"),
        ("Logistics performance index: Overall (1=low to 5=high)", "1"),
    ],
)
def test_the_unit_is_read_from_the_title(title: str, unit: str) -> None:
    assert indicator_unit(title, "") == unit
    assert is_known_unit(unit)


def test_a_title_without_a_known_unit_is_refused() -> None:
    with pytest.raises(EvidenceError, match="unit"):
        indicator_unit("GDP (constant 2015 US$)", "file")


def test_without_the_package_beside_it_the_indicator_is_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "sp.pop.totl.csv"
    shutil.copy(POPULATION, path)
    with pytest.raises(EvidenceError, match="indicator"):
        reader("worldbank-wdi").read(path)


@pytest.mark.parametrize("content", ["{", "[]", '{"title": "x"}', '{"worldbank": 3}'])
def test_a_damaged_package_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.csv"
    shutil.copy(POPULATION, path)
    (tmp_path / "x.datapackage.json").write_text(content)
    with pytest.raises(EvidenceError) as caught:
        reader("worldbank-wdi").read(path)
    assert caught.value.where == "x.datapackage.json:1"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Pakistan,PAK,2025,many", "no value"),
        ("Pakistan,PAK,2025,nan", "no value"),
        ("Pakistan,PAK,last,3", "no year"),
        ("Pakistan,PAK,2024,3", "second value"),
        ("Atlantis,ATL,2024,3", "unknown country"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(
    tmp_path: Path, row: str, what: str
) -> None:
    path = tmp_path / "sp.pop.totl.csv"
    path.write_text(POPULATION.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    shutil.copy(MACRO_FILES / "sp.pop.totl.datapackage.json", tmp_path)
    with pytest.raises(EvidenceError, match=what) as caught:
        reader("worldbank-wdi").read(path)
    assert caught.value.where == "sp.pop.totl.csv:26"
