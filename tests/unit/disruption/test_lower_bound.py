"""The least loss by reallocation."""

import numpy as np
import pytest

from orepact.disruption import InputOutputTable, economy_of, lower_bound

NONE = np.zeros(0, dtype=np.intp)


def test_without_cuts_nothing_is_lost(small_table: InputOutputTable) -> None:
    found = lower_bound(small_table, np.zeros(0), NONE)
    assert found.loss_musd == pytest.approx(0.0, abs=1e-6)
    assert found.undisturbed_musd == 400.0


def test_final_users_absorb_a_cut_while_they_can(small_table: InputOutputTable) -> None:
    # chips sell 60 of 100 to final users: up to a cut of 0.6 only their own value added is lost
    found = lower_bound(small_table, np.array([0.5]), np.array([0]))
    assert found.loss_musd == pytest.approx(0.5 * 60.0, abs=1e-6)
    assert found.bottlenecks == ()


def test_beyond_that_the_industry_becomes_a_bottleneck(small_table: InputOutputTable) -> None:
    # a cut of 0.9 leaves 10 of the 40 chips that metal needs, so metal and then parts stop too
    found = lower_bound(small_table, np.array([0.9]), np.array([0]))
    assert found.loss_musd > 0.9 * 60.0 + 1.0
    assert found.bottlenecks[0][0] == "334413"
    # metal falls to 50; final users give up its 90, parts lose half: 150 wanted, 47.5 to spare
    assert found.loss_musd == pytest.approx(54.0 + 0.75 * 90.0 + 250.0 * (1 - 47.5 / 100), abs=1e-3)


def test_on_the_shipped_table_a_small_cut_costs_its_direct_value_added() -> None:
    table = economy_of("USA")
    assert table is not None
    place = table.place("334413")
    found = lower_bound(table, np.array([0.02]), np.array([place]))
    assert found.loss_musd == pytest.approx(0.02 * table.value_added[place], rel=1e-6)
