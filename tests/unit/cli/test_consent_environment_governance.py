"""``orepact consent``, ``environment`` and ``governance``: figures, states, lineage and errors."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from orepact.case import case_folder
from orepact.cli import main


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, "--format", "json"])
    assert ended.value.code == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return found


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert ended.value.code == 2
    return capsys.readouterr().err


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(case_folder("us-pakistan"), tmp_path / "us-pakistan")
    return tmp_path / "us-pakistan"


def change(path: Path, old: str, new: str) -> int:
    """Change a file once and return the line of the change."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("command", ["consent", "environment", "governance"])
def test_every_row_has_a_unit_an_id_of_its_own_and_sources(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    found = rows(capsys, command, "us-pakistan")
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        assert row["unit"], row
        assert row["sources"], row
        assert "value" in row or "flag" in row, row


@pytest.mark.parametrize(
    "id_",
    [
        "enable.environment_basin_fall[case=us-pakistan,basin=chagai-northern-fans]",
        "enable.environment_standard[case=us-pakistan,project=reko-diq,standard=gistm]",
        "enable.consent_body[case=us-pakistan,project=reko-diq,body=reko-diq-ask-tribes]",
        "enable.governance_repair_by[case=us-pakistan,repair=mining-law,year=2028]",
        "enable.governance_screen[case=us-pakistan,counterparty=fwo,kind=military-counterparty]",
        "record.flow[case=us-pakistan,of=community-programme,step=paid]",
    ],
)
def test_explain_answers_for_figures_states_and_what_is_not_published(
    capsys: pytest.CaptureFixture[str], id_: str
) -> None:
    (found,) = rows(capsys, "explain", id_)
    assert found["id"] == id_


def test_no_consent_of_the_shipped_case_is_called_given_but_the_provinces(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = rows(capsys, "consent", "us-pakistan", "--project", "reko-diq")
    states = {row["tier"]: row["state"] for row in found if "consent_body" in row["id"]}
    assert states["tribe"] == "not asked"
    assert states["province"] == "given"
    (standing,) = (row for row in found if "consent_standing" in row["id"])
    assert standing["state"] == "unevidenced"


def test_withheld_consent_is_shown_as_the_end_of_the_project(
    capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    change(
        copied / "gates.yaml",
        "    party: chagai-communities\n    state: not asked\n",
        "    party: chagai-communities\n    state: withheld\n",
    )
    found = rows(capsys, "consent", str(copied), "--project", "reko-diq")
    (standing,) = (row for row in found if "consent_standing" in row["id"])
    assert standing["state"] == "blocked"
    assert "no plan contains it" in standing["means"]


GATE = "    party: khuzdar-communities\n    state: not asked\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("gates", GATE, GATE.replace("not asked", "withheld"), "needs evidence"),
        ("consent", "gate: reko-diq-tribes", "gate: gunga-tribes", "does not guard reko-diq"),
        ("environment", "        consequence: no evidence\n", "", "consequence"),
        ("environment", "{basin: chagai-northern-fans, ", "{", "basin"),
        ("environment", "{basin: chagai-northern-fans, ", "{basin: sea, ", "'sea'"),
        (
            "environment",
            "area: {value: 8, unit: km2, range: [5, 15]",
            "area: {value: -8, unit: km2, range: [-9, 15]",
            "negative",
        ),
        (
            "governance",
            "{counterparty: fwo, kind: military",
            "{counterparty: nobody, kind: military",
            "counterparty 'nobody' is not in the case",
        ),
        (
            "governance",
            'never: {value: 25, unit: "%", range: [10, 50]',
            'never: {value: 125, unit: "%", range: [10, 150]',
            "0 to 100",
        ),
        (
            "environment",
            "uncounted:\n  - project: staged-exploration",
            "uncounted:\n  - project: staged-explorations",
            "project 'staged-explorations' is not in the case",
        ),
        ("environment", "residue: tailings", "residue: responsible tailings", "says 'responsible'"),
    ],
)
def test_bad_input_is_named_with_its_file_and_line(
    capsys: pytest.CaptureFixture[str], copied: Path, *, file: str, old: str, new: str, said: str
) -> None:
    change(copied / f"{file}.yaml", old, new)
    told = refused(capsys, "environment", str(copied))
    assert said in told
    assert f"us-pakistan/{file}.yaml:" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", ["consent", "environment", "governance"])
def test_a_case_without_the_file_says_so(
    capsys: pytest.CaptureFixture[str], copied: Path, command: str
) -> None:
    (copied / f"{command}.yaml").unlink()
    (copied / "failures.yaml").unlink(missing_ok=True)
    assert f"no {command}.yaml" in refused(capsys, command, str(copied))


def test_an_unknown_project_is_named_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "unknown site" in refused(capsys, "environment", "us-pakistan", "--project", "reko")
    assert "unknown project" in refused(capsys, "consent", "us-pakistan", "--project", "reko")


@pytest.mark.parametrize(
    ("command", "opens"),
    [
        ("consent", "Of 20 bodies that must be asked, 1 has agreed"),
        ("environment", "Of 55 pairs of project and standard none are met"),
        ("governance", "Of 72 screens of counterparties 70 show no evidence"),
    ],
)
def test_a_finding_opens_and_its_numbers_have_ids(
    capsys: pytest.CaptureFixture[str], command: str, opens: str
) -> None:
    bodies = []
    for more in ([], ["--format", "json"]):
        with pytest.raises(SystemExit):
            main([command, "us-pakistan", *more])
        bodies.append(capsys.readouterr().out)
    assert opens in bodies[0].partition("\n\n")[0]
    body = json.loads(bodies[1])
    assert opens in body["said"][0]
    counts = {row["value"] for row in body["rows"] if f".{command}_count[" in row["id"]}
    for number in re.findall(r"(?<![\d.])\d+(?= (?:bodies|pairs|screens|have not|show))", opens):
        assert float(number) in counts
