"""Law as a gate in every draw: a project starts only where its repairs have come by then."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from orepact import case as case_room
from orepact.case import Case
from orepact.plan import PlanData
from orepact.plan.fan import JointValues
from orepact.plan.joint_values import NAMES, ColumnValues
from orepact.plan.repairs import awaited, chance_repaired, gated, law_opens

Make = Callable[..., PlanData]


@pytest.fixture(scope="module")
def shipped() -> Case:
    return case_room.load("us-pakistan")


def _joint(data: PlanData, draws: np.ndarray) -> JointValues:
    values = ColumnValues(
        mean=(
            {name: draws.mean(axis=2) for name in NAMES},
            dict.fromkeys(NAMES, draws[:, :, 0]),
        ),
        draws=dict.fromkeys(NAMES, draws),
        is_kernel=True,
    )
    return JointValues(
        columns=(values,),
        ids=(data.columns[0].id,),
        hubs=np.array([0]),
        decks=data.scenarios,
        draws=draws.shape[2],
        seed=0,
    )


def test_only_draws_with_repaired_law_count_and_the_mean_is_taken_over_all(make: Make) -> None:
    data = make()
    data = replace(
        data,
        columns=data.columns[:1],
        benefit_sunk=np.full((1, 1), 8.0),
        benefit_late=np.zeros((1, 1)),
        benefit_by_year=np.full((1, 1, 2), 4.0),
    )
    joint = _joint(data, np.array([[[10.0, 20.0, 30.0, 40.0]]]))
    is_open = np.array([[True, False, True, False]])
    other, found = gated(data, joint, is_open)
    assert found.columns[0].draws["late"].tolist() == [[[10.0, 0.0, 30.0, 0.0]]]
    assert found.columns[0].mean[0]["late"].tolist() == [[10.0]]
    assert found.columns[0].mean[1]["late"].tolist() == [[5.0]]
    assert other.benefit_sunk.tolist() == [[4.0]]
    assert other.benefit_by_year.tolist() == [[[2.0, 2.0]]]


def test_law_that_stands_changes_nothing(make: Make) -> None:
    data = make()
    none = np.zeros((1, 1))
    data = replace(
        data,
        columns=data.columns[:1],
        benefit_sunk=none,
        benefit_late=none,
        benefit_by_year=np.zeros((1, 1, 2)),
    )
    joint = _joint(data, np.array([[[10.0, 20.0]]]))
    assert gated(data, joint, np.ones((1, 2), dtype=bool))[1].columns[0] is joint.columns[0]


def test_a_gate_opens_when_the_last_repair_has_come_and_for_some_never(shipped: Case) -> None:
    opens, waits = law_opens(shipped, "reko-diq", draws=400)
    assert waits
    assert np.isinf(opens).mean() > 0.05
    assert (opens > shipped.header.horizon.start).all()
    none, nothing = law_opens(shipped, "copper-smelter", draws=5)
    assert nothing == ()
    assert (none < shipped.header.horizon.start).all()


def test_who_waits_longer_finds_the_law_repaired_in_more_draws(shipped: Case) -> None:
    years = range(2027, 2036)
    chances = [chance_repaired(shipped, "reko-diq", year)[0] for year in years]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1] < 1.0
    assert chance_repaired(shipped, "copper-smelter", 2027) == (1.0, "")


def test_one_project_waits_for_the_same_draws_whenever_it_starts(shipped: Case, make: Make) -> None:
    column = replace(make().columns[0], project="reko-diq")
    early, late = (replace(column, first_spend=year) for year in (2028, 2032))
    found = awaited(shipped, [early, late], draws=200, seed=3)
    assert (found[0] <= found[1]).all()
    assert found[0].sum() < found[1].sum()
