"""What corridor, workforce and receipts name must be in the case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orepact.case import case_folder, problems


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked") / "us-pakistan"
    shutil.copytree(case_folder("us-pakistan"), folder)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_that_leads_nowhere_is_told_at_once_with_file_and_key(copied: Path) -> None:
    change(copied / "corridor.yaml", "options: [ml-3-upgrade, ml-3-completion]", "options: [ml-3]")
    change(copied / "corridor.yaml", "borrower: federation", "borrower: federasion")
    change(copied / "workforce.yaml", "enabler: training-balochistan", "enabler: training")
    change(copied / "workforce.yaml", "project: gunga-barite", "project: gunga")
    assumed = "quality: D, source: assumption"
    numbers = (
        f"    per_tonne: {{value: 40, unit: USD/t, range: [30, 50], {assumed}, price_year: 2025}}\n"
        f"    tonnes: {{value: 870, unit: kt/yr, range: [800, 1000], {assumed}}}\n"
        f"    years: {{value: 30, unit: yr, range: [20, 40], {assumed}}}\n"
    )
    receipt = (
        f"receipts:\n  - payer: reko\n    resource: rail\n{numbers}  - payer: reko-diq\n{numbers}"
    )
    change(copied / "enablers" / "ml-3-upgrade.yaml", "payers:\n", receipt + "payers:\n")
    told = "\n".join(str(problem) for problem in problems(copied))
    for words in (
        "lines[0].modules[0].options: option 'ml-3' is not in the case",
        "finance[0].borrower: party 'federasion' is not in the case",
        "centres[2].enabler: option 'training' is not in the case",
        "sites[1].project: project 'gunga' is not in the case",
        "receipts[0].payer: project or user 'reko' is not in the case",
        "receipts[0].resource: resource 'rail' is not in the case",
        "receipts[1].resource: project reko-diq pays, but by no resource",
    ):
        assert words in told, words
    assert "Did you mean federation" in told
