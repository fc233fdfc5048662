"""``orepact plan`` as a person meets it; the study itself is tested in its own room."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orepact import study
from orepact.case import Case
from orepact.cli import main
from orepact.quantity import Value
from orepact.study import Answer, Manifest, Run, Sentence, StoredTable, TableColumn, Verdict, ref
from orepact.trace import Record, RecordKind


def small_run(case: Case) -> Run:
    gain = Record(
        id="gain[]",
        title="A test's gain",
        value=Value.between(-1.0, 2.0),
        unit="MUSD",
        kind=RecordKind.MEASURE,
    )
    parties = StoredTable(
        name="answer.parties",
        title="Gains",
        columns=(TableColumn("party", "Party"), TableColumn("gain", "Gain", "MUSD")),
        rows=({"party": "Someone", "gain": ref("gain[]")},),
    )
    return Run(
        id="test",
        created="2001-01-01",
        case=case.id,
        title="A test",
        importer=case.header.importer,
        host=case.header.host,
        money="million USD of 2001, real",
        manifest=Manifest(
            orepact="0", python="3", libraries={}, evidence="e", case_digest="c", seed=0, gap=0.0
        ),
        answer=Answer(
            verdict=Verdict.NO_DEAL,
            sentences=(Sentence(kind="condition", words={"what": "tests"}),),
        ),
        records={"gain[]": gain},
        tables={parties.name: parties},
    )


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What the study was asked for, by the name of the option."""
    given: dict[str, Any] = {}

    def run(case: Case, **options: Any) -> Run:
        given.update(options, case=case)
        options["progress"]("Solving")
        return small_run(case)

    monkeypatch.setenv("OREPACT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(study, "run", run, raising=False)
    return given


def leave(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as leaving:
        main(["plan", *arguments])
    printed = capsys.readouterr()
    code = leaving.value.code
    return (code if isinstance(code, int) else 0), printed.out, printed.err


def test_plan_prints_the_answer_and_writes_the_report(
    asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = leave(capsys, "us-pakistan", "--out", str(tmp_path / "o"), "--gap", "0.05")
    assert code == 0, err
    assert out.splitlines()[0].startswith("No:")
    assert "Someone: -1 to 2 million USD of 2001, real" in out
    assert "Solving" in err
    assert (tmp_path / "o" / "plan.html").is_file()
    assert (tmp_path / "o" / "figures" / "map.svg").is_file()
    assert asked["gap"] == 0.05
    assert study.last_run() == (tmp_path / "o").resolve()


def test_a_what_if_reaches_the_study(
    asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from orepact import case

    path = next(iter(case.load("us-pakistan").numbers))
    before = case.load("us-pakistan").numbers[path][1].model
    pair = f"{path}={before.value}"  # type: ignore[attr-defined]
    code, _, err = leave(capsys, "us-pakistan", "--out", str(tmp_path), "--what-if", pair)
    assert code == 0, err
    assert path in [change.path for change in asked["case"].overrides]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("atlantis",), "unknown case 'atlantis'"),
        (("us-pakistan", "--what-if", "capex"), "'capex' is not KEY=VALUE"),
        (("us-pakistan", "--what-if", "a=1", "--what-if", "a=2"), "a is given twice"),
        (("us-pakistan", "--what-if", "no.such.number=1"), "unknown number of the case"),
    ],
)
def test_bad_input_is_named_and_leaves_with_two(
    asked: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    code, out, err = leave(capsys, *arguments)
    assert code == 2
    assert said in err
    assert out == ""
    assert "Traceback" not in err


def test_draws_reach_the_job(
    asked: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = leave(capsys, "us-pakistan", "--out", str(tmp_path), "--draws", "100")
    assert code == 0, err
    assert asked["draws"] == 100


def test_an_unwritable_folder_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    out = subprocess.run(
        [sys.executable, "-m", "orepact", "plan", "us-pakistan", "--out", str(file / "x")],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert out.returncode == 2
    assert "--out: " in out.stderr
    assert "cannot be written" in out.stderr
    assert "Solving" not in out.stderr
