"""Parameters of a project with the unit each place expects, checked when a file is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from orepact.evidence import Parameter, Quality, StrictModel, refuse_unknown_unit
from orepact.quantity import conversion_factor

__all__ = [
    "AnnualMoney",
    "Days",
    "Grade",
    "Mass",
    "MassRate",
    "Money",
    "MoneyOfTheDay",
    "MoneyPerTonne",
    "MoneyPerTonneOfTheDay",
    "People",
    "Price",
    "Rate",
    "Series",
    "Share",
    "Years",
    "units_of",
]


_UNITS: dict[object, tuple[str, ...]] = {}
"""Check to the units that it accepts, for the documentation."""


def _like(
    *units: str, lowest: float | None = None, highest: float | None = None, real: bool = False
) -> Callable[[Parameter], Parameter]:
    """Return a check that a parameter has one of the units, its range within limits."""

    def check(parameter: Parameter) -> Parameter:
        for unit in units:
            try:
                conversion_factor(parameter.unit, unit)
            except ValueError:
                continue
            low, high = parameter.bounds(unit)
            if lowest is not None and low < lowest:
                raise ValueError(f"{low:g} {unit} is below {lowest:g}")
            if highest is not None and high > highest:
                raise ValueError(f"{high:g} {unit} is above {highest:g}")
            if real and parameter.price_year is None:
                raise ValueError("this money needs price_year, the year of its prices")
            return parameter
        raise ValueError(f"unit {parameter.unit!r} is not like {' or '.join(units)}")

    _UNITS[check] = units
    return check


def units_of(check: object) -> tuple[str, ...]:
    """Return the units that a check of this file accepts; none if it is not one."""
    return _UNITS.get(check, ())


Share = Annotated[Parameter, AfterValidator(_like("%", lowest=0.0, highest=100.0))]
"""A share of something, 0 to 100 %."""
Rate = Annotated[Parameter, AfterValidator(_like("%", lowest=-100.0))]
"""A yearly rate or a premium, %; may be negative or above 100 %."""
Money = Annotated[Parameter, AfterValidator(_like("MUSD", lowest=0.0, real=True))]
"""An amount in prices of a stated year."""
AnnualMoney = Annotated[Parameter, AfterValidator(_like("MUSD/yr", lowest=0.0, real=True))]
"""An amount per year in prices of a stated year."""
MoneyOfTheDay = Annotated[Parameter, AfterValidator(_like("MUSD", lowest=0.0))]
"""An amount; without price_year it is fixed in money of the day and inflation erodes it."""
MoneyPerTonne = Annotated[Parameter, AfterValidator(_like("USD/t", real=True))]
"""Money per tonne (or pound, or ounce) in prices of a stated year; may be negative."""
MoneyPerTonneOfTheDay = Annotated[Parameter, AfterValidator(_like("USD/t", lowest=0.0))]
"""Money per tonne; without price_year it is fixed in money of the day and inflation erodes it."""
Price = Annotated[Parameter, AfterValidator(_like("USD/t", lowest=0.0, real=True))]
"""A price per mass in prices of a stated year."""
Mass = Annotated[Parameter, AfterValidator(_like("Mt", lowest=0.0))]
"""A mass."""
MassRate = Annotated[Parameter, AfterValidator(_like("Mt/yr", lowest=0.0))]
"""A mass per year."""
Years = Annotated[Parameter, AfterValidator(_like("yr", lowest=0.0))]
"""A length of time."""
Days = Annotated[Parameter, AfterValidator(_like("day", lowest=0.0))]
"""A length of time, for working capital."""
People = Annotated[Parameter, AfterValidator(_like("person", lowest=0.0))]
"""A number of people."""
Grade = Annotated[Parameter, AfterValidator(_like("%", lowest=0.0, highest=100.0))]
"""Metal (or mineral) in rock, by mass: ``%`` or ``g/t``."""

Number = Annotated[float, Field(allow_inf_nan=False)]


class Series(StrictModel):
    """A row of yearly numbers with one unit, quality and source."""

    values: Annotated[list[Number], Field(min_length=1)]
    """One number per year, in ``unit``."""
    unit: str
    """A unit of the trade, for example ``Mt/yr``, ``%``, ``MUSD``."""
    relative_range: tuple[Number, Number] | None = None
    """Low and high as percent of each value, for example ``[-20, 30]``; required for quality D."""
    quality: Quality
    """A measured or official, B reported, C estimated or one step removed, D assumed."""
    source: str
    """Id of a source, or ``assumption``."""
    locator: str = ""
    """Row, page, table or ledger id within the source."""
    note: str = ""
    """What a reader must know."""
    price_year: int | None = None
    """For money: the year of the prices."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse_unknown_unit(self.unit)
        if self.quality is Quality.D and self.relative_range is None:
            raise ValueError("quality D needs a relative_range")
        if self.relative_range is not None and not (
            self.relative_range[0] <= 0 <= self.relative_range[1]
        ):
            raise ValueError("relative_range must hold 0, for example [-20, 30]")
        if self.source == "assumption" and self.quality is not Quality.D:
            raise ValueError("source 'assumption' goes with quality D only")
        return self

    def to(self, unit: str) -> list[float]:
        """Return the numbers in another unit.

        Raises
        ------
        ValueError : if the units measure different things
        """
        factor = conversion_factor(self.unit, unit)
        return [value * factor for value in self.values]
