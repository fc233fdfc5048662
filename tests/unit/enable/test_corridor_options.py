from __future__ import annotations

from typing import Any

import pytest

from orepact.enable import corridor_options, corridor_tolls
from orepact.enable.corridor import CorridorAnswer, corridor_answer


def test_tolls_reach_the_owner_and_sum_to_the_works(owned_answer: CorridorAnswer) -> None:
    answer = owned_answer
    tolls = corridor_tolls(answer)
    assert {toll.payer for toll in tolls} == {"mine", "farm"}
    assert all(toll.owners == (("state", 1.0),) for toll in tolls)
    assert sum(toll.yearly for toll in tolls) == pytest.approx(answer.sharing.works, abs=1e-3)
    mine = [toll for toll in tolls if toll.payer == "mine"]
    assert sum(toll.per_tonne for toll in mine) * 1.0 == pytest.approx(
        answer.sharing.of("mine").toll, abs=1e-6
    )


def test_works_become_options_that_the_schema_accepts(owned_answer: CorridorAnswer) -> None:
    answer = owned_answer
    options = corridor_options(answer, resource="rail-west", money_year=2025)
    assert [option.id for option in options] == ["west-upgrade", "east-upgrade"]
    assert options[0].cost.to("MUSD") == pytest.approx(110.0)
    assert options[0].lead_years == 3
    assert options[0].capacity("rail-west", 0, "kt/yr") == pytest.approx(2000.0)
    assert options[0].shares() == {"state": 1.0}


def test_works_without_an_owner_make_no_option(build: Any, prices: Any) -> None:
    file, network = build()
    answer = corridor_answer(file, network, prices, is_brief=True)
    assert corridor_options(answer, resource="rail-west", money_year=2025) == ()
