"""Inputs of the EU study: indices by material, trade parameters by country, damage refused."""

from pathlib import Path

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.readers.eu_crm_2023 import READER

INPUTS = (
    "material_name,eu_stages,eu_used_supply_primary,eu_used_supply_refined,si_ei,si_sr,"
    "import_reliance_primary,import_reliance_refined,end_of_life\n"
)
PARAMETERS = "material_name,country_name,parameter,category,scope\n"


def file(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_indices_and_rates_become_figures_and_wood_is_passed_over(tmp_path: Path) -> None:
    text = (
        INPUTS + "Copper,E+P,GS+EU,GS+EU,0.70,0.71,48,17,55\nRoundwood,E,GS+EU,,0.79,0.82,0,,20\n"
    )
    path = file(tmp_path, text)
    assert READER.recognises(path)
    found = READER.read(path)
    figures = found.tables["figures"]
    assert dict(zip(figures["detail"], figures["number"], strict=True)) == {
        "of economic importance": 0.70,
        "of supply risk": 0.71,
        "extraction": 48.0,
        "processing": 17.0,
        "end of life": 55.0,
    }
    assert "Roundwood" in found.notes[0]


def test_a_trade_parameter_belongs_to_country_stage_and_scope(tmp_path: Path) -> None:
    figures = READER.read(file(tmp_path, PARAMETERS + "Nickel,Indonesia,1.3,primary,world\n"))
    row = figures.tables["figures"].row(0, named=True)
    assert (row["country"], row["detail"], row["number"]) == ("IDN", "extraction, world", 1.3)


@pytest.mark.parametrize("number", ["-1", "often"])
def test_a_number_that_is_none_is_refused(tmp_path: Path, number: str) -> None:
    with pytest.raises(EvidenceError, match=r"table\.csv:2"):
        READER.read(file(tmp_path, PARAMETERS + f"Nickel,Indonesia,{number},primary,world\n"))


def test_published_results_keep_materials_that_are_no_commodity_here(tmp_path: Path) -> None:
    """A made-up table in the layout that a user would lay over the evidence."""
    text = (
        "material_name,supply_risk_extraction,supply_risk_processing,supply_risk,"
        "economic_importance\nGallium,,3.9,3.9,3.8\nNatural Rubber,0.7,,0.7,5.0\n"
    )
    figures = READER.read(file(tmp_path, text)).tables["figures"]
    rubber = figures.filter(figures["label"] == "Natural Rubber")
    assert rubber["commodity"].to_list() == [""] * 3
    told = zip(rubber["statistic"], rubber["detail"], rubber["number"], strict=True)
    assert list(told) == [
        ("supply risk", "extraction", 0.7),
        ("supply risk", "overall", 0.7),
        ("economic importance", "overall", 5.0),
    ]
    assert figures.filter(figures["label"] == "Gallium")["commodity"][0] == "gallium"
