"""Commitments move forward only, waits are censored, and a quarter half seen is not a decline."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from orepact.case import Commitment
from orepact.record import conversions, quarters, shift
from orepact.record.conversion import median_lag, share_band


def promise(name: str, *steps: tuple[str, str]) -> Commitment:
    history = [{"state": state, "date": day, "event": "E1"} for state, day in steps]
    import json

    body = {"id": name, "title": name, "by": "a", "to": "b", "kind": "loan", "history": history}
    return Commitment.model_validate_json(json.dumps(body))


def test_a_state_that_goes_back_is_refused_and_named() -> None:
    with pytest.raises(ValidationError, match="state goes back from signed to MoU"):
        promise("a", ("signed", "2025-01-01"), ("MoU", "2025-02-01"))


def test_a_date_that_goes_back_is_refused() -> None:
    with pytest.raises(ValidationError, match="stands after"):
        promise("a", ("MoU", "2025-02-01"), ("signed", "2025-01-01"))


def test_a_lapsed_promise_stays_lapsed() -> None:
    with pytest.raises(ValidationError, match="lapsed commitment goes on"):
        promise("a", ("lapsed", "2025-02-01"), ("delivered", "2025-03-01"))


def test_conversion_counts_who_moved_who_lapsed_and_who_waits() -> None:
    found = conversions(
        [
            promise("moved", ("MoU", "2025-01-01"), ("signed", "2025-07-01")),
            promise("lapsed", ("MoU", "2025-01-01"), ("lapsed", "2025-03-01")),
            promise("waits", ("MoU", "2025-01-01")),
            promise("later", ("MoU", "2025-01-01"), ("signed", "2027-01-01")),
        ],
        date(2026, 1, 1),
    )
    first = found[0]
    # The step of 2027 lies beyond what the record has seen, so that it still waits.
    assert (first.entered, first.moved_on, first.lapsed, first.waiting) == (4, 1, 1, 2)
    assert first.median_months is None
    assert str(found[1].start) == "signed"


def test_the_median_wait_is_that_of_kaplan_and_meier() -> None:
    # At risk 5, 4, 2; moved at 1, 3, 8: S = 4/5, 4/5 x 3/4 = 0.6, 0.6 x 1/2 = 0.3.
    waits = [(1.0, True), (3.0, True), (5.0, False), (8.0, True), (9.0, False)]
    assert median_lag(waits) == 8.0
    assert median_lag([(1.0, False)]) is None


def test_no_case_gives_no_share_rather_than_zero() -> None:
    assert share_band(0, 0) is None


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_share_band_is_in_order_and_holds_the_rate_seen(moved: int, stayed: int) -> None:
    band = share_band(moved, moved + stayed)
    if band is None:
        assert moved + stayed == 0
        return
    low, middle, high = band
    assert 0.0 <= low <= middle <= high <= 1.0
    if 0 < moved < moved + stayed:
        assert low <= moved / (moved + stayed) <= high


def test_a_quarter_that_the_record_does_not_reach_the_end_of_is_left_out() -> None:
    events = [(date(2025, 1, 5), "talk"), (date(2025, 5, 5), "talk")]
    found = quarters(events, first=date(2025, 1, 1), seen_to=date(2025, 6, 29))
    assert [(item.year, item.quarter, item.total) for item in found] == [(2025, 1, 1)]


def test_an_empty_quarter_counts_as_none_and_not_as_missing() -> None:
    found = quarters(
        [(date(2025, 8, 5), "talk")], first=date(2025, 4, 1), seen_to=date(2025, 9, 30)
    )
    assert [item.total for item in found] == [0, 1]


def test_equal_halves_cannot_be_told_apart() -> None:
    events = [(date(2025, month, 5), "talk") for month in (1, 4, 7, 10)]
    found = shift(quarters(events, first=date(2025, 1, 1), seen_to=date(2025, 12, 31)))
    assert found is not None
    assert (found.before, found.after) == (2, 2)
    low, middle, high = found.ratio
    assert middle == pytest.approx(1.0)
    assert low < 1.0 < high


def test_one_quarter_has_no_halves() -> None:
    assert shift(quarters([], first=date(2025, 1, 1), seen_to=date(2025, 3, 31))) is None
