"""``orepact value`` with draws, finance and options: figures, ids that explain, bad input."""

from __future__ import annotations

import json
import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from orepact.cli import main

TARGET = "us-pakistan/reko-diq"
MINE = "study/reproductions/data/mines/goldboro.yaml"


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert run(*arguments, "--format", "json") == 0
    return list(json.loads(capsys.readouterr().out)["rows"])


def run(*arguments: str) -> int:
    try:
        main(list(arguments))
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def test_draws_show_every_variant_and_party_with_bands(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "value", TARGET, "--draws", "64")
    drawn = [row for row in found if "variant" in row]
    assert {row["variant"] for row in drawn} == {"planned", "delayed", "stopped"}
    bands = [row for row in found if "p05" in row]
    assert {row["deck"] for row in bands} == {"study", "latest", "long-run"}
    for row in bands:
        assert row["p05"] <= row["p50"] <= row["p95"]
        assert row["unit"] == "MUSD"
        assert row["id"].startswith("mine.band_of_")
        assert row["sources"]
    parties = {row["party"] for row in bands if row["variant"] == "planned"}
    assert {"barrick", "balochistan", "federation", "us-exim"} <= parties
    assert {"prices", "capex"} <= {row.get("input") for row in found}


def test_the_same_seed_gives_the_same_rows(capsys: pytest.CaptureFixture[str]) -> None:
    with resources.as_file(resources.files("orepact") / MINE) as file:
        small = ("value", str(file), "--draws", "16", "--seed", "5")
        found = rows(capsys, *small)
        assert any("p05" in row for row in found)
        assert found == rows(capsys, *small)


