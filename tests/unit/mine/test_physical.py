"""Feed, grade and metal of a sketch and of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from orepact.errors import CaseError, ProblemsError
from orepact.evidence import parse_model
from orepact.mine import MoneyBasis, ProjectFile, break_even_prize, success_odds
from orepact.mine.exploration import expected_cost
from orepact.mine.exploration_file import Exploration
from orepact.mine.physical import physical_plan
from orepact.mine.timing import Timing


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def with_deposit(content: dict[str, Any], tonnage: float) -> ProjectFile:
    """4 years: 10 Mt at 2 % in the first, the rest of the deposit (1 % on the whole) after."""
    content["deposits"] = [
        {
            "id": "ore",
            "title": "Ore",
            "deposit_class": "probable",
            "compliance": "none",
            "tonnage": number(tonnage, "Mt"),
            "grades": {"copper": number(1, "%")},
        }
    ]
    content["schedule"] = {
        "mines": "ore",
        "life": number(4, "yr"),
        "blocks": [
            {"from_year": 1, "feed": number(10, "Mt/yr"), "head_grade": {"copper": number(2, "%")}},
            {"from_year": 2},
        ],
    }
    return parse_model(ProjectFile, content, name="t.yaml", lines={})


def test_last_block_empties_the_deposit_at_the_grade_left(content: dict[str, Any]) -> None:
    # 40 Mt at 1 % hold 400 kt; the first year takes 200, so 30 Mt at 0.667 % are left.
    plan = physical_plan(with_deposit(content, 40))
    np.testing.assert_allclose(plan.feed, [10e6] * 4)
    np.testing.assert_allclose(plan.grade["copper"], [0.02] + [200e3 / 30e6] * 3)
    assert plan.recovered["copper/concentrate"].sum() == pytest.approx(400e3)


@pytest.mark.parametrize(("tonnage", "message"), [(9, "more than deposit"), (15, "contains")])
def test_blocks_cannot_take_more_than_there_is(
    content: dict[str, Any], tonnage: float, message: str
) -> None:
    with pytest.raises(CaseError, match=message):
        physical_plan(with_deposit(content, tonnage))


def test_concentrate_weighs_its_metal_over_its_grade_and_its_water(
    content: dict[str, Any],
) -> None:
    content["concentrate"] = {
        "metal": "copper",
        "grade": number(25, "%"),
        "moisture": number(20, "%"),
        "treatment_charge": number(80, "USD/t", price_year=2024),
    }
    plan = physical_plan(parse_model(ProjectFile, content, name="t.yaml", lines={}))
    np.testing.assert_allclose(plan.shipped_dry, [40e3] * 4)
    np.testing.assert_allclose(plan.shipped_wet, [50e3] * 4)


def test_ramp_up_scales_the_first_years(content: dict[str, Any]) -> None:
    content["schedule"]["ramp_up"] = {
        "values": [50, 80],
        "unit": "%",
        "quality": "B",
        "source": "test",
    }
    plan = physical_plan(parse_model(ProjectFile, content, name="t.yaml", lines={}))
    np.testing.assert_allclose(plan.feed, [0.5e6, 0.8e6, 1e6, 1e6])


def test_a_table_must_have_a_number_for_every_year(content: dict[str, Any]) -> None:
    content["schedule"] = {
        "life": number(4, "yr"),
        "feed": {"values": [1, 1, 1], "unit": "Mt/yr", "quality": "B", "source": "test"},
    }
    with pytest.raises(ProblemsError, match="feed has 3 numbers; a life of 4 years"):
        parse_model(ProjectFile, content, name="t.yaml", lines={})


@pytest.fixture
def programme() -> Exploration:
    """Two stages of a year: 10 at even odds, then 20 at one in four."""
    stages = [
        {"id": "one", "title": "1", "years": 1, "cost": number(10, "MUSD", price_year=2024),
         "success": number(50, "%")},
        {"id": "two", "title": "2", "years": 1, "cost": number(20, "MUSD", price_year=2024),
         "success": number(25, "%")},
    ]  # fmt: skip
    content = {"stages": stages, "delivers": "a resource"}
    return parse_model(Exploration, content, name="e.yaml", lines={})


def test_exploration_expects_later_stages_by_their_odds(
    programme: Exploration, basis: MoneyBasis
) -> None:
    timing = Timing(
        years=np.arange(2026, 2029), first_spend=2026, first_production=2028, life=0,
        closure_years=0,
    )  # fmt: skip
    np.testing.assert_allclose(expected_cost(programme, timing, basis, where="e"), [10, 10, 0])
    assert success_odds(programme) == pytest.approx(0.125)
    # At 10 %: (10 + 10 / 1.1) x 1.1^2 / 0.125 = 184.8 in 2028.
    prize = break_even_prize(programme, timing, basis, rate=0.1, where="e")
    assert prize == pytest.approx(184.8)
