"""When each repair of the law has come, year by year and draw by draw, with a chance of never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.chance import Seed, uniforms
from orepact.enable.finding import finding_id
from orepact.enable.governance import GovernanceCase
from orepact.enable.legal_repair import chance_done, readings
from orepact.enable.product_range import draws_of

__all__ = ["RepairDate", "repair_dates"]

Floats = NDArray[np.float64]
_DRAWS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairDate:
    """The date of one repair of the law, as a plan reads it.

    Parameters
    ----------
    lever : str
        Id in the registry of levers.
    repair : str
        Id in ``governance.yaml``.
    enabler : str
        Option of the case that pays for drafting it; empty if there is none.
    blocks : tuple of str
        Projects that cannot be sure of their ground before it.
    years : tuple of int
        Calendar years.
    done, low, high : ndarray, shape (year,), 0 to 1
        Chance that it has come by the end of the year: central, slowest and fastest reading.
    never, never_low, never_high : float, 0 to 1
        Chance that it never comes.
    draws : ndarray, shape (draw,), year with fraction
        ``inf`` where it never comes. Parameters and the wait are both drawn.
    finding : str
        Id of the chance of never, for lineage.
    """

    lever: str
    repair: str
    enabler: str
    blocks: tuple[str, ...]
    years: tuple[int, ...]
    done: Floats
    low: Floats
    high: Floats
    never: float
    never_low: float
    never_high: float
    draws: Floats
    finding: str

    def chance_by(self, year: int) -> float:
        """Return the part of the draws in which it has come by the end of a year."""
        return float((self.draws <= year + 1.0).mean())


def repair_dates(
    given: GovernanceCase, years: Sequence[int], *, draws: int = _DRAWS, seed: int = 0
) -> tuple[RepairDate, ...]:
    """Return the date of every repair of the law in a case.

    ``P(done by t) = (1 - never) (1 - exp(-((t - starts) / scale)^shape))``. Money that pays for
    drafting changes none of it.

    Parameters
    ----------
    given : GovernanceCase
    years : sequence of int
        Calendar years.
    draws : int
    seed : int
    """
    found = []
    for repair in given.file.repairs:
        ends = readings(repair)
        by = {
            name: np.array([chance_done(year + 1.0 - repair.starts, **end) for year in years])
            for name, end in ends.items()
        }
        names = {
            f"{repair.id} never": (repair.never, "dimensionless"),
            f"{repair.id} scale": (repair.scale, "yr"),
            f"{repair.id} shape": (repair.shape, "dimensionless"),
        }
        never, scale, shape = draws_of(names, count=draws, seed=seed).values()
        points = uniforms(draws, (f"{repair.id} comes", f"{repair.id} wait"), Seed(root=seed))
        wait = scale * (-np.log1p(-points[:, 1])) ** (1.0 / shape)
        keys = {"case": given.case, "repair": repair.id}
        found.append(
            RepairDate(
                lever="governance.legal-repair",
                repair=repair.id,
                enabler=repair.enabler,
                blocks=tuple(
                    dict.fromkeys(
                        project
                        for gap in given.file.gaps
                        if gap.repair == repair.id
                        for project in gap.blocks
                    )
                ),
                years=tuple(years),
                done=by["central"],
                low=by["slow"],
                high=by["fast"],
                never=ends["central"]["never"],
                never_low=ends["fast"]["never"],
                never_high=ends["slow"]["never"],
                draws=np.where(points[:, 0] < never, np.inf, repair.starts + wait),
                finding=finding_id("enable.governance_repair_never", keys),
            )
        )
    return tuple(found)