def test_finance_shows_uses_cover_register_and_board(capsys: pytest.CaptureFixture[str]) -> None:
    found = {(r["measure"], r["deck"]): r for r in rows(capsys, "value", TARGET, "--finance")}
    uses = sum(row["value"] for (name, _), row in found.items() if name.startswith("uses"))
    debt, equity = found["sources debt", "all"], found["sources equity", "all"]
    assert uses == pytest.approx(debt["value"] + equity["value"])
    assert found["gearing", "all"]["value"] <= 50 + 1e-9
    assert debt["low"] < debt["value"] < debt["high"]
    assert found["condition cover", "long-run"]["state"] in {"met", "breached"}
    assert found["condition owners-decision", "long-run"]["state"] == "open"
    board = [r for (name, _), r in found.items() if name.startswith("overrun borne")]
    assert len(board) == 12
    by_delay = [r["value"] for r in board if r["deck"] == "study"]
    assert by_delay == sorted(by_delay, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--draws", "0"), ("--draws", "0 draws")),
        (("--draws", "-3"), ("--draws", "-3 draws")),
        (
            ("--finance", "--package", "equity-only"),
            ("facilities.yaml:packages.equity-only", "structure"),
        ),
    ],
)
def test_bad_input_is_named_with_its_option_or_key(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert run("value", TARGET, *arguments) == 2
    text = capsys.readouterr().err
    for word in words:
        assert word in text


def test_waiting_is_shown_with_its_odds(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "value", TARGET, "--options", "--draws", "64")
    worth = {(row["measure"], row["deck"]): row["value"] for row in found if "value" in row}
    for deck in ("study", "latest", "long-run"):
        free = worth["worth of choosing later", deck]
        gain = worth["gain of waiting over committing now", deck]
        assert free - worth["worth of committing now", deck] == pytest.approx(gain)
        assert free - worth["worth of starting anyhow", deck] == pytest.approx(
            worth["worth of the freedom to choose", deck]
        )


def test_a_programme_that_sells_nothing_has_no_draws(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("value", "us-pakistan/staged-exploration", "--draws", "10") == 2
    assert "projects/staged-exploration.yaml:kind" in capsys.readouterr().err


def case_with(tmp_path: Path, name: str, old: str, new: str) -> str:
    """Return a copy of the shipped case in which one text is another."""
    folder = tmp_path / "us-pakistan"
    with resources.as_file(resources.files("orepact") / "cases" / "us-pakistan") as source:
        shutil.copytree(source, folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(folder / "projects" / "reko-diq.yaml")


def test_debt_that_the_cash_cannot_serve_and_real_loans_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heavy = case_with(tmp_path / "a", "projects/reko-diq.yaml", "{value: 13.42, unit: USD/t, range: [13.4, 15.4]", "{value: 60, unit: USD/t, range: [13.4, 65.4]")  # fmt: skip # noqa: E501
    assert run("value", heavy, "--finance") == 2
    text = capsys.readouterr().err
    assert "facilities.yaml:packages.with-exim" in text
    assert "cannot serve debt" in text
    mixed = case_with(tmp_path / "b", "facilities.yaml", "amount: {value: 1250, unit: MUSD, ", "amount: {value: 1250, unit: MUSD, price_year: 2025, ")  # fmt: skip # noqa: E501
    assert run("value", mixed, "--finance") == 2
    text = capsys.readouterr().err
    assert "facilities" in text
    assert "exim" in text


@pytest.fixture
def own_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Return a new case whose mine states no holding cost and whose lender may lend nothing."""
    assert run("case", "new", str(tmp_path / "own")) == 0
    capsys.readouterr()
    return tmp_path / "own"


def test_what_stopping_costs_is_not_known_where_no_holding_cost_is_stated(
    own_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = own_case / "projects" / "example-mine.yaml"
    assert "holding_cost" not in project.read_text(encoding="utf-8")
    found = rows(capsys, "value", str(project), "--draws", "16")
    stopped = [row for row in found if row.get("variant") == "stopped"]
    assert stopped
    assert all("value" not in row and row["flag"] == "missing" for row in stopped)
    assert all("holding_cost" in row["note"] for row in stopped)


def test_a_price_without_history_is_named_with_the_spread_that_is_assumed(
    own_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("decks.yaml", "projects/example-mine.yaml"):
        text = (own_case / name).read_text(encoding="utf-8")
        text = text.replace("copper: {value: 8000", "odd-metal: {value: 8000")
        text = text.replace("copper: {value: 11000", "odd-metal: {value: 11000")
        (own_case / name).write_text(
            text.replace("price: copper ", "price: odd-metal "), encoding="utf-8"
        )
    found = rows(capsys, "value", str(own_case / "projects" / "example-mine.yaml"), "--draws", "16")
    note = next(row["note"] for row in found if row.get("input") == "prices")
    assert "odd-metal: no history fitted, 26 % a year assumed" in note


def test_a_lender_who_may_lend_nothing_leaves_cover_undefined_on_that_side(
    own_case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def number(value: float, unit: str, low: float, high: float) -> str:
        ends = f"range: [{low}, {high}], quality: D, source: assumption, note: Example."
        return f'{{value: {value}, unit: "{unit}", {ends}}}'

    terms = {
        "sized_on": "low",
        "repayment": "sculpted",
        "target_dscr": number(1.5, "1", 1.3, 2),
        "lock_up_dscr": number(1.2, "1", 1.2, 1.3),
        "minimum_llcr": number(1.5, "1", 1.4, 2),
        "reserve_tail": number(20, "%", 15, 25),
        "commitment_fee": number(0.5, "%", 0.25, 1),
        "margin_step": number(1, "%", 0, 1),
        "reserve_months": number(6, "1", 3, 12),
        "sweep": number(0, "%", 0, 50),
        "overrun_facility": number(0, "MUSD", 0, 50),
        "insurance": number(1, "%", 0, 1.5),
        "insured_share": number(0, "%", 0, 95),
        "guarantee": "none",
    }
    lines = "\n".join(f"      {key}: {text}" for key, text in terms.items())
    file = own_case / "facilities.yaml"
    old = (
        "  - {id: with-importer-loan, title: With the importer's loan, facilities: [importer-loan]}"
    )
    text = file.read_text(encoding="utf-8")
    assert old in text
    head = old.partition(", title")[0].replace("{", "")
    rest = "    title: Loan\n    facilities: [importer-loan]\n    structure:"
    package = f"{head}\n{rest}\n{lines}"
    file.write_text(text.replace(old, package), encoding="utf-8")
    project = str(own_case / "projects" / "example-mine.yaml")
    found = rows(capsys, "value", project, "--finance", "--package", "with-importer-loan")
    by_name = {(row["measure"], row["deck"]): row for row in found}
    assert by_name["sources debt", "all"]["low"] == 0
    cover = by_name["minimum dscr", "low"]
    assert cover["value"] >= 1.2
    assert "no debt" in cover["note"]
    text = file.read_text(encoding="utf-8").replace("amount: {value: 200,", "amount: {value: 0,")
    file.write_text(text, encoding="utf-8")
    assert run("value", project, "--finance", "--package", "with-importer-loan") == 2
    assert "lends nothing to example-mine" in capsys.readouterr().err
