from __future__ import annotations

from pathlib import Path

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.usgs_text import open_official


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "f.csv:1: the file is empty"),
        (b"a,b\n", "f.csv:1: a header and no record"),
        (b"a,b\n1,2\n3\n", "f.csv:3: 1 fields where the header has 2"),
        (b"a,b\n1,2,3\n", "f.csv:2: 3 fields where the header has 2"),
        (b"a,b\n1,2", "f.csv:2: the last record has no line end"),
        (b'a,b\n1,"two\n', "f.csv:2: a record that is not closed"),
        (b'a,b\n1,2\n3,"x"y\n', "f.csv:3: a record that is not closed"),
        (b"a,b\n1,\x81\n", "f.csv:2: byte 0x81 is neither"),
        ("a,b\n1,2021â€“24\n".encode(), "f.csv:2: 'â€' shows that"),
        ("a,b\n1,CÃ´te\n".encode(), "f.csv:2: 'Ã´' shows that"),
        ("a,b\n1,\ufffd\n".encode(), "f.csv:2: '\ufffd' shows that"),
        (b"a,b\n1,\x00\n", "f.csv:2: a control character"),
        (b"a,b\n1,2021\xe2\x80\n", "f.csv:2: 'â€' shows that"),
    ],
)
def test_a_damaged_file_is_one_error_with_file_and_line(
    tmp_path: Path, raw: bytes, part: str
) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(raw)
    with pytest.raises(EvidenceError) as caught:
        open_official(path)
    assert str(caught.value).startswith(part)


def test_a_missing_file_is_an_evidence_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="cannot be read"):
        open_official(tmp_path / "absent.csv")


def test_repeated_column_names_are_numbered_and_blank_lines_left_out(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"\xef\xbb\xbfdate,date, x \r\n1,2, 3 \r\n,,\r\n4,5,6\r\n")
    file = open_official(path)
    assert file.columns == ("date", "date#2", "x")
    assert [(row.line, row["x"]) for row in file.rows] == [(2, "3"), (4, "6")]


def test_lines_are_counted_through_quoted_line_breaks(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b'a,b\n1,"two\nlines"\n3\n')
    with pytest.raises(EvidenceError, match=r"f\.csv:4: 1 fields"):
        open_official(path)
