"""A market: one commodity at one stage in a base year, who makes it, who uses it, at what price."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from orepact.evidence import Quality

__all__ = ["EndUse", "Inflow", "Market", "Need", "Producer"]


class Need(StrEnum):
    """How hard a use is to go without; sets its demand elasticity."""

    ESSENTIAL = "essential"
    GENERAL = "general"
    LUXURY = "luxury"


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """A country's primary production.

    Parameters
    ----------
    country : str
    output : float
        In the market's unit per year.
    capacity : float or None
        Same unit; None where no source gives it, and then nothing is known to stand idle.
    ids : tuple of str
        Figures it rests on.
    """

    country: str
    output: float
    capacity: float | None = None
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndUse:
    """One application with its share of the importer's use, shares summing to 1."""

    name: str
    share: float
    need: Need
    industries: tuple[str, ...] = ()
    """Input-output industries that the application was assigned to, where a table says so."""
    quality: Quality = Quality.D
    source: str = "assumption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inflow:
    """What one country sends abroad, and how much of that reaches the importer.

    Parameters
    ----------
    country : str
    exports : float
        To every country outside, market's unit per year.
    to_importer : float
        Of which to the importer; never above ``exports``.
    low, high : float
        Range of ``exports``; the same number twice where a source gives it.
    takes : float
        What it imports of the same stage: output of others that the market outside does not have.
    method : str
        How the two were found, in words a reader can check.
    """

    country: str
    exports: float
    to_importer: float
    low: float
    high: float
    quality: Quality
    method: str
    takes: float = 0.0
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Supply and use of one commodity-stage, as one importer meets it.

    Quantities are in ``unit`` per year (tonnes of what the base figures count), prices in USD of
    the base year per ``unit``. Nothing here is a draw: uncertain parameters come from
    :func:`orepact.disruption.parameters`.

    Parameters
    ----------
    commodity, stage, importer : str
    year : int
        Base year of the quantities.
    unit : str
        Unit of quantity, for example ``t``.
    price_usd : float or None
        USD per ``unit``; None where no source gives one: then nothing is stated in money.
    producers : tuple of Producer
        Every country with a figure, the importer and suppliers that restrict among them.
    unnamed : float
        Production that the source does not assign to a country.
    inflows : tuple of Inflow
        Exports by supplier.
    use : float
        The importer's use, market's unit per year.
    recycled : float
        Old scrap and secondary production in the importer's country.
    stock_days : float or None
        Measured cover of users' stocks, days of use; None takes the default parameter.
    government_stock : float
        What the importer's government holds and would release.
    is_by_product : bool
        Whether output follows a host metal rather than its own price.
    end_uses : tuple of EndUse
    ids : tuple of str
        Figures behind use, price, recycling and stocks.
    notes : tuple of str
        What a reader must know: what was assumed where no source speaks.
    """

    commodity: str
    stage: str
    importer: str
    year: int
    unit: str
    price_usd: float | None
    producers: tuple[Producer, ...]
    unnamed: float
    inflows: tuple[Inflow, ...]
    use: float
    recycled: float = 0.0
    stock_days: float | None = None
    government_stock: float = 0.0
    is_by_product: bool = False
    end_uses: tuple[EndUse, ...]
    price_is_inside: bool = False
    ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    qualities: dict[str, Quality] = field(default_factory=dict)
    """Quality of ``use``, ``price``, ``production``, ``inflows``, ``end_uses``."""

    def producer(self, country: str) -> Producer | None:
        """Return a country's production, or None where no source gives any."""
        return next((one for one in self.producers if one.country == country), None)

    def inflow(self, country: str) -> Inflow | None:
        """Return what a country sends abroad, or None where no source gives any."""
        return next((one for one in self.inflows if one.country == country), None)

    @property
    def world_output(self) -> float:
        """Return primary production of every country, market's unit per year."""
        return sum(one.output for one in self.producers) + self.unnamed

    @property
    def suppliers(self) -> tuple[Inflow, ...]:
        """Return suppliers from the largest by what reaches the importer."""
        return tuple(sorted(self.inflows, key=lambda one: (-one.to_importer, one.country)))
