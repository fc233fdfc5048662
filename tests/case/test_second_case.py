"""A second case, another importer and host on the shipped evidence: it needs no change of code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import polars as pl
import pytest

from orepact import case
from orepact.cli import main
from orepact.evidence import bundle

FOLDER = Path(__file__).parent / "second-case"
FIRST_HOST = re.compile(r"pakistan|baloch|karachi|chagai|reko.?diq|muslim.?bagh", re.I)


@pytest.fixture(scope="module")
def second() -> case.Case:
    return case.load(FOLDER)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("second") / "plan"
    with pytest.raises(SystemExit) as ended:
        main(["plan", str(FOLDER), "--out", str(out)])
    assert ended.value.code == 0
    return out


def test_the_second_case_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["case", "check", str(FOLDER), "--format", "json"])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["command"] == "case check"


def test_prices_are_the_means_of_the_shipped_series(second: case.Case) -> None:
    """Twelve months to May 2026, and ten years in money of 2025 by the dollar's deflator."""
    monthly = bundle().prices(commodity="copper").filter(pl.col("period").str.contains("M"))
    month = dict(monthly.select("period", "number").iter_rows())
    latest = [month[p] for p in sorted(month) if "2025M06" <= p <= "2026M05"]
    assert len(latest) == 12
    level, yearly = 1.0, []
    deflator = dict(
        bundle()
        .macro(indicator="NY.GDP.DEFL.KD.ZG", country="USA")
        .select("year", "number")
        .iter_rows()
    )
    for year in range(2025, 2015, -1):
        months = [month[f"{year}M{number:02}"] for number in range(1, 13)]
        yearly.append(sum(months) / 12 / level)
        level /= 1 + deflator[year] / 100
    decks = {deck.id: deck.prices["copper"] for deck in second.files["decks"].model.decks}
    # printed to the dollar per tonne
    assert decks["latest"].value == pytest.approx(sum(latest) / 12, abs=0.5)
    assert decks["latest"].range == pytest.approx((min(latest), max(latest)), abs=0.5)
    assert decks["ten-years"].value == pytest.approx(sum(yearly) / 10, abs=0.5)
    assert decks["ten-years"].range == pytest.approx((min(yearly), max(yearly)), abs=0.5)


def test_figures_cited_by_id_are_in_the_evidence(second: case.Case) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.*")))
    cited = set(re.findall(r"\bev-[a-z0-9]{12}\b", text))
    assert len(cited) >= 5
    assert not [id_ for id_ in sorted(cited) if bundle().record(id_) is None]
    row = second.ledgers["governance"].row(0, named=True)
    record = bundle().record("ev-43sqqrfzagxm")
    assert record is not None
    assert float(row["value"]) == record.value.number


def test_explain_leads_from_a_number_of_a_case_in_a_folder_to_the_evidence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(FOLDER.parent)
    for id_, figure in (
        ("case:second-case/decks:latest.prices.copper", "ev-jq2amemqhdi6"),
        ("case:second-case/ledgers/governance:G001", "ev-43sqqrfzagxm"),
    ):
        with pytest.raises(SystemExit) as ended:
            main(["explain", id_, "--format", "json"])
        assert ended.value.code == 0
        tree = json.loads(capsys.readouterr().out)["tree"]
        assert figure in [node["id"] for node in tree["inputs"]]


def test_the_model_mine_is_a_quarter_of_the_imports_it_is_sized_by(second: case.Case) -> None:
    """176 kt of concentrate against 741 kt of customs line 260300 into Germany in 2024."""
    imports = bundle().trade(hs="260300", importer="DEU", year=2024)["tonnes"].sum() / 1000
    assert imports == pytest.approx(741, abs=0.5)
    mine = second.files["projects/model-mine"].model
    copper = (
        mine.schedule.blocks[0].feed.value * 1000 * 0.007 * mine.products[0].recovery.value / 100
    )
    assert copper / 0.28 / imports == pytest.approx(0.25, abs=0.02)


def test_what_no_source_gives_is_assumed_with_a_reason(second: case.Case) -> None:
    text = "\n".join(
        line for path in sorted(FOLDER.rglob("*.yaml")) for line in path.read_text().splitlines()
    )
    assumed = re.findall(r"\{[^{}]*source: (?:assumption|law-from-memory)[^{}]*\}", text)
    assert len(assumed) > 40
    bare = [entry for entry in assumed if "value:" in entry and "note:" not in entry]
    assert not bare


def test_the_plan_runs_and_speaks_of_its_own_countries_only(planned: Path) -> None:
    run = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    assert run["answer"]["verdict"]
    html = (planned / "plan.html").read_text(encoding="utf-8")
    for own in ("Germany", "Chile", "A model copper mine"):
        assert own in html
    # customs flows of any country may stand in the lineage; what the page says may not name others
    said = {"plan.html": html.partition('<section class="cards"')[0], "answer": str(run["answer"])}
    said |= {path.name: path.read_text("utf-8") for path in planned.glob("tables/*.csv")}
    said |= {id_: str(r) for id_, r in run["records"].items() if r["kind"] != "source figure"}
    for name, text in said.items():
        found = FIRST_HOST.findall(text)
        assert not found, f"{name} names {sorted(set(found))}"
    # the first importer may stand among real suppliers and publishers, never among the parties
    parties = (planned / "tables" / "answer.parties.csv").read_text(encoding="utf-8")
    assert "United States" not in parties


def test_every_party_gets_a_gain_and_the_mine_a_choice(planned: Path, second: case.Case) -> None:
    run = json.loads((planned / "plan.json").read_text(encoding="utf-8"))
    parties = [party.id for party in second.files["parties"].model.parties]
    assert len(parties) == 4
    for party in parties:
        assert any(
            f"party={party}" in id_ and id_.startswith("plan.gain") for id_ in run["records"]
        )
    assert any("model-mine" in id_ for id_ in run["records"])
