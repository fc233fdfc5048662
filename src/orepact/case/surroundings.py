"""What a case puts around a project when it is valued alone: regimes, prices, money and rates."""

from __future__ import annotations

from orepact.case.composed import Case
from orepact.case.party import Side, Tier
from orepact.errors import CaseError
from orepact.mine import Endowment, MoneyBasis, OwnRate, Surroundings

__all__ = ["endowment_of", "surroundings"]

_LEVYING = (Tier.GOVERNMENT, Tier.FEDERATION, Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNITY)


def surroundings(case: Case) -> Surroundings:
    """Return the surroundings of the case's projects.

    Raises
    ------
    CaseError : if the case has no price decks or no facilities
    """
    money = case.header.money
    if case.decks is None or case.facilities is None:
        missing = "decks.yaml" if case.decks is None else "facilities.yaml"
        raise CaseError(f"the case has no {missing}", where=case.id, do=f"Add {missing}")
    rates = {}
    for party, rate in case.rates.items():
        low, high = rate.real.bounds("dimensionless")
        rates[party] = OwnRate(value=rate.real.to("dimensionless"), low=low, high=high)
    host = case.on_side(Side.HOST)
    tiers: dict[str, str] = {}
    for member in host:
        tier = Tier.FEDERATION if member.tier is Tier.GOVERNMENT else member.tier
        tiers.setdefault(str(tier), member.id)
    return Surroundings(
        case=case.id,
        host_country=case.header.host,
        regimes=case.regimes,
        decks=case.decks,
        facilities=case.facilities,
        money=MoneyBasis(
            year=money.year,
            price_index={entry.year: entry.level.value for entry in money.price_index},
            inflation=money.inflation.to("dimensionless"),
        ),
        rates=rates,
        governments={party.id for party in host if party.tier in _LEVYING},
        host={party.id for party in host},
        tiers=tiers,
        base_year=case.header.horizon.start,
        horizon_end=case.header.horizon.end,
    )


def endowment_of(case: Case) -> Endowment:
    """Return what a case says of the ground: deposits, sites of databases, claims and projects.

    Raises
    ------
    CaseError : if the case has no price decks or no facilities
    """

    def ledger(name: str) -> list[dict[str, str | None]]:
        return case.ledgers[name].to_dicts() if name in case.ledgers else []

    return Endowment(
        around=surroundings(case),
        projects=case.projects,
        deposits=ledger("deposits"),
        sites=ledger("sites"),
        claims=ledger("claims"),
    )
