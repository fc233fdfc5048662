import sqlite3
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest

Cell = str | float | int | None
Workbook = Callable[[Path, Mapping[str, Sequence[Sequence[Cell]]]], Path]
Database = Callable[[Path, Mapping[str, Sequence[Sequence[Cell]]]], Path]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    body = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for at, cell in enumerate(row):
            name = f"{chr(65 + at)}{number}"
            if isinstance(cell, str):
                text = escape(cell)
                cells.append(f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>')
            elif cell is not None:
                cells.append(f'<c r="{name}"><v>{cell!r}</v></c>')
        body.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(body)}</sheetData></worksheet>'


def _write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    numbered = list(enumerate(sheets.items(), start=1))
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in numbered
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in numbered
    )
    start = f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    relations = f'<Relationships xmlns="{_PACKAGE}/relationships">'
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        file.writestr("_rels/.rels", f"{relations}{start}</Relationships>")
        file.writestr("xl/_rels/workbook.xml.rels", f"{relations}{links}</Relationships>")
        file.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
        )
        for n, (_, rows) in numbered:
            file.writestr(f"xl/worksheets/sheet{n}.xml", _sheet(rows))
    return path


def _write_database(path: Path, tables: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    connection = sqlite3.connect(path)
    for table, (header, *rows) in tables.items():
        columns = ", ".join(f'"{name}"' for name in header)
        connection.execute(f'CREATE TABLE "{table}" ({columns})')
        marks = ", ".join("?" for _ in header)
        connection.executemany(f'INSERT INTO "{table}" VALUES ({marks})', rows)
    connection.commit()
    connection.close()
    return path


@pytest.fixture
def write_workbook() -> Workbook:
    """Return a function that writes an Excel workbook of rows by sheet name."""
    return _write_workbook


@pytest.fixture
def write_database() -> Database:
    """Return a function that writes an SQLite file of header and rows by table name."""
    return _write_database
