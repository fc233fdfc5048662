"""``orepact evidence`` as a person or a program meets it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orepact.cli import main
from orepact.evidence import bundle, trade_flow_id
from orepact.evidence.overlay import ENVIRONMENT_VARIABLE


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(ENVIRONMENT_VARIABLE, str(tmp_path / "own"))
    bundle.cache_clear()
    yield
    bundle.cache_clear()


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as leaving:
        main(["evidence", *arguments])
    printed = capsys.readouterr()
    code = leaving.value.code
    return (code if isinstance(code, int) else 0), printed.out, printed.err


def _rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    code, out, err = _run(capsys, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    body = json.loads(out)
    assert body["command"].startswith("evidence")
    rows: list[dict[str, Any]] = body["rows"]
    return rows


def test_sources_say_edition_custody_licence_and_staleness(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = {row["id"]: row for row in _rows(capsys, "sources", "--on", "2026-11-22")}
    survey = rows["usgs-mcs-2026"]
    assert survey["redistributable"] == "open"
    assert survey["is_stale"] is False
    assert all(row["licence"] and row["reference"] and row["files"] for row in rows.values())
    later = {row["id"]: row for row in _rows(capsys, "sources", "--on", "2030-01-01")}
    assert all(row["is_stale"] for row in later.values())


def test_show_gives_a_flow_with_value_unit_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    (flow,) = bundle().trade(hs="261000", importer="USA", exporter="ZAF", year=2024).to_dicts()
    id_ = trade_flow_id(flow["source"], 2024, "ZAF", "USA", "261000", quantity="tonnes")
    (row,) = _rows(capsys, "show", id_)
    assert row["value"] == flow["tonnes"]
    assert (row["unit"], row["id"], row["sources"]) == ("t", id_, [flow["source"]])
    code, out, _ = _run(capsys, "show", id_)
    assert code == 0
    assert "South Africa" in out


def test_show_takes_a_source_too(capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = _rows(capsys, "show", "usgs-mcs-2026")
    assert row["publisher"].startswith("U.S. Geological Survey")


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "ev-nothing"),
        ("sources", "--on", "tomorrow"),
        ("import", "auto", "no-such-file.csv"),
        ("import", "baci", "no-such-file.csv"),
    ],
)
def test_bad_input_ends_in_2_with_words(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    code, out, err = _run(capsys, *arguments)
    assert code == 2
    assert out == ""
    assert err.startswith("orepact: ")
    assert "Traceback" not in err


def test_import_is_seen_by_sources_and_check(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "BACI_HS92_Y2024_V202701.csv"
    file.write_text("t,i,j,k,v,q\n2024,710,842,261000,90.25,10\n")
    (row,) = _rows(capsys, "import", "auto", str(file), "--as-of", "2027-01-31")
    assert (row["table"], row["rows"]) == ("trade", 1)
    bundle.cache_clear()
    ids = {row["id"] for row in _rows(capsys, "sources")}
    assert "cepii-baci-hs92-v202701" in ids


def test_the_shipped_evidence_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    rows = _rows(capsys, "check", "--on", "2026-11-22")
    assert {row["verdict"] for row in rows} <= {"stale"}


def test_check_fails_on_a_damaged_import(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "BACI_HS92_Y2024_V202701.csv"
    file.write_text("t,i,j,k,v,q\n2024,710,842,261000,90.25,10\n")
    _rows(capsys, "import", "auto", str(file))
    (table,) = (tmp_path / "own").glob("*/trade.parquet")
    table.write_bytes(table.read_bytes() + b" ")
    bundle.cache_clear()
    code, out, _ = _run(capsys, "check", "--format", "json")
    assert code == 1
    assert json.loads(out)["faults"] == 1
