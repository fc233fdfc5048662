"""Money of the case: real million USD of one year, and the way from other years and the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.evidence import Parameter
from orepact.quantity import deflate

__all__ = ["MoneyBasis"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyBasis:
    """In which year's prices everything is stated, and how money gets there.

    Parameters
    ----------
    year : int
        Price year of real money.
    price_index : mapping of year to level
        Past price levels, any base; ``year`` is in it.
    inflation : float
        Expected yearly inflation as a fraction, between real money and money of the day.
    """

    year: int
    price_index: Mapping[int, float]
    inflation: float

    def real(self, parameter: Parameter, unit: str, *, where: str) -> float:
        """Return an amount in real money of the case's year.

        Parameters
        ----------
        parameter : Parameter
            With ``price_year``.
        unit : str
            For example ``MUSD`` or ``USD/t``.
        where : str
            ``file:key``, for the error.

        Raises
        ------
        CaseError : no price year, or a year that the price index lacks

        Examples
        --------
        >>> from orepact.evidence import Quality
        >>> cost = Parameter(
        ...     value=10.0, unit="MUSD", price_year=2020, quality=Quality.B, source="x"
        ... )
        >>> MoneyBasis(year=2024, price_index={2020: 80.0, 2024: 100.0}, inflation=0.02).real(
        ...     cost, "MUSD", where="a.yaml:capex"
        ... )
        12.5
        """
        if parameter.price_year is None:
            raise CaseError(
                "money without price_year",
                where=where,
                why="money of the day cannot stand where real money is meant",
                do="Add price_year, the year of its prices",
            )
        try:
            return deflate(
                parameter.to(unit),
                from_year=parameter.price_year,
                to_year=self.year,
                price_index=self.price_index,
            )
        except ValueError as error:
            raise CaseError(
                f"price_year {parameter.price_year} cannot be brought to {self.year}",
                where=where,
                why=str(error),
                do="Add the year to the case's price_index, or give another price_year",
            ) from error

    def level(self, years: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what one real dollar is in money of the day: ``(1 + inflation)^(t - year)``."""
        return np.power(1.0 + self.inflation, (years - self.year).astype(np.float64))

    def paid(self, parameter: Parameter, year: int, *, where: str) -> float:
        """Return an amount due in a year as real MUSD; without price_year inflation erodes it."""
        if parameter.price_year is not None:
            return self.real(parameter, "MUSD", where=where)
        return float(parameter.to("MUSD") / (1.0 + self.inflation) ** (year - self.year))
