"""Money of one year in money of another, by a country's deflator of gross domestic product."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from orepact.evidence import bundle

__all__ = ["MoneyFactor", "money_factor"]

_INDICATOR = "NY.GDP.DEFL.KD.ZG"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFactor:
    """The factor, the figures it rests on, and what is not known.

    Parameters
    ----------
    factor : float
        Money of ``from_year`` times it is money of ``to_year``.
    ids : tuple of str
        Yearly changes of the deflator.
    unknown : tuple of int
        Years without a figure, in which prices are taken not to have moved.
    """

    from_year: int
    to_year: int
    factor: float
    ids: tuple[str, ...]
    unknown: tuple[int, ...]


@cache
def money_factor(country: str, from_year: int, to_year: int) -> MoneyFactor:
    """Return how money of one year becomes money of another.

    factor = product over the years between of (1 + g_t / 100), or its inverse going back; g_t is
    the yearly change of the deflator of gross domestic product in percent.

    References
    ----------
    World Bank, World Development Indicators, NY.GDP.DEFL.KD.ZG.
    """
    first, last = sorted((from_year, to_year))
    rows = bundle().macro(indicator=_INDICATOR, country=country)
    change = {
        int(row["year"]): (float(row["number"]), str(row["id"]))
        for row in rows.iter_rows(named=True)
    }
    growth, ids, unknown = 1.0, [], []
    for year in range(first + 1, last + 1):
        if year in change:
            growth *= 1.0 + change[year][0] / 100.0
            ids.append(change[year][1])
        else:
            unknown.append(year)
    return MoneyFactor(
        from_year=from_year,
        to_year=to_year,
        factor=growth if to_year >= from_year else 1.0 / growth,
        ids=tuple(ids),
        unknown=tuple(unknown),
    )
