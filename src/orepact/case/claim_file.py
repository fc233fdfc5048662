"""``claims.yaml``: how each public claim is checked, as data that recomputes with the evidence."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from orepact.evidence import Parameter, StrictModel
from orepact.quantity import is_known_unit

__all__ = [
    "Asked",
    "CaseAsked",
    "ClaimCheck",
    "ClaimsFile",
    "DateAsked",
    "FigureAsked",
    "GovernanceAsked",
    "MacroAsked",
    "MeasureAsked",
    "NumberAsked",
    "Outcome",
    "PolicyAsked",
    "ProductionAsked",
    "RankAsked",
    "RelianceCountAsked",
    "RowAsked",
    "RowsAsked",
    "Rule",
    "TextAsked",
    "TradeAsked",
    "Verdict",
]


class Verdict(StrEnum):
    """What evidence says of the wording of a claim; never of the speaker."""

    CONSISTENT = "consistent"
    PARTLY = "partly consistent"
    CONTRADICTED = "contradicted"
    OUTDATED = "outdated"
    UNVERIFIABLE = "unverifiable"


class TradeAsked(StrictModel):
    """Trade of customs lines, summed over lines, partners and years."""

    ask: Literal["trade"]
    hs: tuple[str, ...] = Field(min_length=1)
    """Six-digit customs lines."""
    years: tuple[int, ...] = Field(min_length=1)
    of: Literal["value", "tonnes"]
    importer: str = ""
    """Country; all where left out."""
    exporter: str = ""
    """Country; all where left out."""


class ProductionAsked(StrictModel):
    """Production of a country, or of the world as the sum of countries."""

    ask: Literal["production"]
    commodity: str
    stage: str
    country: str = ""
    """Country; the sum of all countries where left out."""
    year: int
    source: str
    """Source of the evidence, so that sources are never mixed."""
    statistic: Literal["production", "reserves"] = "production"


class RankAsked(StrictModel):
    """Place of a country among producers, 1 the largest."""

    ask: Literal["rank"]
    commodity: str
    stage: str
    country: str
    year: int
    source: str


class RelianceCountAsked(StrictModel):
    """Number of commodities whose printed net import reliance lies in a band."""

    ask: Literal["reliance count"]
    importer: str
    source: str
    year: int
    at_least: float
    """Percent."""
    below: float = 101.0
    """Percent; 101 counts 100 as well."""


class GovernanceAsked(StrictModel):
    """A governance estimate of a country."""

    ask: Literal["governance"]
    dimension: str
    country: str
    year: int


class MacroAsked(StrictModel):
    """An indicator of a country's economy in a year."""

    ask: Literal["macro"]
    indicator: str
    country: str
    year: int


class MeasureAsked(StrictModel):
    """Any registered measure of exposure, computed anew."""

    ask: Literal["measure"]
    id: str
    """Result id with its keys, for example ``exposure.import_herfindahl[...]``."""


class FigureAsked(StrictModel):
    """A source figure of the evidence by its permanent id."""

    ask: Literal["figure"]
    id: str


class PolicyAsked(StrictModel):
    """Number of policy entries of a country whose subject names something."""

    ask: Literal["policy"]
    type: str
    """``export control`` or ``agreement``."""
    country: str
    subject: str
    """Words that the entry's subject contains, letter case apart."""


class RowAsked(StrictModel):
    """The number of a ledger row, in the unit that its ledger prints or the one given."""

    ask: Literal["row"]
    ledger: str
    row: str
    unit: str
    """Unit of the trade that the row's own words mean."""


class RowsAsked(StrictModel):
    """Number of ledger rows whose cells contain given words, between two dates."""

    ask: Literal["rows"]
    ledger: str
    where: dict[str, str] = Field(default_factory=dict)
    """Column to a text that its cell contains, letter case apart."""
    first: date | None = None
    last: date | None = None


class TextAsked(StrictModel):
    """A cell of a ledger row, as text."""

    ask: Literal["text"]
    ledger: str
    row: str
    column: str


class DateAsked(StrictModel):
    """A date in a ledger row; a month counts as its last day, a year as its last."""

    ask: Literal["date"]
    ledger: str
    row: str
    column: str


class CaseAsked(StrictModel):
    """A number of the case by its path."""

    ask: Literal["case"]
    path: str


class NumberAsked(StrictModel):
    """A number that a document states."""

    ask: Literal["number"]
    number: Parameter


Asked = Annotated[
    TradeAsked
    | ProductionAsked
    | RankAsked
    | RelianceCountAsked
    | GovernanceAsked
    | MacroAsked
    | MeasureAsked
    | FigureAsked
    | PolicyAsked
    | RowAsked
    | RowsAsked
    | TextAsked
    | DateAsked
    | CaseAsked
    | NumberAsked,
    Field(discriminator="ask"),
]


class Outcome(StrictModel):
    """A verdict with its reason."""

    verdict: Verdict
    because: str
    """In the reader's words, without the numbers: they stand beside it."""


class Rule(Outcome):
    """A verdict that holds when a condition does."""

    when: str
    """Condition over the terms, ``evidence`` and what is ``claimed``."""


class ClaimCheck(StrictModel):
    """How one claim is checked.

    Rules are read in order and the first whose condition holds gives the verdict. A term that the
    evidence does not cover makes a rule that needs it undecided, and the claim unverifiable.
    """

    claim: str
    """Row of the ledger of claims."""
    terms: dict[str, Asked] = Field(min_length=1)
    """What is asked of the evidence, by the names that formulas use."""
    evidence: str = ""
    """Formula over the terms: the number that stands beside the claim."""
    unit: str = "1"
    """Unit of ``evidence``."""
    rules: tuple[Rule, ...] = Field(min_length=1)
    otherwise: Outcome
    note: str = ""
    """How two readings were settled, or what a reader must know."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not is_known_unit(self.unit):
            raise ValueError(f"unit {self.unit!r} is not known, so nothing can be compared with it")
        if "evidence" in self.terms or any(name.startswith("claimed") for name in self.terms):
            raise ValueError("no term can be called evidence or claimed")
        return self


class ClaimsFile(StrictModel):
    """``claims.yaml``."""

    claims: tuple[ClaimCheck, ...]
    """Checks, one per claim."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        names = [check.claim for check in self.claims]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands twice")
        return self
