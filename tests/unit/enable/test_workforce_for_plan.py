"""What a plan reads of the workforce: bounds on trained people, floors, jobs and misses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orepact.case import case_folder, load
from orepact.enable import (
    Offer,
    Reading,
    WorkforceCase,
    WorkforceForPlan,
    workforce_case,
    workforce_for_plan,
)
from orepact.enable.training import solve_pipeline
from orepact.enable.workforce_for_plan import graduates_by_half_year
from orepact.enable.workforce_model import (
    pipeline_inputs,
    site_of,
    solved,
    starts_of,
    tier_of,
)
from orepact.errors import ProblemsError


@pytest.fixture(scope="module")
def given() -> WorkforceCase:
    return workforce_case(load("us-pakistan"))


@pytest.fixture(scope="module")
def read(given: WorkforceCase) -> WorkforceForPlan:
    return workforce_for_plan(given)


def test_a_seat_is_given_on_when_its_course_ends() -> None:
    # 10 seats, courses of three half-years, half finish: 5 at the 3rd, 6th and 9th half-year.
    found = graduates_by_half_year(np.full(10, 10.0), 3, 0.5)
    assert found.tolist() == [0, 0, 0, 5, 5, 5, 10, 10, 10, 15]


def test_no_seats_train_nobody() -> None:
    assert graduates_by_half_year(np.zeros(4), 1, 1.0).tolist() == [0, 0, 0, 0]


def test_trained_people_grow_by_what_the_seats_of_the_institute_give(
    read: WorkforceForPlan, given: WorkforceCase
) -> None:
    # 140 seats in courses of half a year; 96 % finish and 63 % of them find work: 169 a year.
    trades = next(
        item for item in read.trained if item.occupation == "trades" and item.place == "Chagai"
    )
    assert trades.lead_years == 0.5
    assert np.diff(trades.people) == pytest.approx(140 * 2 * 0.96 * 0.63)
    assert all(
        low <= mid <= high
        for low, mid, high in zip(trades.low, trades.people, trades.high, strict=True)
    )


def test_no_pipeline_places_more_of_a_trade_than_the_bound(
    read: WorkforceForPlan, given: WorkforceCase
) -> None:
    start = starts_of(given, "reko-diq")[0]
    demand, _, pipeline = solved(given, start, Offer.STANDING, Reading.CENTRAL)
    order = [item.id for item in given.file.occupations]
    bounds = {
        (item.occupation, item.tier): item for item in read.trained if item.project == "reko-diq"
    }
    for tier, name in enumerate(("district", "province")):
        for o, occupation in enumerate(order):
            bound = bounds[occupation, name]
            for year, most in zip(bound.years, bound.people, strict=True):
                at = np.flatnonzero(demand.times == year)
                if at.size:
                    assert pipeline.workers[o, tier, at[0]] <= most + 1e-6, (occupation, year)


def test_a_centre_trains_only_the_people_it_draws_from(given: WorkforceCase) -> None:
    centres = {centre.id: centre for centre in given.file.centres}
    tiers = {
        (project, name): tier_of(given, site_of(given, project), centres[name])
        for project in ("reko-diq", "gunga-barite", "copper-smelter")
        for name in ("nokkundi-institute", "graduate-programme")
    }
    assert tiers["reko-diq", "nokkundi-institute"] == 0
    assert tiers["gunga-barite", "nokkundi-institute"] == 1, "Chagai is the rest of the province"
    assert tiers["gunga-barite", "graduate-programme"] == 1
    assert tiers["copper-smelter", "nokkundi-institute"] is None, "another province"
    assert tiers["copper-smelter", "graduate-programme"] is None


def test_floors_are_the_promises_of_the_file(read: WorkforceForPlan) -> None:
    floors = {(item.tier, item.when): item for item in read.floors if item.project == "reko-diq"}
    assert floors["province", "production"].share == pytest.approx(0.75)
    assert floors["district", "construction"].place == "Chagai"
    assert floors["district", "construction"].share == pytest.approx(0.375)


def test_jobs_of_a_start_sum_to_the_published_peak(read: WorkforceForPlan) -> None:
    first = next(item.start for item in read.jobs if item.start.project == "reko-diq")
    own = [item for item in read.jobs if item.start == first]
    by_year = np.sum([item.jobs for item in own], axis=0)
    assert by_year[own[0].years.index(2028)] == pytest.approx(7500.0, abs=1.0)


def test_option_adds_its_graduates_year_by_year_after_opening(read: WorkforceForPlan) -> None:
    own = next(item for item in read.options if item.tier == "province")
    added = dict(own.by_occupation)
    assert (own.option, own.province) == ("training-balochistan", "Balochistan")
    assert added["operators"][:3] == pytest.approx((0.0, 483.84, 967.68))
    # Eighteen months: three half-years, so nobody after one year and 400 * 0.6048 after two.
    assert added["mechanics"][:3] == pytest.approx((0.0, 0.0, 241.92))


def test_misses_are_what_the_pipeline_of_the_start_lacks(given: WorkforceCase) -> None:
    start = starts_of(given, "reko-diq")[0]
    read = workforce_for_plan(given, starts=(start,), with_pipeline=True)
    own = {(item.tier, item.offer): item for item in read.missed}
    assert set(own) == {
        (tier, offer)
        for tier in ("district", "province")
        for offer in (Offer.STANDING, Offer.OPTIONS)
    }
    demand, _, pipeline = solved(given, start, Offer.STANDING)
    found = own["province", Offer.STANDING]
    at = found.years.index(2030)
    halves = np.flatnonzero(np.floor(demand.times) == 2030)
    assert found.missing[at] == pytest.approx(pipeline.shortfall[1][halves].max())
    assert not found.is_kept
    assert own["province", Offer.OPTIONS].missing[at] < found.missing[at]


def test_a_centre_abroad_without_a_province_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "us-pakistan"
    shutil.copytree(case_folder("us-pakistan"), folder)
    path = folder / "workforce.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "    province: Balochistan\n    trains: [prof", "    trains: [prof"
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match="from which province it draws"):
        load(folder)


def test_trainees_by_trade_do_not_hang_on_the_order_of_trades(given: WorkforceCase) -> None:
    start = starts_of(given, "reko-diq")[0]
    _, inputs = pipeline_inputs(given, start, Offer.IN_TIME, Reading.CENTRAL)
    turned = np.arange(len(inputs.steps))[::-1]
    back = {int(old): new for new, old in enumerate(turned)}
    other = replace(
        inputs,
        demand=inputs.demand[turned],
        level=tuple(inputs.level[o] for o in turned),
        steps=tuple(inputs.steps[o] for o in turned),
        skilled=inputs.skilled[:, turned],
        places=tuple(
            replace(place, occupations=tuple(back[o] for o in place.occupations))
            for place in inputs.places
        ),
    )
    intakes = [solve_pipeline(made).intake.sum(axis=(0, 2)) for made in (inputs, other)]
    assert intakes[1] == pytest.approx(intakes[0][turned], abs=0.5)


def test_row_of_a_floor_asks_for_the_promise_less_jobs_without_a_course(
    read: WorkforceForPlan,
) -> None:
    row = next(
        item
        for item in read.rows
        if (item.floor.place, item.floor.when) == ("Chagai", "construction")
    )
    start = next(start for start in row.need if start.first_spend == 2027)
    # 7,500 jobs in the peak year, a fifth of them without a course: 0.375 * 7,500 - 1,500.
    assert row.need[start][row.years.index(2028)] == pytest.approx(1312.5, abs=1.0)
    assert row.need[start][row.years.index(2031)] == 0.0, "production has its own row"
    own = [item for item in read.together if (item.project, item.place) == ("reko-diq", "Chagai")]
    assert row.people[0] == pytest.approx(own[0].people[0])
    # 200 places at Nokkundi in courses of half a year, 96 % finish and 63 % of them find work.
    assert row.graduates["training-balochistan"][1] == pytest.approx(200 * 2 * 0.96 * 0.63)


def test_a_province_counts_the_places_of_its_districts_too(read: WorkforceForPlan) -> None:
    row = next(
        item
        for item in read.rows
        if (item.floor.place, item.floor.when) == ("Balochistan", "production")
    )
    assert row.graduates["training-balochistan"][1] == pytest.approx(600 * 2 * 0.96 * 0.63)
    assert all(later >= sooner for sooner, later in zip(row.people, row.people[1:], strict=False))
