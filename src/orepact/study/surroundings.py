"""What a case puts around a project when it is valued alone: regimes, prices, money and rates."""

from __future__ import annotations

from orepact.case import Case, Side, Tier
from orepact.errors import CaseError
from orepact.mine import OwnRate, Surroundings
from orepact.plan import money_basis

__all__ = ["surroundings"]

_LEVYING = frozenset(
    {Tier.GOVERNMENT, Tier.FEDERATION, Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNITY}
)


def surroundings(case: Case) -> Surroundings:
    """Return the surroundings of the case's projects.

    Raises
    ------
    CaseError : if the case has no price decks or no facilities
    """
    if case.decks is None or case.facilities is None:
        missing = "decks.yaml" if case.decks is None else "facilities.yaml"
        raise CaseError(f"the case has no {missing}", where=case.id, do=f"Add {missing}")
    rates = {}
    for party, rate in case.rates.items():
        low, high = rate.real.bounds("dimensionless")
        rates[party] = OwnRate(value=rate.real.to("dimensionless"), low=low, high=high)
    host = case.on_side(Side.HOST)
    return Surroundings(
        case=case.id,
        regimes=case.regimes,
        decks=case.decks,
        facilities=case.facilities,
        money=money_basis(case),
        rates=rates,
        governments={party.id for party in host if party.tier in _LEVYING},
        host={party.id for party in host},
        base_year=case.header.horizon.start,
    )
