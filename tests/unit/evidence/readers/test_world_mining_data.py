from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from orepact.errors import EvidenceError
from orepact.evidence.names import commodity
from orepact.evidence.readers import reader, recognise
from orepact.evidence.readers.world_mining_data import agrees
from orepact.evidence.tables import FIGURES
from orepact.quantity import Basis, Stage, is_known_unit

Writer = Callable[..., Path]
COLUMNS = ("Country", "Country_Code", "Country_ISO", "2023", "2024", "unit", "data_source")
# World Mining Data 2026, gallium and rhenium (t and kg), selected columns.
GALLIUM = [
    COLUMNS,
    ("China", "156", "CHN", 701, 974, "metr. t", "r"),
    ("Japan", "392", "JPN", 3, 3, "metr. t", "e"),
    ("Korea, South", "410", "KOR", 3, 3, "metr. t", "e"),
    ("Russia", "643", "RUS", 6, 7, "metr. t", "e"),
    ("Ukraine", "804", "UKR", 0, 0, "metr. t", "e"),
    ("Total", "DELETE", "DELETE", 713, 987, "metr. t", "nan"),
]
RHENIUM = [
    COLUMNS,
    ("Chile", "152", "CHL", 50754, 54438, "kg", "r"),
    ("Kosovo", "697", "R20", None, 3.5, "kg", "p"),
    ("French Guiana", "328", "GUY", 1, 1, "kg", "r"),
    ("Total", "DELETE", "DELETE", 72925, 77284, "kg", "nan"),
]


@pytest.fixture
def figures(tmp_path: Path, write_database: Writer) -> pl.DataFrame:
    path = write_database(tmp_path / "wmd.db", {"Gallium": GALLIUM, "Rhenium": RHENIUM})
    return recognise(path).read(path).tables["figures"]


def _one(figures: pl.DataFrame, mineral: str, country: str, year: str) -> dict[str, object]:
    found = figures.filter(
        (pl.col("commodity") == mineral)
        & (pl.col("country") == country)
        & (pl.col("period") == year)
    )
    assert found.height == 1
    return found.row(0, named=True)


def test_the_total_is_the_world_and_never_a_country(figures: pl.DataFrame) -> None:
    assert dict(zip(figures.columns, figures.dtypes, strict=True)) == FIGURES
    gallium = figures.filter((pl.col("commodity") == "gallium") & (pl.col("period") == "2024"))
    countries = gallium.filter(pl.col("country") != "WLD")
    assert countries["number"].sum() == 987.0
    total = _one(figures, "gallium", "WLD", "2024")
    assert (total["number"], total["detail"]) == (987.0, "publisher's total")
    assert "DELETE" not in set(figures["country"])


def test_each_line_keeps_its_own_unit(figures: pl.DataFrame) -> None:
    assert _one(figures, "gallium", "CHN", "2024")["unit"] == "t"
    rhenium = _one(figures, "rhenium", "CHL", "2024")
    assert (rhenium["number"], rhenium["unit"]) == (54438.0, "kg")


def test_a_blank_is_missing_and_a_printed_zero_is_zero(figures: pl.DataFrame) -> None:
    blank = _one(figures, "rhenium", "XKX", "2023")
    assert (blank["kind"], blank["number"]) == ("missing", None)
    zero = _one(figures, "gallium", "UKR", "2024")
    assert (zero["kind"], zero["number"]) == ("zero", 0.0)


def test_quality_follows_the_flag_and_the_check_against_the_total(figures: pl.DataFrame) -> None:
    assert _one(figures, "gallium", "CHN", "2024")["quality"] == "A"  # reported, adds up
    assert _one(figures, "gallium", "RUS", "2024")["quality"] == "C"  # estimated
    assert _one(figures, "rhenium", "CHL", "2024")["quality"] == "B"  # reported, does not add up
    assert _one(figures, "rhenium", "XKX", "2024")["quality"] == "B"  # provisional


def test_the_printed_name_decides_the_country_not_the_copy_s_code(
    tmp_path: Path, write_database: Writer
) -> None:
    path = write_database(tmp_path / "wmd.db", {"Rhenium": RHENIUM})
    tables = reader("world-mining-data").read(path)
    assert set(tables.tables["figures"]["country"]) == {"CHL", "XKX", "GUF", "WLD"}
    assert "French Guiana stands under GUY and is read as GUF" in tables.notes


