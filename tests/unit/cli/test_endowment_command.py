"""``orepact endowment`` and regimes at the terminal."""

from __future__ import annotations

import json
from typing import Any

import pytest

from orepact.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--format", "json"])
    assert ended.value.code == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_every_row_has_a_class_a_figure_and_an_id(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "endowment", "us-pakistan", "--deck", "study")["rows"]
    for row in found:
        assert row["id"]
        assert row["unit"]
        assert row["class"]
        assert "value" in row or "flag" in row
    assert {row["deck"] for row in found if "deck" in row} == {"study"}


def test_the_table_says_not_valued(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["endowment", "us-pakistan", "--deposit", "D045"])
    assert ended.value.code == 0
    assert "not valued" in " ".join(capsys.readouterr().out.split())


def test_bad_names_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "D999" in refused(capsys, "endowment", "us-pakistan", "--deposit", "D999")
    assert "unknown deck" in refused(capsys, "endowment", "us-pakistan", "--deck", "boom")
    mine = ("value", "us-pakistan/reko-diq")
    assert "Did you mean chile" in refused(capsys, *mine, "--regime", "chil")
    assert "within the horizon" in refused(capsys, *mine, "--start", "1999")
    assert "within the horizon" in refused(capsys, *mine, "--start", "2900")
    assert "a rate of inf" in refused(capsys, *mine, "--rate", "inf")
    assert "a rate of nan" in refused(capsys, *mine, "--rate", "nan")


def test_regimes_side_by_side_and_their_explanation(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(
        capsys, "value", "us-pakistan/reko-diq", "--regime", "chile,saindak", "--deck", "study"
    )
    rows = found["rows"]
    assert {row["regime"] for row in rows} == {"chile", "saindak"}
    row = next(item for item in rows if item["measure"] == "average effective tax rate")
    explained = run(capsys, "explain", row["id"], "--depth", "0")["rows"][0]
    assert explained["value"] == pytest.approx(row["value"])


def test_the_headline_stands_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "value", "us-pakistan/reko-diq", "--deck", "study", "--no-bands")
    assert "hangs on the discount rate" in found["headline"]
