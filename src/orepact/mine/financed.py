"""What must be fixed of a column before its package can be sized."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from orepact.mine.facility_file import FacilityFile
from orepact.mine.market import Market
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.reading import Reading
from orepact.mine.regime_file import RegimeFile

__all__ = ["DrawnColumn", "Financed"]


class Financed(Protocol):
    """A column whose package is to be sized: a bench, or a column of a plan."""

    @property
    def project(self) -> ProjectFile:
        """The project."""

    @property
    def variant(self) -> Variant:
        """The way it goes."""

    @property
    def first_spend(self) -> int:
        """First spend year."""

    @property
    def package(self) -> str:
        """Which lenders stand behind it."""

    @property
    def regime(self) -> RegimeFile:
        """Its fiscal terms."""

    @property
    def market(self) -> Market:
        """Decks."""

    @property
    def facilities(self) -> FacilityFile:
        """Lenders and packages of the case."""

    @property
    def money(self) -> MoneyBasis:
        """The case's money."""

    @property
    def reading(self) -> Reading:
        """How contested terms are read."""

    @property
    def foreign(self) -> Collection[str]:
        """Owners that ``foreign owners`` stands for."""

    def years(self) -> NDArray[np.int64]:
        """Return the calendar of the whole life."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnColumn:
    """One column as it stands, or as one draw has it: what ``Financed`` asks."""

    project: ProjectFile
    variant: Variant
    first_spend: int
    package: str
    regime: RegimeFile
    market: Market
    facilities: FacilityFile
    money: MoneyBasis
    reading: Reading
    foreign: Collection[str]
    calendar: NDArray[np.int64]

    def years(self) -> NDArray[np.int64]:
        """Return the calendar of the whole life."""
        return self.calendar
