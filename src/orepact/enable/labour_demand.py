"""Which jobs a project has, by occupation and half-year, from its own physical plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError
from orepact.mine import ProjectFile

__all__ = ["Demand", "jobs_by_year", "labour_demand", "spend_by_year"]

Floats = NDArray[np.float64]
_STEP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Jobs of one project by occupation and half-year.

    Parameters
    ----------
    times : ndarray, shape (half-year,), year
        Start of each: 2027.5 is July 2027.
    construction, production : ndarray, shape (occupation, half-year), person
    first_spend, first_production : int
        Calendar years.
    """

    times: Floats
    construction: Floats
    production: Floats
    first_spend: int
    first_production: int

    @property
    def total(self) -> Floats:
        """Construction and production together."""
        return np.asarray(self.construction + self.production)


def spend_by_year(project: ProjectFile, variant: str, first_spend: int) -> dict[int, float]:
    """Return growth capital by calendar year, in million dollars of its own price year.

    ``spend[year] = sum_phase capex * share[year - first production - first year of the phase]``.

    Raises
    ------
    CaseError : a variant that the project does not have
    """
    found = [item for item in project.variants if item.id == variant]
    if not found:
        raise CaseError(
            f"variant {variant!r} is not one of the project's",
            where=f"projects/{project.id}.yaml:variants",
            do=f"Take one of {', '.join(item.id for item in project.variants)}",
        )
    way = found[0]
    opening = first_spend + way.first_production
    spend: dict[int, float] = {}
    for phase in project.phases:
        profile = (way.profiles or {}).get(phase.id, phase.shares)
        first = (way.profile_start or {}).get(phase.id, phase.first_year)
        whole = phase.capex.to("MUSD")
        for offset, share in enumerate(profile.values):
            year = opening + first + offset
            spend[year] = spend.get(year, 0.0) + whole * share / 100.0
    return spend


def jobs_by_year(
    project: ProjectFile,
    spend: Mapping[int, float],
    feed: Sequence[float],
    *,
    first_production: int,
    peak: float,
    permanent: float,
    scale: float,
    years: Sequence[int],
) -> tuple[Floats, Floats]:
    """Return construction and permanent jobs by year.

    ``construction[t] = peak * spend[t] / max spend`` and ``production[t] = permanent *
    (feed[t] / feed[first])^scale`` in years with feed, ``feed[first]`` being the first full year.
    The published peak is the largest number on site, so it goes to the year of the largest spend.

    Parameters
    ----------
    spend : mapping of year to million dollars
    feed : sequence of t/yr, by production year
    peak, permanent : person
    scale : float
        Power of feed, 0 for none.
    years : sequence of int
        Calendar years wanted.

    Returns
    -------
    construction, production : ndarray, shape (year,), person
    """
    largest = max(spend.values(), default=0.0)
    construction = np.array(
        [peak * spend.get(year, 0.0) / largest if largest else 0.0 for year in years]
    )
    base = max(feed[: min(3, len(feed))], default=0.0)
    production = np.zeros(len(years))
    for index, year in enumerate(years):
        age = year - first_production
        if 0 <= age < len(feed) and base > 0.0 and feed[age] > 0.0:
            production[index] = permanent * (feed[age] / base) ** scale
    return construction, production


def labour_demand(
    construction: Floats,
    production: Floats,
    *,
    years: Sequence[int],
    construction_share: Floats,
    production_share: Floats,
    first_spend: int,
    first_production: int,
) -> Demand:
    """Return jobs by occupation and half-year: each year's jobs in both its halves.

    Parameters
    ----------
    construction, production : ndarray, shape (year,), person
    construction_share, production_share : ndarray, shape (occupation,)
        Each sums to 1.
    """
    times = np.arange(years[0], years[-1] + 1, _STEP)
    index = (np.floor(times) - years[0]).astype(int)
    return Demand(
        times=times,
        construction=np.outer(construction_share, construction[index]),
        production=np.outer(production_share, production[index]),
        first_spend=first_spend,
        first_production=first_production,
    )
