"""Totals of the U.S. input-output accounts.

U.S. Bureau of Economic Analysis, Input-Output Accounts, benchmark 2017 (402 industries, before
redefinitions) and 2023 (summary). Value added of 2017 sums to 19,612.1 billion USD, that of 2023
to 27,720.7 billion; gross output of 2023 to 48,386.8 billion. Tables round to a million, so that
sums over 402 industries may be off by some tens of millions.
"""

import polars as pl
import pytest

from orepact.disruption import economy_of
from orepact.disruption.input_output import DATA


def test_value_added_and_output_of_2023() -> None:
    table = economy_of("USA")
    assert table is not None
    assert table.gross_domestic_product_musd == pytest.approx(27_720_700, abs=50)
    assert table.output.sum() == pytest.approx(48_386_800, abs=50)


def test_value_added_of_2017() -> None:
    industries = pl.read_parquet(DATA / "USA" / "industries.parquet")
    assert industries["value_added_2017_musd"].sum() == pytest.approx(19_612_100, abs=50)
