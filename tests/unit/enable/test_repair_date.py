"""Dates of legal repairs as a plan reads them: a chance by year, and never."""

from __future__ import annotations

import numpy as np
import pytest

from orepact.case import Case, governance_of
from orepact.enable import RepairDate, repair_dates
from orepact.enable.legal_repair import chance_done

YEARS = tuple(range(2026, 2041))


@pytest.fixture(scope="module")
def found(shipped: Case) -> tuple[RepairDate, ...]:
    return repair_dates(governance_of(shipped), YEARS, draws=4000)


def test_chances_grow_by_year_within_their_range_and_never_fill_the_share_of_never(
    found: tuple[RepairDate, ...],
) -> None:
    for item in found:
        assert (np.diff(item.done) >= 0.0).all()
        assert (item.low <= item.done).all()
        assert (item.done <= item.high).all()
        assert item.done[-1] <= 1.0 - item.never
        assert item.never_low <= item.never <= item.never_high


def test_draws_come_as_often_as_their_parameters_say(found: tuple[RepairDate, ...]) -> None:
    for item in found:
        never = float(np.isinf(item.draws).mean())
        assert item.never_low <= never <= item.never_high
        by = [item.chance_by(year) for year in YEARS]
        assert by == sorted(by)
        assert item.low[5] <= by[5] <= item.high[5]


def test_a_repair_names_the_projects_that_it_would_free_and_what_pays_for_drafting(
    found: tuple[RepairDate, ...],
) -> None:
    law = next(item for item in found if item.repair == "mining-law")
    assert {"gunga-barite", "muslim-bagh-ferrochrome"} <= set(law.blocks)
    assert law.enabler == "legal-repair-balochistan"


def test_nothing_has_come_before_the_wait_begins() -> None:
    assert chance_done(-1.0, never=0.2, scale=2.0, shape=1.0) == 0.0
