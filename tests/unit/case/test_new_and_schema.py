from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from orepact import case
from orepact.cli import main
from orepact.errors import CaseError, UnknownNameError
from orepact.evidence import load_strict_yaml


def test_a_new_case_loads_for_any_two_countries(tmp_path: Path) -> None:
    folder = case.scaffold(tmp_path / "eu-chile", importer="Germany", host="Chile")
    made = case.load(folder)
    assert (made.id, made.header.importer, made.header.host) == ("eu-chile", "DEU", "CHL")
    assert made.count_by_quality() == {"A": 0, "B": 0, "C": 0, "D": len(made.numbers)}
    assert "@" not in "".join(
        path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file()
    )


def test_a_new_case_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(CaseError, match="not empty"):
        case.scaffold(tmp_path / "mine")
    assert (tmp_path / "mine" / "notes.txt").read_text(encoding="utf-8") == "keep"


@pytest.mark.parametrize(
    ("name", "importer", "host", "error"),
    [
        ("Bad Name", "JPN", "ZMB", CaseError),
        ("same", "JPN", "Japan", CaseError),
        ("far", "Atlantis", "ZMB", UnknownNameError),
    ],
)
def test_what_cannot_be_a_case_is_refused_before_anything_is_written(
    tmp_path: Path, name: str, importer: str, host: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        case.scaffold(tmp_path / name, importer=importer, host=host)
    assert not (tmp_path / name).exists()


def test_new_and_check_speak_at_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "korea-peru"
    for arguments in (
        ["case", "new", str(folder), "--importer", "KOR", "--host", "PER"],
        ["case", "check", str(folder), "--format", "json"],
    ):
        with pytest.raises(SystemExit) as left:
            main(arguments)
        assert left.value.code == 0
    shown = capsys.readouterr().out
    body = json.loads(shown[shown.index("{") :])
    assert body["command"] == "case check"
    assert {"what": "projects", "count": 1} in body["rows"]


def test_every_file_of_the_shipped_case_fits_its_json_schema() -> None:
    schema = case.json_schema()
    folder = case.case_folder("us-pakistan")
    checked = 0
    for place, rules in schema["files"].items():
        if not place.endswith(".yaml"):
            continue
        validator = jsonschema.Draft202012Validator(rules)
        for path in folder.glob(place):
            content, _ = load_strict_yaml(path)
            found = [error.message for error in validator.iter_errors(content)]
            assert found == [], path
            checked += 1
    assert checked >= 25


def test_the_schema_explains_every_key_of_our_own_files() -> None:
    files = case.json_schema()["files"]
    own = {"case.yaml", "parties.yaml", "rates.yaml", "sources.yaml", "gates.yaml"}
    for place in own | {"resources.yaml", "enablers/*.yaml"}:
        models = [files[place], *files[place].get("$defs", {}).values()]
        for model in models:
            for key, rules in model.get("properties", {}).items():
                assert "description" in rules, f"{place}: {model['title']}.{key}"


def test_an_unknown_case_is_refused_with_the_shipped_names() -> None:
    with pytest.raises(UnknownNameError, match="us-pakistan"):
        case.load("us-pakistam")
