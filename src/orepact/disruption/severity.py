"""How hard and how long a restriction is when nobody knows: nominal cut and duration by draw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.drawn import Severity
from orepact.disruption.parameters import draw_uniform
from orepact.disruption.shock import Instrument
from orepact.disruption.traits import rows_of
from orepact.evidence import Quality

__all__ = ["SeverityLaw", "draw_severity", "severity_laws"]

Array = NDArray[np.float64]

COMMON_FACTOR = 0.6
"""Part of the variance of severity that all restrictions of one imposer share, quality D."""
_LONGEST = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityLaw:
    """Cut ~ Beta(alpha, beta); duration ~ lognormal, years. Quality D unless a document says."""

    instrument: Instrument
    alpha: float
    beta: float
    years_median: float
    years_sigma: float
    quality: Quality
    source: str
    note: str


@cache
def severity_laws() -> Mapping[Instrument, SeverityLaw]:
    """Return the law of each instrument."""
    return MappingProxyType(
        {
            Instrument(row["instrument"]): SeverityLaw(
                instrument=Instrument(row["instrument"]),
                alpha=float(row["alpha"]),
                beta=float(row["beta"]),
                years_median=float(row["years_median"]),
                years_sigma=float(row["years_sigma"]),
                quality=Quality(row["quality"]),
                source=row["source"],
                note=row["note"],
            )
            for row in rows_of("severity.csv")
        }
    )


def draw_severity(
    instrument: Instrument, *, imposer: str, scope: str, draws: int, seed: int
) -> Severity:
    """Return cuts and durations by draw, correlated over everything one imposer restricts.

    z = sqrt(0.6) z_imposer + sqrt(0.4) z_own, each quantile at Phi(z). Cut and duration are
    drawn apart. The first draw has both at their medians.

    Parameters
    ----------
    scope : str
        What is restricted, for the part of its own: a commodity.
    """
    from scipy.special import betaincinv, ndtr, ndtri

    law = severity_laws()[instrument]

    def share(what: str) -> Array:
        common = ndtri(draw_uniform(f"{what}/{imposer}", draws, seed))
        own = ndtri(draw_uniform(f"{what}/{imposer}/{scope}", draws, seed))
        return np.asarray(np.sqrt(COMMON_FACTOR) * common + np.sqrt(1 - COMMON_FACTOR) * own)

    cut = np.asarray(betaincinv(law.alpha, law.beta, ndtr(share("cut"))))
    years = law.years_median * np.exp(law.years_sigma * share("years"))
    return Severity(cut=np.clip(cut, 0.0, 1.0), years=np.minimum(years, _LONGEST))
