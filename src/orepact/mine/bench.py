"""One column on the bench: project, regime, package and market fixed, ready to be computed."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError, UnknownNameError
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.deck_file import DeckFile
from orepact.mine.facility_file import FacilityFile
from orepact.mine.fiscal import Reading
from orepact.mine.host_regimes import at_home, host_regimes, owners_under
from orepact.mine.market import Market, market_of
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.package_lenders import lenders_of
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.regime_file import RegimeFile
from orepact.mine.royalty_schedule import read_schedule, with_schedule
from orepact.mine.timing import last_year
from orepact.mine.valuation import OwnRate
from orepact.quantity import Price, Value, convert
from orepact.trace import result_id

__all__ = [
    "Bench",
    "Choice",
    "Row",
    "Surroundings",
    "changes_of",
    "choice_of",
    "known_regimes",
    "pick",
    "priced",
    "sources_of",
    "unit_from_key",
]

Row = dict[str, Any]
_HIGHEST_RATE = 10.0
"""1,000 % a year; beyond it a rate is a slip of the pen."""
_LONGEST_WAIT = 50
"""Years after the base year in which a first spend may still be tried without a horizon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a case puts around a project.

    Parameters
    ----------
    case : str
        Its id.
    regimes : mapping of id to RegimeFile
    decks : DeckFile
    facilities : FacilityFile
    money : MoneyBasis
    rates : mapping of party to OwnRate
        Real rates.
    governments, host : collection of str
        Parties that levy, and the host's parties that may own.
    base_year : int
        Year of present values.
    tiers : mapping of tier to party
        The host's first party of each tier, for regimes of other hosts.
    host_country : str
        ISO 3166 alpha-3, for the rate of its currency.
    horizon_end : int or None
        Last year in which a first spend may fall.
    file : str
        Name of the one file of a mine that stands alone; empty in a case.
    written_in : str
        Words on the currency that such a file is written in; empty for dollars.
    """

    case: str
    regimes: Mapping[str, RegimeFile]
    decks: DeckFile
    facilities: FacilityFile
    money: MoneyBasis
    rates: Mapping[str, OwnRate]
    governments: Collection[str]
    host: Collection[str]
    base_year: int
    tiers: Mapping[str, str] = field(default_factory=dict)
    host_country: str = ""
    horizon_end: int | None = None
    file: str = ""
    written_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which column is valued, and what a user changes.

    Parameters
    ----------
    variant, package : str
        Empty takes the first that is offered.
    first_spend : int or None
        None takes the variant's first year.
    prices : mapping of price key to str
        For example ``4.03USD/lb``, in money of the case's year, for every deck.
    rate : float or None
        Real yearly rate of the project's own present value; None takes the first owner's.
    reading : str
        How contested terms are read: ``central``, ``low`` or ``high``.
    regime : str
        Another regime, of the case or of another host; empty is the project's own.
    royalties : str
        A file with a schedule of royalties that takes the place of the regime's; empty for none.
    """

    variant: str = ""
    package: str = ""
    first_spend: int | None = None
    prices: Mapping[str, str] | None = None
    rate: float | None = None
    reading: str = "central"
    regime: str = ""
    royalties: str = ""


def unit_from_key(text: str) -> str:
    """Return a price as a user writes it from how an id spells it.

    Examples
    --------
    >>> unit_from_key("4.03USD per lb")
    '4.03USD/lb'
    """
    return text.replace(" per ", "/")


def choice_of(column: Sequence[str], keys: Mapping[str, str]) -> Choice:
    """Return the choice behind an id, from its column and its other keys.

    Parameters
    ----------
    column : sequence of str
        Variant, first spend year and package.
    keys : mapping of str to str
        As ``changes_of`` wrote them.

    Raises
    ------
    ValueError : a year or a rate that is no number
    """
    variant, first_spend, package = column
    return Choice(
        variant=variant,
        first_spend=int(first_spend),
        package=package,
        rate=float(keys["rate"]) if "rate" in keys else None,
        reading=keys.get("reading", "central"),
        regime=keys.get("regime", ""),
        royalties=keys.get("royalties", ""),
        prices={
            name.removeprefix("price."): unit_from_key(text)
            for name, text in keys.items()
            if name.startswith("price.")
        },
    )


