"""The command insurance, the host side of disrupt, and hazards and stocks that a user brings."""

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


@pytest.fixture(scope="module")
def answer() -> Any:
    """Return what the command answers for the shipped case, few draws."""
    from orepact.case import load
    from orepact.study.insurance_answer import insurance_answer

    return insurance_answer(load("us-pakistan"), draws=20)


def test_headline_says_what_part_of_all_expected_loss_the_portfolio_could_remove(
    answer: Any,
) -> None:
    first = answer.sentences[0]
    assert "total expected mineral loss" in first
    assert "upper bound" in first
    shares = [one for one in answer.figures if one.measure == "share"]
    assert [one.unit for one in shares] == ["%", "%"]
    assert 0.0 < shares[0].value.number <= shares[1].value.number < 100.0


def test_same_dollars_are_compared_as_other_hosts_recycling_smelter_and_stock(answer: Any) -> None:
    elsewhere = [one.of for one in answer.figures if one.measure == "elsewhere"]
    for way in ("another host: ", "recycling at home", "a smelter at home", "a government stock"):
        assert any(way in of for of in elsewhere), way
    gaps = [one for one in answer.figures if one.value.number is None]
    assert gaps
    assert all(one.note for one in gaps)


def test_explain_computes_a_figure_of_insurance_again(
    capsys: pytest.CaptureFixture[str], answer: Any
) -> None:
    share = next(one for one in answer.figures if one.measure == "share")
    code, out, _ = run(capsys, "explain", share.id, "--depth", "1", "--format", "json")
    assert code == 0
    assert json.loads(out)["rows"][0]["value"] == share.value.number


def test_draws_that_cannot_be_computed_and_unknown_cases_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for arguments in (("us-pakistan", "--draws", "0"), ("no-such-case",)):
        code, out, err = run(capsys, "insurance", *arguments)
        assert code == 2
        assert err
        assert "Traceback" not in err + out


def test_disrupt_prints_the_hosts_gain_beside_the_importers_loss(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(
        capsys, "disrupt", "--importer", "USA", "--supplier", "ZAF", "--commodity", "chromium",
        "--host", "PAK", "--draws", "20",
    )  # fmt: skip
    assert code == 0
    assert "Pakistan earns" in out
    assert "in the same draws" in out
    assert "Jobs are not stated" in out
    assert "Stocks at home give" in out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--host", "CHN"), "China restricts and is no host"),
        (("--host", "USA"), "is the importer and is no host"),
        (("--host-tonnes", "5"), "tonnes of nobody"),
        (("--host", "PAK", "--host-tonnes", "nan"), "cannot be added"),
        (("--stock", "-1"), "cannot be held"),
        (("--jobs", "none.csv"), "no such file"),
    ],
)
def test_hosts_stocks_and_jobs_that_cannot_be_are_refused(
    capsys: pytest.CaptureFixture[str], more: tuple[str, ...], said: str
) -> None:
    asked = ("--importer", "USA", "--supplier", "CHN", "--commodity", "gallium", "--draws", "5")
    code, out, err = run(capsys, "disrupt", *asked, *more)
    assert code == 2
    assert said in err
    assert "Traceback" not in err + out


HAZARDS = """
title: Strikes and a stock
hazards:
  - country: South Africa
    commodity: platinum
    instrument: conflict
    hazard: {hazard}
    reason: an example
stocks:
  - commodity: {commodity}
    tonnes: 5
    source: an example
"""


def expected(capsys: pytest.CaptureFixture[str], path: Path) -> tuple[Any, str, str]:
    return run(
        capsys, "expected-loss", "--importer", "USA", "--commodity", "platinum", "--years", "400",
        "--draws", "20", "--scenario", str(path), "--format", "json",
    )  # fmt: skip


def test_a_hazard_of_conflict_stands_beside_that_of_a_control(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(HAZARDS.format(hazard=0.3, commodity="platinum"), encoding="utf-8")
    code, out, _ = expected(capsys, path)
    body = json.loads(out)
    lines = {row["of"]: row["value"] for row in body["rows"] if row["measure"] == "risk_hazard"}
    assert code == 0
    assert lines["South Africa: platinum (refined), conflict"] == 0.3
    assert 0.0 < lines["South Africa: platinum (refined)"] < 0.3
    assert any("Unrest, accidents" in sentence for sentence in body["said"])


@pytest.mark.parametrize(
    ("hazard", "commodity", "said"),
    [("1.5", "platinum", "hazard"), ("0.1", "gallium", "a stock of gallium changes nothing")],
)
def test_hazards_and_stocks_that_mean_nothing_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hazard: str, commodity: str, said: str
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(HAZARDS.format(hazard=hazard, commodity=commodity), encoding="utf-8")
    code, out, err = expected(capsys, path)
    assert code == 2
    assert said in err
    assert "Traceback" not in err + out
