"""The shipped bundle: sound, within its size, and with the reach that it claims."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from orepact.evidence import Redistribution, bundle, hs_lines
from orepact.evidence.checks import check_layer
from orepact.evidence.store import bundled_layer

_ROOT = Path(__file__).parents[3]
_MOST_BYTES = 15_000_000


def test_the_shipped_layer_has_no_fault() -> None:
    assert check_layer(bundled_layer()) == ()


def test_every_table_has_rows_and_the_whole_stays_under_fifteen_megabytes() -> None:
    tables = bundled_layer().manifest["tables"]
    names = {"figures", "governance", "macro", "policy", "prices", "trade", "trade_other"}
    assert set(tables) == names
    assert all(entry["rows"] > 0 for entry in tables.values())
    data = _ROOT / "src" / "orepact" / "evidence" / "data"
    assert sum(file.stat().st_size for file in data.rglob("*")) < _MOST_BYTES


@pytest.mark.slow
def test_the_wheel_carries_the_bundle_under_fifteen_megabytes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path)],
        cwd=_ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.stat().st_size < _MOST_BYTES
    names = zipfile.ZipFile(wheel).namelist()
    assert "orepact/evidence/data/bundle/trade.parquet" in names
    assert "orepact/evidence/data/sources.yaml" in names


def test_every_customs_line_in_hand_has_trade() -> None:
    reach = bundle().trade_reach()
    held = set(reach["hs"])
    # Trade of these ended before 2010, or stands only in statistics that are not in the bundle.
    absent = {"250390", "811231"}
    assert set(hs_lines()) - held <= absent
    assert reach["year"].min() == 2010
    assert reach["year"].max() == 2024
    assert not reach.select("hs", "year").is_duplicated().any()


def test_every_source_names_its_files_and_may_be_passed_on() -> None:
    for source in bundled_layer().sources.values():
        assert source.sha256, source.id
        assert all(len(digest) == 64 for _, digest in source.sha256)
        assert source.redistributable is not Redistribution.NO
        assert source.licence


def test_every_sample_row_has_a_record_with_source_and_locator() -> None:
    evidence = bundle()
    for table in (
        evidence.figures(),
        evidence.prices(),
        evidence.macro(),
        evidence.governance(),
        evidence.policy(),
    ):
        for id_ in table["id"].gather_every(max(1, table.height // 10)):
            record = evidence.record(id_)
            assert record is not None
            assert record.sources
            assert record.locator
            assert record.title
            assert record.quality in "ABCD"


def test_lookups_start_without_the_readers_or_units() -> None:
    code = (
        "import sys; import orepact.evidence.store; "
        "print([n for n in ('pint','linopy','xarray','scipy','pydantic') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
