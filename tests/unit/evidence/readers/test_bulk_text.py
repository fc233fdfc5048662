import gzip
from pathlib import Path

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.bulk_text import bulk_header, read_bulk


def _file(tmp_path: Path, content: bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_every_record_keeps_its_line_and_text(tmp_path: Path) -> None:
    frame = read_bulk(_file(tmp_path, b"\xef\xbb\xbfa,b\r\n007,\r\n NA ,x\r\n"))
    assert frame.rows() == [(2, "007", ""), (3, " NA ", "x")]


def test_quoted_fields_and_a_preamble_keep_true_lines(tmp_path: Path) -> None:
    content = b'"Title",\n\n"a","b"\n"one, two","3"\n"x\ny","4"\n"z","5"\n'
    frame = read_bulk(_file(tmp_path, content), skipped=2)
    assert frame.rows() == [(4, "one, two", "3"), (6, "x\ny", "4"), (7, "z", "5")]


def test_gzip_is_seen_through(tmp_path: Path) -> None:
    path = _file(tmp_path, gzip.compress(b"a,b\n1,2\n"), "table.csv.gz")
    assert bulk_header(path) == ("a", "b")
    assert read_bulk(path).rows() == [(2, "1", "2")]


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b"", ":1", "empty"),
        (b"a,b\n", ":1", "no record"),
        (b"a,a\n1,2\n", ":1", "twice"),
        (b"a,b\n1,2\n3\n", ":3", "1 fields"),
        (b"a,b\n1,2\n\n3,4\n", ":3", "fields"),
        (b"a,b\n1,2,3\n", ":2", "3 fields"),
        (b"a,b\n1,2\n3,4", ":3", "no line end"),
        (b"a,b\n1,\xff\n", ":2", "not UTF-8"),
        (b"a,b\n1,\x00\n", ":2", "zero byte"),
        (b'a,b\n"1,2\n3,4\n', ":3", "quotes"),
        (gzip.compress(b"a,b\n" + b"1,2\n" * 500, mtime=0)[:-12], "", "cut off"),
    ],
)
def test_a_damaged_file_is_one_error_with_its_line(
    tmp_path: Path, content: bytes, where: str, what: str
) -> None:
    with pytest.raises(EvidenceError, match=what) as caught:
        read_bulk(_file(tmp_path, content))
    assert caught.value.where == f"table.csv{where}"


def test_a_file_that_is_not_there_has_no_header_and_one_error(tmp_path: Path) -> None:
    assert bulk_header(tmp_path / "none.csv") == ()
    with pytest.raises(EvidenceError, match="cannot be read"):
        read_bulk(tmp_path / "none.csv")
