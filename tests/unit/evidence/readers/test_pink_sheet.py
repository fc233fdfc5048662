from collections.abc import Callable
from pathlib import Path

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers import reader, recognise
from orepact.evidence.readers.pink_sheet import _UNITS, series_unit
from orepact.evidence.tables import PRICES
from orepact.quantity import convert, is_known_unit

Writer = Callable[..., Path]
TITLE: list[str | float] = ["World Bank Commodity Price Data (The Pink Sheet)"]
MONTHLY: list[list[str | float]] = [
    TITLE,
    ["monthly prices in nominal US dollars, 1960 to present"],
    ["(monthly series are available only in nominal US dollars)"],
    ["Updated on June 02, 2026"],
    ["", "Copper", "Coal, South African **", "Plywood", "Natural gas index", "Gold"],
    ["", "($/mt)", "($/mt)", "(cents/sheet)", "(2010=100)", "($/troy oz)"],
    ["2026M04", 12950.96, "…", 340.0, 120.5, 4500.0],
    ["2026M05", 13543.19, 95.56, 345.34, 123.16, "..."],
]


def _annual(line: str, copper: float) -> list[list[str | float]]:
    return [
        [*TITLE],
        [line],
        ["(annual series)"],
        ["Updated on May 02, 2025"],
        [""],
        [""],
        ["", "Copper", "Silver"],
        ["", "($/mt)", "($/troy oz)"],
        [2023, 8490.29, ".."],
        [2024, copper, 28.27],
    ]


def test_months_with_unit_commodity_and_source(tmp_path: Path, write_workbook: Writer) -> None:
    path = write_workbook(tmp_path / "m.xlsx", {"AFOSHEET": [], "Monthly Prices": MONTHLY})
    tables = recognise(path).read(path)
    table = tables.tables["prices"]
    assert dict(zip(table.columns, table.dtypes, strict=True)) == PRICES
    assert table.select("series", "commodity", "period", "number", "unit", "is_real").rows() == [
        ("Copper", "copper", "2026M04", 12950.96, "USD/t", False),
        ("Natural gas index", "", "2026M04", 120.5, "index", False),
        ("Gold", "gold", "2026M04", 4500.0, "USD/oz", False),
        ("Copper", "copper", "2026M05", 13543.19, "USD/t", False),
        ("Coal, South African", "coal", "2026M05", 95.56, "USD/t", False),
        ("Natural gas index", "", "2026M05", 123.16, "index", False),
    ]
    assert table["source"].unique().to_list() == ["worldbank-pink-sheet-monthly-2026-06"]
    assert table["locator"][0] == "m.xlsx:Monthly Prices row 7"
    assert tables.notes == ("left out, its unit is not known here: Plywood (cents/sheet)",)


def test_real_and_nominal_years_stay_apart(tmp_path: Path, write_workbook: Writer) -> None:
    sheets = {
        "Annual Prices (Nominal)": _annual("annual prices, nominal US dollars", 9142.14),
        "Annual Prices (Real)": _annual("annual prices, real 2010 US dollars", 7942.78),
    }
    path = write_workbook(tmp_path / "a.xlsx", sheets)
    table = recognise(path).read(path).tables["prices"]
    copper = table.filter((table["series"] == "Copper") & (table["period"] == "2024"))
    assert copper.select("number", "is_real").rows() == [(9142.14, False), (7942.78, True)]
    assert table["id"].n_unique() == table.height
    assert set(table["source"]) == {"worldbank-pink-sheet-annual-2025-05"}


def test_every_unit_is_known_and_an_oil_barrel_is_42_gallons() -> None:
    assert all(is_known_unit(unit) for unit in _UNITS.values())
    dollars_per_litre = convert(42.0, str(series_unit("($/bbl)")), "USD/gallon")
    assert dollars_per_litre == pytest.approx(1.0, rel=1e-12)
    assert convert(1.0, str(series_unit("($/mmbtu)")), "USD/Btu") == pytest.approx(1e-6)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (["2026M06", "high"], "no price"),
        (["2026M05", 1.0], "period"),
        (["2026", 1.0], "period"),
        (["June", 1.0], "period"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_sheet_and_row(
    tmp_path: Path, write_workbook: Writer, row: list[object], what: str
) -> None:
    path = write_workbook(tmp_path / "m.xlsx", {"Monthly Prices": [*MONTHLY, row]})
    with pytest.raises(EvidenceError, match=what) as caught:
        reader("worldbank-pink-sheet").read(path)
    assert caught.value.where == "m.xlsx:Monthly Prices row 9"


def test_a_workbook_without_its_edition_is_refused(tmp_path: Path, write_workbook: Writer) -> None:
    rows = [["x"] if row[:1] == ["Updated on June 02, 2026"] else row for row in MONTHLY]
    path = write_workbook(tmp_path / "m.xlsx", {"Monthly Prices": rows})
    with pytest.raises(EvidenceError, match="Updated on"):
        reader("worldbank-pink-sheet").read(path)


def test_a_cut_workbook_and_a_wrong_one_are_refused(tmp_path: Path, write_workbook: Writer) -> None:
    whole = write_workbook(tmp_path / "m.xlsx", {"Monthly Prices": MONTHLY}).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    other = write_workbook(tmp_path / "other.xlsx", {"Sheet": [["something", "else"]]})
    for path in (cut, other):
        with pytest.raises(EvidenceError):
            reader("worldbank-pink-sheet").read(path)
        with pytest.raises(EvidenceError, match="no reader"):
            recognise(path)
