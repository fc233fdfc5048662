"""The host's currency: the latest official yearly rate of exchange."""

from __future__ import annotations

from dataclasses import dataclass

from orepact.evidence import Bundle, bundle

__all__ = ["LocalMoney", "local_money"]

_INDICATOR = "PA.NUS.FCRF"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalMoney:
    """Local currency units per United States dollar in a year, with the figure's id."""

    per_dollar: float
    year: int
    id: str


def local_money(country: str, evidence: Bundle | None = None) -> LocalMoney | None:
    """Return the latest official rate of exchange, period average, or None.

    References
    ----------
    World Bank, World Development Indicators, PA.NUS.FCRF.
    """
    found = (evidence or bundle()).macro(indicator=_INDICATOR, country=country)
    found = found.drop_nulls("number").sort("year")
    if not found.height:
        return None
    last = found.row(-1, named=True)
    return LocalMoney(per_dollar=float(last["number"]), year=int(last["year"]), id=str(last["id"]))
