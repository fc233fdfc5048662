"""Pakistan's chromite of 2024: shipments against recorded output.

CEPII, BACI HS92, release 2026 (HS 261000, exporter PAK): 412,851 t for 136.4 million USD. Austrian
Federal Ministry of Finance, World Mining Data 2026: 101,140 t of Cr2O3, that is 69,201 t of
chromium with the standard atomic weights. Ore of 24 to 33 % chromium. Tolerance: imports under the
same line (some hundred tonnes) and rounding in the sources, half a percent of the shipments.
"""

from __future__ import annotations

import pytest

from orepact.exposure import leakage_rows

CHROMIUM_IN_OXIDE = 2 * 51.9961 / (2 * 51.9961 + 3 * 15.999)


def test_shipments_exceed_recorded_output_whatever_the_grade() -> None:
    rows = {
        row["measure"]: row
        for row in leakage_rows(
            host="Pakistan", commodity="chromium", year=2024, content="24-33", royalty="1-7.5"
        )
    }
    recorded = 101_140 * CHROMIUM_IN_OXIDE
    assert recorded == pytest.approx(69_201, rel=1e-3)
    excess = rows["excess_shipments"]
    assert excess["shipped_t"] == pytest.approx(412_851, rel=1e-4)
    assert excess["usd_per_t"] == pytest.approx(330, abs=1)
    slack = 0.005 * 412_851
    assert excess["value"].low == pytest.approx(412_851 - recorded / 0.24, abs=slack)
    assert excess["value"].high == pytest.approx(412_851 - recorded / 0.33, abs=slack)
    royalty = rows["royalty_at_stake"]["value"]
    assert royalty.low == pytest.approx(excess["value"].low * 330.4e-6 * 0.01, rel=0.01)
    assert royalty.high == pytest.approx(excess["value"].high * 330.4e-6 * 0.075, rel=0.01)
