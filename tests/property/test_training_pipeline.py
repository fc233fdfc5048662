"""What must hold for any training pipeline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orepact.enable.training import PipelineInputs, Places, solve_pipeline

LENGTH = 5


@st.composite
def pipelines(draw: st.DrawFn) -> PipelineInputs:
    number = st.floats(0.0, 500.0)
    occupations = draw(st.integers(1, 3))
    wide = draw(st.lists(number, min_size=2, max_size=2))
    return PipelineInputs(
        demand=np.array(
            [draw(st.lists(number, min_size=LENGTH, max_size=LENGTH)) for _ in range(occupations)]
        ),
        level=tuple(draw(st.integers(0, 1)) for _ in range(occupations)),
        steps=tuple(draw(st.integers(0, 2)) for _ in range(occupations)),
        pool=np.array([[amount, amount / 2.0] for amount in wide]),
        skilled=np.array([[draw(number) for _ in range(occupations)] for _ in range(2)]),
        promise=np.full((2, LENGTH), draw(st.floats(0.0, 1.0))),
        places=(
            Places(
                id="centre",
                tier=0,
                occupations=tuple(range(occupations)),
                seats=np.full(LENGTH, draw(number)),
            ),
        ),
        graduates=draw(st.floats(0.1, 1.0)),
        attrition=draw(st.floats(0.0, 0.3)),
        place_cost=draw(st.floats(1.0, 1e4)),
        premium=(0.0, 1000.0, 5000.0),
        penalty=5e5,
    )


@settings(max_examples=25, deadline=None)
@given(pipelines())
def test_every_job_is_filled_and_no_pool_or_place_is_exceeded(inputs: PipelineInputs) -> None:
    found = solve_pipeline(inputs)
    assert np.allclose(found.workers.sum(axis=1), inputs.demand, atol=1e-5)
    studying = found.in_courses(inputs.steps)
    assert (studying.sum(axis=1) <= inputs.places[0].seats + 1e-5).all()
    busy = found.workers[:, 0].sum(axis=0) + studying.sum(axis=(0, 1))
    assert (busy <= inputs.pool[0, 0] + 1e-5).all()


@settings(max_examples=20, deadline=None)
@given(pipelines(), st.floats(1.1, 5.0))
def test_more_places_never_make_a_promise_harder_to_keep(
    inputs: PipelineInputs, more: float
) -> None:
    before = solve_pipeline(inputs).shortfall
    place = inputs.places[0]
    wider = replace(inputs, places=(replace(place, seats=place.seats * more + 1.0),))
    after = solve_pipeline(wider).shortfall
    worth = 1.08 ** (-0.5 * np.arange(LENGTH))
    assert (after * worth).sum() <= (before * worth).sum() + 0.05 * max(1.0, float(before.sum()))
