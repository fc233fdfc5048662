"""A shock: who restricts what, against whom, by how much, from when and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from orepact.errors import OrepactError

__all__ = ["Instrument", "Shock", "in_force"]

_SLACK = 1e-9
_LONGEST_YEARS = 50.0


class Instrument(StrEnum):
    """What kind of act or accident takes supply away."""

    LICENCE = "licence"
    BAN = "ban"
    QUOTA = "quota"
    CONFLICT = "conflict"
    ACCIDENT = "accident"
    LOGISTICS = "logistics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shock:
    """One restriction of one commodity at one stage.

    Parameters
    ----------
    commodity, stage : str
        As in the evidence: ``gallium``, ``refined``.
    imposers : tuple of str
        Countries (alpha-3) that restrict together.
    targets : tuple of str
        Importers it is aimed at; empty means every country outside.
    cut : float
        Nominal share of the imposers' exports to the targets that is withheld, 0 to 1,
        before leakage.
    instrument : Instrument
        Sets the default leakage: licences leak more than bans.
    years : float
        How long it lasts, years.
    delay : float
        Share of the first calendar year that has passed when it starts, 0 to below 1.
    title : str
        The event in a reader's words.

    Raises
    ------
    OrepactError : a cut above 1 or below 0, no duration, no imposer
    """

    commodity: str
    stage: str
    imposers: tuple[str, ...]
    targets: tuple[str, ...] = ()
    cut: float = 1.0
    instrument: Instrument = Instrument.BAN
    years: float = 1.0
    delay: float = 0.0
    title: str = ""

    def __post_init__(self) -> None:
        if not 0.0 <= self.cut <= 1.0:
            raise OrepactError(
                f"a cut of {self.cut:g} is not a share of exports",
                where="cut",
                why="No more than everything can be withheld, and no less than nothing",
                do="Give a share between 0 and 1, for example 0.5 for half",
            )
        if not 0.0 < self.years <= _LONGEST_YEARS:
            raise OrepactError(
                f"a restriction of {self.years:g} years cannot be computed",
                where="years",
                do=f"Give a duration above 0 and up to {_LONGEST_YEARS:g} years",
            )
        if not 0.0 <= self.delay < 1.0:
            raise OrepactError(
                f"a delay of {self.delay:g} is not a share of a year",
                where="delay",
                do="Give a share from 0 to below 1",
            )
        if not self.imposers:
            raise OrepactError("nobody restricts", where="imposers", do="Name at least one country")
        both = sorted(set(self.imposers) & set(self.targets))
        if both:
            raise OrepactError(
                f"{', '.join(both)} cannot restrict exports to itself",
                where="targets",
                do="Take it out of the targets or out of the imposers",
            )

    def in_force(self, horizon: int) -> NDArray[np.float64]:
        """Return the share of each calendar year in which the restriction stands, shape (year,).

        Examples
        --------
        >>> Shock(commodity="gallium", stage="refined", imposers=("CHN",),
        ...       years=1.5, delay=0.75).in_force(3).tolist()
        [0.25, 1.0, 0.25]
        """
        share: NDArray[np.float64] = in_force(np.array([self.years]), self.delay, horizon)[0]
        return share


def in_force(years: NDArray[np.float64], delay: float, horizon: int) -> NDArray[np.float64]:
    """Return the share of each calendar year in which restrictions of some durations stand.

    Parameters
    ----------
    years : ndarray, shape (draw,)
        Durations, years.
    delay : float
        Share of the first year that has passed at the start.
    horizon : int
        Number of calendar years, the first being the year of the start.

    Returns
    -------
    ndarray, shape (draw, year)
    """
    year = np.arange(horizon, dtype=np.float64)[None, :]
    end = delay + years[:, None]
    share: NDArray[np.float64] = np.clip(
        np.minimum(end, year + 1.0) - np.maximum(delay, year), 0.0, 1.0
    )
    share[share < _SLACK] = 0.0
    return share
