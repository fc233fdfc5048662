"""Net import reliance and its bounds, taken where the formula is largest and smallest."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from orepact.quantity import Kind, Value

__all__ = [
    "Bounds",
    "difference",
    "reliance_from_consumption",
    "reliance_from_flows",
    "reliance_over_consumption",
    "sum_of",
    "typed_reliance",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Low and high of one amount.

    Parameters
    ----------
    low, high : float
        In the unit of the amount; infinite where open.
    """

    low: float
    high: float

    @staticmethod
    def of(value: Value, *, floor: float = 0.0) -> Bounds:
        """Return the bounds of a typed value; a withheld or missing one lies above the floor.

        Examples
        --------
        >>> Bounds.of(Value.withheld())
        Bounds(low=0.0, high=inf)
        """
        low = floor if value.low is None else max(value.low, floor)
        return Bounds(low=low, high=math.inf if value.high is None else max(value.high, low))

    @staticmethod
    def at(number: float) -> Bounds:
        """Return bounds of no width."""
        return Bounds(low=number, high=number)

    def widened(self, by: float) -> Bounds:
        """Return bounds that reach further by an amount on both sides."""
        return Bounds(low=self.low - by, high=self.high + by)

    @property
    def is_exact(self) -> bool:
        """Whether the amount is one number."""
        return self.low == self.high


def sum_of(amounts: Iterable[Bounds]) -> Bounds:
    """Return the bounds of a sum of amounts that vary independently.

    Examples
    --------
    >>> sum_of([Bounds.at(2.0), Bounds(low=0.0, high=1.0)])
    Bounds(low=2.0, high=3.0)
    """
    low = high = 0.0
    for amount in amounts:
        low, high = low + amount.low, high + amount.high
    return Bounds(low=low, high=high)


def difference(first: Bounds, second: Bounds) -> Bounds:
    """Return the bounds of a difference of amounts that vary independently.

    Examples
    --------
    >>> difference(Bounds.at(2.0), Bounds(low=0.0, high=1.0))
    Bounds(low=1.0, high=2.0)
    """
    return Bounds(low=first.low - second.high, high=first.high - second.low)


def reliance_over_consumption(*, net_imports: Bounds, consumption: Bounds) -> Bounds:
    """Return net import reliance, percent of consumption, from net imports as the publisher has it.

    NIR = 100 N / A

    Each of the two stands in the formula once: the bounds lie at corners.

    Parameters
    ----------
    net_imports : Bounds, any one unit
        Imports less exports plus stock release N.
    consumption : Bounds, same unit
        Apparent, estimated or reported consumption A, as the definition says.

    Returns
    -------
    Bounds, percent; open on both sides where nothing is consumed

    Examples
    --------
    >>> reliance_over_consumption(net_imports=Bounds.at(95.0), consumption=Bounds.at(200.0)).low
    47.5
    """
    if consumption.high <= 0:
        return Bounds(low=-math.inf, high=math.inf)

    def at(net: float, consumed: float) -> float:
        if net == 0 or (consumed == math.inf and math.isfinite(net)):
            return 0.0
        if not math.isfinite(net) or consumed == 0:
            return math.copysign(math.inf, net)
        return 100.0 * net / consumed

    low, high = net_imports.low, net_imports.high
    return Bounds(
        low=at(low, consumption.high if low >= 0 else consumption.low),
        high=at(high, consumption.low if high >= 0 else consumption.high),
    )


def reliance_from_flows(
    *, production: Bounds, imports: Bounds, exports: Bounds, stock_release: Bounds
) -> Bounds:
    """Return net import reliance, percent of apparent consumption, from its flows.

    NIR = 100 N / (P + N),  N = imports - exports + stock release

    NIR rises with N; it falls with P for an importer and rises with it, towards 0, for an
    exporter. So its bounds lie at two corners of the inputs; no interval is carried through the
    formula twice.

    Parameters
    ----------
    production : Bounds, any one unit
        Primary and old-scrap production P.
    imports, exports, stock_release : Bounds, same unit
        A stock release adds to supply; a build-up is negative.

    Returns
    -------
    Bounds, percent; -inf low where exports may exceed all supply; open on both sides where
    nothing is consumed

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, Appendix B, net import reliance.

    Examples
    --------
    Production 500, imports 1000 +-10 %, exports 100: 62 to 67 percent, not the 53 to 77 that
    intervals carried through the formula would give.

    >>> r = reliance_from_flows(production=Bounds.at(500.0), imports=Bounds(low=900.0, high=1100.0),
    ...                         exports=Bounds.at(100.0), stock_release=Bounds.at(0.0))
    >>> round(r.low), round(r.high)
    (62, 67)
    """
    net = sum_of([difference(imports, exports), stock_release])
    if net.high >= 0 and production.high + net.high <= 0:
        return Bounds(low=-math.inf, high=math.inf)
    return Bounds(
        low=_reliance(production.high if net.low >= 0 else production.low, net.low),
        high=_reliance(production.low if net.high >= 0 else production.high, net.high),
    )


def _reliance(production: float, net: float) -> float:
    """Return 100 N / (P + N) with the limits of open bounds; -inf where consumption vanishes."""
    if net == 0:
        return 0.0
    if net == math.inf:
        return 100.0
    if production == math.inf:
        return 0.0
    consumption = production + net
    return 100.0 * net / consumption if consumption > 0 else -math.inf


def reliance_from_consumption(*, consumption: Bounds, production: Bounds) -> Bounds:
    """Return net import reliance, percent of apparent consumption, from consumption itself.

    NIR = 100 (A - P) / A

    Parameters
    ----------
    consumption : Bounds, any one unit
        Apparent consumption A, stock changes included.
    production : Bounds, same unit
        Primary and old-scrap production P.

    Returns
    -------
    Bounds, percent; open on both sides where nothing is consumed

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, Appendix B.

    Examples
    --------
    Copper 2025, thousand tonnes: apparent 2200, refinery from ore 790, old scrap 160.

    >>> r = reliance_from_consumption(consumption=Bounds.at(2200.0), production=Bounds.at(950.0))
    >>> round(r.low, 1)
    56.8
    """

    def at(a: float, p: float) -> float:
        if a == math.inf:
            return 100.0 if p < math.inf else -math.inf
        return 100.0 * (a - p) / a if a > 0 else -math.inf

    if consumption.high <= 0:
        return Bounds(low=-math.inf, high=math.inf)
    return Bounds(
        low=at(consumption.low, production.high), high=at(consumption.high, production.low)
    )


def typed_reliance(bounds: Bounds) -> Value:
    """Return reliance as a typed value: a net exporter's is at most 0, its size not used.

    Above 100 only rounded inputs can lead, because nobody consumes more imports than is consumed;
    such a bound is read as 100.

    Examples
    --------
    >>> typed_reliance(Bounds(low=-30.0, high=-30.0)).kind
    <Kind.NET_EXPORTER: 'net_exporter'>
    >>> typed_reliance(Bounds(low=-math.inf, high=100.0)).kind
    <Kind.MISSING: 'missing'>
    """
    low, high = min(bounds.low, 100.0), min(bounds.high, 100.0)
    if high < 0 or (high == 0 and low < 0):
        return Value.net_exporter()
    if low == -math.inf:
        if high >= 100.0:
            return Value.missing()
        return Value(kind=Kind.UPPER_BOUND, high=high)
    return Value.between(low, high)
