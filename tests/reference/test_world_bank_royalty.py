"""Royalties on a copper mine: Otto et al., Mining Royalties, World Bank, 2006, Table 4.13, p. 174.

Tolerance 1 dollar where the printed rate is exact; at 5.445 % the printed rate is rounded to a
thousandth of a point, which is worth 33,000 dollars.
"""

from __future__ import annotations

from orepact.study.reproductions import REPRODUCTIONS, Verdict, data_rows


def test_every_royalty_of_the_table_is_its_rate_times_the_base() -> None:
    assert len(data_rows("world_bank_royalty.csv")) == 8
    checks = next(item for item in REPRODUCTIONS if item.id == "world-bank-royalty").run()
    assert len(checks) == 9
    assert {check.verdict for check in checks} == {Verdict.REACHED}
