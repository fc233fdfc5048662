"""The one formatter: how every number is printed, in the terminal, HTML, PDF and Excel."""

from __future__ import annotations

import math

from orepact.quantity.value import Kind, Value

__all__ = ["figure", "format_number", "format_value"]


def format_number(number: float, *, digits: int = 3, is_year: bool = False) -> str:
    """Return a number with at least ``digits`` significant digits and grouped thousands.

    Integers of four digits and more keep all their integer digits; a year is never grouped.

    Examples
    --------
    >>> format_number(1234567.8), format_number(0.012345), format_number(2028, is_year=True)
    ('1,234,568', '0.0123', '2028')
    >>> format_number(-0.0)
    '0'
    """
    if is_year:
        return str(round(number))
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else str(number)
    magnitude = math.floor(math.log10(abs(number)))
    decimals = max(0, digits - 1 - magnitude)
    text = f"{number:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def format_value(value: Value, *, digits: int = 3) -> str:
    """Return a typed value in words a reader understands; a gap is said, never shown as zero.

    Examples
    --------
    >>> format_value(Value.at_least(50.0)), format_value(Value.withheld())
    ('> 50', 'withheld')
    """
    match value.kind:
        case Kind.EXACT | Kind.ZERO:
            assert value.number is not None
            return format_number(value.number, digits=digits)
        case Kind.WITHHELD:
            return "withheld"
        case Kind.MISSING:
            return "not available"
        case Kind.NET_EXPORTER:
            return "net exporter"
        case Kind.RANGE:
            assert value.low is not None
            assert value.high is not None
            low = format_number(value.low, digits=digits)
            high = format_number(value.high, digits=digits)
            return f"{low} to {high}"
        case Kind.LOWER_BOUND:
            assert value.low is not None
            return f"> {format_number(value.low, digits=digits)}"
        case Kind.UPPER_BOUND:
            assert value.high is not None
            return f"< {format_number(value.high, digits=digits)}"


def figure(value: Value | float, unit: str = "", *, digits: int = 3) -> str:
    """Return the value with its unit, as it is printed everywhere.

    Examples
    --------
    >>> figure(62.5, "%"), figure(Value.exact(13014.0), "MUSD"), figure(Value.missing(), "t")
    ('62.5 %', '13,014 MUSD', 'not available')
    """
    typed = value if isinstance(value, Value) else Value.exact(float(value))
    text = format_value(typed, digits=digits)
    is_plain = typed.kind in (Kind.WITHHELD, Kind.MISSING, Kind.NET_EXPORTER)
    return text if is_plain or unit in {"", "1"} else f"{text} {unit}"
