"""Production tables and their concentration."""

from typing import Any

import polars as pl
import pytest

from orepact.evidence.tables import FIGURES
from orepact.exposure.production import (
    ProductionTable,
    concentration,
    named_concentration,
    production_tables,
)
from orepact.quantity import Kind, parse_value


def figures(*rows: Any) -> pl.DataFrame:
    """Return figures of one made-up mineral: (detail, country, printed) or with a note."""
    made = []
    for number, (detail, country, text, *note) in enumerate(rows):
        value = parse_value(text)
        made.append(
            {
                **dict.fromkeys(FIGURES, ""),
                "id": f"ev-{number}",
                "source": "usgs-mcs-2026",
                "commodity": "copper",
                "label": "COPPER",
                "stage": "mine",
                "statistic": "production",
                "detail": detail,
                "country": country,
                "period": "2024",
                "kind": str(value.kind),
                "number": value.number,
                "low": value.low,
                "high": value.high,
                "text": text,
                "unit": "t",
                "note": note[0] if note else "",
            }
        )
    return pl.DataFrame(made, schema=FIGURES)


def only(frame: pl.DataFrame) -> ProductionTable:
    tables = production_tables(frame)
    assert len(tables) == 1
    return tables[0]


def test_national_statistics_alone_make_no_table() -> None:
    assert production_tables(figures(("Production: Mine", "USA", "10"))) == ()


def test_other_countries_widen_the_index_to_a_range() -> None:
    table = only(
        figures(
            ("Mine production", "CHL", "60"),
            ("Mine production", "PER", "20"),
            ("Mine production", "OTH", "20"),
            ("Mine production: rounded", "WLD", "100"),
        )
    )
    assert named_concentration(table).number == pytest.approx(0.40)
    value = concentration(table)
    assert (value.low, value.high) == pytest.approx((0.40, 0.44))


def test_withheld_production_stays_withheld_through_the_index() -> None:
    table = only(
        figures(
            ("Mine production", "CHL", "60"),
            ("Mine production", "USA", "W"),
            ("Mine production: rounded", "WLD", "100"),
        )
    )
    assert [member.country for member in table.withheld] == ["USA"]
    value = concentration(table)
    assert (value.low, value.high) == pytest.approx((0.36, 0.36 + 0.16))


def test_a_total_that_leaves_the_withheld_country_out_says_less() -> None:
    table = only(
        figures(
            ("Mine production", "CHL", "60"),
            ("Mine production", "USA", "W"),
            ("Mine production: rounded", "WLD", "60", "Excludes U.S. production."),
        )
    )
    value = concentration(table)
    # any size of the United States: least when it is as large as Chile, one half
    assert (value.low, value.high) == pytest.approx((0.5, 1.0))


def test_a_row_with_its_own_wording_stands_in_the_table_of_its_words_before_the_colon() -> None:
    table = only(
        figures(
            ("Refinery production [world]", "CHN", "75"),
            ("Refinery production: concentrate [world]", "SWE", "25"),
            ("Refinery production: rounded [world]", "WLD", "100"),
        )
    )
    sweden = table.of("SWE")
    assert sweden is not None
    assert sweden.value.number == 25
    assert named_concentration(table).number == pytest.approx(0.625)


def test_two_forms_of_one_stage_stay_two_tables() -> None:
    tables = production_tables(
        figures(
            ("Mine production: Ilmenite", "AUS", "3"),
            ("Mine production: Ilmenite", "CHN", "1"),
            ("Mine production: ilmenite, rounded", "WLD", "4"),
            ("Mine production: Rutile", "AUS", "1"),
            ("Mine production: Rutile", "SLE", "1"),
            ("Mine production: rutile, rounded", "WLD", "2"),
        )
    )
    assert [table.form for table in tables] == [
        "mine production ilmenite",
        "mine production rutile",
    ]


def test_nothing_but_gaps_is_missing_not_zero() -> None:
    table = only(figures(("Mine production", "CHL", "W"), ("Mine production", "USA", "W")))
    assert named_concentration(table).kind is Kind.MISSING
