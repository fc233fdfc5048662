"""US imports of chromium ore, HS 261000, 2010 to 2024.

CEPII, BACI HS92, importer 842. Tolerance half of the last
printed digit.
"""

from collections.abc import Sequence

import pytest

from orepact.study.reproductions import REPRODUCTIONS, Check, Verdict, data_rows


@pytest.fixture(scope="module")
def checks() -> Sequence[Check]:
    return next(r for r in REPRODUCTIONS if r.id == "chromium-imports").run()


def test_every_number_of_the_table_is_compared(checks: Sequence[Check]) -> None:
    assert data_rows("chromium_imports.csv")
    assert len(checks) == 54


def test_every_number_is_reached(checks: Sequence[Check]) -> None:
    assert [check.what for check in checks if check.verdict is not Verdict.REACHED] == []