def test_workbook_flat_file_and_sqlite_give_the_same_figures(
    tmp_path: Path, write_workbook: Writer, write_database: Writer
) -> None:
    rows = [
        ["Gallium"],
        ["Country", "unit", 2023, 2024, "data source"],
        *[[row[0], row[5], row[3], row[4], row[6]] for row in GALLIUM[1:-1]],
        ["Total", "metr. t", 713, 987],
        ["r ... reported, e ... estimated"],
    ]
    book = write_workbook(tmp_path / "6.4.xlsx", {"Contents": [["Minerals"]], "Gallium": rows})
    flat = tmp_path / "wmd.csv"
    lines = [",".join(("commodity", *COLUMNS))]
    lines += [
        ",".join(f'"{cell}"' if "," in str(cell) else str(cell) for cell in ("Gallium", *row))
        for row in GALLIUM[1:]
    ]
    flat.write_text("\n".join(lines) + "\n")
    database = write_database(tmp_path / "wmd.db", {"Gallium": GALLIUM})
    first, second, third = (
        recognise(path).read(path).tables["figures"].drop("locator")
        for path in (book, flat, database)
    )
    assert first.equals(second)
    assert second.equals(third)
    assert first["source"].unique().to_list() == ["wmd-2026"]


def test_oxides_are_labelled_as_what_they_are(tmp_path: Path, write_database: Writer) -> None:
    lithium = [COLUMNS, ("Chile", "152", "CHL", 1, 2, "metr. t", "r")]
    copper = [COLUMNS, ("Chile", "152", "CHL", 1, 2, "metr. t", "r")]
    path = write_database(tmp_path / "w.db", {"Lithium (Li2O)": lithium, "Copper": copper})
    figures = reader("world-mining-data").read(path).tables["figures"]
    shown = set(figures.select("commodity", "label", "basis").rows())
    assert shown == {
        ("lithium", "Lithium (Li2O): Li2O", "oxide"),
        ("copper", "Copper: Cu", "metal content"),
    }


def test_gas_is_a_volume(tmp_path: Path, write_database: Writer) -> None:
    gas = [COLUMNS, ("Pakistan", "586", "PAK", 1, 32299, "Mio m3", "r")]
    path = write_database(tmp_path / "wmd.db", {"Natural Gas": gas})
    row = _one(
        reader("world-mining-data").read(path).tables["figures"], "natural gas", "PAK", "2024"
    )
    assert (row["number"], row["unit"], row["basis"]) == (32299e6, "m3", "not applicable")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (("Atlantis", "1", "ATL", 1, 2, "metr. t", "r"), "unknown country"),
        (("Chile", "152", "CHL", 1, 2, "barrels", "r"), "unknown unit"),
        (("Chile", "152", "CHL", 1, "many", "metr. t", "r"), "no production"),
        (("Chile", "152", "CHL", 1, -2, "metr. t", "r"), "no production"),
        (("Chile", "152", "CHL", 1, 2, "metr. t", "x"), "flag"),
        (("China", "156", "CHN", 1, 2, "metr. t", "r"), "second line"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_with_table_and_row(
    tmp_path: Path, write_database: Writer, line: tuple[object, ...], what: str
) -> None:
    path = write_database(tmp_path / "wmd.db", {"Gallium": [*GALLIUM, line]})
    with pytest.raises(EvidenceError, match=what) as caught:
        reader("world-mining-data").read(path)
    assert caught.value.where == "wmd.db:Gallium row 7"


def test_a_mineral_without_stage_and_basis_is_refused(
    tmp_path: Path, write_database: Writer
) -> None:
    path = write_database(tmp_path / "wmd.db", {"Unobtainium": GALLIUM})
    with pytest.raises(EvidenceError, match="unknown mineral"):
        reader("world-mining-data").read(path)


def test_every_mineral_of_the_table_has_a_known_name_stage_and_basis() -> None:
    from orepact.evidence.readers.world_mining_data import _UNITS, _minerals

    minerals = _minerals()
    assert len(minerals) == 65
    assert {row["stage"] for row in minerals.values()} <= set(Stage)
    assert {row["basis"] for row in minerals.values()} <= set(Basis)
    assert len({commodity(name) for name in minerals}) == 65
    assert all(is_known_unit(unit) for unit, _ in _UNITS.values())


def test_totals_agree_within_one_unit_or_one_in_a_million() -> None:
    assert agrees(987.0, 988.0)
    assert not agrees(987.0, 989.0)
    assert agrees(7_176_793_713.0, 7_176_800_000.0)
