"""docs/write-a-mine.md: its file is valued as it stands, and every figure on the page comes out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orepact.cli import main

PAGE = (Path(__file__).parents[2] / "docs" / "write-a-mine.md").read_text(encoding="utf-8")
FILE = PAGE.split("```yaml\n")[1].split("```")[0]
ROYALTY = PAGE.split("    own_levies:\n")[1].split("\n\n")[0]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.chdir(tmp_path)

    def run(text: str, *arguments: str, code: int = 0) -> str:
        Path("goldboro.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit) as ended:
            main([*(arguments or ("value", "goldboro.yaml", "--no-bands"))])
        told = capsys.readouterr()
        assert ended.value.code == code, told.err
        return told.err if code else told.out

    return run


def figures(out: str) -> dict[str, float]:
    rows = json.loads(out)["rows"]
    return {row["measure"]: row["value"] for row in rows if "value" in row and not row["party"]}


def test_the_table_of_results_is_what_the_command_prints(run: Any) -> None:
    found = figures(run(FILE, "value", "goldboro.yaml", "--no-bands", "--format", "json"))
    cells = [
        [cell.strip(" %") for cell in line.split("|")[1:4]]
        for line in PAGE.splitlines()
        if line.startswith(("| present value at", "| return", "| years to pay"))
    ]
    assert [float(cell[1]) for cell in cells] == [
        round(1.25 * found["present value before levies"]),
        round(found["return before levies"], 1),
        round(1.25 * found["present value after levies"]),
        round(found["rate of return"], 1),
        round(found["years to pay back"], 1),
    ]
    assert f"{found['break-even price']:,.0f} USD/oz" in PAGE
    assert f"{found['present value before levies']:.0f} MUSD times 1.25" in PAGE


def test_the_terminal_says_how_to_read_dollars_in_the_currency_of_the_file(run: Any) -> None:
    out = run(FILE)
    assert "The file is in CAD: times 1.25." in out
    assert "260 MUSD after levies, at 5 % real (its owner's rate)" in out


def test_bands_come_from_a_file_alone_and_the_share_of_losses_is_as_told(run: Any) -> None:
    out = run(FILE, "value", "goldboro.yaml")
    share = float(out.split("a loss in ")[1].split(" %")[0])
    assert abs(share - 28.0) < 2.0
    assert "the file states no holding_cost" in out


@pytest.mark.parametrize(
    "command",
    [
        line.strip()
        for line in PAGE.split("## Ask more of it")[1].split("##")[0].splitlines()
        if line.startswith("    orepact ")
    ],
)
def test_every_command_of_the_page_runs(run: Any, command: str) -> None:
    words = command.removeprefix("orepact ")
    arguments = (
        ["explain", words.split('"')[1]] if words.startswith("explain") else [*words.split()]
    )
    if arguments[0] == "value" and "--regime" not in arguments:
        arguments.append("--no-bands")
    assert run(FILE, *arguments).strip()


def test_what_is_explained_keeps_the_amount_as_written_and_names_the_source(run: Any) -> None:
    name = "case:goldboro.yaml/projects/goldboro:operating_costs.mining.rate"
    column = "case=goldboro.yaml,project=goldboro,column=planned.2022.equity-only,deck=study"
    out = run(FILE, "explain", f"mine.present_value_before_levies[{column}]")
    assert name in out.replace("\n", "").replace("│   ", "")
    assert "4.99 CAD/t at 1.25 CAD per USD" in out
    assert "Signal Gold, Goldboro" in out


def test_a_private_royalty_lowers_the_value_and_is_no_tax(run: Any) -> None:
    lines = f"own_levies:\n{ROYALTY}".replace("\n    ", "\n").replace(
        "[federation, province]     # so that the holder's royalty is no tax", "[government]"
    )
    asked = ("value", "goldboro.yaml", "--no-bands", "--format", "json")
    plain, bearing = figures(run(FILE, *asked)), figures(run(f"{FILE}{lines}\n", *asked))
    assert bearing["present value after levies"] < plain["present value after levies"]
    assert bearing["governments' present value"] < plain["governments' present value"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("1.46, 1.2]", "1.46, 2.2]", "mines"),
        ("recovery: {value: 95.8", "recovery: {value: 105", "105 % is above 100"),
        ("share: {value: 100", "share: {value: 90", "owners' shares sum to 90 %"),
        (
            "capex: {value: 271, unit: MCAD, quality: B, source: study, price_year: 2021}",
            "capex: {value: 271, unit: MCAD, quality: B, source: study}",
            "this money needs price_year",
        ),
        ("source: release}", "source: nowhere}", "no entry in `sources` for nowhere"),
        ("currency: CAD", "currency: USD", "unit 'CAD/oz' is not known; money stands in USD"),
        (
            "      gold: {value: 2000",
            "      silver: {value: 2000",
            "deck study has no price 'gold'",
        ),
        ("per_dollar: {value: 1.25", "per_dollar: {value: 0", "goldboro.yaml:money.per_dollar"),
        ("regime: nova-scotia", "regime: chili", "project.regime names 'chili'"),
        ("packages: [equity-only]", "packages: [a-bank]", "which is not under `packages`"),
        ("price_year: 2021, note: 1600", "price_year: 2019, note: 1600", "2019"),
        ("project:\n", "projekt:\n", "no key `project`"),
    ],
)
def test_bad_input_is_named_with_the_file_and_nothing_is_computed(
    run: Any, old: str, new: str, told: str
) -> None:
    assert old in FILE
    err = run(FILE.replace(old, new), "value", "goldboro.yaml", code=2)
    assert told in err
    assert "goldboro.yaml" in err
    assert "Traceback" not in err
    assert "projects/" not in err or "no key" in err


def test_debt_that_the_cash_cannot_serve_is_named_and_nothing_is_computed(run: Any) -> None:
    def share(number: float) -> str:
        return f'{{value: {number}, unit: "%", range: [{number}, {number}], quality: D, source: assumption}}'  # fmt: skip # noqa: E501

    years = "{value: 4, unit: yr, range: [4, 4], quality: D, source: assumption}"
    loan = (
        "facilities:\n  - {id: bank, title: A bank, lender: bank, needs_deal: false, "
        "status: assumed, amount: {value: 250, unit: MUSD, range: [250, 250], quality: D, "
        f"source: assumption}}, gearing_cap: {share(100)}, tenor: {years}, "
        f"grace: {{value: 0, unit: yr, range: [0, 0], quality: D, source: assumption}}, "
        f"base_rate: {share(40)}, margin: {share(10)}, fee: {share(1)}, credit_loss: {share(1)}}}\n"
        "packages:\n  - {id: bank, title: A bank, facilities: [bank]}\n"
    )
    text = FILE.replace("packages: [equity-only]", "packages: [bank]") + loan
    err = run(text, "value", "goldboro.yaml", "--no-bands", code=2)
    assert "goldboro.yaml:packages.bank: debt that the cash cannot serve" in err
