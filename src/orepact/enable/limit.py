"""What bounds a plan whatever it pays: workers from near, by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from orepact.enable.finding import finding_id
from orepact.enable.workforce import WorkforceAnswer
from orepact.enable.workforce_model import Offer, Reading

__all__ = ["Limit", "workforce_limits"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A bound that no option of its own lifts.

    Parameters
    ----------
    lever : str
        Id in the registry of levers.
    project : str
    of : str
        What is bounded: a district or province.
    offer : str
        Which training there is.
    year : int or None
        Calendar year; None where it holds in every year.
    amount, low, high : float
        Central and range, in ``unit``; low and high equal amount where no range was solved.
    unit : str
    finding : str
        Id of the figure behind it, for lineage.
    """

    lever: str
    project: str
    of: str
    offer: str
    year: int | None
    amount: float
    low: float
    high: float
    unit: str
    finding: str


def workforce_limits(answer: WorkforceAnswer) -> Iterator[Limit]:
    """Yield how many workers can come from the district and from the whole province, by year.

    ``workers[place, year] = min over the year's halves of sum_o W``: with the centres that stand
    (central and both ends) and with new places. A plan that trains must not count on more.
    """
    site = next(s for s in answer.given.file.sites if s.project == answer.start.project)
    central = answer.standing[Reading.CENTRAL]
    times = central.demand.times
    for tier, place in enumerate((site.district, site.province)):
        lines = {
            Offer.STANDING: [s.pipeline.workers for s in answer.standing.values()],
            Offer.NEW: [answer.new.pipeline.workers],
        }
        for offer, solutions in lines.items():
            for year in sorted({int(time) for time in times}):
                at = np.flatnonzero(np.floor(times) == year)
                found = [float(w[:, : tier + 1, at].sum(axis=(0, 1)).min()) for w in solutions]
                if central.demand.total[:, at].sum() <= 0.0:
                    continue
                keys = answer.keys(place=place, year=year, offer=offer.name.lower())
                yield Limit(
                    lever="workforce.labour-pool",
                    project=answer.start.project,
                    of=place,
                    offer=str(offer),
                    year=year,
                    amount=found[0],
                    low=min(found),
                    high=max(found),
                    unit="person",
                    finding=finding_id("enable.workforce_share", keys),
                )
