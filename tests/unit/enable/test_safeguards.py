"""Water, waste, land and air from physicals; standards; repairs of the law: by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import ValidationError

from orepact.enable import Standard, praise_allowed, standard_state
from orepact.enable.basin import basin_findings
from orepact.enable.consent_file import Applicability, ProjectConsent
from orepact.enable.environment import EnvironmentCase
from orepact.enable.environment_file import Consequence, EnvironmentFile
from orepact.enable.environment_lookup import environment_findings
from orepact.enable.legal_repair import chance_done, year_reached
from orepact.enable.site_physics import Reading
from orepact.enable.standards import Requirement, RequirementState
from orepact.enable.tailings_dam import implied_class
from orepact.evidence import Parameter
from orepact.mine import ProjectFile
from orepact.mine.physical_file import Concentrate, Deposit, Product
from orepact.mine.schedule_file import Schedule


def number(value: float, unit: str, low: float | None = None, high: float | None = None) -> Any:
    ends = (value if low is None else low, value if high is None else high)
    return {
        "value": value,
        "unit": unit,
        "range": ends,
        "quality": "D",
        "source": "assumption",
        "note": "For the test.",
    }


def project() -> ProjectFile:
    """A mine of 10 Mt a year for 10 years: 1 % copper, 90 % recovered, concentrate of 30 %."""
    content = {
        "id": "pit",
        "title": "Pit",
        "kind": "mine",
        "commodity": "copper",
        "place": "Here",
        "as_of": "2026-01-01",
        "status": "planned",
        "deposits": [
            {
                "id": "ore",
                "title": "Ore",
                "deposit_class": "probable",
                "compliance": "none",
                "tonnage": number(100, "Mt"),
                "grades": {"copper": number(1.0, "%")},
            }
        ],
        "products": [
            {
                "id": "copper/concentrate",
                "commodity": "copper",
                "stage": "concentrate",
                "basis": "metal",
                "price": "copper",
                "output_unit": "kt/yr",
                "recovery": number(90, "%"),
                "payability": number(96, "%"),
            }
        ],
        "concentrate": {
            "metal": "copper",
            "grade": number(30, "%"),
            "moisture": number(8, "%"),
            "treatment_charge": number(50, "USD/t") | {"price_year": 2025},
        },
        "schedule": {
            "mines": "ore",
            "life": number(10, "yr"),
            "strip_ratio": number(2, "t/t"),
            "blocks": [{"from_year": 1, "feed": number(10, "Mt/yr")}],
        },
        "phases": [],
        "owners": [],
        "regime": "none",
        "packages": [],
        "variants": [],
        "earliest_spend": 2027,
        "closure": number(50, "MUSD", 20, 90) | {"price_year": 2025},
    }
    return ProjectFile.model_construct(**{**content, **_parsed(content)})


def _parsed(content: dict[str, Any]) -> dict[str, Any]:
    """Parse the physical parts that the computation reads, by their own schemas."""
    concentrate = Concentrate.model_validate(content["concentrate"], strict=False)
    return {
        "deposits": tuple(Deposit.model_validate(d, strict=False) for d in content["deposits"]),
        "products": tuple(Product.model_validate(p, strict=False) for p in content["products"]),
        "concentrate": concentrate,
        "concentrates": (),
        "schedule": Schedule.model_validate(content["schedule"], strict=False),
        "closure": Parameter.model_validate(content["closure"], strict=False),
        "feed": None,
        "resource_use": (),
    }


def site(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = {
        "project": "pit",
        "water": {"basin": "valley", "per_feed": number(0.5, "m3/t", 0.4, 1.0)},
        "waste": {
            "residue": "tailings",
            "density": number(1.5, "t/m3", 1.25, 1.75),
            "rock_density": number(2.0, "t/m3"),
            "dam": {
                "title": "the dam",
                "height": number(50, "m", 40, 60),
                "consequence": "no evidence",
                "population_at_risk": number(50, "person", 0, 5000),
                "depth_share": number(50, "%"),
            },
        },
        "energy": {
            "per_feed": number(20, "kWh/t"),
            "electricity_factor": number(0.5, "t/MWh"),
            "diesel": number(1.0, "liter/t"),
            "diesel_factor": number(2.7, "kg/liter"),
        },
        "land": {"areas": [{"id": "pit", "title": "Pit", "area": number(2, "km2", 1, 4)}]},
        "closure": {"rule": "None was found."},
    }
    return content | changes


def file(**changes: Any) -> EnvironmentFile:
    basin = {
        "id": "valley",
        "title": "Valley",
        "district": "Here",
        "recharge": number(10_000_000, "m3/yr", 0, 20_000_000),
        "other_use": number(7_000_000, "m3/yr", 5_000_000, 9_000_000),
        "area": number(100, "km2"),
        "saturated": number(20, "m"),
        "drainable": number(10, "%"),
    }
    content = {"basins": [basin], "sites": [site(**changes)]}
    return EnvironmentFile.model_validate(content, strict=False)


def case(**changes: Any) -> EnvironmentCase:
    return EnvironmentCase(case="a-case", file=file(**changes), projects={"pit": project()})


def test_tonnes_water_power_and_ground_follow_from_the_schedule() -> None:
    physics = case().sites[0]
    # 10 Mt x 0.5 m3; copper 10 Mt x 1 % x 90 % = 90 kt, concentrate 300 kt a year
    assert physics.water() == pytest.approx(5e6)
    assert physics.residue() == pytest.approx(10 * (10e6 - 300e3))
    assert physics.waste_rock() == pytest.approx(200e6)
    assert physics.rock_volume() == pytest.approx(100e6)
    # 97 Mt / 1.5 = 64.67 Mm3 over 25 m of mean thickness, and 2 km2 of pit
    assert physics.tailings_area() == pytest.approx(97e6 / 1.5 / 25 / 1e6)
    assert physics.land() == pytest.approx(2 + 97 / 1.5 / 25)
    # 200 GWh x 0.5 + 30 Ml x 2.7 kg = 100 + 81 kt
    assert physics.electricity() == pytest.approx(200e3)
    assert physics.emissions() == pytest.approx(181e3)


def test_each_end_of_a_range_takes_every_input_at_its_least_or_most_effect() -> None:
    physics = case().sites[0]
    assert physics.water(Reading.MOST) == pytest.approx(10e6)
    # more ground under the tailings: light tailings and a low dam
    assert physics.tailings_area(Reading.MOST) == pytest.approx(97e6 / 1.25 / 20 / 1e6)
    for compute in (physics.water, physics.land, physics.emissions, physics.residue_volume):
        assert compute(Reading.LEAST) <= compute(Reading.CENTRAL) <= compute(Reading.MOST)


def test_a_basin_adds_all_sites_and_what_people_draw() -> None:
    given = case()
    found = {
        item.measure.rpartition("_")[2]: item
        for item in basin_findings(given, given.file.basins[0])
    }
    assert found["use"].number == pytest.approx(12e6)
    # 12 of 10 million at the centre; with no recharge at the worst, only a lower bound is left
    assert found["share"].value.low == pytest.approx(100 * 9 / 20)
    assert found["share"].high is None
    # 100 km2 x 20 m x 10 % = 200 Mm3, 2 Mm3 short a year
    assert found["years"].number == pytest.approx(100)
    # 10 years x 2 Mm3 over 10 km2 of drained ground
    assert found["fall"].number == pytest.approx(2.0)
    assert found["wells"].value.is_gap


def test_what_nobody_counted_is_missing_and_never_zero() -> None:
    found = {item.id: item for item in environment_findings(case())}
    for measure in ("moved", "users", "bond"):
        item = found[f"enable.environment_{measure}[case=a-case,project=pit]"]
        assert item.value.is_gap
        assert item.value.number is None
    assert len(found) == len(environment_findings(case()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"water": {"per_feed": number(0.5, "m3/t")}}, "basin"),
        ({"water": {"basin": "hill", "per_feed": number(0.5, "m3/t")}}, "'hill', which is not"),
        ({"water": {"basin": "valley"}}, "either resource or per_feed"),
        ({"land": {"areas": [{"id": "pit", "title": "P", "area": number(-1, "km2")}]}}, "negative"),
        ({"closure": {"rule": "r", "bond": number(5, "MUSD")}}, "holder"),
    ],
)
def test_a_site_that_hides_something_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        file(**changes)


@pytest.mark.parametrize("missing", ["height", "consequence"])
def test_a_dam_without_height_or_class_is_refused(missing: str) -> None:
    waste = site()["waste"]
    del waste["dam"][missing]
    with pytest.raises(ValidationError, match=missing):
        file(waste=waste)


def test_a_declared_class_needs_a_document() -> None:
    waste = site()["waste"]
    waste["dam"]["consequence"] = "low"
    with pytest.raises(ValidationError, match="needs evidence"):
        file(waste=waste)


@pytest.mark.parametrize(
    ("people", "name"),
    [(0, "low"), (10, "significant"), (11, "high"), (1000, "very high"), (1001, "extreme")],
)
def test_people_at_risk_give_the_least_class(people: float, name: str) -> None:
    assert implied_class(people) is Consequence(name)


def requirement(state: str, said_by: str = "lender", standard: str = "gistm") -> Requirement:
    content = {"standard": standard, "asks": "it", "state": state, "said_by": said_by}
    if state != "no evidence":
        content["evidence"] = {"source": "a-document", "shows": "it"}  # type: ignore[assignment]
    return Requirement.model_validate(content, strict=False)


def test_a_standard_is_as_good_as_its_worst_requirement_and_silence_is_no_evidence() -> None:
    met, gap, none = (requirement(state) for state in ("met", "gap", "no evidence"))
    assert standard_state([met], Standard.GISTM) is RequirementState.MET
    assert standard_state([met, none], Standard.GISTM) is RequirementState.NO_EVIDENCE
    assert standard_state([met, none, gap], Standard.GISTM) is RequirementState.GAP
    assert standard_state([met], Standard.PS1) is RequirementState.NO_EVIDENCE


def test_the_companys_own_word_never_makes_a_requirement_met() -> None:
    with pytest.raises(ValidationError, match="own word"):
        requirement("met", said_by="company")


def test_praise_needs_every_standard_met() -> None:
    every = [requirement("met", standard=item.value) for item in Standard]
    assert praise_allowed(every)
    for left in range(len(every)):
        assert not praise_allowed(every[:left] + every[left + 1 :])


def test_a_tier_that_nobody_is_named_for_needs_a_reason() -> None:
    content = {
        "project": "pit",
        "fpic": {"applies": "not assessed"},
        "ps7": {"applies": "not assessed"},
        "bodies": [{"id": "v", "tier": "community", "title": "V", "gate": "g", "why": "w"}],
        "grievances": {"channel": ""},
    }
    with pytest.raises(ValidationError, match="tribe, district, province"):
        ProjectConsent.model_validate(content, strict=False)
    reasons = {"tribe": "none", "district": "none", "province": "none"}
    read = ProjectConsent.model_validate({**content, "nobody": reasons}, strict=False)
    assert read.nobody == reasons


def test_contested_says_by_whom_and_with_which_document() -> None:
    content: dict[str, Any] = {"applies": "contested", "evidence": [{"source": "s", "shows": "x"}]}
    with pytest.raises(ValidationError, match="contested_by"):
        Applicability.model_validate(content, strict=False)
    with pytest.raises(ValidationError, match="needs evidence"):
        Applicability.model_validate({"applies": "yes"}, strict=False)


def test_a_repair_comes_with_the_chance_left_by_never_and_not_before_it_starts() -> None:
    assert chance_done(0.0, never=0.2, scale=2.0, shape=1.0) == 0.0
    assert chance_done(2.0, never=0.2, scale=2.0, shape=1.0) == pytest.approx(
        0.8 * (1 - math.exp(-1))
    )
    assert chance_done(1e6, never=0.2, scale=2.0, shape=1.0) == pytest.approx(0.8)
    assert year_reached(0.8, starts=2026, never=0.2, scale=2.0, shape=1.0) is None
    year = year_reached(0.4, starts=2026, never=0.2, scale=2.0, shape=1.5)
    assert year is not None
    assert chance_done(year - 2026, never=0.2, scale=2.0, shape=1.5) == pytest.approx(0.4)
