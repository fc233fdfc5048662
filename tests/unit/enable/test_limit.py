"""Limits that a plan may read: they lead to figures and name levers that are registered."""

from __future__ import annotations

import pytest

from orepact.case import load
from orepact.enable import (
    Limit,
    chosen_start,
    levers,
    workforce_answer,
    workforce_case,
    workforce_findings,
    workforce_limits,
)


@pytest.fixture(scope="module")
def both() -> tuple[list[Limit], set[str]]:
    case = load("us-pakistan")
    given = workforce_case(case)
    answer = workforce_answer(given, chosen_start(given, "reko-diq"))
    return [*workforce_limits(answer)], {item.id for item in workforce_findings(answer)}


def test_every_limit_leads_to_a_figure_and_a_registered_lever(
    both: tuple[list[Limit], set[str]],
) -> None:
    limits, ids = both
    assert {limit.lever for limit in limits} == {"workforce.labour-pool"}
    for limit in limits:
        assert limit.finding in ids, limit
        assert limit.lever in levers()


def test_amounts_lie_in_their_range_and_a_province_holds_its_district(
    both: tuple[list[Limit], set[str]],
) -> None:
    workers = {(x.of, x.offer, x.year): x for x in both[0] if x.unit == "person"}
    for (place, offer, year), limit in workers.items():
        assert limit.low <= limit.amount <= limit.high
        if place == "Chagai":
            assert limit.amount <= workers["Balochistan", offer, year].amount + 1e-6
