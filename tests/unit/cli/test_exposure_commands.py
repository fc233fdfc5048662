"""The commands exposure, explain and validate."""

import json
from pathlib import Path
from typing import Any

import pytest

from orepact.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str, str]:
    """Return exit code, output and errors of one command."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    code, out, _ = run(capsys, *arguments, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_exposure_rows_carry_value_unit_id_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    body = rows(capsys, "exposure", "--importer", "usa", "--commodity", "Cu", "--measure", "nir")
    row = body["rows"][0]
    assert body["command"] == "exposure"
    assert round(row["value"]) == 57
    assert (row["unit"], row["sources"]) == ("%", ["usgs-mcs-2026"])
    assert row["id"].startswith("exposure.net_import_reliance[importer=USA,commodity=copper")


@pytest.mark.parametrize(
    ("option", "given", "nearest"),
    [("--importer", "Pakistn", "Pakistan"), ("--commodity", "coppr", "copper")],
)
def test_unknown_names_leave_with_2_and_the_nearest_name(
    capsys: pytest.CaptureFixture[str], option: str, given: str, nearest: str
) -> None:
    asked = {"--importer": "USA", option: given}
    code, _, err = run(capsys, "exposure", *[part for pair in asked.items() for part in pair])
    assert code == 2
    assert given in err
    assert nearest in err


def test_explain_shows_formula_and_official_file(capsys: pytest.CaptureFixture[str]) -> None:
    id_ = "exposure.net_import_reliance[importer=USA,commodity=copper,form=all,year=2025]"
    code, out, _ = run(capsys, "explain", id_)
    assert code == 0
    assert "supply" in out
    assert "MCS2026_Commodities_Data.csv" in out


def test_explain_stops_at_the_depth_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    id_ = "exposure.net_import_reliance[importer=USA,commodity=copper,form=all,year=2025]"
    tree = rows(capsys, "explain", id_, "--depth", "0")["tree"]
    assert tree["is_cut"] is True
    assert "inputs" not in tree


def test_explain_of_a_source_figure_is_one_leaf(capsys: pytest.CaptureFixture[str]) -> None:
    id_ = "exposure.net_import_reliance[importer=USA,commodity=copper,form=all,year=2025]"
    leaf = rows(capsys, "explain", id_)["tree"]["inputs"][0]["id"]
    tree = rows(capsys, "explain", leaf)["tree"]
    assert tree["kind"] == "source figure"
    assert tree["locator"].startswith("MCS2026_Commodities_Data.csv:")


def test_explain_of_an_unknown_id_says_that_no_run_is_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OREPACT_CACHE", str(tmp_path))
    code, _, err = run(capsys, "explain", "plan.gain[party=host]")
    assert code == 2
    assert "no run" in err


def test_explain_of_a_run_folder_that_is_not_there_is_an_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "explain", "ev-x", "--run", str(tmp_path / "gone"))
    assert code == 2
    assert "gone" in err


def test_validate_reports_misses_and_leaves_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    body = rows(capsys, "validate", "--table", "concentration", "--all")
    assert body["failures"] == []
    assert body["counts"]["missed"] == 3
    assert {"what", "published", "computed", "tolerance", "verdict", "in_sample"} <= set(
        body["rows"][0]
    )


def test_validate_of_an_unknown_table_names_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, _, err = run(capsys, "validate", "--table", "nothing")
    assert code == 2
    assert "free-carry" in err


def test_validate_leaves_with_1_when_a_computation_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from orepact.study import reproductions

    def fail() -> list[reproductions.Check]:
        raise RuntimeError("it broke")

    broken = replace(reproductions.REPRODUCTIONS[0], run=fail)
    monkeypatch.setattr(reproductions, "REPRODUCTIONS", (broken,))
    code, _, err = run(capsys, "validate")
    assert code == 1
    assert "it broke" in err
