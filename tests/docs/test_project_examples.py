"""The worked examples of the documentation are read, computed, and add up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orepact.case import load, scaffold, surroundings
from orepact.evidence import load_model, parse_model
from orepact.mine import (
    CashFlow,
    Choice,
    DeckFile,
    MoneyBasis,
    ProjectFile,
    RegimeFile,
    cash_flow,
    finance_rows,
    market_of,
    value_rows,
)

DOCS = Path(__file__).parents[2] / "docs"
PRICE_LINES = re.compile(r"^```yaml\n(      zinc:.*?)^```", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"^```yaml\n(id: .*?)^```", re.DOTALL | re.MULTILINE)
BASIS = MoneyBasis(year=2025, price_index={2024: 97.0, 2025: 100.0}, inflation=0.025)
PRICES = {
    "copper": 9500,
    "zinc": 2800,
    "lead": 2000,
    "silver": 900_000,
    "barite": 200,
    "coal": 45,
    "chromite": 300,
}


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def blocks(name: str) -> list[str]:
    return BLOCK.findall((DOCS / name).read_text(encoding="utf-8"))


def regimes() -> dict[str, RegimeFile]:
    royalty = {
        "id": "royalty",
        "title": "Royalty",
        "type": "ad valorem",
        "base": "nsr",
        "rate": number(5, "%"),
        "recipient": "host-government",
        "status": "open",
        "legal_source": "none",
    }
    plain: dict[str, Any] = {"title": "x", "as_of": "2025-12-31", "levies": [royalty]}
    tariff = {
        "product": "coal/run-of-mine",
        "allowed_return": number(20, "%"),
        "basis": "nominal",
        "on": "equity",
        "legal_source": "none",
    }
    return {
        "example-regime": parse_model(
            RegimeFile, {"id": "example-regime", **plain}, name="r", lines={}
        ),
        "coal-tariff": parse_model(
            RegimeFile, {"id": "coal-tariff", "tariff": tariff, **plain}, name="r", lines={}
        ),
    }


def flow_of(project: ProjectFile) -> CashFlow:
    deck = {
        "id": "flat",
        "title": "Flat",
        "as_of": "2025-12-31",
        "weight": number(100, "%"),
        "prices": {key: number(value, "USD/t", price_year=2025) for key, value in PRICES.items()},
    }
    decks = parse_model(DeckFile, {"decks": [deck]}, name="decks.yaml", lines={})
    variant = project.variants[0]
    return cash_flow(
        project,
        variant,
        variant.first_spend_years[0],
        regime=regimes()[project.regime],
        facilities=(),
        market=market_of(decks.decks, BASIS),
        money=BASIS,
        years=np.arange(2026, 2066),
    )


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CashFlow]:
    folder = tmp_path_factory.mktemp("projects")
    found = {}
    for text in blocks("project-examples.md"):
        path = folder / "example.yaml"
        path.write_text(text, encoding="utf-8")
        project = load_model(ProjectFile, path)
        found[project.kind] = flow_of(project)
    return {str(kind): flow for kind, flow in found.items()}


def test_every_kind_has_an_example(flows: dict[str, CashFlow]) -> None:
    assert set(flows) == {
        "mine",
        "industrial mineral",
        "coal",
        "smelter",
        "small mines",
        "exploration",
    }


def test_the_cash_of_all_parties_is_the_pre_tax_cash(flows: dict[str, CashFlow]) -> None:
    for flow in flows.values():
        scale = max(1.0, float(np.abs(flow.operation.pre_tax).max()))
        together = sum(flow.parties.values(), np.zeros_like(flow.operation.pre_tax))
        assert np.abs(together - flow.operation.pre_tax).max() < 1e-9 * scale


def test_the_stockpile_of_the_mine_is_emptied(flows: dict[str, CashFlow]) -> None:
    plan = flows["mine"].plan
    assert plan is not None
    # Mined 0.6 + 0.6 + 0.5 + 0.5 + 0.4 + 0.3 = 2.9 Mt, fed 0.4 + 5 x 0.5 = 2.9 Mt.
    assert plan.mined.sum() == pytest.approx(2.9e6)
    assert plan.feed.sum() == pytest.approx(2.9e6)
    assert plan.pile[0] == pytest.approx(0.3e6)
    assert plan.pile[-1] == pytest.approx(0.0, abs=1e-3)
    # Metal is neither lost nor made on the pile: 0.6x6 + 0.6x7 + 1.0x7 + 0.4x8 + 0.3x7 = 20.1 pts.
    assert (plan.feed * plan.grade["zinc"]).sum() == pytest.approx(0.201e6)


def test_the_coal_tariff_earns_its_return(flows: dict[str, CashFlow]) -> None:
    flow = flows["coal"]
    assert flow.tariff is not None
    real = 1.2 / 1.025 - 1.0
    cash = flow.after_tax[0] / (1.0 + real) ** np.arange(flow.after_tax.shape[1])
    assert cash.sum() == pytest.approx(0.0, abs=1e-3)


def test_small_mines_count_only_what_changes(flows: dict[str, CashFlow]) -> None:
    operation = flows["small mines"].operation
    forgone = np.asarray(operation.forgone)
    # 0.06 Mt x (50 % x 300 USD/t x 0.7 - 70) = 0.06 x 35 = 2.1 MUSD a year.
    assert forgone.max() == pytest.approx(2.1)
    assert (forgone > 0).sum() == 12


def test_every_block_fits_a_new_case_as_it_stands(tmp_path: Path) -> None:
    """As a newcomer does: a new case, the price lines, the regimes and projects of the pages."""
    folder = tmp_path / "my-case"
    scaffold(folder)
    decks = folder / "decks.yaml"
    (lines,) = PRICE_LINES.findall((DOCS / "project-examples.md").read_text(encoding="utf-8"))
    copper = re.compile(r"^(      copper: .*\n)", re.MULTILINE)
    text = copper.sub(lambda found: found[1] + lines, decks.read_text(encoding="utf-8"))
    decks.write_text(text, encoding="utf-8")
    for page, place in (
        ("project-examples.md", "projects"),
        ("project-file.md", "projects"),
        ("regime-file.md", "regimes"),
    ):
        for block in blocks(page):
            name = block.partition("\n")[0].removeprefix("id: ")
            (folder / place / f"{name}.yaml").write_text(block, encoding="utf-8")
    page = (DOCS / "finance-file.md").read_text(encoding="utf-8")
    (package,) = re.findall(r"^```yaml\n(  - id: .*?)^```", page, re.DOTALL | re.MULTILINE)
    facilities = folder / "facilities.yaml"
    facilities.write_text(facilities.read_text(encoding="utf-8") + package, encoding="utf-8")
    mine = folder / "projects" / "example-mine.yaml"
    text = mine.read_text(encoding="utf-8")
    mine.write_text(text.replace("packages: [", "packages: [with-structure, "), encoding="utf-8")
    case = load(folder)
    around = surroundings(case)
    assert len(case.projects) >= 8
    for project in case.projects.values():
        assert value_rows(project, around, Choice())
    found = {
        row["measure"] for row in finance_rows(case.projects["example-mine"], around, Choice())
    }
    assert {
        "sources debt",
        "overrun facility",
        "metal sold ahead, worth",
        "political-risk cover, worth to lenders",
        "condition gearing",
        "overrun borne at 0 years of delay",
    } <= found