def known_regimes(around: Surroundings) -> dict[str, RegimeFile]:
    """Return every regime that can be tried: the case's, then those of other hosts at home."""
    others = {
        name: at_home(regime, around.tiers)
        for name, regime in host_regimes().items()
        if name not in around.regimes
    }
    return {**around.regimes, **others}


def pick(kind: str, name: str, known: Sequence[str], where: str) -> str:
    """Return a name that is known; empty is the first one.

    Raises
    ------
    UnknownNameError : with the nearest names
    """
    if not name:
        return known[0]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        do = "" if near else f"Take one of {', '.join(known)}"
        raise UnknownNameError(kind, name, near, where=where, do=do)
    return name


def priced(market: Market, prices: Mapping[str, str]) -> Market:
    """Return a market with prices as a user writes them, in every deck.

    Raises
    ------
    CaseError, UnknownNameError : what is no price, or of nothing
    """
    changed = dict(market.prices)
    for key, text in prices.items():
        name = pick("price", key, sorted(market.prices), "--price")
        try:
            price = Price.parse(text)
            per_tonne = convert(price.number, price.unit, "USD/t")
        except ValueError as error:
            raise CaseError(
                f"{text!r} is no price of {key}",
                where="--price",
                why=str(error),
                do="Write for example --price copper=4.03USD/lb",
            ) from error
        if not per_tonne > 0:
            raise CaseError("a price must be above zero", where="--price", do="Give another")
        changed[name] = np.full((len(market.scenarios), 1), per_tonne)
    return replace(market, prices=changed)


