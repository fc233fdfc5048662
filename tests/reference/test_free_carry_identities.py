"""Free carry and cash calls at Reko Diq.

Statements of the owners and of the Economic Coordination Committee, 2025. Tolerance half of the
last printed digit.
"""

from collections.abc import Sequence

import pytest

from orepact.study.reproductions import REPRODUCTIONS, Check, Verdict, data_rows


@pytest.fixture(scope="module")
def checks() -> Sequence[Check]:
    return next(r for r in REPRODUCTIONS if r.id == "free-carry").run()


def test_every_number_of_the_table_is_compared(checks: Sequence[Check]) -> None:
    assert data_rows("free_carry.csv")
    assert len(checks) == 7


def test_every_number_is_reached(checks: Sequence[Check]) -> None:
    assert [check.what for check in checks if check.verdict is not Verdict.REACHED] == []
