"""When things happen: spending, production and closing years of one column on the calendar."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine.project_file import ProjectFile, Variant

__all__ = ["Timing", "last_year", "timing_of"]

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The calendar of one column.

    Parameters
    ----------
    years : ndarray of int
        Calendar years of the arrays.
    first_spend, first_production : int
        Calendar years.
    life, closure_years : int
        Production years, and years of closing after them.
    """

    years: Integers
    first_spend: int
    first_production: int
    life: int
    closure_years: int

    @property
    def production_year(self) -> Integers:
        """1, 2, ... in production years, else 0."""
        age = self.years - self.first_production + 1
        return np.where((age >= 1) & (age <= self.life), age, 0)

    @property
    def spending_year(self) -> Integers:
        """1, 2, ... from the first spend to the year before production, else 0."""
        age = self.years - self.first_spend + 1
        return np.where((age >= 1) & (self.years < self.first_production), age, 0)

    @property
    def is_waiting(self) -> NDArray[np.bool_]:
        """Years before the first spend."""
        return self.years < self.first_spend

    def in_production(self, per_year: Floats) -> Floats:
        """Lay an array by production year onto the calendar; other years are 0."""
        laid = np.zeros(len(self.years))
        age = self.production_year
        laid[age > 0] = per_year[age[age > 0] - 1]
        return laid

    def around_production(self, first_year: int, amounts: Floats, *, where: str) -> Floats:
        """Lay amounts that start ``first_year`` years from the first production onto the calendar.

        Raises
        ------
        CaseError : if money would be spent before the first spend or outside the years
        """
        start = self.first_production + first_year
        if start < self.first_spend:
            raise CaseError(
                f"capex would be spent in {start}, before the first spend in {self.first_spend}",
                where=where,
                do="Give the variant other profiles, or more years to first production",
            )
        laid = np.zeros(len(self.years))
        for offset, amount in enumerate(amounts):
            index = start + offset - int(self.years[0])
            if not 0 <= index < len(laid):
                raise CaseError(
                    f"capex falls in {start + offset}, outside {self.years[0]} to {self.years[-1]}",
                    where=where,
                    do="Shorten the profile",
                )
            laid[index] += amount
        return laid


def last_year(project: ProjectFile, variant: Variant, first_spend: int) -> int:
    """Return the last calendar year in which a column has cash, closing included."""
    start = first_spend + variant.first_production
    if project.exploration is not None:
        return first_spend + sum(stage.years for stage in project.exploration.stages) - 1
    assert project.schedule is not None
    return start + round(project.schedule.life.to("yr")) + project.closure_years - 1


def timing_of(project: ProjectFile, variant: Variant, first_spend: int, years: Integers) -> Timing:
    """Return the calendar of a project variant that starts to spend in a year."""
    if project.exploration is not None:
        length = sum(stage.years for stage in project.exploration.stages)
        return Timing(
            years=years,
            first_spend=first_spend,
            first_production=first_spend + length,
            life=0,
            closure_years=0,
        )
    assert project.schedule is not None
    return Timing(
        years=years,
        first_spend=first_spend,
        first_production=first_spend + variant.first_production,
        life=round(project.schedule.life.to("yr")),
        closure_years=project.closure_years,
    )