class Bench:
    """One column: everything fixed but what a question changes.

    Raises
    ------
    CaseError, UnknownNameError : a choice that cannot stand, with what there is
    """

    def __init__(self, project: ProjectFile, around: Surroundings, choice: Choice) -> None:
        where = f"projects/{project.id}.yaml"
        variants = {item.id: item for item in project.variants}
        offered = [item.id for item in project.variants if item.is_offered]
        order = [*offered, *(name for name in variants if name not in offered)]
        self.variant: Variant = variants[pick("variant", choice.variant, order, where)]
        self.package = pick("package", choice.package, project.packages, where)
        years = self.variant.first_spend_years
        self.first_spend = years[0] if choice.first_spend is None else choice.first_spend
        self._check_start(around, choice)
        self.project, self.around = project, around
        self.is_foreign = False
        self.regime = self._regime(choice, where)
        if choice.royalties:
            lines = read_schedule(Path(choice.royalties))
            self.regime = with_schedule(
                self.regime, self.project, lines, country=around.host_country
            )
        self.foreign = [
            holder.party for holder in self.project.owners if holder.party not in around.host
        ]
        self.reading = Reading(contested=choice.reading)
        self.changes = changes_of(choice)
        market = market_of(around.decks.decks, around.money)
        self.market = priced(market, choice.prices or {})
        self.rate = self._rate(choice)

    def _check_start(self, around: Surroundings, choice: Choice) -> None:
        if choice.first_spend is None:
            return
        end = around.horizon_end
        last = around.base_year + _LONGEST_WAIT if end is None else end
        if not around.base_year <= choice.first_spend <= last:
            raise CaseError(
                f"a first spend in {choice.first_spend}",
                where="--start",
                why=f"decisions fall in {around.base_year} to {last}",
                do="Give a year within the horizon",
            )

    def _regime(self, choice: Choice, where: str) -> RegimeFile:
        if not choice.regime or choice.regime == self.project.regime:
            known = self.around.regimes
            if self.project.regime not in known:
                raise UnknownNameError("regime", self.project.regime, sorted(known), where=where)
            return known[self.project.regime]
        known = known_regimes(self.around)
        name = pick("regime", choice.regime, sorted(known), "--regime")
        regime = known[name]
        if name not in self.around.regimes:
            self.is_foreign = True
            owners = owners_under(
                self.project, regime, host=list(self.around.host), tiers=self.around.tiers
            )
            self.project = self.project.model_copy(update={"owners": owners})
        return regime

    def _rate(self, choice: Choice) -> float:
        owner = self.project.owners[0].party
        if choice.rate is None and owner not in self.around.rates:
            raise CaseError(f"party {owner} has no rate", where="rates.yaml", do="Give --rate")
        rate = self.around.rates[owner].value if choice.rate is None else choice.rate
        if not -1 < rate <= _HIGHEST_RATE:
            raise CaseError(
                f"a rate of {rate:g}",
                where="--rate",
                why="a yearly rate lies above -1 and is at most 10, which is 1,000 %",
                do="Write 0.08 for 8 %",
            )
        return rate

    def years(self) -> NDArray[np.int64]:
        """Return the calendar, one year longer than the column for the test of delay."""
        end = last_year(self.project, self.variant, self.first_spend) + 1
        return np.arange(min(self.around.base_year, self.first_spend), end + 1, dtype=np.int64)

    def flow(
        self,
        market: Market | None = None,
        first_spend: int | None = None,
        variant: Variant | None = None,
    ) -> CashFlow:
        """Return the cash flow, with another market, first spend year or variant if given."""
        return cash_flow(
            self.project,
            variant or self.variant,
            self.first_spend if first_spend is None else first_spend,
            regime=self.regime,
            facilities=lenders_of(self.around.facilities, self.package, self.project.id),
            market=market or self.market,
            money=self.around.money,
            years=self.years(),
            reading=self.reading,
            foreign=self.foreign,
        )

    @property
    def facilities(self) -> FacilityFile:
        """Lenders and packages of the case."""
        return self.around.facilities

    @property
    def money(self) -> MoneyBasis:
        """The case's money."""
        return self.around.money

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Return the ids of all sources of the project's numbers."""
        return tuple(sources_of(self.project))

    def row(self, measure: str, *, deck: str, value: float, unit: str, **more: Any) -> Row:
        """Return one row; a number that does not exist is a typed gap."""
        keys = {
            "case": self.around.case,
            "project": self.project.id,
            "column": f"{self.variant.id}.{self.first_spend}.{self.package}",
            "deck": deck,
        }
        if more.get("party"):
            keys["party"] = str(more["party"])
        keys |= self.changes
        is_number = bool(np.isfinite(value))
        return {
            "measure": measure,
            "party": more.pop("party", ""),
            "regime": self.regime.id,
            "deck": deck,
            "value": value if is_number else Value.missing(),
            "unit": unit,
            **more,
            "id": result_id(f"mine.{_slug(measure)}", keys),
            "sources": list(self.sources),
        }


def _slug(measure: str) -> str:
    """Return a measure's words as they stand in an id."""
    return measure.replace("'", "").replace(",", "").replace(" ", "_").replace("-", "_")


def changes_of(choice: Choice) -> dict[str, str]:
    """Return what a user changed, as keys of an id."""
    changes = {
        f"price.{key}": text.replace("/", " per ") for key, text in (choice.prices or {}).items()
    }
    if choice.rate is not None:
        changes["rate"] = repr(choice.rate)
    if choice.reading != "central":
        changes["reading"] = choice.reading
    if choice.regime:
        changes["regime"] = choice.regime
    if choice.royalties:
        changes["royalties"] = Path(choice.royalties).name
    return changes


def sources_of(project: ProjectFile) -> list[str]:
    """Return the ids of all sources of the project's numbers."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("source"), str):
                found.add(node["source"])
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(project.model_dump(mode="json"))
    return sorted(found)
