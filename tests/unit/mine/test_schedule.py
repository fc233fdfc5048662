"""Schedules: piles, half-years, and what takes more than there is."""

from __future__ import annotations

from typing import Any

import pytest

from orepact.errors import CaseError, ProblemsError
from orepact.evidence import parse_model
from orepact.mine import ProjectFile, physical_plan


def number(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "quality": "B", "source": "test", **more}


def series(values: list[float], unit: str) -> dict[str, Any]:
    return {"values": values, "unit": unit, "quality": "B", "source": "test"}


def deposit(tonnes: float, grade: float) -> dict[str, Any]:
    return {
        "id": "ore",
        "title": "Ore",
        "deposit_class": "probable",
        "compliance": "JORC",
        "tonnage": number(tonnes, "Mt"),
        "grades": {"copper": number(grade, "%")},
    }


def project_of(content: dict[str, Any], **schedule: Any) -> ProjectFile:
    content["schedule"] = {"life": number(2, "yr"), **schedule}
    return parse_model(ProjectFile, content, name="tiny.yaml", lines={})


def test_a_schedule_that_mines_more_than_the_reserve_is_refused(content: dict[str, Any]) -> None:
    content["deposits"] = [deposit(1.5, 1.0)]
    project = project_of(content, mines="ore", feed=series([1, 1], "Mt/yr"))
    with pytest.raises(CaseError, match=r"mines 2\.00 Mt; deposit ore holds 1\.50 Mt"):
        physical_plan(project)


def test_head_grades_that_take_more_metal_than_there_is_are_refused(
    content: dict[str, Any],
) -> None:
    content["deposits"] = [deposit(2.0, 1.0)]
    project = project_of(
        content,
        mines="ore",
        feed=series([1, 1], "Mt/yr"),
        head_grades={"copper": series([1.2, 1.0], "%")},
    )
    with pytest.raises(CaseError, match="the schedule takes 22,000 t of copper"):
        physical_plan(project)


def test_rock_is_not_fed_before_it_is_mined(content: dict[str, Any]) -> None:
    project = project_of(
        content,
        feed=series([1.0, 1.0], "Mt/yr"),
        mined=series([0.5, 1.5], "Mt/yr"),
        mined_grades={"copper": series([1, 1], "%")},
    )
    with pytest.raises(CaseError, match="cannot be fed before it is mined"):
        physical_plan(project)


def test_the_pile_is_fed_at_its_mean_grade(content: dict[str, Any]) -> None:
    # Year 1 mines 2 at 1 % and feeds 1; year 2 mines nothing and feeds the other 1 at 1 %.
    project = project_of(
        content,
        feed=series([1.0, 1.0], "Mt/yr"),
        mined=series([2.0, 0.0], "Mt/yr"),
        mined_grades={"copper": series([1, 5], "%")},
    )
    plan = physical_plan(project)
    assert plan.grade["copper"] == pytest.approx([0.01, 0.01])
    assert plan.pile == pytest.approx([1e6, 0.0])


def test_half_years_become_years_weighted_by_feed(content: dict[str, Any]) -> None:
    # 0.5 x 2 + 0.5 x 1 = 1.5 Mt in year 1; grade (1 x 1 % + 0.5 x 4 %) / 1.5 = 2 %.
    project = project_of(
        content,
        period="half-year",
        feed=series([2, 1, 1, 1], "Mt/yr"),
        head_grades={"copper": series([1, 4, 1, 1], "%")},
    )
    plan = physical_plan(project)
    assert plan.feed == pytest.approx([1.5e6, 1e6])
    assert plan.grade["copper"] == pytest.approx([0.02, 0.01])


def test_waste_follows_the_strip_ratio(content: dict[str, Any]) -> None:
    project = project_of(
        content,
        feed=series([1, 1], "Mt/yr"),
        head_grades={"copper": series([1, 1], "%")},
        strip_ratios=series([3, 1], "t/t"),
    )
    assert physical_plan(project).waste == pytest.approx([3e6, 1e6])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"recovery": number(101, "%")}, "is above 100"),
        ({"concentrate": "other"}, "which is not there"),
    ],
)
def test_a_product_that_cannot_be_is_refused(
    content: dict[str, Any], change: dict[str, Any], message: str
) -> None:
    content["products"][0] |= change
    with pytest.raises(ProblemsError, match=message):
        parse_model(ProjectFile, content, name="tiny.yaml", lines={})


def test_owners_that_do_not_sum_to_the_whole_are_refused(content: dict[str, Any]) -> None:
    content["owners"][0]["share"] = number(80, "%")
    with pytest.raises(ProblemsError, match="owners' shares sum to 90 %"):
        parse_model(ProjectFile, content, name="tiny.yaml", lines={})


def test_money_without_its_year_is_refused(content: dict[str, Any]) -> None:
    content["phases"][0]["capex"] = number(100, "MUSD")
    with pytest.raises(ProblemsError, match="price_year"):
        parse_model(ProjectFile, content, name="tiny.yaml", lines={})


def test_a_unit_deduction_counts_where_it_is_the_smaller(content: dict[str, Any]) -> None:
    from orepact.mine.physical import payable_share

    content["concentrate"] = {
        "metal": "copper",
        "grade": number(25, "%"),
        "moisture": number(8, "%"),
        "treatment_charge": number(0, "USD/t", price_year=2024),
    }
    content["products"][0] |= {"payability": number(97, "%"), "unit_deduction": number(1, "%")}
    project = parse_model(ProjectFile, content, name="tiny.yaml", lines={})
    # 1 - 1 / 25 = 96 %.
    assert payable_share(project, project.products[0]) == pytest.approx(0.96)
