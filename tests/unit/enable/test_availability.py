"""What a plan reads of security: parts of a year, delays while building, and their limits."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from orepact.case import Case, security_of
from orepact.enable import Availability, SecurityCase, availabilities, building_delay
from orepact.enable.availability import level_paths
from orepact.enable.route_days import route_days
from orepact.enable.security_file import SecurityFile
from orepact.errors import CaseError, UnknownNameError

YEARS = (2024, 2027, 2035)


@pytest.fixture(scope="module")
def given(shipped: Case) -> SecurityCase:
    return security_of(shipped)


@pytest.fixture(scope="module")
def found(given: SecurityCase) -> tuple[Availability, ...]:
    return availabilities(given, YEARS, draws=400)


def _with(given: SecurityCase, **losses: float) -> SecurityCase:
    """Return the case with numbers of its losses set, without a range."""
    file: SecurityFile = given.file
    changed = {
        name: getattr(file.losses, name).model_copy(update={"value": value, "range": None})
        for name, value in losses.items()
    }
    return replace(
        given,
        file=file.model_copy(update={"losses": file.losses.model_copy(update=changed)}),
    )


def test_every_exposed_project_has_each_of_its_routes(
    given: SecurityCase, found: tuple[Availability, ...]
) -> None:
    wanted = [(item.project, route) for item in given.file.exposed for route in item.routes]
    assert [(item.project, item.route) for item in found] == wanted
    for item in found:
        assert item.years == YEARS
        assert item.passage.shape == item.output.shape == (400, len(YEARS))


def test_parts_of_a_year_are_parts_and_a_store_never_hurts(
    found: tuple[Availability, ...],
) -> None:
    for item in found:
        assert item.passage.min() >= 0.0
        assert item.output.max() <= 1.0
        assert (item.output >= item.passage).all()


def test_without_a_store_output_is_lost_whenever_nothing_passes(given: SecurityCase) -> None:
    (first, *_) = availabilities(_with(given, store=0.0), YEARS, draws=200)
    assert first.output == pytest.approx(first.passage)


def test_attacks_that_stop_nothing_leave_the_whole_year(given: SecurityCase) -> None:
    for item in availabilities(_with(given, hits=0.0), YEARS, draws=50):
        assert item.passage == pytest.approx(1.0)


def test_mean_days_lost_are_those_of_the_formula(given: SecurityCase) -> None:
    # In the year of the last total the level has not moved: stops * m, and stops * m exp(-s / m).
    plain = _with(given, hits=50.0, stop_days=5.0, store=10.0, aimed_at_transport=10.0)
    route = plain.file.exposed[0].routes[0]
    own = route_days(plain, route, count=4000)
    (item, *_) = availabilities(plain, [2024], draws=4000)
    stops = 0.5 * own.attack_draws.mean()
    assert 365.0 * (1.0 - item.passage.mean()) == pytest.approx(5.0 * stops, rel=0.06)
    lost = 365.0 * (1.0 - item.output.mean())
    assert lost == pytest.approx(5.0 * math.exp(-2.0) * stops, rel=0.2)


def test_same_seed_same_draws_and_another_seed_others(given: SecurityCase) -> None:
    one, same, other = (
        availabilities(given, YEARS, draws=50, seed=seed)[0].passage for seed in (1, 1, 2)
    )
    assert (one == same).all()
    assert (one != other).any()


def test_the_level_is_that_of_today_until_the_last_total_and_widens_after(
    given: SecurityCase,
) -> None:
    path = level_paths(given, [2023, 2024, 2025, 2035], count=2000)
    assert (path[:, :2] == 1.0).all()
    spread = np.log(path[:, 2:]).std(axis=0)
    assert 0.0 < spread[0] < spread[1]


def test_a_short_table_of_totals_is_refused_by_name(given: SecurityCase) -> None:
    short = replace(given)
    short.__dict__["totals"] = {2023: 5.0, 2024: 6.0}
    with pytest.raises(CaseError, match="2 years of deaths"):
        level_paths(short, [2030])


def test_more_building_means_more_delay_and_none_means_none(given: SecurityCase) -> None:
    none, short, long = (building_delay(given, "reko-diq", years) for years in (0.0, 3.0, 6.0))
    assert none.draws.max() == 0.0
    assert none.chance == 0.0
    assert 0.0 < short.chance < long.chance < 1.0
    assert short.draws.mean() < long.draws.mean()


def test_a_project_without_a_site_has_no_factor_and_no_delay(
    given: SecurityCase, found: tuple[Availability, ...]
) -> None:
    assert not [item for item in found if item.project in given.file.not_exposed]
    with pytest.raises(UnknownNameError, match="copper-smelter"):
        building_delay(given, "copper-smelter", 3.0)
