"""US net import reliance from the publisher's own inputs.

U.S. Geological Survey, Mineral Commodity Summaries 2026, data release, doi:10.5066/P1WKQ63T.
Tolerance 1 percentage point: inputs of 2025 are estimates of two digits, so that the last printed
point cannot be more certain. Published bounds (`>50`, `E`) must hold exactly as printed.
"""

from collections.abc import Sequence

import pytest

from orepact.exposure import MEASURES, compute, exposure
from orepact.study.reproductions import REPRODUCTIONS, Check, Verdict


@pytest.fixture(scope="module")
def checks() -> Sequence[Check]:
    reproduction = next(r for r in REPRODUCTIONS if r.id == "us-net-import-reliance")
    return reproduction.run()


def test_the_table_is_not_empty_and_its_counts_are_stated(checks: Sequence[Check]) -> None:
    assert len(checks) > 500
    assert "273 of 275" in checks[0].what
    assert "178 of 178" in checks[1].what


def test_at_least_95_percent_of_computable_rows_are_within_one_point(
    checks: Sequence[Check],
) -> None:
    assert checks[0].verdict is Verdict.REACHED
    assert (checks[0].computed.number or 0.0) >= 95.0


def test_every_published_bound_is_consistent(checks: Sequence[Check]) -> None:
    assert checks[1].computed.number == 100.0


def test_misses_are_reported_as_missed(checks: Sequence[Check]) -> None:
    missed = {check.what for check in checks if check.verdict is Verdict.MISSED}
    assert missed == {"cobalt, 2025", "tin, refined tin, 2025"}


def test_computability_does_not_depend_on_the_published_reliance() -> None:
    statements = exposure().us_statements
    copper = statements["copper", "all", 2024]
    from dataclasses import replace

    from orepact.quantity import Value

    other = replace(copper, published=Value.exact(1.0))
    assert compute(other) == compute(copper)


@pytest.mark.parametrize(
    ("commodity", "year", "published"),
    [("copper", 2024, 45), ("copper", 2025, 57), ("chromium", 2024, 77), ("antimony", 2025, 91)],
)
def test_the_measure_gives_the_published_whole_number(
    commodity: str, year: int, published: int
) -> None:
    keys = {"importer": "USA", "commodity": commodity, "form": "all", "year": str(year)}
    value = MEASURES.get("net_import_reliance").compute(exposure(), keys)
    assert value.number is not None
    assert round(value.number) == published
