"""The listing commands of exposure and evidence through the command line."""

import json
import subprocess
import sys
from typing import Any

import pytest

from orepact.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[Any, str, str]:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    out, err = capsys.readouterr()
    return left.value.code or 0, out, err


def test_a_listing_opens_no_table_library() -> None:
    code = (
        "import sys; from orepact.exposure import cube; cube();\n"
        "from orepact.cli import main\n"
        "try: main(['exposure', '--importer', 'KOR'])\n"
        "except SystemExit: pass\n"
        "print([n for n in ('polars', 'scipy', 'xarray', 'linopy') if n in sys.modules])"
    )
    start = [sys.executable, "-c", "from orepact.exposure import cube; cube()"]
    subprocess.run(start, check=True)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip().endswith("[]")


@pytest.mark.parametrize("importer", ["USA", "PAK", "CHN", "IND"])
def test_a_ranked_table_is_printed_for_any_importer(
    capsys: pytest.CaptureFixture[str], importer: str
) -> None:
    code, out, _ = run(capsys, "exposure", "--importer", importer)
    assert code == 0
    assert "most exposed first" in out
    assert "Ranked by" in out


def test_a_trend_marks_its_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("exposure", "--importer", "KOR", "--commodity", "nickel", "--stage", "ore", "--trend")
    code, out, _ = run(capsys, *asked, "--measure", "geopolrisk_score", "--format", "json")
    rows = json.loads(out)["rows"]
    assert code == 0
    assert len(rows) == 15
    assert any("IDN: export ban" in row["break"] for row in rows if row["year"] == 2020)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--trend",), "--commodity"),
        (("--trend", "--commodity", "copper", "--measure", "import_share"), "no trend"),
        (("--trend", "--commodity", "copper", "--stage", "alloy"), "ore, smelter, refined"),
        (("--commodity", ""), "commodity"),
    ],
)
def test_bad_input_leaves_with_2_and_a_way_on(
    capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], told: str
) -> None:
    code, _, err = run(capsys, "exposure", "--importer", "USA", *asked)
    assert code == 2
    assert told in err


def test_figures_are_found_with_ids_that_explain_knows(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--commodity", "Cu", "--country", "Pakistan", "--statistic", "production")
    code, out, _ = run(capsys, "evidence", "find", *asked, "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert found["found"] == len(found["rows"]) > 10
    first = found["rows"][0]
    code, out, _ = run(capsys, "explain", first["id"], "--format", "json")
    assert code == 0
    assert json.loads(out)["rows"][0]["value"] == first["value"]


def test_flows_are_found_by_line_importer_and_exporter(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--hs", "252922", "--country", "USA", "--partner", "Mexico", "--period", "2024")
    code, out, _ = run(capsys, "evidence", "find", *asked, "--format", "json")
    assert code == 0
    assert [row["unit"] for row in json.loads(out)["rows"]] == ["kUSD", "t"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((), "--commodity"),
        (("--commodity", "Cu", "--statistic", "prodction"), "production"),
        (("--hs", "252922"), "--period"),
        (("--hs", "252922", "--period", "lately"), "year"),
        (("--hs", "999999", "--period", "2024"), "999999"),
    ],
)
def test_a_search_that_says_too_little_or_wrong_is_refused(
    capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], told: str
) -> None:
    code, _, err = run(capsys, "evidence", "find", *asked)
    assert code == 2
    assert told in err


def test_coverage_says_what_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("evidence", "coverage", "--commodity", "chromium", "--format", "json")
    code, out, _ = run(capsys, *asked)
    rows = {row["stage"]: row for row in json.loads(out)["rows"]}
    assert code == 0
    assert rows["alloy"]["trade"] == "not covered"
    assert any(line.startswith("720241") for line in rows["alloy"]["missing"])
