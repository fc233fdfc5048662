"""VIEWS challenge: scores of the benchmark from the last twelve months, country and month."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.case import case_folder
from orepact.enable import benchmark_scores
from orepact.quantity import Value
from orepact.study.reproductions.check import Check, Reproduction, compare

__all__ = ["REPRODUCTION"]

_SOURCE = "Hegre and others, The 2023/24 VIEWS prediction challenge, arXiv 2407.11045"
_TOLERANCE = 0.001
_CASE = "us-pakistan"


def _run() -> Sequence[Check]:
    checks = []
    for year, published, computed in benchmark_scores(case_folder(_CASE)):
        value = Value.exact(computed)
        checks.append(
            Check(
                reproduction="views-benchmark",
                what=f"mean score of {year}, last twelve months as the forecast",
                published=Value.exact(published),
                computed=value,
                tolerance=_TOLERANCE,
                unit="person",
                verdict=compare(published, value, _TOLERANCE),
                is_in_sample=False,
                source=_SOURCE,
                locator="evaluation files of the benchmark, mean over the country's months",
                note="Twelve months to the October before. Outcomes before 2018 are counted from "
                "an edition of the events of 2022, not from the challenge's own",
            )
        )
    return checks


REPRODUCTION = Reproduction(
    id="views-benchmark",
    title="Forecast of deaths by month: the benchmark's score, recomputed",
    citation=_SOURCE,
    run=_run,
)
