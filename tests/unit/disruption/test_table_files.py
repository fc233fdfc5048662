"""Tables that a user brings. The files here are invented: two countries with made-up flows."""

import csv
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from orepact.disruption import read_table
from orepact.errors import EvidenceError

INDUSTRIES = ("C24", "C26")


def icio_lines() -> list[list[str]]:
    """Return an invented table of the OECD's layout: Germany and the rest of the world."""
    names = [f"{country}_{industry}" for country in ("DEU", "ROW") for industry in INDUSTRIES]
    flows = np.array(
        [
            [10.0, 20.0, 5.0, 0.0],
            [0.0, 30.0, 0.0, 8.0],
            [4.0, 6.0, 50.0, 9.0],
            [1.0, 2.0, 3.0, 40.0],
        ]
    )
    final = np.array([[40.0, 25.0], [90.0, 12.0], [3.0, 100.0], [7.0, 200.0]])
    output = flows.sum(axis=1) + final.sum(axis=1)
    taxes = np.full(4, 2.0)
    added = output - flows.sum(axis=0) - taxes
    head = ["V1", *names, "DEU_HFCE", "ROW_HFCE", "OUT"]
    body = [
        [name, *map(str, flows[i]), *map(str, final[i]), str(output[i])]
        for i, name in enumerate(names)
    ]
    tail = [
        [name, *map(str, row), "0", "0", "0"]
        for name, row in (("TLS", taxes), ("VA", added), ("OUT", output))
    ]
    return [head, *body, *tail]


def written(path: Path, lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)
    return path


def test_one_country_is_cut_out_of_the_oecd_layout(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "2020.csv", icio_lines()), "oecd-icio", "DEU")
    assert table.codes == INDUSTRIES
    assert table.flows.tolist() == [[10.0, 20.0], [0.0, 30.0]]
    assert table.output.tolist() == [100.0, 140.0]
    assert table.value_added.tolist() == [100 - 15 - 2, 140 - 58 - 2]
    assert table.totals_year == 2020
    assert "2020" in table.title


def test_a_row_that_does_not_balance_is_named_with_its_residual(tmp_path: Path) -> None:
    lines = icio_lines()
    lines[1][-1] = "150.0"
    with pytest.raises(EvidenceError) as refused:
        read_table(written(tmp_path / "2020.csv", lines), "oecd-icio", "DEU")
    said = str(refused.value)
    assert "row C24" in said
    assert "residual -50" in said


def test_a_column_that_does_not_balance_is_named_with_its_residual(tmp_path: Path) -> None:
    lines = icio_lines()
    added = lines[-2]
    assert added[0] == "VA"
    added[2] = str(float(added[2]) + 25.0)
    with pytest.raises(EvidenceError, match=r"column C26 is off.*residual 25"):
        read_table(written(tmp_path / "2020.csv", lines), "oecd-icio", "DEU")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [line[:-1] for line in lines], "no column OUT"),
        (lambda lines: [line for line in lines if line[0] != "VA"], "no row VA"),
        (lambda lines: [lines[0], [*lines[1][:2], "x", *lines[1][3:]], *lines[2:]], "no number"),
        (lambda lines: [lines[0], lines[1][:-1], *lines[2:]], "cells where the header has"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change: object, said: str) -> None:
    lines = change(icio_lines())  # type: ignore[operator]
    with pytest.raises(EvidenceError, match=said):
        read_table(written(tmp_path / "2020.csv", lines), "oecd-icio", "DEU")


def test_a_country_that_is_not_in_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no industries of Pakistan"):
        read_table(written(tmp_path / "2020.csv", icio_lines()), "oecd-icio", "PAK")


def test_a_name_without_a_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="states no year"):
        read_table(written(tmp_path / "table.csv", icio_lines()), "oecd-icio", "DEU")


def test_unknown_layouts_and_missing_files_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "2020.csv", icio_lines())
    with pytest.raises(EvidenceError, match="layout 'eora' cannot be read"):
        read_table(path, "eora", "DEU")
    with pytest.raises(EvidenceError, match="no such file"):
        read_table(tmp_path / "none-2020.csv", "oecd-icio", "DEU")


def adb_rows(total: float = 100.0) -> list[list[object]]:
    """Return an invented sheet of the development bank's layout: Germany (GER) and Pakistan."""
    flows = np.array(
        [[10.0, 5.0, 3.0, 2.0], [0.0, 30.0, 1.0, 4.0], [2.0, 2.0, 9.0, 1.0], [1.0, 0, 2.0, 8.0]]
    )
    final = np.array([[60.0, 20.0], [50.0, 15.0], [5.0, 31.0], [4.0, 35.0]])
    output = flows.sum(axis=1) + final.sum(axis=1)
    added = output - flows.sum(axis=0) - 1.0
    heads = [("GER", "c12"), ("GER", "c14"), ("PAK", "c12"), ("PAK", "c14")]
    rows: list[list[object]] = [
        ["Multiregional table", *[""] * 10],
        [""] * 11,
        ["", "", "", "", *[code for code, _ in heads], "GER", "PAK", "ToT"],
        ["", "", "", "", "c1", "c2", "c1", "c2", "F1", "F1", ""],
    ]
    sectors = ["c1", "c2", "c1", "c2"]
    for place, (code, _) in enumerate(heads):
        value = output[place] if place else total
        rows.append(["", "a sector", code, sectors[place], *flows[place], *final[place], value])
    for name, label, values in (
        ("sum of inputs", "r60", flows.sum(axis=0)),
        ("taxes", "r99", np.ones(4)),
        ("value added", "r64", added),
        ("total", "r69", output),
    ):
        rows.append(["", name, "ToT", label, *values, 0.0, 0.0, 0.0])
    return rows


def workbook(path: Path, rows: list[list[object]], sheet: str = "ADB MRIO 2022") -> Path:
    """Write a minimal workbook with inline strings."""

    def cell(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    pack = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{pack}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{pack}/relationships"><Relationship Id="r1" '
        f'Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{pack}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData>'
        "</worksheet>",
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    path.write_bytes(body.getvalue())
    return path


def test_one_country_is_cut_out_of_the_development_banks_layout(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mrio.xlsx", adb_rows())
    table = read_table(path, "adb-mrio", "DEU")
    assert table.codes == ("c1", "c2")
    assert table.flows.tolist() == [[10.0, 5.0], [0.0, 30.0]]
    assert table.output.tolist() == [100.0, 100.0]
    assert table.value_added.tolist() == [100 - 13 - 1, 100 - 37 - 1]
    assert table.totals_year == 2022
    host = read_table(path, "adb-mrio", "PAK")
    assert host.output.tolist() == [50.0, 50.0]


def test_the_development_banks_table_must_balance_too(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mrio.xlsx", adb_rows(total=130.0))
    with pytest.raises(EvidenceError, match=r"row c1 is off.*residual -30"):
        read_table(path, "adb-mrio", "DEU")


def test_a_workbook_without_the_sheet_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "mrio.xlsx", adb_rows(), sheet="Legend")
    with pytest.raises(EvidenceError, match="no sheet named ADB MRIO"):
        read_table(path, "adb-mrio", "DEU")
    plain = tmp_path / "plain.xlsx"
    plain.write_text("not a workbook", encoding="utf-8")
    with pytest.raises(EvidenceError, match="is no workbook"):
        read_table(plain, "adb-mrio", "DEU")
