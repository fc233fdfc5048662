"""What kind of number is this? Typed values, units, periods and money, each true to itself."""

from orepact.quantity.format import figure, format_number, format_value
from orepact.quantity.money import MoneyUnit, Price, deflate, real_rate
from orepact.quantity.period import Period, PeriodType
from orepact.quantity.units import Basis, Stage, conversion_factor, convert, is_known_unit
from orepact.quantity.value import Kind, Value, parse_value

__all__ = [
    "Basis",
    "Kind",
    "MoneyUnit",
    "Period",
    "PeriodType",
    "Price",
    "Stage",
    "Value",
    "conversion_factor",
    "convert",
    "deflate",
    "figure",
    "format_number",
    "format_value",
    "is_known_unit",
    "parse_value",
    "real_rate",
]
