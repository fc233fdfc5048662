"""Who is missing, what farther workers cost, and trained people against jobs, year by year."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.case import load
from orepact.enable import (
    Finding,
    Reading,
    chosen_start,
    workforce_answer,
    workforce_case,
    workforce_findings,
    workforce_sentences,
)
from orepact.enable.workforce import WorkforceAnswer

Solved = tuple[WorkforceAnswer, list[Finding]]


@pytest.fixture(scope="module")
def solved() -> Solved:
    given = workforce_case(load("us-pakistan"))
    answer = workforce_answer(given, chosen_start(given, "reko-diq"))
    return answer, list(workforce_findings(answer))


def of(solved: Solved, measure: str) -> list[Finding]:
    return [item for item in solved[1] if item.measure == f"enable.workforce_{measure}"]


def test_premium_is_what_farther_workers_cost_above_near_ones(solved: Solved) -> None:
    answer, _ = solved
    standing = answer.standing[Reading.CENTRAL]
    paid = next(item for item in of(solved, "premium") if item.cells["year"] == 2028)
    halves = np.floor(standing.demand.times) == 2028
    workers = standing.pipeline.workers[:, :, halves].sum(axis=(0, 2))
    # 1,500 dollars a year for one from the province, 6,000 for one from elsewhere, two halves.
    by_hand = (workers[1] * 1500.0 + workers[2] * 6000.0) / 2.0 / 1e6
    assert paid.number == pytest.approx(by_hand, abs=1e-3)
    assert paid.low is not None
    assert paid.high is not None
    assert paid.low <= paid.number <= paid.high


def test_missing_workers_are_the_promise_less_those_who_come(solved: Solved) -> None:
    answer, _ = solved
    standing = answer.standing[Reading.CENTRAL]
    whole = standing.demand.total.sum(axis=0)
    near = standing.pipeline.workers[:, 0].sum(axis=0)
    short = np.maximum(0.0, standing.inputs.promise[0] * whole - near)
    for item in of(solved, "missing"):
        if item.cells["place"] == "Chagai":
            halves = np.floor(standing.demand.times) == item.cells["year"]
            assert item.number == pytest.approx(short[halves].max(), abs=1.0), item.id


def test_trained_people_never_exceed_jobs_and_new_places_never_hurt(solved: Solved) -> None:
    lines: dict[int, dict[str, float]] = {}
    for item in of(solved, "supply"):
        lines.setdefault(item.cells["year"], {})[str(item.keys["line"])] = item.number
    assert lines
    for year, own in lines.items():
        assert own["standing"] <= own["jobs"], year
        assert own["standing"] - 1.0 <= own["new"] <= own["jobs"], year
        assert own["promised"] == pytest.approx(0.75 * own["jobs"], abs=1.0), year


def test_placed_people_stand_beside_what_the_case_counts(solved: Solved) -> None:
    placed = of(solved, "placed")
    assert [item.cells["resource"] for item in placed] == ["trained-workers-balochistan"]
    assert placed[0].parents[0].id.endswith("resources:trained-workers-balochistan.in_place")


def test_sentences_say_what_binds_what_is_late_and_who_is_missing(solved: Solved) -> None:
    told = workforce_sentences(solved[1], "Chagai")
    late = [item for item in of(solved, "begin") if item.cells["is late"]]
    assert "In Chagai 9 of 10 occupations bind" in told[0]
    assert all(item.cells["occupation"] in told[1] for item in late)
    assert "under the promise to Chagai" in told[2]
    assert "premium" in told[3]


def test_without_findings_there_is_nothing_to_train(solved: Solved) -> None:
    jobs = [item for item in solved[1] if item.measure == "enable.workforce_jobs"]
    free = [item for item in jobs if item.cells["binds"] == "nothing"]
    assert workforce_sentences(free, "Chagai") == (
        "No occupation binds in Chagai.",
        "No course is needed to keep the promises.",
    )
