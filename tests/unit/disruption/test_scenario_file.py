from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from orepact.disruption.scenario_file import load_scenarios, scenario_schema
from orepact.errors import OrepactError

GOOD = """\
title: Two controls at once
restrictions:
  - title: China withholds gallium
    imposers: [China]
    commodity: Ga
    cut: 0.8
    years: 2
    instrument: licence
hazards:
  - country: South Africa
    commodity: rhodium
    hazard: 0.02
    reason: No control on it was ever announced
"""


def written(path: Path, text: str) -> Path:
    file = path / "scenario.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_names_are_read_in_any_spelling(tmp_path: Path) -> None:
    found = load_scenarios(written(tmp_path, GOOD))
    shock = found.restrictions[0].shock("refined")
    assert (shock.imposers, shock.commodity, shock.cut) == (("CHN",), "gallium", 0.8)
    assert found.hazards[0].override().country == "ZAF"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("cut: 0.8", "cut: 1.8", "cut"),
        ("cut: 0.8", "cut: .nan", "finite"),
        ("years: 2", "years: -1", "years"),
        ("[China]", "[Atlantis]", "Atlantis"),
        ("[China]", "[]", "imposers"),
        ("commodity: Ga", "commodity: unobtainium", "unobtainium"),
        ("instrument: licence", "instrument: wish", "instrument"),
        ("hazard: 0.02", "hazard: 2", "hazard"),
        ("years: 2", "yeers: 2", "yeers"),
        ("title: Two controls at once\n", "", "title"),
        ("years: 2", "years: 2\n    years: 3", "years"),
        ("cut: 0.8", "cut: [0.8", "scenario.yaml"),
    ],
)
def test_a_malformed_file_is_refused_with_its_place(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    file = written(tmp_path, GOOD.replace(before, after, 1))
    with pytest.raises(OrepactError) as caught:
        load_scenarios(file)
    assert said in str(caught.value)
    assert "scenario.yaml" in str(caught.value)


def test_schema_accepts_what_the_loader_accepts() -> None:
    import yaml

    jsonschema.validate(yaml.safe_load(GOOD), scenario_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"title": "x", "unknown": 1}, scenario_schema())
