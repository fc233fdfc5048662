"""Money of a year: currency, price year, real or nominal, and the way between them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["MoneyUnit", "Price", "deflate", "real_rate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyUnit:
    """The unit of a money amount, so that 2024 dollars never meet rupees of the day.

    Parameters
    ----------
    currency : str
        ISO 4217 code.
    year : int or None
        Price year of real money; None for nominal (money of the day).
    scale : float
        1e6 for millions.
    """

    currency: str = "USD"
    year: int | None = None
    scale: float = 1e6

    @property
    def is_real(self) -> bool:
        """Whether amounts are in prices of one year."""
        return self.year is not None

    def __str__(self) -> str:
        scale = {1.0: "", 1e3: "thousand ", 1e6: "million ", 1e9: "billion "}[self.scale]
        kind = f" of {self.year}, real" if self.is_real else ", nominal"
        return f"{scale}{self.currency}{kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A price given by a user or a deck, for example ``4.03USD/lb``."""

    number: float
    unit: str

    @staticmethod
    def parse(text: str) -> Price:
        """Read a number directly followed by its unit.

        Raises
        ------
        ValueError : if there is no number or no unit

        Examples
        --------
        >>> Price.parse("4.03USD/lb")
        Price(number=4.03, unit='USD/lb')
        """
        match = re.fullmatch(r"\s*([-+]?\d*\.?\d+(?:[eE][-+]?\d+)?)\s*([A-Za-z].*)", text)
        if not match:
            raise ValueError(f"{text!r} is not a price such as 4.03USD/lb")
        number = float(match[1])
        if not math.isfinite(number):
            raise ValueError(f"{text!r} is beyond any price")
        return Price(number=number, unit=match[2].strip())


def deflate(
    amount: float, *, from_year: int, to_year: int, price_index: Mapping[int, float]
) -> float:
    """Return an amount of one year's prices in another year's prices.

    ``amount * index[to_year] / index[from_year]``

    Parameters
    ----------
    price_index : mapping of year to index level
        Any base; both years must be in it.

    Raises
    ------
    ValueError : if the index lacks one of the years

    Examples
    --------
    >>> deflate(100.0, from_year=2020, to_year=2024, price_index={2020: 100.0, 2024: 121.0})
    121.0
    """
    for year in (from_year, to_year):
        if year not in price_index:
            known = f"{min(price_index)} to {max(price_index)}" if price_index else "no year"
            raise ValueError(f"the price index has no {year}; it covers {known}")
    return amount * price_index[to_year] / price_index[from_year]


def real_rate(nominal_rate: float, inflation: float) -> float:
    """Return the real rate that belongs to a nominal one: ``(1 + i) / (1 + pi) - 1``.

    Examples
    --------
    >>> round(real_rate(0.10, 0.02), 6)
    0.078431
    """
    return (1.0 + nominal_rate) / (1.0 + inflation) - 1.0
