"""The units met every day, as exact fractions, so that no unit library need be loaded for them."""

from __future__ import annotations

import math
import re
from collections import Counter
from fractions import Fraction
from functools import cache

__all__ = ["factor_from_table", "size_and_dimension"]

Dimension = tuple[tuple[str, int], ...]

_PREFIXES = {
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "bn": Fraction(10**9),
    "T": Fraction(10**12),
}
_HOUR = Fraction(3600)
_DAY = 24 * _HOUR
_YEAR = Fraction("365.25") * _DAY
_TONNE = Fraction(1000)
_MASS, _TIME = (("kilogram", 1),), (("second", 1),)
_POWER = (("kilogram", 1), ("meter", 2), ("second", -3))
_ENERGY = (("kilogram", 1), ("meter", 2), ("second", -2))
_VOLUME = (("meter", 3),)

# name: (size in kilogram, metre, second, one unit of the currency or thing counted; dimension)
_PLAIN: dict[str, tuple[Fraction, Dimension]] = {
    "1": (Fraction(1), ()),
    "": (Fraction(1), ()),
    "dimensionless": (Fraction(1), ()),
    "%": (Fraction(1, 100), ()),
    "percent": (Fraction(1, 100), ()),
    "kg": (Fraction(1), _MASS),
    "g": (Fraction(1, 1000), _MASS),
    "dmtu": (_TONNE / 100, _MASS),
    "m": (Fraction(1), (("meter", 1),)),
    "mm": (Fraction(1, 1000), (("meter", 1),)),
    "km": (Fraction(1000), (("meter", 1),)),
    "km2": (Fraction(10**6), (("meter", 2),)),
    "m3": (Fraction(1), _VOLUME),
    "liter": (Fraction(1, 1000), _VOLUME),
    "tkm": (_TONNE * 1000, (("kilogram", 1), ("meter", 1))),
    "degree": (Fraction(math.pi) / 180, ()),
    "hour": (_HOUR, _TIME),
    "day": (_DAY, _TIME),
    "month": (_YEAR / 12, _TIME),
    "yr": (_YEAR, _TIME),
    "year": (_YEAR, _TIME),
    "USc": (Fraction(1, 100), (("USD", 1),)),
    "US_cent": (Fraction(1, 100), (("USD", 1),)),
    "persons": (Fraction(1), (("person", 1),)),
    **{name: (Fraction(1), ((name, 1),)) for name in ("person", "index", "berth", "event")},
}
_SCALED: dict[str, tuple[Fraction, Dimension]] = {
    "t": (_TONNE, _MASS),
    "lb": (Fraction("0.45359237"), _MASS),
    "oz": (Fraction("0.0311034768"), _MASS),  # the troy ounce of gold and silver
    "W": (Fraction(1), _POWER),
    "Wh": (_HOUR, _ENERGY),
    **{name: (Fraction(1), ((name, 1),)) for name in ("USD", "PKR", "EUR", "GBP", "CNY", "LCU")},
}
# prefix with unit, as far as each is written in the trade
_WRITTEN = {
    "t": ("", "k", "M", "G"),
    "lb": ("", "M", "G"),
    "oz": ("", "k", "M"),
    "W": ("", "k", "M", "G"),
    "Wh": ("", "k", "M", "G", "T"),
    "USD": ("", "k", "M", "bn", "T"),
    "PKR": ("", "M", "bn"),
    **dict.fromkeys(("EUR", "GBP", "CNY", "LCU"), ("", "M")),
}
_TABLE = _PLAIN | {
    f"{prefix}{unit}": (_PREFIXES.get(prefix, Fraction(1)) * _SCALED[unit][0], _SCALED[unit][1])
    for unit, prefixes in _WRITTEN.items()
    for prefix in prefixes
}


@cache
def size_and_dimension(unit: str) -> tuple[Fraction, Dimension] | None:
    """Return the size of a unit and what it measures; None if a part is not in the table.

    Parameters
    ----------
    unit : str
        Names joined by ``*`` and ``/``, read from left to right.

    Examples
    --------
    >>> size_and_dimension("g/t"), size_and_dimension("acre")
    ((Fraction(1, 1000000), ()), None)
    """
    size, powers = Fraction(1), Counter[str]()
    for operator, name in re.findall(r"(^|[*/])([^*/]*)", unit.strip()):
        if name not in _TABLE:
            return None
        part, dimension = _TABLE[name]
        size = size / part if operator == "/" else size * part
        for base, power in dimension:
            powers[base] += -power if operator == "/" else power
    return size, tuple(sorted((base, power) for base, power in powers.items() if power))


def factor_from_table(source: str, target: str) -> float | None:
    """Return what one ``source`` is in ``target``; None if the table does not hold both.

    None also where the two measure different things: the unit library then says which.

    Examples
    --------
    >>> factor_from_table("Mt/yr", "kt/yr"), factor_from_table("t", "USD")
    (1000.0, None)
    """
    here, there = size_and_dimension(source), size_and_dimension(target)
    if here is None or there is None or here[1] != there[1]:
        return None
    return float(here[0] / there[0])
