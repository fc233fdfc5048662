"""The bundle is built whole or not at all, and the same each time."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from orepact.errors import EvidenceError, OrepactError
from orepact.evidence.build import build, main, one_source_per_cell
from orepact.evidence.layer import Layer
from orepact.evidence.store import Bundle
from orepact.evidence.testing import trade

_HEADER = "t,i,j,k,v,q\n"
_ROWS = "2023,710,842,261000,100.5,200\n2024,710,842,261000,90.25,NA\n2009,710,842,261000,1,1\n"
_ENTRY = """\
sources:
  - id: cepii-baci-hs92-v202601
    title: BACI
    publisher: CEPII
    edition: V202601
    reference: cepii.fr
    custody: publisher
    quality: A
    as_of: 2026-01-31
    cadence: annual
    redistributable: attribution
    licence: Etalab 2.0
    files:
      - path: "{path}"
        format: baci-csv
"""


def _sources(folder: Path, path: str = "BACI_HS92_Y2024_V202601.csv") -> Path:
    file = folder / "sources.yaml"
    file.write_text(_ENTRY.format(path=path))
    return file


def _raw(folder: Path, rows: str = _ROWS) -> Path:
    (folder / "BACI_HS92_Y2024_V202601.csv").write_text(_HEADER + rows)
    return folder


def test_a_build_carries_rows_source_digest_and_reach(tmp_path: Path) -> None:
    rows = build(_raw(tmp_path), tmp_path / "out", sources=_sources(tmp_path))
    assert rows == {"trade": 2}
    evidence = Bundle((Layer(tmp_path / "out"),))
    source = evidence.source("cepii-baci-hs92-v202601")
    assert source.stale_after.isoformat() == "2027-03-31"
    assert len(source.sha256[0][1]) == 64
    reach = evidence.trade_reach().to_dicts()
    assert [(row["year"], row["without_tonnes"]) for row in reach] == [(2023, 0), (2024, 1)]


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    raw, sources = _raw(tmp_path), _sources(tmp_path)
    for name in ("one", "two"):
        build(raw, tmp_path / name, sources=sources)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == ["manifest.json", "sources.json", "trade.parquet"]
    for name in files:
        one, two = (tmp_path / folder / name for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_the_order_of_rows_in_the_file_does_not_matter(tmp_path: Path) -> None:
    sources = _sources(tmp_path)
    build(_raw(tmp_path), tmp_path / "one", sources=sources)
    reverse = "".join(reversed(_ROWS.splitlines(keepends=True)))
    build(_raw(tmp_path, reverse), tmp_path / "two", sources=sources)
    one, two = (tmp_path / name / "trade.parquet" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize(
    "rows",
    [
        "2024,710,842,261000,ninety,1\n",
        "2024,710,842,261000\n",
        "2024,99999,842,261000,1,1\n",
        "",
    ],
)
def test_a_bad_file_leaves_the_old_bundle_byte_for_byte(tmp_path: Path, rows: str) -> None:
    target, sources = tmp_path / "out", _sources(tmp_path)
    build(_raw(tmp_path), target, sources=sources)
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    with pytest.raises(OrepactError):
        build(_raw(tmp_path, rows), target, sources=sources)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert not list(tmp_path.glob(".out*"))


def test_rows_under_another_source_are_refused(tmp_path: Path) -> None:
    (tmp_path / "BACI_HS17_Y2024_V202601.csv").write_text(_HEADER + _ROWS)
    sources = _sources(tmp_path, "BACI_HS17*.csv")
    with pytest.raises(EvidenceError, match="cepii-baci-hs17-v202601"):
        build(tmp_path, tmp_path / "out", sources=sources)


def test_a_missing_official_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="BACI_HS92"):
        build(tmp_path, tmp_path / "out", sources=_sources(tmp_path))


def test_what_may_not_be_passed_on_is_not_built(tmp_path: Path) -> None:
    sources = _sources(tmp_path)
    sources.write_text(sources.read_text().replace(": attribution", ': "no"'))
    with pytest.raises(EvidenceError, match="may not be passed on"):
        build(_raw(tmp_path), tmp_path / "out", sources=sources)


def test_a_source_can_be_left_out(tmp_path: Path) -> None:
    rows = build(
        _raw(tmp_path),
        tmp_path / "out",
        sources=_sources(tmp_path),
        without=["cepii-baci-hs92-v202601"],
    )
    assert rows == {}


def test_a_packed_file_is_unpacked_and_a_damaged_one_refused(tmp_path: Path) -> None:
    plain = _raw(tmp_path) / "BACI_HS92_Y2024_V202601.csv"
    packed = tmp_path / "BACI_HS92_Y2024_V202601.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    sources = _sources(tmp_path, packed.name)
    assert build(tmp_path, tmp_path / "out", sources=sources) == {"trade": 2}
    packed.write_bytes(packed.read_bytes()[:40])
    with pytest.raises(EvidenceError, match="unpacked"):
        build(tmp_path, tmp_path / "out", sources=sources)


def test_two_trade_sources_never_share_a_line_and_year() -> None:
    first = trade(("a", 2024, "ZAF", "USA", "261000", 1.0, 1.0))
    second = trade(
        ("b", 2024, "TUR", "USA", "261000", 2.0, 2.0),
        ("b", 2023, "TUR", "USA", "261000", 3.0, 3.0),
    )
    merged = one_source_per_cell([first, second])
    assert sorted(merged.select("source", "year").rows()) == [("a", 2024), ("b", 2023)]


def test_the_command_ends_in_2_and_words_on_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--raw", str(tmp_path), "--out", str(tmp_path / "out")])
    assert code == 2
    assert "no file" in capsys.readouterr().err
