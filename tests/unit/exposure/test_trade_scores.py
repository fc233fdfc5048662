"""Scores over the whole trade table."""

from typing import Any

import polars as pl
import pytest

from orepact.evidence import hs_lines
from orepact.evidence.tables import TRADE
from orepact.exposure.line import Coverage, coverage, find_line, lines_of
from orepact.exposure.trade_scores import flows_of, one_source_per_line, trade_scores


def trade(*rows: Any) -> pl.DataFrame:
    """Return flows (exporter, importer, hs, value, tonnes[, source]) of 2024."""
    return pl.DataFrame(
        [
            (source[0] if source else "s", 2024, exporter, importer, hs, value, tonnes)
            for exporter, importer, hs, value, tonnes, *source in rows
        ],
        schema=TRADE,
        orient="row",
    )


def score(frame: pl.DataFrame, line: str, importer: str = "USA") -> Any:
    scores = trade_scores(flows_of(frame), lines_of(hs_lines()))
    rows = scores.filter(importer=importer, line=line).to_dicts()
    assert len(rows) <= 1
    return rows[0] if rows else None


def test_a_line_is_scored_by_value_and_by_mass() -> None:
    row = score(
        trade(("ZAF", "USA", "261000", 30.0, 90.0), ("TUR", "USA", "261000", 10.0, 10.0)), "261000"
    )
    assert row["value_herfindahl"] == pytest.approx(0.75**2 + 0.25**2)
    assert row["mass_herfindahl"] == pytest.approx(0.82)
    assert (row["value_supplier"], row["value_top"]) == ("ZAF", 0.75)


def test_codes_of_one_stage_are_added_per_supplier_before_squaring() -> None:
    # graphite powder and other graphite are one stage: China 6 + 4 of 20, Mexico 10
    row = score(
        trade(
            ("CHN", "USA", "250410", 6.0, 6.0),
            ("CHN", "USA", "250490", 4.0, 4.0),
            ("MEX", "USA", "250490", 10.0, 10.0),
        ),
        "mine",
    )
    assert row["suppliers"] == 2
    assert row["value_herfindahl"] == pytest.approx(0.5)
    assert row["value_supplier"] == "CHN"


def test_a_supplier_without_recorded_tonnes_is_counted_and_not_given_zero() -> None:
    row = score(
        trade(("ZAF", "USA", "261000", 30.0, 90.0), ("TUR", "USA", "261000", 10.0, None)), "261000"
    )
    assert row["without_tonnes"] == 1
    assert row["tonnes"] == 90.0
    assert row["value_top"] == 0.75
    nothing = score(trade(("TUR", "USA", "261000", 10.0, None)), "261000")
    assert nothing["mass_herfindahl"] is None
    assert nothing["mass_supplier"] is None
    assert nothing["tonnes"] is None


def test_an_importer_without_flows_has_no_row_rather_than_zero() -> None:
    assert score(trade(("ZAF", "USA", "261000", 1.0, 1.0)), "261000", importer="JPN") is None


def test_two_sources_of_one_line_and_year_are_never_added() -> None:
    frame = trade(
        ("ZAF", "USA", "261000", 30.0, 90.0, "full"),
        ("TUR", "USA", "261000", 10.0, 10.0, "full"),
        ("ZAF", "USA", "261000", 31.0, None, "cut"),
    )
    assert one_source_per_line(frame)["source"].unique().to_list() == ["full"]
    assert score(frame, "261000")["value_kusd"] == 40.0


def test_permuted_rows_give_the_same_scores() -> None:
    frame = trade(
        ("ZAF", "USA", "261000", 5.0, 5.0),
        ("TUR", "USA", "261000", 5.0, 7.0),
        ("CHN", "USA", "284690", 3.0, 2.0),
        ("CHN", "JPN", "284690", 4.0, 2.0),
    )
    lines = lines_of(hs_lines())
    assert trade_scores(flows_of(frame), lines).equals(
        trade_scores(flows_of(frame.reverse()), lines)
    )


def test_coverage_says_what_trade_can_speak_of() -> None:
    assert coverage(find_line("copper", "refined"), []) is Coverage.NOT_COVERED
    assert coverage(find_line("copper", "refined"), ["740311"]) is Coverage.MEASURED
    assert coverage(find_line("rare earths", "all forms"), ["284610"]) is Coverage.PARTLY
    assert coverage(find_line("rare earths", "compound"), ["284690"]) is Coverage.SHARED
