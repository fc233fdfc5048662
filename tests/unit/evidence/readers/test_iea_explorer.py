"""The IEA's explorer as JSON: base year only, the rest of the world kept apart, damage refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from orepact.errors import EvidenceError
from orepact.evidence.names import read_table
from orepact.evidence.readers.iea_explorer import READER


def body() -> dict[str, Any]:
    supply: dict[str, Any] = {}
    for series in read_table("iea_series.csv"):
        supply.setdefault(series["mineral"], {})[series["section"]] = {
            "countries": {"Chile": {"2024": 2.0, "2030": 9.0}, "Rest of world": {"2024": 1.0}},
            "total": {"2024": 3.0},
        }
    return {"source": "IEA Critical Minerals Data Explorer (2024), CC BY 4.0", "supply": supply}


def file(folder: Path, content: object) -> Path:
    path = folder / "explorer.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_only_the_base_year_is_read(tmp_path: Path) -> None:
    path = file(tmp_path, body())
    assert READER.recognises(path)
    figures = READER.read(path).tables["figures"]
    assert set(figures["period"]) == {"2024"}
    assert set(figures["country"]) == {"CHL", "OTH", "WLD"}
    assert set(figures["number"]) == {1.0, 2.0, 3.0}


@pytest.mark.parametrize("number", [-1.0, "many"])
def test_output_that_is_no_number_is_refused(tmp_path: Path, number: object) -> None:
    bad = body()
    bad["supply"]["Copper"]["mining"]["countries"]["Chile"]["2024"] = number
    with pytest.raises(EvidenceError, match="no output"):
        READER.read(file(tmp_path, bad))


def test_an_unknown_country_and_a_missing_mineral_are_refused(tmp_path: Path) -> None:
    bad = body()
    bad["supply"]["Copper"]["mining"]["countries"]["Atlantis"] = {"2024": 1.0}
    with pytest.raises(EvidenceError, match="Atlantis"):
        READER.read(file(tmp_path, bad))
    with pytest.raises(EvidenceError, match="no output by country"):
        READER.read(file(tmp_path, {"source": "x", "supply": {}}))
    with pytest.raises(EvidenceError, match="no supply"):
        READER.read(file(tmp_path, []))
