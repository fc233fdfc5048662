from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.quantity import (
    MoneyUnit,
    Period,
    PeriodType,
    Price,
    conversion_factor,
    convert,
    deflate,
    format_number,
    is_known_unit,
    real_rate,
)


@pytest.mark.parametrize(
    ("text", "type_", "start", "end"),
    [
        ("2024", PeriodType.CALENDAR, 2024, 2024),
        ("2024 end", PeriodType.YEAR_END, 2024, 2024),
        ("FY2024", PeriodType.FISCAL_JULY_JUNE, 2023, 2024),
        ("2021–24", PeriodType.AVERAGE, 2021, 2024),
        ("2021-2024 avg", PeriodType.AVERAGE, 2021, 2024),
        ("2026M05", PeriodType.MONTH, 2026, 2026),
    ],
)
def test_periods_keep_their_type(text: str, type_: PeriodType, start: int, end: int) -> None:
    period = Period.parse(text)
    assert (period.type, period.start, period.end) == (type_, start, end)
    assert Period.parse(str(period)) == period


@pytest.mark.parametrize("text", ["20245", "FY24", "2024M13", "2024-2020", "spring", ""])
def test_impossible_periods_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Period.parse(text)


def test_a_fiscal_year_is_not_the_calendar_year_of_the_same_name() -> None:
    assert Period.fiscal(2024) != Period.year(2024)


# 1 lb = 0.45359237 kg exactly (international avoirdupois pound), so 1 t = 2204.62262... lb.
def test_price_per_pound_to_price_per_tonne() -> None:
    assert convert(4.03, "USD/lb", "USD/t") == pytest.approx(4.03 / 0.00045359237, rel=1e-12)


# 1 troy ounce = 31.1034768 g exactly.
def test_gold_ounces_to_tonnes() -> None:
    assert convert(1.0, "Moz", "t") == pytest.approx(31.1034768, rel=1e-12)


def test_currencies_do_not_convert_into_one_another() -> None:
    with pytest.raises(ValueError, match="cannot convert"):
        conversion_factor("USD", "PKR")


@pytest.mark.parametrize("unit", ["bushels of hope", "USD//t", "t per day", "€"])
def test_unknown_units_are_known_to_be_unknown(unit: str) -> None:
    assert not is_known_unit(unit)


def test_real_and_nominal_money_are_different_units() -> None:
    assert MoneyUnit(year=2024) != MoneyUnit()
    assert str(MoneyUnit(year=2024)) == "million USD of 2024, real"
    assert str(MoneyUnit(currency="PKR", scale=1e9)) == "billion PKR, nominal"


@given(st.floats(-0.5, 1.0), st.floats(-0.1, 1.0))
def test_real_rate_and_inflation_compound_to_the_nominal_rate(rate: float, pi: float) -> None:
    assert (1 + real_rate(rate, pi)) * (1 + pi) == pytest.approx(1 + rate, abs=1e-12)


def test_deflating_needs_both_years() -> None:
    with pytest.raises(ValueError, match="no 2030"):
        deflate(1.0, from_year=2030, to_year=2024, price_index={2024: 1.0})


@pytest.mark.parametrize("text", ["4.03", "USD/lb", "four USD/lb", "", "1e400USD/lb"])
def test_a_price_needs_number_and_unit(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a price|beyond any price"):
        Price.parse(text)


def test_numbers_print_alike_everywhere() -> None:
    assert format_number(2028, is_year=True) == "2028"
    assert format_number(1234.5678) == "1,235"
    assert format_number(0.00123456) == "0.00123"
    assert format_number(-0.0) == "0"
    assert format_number(-12.349) == "-12.3"
    assert format_number(100.0) == "100"
