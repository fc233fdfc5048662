"""DataWeb workbooks: full years by partner, headings of several metals passed over, damage told.

The workbooks are made up in the publisher's layout.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.usitc_dataweb import READER

HEAD = ["Data Type", "Country", "HTS Number", "Description", "Quantity Description"]
ROWS: list[list[object]] = [
    ["Customs Value", "Canada", "7901", "ZINC", "Value for: kilograms", 100, 200, 0],
    ["Customs Value", "Peru", "7901", "ZINC", "Value for: kilograms", 0, 50, 0],
    ["Customs Value", "Peru", "7901", "ZINC", "Value for: number", 7, 0, 0],
    ["Customs Value", "Democratic Republic of the Congo", "2605", "COBALT", "kg", 3, 4, 0],
    ["Customs Value", "China", "8112", "GALLIUM AND OTHERS", "kg", 9, 9, 9],
    ["Total: ", "", "", "", "", "119", "263", "9"],
]


Writer = Callable[..., Path]


def workbook(  # noqa: PLR0917 - parts of a made-up file, given by name
    write_workbook: Writer,
    folder: Path,
    rows: Sequence[Sequence[object]] = ROWS,
    flow: str = "Imports For Consumption",
    sheet: str = "Customs Value",
    head: Sequence[str] = HEAD,
) -> Path:
    query: list[list[object]] = [["Trade Flow", flow], ["Country List", "Canada, Peru"]]
    page: list[list[object]] = [
        ["Imports For Consumption|Annual + Year-To-Date Data from Jan - Apr"],
        ["Data Row Count", len(rows)],
        [*head, "2024", "2025", "2026"],
        *(list(row) for row in rows),
    ]
    return write_workbook(folder / "export.xlsx", {"Query Parameters": query, sheet: page})


def test_values_by_partner_and_full_year_become_figures(
    tmp_path: Path, write_workbook: Writer
) -> None:
    path = workbook(write_workbook, tmp_path)
    assert READER.recognises(path)
    figures = READER.read(path).tables["figures"]
    told = {(r["commodity"], r["partner"], r["period"]): r["number"] for r in figures.to_dicts()}
    assert told == {
        ("zinc", "CAN", "2024"): 100.0,
        ("zinc", "CAN", "2025"): 200.0,
        # Counted in two units, added.
        ("zinc", "PER", "2024"): 7.0,
        ("zinc", "PER", "2025"): 50.0,
        ("cobalt", "COD", "2024"): 3.0,
        ("cobalt", "COD", "2025"): 4.0,
    }
    assert figures["id"].n_unique() == figures.height


def test_a_heading_of_several_metals_is_passed_over_and_named(
    tmp_path: Path, write_workbook: Writer
) -> None:
    found = READER.read(workbook(write_workbook, tmp_path))
    assert any("8112" in note for note in found.notes)
    assert any("Canada, Peru" in note for note in found.notes)


def test_a_longer_number_is_read_by_its_customs_line(
    tmp_path: Path, write_workbook: Writer
) -> None:
    rows = [["Customs Value", "Canada", "2610000020", "CHROMIUM ORE", "t", 5, 6, 0]]
    figures = READER.read(workbook(write_workbook, tmp_path, rows)).tables["figures"]
    assert figures["commodity"].to_list() == ["chromium", "chromium"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rows": [[*ROWS[0][:5], "many", 1, 0]]}, "no value in USD"),
        ({"rows": [[*ROWS[0][:5], -1, 1, 0]]}, "no value in USD"),
        ({"rows": [ROWS[4]]}, "no row of a known HTS number"),
        ({"rows": [["Customs Value", "Atlantis", *ROWS[0][2:]]]}, "Atlantis"),
        ({"head": ["Other"] * 5}, "no row of column names"),
        ({"sheet": "Dutiable Value"}, "no sheet Customs Value"),
        ({"flow": "General Imports"}, "General Imports"),
    ],
)
def test_damage_is_named(
    tmp_path: Path, write_workbook: Writer, change: dict[str, object], said: str
) -> None:
    with pytest.raises(EvidenceError, match=said):
        READER.read(workbook(write_workbook, tmp_path, **change))  # type: ignore[arg-type]
