"""US imports of rare earths, HS 280530, 284610 and 284690, 2018 to 2024.

CEPII, BACI HS92, importer 842. Tolerance half of the last
printed digit.
"""

from collections.abc import Sequence

import pytest

from orepact.study.reproductions import REPRODUCTIONS, Check, Verdict, data_rows


@pytest.fixture(scope="module")
def checks() -> Sequence[Check]:
    return next(r for r in REPRODUCTIONS if r.id == "rare-earth-imports").run()


def test_every_number_of_the_table_is_compared(checks: Sequence[Check]) -> None:
    assert data_rows("rare_earth_imports.csv")
    assert len(checks) == 28


def test_every_number_is_reached(checks: Sequence[Check]) -> None:
    assert [check.what for check in checks if check.verdict is not Verdict.REACHED] == []
