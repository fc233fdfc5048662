from __future__ import annotations

from pathlib import Path

import pytest

from orepact.case.ledger import LEDGERS, read_ledger, row_value
from orepact.quantity import Kind

SOURCES = frozenset({"a-document"})
HEADER = ",".join(column.name for column in LEDGERS["unit_costs"].columns)
ROW = "U001,rail freight,1.8,1.95,2.1,PKR/t-km,,2021,a-document,,C,"


def problems(folder: Path, *rows: str, header: str = HEADER) -> list[str]:
    path = folder / "unit_costs.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return [str(found) for found in read_ledger(path, sources=SOURCES, name="unit_costs.csv")[1]]


def test_a_sound_row_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, ROW) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (ROW.replace("a-document", "rumour"), "unit_costs.csv:2: source names 'rumour'"),
        (ROW.replace(",C,", ",E,"), "quality says 'E', not A, B, C or D"),
        (ROW.replace("rail freight", ""), "item is empty"),
        (ROW.replace("1.95", "about two"), "value says 'about two', not a plain number"),
        (ROW.replace("1.8,", "2.8,"), "value_low 2.8 is above value_high 2.1"),
        (ROW + ",more", "13 cells instead of 12"),
    ],
)
def test_each_fault_of_a_row_is_named_with_its_line(tmp_path: Path, row: str, says: str) -> None:
    assert any(says in found for found in problems(tmp_path, row))


def test_an_id_stands_once(tmp_path: Path) -> None:
    assert any("stands also on line 2" in found for found in problems(tmp_path, ROW, ROW))


def test_a_wrong_header_is_named_column_by_column(tmp_path: Path) -> None:
    found = problems(tmp_path, ROW, header=HEADER.replace("quality", "confidence"))
    assert any("column 'quality' is missing" in line for line in found)
    assert any("column 'confidence' is not known" in line for line in found)


def test_an_unreadable_or_empty_ledger_is_one_clear_problem(tmp_path: Path) -> None:
    path = tmp_path / "unit_costs.csv"
    path.write_bytes(b"\xff\xfe\x00")
    table, found = read_ledger(path, sources=SOURCES)
    assert table.height == 0
    assert len(found) == 1
    path.write_text("", encoding="utf-8")
    (empty,) = read_ledger(path, sources=SOURCES)[1]
    assert "the ledger is empty. Start with the header id,item," in str(empty)


@pytest.mark.parametrize(
    ("row", "kind", "low", "high"),
    [
        ({"value": "5", "value_low": "", "value_high": ""}, Kind.EXACT, 5.0, 5.0),
        ({"value": "0", "value_low": "", "value_high": ""}, Kind.ZERO, 0.0, 0.0),
        ({"value": "", "value_low": "3", "value_high": ""}, Kind.LOWER_BOUND, 3.0, None),
        ({"value": "", "value_low": "", "value_high": "9"}, Kind.UPPER_BOUND, None, 9.0),
        ({"value": "5", "value_low": "3", "value_high": "9"}, Kind.RANGE, 3.0, 9.0),
        ({"value": "", "value_low": "", "value_high": ""}, Kind.MISSING, None, None),
        ({"cost": "500-800", "quantity": "2"}, Kind.RANGE, 500.0, 800.0),
        ({"value": "10 to 20 by mineral"}, Kind.MISSING, None, None),
    ],
)
def test_what_a_row_says_keeps_its_nature(
    row: dict[str, str], kind: Kind, low: float | None, high: float | None
) -> None:
    value = row_value(row)
    assert (value.kind, value.low, value.high) == (kind, low, high)
