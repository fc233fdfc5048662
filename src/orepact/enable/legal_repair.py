"""When a law will have been repaired, if ever: a distribution of dates with a chance of never."""

from __future__ import annotations

import math
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel

__all__ = ["LegalRepair", "chance_done", "readings", "year_reached"]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class LegalRepair(StrictModel):
    """One repair of the law: whose act it is, from when it can come, and whether it comes at all.

    The wait follows a Weibull distribution, with a share of outcomes in which it never comes.
    """

    id: Id
    title: str
    by: str
    """Whose act it is."""
    enabler: str = ""
    """Option of the case that pays for it; money buys the drafting, not the vote."""
    starts: float
    """Year from which the wait counts, for example 2026.4."""
    never: Parameter
    """Chance that it never comes, ``%``."""
    scale: Parameter
    """Wait within which 63 % of those that come have come, ``yr``."""
    shape: Parameter
    """1 for a constant chance each year, above 1 for one that grows, ``1``."""
    note: str = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        low, high = self.never.bounds("%")
        if low < 0 or high > 100:
            raise ValueError("never is a chance of 0 to 100 %")
        if self.scale.bounds("yr")[0] <= 0 or self.shape.bounds("1")[0] <= 0:
            raise ValueError("scale and shape are above zero")
        return self


def readings(repair: LegalRepair) -> dict[str, dict[str, float]]:
    """Return never, scale and shape of the fastest, the central and the slowest reading."""
    never, scale = repair.never.bounds("dimensionless"), repair.scale.bounds("yr")
    shape = repair.shape.to("1")
    fast, slow = ({"never": never[end], "scale": scale[end], "shape": shape} for end in (0, 1))
    central = {"never": repair.never.to("dimensionless"), "scale": repair.scale.to("yr")}
    return {"fast": fast, "central": {**central, "shape": shape}, "slow": slow}


def chance_done(wait: float, *, never: float, scale: float, shape: float) -> float:
    """Return the chance that a repair has come within a wait.

    ``(1 - never) * (1 - exp(-(wait / scale) ** shape))``; 0 for a wait of nothing.

    Parameters
    ----------
    wait, scale : float, yr
    never : float, share of 1
    shape : float

    Examples
    --------
    >>> round(chance_done(2.0, never=0.25, scale=2.0, shape=1.0), 3)
    0.474
    """
    if wait <= 0:
        return 0.0
    return (1.0 - never) * (1.0 - math.exp(-((wait / scale) ** shape)))


def year_reached(
    chance: float, *, starts: float, never: float, scale: float, shape: float
) -> float | None:
    """Return the year by which a repair has come with that chance, or None: never.

    ``starts + scale * (-ln(1 - chance / (1 - never))) ** (1 / shape)``; a chance that the share of
    never leaves no room for is not reached in any year.

    Examples
    --------
    >>> year_reached(0.9, starts=2026.0, never=0.25, scale=2.0, shape=1.0) is None
    True
    >>> round(year_reached(0.5, starts=2026.0, never=0.25, scale=2.0, shape=1.0), 2)
    2028.2
    """
    if chance >= 1.0 - never:
        return None
    wait: float = (-math.log(1.0 - chance / (1.0 - never))) ** (1.0 / shape)
    return starts + scale * wait
