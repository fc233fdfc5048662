from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from orepact.enable import EnablerOption, Resource


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    plain = {"value": value, "unit": unit, "quality": "B", "source": "a-document"}
    return plain | more


def option(**more: Any) -> EnablerOption:
    content: dict[str, Any] = {
        "id": "a-line",
        "title": "A line",
        "kind": "power",
        "place": {"name": "From here to there"},
        "status": "Planned.",
        "status_as_of": "2026-01-01",
        "cost": number(200.0, "MUSD", price_year=2025),
        "spend": {"shares": [25.0, 75.0], "quality": "D", "source": "assumption"},
        "operating_cost": number(4.0, "MUSD/yr", price_year=2025),
        "lead_time": number(2.5, "yr"),
        "earliest_start": 2027,
        "provides": [
            {"resource": "power", "amount": number(0.1, "GW")},
            {"resource": "power", "amount": number(50.0, "MW"), "years_after_opening": 3},
        ],
        "payers": [
            {"party": "host", "share": number(60.0, "%")},
            {"party": "importer", "share": number(40.0, "%")},
        ],
        "owners": [{"party": "host", "share": number(100.0, "%")}],
    }
    return EnablerOption.model_validate_json(json.dumps(content | more), strict=True)


def test_cost_spreads_over_construction_years_and_loses_nothing() -> None:
    # 200 million, a quarter in the first year, three quarters in the second
    assert option().cost_by_year() == (50.0, 150.0)
    assert sum(option().cost_by_year("bnUSD")) == pytest.approx(0.2)


def test_only_the_attributable_part_is_charged() -> None:
    shared = option(attributable=number(10.0, "%"))
    assert shared.cost_by_year() == pytest.approx((5.0, 15.0))
    assert shared.operating_cost_per_year() == pytest.approx(0.4)


def test_a_cost_inside_a_projects_capital_is_not_charged_again() -> None:
    inside = option(inside="a-mine")
    assert inside.cost_by_year() == (0.0, 0.0)
    assert inside.operating_cost_per_year() == 0.0
    assert inside.cost.value == 200.0


def test_capacity_steps_add_up_and_convert() -> None:
    line = option()
    assert line.capacity("power", -1, "MW") == 0.0
    assert line.capacity("power", 0, "MW") == pytest.approx(100.0)
    assert line.capacity("power", 3, "MW") == pytest.approx(150.0)
    assert line.capacity("water", 3, "MW") == 0.0


def test_part_of_a_year_of_lead_time_counts_as_a_year() -> None:
    assert option().lead_years == 3
    assert option(lead_time=number(2.0, "yr")).lead_years == 2


def test_payers_come_as_fractions() -> None:
    assert option().shares() == pytest.approx({"host": 0.6, "importer": 0.4})


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cost": number(-1.0, "MUSD", price_year=2025)}, "cost is negative"),
        ({"cost": number(1.0, "MUSD")}, "needs a price_year"),
        ({"cost": number(1.0, "MW", price_year=2025)}, "cannot convert"),
        ({"lead_time": number(-1.0, "yr")}, "lead_time is negative"),
        ({"lead_time": number(1.0, "yr")}, "spend covers 2 years"),
        ({"attributable": number(120.0, "%")}, "attributable is not 0 to 100"),
        ({"owners": [{"party": "host", "share": number(90.0, "%")}]}, "owners sum to 90 %"),
        (
            {"payers": [{"party": "host", "share": number(50.0, "%")}] * 2},
            "payers name a party twice",
        ),
    ],
)
def test_impossible_options_are_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        option(**change)


def test_a_resource_is_measured_in_its_own_unit_and_never_negative() -> None:
    def resource(value: float, unit: str) -> Resource:
        content = {"id": "p", "title": "P", "unit": "MW", "in_place": number(value, unit)}
        return Resource.model_validate_json(json.dumps(content), strict=True)

    assert resource(1.0, "GW").in_place.to("MW") == pytest.approx(1000.0)
    with pytest.raises(ValidationError, match="cannot convert"):
        resource(1.0, "t")
    with pytest.raises(ValidationError, match="in_place is negative"):
        resource(-1.0, "MW")
