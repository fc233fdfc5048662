from __future__ import annotations

from pathlib import Path

import pytest

from orepact.errors import EvidenceError, UnknownNameError
from orepact.evidence.readers import READERS, reader, recognise

USGS = Path(__file__).parents[3] / "fixtures" / "usgs"


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("mcs2026_long_excerpt.csv", "usgs-mcs-2026"),
        ("mcs2025_niobi_salient.csv", "usgs-mcs-salient"),
        ("mcs2025_bauxi_salient.csv", "usgs-mcs-salient"),
        ("mcs2025_quart_salient.csv", "usgs-mcs-salient"),
        ("mcs2023_galli_salient.csv", "usgs-mcs-salient"),
        ("mcs2025_world_excerpt.csv", "usgs-mcs-world"),
        ("mcs2026_fig2_excerpt.csv", "usgs-mcs-tables"),
        ("mcs2026_fig3_excerpt.csv", "usgs-mcs-tables"),
        ("mcs2026_t4.csv", "usgs-mcs-tables"),
        ("mcs2026_t5.csv", "usgs-mcs-tables"),
        ("mcs2026_t7_excerpt.csv", "usgs-mcs-tables"),
    ],
)
def test_each_official_file_is_recognised_by_one_reader_whatever_its_name(
    tmp_path: Path, name: str, format_: str
) -> None:
    renamed = tmp_path / "download (3).txt"
    renamed.write_bytes((USGS / name).read_bytes())
    assert recognise(renamed).format == format_


def test_formats_are_unique_and_found_by_name() -> None:
    formats = [item.format for item in READERS]
    assert len(formats) == len(set(formats))
    assert all(reader(name).format == name for name in formats)


def test_an_unknown_format_names_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="usgs-mcs-2026"):
        reader("usgs-mcs-2062")


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"a,b\n1,2\n", b'"open'])
def test_a_strange_file_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange.csv"
    path.write_bytes(content)
    with pytest.raises(EvidenceError, match="no reader recognises"):
        recognise(path)


def test_the_end_use_table_holds_words_and_is_not_taken_for_figures() -> None:
    with pytest.raises(EvidenceError, match="no reader recognises"):
        recognise(USGS / "mcs2026_t6_excerpt.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no such file"):
        recognise(tmp_path / "absent.csv")
