from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orepact.quantity import Kind, Value, figure, parse_value


@pytest.mark.parametrize(
    ("text", "kind", "number", "low", "high"),
    [
        ("1,234.5", Kind.EXACT, 1234.5, 1234.5, 1234.5),
        ("—", Kind.ZERO, 0.0, 0.0, 0.0),
        ("0", Kind.ZERO, 0.0, 0.0, 0.0),
        ("NA", Kind.MISSING, None, None, None),
        ("", Kind.MISSING, None, None, None),
        ("XX", Kind.MISSING, None, None, None),
        ("W", Kind.WITHHELD, None, None, None),
        ("E", Kind.NET_EXPORTER, None, None, 0.0),
        ("s", Kind.UPPER_BOUND, None, 0.0, 0.5),
        (">50", Kind.LOWER_BOUND, None, 50.0, None),
        (">1,200,000", Kind.LOWER_BOUND, None, 1_200_000.0, None),
        ("<25", Kind.UPPER_BOUND, None, None, 25.0),
        ("50–300", Kind.RANGE, None, 50.0, 300.0),
        ("Large", Kind.MISSING, None, None, None),
        ("−5", Kind.EXACT, -5.0, -5.0, -5.0),
    ],
)
def test_printed_marks_keep_their_nature(
    text: str, kind: Kind, number: float | None, low: float | None, high: float | None
) -> None:
    value = parse_value(text)
    assert (value.kind, value.number, value.low, value.high) == (kind, number, low, high)
    assert value.text == text


@pytest.mark.parametrize("text", ["about 5", "1,23", "5-3", "1e400", "--5", "> W", "12 34"])
def test_unreadable_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_value(text)


@given(st.text(max_size=12))
def test_no_text_becomes_a_number_unless_it_prints_one(text: str) -> None:
    try:
        value = parse_value(text)
    except ValueError:
        return
    if value.kind in (Kind.MISSING, Kind.WITHHELD, Kind.NET_EXPORTER):
        assert value.number is None
    if value.is_number and value.kind is not Kind.ZERO:
        assert any(sign.isdigit() for sign in text)


@given(st.floats(1e-6, 1e6), st.floats(1e-3, 1e3))
def test_scaling_keeps_kind_and_bounds_in_order(number: float, factor: float) -> None:
    for value in (
        Value.exact(number),
        Value.at_least(number),
        Value.at_most(number, 0.0),
        Value.between(number, 2 * number),
        Value.missing(),
        Value.withheld(),
    ):
        scaled = value.scaled(factor)
        assert scaled.kind == value.kind
        assert (scaled.number is None) == (value.number is None)
        if scaled.low is not None and scaled.high is not None:
            assert scaled.low <= scaled.high


@pytest.mark.parametrize("factor", [0.0, -1.0, float("inf"), float("nan")])
def test_a_unit_factor_must_be_positive(factor: float) -> None:
    with pytest.raises(ValueError, match="factor"):
        Value.exact(1.0).scaled(factor)


def test_impossible_values_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="above"):
        Value(kind=Kind.RANGE, low=2.0, high=1.0)
    with pytest.raises(ValueError, match="finite"):
        Value.exact(float("nan"))
    with pytest.raises(ValueError, match="no value"):
        Value(kind=Kind.MISSING, number=0.0, low=0.0, high=0.0)


def test_a_gap_is_printed_in_words_never_as_zero() -> None:
    assert figure(Value.missing(), "t") == "not available"
    assert figure(Value.withheld(), "t") == "withheld"
    assert figure(Value.net_exporter(), "%") == "net exporter"
    assert figure(Value.exact(0.0), "t") == "0 t"
    assert figure(Value.at_least(95.0), "%") == "> 95 %"
