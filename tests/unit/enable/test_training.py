"""The training pipeline on cases that can be reckoned by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from orepact.enable.training import PipelineInputs, Places, solve_pipeline


def inputs(length: int = 6, **changes: object) -> PipelineInputs:
    """One occupation, 100 jobs from the third half-year, a course of one half-year."""
    demand = np.zeros((1, length))
    demand[0, 2:] = 100.0
    given = PipelineInputs(
        demand=demand,
        level=(0,),
        steps=(1,),
        pool=np.array([[60.0], [1000.0]]),
        skilled=np.array([[10.0], [20.0]]),
        promise=np.zeros((2, length)),
        places=(),
        graduates=0.5,
        attrition=0.0,
        place_cost=100.0,
        premium=(0.0, 10.0, 1000.0),
        penalty=1e5,
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def seats(amount: float, length: int = 6, tier: int = 0) -> Places:
    return Places(id="centre", tier=tier, occupations=(0,), seats=np.full(length, amount))


def test_without_courses_only_the_skilled_near_are_hired() -> None:
    found = solve_pipeline(inputs())
    assert found.workers[0, :, 3] == pytest.approx([10.0, 20.0, 70.0])
    assert found.is_skill_tight[0, 0, 2:].all()
    assert not found.is_skill_tight[0, 0, :2].any(), "no jobs, nothing binds"


def test_a_course_for_forty_makes_twenty_workers_when_half_finish() -> None:
    # 40 places in each of the two half-years before the jobs: 2 x 40 x 0.5 = 40 more, then 20 more
    # in each later one, until the 60 people of the district are at work or in class.
    found = solve_pipeline(inputs(places=(seats(40.0),)))
    assert found.workers[0, 0, 2] <= 10.0 + 40.0 + 1e-6
    busy = found.workers[0, 0] + found.in_courses((1,))[0, 0]
    assert (busy <= 60.0 + 1e-6).all()


def test_a_promise_is_kept_at_any_cost_of_training_and_missed_only_when_nothing_helps() -> None:
    promise = np.zeros((2, 6))
    promise[0, 2:] = 0.4
    kept = solve_pipeline(inputs(promise=promise, places=(seats(np.inf),), place_cost=9000.0))
    assert kept.shortfall[0] == pytest.approx(np.zeros(6), abs=1e-6)
    assert kept.intake.sum() == pytest.approx(60.0), "30 more workers take 60 trainees"
    missed = solve_pipeline(inputs(promise=promise))
    assert missed.shortfall[0, 2:] == pytest.approx([30.0] * 4)


def test_courses_begin_as_late_as_they_can() -> None:
    promise = np.zeros((2, 6))
    promise[0, 2:] = 0.3
    found = solve_pipeline(
        inputs(promise=promise, places=(seats(np.inf),), premium=(0.0, 0.0, 0.0))
    )
    assert found.intake[0, 0, 0] == pytest.approx(0.0, abs=1e-6)
    assert found.intake[0, 0, 1] == pytest.approx(40.0)


def test_workers_who_leave_must_be_trained_again() -> None:
    promise = np.zeros((2, 6))
    promise[0, 2:] = 0.3
    still = solve_pipeline(inputs(promise=promise, places=(seats(np.inf),)))
    leaving = solve_pipeline(inputs(promise=promise, places=(seats(np.inf),), attrition=0.1))
    assert leaving.intake.sum() > still.intake.sum() + 1.0


def test_schooling_binds_when_the_pool_is_full() -> None:
    found = solve_pipeline(inputs(pool=np.array([[5.0], [8.0]])))
    assert found.workers[0, :2, 4] == pytest.approx([5.0, 8.0])
    assert found.is_school_tight[0, :, 4].all()
