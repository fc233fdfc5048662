"""A number with its nature: exact, a range, a bound, withheld, net exporter, zero or missing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum

__all__ = ["Kind", "Value", "parse_value"]


class Kind(StrEnum):
    """The nature of a published value."""

    EXACT = "exact"
    RANGE = "range"
    LOWER_BOUND = "lower_bound"
    UPPER_BOUND = "upper_bound"
    WITHHELD = "withheld"
    NET_EXPORTER = "net_exporter"
    ZERO = "zero"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One published or computed value whose gaps and bounds stay what they are.

    Parameters
    ----------
    kind : Kind
        Its nature.
    number : float or None
        The value when ``kind`` is ``exact`` or ``zero``, else None.
    low, high : float or None
        Bounds in the same unit; None means unbounded or unknown on that side.
        An exact value has ``low == high == number``.
    text : str
        The value as it was printed, empty for computed ones.

    Notes
    -----
    A withheld or missing value has no number and no bounds unless the publisher gave
    them; it never becomes zero. A net exporter's import reliance is at most zero.
    """

    kind: Kind
    number: float | None = None
    low: float | None = None
    high: float | None = None
    text: str = ""

    def __post_init__(self) -> None:
        for name in ("number", "low", "high"):
            bound = getattr(self, name)
            if bound is not None and not math.isfinite(bound):
                raise ValueError(f"{name} of a value must be finite, got {bound!r}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low!r} is above high {self.high!r}")
        if (self.kind in (Kind.EXACT, Kind.ZERO)) != (self.number is not None):
            raise ValueError(f"a value of kind {self.kind} and number {self.number!r} is no value")

    @staticmethod
    def exact(number: float, text: str = "") -> Value:
        """Return an exact value; an exact 0 has kind ``zero``."""
        kind = Kind.ZERO if number == 0 else Kind.EXACT
        return Value(kind=kind, number=number, low=number, high=number, text=text)

    @staticmethod
    def between(low: float, high: float, text: str = "") -> Value:
        """Return a closed range; a range of no width is exact."""
        if low == high:
            return Value.exact(low, text)
        return Value(kind=Kind.RANGE, low=low, high=high, text=text)

    @staticmethod
    def at_least(low: float, text: str = "") -> Value:
        """Return a lower bound, as in a printed ``>50``."""
        return Value(kind=Kind.LOWER_BOUND, low=low, text=text)

    @staticmethod
    def at_most(high: float, low: float | None = None, text: str = "") -> Value:
        """Return an upper bound, as in a printed ``<25``."""
        return Value(kind=Kind.UPPER_BOUND, low=low, high=high, text=text)

    @staticmethod
    def withheld(text: str = "W") -> Value:
        """Return a value that exists and was withheld by its publisher."""
        return Value(kind=Kind.WITHHELD, text=text)

    @staticmethod
    def missing(text: str = "") -> Value:
        """Return a value that is not known here."""
        return Value(kind=Kind.MISSING, text=text)

    @staticmethod
    def net_exporter(text: str = "E") -> Value:
        """Return the net import reliance of a net exporter: at most zero, size not published."""
        return Value(kind=Kind.NET_EXPORTER, high=0.0, text=text)

    @property
    def is_number(self) -> bool:
        """Whether the value is one known number."""
        return self.number is not None

    @property
    def is_gap(self) -> bool:
        """Whether nothing at all is known about its size."""
        return self.number is None and self.low is None and self.high is None

    def scaled(self, factor: float) -> Value:
        """Return the value times a positive factor, its nature unchanged.

        Raises
        ------
        ValueError : if the factor is not positive and finite
        """
        if not (factor > 0 and math.isfinite(factor)):
            raise ValueError(f"a unit factor must be positive and finite, got {factor!r}")

        def times(bound: float | None) -> float | None:
            return None if bound is None else bound * factor

        return replace(self, number=times(self.number), low=times(self.low), high=times(self.high))


_NUMBER = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[-+−]?\.\d+"
_RANGE = re.compile(rf"^({_NUMBER})\s*[–—-]\s*({_NUMBER})$")
_PLAIN = re.compile(rf"^(?:{_NUMBER})$")
_ZERO_MARKS = frozenset({"—", "–", "--"})
_MISSING_MARKS = frozenset({"", "NA", "N/A", "XX", "…", "..", "nan"})
_SIZE_WORDS = frozenset({"large", "small", "moderate"})


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def parse_value(text: str, *, half_unit: float = 0.5) -> Value:
    """Read a value as the U.S. Geological Survey and others print it.

    ``1,000`` exact; a lone dash zero; ``W`` withheld; ``E`` net exporter; ``NA``, ``XX`` or
    blank missing; ``s`` less than half a unit; ``>50`` and ``<25`` bounds; ``50–300`` a range;
    ``Large``, ``Small``, ``Moderate`` missing in number, kept in words.

    Parameters
    ----------
    text : str
        The printed value.
    half_unit : float
        What "less than half a unit" means in the unit of the row.

    Raises
    ------
    ValueError : if the text is none of the above

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, "Significant events" key to symbols.

    Examples
    --------
    >>> parse_value(">1,000").low
    1000.0
    >>> parse_value("—").kind, parse_value("NA").number
    (<Kind.ZERO: 'zero'>, None)
    """
    printed = text.strip()
    if printed in _ZERO_MARKS:
        return Value.exact(0.0, printed)
    if printed in _MISSING_MARKS or printed.lower() in _SIZE_WORDS:
        return Value.missing(printed)
    if printed == "W":
        return Value.withheld(printed)
    if printed == "E":
        return Value.net_exporter(printed)
    if printed == "s":
        return Value.at_most(half_unit, 0.0, printed)
    if printed[0] in ">≥" and _PLAIN.match(printed[1:].strip()):
        return Value.at_least(_number(printed[1:].strip()), printed)
    if printed[0] in "<≤" and _PLAIN.match(printed[1:].strip()):
        return Value.at_most(_number(printed[1:].strip()), text=printed)
    if _PLAIN.match(printed):
        return Value.exact(_number(printed), printed)
    if match := _RANGE.match(printed):
        return Value.between(_number(match[1]), _number(match[2]), printed)
    raise ValueError(f"{printed!r} is not a value, a bound, a range or a known mark")
