"""What each tier receives by years is what it receives by channel."""

from __future__ import annotations

from typing import Any

import pytest


def _sum(stored: Any, row: dict[str, Any]) -> float:
    cells = [cell for key, cell in row.items() if isinstance(cell, dict)]
    return float(sum(stored.run.records[cell["ref"]].value.number for cell in cells))


def test_years_and_channels_add_up_to_the_same(stored: Any) -> None:
    by_years = {row["party_id"]: row for row in stored.run.tables["answer.receipts"].rows}
    by_channel = {row["party_id"]: row for row in stored.run.tables["answer.channels"].rows}
    assert set(by_years) == set(by_channel)
    assert by_years
    for party, row in by_years.items():
        assert _sum(stored, row) == pytest.approx(_sum(stored, by_channel[party]), abs=0.1)


def test_what_law_passes_on_and_transfers_come_from_the_host_and_the_companies(
    stored: Any,
) -> None:
    rows = stored.run.tables["answer.channels"].rows
    passed = [
        stored.run.records[row["passed-on"]["ref"]].value.number
        for row in rows
        if "passed-on" in row
    ]
    assert sum(passed) == pytest.approx(0.0, abs=1e-3)
