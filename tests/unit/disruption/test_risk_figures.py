import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orepact.cli.app import app
from orepact.disruption.risk_figures import RiskLookup, RiskQuestion, risk_figures
from orepact.errors import OrepactError
from orepact.exposure import exposure
from orepact.trace import parse_result_id

SCENARIO = """\
title: Two suppliers of one market at once
restrictions:
  - {title: China withholds, imposers: [CHN], commodity: gallium, cut: 0.8, instrument: licence}
  - {title: Japan too, imposers: [JPN], commodity: gallium, cut: 0.5, instrument: licence, years: 2}
  - {title: Antimony as well, imposers: [CHN], commodity: antimony, cut: 0.5, instrument: licence}
hazards:
  - {country: China, commodity: gallium, hazard: 0.5, reason: announced}
"""
PORTFOLIO = """\
title: A plant and a stock
items:
  - {title: Plant, kind: supply, commodity: gallium, tonnes: 5, host: Kazakhstan, cost_musd: 10}
  - {title: Talc, kind: supply, commodity: talc, tonnes: 5}
"""
KEYS = ("gallium", "antimony")


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> RiskQuestion:
    folder = tmp_path_factory.mktemp("risk")
    (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "portfolio.yaml").write_text(PORTFOLIO, encoding="utf-8")
    return RiskQuestion(
        importer="USA",
        commodities=KEYS,
        scenario=str(folder / "scenario.yaml"),
        portfolio=str(folder / "portfolio.yaml"),
        years=2000,
        draws=50,
    )


def test_every_figure_has_an_id_that_computes_it_again(question: RiskQuestion) -> None:
    figures = risk_figures(exposure(), question)
    lookup = RiskLookup(exposure())
    assert len({one.id for one in figures}) == len(figures)
    for one in figures[:: max(len(figures) // 6, 1)]:
        record = lookup.find(one.id)
        assert record is not None
        assert record.value.number == one.value
        parsed = parse_result_id(one.id)
        assert parsed is not None
        assert RiskQuestion.of_keys(parsed[2]) is not None


def test_restrictions_of_one_market_are_one_row_and_all_together_another(
    question: RiskQuestion,
) -> None:
    losses = [one for one in risk_figures(exposure(), question) if one.measure == "risk_loss"]
    assert [one.of for one in losses] == ["gallium (refined)", "antimony (refined)", "all together"]
    assert "Japan too" in losses[0].note


def test_override_stands_in_the_hazards_with_its_reason(question: RiskQuestion) -> None:
    found = [one for one in risk_figures(exposure(), question) if one.measure == "risk_hazard"]
    assert (found[0].value, found[0].note) == (0.5, "announced")


def test_portfolio_names_what_counts_for_nothing_and_what_could_be_had_instead(
    question: RiskQuestion,
) -> None:
    found = {
        one.of: one for one in risk_figures(exposure(), question) if one.measure == "risk_insurance"
    }
    assert "talc" in found["Talc"].note
    assert found["Talc"].value == 0.0
    assert found["Plant"].value > 0.0
    assert any("recycled at home" in name for name in found)
    assert any("the same money as a stock" in name for name in found)


def test_restrictions_that_differ_cannot_be_one_market(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    text = SCENARIO.replace("cut: 0.5, instrument: licence, years: 2", "cut: 0.5, instrument: ban")
    file.write_text(text, encoding="utf-8")
    question = RiskQuestion(importer="USA", commodities=KEYS, scenario=str(file), draws=10)
    with pytest.raises(OrepactError, match="differ in target or instrument"):
        risk_figures(exposure(), question)


@pytest.mark.parametrize(("name", "number"), [("years", 0), ("draws", 0), ("draws", 10**7)])
def test_numbers_of_draws_out_of_reach_are_refused(name: str, number: int) -> None:
    with pytest.raises(OrepactError, match=name):
        RiskQuestion(importer="USA", **{name: number})  # type: ignore[arg-type]


def test_command_prints_rows_that_explain_understands() -> None:
    given = ["--importer", "USA", "--commodity", "gallium", "--years", "500", "--draws", "20"]
    answer = CliRunner().invoke(app, ["expected-loss", *given, "--format", "json"])
    assert answer.exit_code == 0
    rows = json.loads(answer.stdout)["rows"]
    assert all({"value", "unit", "id", "sources"} <= set(row) for row in rows)
    explained = CliRunner().invoke(app, ["explain", rows[0]["id"], "--format", "json"])
    assert explained.exit_code == 0
    assert json.loads(explained.stdout)["rows"][0]["value"] == rows[0]["value"]


def test_schemas_are_printed() -> None:
    answer = CliRunner().invoke(app, ["expected-loss", "--importer", "USA", "--schema"])
    assert set(json.loads(answer.stdout)) == {"scenario", "portfolio"}


def test_backtest_says_reached_and_missed_and_labels_every_row() -> None:
    answer = CliRunner().invoke(app, ["backtest", "--format", "json"])
    assert answer.exit_code == 0
    body = json.loads(answer.stdout)
    assert any("missed" in said for said in body["said"])
    assert all(row["is_in_sample"] is False for row in body["rows"])
    explained = CliRunner().invoke(app, ["explain", body["rows"][0]["id"]])
    assert explained.exit_code == 0
