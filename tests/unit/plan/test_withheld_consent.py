"""No price, weight, premium, rate or budget makes a plan contain what somebody has refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orepact import case as cases
from orepact.enable import Gate, GateState, Standing, standing
from orepact.plan import PlanData, Premium, Settings, build_data, solve_bargain
from orepact.plan.choice import allowed_columns
from orepact.plan.from_case import _refused
from orepact.solve import Limits

REFUSED = st.sampled_from([GateState.WITHHELD, GateState.WITHDRAWN])


def gate(state: GateState) -> Gate:
    return Gate.model_validate(
        {
            "id": "consent",
            "title": "Do they agree?",
            "kind": "consent",
            "guards": ("mine",),
            "asks": "tribe",
            "who": "Those who live there",
            "state": state.value,
            "as_of": "2026-01-01",
            "blocks": "first spend",
            "evidence": ({"source": "a-document", "shows": "they refused"},),
        },
        strict=False,
    )


def left_out(state: GateState) -> dict[str, str]:
    blocked = standing([gate(state)], "mine") is Standing.BLOCKED
    return {"mine": "withheld"} if blocked else {}


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    state=REFUSED,
    price=st.floats(0.5, 50.0),
    weights=st.tuples(st.floats(0.01, 100.0), st.floats(0.01, 100.0)),
    rate=st.floats(0.0, 0.3),
    premium=st.floats(0.0, 1e6),
    money=st.floats(0.1, 10.0),
)
def test_a_refused_project_starts_in_no_point_of_any_plan(
    make: Callable[..., PlanData],
    *,
    state: GateState,
    price: float,
    weights: tuple[float, float],
    rate: float,
    premium: float,
    money: float,
) -> None:
    data = make(
        price=(price, 2.0 * price),
        money=money,
        rail_cost=0.0,
        weights=list(weights),
        rates=dict.fromkeys(("buyer", "bank", "state", "village", "miner"), rate),
        premiums=[Premium(party="buyer", product="copper/concentrate", per_unit=premium)],
        left_out=left_out(state),
    )
    assert not allowed_columns(data).any()
    found = solve_bargain(data, limits=Limits(gap=0.01), points=2)
    points = [found.no_deal, found.equal, *found.ideals.values(), *found.frontier]
    for point in points:
        assert point.decisions.columns == ()


def test_the_same_world_without_the_refusal_does_start(make: Callable[..., PlanData]) -> None:
    """Guards the test above: it is the refusal that stops the mine, and nothing else."""
    assert left_out(GateState.ASKED) == {}
    found = solve_bargain(make(price=(5.0, 10.0)), limits=Limits(gap=0.01), points=2)
    assert found.equal.decisions.columns


@pytest.fixture(scope="module")
def refused_case(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("refused") / "new-case"
    cases.scaffold(folder)
    path = folder / "gates.yaml"
    text = path.read_text(encoding="utf-8")
    state = re.search(r"state: .*", text)
    assert state is not None
    text = text.replace(state[0], "state: withheld", 1)
    if "evidence:" not in text:
        source = re.search(r"- id: (\S+)", (folder / "sources.yaml").read_text(encoding="utf-8"))
        assert source is not None
        text = text.replace(
            "state: withheld",
            f"state: withheld\n    evidence: [{{source: {source[1]}, shows: They refused.}}]",
            1,
        )
    path.write_text(text, encoding="utf-8")
    return cases.load(folder)


def test_no_what_if_and_no_switch_opens_a_gate_of_a_case(refused_case: Any) -> None:
    blocked = [p for p in refused_case.projects if refused_case.standing(p) is Standing.BLOCKED]
    assert blocked
    assert not [path for path in refused_case.numbers if path.startswith("gates")]
    for tried in (Settings(), Settings(leave_out_unevidenced=True)):
        data = build_data(refused_case, settings=tried)
        allowed = allowed_columns(data)
        own = np.array([column.project in blocked for column in data.columns])
        assert own.any()
        assert not allowed[own].any()


def test_a_case_that_leaves_out_what_nobody_consented_to_plans_none_of_it(tmp_path: Path) -> None:
    folder = cases.scaffold(tmp_path / "japan-zambia", importer="JPN", host="ZMB")
    path = folder / "case.yaml"
    text = path.read_text(encoding="utf-8")
    assert not _refused(cases.load(folder), Settings())
    assert "unevidenced_consent: show both" in text
    path.write_text(text.replace("consent: show both", "consent: leave out"), encoding="utf-8")
    reason = "its consent or permits are not evidenced"
    assert _refused(cases.load(folder), Settings()) == {"example-mine": reason}
