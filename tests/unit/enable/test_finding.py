from __future__ import annotations

import pytest

from orepact.enable.finding import Finding
from orepact.quantity import Value


@pytest.mark.parametrize(
    ("unit", "told"), [("1", "Range 0.5 to 2."), ("MUSD", "Range 0.5 to 2 MUSD.")]
)
def test_a_finding_tells_its_range_and_no_unit_where_there_is_none(unit: str, told: str) -> None:
    made = Finding(
        measure="enable.test",
        keys={},
        title="Test",
        value=Value.exact(1.0),
        unit=unit,
        low=0.5,
        high=2.0,
    )
    assert made.record().note == told
