"""A party: what it gains from, what it controls, and what its world is without a deal."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, Quality, StrictModel

__all__ = [
    "Control",
    "ControlKind",
    "NoDealWorld",
    "PartiesFile",
    "Party",
    "Rate",
    "RatesFile",
    "Rival",
    "RivalKind",
    "Side",
    "Tier",
    "Utility",
]


class Side(StrEnum):
    """On whose side of the table a party sits."""

    IMPORTER = "importer"
    HOST = "host"
    COMPANY = "company"
    LENDER = "lender"
    OTHER = "other"


class Tier(StrEnum):
    """Which level of a country, or which kind of organisation, it is."""

    GOVERNMENT = "government"
    FEDERATION = "federation"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNITY = "community"
    STATE_FIRM = "state-owned firm"
    COMPANY = "company"
    LENDER = "lender"
    OPERATOR = "operator"
    BUYER = "buyer"


class Utility(StrEnum):
    """What a party's gain is made of, all in money of one year."""

    LOSS_AVOIDED = "expected loss avoided"
    FINANCE_RETURN = "finance return"
    OFFTAKE_MARGIN = "offtake margin"
    PUBLIC_COST = "public cost"
    FISCAL_REVENUE = "fiscal revenue"
    EQUITY_CASH = "equity cash"
    LOCAL_PAYMENTS = "local payments"
    SERVICE_INCOME = "service income"


class ControlKind(StrEnum):
    """What a party can give or withhold."""

    LICENCE = "licence"
    FINANCE = "finance"
    MARKET = "market"
    ENABLER = "enabler"
    CONSENT = "consent"


class Control(StrictModel):
    """Something that happens only if this party lets it."""

    what: ControlKind
    """``licence``, ``finance``, ``market``, ``enabler`` or ``consent``."""
    of: tuple[str, ...]
    """Ids of projects, options, facilities or gates; for a market, commodities."""
    note: str = ""
    """On which law or contract it rests."""


class RivalKind(StrEnum):
    """What a rival would do instead: buy, lend, build, or supply the importer."""

    BUYER = "buyer"
    FINANCIER = "financier"
    DEVELOPER = "developer"
    SUPPLIER = "supplier"


class Rival(StrictModel):
    """Someone who buys, lends, builds or supplies if there is no deal."""

    name: str
    """Who."""
    kind: RivalKind
    """``buyer``, ``financier``, ``developer`` or ``supplier``."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """ISO 3166 alpha-3."""
    offers: str
    """What it offers, in own words."""
    of: tuple[str, ...] = ()
    """Ids of projects, or commodities, that it reaches for."""
    quality: Quality
    """A measured or official, B reported, C one step removed, D assumed."""
    source: str
    """Id of a document, or ``assumption``."""
    locator: str = ""
    """Ledger row, page or section."""


class NoDealWorld(StrictModel):
    """What the party has if there is no partnership."""

    summary: str
    """In two sentences."""
    rivals: tuple[Rival, ...] = ()
    """Rival buyers, financiers and developers."""


class Party(StrictModel):
    """One party, as a plan sees it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    """Short name in lower case with hyphens."""
    title: str
    """Its name."""
    side: Side
    """``importer``, ``host``, ``company``, ``lender`` or ``other``."""
    tier: Tier
    """Level or kind."""
    utility: tuple[Utility, ...]
    """What its gain is made of."""
    controls: tuple[Control, ...] = ()
    """What it can give or withhold; such a party must not lose against no deal."""
    no_deal: NoDealWorld
    """Its world without a deal."""
    sources: tuple[str, ...] = ()
    """Documents on it."""
    note: str = ""
    """What else a reader must know."""

    @property
    def must_agree(self) -> bool:
        """Whether something happens only if this party lets it."""
        return bool(self.controls)


class PartiesFile(StrictModel):
    """``parties.yaml``."""

    parties: tuple[Party, ...]
    """All parties, importer's side first."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [party.id for party in self.parties]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        for side in (Side.IMPORTER, Side.HOST):
            if not any(party.side is side for party in self.parties):
                raise ValueError(f"no party on the side of the {side}")
        return self


class Rate(StrictModel):
    """At which rate a party discounts, real and nominal."""

    party: str
    """Id of a party."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """ISO 4217 code of the money it discounts."""
    real: Parameter
    """% per year above inflation; used for real cash."""
    nominal: Parameter
    """% per year with inflation; used for money of the day."""
    basis: str
    """What kind of rate it is: a study's, a cost of equity, a government's, a borrowing cost."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for name, rate in (("real", self.real), ("nominal", self.nominal)):
            if rate.to("%") <= -100.0:
                raise ValueError(f"{name} is {rate.value:g} %, at or below -100 %")
            if rate.range is None:
                raise ValueError(f"{name} needs a range: the rate is the largest single choice")
        return self


class RatesFile(StrictModel):
    """``rates.yaml``."""

    rates: tuple[Rate, ...]
    """One entry per party."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [rate.party for rate in self.rates]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        return self
