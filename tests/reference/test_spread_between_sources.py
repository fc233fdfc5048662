"""How far USGS, World Mining Data and IEA stand apart, world mine output of 2024.

U.S. Geological Survey, Mineral Commodity Summaries 2026, world tables of Antimony (119,000 t),
Cobalt (302,000 t), Lithium (222,000 t of Li, United States withheld), Copper (23,000 kt);
Austrian Federal Ministry of Finance, World Mining Data, totals of 2024: antimony 141,231 t,
cobalt 268,755 t, lithium 601,914 t of Li2O, copper 22,911,145 t. International Energy Agency,
Critical Minerals Data Explorer, mined copper of 2024, 22,794 kt. The spreads 19, 12, 26 and 0.9 %
follow by division of the largest by the smallest, lithium after Li2O x 0.4645; rounded to whole
percent, hence half a point of tolerance.
"""

from __future__ import annotations

import pytest

from orepact.evidence import bundle
from orepact.evidence.reconciliation import reconcile


@pytest.mark.parametrize(
    ("name", "survey", "other", "spread"),
    [
        ("antimony", 119_000.0, 141_231.0, 0.19),
        ("cobalt", 302_000.0, 268_755.0, 0.12),
        ("lithium", 222_000.0, 279_600.0, 0.26),
        ("copper", 23_000_000.0, 22_911_145.0, 0.009),
    ],
)
def test_spread_of_world_mine_output(name: str, survey: float, other: float, spread: float) -> None:
    cells = reconcile(bundle(), commodity=name, stage="mine", country="WLD", year=2024)
    assert len(cells) == 1
    (cell,) = cells
    assert cell.chosen.source == "usgs-mcs-2026"
    assert cell.chosen.value.number == pytest.approx(survey)
    numbers = {item.source: item.value.number for item in cell.others if item.is_comparable}
    assert numbers["wmd-2026"] == pytest.approx(other, rel=1e-4)
    assert cell.spread == pytest.approx(spread, abs=0.005)


def test_chromium_ore_and_oxide_are_not_compared() -> None:
    cells = reconcile(bundle(), commodity="chromium", stage="mine", country="WLD", year=2024)
    wmd = [item for cell in cells for item in cell.others if item.source == "wmd-2026"]
    assert [item.is_comparable for item in wmd] == [False]
