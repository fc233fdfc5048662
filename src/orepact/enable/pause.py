"""The chance that an investor pauses after a major assault: few events, so the prior is stated.

Assaults come as a Poisson process of unknown rate (gamma, Jeffreys: n + 1/2 events in the time
watched), and each leads to a pause with an unknown chance (beta: prior plus what was seen). Then

    P(no pause in T years) = E_p [ (b / (b + p T))^(n + 1/2) ],  b the years watched,

with the expectation over the beta distribution by quadrature.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed

__all__ = ["Record", "chance_of_pause", "pause_rates", "record_until", "years_between"]

Floats = NDArray[np.float64]
_NODES = 4001


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was seen up to a month.

    Parameters
    ----------
    assaults, pauses : int
        Major assaults, and those after which the investor paused.
    years : float
        Time watched.
    prior_paused, prior_not : float
        Of the beta distribution.
    """

    assaults: int
    pauses: int
    years: float
    prior_paused: float
    prior_not: float

    @property
    def chance_per_assault(self) -> float:
        """Expected chance that one assault leads to a pause."""
        whole = self.assaults + self.prior_paused + self.prior_not
        return (self.pauses + self.prior_paused) / whole


def years_between(since: str, until: str) -> float:
    """Return years from the start of one month to the end of another.

    Examples
    --------
    >>> years_between("2024-01", "2025-12")
    2.0
    """
    first = int(since[:4]) * 12 + int(since[5:])
    last = int(until[:4]) * 12 + int(until[5:])
    return (last - first + 1) / 12.0


def chance_of_pause(seen: Record, years: float) -> float:
    """Return the chance of at least one pause in the years to come.

    Parameters
    ----------
    seen : Record
    years : float
        Years ahead.

    Returns
    -------
    chance : float, 0 to 1

    Examples
    --------
    >>> quiet = Record(assaults=0, pauses=0, years=1e9, prior_paused=0.5, prior_not=0.5)
    >>> round(chance_of_pause(quiet, 1.0), 6)
    0.0
    """
    from scipy.special import betaincinv

    a = seen.pauses + seen.prior_paused
    b = seen.assaults - seen.pauses + seen.prior_not
    p = np.asarray(betaincinv(a, b, (np.arange(_NODES) + 0.5) / _NODES))
    none = (seen.years / (seen.years + p * years)) ** (seen.assaults + 0.5)
    return float(1.0 - none.mean())


def pause_rates(seen: Record, draws: int, *, seed: int, names: tuple[str, ...]) -> Floats:
    """Return draws of pauses per year of work: rate of assaults times the chance that one pauses.

    ``Gamma(n + 1/2, 1 / years) * Beta(paused + prior, not paused + prior)``.

    Parameters
    ----------
    seen : Record
    draws : int
    seed : int
    names : tuple of str
        What tells this stream of chance from others.

    Returns
    -------
    rates : ndarray, shape (draw,), 1/yr
    """
    random = Seed(root=seed).stream("pauses", *names)
    rate = random.gamma(seen.assaults + 0.5, 1.0 / seen.years, size=draws)
    follows = random.beta(
        seen.pauses + seen.prior_paused,
        seen.assaults - seen.pauses + seen.prior_not,
        size=draws,
    )
    return np.asarray(rate * follows)


def record_until(
    months: Sequence[tuple[str, bool]], *, since: str, until: str, prior: tuple[float, float]
) -> Record:
    """Return what had been seen by the end of a month.

    Parameters
    ----------
    months : sequence of (month, paused)
    prior : tuple of float
        Imagined assaults with and without a pause.
    """
    own = [paused for month, paused in months if since <= month <= until]
    return Record(
        assaults=len(own),
        pauses=sum(own),
        years=years_between(since, until),
        prior_paused=prior[0],
        prior_not=prior[1],
    )
