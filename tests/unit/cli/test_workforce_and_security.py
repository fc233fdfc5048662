"""``orepact workforce`` and ``orepact security`` at the terminal: figures, lineage and errors."""

from __future__ import annotations

import contextlib
import io
import json
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


@pytest.fixture(scope="module")
def printed() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of both commands, run once."""
    found = {}
    for command in ("workforce", "security"):
        told = io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.suppress(SystemExit):
            main([command, "us-pakistan", "--format", "json"])
        found[command] = json.loads(told.getvalue())["rows"]
    return found


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(case_folder("us-pakistan"), tmp_path / "us-pakistan")
    return tmp_path / "us-pakistan"


def _change(path: Path, old: str, new: str) -> int:
    """Change a file once and return the line of the change."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("command", ["workforce", "security"])
def test_every_row_is_a_figure_with_unit_id_and_sources(
    printed: dict[str, list[dict[str, Any]]], command: str
) -> None:
    found = printed[command]
    assert len({row["id"] for row in found}) == len(found)
    for row in found:
        assert row["unit"], row
        assert row["sources"], row
        assert "value" in row or "flag" in row, row


def test_binding_occupations_and_the_date_of_the_first_course_and_a_later_start_helps(
    capsys: pytest.CaptureFixture[str], printed: dict[str, list[dict[str, Any]]]
) -> None:
    found = printed["workforce"]
    early = rows(capsys, "workforce", "us-pakistan", "--start", "2027")
    begin = {row["occupation"]: row for row in early if "begin" in row}
    operators = next(row for name, row in begin.items() if name.startswith("Operators of mining"))
    assert operators["binds"] == "skill"
    assert operators["is late"] is True
    labour = next(row for row in found if row.get("occupation", "").startswith("Labourers"))
    assert labour["binds"] == "nothing"
    late = [sum(bool(row.get("is late")) for row in table) for table in (early, found)]
    assert late[1] < late[0]


@pytest.mark.parametrize(
    "id_",
    [
        "enable.workforce_begin[case=us-pakistan,project=reko-diq,start=delayed.2028,"
        "occupation=operators]",
        "enable.security_stop_days[case=us-pakistan,project=reko-diq,route=rail-port-qasim]",
        "case:us-pakistan/census/people:Chagai|male|15-49|literate",
    ],
)
def test_explain_leads_from_a_figure_to_its_inputs(
    capsys: pytest.CaptureFixture[str], id_: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", id_, "--format", "json"])
    assert ended.value.code == 0
    tree = json.loads(capsys.readouterr().out)["tree"]
    assert tree["sources"]
    assert tree.get("inputs") or tree["kind"] == "source figure"


def test_an_unknown_project_or_year_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "reko-diq" in refused(capsys, "workforce", "us-pakistan", "--project", "reko-diqq")
    assert "2027" in refused(capsys, "workforce", "us-pakistan", "--start", "1999")


def test_a_training_centre_without_capacity_is_named_with_file_and_line(
    capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    _change(copied / "workforce.yaml", "seats: {value: 140", "seats: {value: 0")
    text = (copied / "workforce.yaml").read_text(encoding="utf-8")
    text = text.replace("range: [100, 200], quality: C, source: dawn", "quality: C, source: dawn")
    (copied / "workforce.yaml").write_text(text, encoding="utf-8")
    said = refused(capsys, "workforce", str(copied))
    assert "workforce.yaml:" in said
    assert "training centre 'nokkundi-institute' has no capacity" in said


def test_a_site_in_an_unknown_district_is_named(
    capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    _change(
        copied / "workforce.yaml",
        "project: reko-diq\n    district: Chagai",
        "project: reko-diq\n    district: Chagay",
    )
    said = refused(capsys, "workforce", str(copied))
    assert "unknown district 'Chagay'" in said
    assert "Chagai" in said


def test_a_month_in_the_future_and_an_unknown_unit_are_named_with_file_and_line(
    capsys: pytest.CaptureFixture[str], copied: Path
) -> None:
    months = copied / "security" / "months.csv"
    line = _change(months, "Balochistan,Chagai,2", "Balochistan,Chagay,2")
    assert f"months.csv:{line}: unknown district 'Chagay'" in refused(
        capsys, "security", str(copied)
    )
    _change(months, "Balochistan,Chagay,2", "Balochistan,Chagai,2")
    line = _change(months, "Balochistan,Kech,2021-12", "Balochistan,Kech,2031-12")
    assert f"months.csv:{line}: month 2031-12 is in the future" in refused(
        capsys, "security", str(copied)
    )


def test_an_event_file_with_a_future_date_or_a_place_in_the_sea_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "ged.csv"
    header = (
        "date_start,date_prec,adm_1,adm_2,latitude,longitude,type_of_violence,side_a,deaths_a,"
        "deaths_b,deaths_civilians,deaths_unknown,best,low,high"
    )
    tail = "1,Government of Pakistan,0,1,0,0,1,1,1"
    path.write_text(
        f"{header}\n2030-01-01,1,B,Kech district,26,63,{tail}\n"
        f"2020-01-01,1,B,Kech district,20,63,{tail}\n",
        encoding="utf-8",
    )
    said = refused(capsys, "security", "us-pakistan", "--events", str(path))
    assert "ged.csv:2: date_start: 2030-01-01 is in the future" in said
    assert "ged.csv:3: latitude, longitude: 20, 63 lies in the sea" in said


def test_a_case_without_the_files_says_so(capsys: pytest.CaptureFixture[str], copied: Path) -> None:
    (copied / "workforce.yaml").unlink()
    (copied / "security.yaml").unlink()
    assert "no workforce.yaml" in refused(capsys, "workforce", str(copied))
    assert "no security.yaml" in refused(capsys, "security", str(copied))
