from __future__ import annotations

import csv
from pathlib import Path

import pytest

from orepact.evidence.readers.usgs_labels import Meaning, commodity_meaning, country_meaning

LABELS = Path(__file__).parents[3] / "fixtures" / "usgs" / "labels.csv"


def labels(kind: str) -> list[str]:
    with LABELS.open(encoding="utf-8", newline="") as file:
        return [row["label"] for row in csv.DictReader(file) if row["kind"] == kind]


def test_every_country_label_of_the_official_files_is_resolved() -> None:
    assert len(labels("country")) > 150
    assert [name for name in labels("country") if not country_meaning(name).is_resolved] == []


def test_every_commodity_label_of_the_official_files_is_resolved() -> None:
    assert len(labels("commodity")) > 200
    assert [name for name in labels("commodity") if not commodity_meaning(name).is_resolved] == []


@pytest.mark.parametrize(
    ("label", "code", "qualifier"),
    [
        ("World total (rounded), natural", "WLD", "rounded, natural"),
        ("World total (rounded) 10", "WLD", "rounded"),
        ("Other countries (includes crude)", "OTH", "includes crude"),
        ("Congo (Kinshasa)", "COD", ""),
        ("Brazil (crude and beneficiated)", "BRA", "crude and beneficiated"),
    ],
)
def test_a_qualifier_is_kept_beside_the_code(label: str, code: str, qualifier: str) -> None:
    meaning = country_meaning(label)
    assert (meaning.code, meaning.qualifier) == (code, qualifier)


def test_an_unknown_label_is_kept_and_noted() -> None:
    assert country_meaning("Atlantis") == Meaning(
        code="UNK", note="country label 'Atlantis' is not resolved", is_resolved=False
    )
    ore = commodity_meaning("Unobtainium", "NEW CHAPTER")
    assert (ore.code, ore.is_resolved) == ("unobtainium", False)
    assert "NEW CHAPTER" in ore.note


def test_a_part_of_a_chapter_is_not_taken_for_the_chapter() -> None:
    assert commodity_meaning("Hafnium", "ZIRCONIUM AND HAFNIUM").code == "hafnium"
    assert commodity_meaning("Aluminum (bauxite)").code == "bauxite"
    assert commodity_meaning("Nepheline Syenite").code != commodity_meaning("Feldspar").code
