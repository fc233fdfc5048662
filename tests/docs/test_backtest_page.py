"""The page of the backtest says what the code computes."""

import re
from pathlib import Path

import pytest

from orepact.disruption.backtest_page import backtest_page
from orepact.exposure import exposure

PAGE = Path(__file__).parents[2] / "docs" / "backtest-disruption.md"
NUMBER = re.compile(r"(?<![\w-])\d[\d,]*(?:\.\d+)?")


def test_documented_backtest_is_the_computed_one() -> None:
    written, made = PAGE.read_text(encoding="utf-8"), backtest_page(exposure())
    assert NUMBER.sub("#", written) == NUMBER.sub("#", made)
    ours = [float(one.replace(",", "")) for one in NUMBER.findall(written)]
    computed = [float(one.replace(",", "")) for one in NUMBER.findall(made)]
    assert ours == pytest.approx(computed, rel=0.02, abs=0.011)
