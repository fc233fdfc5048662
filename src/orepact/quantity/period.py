"""The time a figure speaks of: a calendar year, a fiscal year, an average, a month or a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Period", "PeriodType"]


class PeriodType(StrEnum):
    """How a period counts time."""

    CALENDAR = "calendar"
    FISCAL_JULY_JUNE = "fiscal_july_june"
    AVERAGE = "average"
    MONTH = "month"
    YEAR_END = "year_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A span of time with its type, so that a fiscal year is never added to a calendar one.

    Parameters
    ----------
    type : PeriodType
        How it counts.
    start, end : int
        First and last year; for a fiscal July-June year, ``end`` is the year it is named after.
    month : int
        1 to 12 for a month, else 0.

    Examples
    --------
    >>> str(Period.parse("2021–24")), str(Period.parse("FY2024")), str(Period.parse("2024M05"))
    ('2021-2024 avg', 'FY2024', '2024M05')
    """

    type: PeriodType
    start: int
    end: int
    month: int = 0

    def __post_init__(self) -> None:
        if not (1000 <= self.start <= self.end <= 9999):
            raise ValueError(f"a period from {self.start} to {self.end} is impossible")
        if (self.type is PeriodType.MONTH) != (1 <= self.month <= 12):
            raise ValueError(f"month {self.month} does not fit a period of type {self.type}")

    @staticmethod
    def year(year: int) -> Period:
        """Return a calendar year."""
        return Period(type=PeriodType.CALENDAR, start=year, end=year)

    @staticmethod
    def year_end(year: int) -> Period:
        """Return the last day of a calendar year, as for stocks and reserves."""
        return Period(type=PeriodType.YEAR_END, start=year, end=year)

    @staticmethod
    def fiscal(year: int) -> Period:
        """Return the fiscal year July of ``year - 1`` to June of ``year``."""
        return Period(type=PeriodType.FISCAL_JULY_JUNE, start=year - 1, end=year)

    @staticmethod
    def average(start: int, end: int) -> Period:
        """Return an average over calendar years, both ends included."""
        return Period(type=PeriodType.AVERAGE, start=start, end=end)

    @staticmethod
    def of_month(year: int, month: int) -> Period:
        """Return one calendar month."""
        return Period(type=PeriodType.MONTH, start=year, end=year, month=month)

    @staticmethod
    def parse(text: str) -> Period:
        """Read ``2024``, ``2024 end``, ``FY2024``, ``2021–24``, ``2021-2024 avg`` or ``2024M05``.

        Raises
        ------
        ValueError : if the text is none of these
        """
        printed = text.strip()
        if re.fullmatch(r"\d{4}", printed):
            return Period.year(int(printed))
        if match := re.fullmatch(r"(\d{4}) end", printed):
            return Period.year_end(int(match[1]))
        if match := re.fullmatch(r"FY\s?(\d{4})", printed):
            return Period.fiscal(int(match[1]))
        if match := re.fullmatch(r"(\d{4})M(\d{1,2})", printed):
            return Period.of_month(int(match[1]), int(match[2]))
        if match := re.fullmatch(r"(\d{4})[–—-](\d{4}|\d{2})(?: avg)?", printed):
            start = int(match[1])
            tail = match[2]
            end = int(tail) if len(tail) == 4 else start // 100 * 100 + int(tail)
            return Period.average(start, end)
        raise ValueError(f"{printed!r} is not a period")

    def __str__(self) -> str:
        if self.type is PeriodType.FISCAL_JULY_JUNE:
            return f"FY{self.end}"
        if self.type is PeriodType.AVERAGE:
            return f"{self.start}-{self.end} avg"
        if self.type is PeriodType.MONTH:
            return f"{self.start}M{self.month:02d}"
        if self.type is PeriodType.YEAR_END:
            return f"{self.start} end"
        return str(self.start)
