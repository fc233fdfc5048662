"""GeoPolRisk scores and midpoints of geopolrisk-py 2.0.1.

Koyamparambath et al., Journal of Open Source Software, 10.21105/joss.09600: 53 materials for the
United States, Pakistan, Germany and China in 2024 and the United States in 2018 and 2022, computed
with that package in an environment of its own from its own data. Tolerance 1e-6, or 1e-6 of
figures above 1: the table carries nine digits.
"""

from __future__ import annotations

from orepact.study.reproductions import REPRODUCTIONS, Verdict, data_rows


def test_every_score_and_midpoint_is_reached() -> None:
    checks = next(r for r in REPRODUCTIONS if r.id == "geopolrisk").run()
    assert len(data_rows("geopolrisk_scores.csv")) == 318
    assert len(checks) == 2 * 318
    assert [check.what for check in checks if check.verdict is not Verdict.REACHED] == []
