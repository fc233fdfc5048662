"""The worked example of docs/project-file.md: its file loads, its table is what comes out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from orepact.evidence import load_model
from orepact.mine import DeckFile, MoneyBasis, ProjectFile, RegimeFile, cash_flow, market_of

DOCS = Path(__file__).parents[3] / "docs" / "project-file.md"


def test_the_documented_file_gives_the_documented_table(
    tmp_path: Path, regime: RegimeFile, decks: DeckFile, basis: MoneyBasis
) -> None:
    text = DOCS.read_text(encoding="utf-8")
    file = tmp_path / "tiny.yaml"
    file.write_text(text.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    project = load_model(ProjectFile, file)
    levies = [levy.model_copy(update={"recipient": "host-government"}) for levy in regime.levies]
    flow = cash_flow(
        project,
        project.variants[0],
        2026,
        regime=regime.model_copy(update={"levies": levies}),
        facilities=(),
        market=market_of(decks.decks, basis),
        money=basis,
        years=np.arange(2026, 2033),
    )
    rows = {
        line.split("|")[1].strip(" *"): [float(cell.strip(" *")) for cell in line.split("|")[2:5]]
        for line in text.splitlines()
        if line.startswith("|") and line.rstrip("| ").endswith(tuple("0123456789.*"))
    }
    shown = {
        "pre-tax net cash flow": flow.operation.pre_tax,
        "revenue = net smelter return": flow.operation.nsr,
        "company: pays all (90 / 90), receives 90 %": flow.parties["mine-company"],
        "government: royalty 5, and 10 % of 55": flow.parties["host-government"],
    }
    assert shown.keys() <= rows.keys()
    for name, cash in shown.items():
        np.testing.assert_allclose(cash[0, [0, 1, 2]], rows[name], err_msg=name)
        np.testing.assert_allclose(cash[0, 2:6], rows[name][2], err_msg=name)
