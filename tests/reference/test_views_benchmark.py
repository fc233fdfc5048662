"""VIEWS prediction challenge 2023/24: the benchmark from a country's last twelve months.

Hegre and others, The 2023/24 VIEWS prediction challenge, arXiv 2407.11045; scores by country and
month as the challenge's evaluation files print them, averaged over the twelve months of a year for
Pakistan. Tolerance: half a unit of the last digit kept (four). The year 2018 is not reached and is
said to be missed: its twelve months lie in 2016 and 2017, where outcomes of the challenge were not
at hand and events of another edition stand in.
"""

from __future__ import annotations

import csv

import pytest

from orepact.case import case_folder
from orepact.enable.security_backtest import country_scores
from orepact.enable.security_data import month_series

FOLDER = case_folder("us-pakistan")


def _published() -> dict[int, float]:
    with (FOLDER / "security" / "benchmarks.csv").open(encoding="utf-8") as stream:
        return {
            int(row["year"]): float(row["crps"])
            for row in csv.DictReader(stream)
            if row["benchmark"] == "bm_conflictology"
        }


def test_the_table_of_published_scores_is_not_empty() -> None:
    assert len(_published()) == 6


@pytest.mark.parametrize("year", range(2019, 2024))
def test_the_benchmark_is_reproduced(year: int) -> None:
    (score,) = country_scores(month_series(FOLDER), range(year, year + 1))
    assert score.conflictology == pytest.approx(_published()[year], abs=5e-5)


def test_the_first_year_is_missed_by_the_edition_of_the_events() -> None:
    (score,) = country_scores(month_series(FOLDER), range(2018, 2019))
    assert score.conflictology != pytest.approx(_published()[2018], abs=5e-3)
    assert score.conflictology == pytest.approx(_published()[2018], rel=0.03)
