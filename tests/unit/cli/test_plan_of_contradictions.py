"""``orepact plan`` on cases that contradict themselves: told in words, with file and key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orepact import case
from orepact.cli import main

NUMBER = "range: [0, 200], quality: D, source: assumption, price_year: 2025, note: A test."
WANTED = "# requirements:\n"
MINE = (
    "  - {id: mine, title: The mine runs by 2035, kind: must build, by: 2035, what: example-mine}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return case.scaffold(tmp_path / "japan-zambia", importer="JPN", host="ZMB")


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def planned(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as leaving:
        main(["plan", str(folder), "--draws", "2", "--out", str(folder.parent / "out"), *more])
    out, err = capsys.readouterr()
    code = leaving.value.code
    assert isinstance(code, int)
    assert "Traceback" not in err
    return code, out, " ".join(err.split())


def test_a_horizon_that_ends_before_it_starts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "case.yaml", "{start: 2026, end: 2050}", "{start: 2050, end: 2026}")
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "japan-zambia/case.yaml:" in said
    assert "ends in 2026, before it starts in 2050" in said


def test_every_start_after_the_end_of_the_horizon(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "case.yaml", "{start: 2026, end: 2050}", "{start: 2026, end: 2027}")
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "first_spend_years: 2028, 2030, 2032 lies after the horizon's end" in said


def test_a_requirement_outside_the_decision_years(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "case.yaml", WANTED, f"requirements:\n{MINE.replace('2035', '2090')}")
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "requirements[0].by: 2090 lies outside the decision years 2026 to 2050" in said
    assert "No plan could be held to it" in said


def test_a_budget_below_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder, "case.yaml", "ceiling: {value: 50,", "ceiling: {value: -50,")
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "budgets[0].ceiling: value -50 lies outside its range" in said


def test_decks_that_all_weigh_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        change(folder, "decks.yaml", "weight: {value: 50,", "weight: {value: 0,")
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "decks.yaml: the decks' weights sum to 0 %, not to 100 %" in said


def test_an_enabler_that_needs_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    needs = "needs:\n  - {option: example-power-line, lag_years: 0}\npayers:"
    change(folder, "enablers/example-power-line.yaml", "payers:", needs)
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "option example-power-line needs itself, through the options it needs" in said


def test_a_mine_that_is_asked_for_before_it_can_produce(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "case.yaml", WANTED, f"requirements:\n{MINE.replace('2035', '2028')}")
    code, out, said = planned(folder, capsys)
    assert code == 1
    assert "nothing of example-mine can produce by 2028" in said
    assert json.loads(out)["reason"]["conflict"][0]["requirement"] == "mine"


def test_a_mine_that_is_asked_for_and_a_purse_that_cannot_pay_for_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cap = (
        "  - {id: cap, title: One million at most, kind: spending cap, by: 2040, "
        f"party: mine-company, amount: {{value: 1, unit: MUSD, {NUMBER}}}}}\n"
    )
    change(folder, "case.yaml", WANTED, f"requirements:\n{MINE}{cap}")
    code, out, said = planned(folder, capsys)
    assert code == 1
    assert "These cannot hold together" in said
    reason = json.loads(out)["reason"]
    assert {item["requirement"] for item in reason["conflict"]} == {"require:mine", "require:cap"}
    eased = {item["requirement"]: item for item in reason["relaxations"]}
    assert eased["require:cap"]["amount"] > 0.0
    assert eased["require:cap"]["unit"] == "million USD of 2025"


def test_a_gate_that_is_shut_before_what_must_be_built(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shut = "state: withheld\n    evidence: [{source: example-document, shows: They refused.}]"
    change(folder, "gates.yaml", "state: not asked", shut)
    change(folder, "case.yaml", WANTED, f"requirements:\n{MINE}")
    code, out, said = planned(folder, capsys)
    assert code == 1
    assert "a consent or permit is withheld or withdrawn" in said
    assert json.loads(out)["reason"]["relaxations"] == []


@pytest.mark.parametrize(
    ("name", "edit", "said"),
    [
        (
            "parties.yaml",
            ("    no_deal:\n      summary: Life as today.\n", ""),
            "parties.yaml:25: parties[2].no_deal: this key is missing",
        ),
        (
            "facilities.yaml",
            ("lender: importer-government", "lender: nobody"),
            "facilities[0].lender: party 'nobody' is not in the case",
        ),
        (
            "gates.yaml",
            ("party: host-communities", "party: nobody"),
            "gates[0].party: party 'nobody' is not in the case",
        ),
        (
            "case.yaml",
            ("party: importer-government", "party: nobody"),
            "budgets[0].party: party 'nobody' is not in the case",
        ),
    ],
)
def test_who_is_not_there_or_has_nothing_without_a_deal(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, edit: tuple[str, str], said: str
) -> None:
    change(folder, name, *edit)
    code, _, told = planned(folder, capsys)
    assert code == 2
    assert said in told


def test_a_place_for_results_or_solves_that_is_a_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder.parent / "out"
    out.mkdir()
    (out / "solves").write_text("a file", encoding="utf-8")
    code, _, said = planned(folder, capsys, "--full")
    assert code == 2
    assert "solves cannot be kept here" in said
    (out / "solves").unlink()
    out.rmdir()
    out.write_text("a file", encoding="utf-8")
    code, _, said = planned(folder, capsys)
    assert code == 2
    assert "--out:" in said
    assert "cannot be written" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--gap", "nan"], "Invalid value for '--gap'"),
        (["--seed", "2147483648"], "less than or equal to 2147483647"),
        (["--gap", "5"], "less than or equal to 1"),
        (["--draws", "0"], "greater than or equal to 1"),
        (["--seed", "x"], "valid integer"),
        (["--what-if", "nothing=3"], "unknown number of the case"),
        (["--what-if", "facilities:importer-loan.amount=5 yr"], "cannot convert"),
        (["--what-if", "facilities:importer-loan.amount"], "not KEY=VALUE"),
    ],
)
def test_options_that_cannot_be(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    code, _, told = planned(folder, capsys, *options)
    assert code == 2
    assert said in told
