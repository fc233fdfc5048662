from __future__ import annotations

from typing import Any

import pytest

from orepact.enable.break_even import Turning, break_evens, number_at, with_value
from orepact.enable.corridor import CorridorAnswer, corridor_answer
from orepact.enable.corridor_data import data_of
from orepact.enable.corridor_entries import entries
from orepact.enable.corridor_model import build_corridor_model
from orepact.enable.flows import steady_year
from orepact.enable.routes import ways_on


def dear(given: dict[str, Any]) -> None:
    for line in given["lines"][:2]:
        line["modules"][0]["cost"] |= {"value": 1.2, "range": [0.1, 2.0]}


Turned = tuple[CorridorAnswer, Turning]


@pytest.fixture(scope="module")
def turned(small_corridor: Any, prices: Any) -> Turned:
    """Return an answer in which trucks are cheaper, and what would turn it; solved once."""
    file, network = small_corridor(dear)
    answer = corridor_answer(file, network, prices)
    assert answer.published is not None
    return answer, break_evens(file, network, prices, first=answer.best, second=answer.published)


def test_break_even_price_makes_both_ways_cost_the_same(turned: Turned, prices: Any) -> None:
    answer, turning = turned
    assert answer.is_agreed is False
    lever = next(row for row in turning.levers if row.lever.id == "rail-works")
    assert lever.value is not None
    changed = answer.file
    for path in lever.lever.paths:
        changed = with_value(changed, path, lever.value)
    data = data_of(
        changed,
        answer.data.network,
        prices,
        users=(changed.main_user,),
        periods=steady_year(changed),
    )
    again = ways_on(build_corridor_model(data), [way.plan for way in answer.ways])
    costs = {way.plan.id: way.per_tonne for way in again}
    assert costs["rail-port"] == pytest.approx(costs["road-port"], abs=1e-3)
    assert lever.is_in_range
    assert turning.at_best_ends < turning.central


def test_with_value_leaves_the_file_as_it_was(build: Any) -> None:
    file, _ = build()
    changed = with_value(file, "prices.rail", 9.0)
    assert number_at(file, "prices.rail").value == 0.02  # type: ignore[union-attr]
    assert number_at(changed, "prices.rail").value == 9.0  # type: ignore[union-attr]


def test_every_entry_has_its_own_id_and_lineage(turned: Turned) -> None:
    answer, turning = turned
    found = entries(answer, turning, "testland")
    ids = [entry.id for entry in found]
    assert len(ids) == len(set(ids))
    assert all(entry.formula for entry in found if entry.value.number is not None)
    parts = [e for e in found if e.section == "ways" and dict(e.keys).get("part") == "all"]
    for whole in parts:
        inside = {e.id: e.value.number for e in found}
        assert sum(inside[p.id] or 0.0 for p in whole.parents) == pytest.approx(whole.value.number)
