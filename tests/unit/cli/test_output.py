from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from orepact.cli.app import app, main
from orepact.cli.output import Format, emit
from orepact.errors import CaseError, InfeasibleError, OrepactError, ProblemsError
from orepact.quantity import Value

ROWS = [
    {
        "country": "CHN",
        "value": Value.exact(70.0),
        "unit": "%",
        "id": "x[a=1]",
        "sources": ["s1", "s2"],
    },
    {
        "country": "PAK",
        "value": Value.at_least(50.0),
        "unit": "%",
        "id": "x[a=2]",
        "sources": ["s1"],
    },
    {"country": "USA", "value": Value.withheld(), "unit": "%", "id": "x[a=3]", "sources": []},
]


def test_json_rows_carry_value_or_bounds_and_a_flag(capsys: pytest.CaptureFixture[str]) -> None:
    emit("exposure", ROWS, Format.JSON)
    body = json.loads(capsys.readouterr().out)
    assert body["command"] == "exposure"
    exact, bound, withheld = body["rows"]
    assert exact["value"] == 70.0
    assert "flag" not in exact
    assert (bound["low"], bound["flag"]) == (50.0, "lower_bound")
    assert "value" not in withheld
    assert withheld["flag"] == "withheld"


def test_csv_leaves_a_gap_empty_never_zero(capsys: pytest.CaptureFixture[str]) -> None:
    emit("exposure", ROWS, Format.CSV)
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["value"] for row in rows] == ["70.0", "", ""]
    assert [row["flag"] for row in rows] == ["", "lower_bound", "withheld"]
    assert rows[0]["sources"] == "s1;s2"


def test_a_table_says_a_gap_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    emit("exposure", ROWS, Format.TABLE)
    out = capsys.readouterr().out
    assert "withheld" in out
    assert "> 50" in out


def test_no_rows_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    emit("exposure", [], Format.TABLE)
    assert "No rows" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CaseError("the share is 120 %", where="parties.yaml:7", do="Make it 100 %"), 2),
        (ProblemsError("two problems", [CaseError("a"), CaseError("b")]), 2),
        (InfeasibleError("no plan", reason={}), 1),
        (ZeroDivisionError("x"), 1),
    ],
)
def test_an_error_is_one_clear_message_and_an_exit_code(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr("orepact.cli.app.app", fail)
    with pytest.raises(SystemExit) as caught:
        main([])
    assert caught.value.code == code
    printed = capsys.readouterr().err
    assert printed.startswith("orepact: ")
    assert "Traceback" not in printed
    if isinstance(error, OrepactError):
        assert error.what in printed


def test_the_command_line_knows_its_version() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "orepact", "--version"], capture_output=True, text=True, check=True
    )
    assert out.stdout.startswith("orepact ")


def test_an_unknown_command_is_bad_input() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "orepact", "plann"], capture_output=True, text=True, check=False
    )
    assert out.returncode == 2
    assert "Traceback" not in out.stderr
    assert app.info.help
