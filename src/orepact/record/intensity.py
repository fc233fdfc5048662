"""A passing phase or a real change? Events per quarter, their trend, and words against deeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

__all__ = ["Quarter", "Shift", "quarters", "shift"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """Events of one quarter, and the rate that they speak for.

    Parameters
    ----------
    year, quarter : int
    count : dict of str to int
        By kind: talk, paper, money, other.
    rate : tuple of float
        5th, 50th and 95th percentile of the rate per quarter, all kinds together.
    """

    year: int
    quarter: int
    count: dict[str, int]
    rate: tuple[float, float, float]

    @property
    def total(self) -> int:
        """Events of all kinds."""
        return sum(self.count.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """The later half of a period against the earlier, for one kind of event.

    Parameters
    ----------
    kind : str
    before, after : int
        Events in the two halves, equally long.
    ratio : tuple of float
        5th, 50th and 95th percentile of the later rate over the earlier.
    """

    kind: str
    before: int
    after: int
    ratio: tuple[float, float, float]


def quarters(
    events: Sequence[tuple[date, str]], *, first: date, seen_to: date
) -> tuple[Quarter, ...]:
    """Return every whole quarter from the first to the last that the record covers, empty ones too.

    ``rate ~ Gamma(count + 1/2, 1)`` per quarter (Jeffreys' prior).

    Parameters
    ----------
    events : sequence of (date, kind)
    first, seen_to : date
        A quarter that the record does not cover to its end is left out: it would look like a
        decline.
    """
    from scipy.special import gammaincinv

    found = []
    year, quarter = first.year, (first.month - 1) // 3 + 1
    while _end(year, quarter) <= seen_to:
        count: dict[str, int] = {}
        for day, kind in events:
            if day.year == year and (day.month - 1) // 3 + 1 == quarter:
                count[kind] = count.get(kind, 0) + 1
        seen = sum(count.values()) + 0.5
        low, middle, high = (float(gammaincinv(seen, q)) for q in (0.05, 0.5, 0.95))
        found.append(
            Quarter(
                year=year,
                quarter=quarter,
                count=dict(sorted(count.items())),
                rate=(low, middle, high),
            )
        )
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return tuple(found)


def _end(year: int, quarter: int) -> date:
    return date(year, 3 * quarter, 31 if quarter in {1, 4} else 30)


def shift(found: Sequence[Quarter], kind: str = "") -> Shift | None:
    """Return how the rate of the later half of the quarters compares with the earlier half.

    Given the total, the later count is binomial with ``p = ratio / (1 + ratio)``; under Jeffreys'
    prior ``p ~ Beta(after + 1/2, before + 1/2)``.

    Parameters
    ----------
    found : sequence of Quarter
        An odd first quarter is left out, so that halves are equally long.
    kind : str
        One kind; all together where left out.

    Returns
    -------
    Shift, or None for fewer than two quarters
    """
    half = len(found) // 2
    if half == 0:
        return None
    from scipy.special import betaincinv

    def count(part: Sequence[Quarter]) -> int:
        return sum(item.count.get(kind, 0) if kind else item.total for item in part)

    before, after = count(found[-2 * half : -half]), count(found[-half:])
    shares = [float(betaincinv(after + 0.5, before + 0.5, q)) for q in (0.05, 0.5, 0.95)]
    low, middle, high = (share / (1.0 - share) for share in shares)
    return Shift(kind=kind or "all", before=before, after=after, ratio=(low, middle, high))
