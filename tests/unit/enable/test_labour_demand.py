"""Jobs by year and occupation from spending and feed."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.case import load
from orepact.enable.labour_demand import jobs_by_year, labour_demand, spend_by_year
from orepact.enable.staffing import group_of, staffing
from orepact.errors import CaseError, UnknownNameError


def test_the_peak_falls_in_the_year_of_the_largest_spend() -> None:
    project = load("us-pakistan").projects["reko-diq"]
    construction, production = jobs_by_year(
        project,
        {2027: 50.0, 2028: 100.0},
        [10.0, 10.0, 20.0],
        first_production=2029,
        peak=1000.0,
        permanent=400.0,
        scale=0.0,
        years=[2027, 2028, 2029, 2030, 2031, 2032],
    )
    assert construction.tolist() == [500.0, 1000.0, 0.0, 0.0, 0.0, 0.0]
    assert production.tolist() == [0.0, 0.0, 400.0, 400.0, 400.0, 0.0]


def test_permanent_jobs_follow_feed_by_the_power_given() -> None:
    project = load("us-pakistan").projects["reko-diq"]
    feed = [10.0, 10.0, 10.0, 40.0]
    _, production = jobs_by_year(
        project,
        {},
        feed,
        first_production=2030,
        peak=0.0,
        permanent=100.0,
        scale=0.5,
        years=range(2030, 2034),
    )
    assert production.tolist() == pytest.approx([100.0, 100.0, 100.0, 200.0])


def test_spending_of_a_variant_sums_to_its_capital() -> None:
    project = load("us-pakistan").projects["reko-diq"]
    spend = spend_by_year(project, "planned", 2027)
    assert sum(spend.values()) == pytest.approx(5570.0 + 3260.0, rel=1e-4)
    assert min(spend) == 2027


def test_an_unknown_variant_is_refused_with_those_there_are() -> None:
    project = load("us-pakistan").projects["reko-diq"]
    with pytest.raises(CaseError, match="planned"):
        spend_by_year(project, "never", 2027)


def test_half_years_carry_the_jobs_of_their_year() -> None:
    demand = labour_demand(
        np.array([100.0, 0.0]),
        np.array([0.0, 40.0]),
        years=[2027, 2028],
        construction_share=np.array([0.75, 0.25]),
        production_share=np.array([0.5, 0.5]),
        first_spend=2027,
        first_production=2028,
    )
    assert demand.times.tolist() == [2027.0, 2027.5, 2028.0, 2028.5]
    assert demand.total.tolist() == [[75.0, 75.0, 20.0, 20.0], [25.0, 25.0, 20.0, 20.0]]


@pytest.mark.parametrize("industry", ["212200", "212300"])
def test_shares_of_an_industry_sum_to_one_and_hold_what_is_not_printed(industry: str) -> None:
    found = staffing(industry)
    assert sum(item.share for item in found.values()) == pytest.approx(1.0)
    for item in found.values():
        assert item.low <= item.share <= item.high


def test_every_printed_occupation_has_a_group_and_an_unknown_code_has_none() -> None:
    assert group_of("493042") == "mechanics"
    assert group_of("471011") == "supervisors"
    with pytest.raises(UnknownNameError):
        group_of("999999")
    with pytest.raises(UnknownNameError):
        staffing("999999")
