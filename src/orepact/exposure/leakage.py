"""Does more of a mineral leave a country than it is recorded to have? A screen, not a verdict."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from orepact.exposure.bands import DRAWS, SEED
from orepact.exposure.reliance import Bounds
from orepact.exposure.spread import percentiles

__all__ = ["CAUSES", "Leakage", "Percentiles", "Shipped", "leakage_of", "leakage_percentiles"]

Percentiles = tuple[float, float, float]

CAUSES = (
    "output that small mines do not report, or that is dug outside a lease",
    "ore of another country that passes through without being recorded as an import",
    "output of one year shipped in the next, or a fiscal year set against a calendar year",
    "ore of another grade than assumed, or sorted before it is shipped",
    "a survey that estimates or rounds the output",
    "partners that book another mineral, another origin or a later arrival under this customs line",
)
"""What can stand behind a difference; the figures cannot tell one from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """What partners record as having come from a country under one customs line in a year.

    Parameters
    ----------
    tonnes, imports : float, t gross weight
        Shipped out, and brought in under the same line.
    value_kusd : float, thousand USD of the day
        Of what was shipped out.
    """

    tonnes: float
    imports: float
    value_kusd: float

    @property
    def unit_value(self) -> float:
        """Return USD per tonne of gross weight."""
        return 1e3 * self.value_kusd / self.tonnes if self.tonnes > 0 else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Leakage:
    """Shipments beyond recorded supply, and the royalty they would have owed.

    Parameters
    ----------
    excess : Bounds, t gross weight
        Negative where supply was larger: used at home, stocked, or shipped under other lines.
    ratio : Bounds, 1
        Contained metal shipped over recorded output and imports.
    value : Bounds, million USD of the day
        Of the excess, at the unit value of what was shipped; 0 where there is none.
    royalty : Bounds or None, million USD of the day
        None where no rate is given.
    """

    excess: Bounds
    ratio: Bounds
    value: Bounds
    royalty: Bounds | None

    @property
    def is_certain(self) -> bool:
        """Whether shipments exceed recorded supply whatever grade and source are taken."""
        return self.excess.low > 0

    @property
    def is_possible(self) -> bool:
        """Whether they exceed it for some grade and source."""
        return self.excess.high > 0


def leakage_of(
    shipped: Shipped, *, content: Bounds, output: Bounds, royalty: Bounds | None = None
) -> Leakage:
    """Return by how much shipments exceed recorded supply, in tonnes and royalty at stake.

    excess  = X - M - P / c
    ratio   = X c / (P + M c)
    royalty = max(0, excess) * value per tonne * rate

    Every bound is taken at a corner: the excess falls with output P and rises with content c.
    What is used at home is not known and left out, so the excess is rather too small.

    Parameters
    ----------
    shipped : Shipped
        Exports X and imports M of one customs line.
    content : Bounds, t of metal per t of gross weight
    output : Bounds, t of metal
        Recorded mine output, lowest and highest of the sources.
    royalty : Bounds, fraction of value, optional

    Raises
    ------
    ValueError : if the content is not above 0, or nothing was shipped

    Examples
    --------
    400 t shipped at 25 to 35 % from 70 t of recorded metal: 120 to 200 t are not accounted for.

    >>> found = leakage_of(Shipped(tonnes=400.0, imports=0.0, value_kusd=80.0),
    ...                 content=Bounds(low=0.25, high=0.35), output=Bounds.at(70.0))
    >>> round(found.excess.low, 9), round(found.excess.high, 9)
    (120.0, 200.0)
    """
    if not 0 < content.low <= content.high:
        raise ValueError("content must be above 0")
    if not shipped.tonnes > 0:
        raise ValueError("nothing was shipped")
    net = shipped.tonnes - shipped.imports
    excess = _ordered(low=net - output.high / content.low, high=net - output.low / content.high)
    ratio = _ordered(
        low=_ratio(shipped, content.low, output.high),
        high=_ratio(shipped, content.high, output.low),
    )
    per_tonne = shipped.unit_value / 1e6
    value = Bounds(low=max(0.0, excess.low) * per_tonne, high=max(0.0, excess.high) * per_tonne)
    owed = royalty and Bounds(low=value.low * royalty.low, high=value.high * royalty.high)
    return Leakage(excess=excess, ratio=ratio, value=value, royalty=owed)


def leakage_percentiles(
    shipped: Shipped, *, content: Bounds, output: Bounds, royalty: Bounds | None = None
) -> dict[str, Percentiles]:
    """Return 5th, 50th and 95th percentile of excess, ratio and royalty; empty with an open end.

    Grade, recorded output and rate are drawn evenly between their ends, for no source says which
    part of a range is likelier.

    Parameters
    ----------
    shipped, content, output, royalty
        As of :func:`leakage_of`.
    """
    if not all(math.isfinite(end) for end in (output.low, output.high)):
        return {}
    rng = np.random.default_rng(SEED)
    grade, made, rate = (
        rng.uniform(each.low, each.high, DRAWS)
        for each in (content, output, royalty or Bounds.at(0.0))
    )
    excess = shipped.tonnes - shipped.imports - made / grade
    supply = made + shipped.imports * grade
    drawn = {"excess": excess}
    if (supply > 0).all():
        drawn["ratio"] = shipped.tonnes * grade / supply
    if royalty is not None:
        drawn["royalty"] = np.maximum(excess, 0.0) * shipped.unit_value / 1e6 * rate
    found = percentiles(np.array(list(drawn.values()))).tolist()
    return {name: (one[0], one[1], one[2]) for name, one in zip(drawn, found, strict=True)}


def _ordered(*, low: float, high: float) -> Bounds:
    """Return bounds whose equality the last bit may not break."""
    return Bounds(low=low, high=max(low, high))


def _ratio(shipped: Shipped, content: float, output: float) -> float:
    supply = output + shipped.imports * content
    return shipped.tonnes * content / supply if supply > 0 else math.inf
