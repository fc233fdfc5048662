"""The rows of ``orepact value``: indicators of one column, each with unit, id and sources."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orepact.errors import CaseError, UnknownNameError
from orepact.mine.cash_flow import CashFlow, cash_flow
from orepact.mine.column_builder import lenders_of
from orepact.mine.deck_file import DeckFile
from orepact.mine.exploration import break_even_prize, success_odds
from orepact.mine.facility_file import FacilityFile
from orepact.mine.fiscal import Reading
from orepact.mine.market import Market, market_of
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.project_file import ProjectFile, Variant
from orepact.mine.regime_file import RegimeFile
from orepact.mine.timing import last_year
from orepact.mine.valuation import (
    OwnRate,
    ProjectValue,
    break_even_price,
    cost_of_delay,
    party_values,
    project_values,
)
from orepact.quantity import Price, Value, conversion_factor, convert
from orepact.trace import result_id

__all__ = ["Choice", "Surroundings", "unit_from_key", "value_rows"]

Row = dict[str, Any]


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
    """

    variant: str = ""
    package: str = ""
    first_spend: int | None = None
    prices: Mapping[str, str] | None = None
    rate: float | None = None
    reading: str = "central"


def _pick(kind: str, name: str, known: Sequence[str], where: str) -> str:
    if not name:
        return known[0]
    if name not in known:
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
        do = "" if near else f"Take one of {', '.join(known)}"
        raise UnknownNameError(kind, name, near, where=where, do=do)
    return name


def _priced(market: Market, prices: Mapping[str, str]) -> Market:
    changed = dict(market.prices)
    for key, text in prices.items():
        name = _pick("price", key, sorted(market.prices), "--price")
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


def unit_from_key(text: str) -> str:
    """Return a price as a user writes it from how an id spells it.

    Examples
    --------
    >>> unit_from_key("4.03USD per lb")
    '4.03USD/lb'
    """
    return text.replace(" per ", "/")


class _Bench:
    """One column on the bench: everything fixed but the year and the market."""

    def __init__(self, project: ProjectFile, around: Surroundings, choice: Choice) -> None:
        where = f"projects/{project.id}.yaml"
        self.project, self.around = project, around
        variants = {item.id: item for item in project.variants}
        offered = [item.id for item in project.variants if item.is_offered]
        order = [*offered, *(name for name in variants if name not in offered)]
        self.variant: Variant = variants[_pick("variant", choice.variant, order, where)]
        self.package = _pick("package", choice.package, project.packages, where)
        years = self.variant.first_spend_years
        self.first_spend = years[0] if choice.first_spend is None else choice.first_spend
        if project.regime not in around.regimes:
            raise UnknownNameError("regime", project.regime, sorted(around.regimes), where=where)
        self.reading = Reading(contested=choice.reading)
        self.changes = {
            f"price.{key}": text.replace("/", " per ")
            for key, text in (choice.prices or {}).items()
        }
        if choice.rate is not None:
            self.changes["rate"] = repr(choice.rate)
        if choice.reading != "central":
            self.changes["reading"] = choice.reading
        market = market_of(around.decks.decks, around.money)
        self.market = _priced(market, choice.prices or {})
        owner = project.owners[0].party
        if choice.rate is None and owner not in around.rates:
            raise CaseError(f"party {owner} has no rate", where="rates.yaml", do="Give --rate")
        self.rate = around.rates[owner].value if choice.rate is None else choice.rate
        if not self.rate > -1:
            raise CaseError(f"a rate of {self.rate:g}", where="--rate", do="Write 0.08 for 8 %")

    def years(self) -> NDArray[np.int64]:
        """Return the calendar, one year longer than the column for the test of delay."""
        end = last_year(self.project, self.variant, self.first_spend) + 1
        return np.arange(min(self.around.base_year, self.first_spend), end + 1, dtype=np.int64)

    def flow(self, market: Market | None = None, first_spend: int | None = None) -> CashFlow:
        """Return the cash flow, with another market or first spend year if given."""
        return cash_flow(
            self.project,
            self.variant,
            self.first_spend if first_spend is None else first_spend,
            regime=self.around.regimes[self.project.regime],
            facilities=lenders_of(self.around.facilities, self.package, self.project.id),
            market=market or self.market,
            money=self.around.money,
            years=self.years(),
            reading=self.reading,
        )

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
            "deck": deck,
            "value": value if is_number else Value.missing(),
            "unit": unit,
            **more,
            "id": result_id(f"mine.{measure.replace(' ', '_').replace('-', '_')}", keys),
            "sources": _sources(self.project),
        }


def _sources(project: ProjectFile) -> list[str]:
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


def _project_rows(bench: _Bench, value: ProjectValue, money_unit: str) -> list[Row]:
    percent = 100.0 * bench.rate
    note = f"at {percent:g} % real, {bench.around.base_year}"
    gap = float("nan")
    pairs = (
        ("present value before levies", value.present_value_before, money_unit, note),
        ("present value after levies", value.present_value_after, money_unit, note),
        ("rate of return", 100.0 * value.rate_of_return, "%", "after levies, real, without debt"),
        ("government take", 100.0 * value.take, "%", "undiscounted, levies only"),
        ("take with state equity", 100.0 * value.take_with_equity, "%", "undiscounted"),
    )
    rows = [
        bench.row(name, deck=value.scenario, value=number, unit=unit, note=text)
        for name, number, unit, text in pairs
    ]
    year = gap if value.payback_year is None else float(value.payback_year)
    row = bench.row("payback", deck=value.scenario, value=year, unit="", note="calendar year")
    if value.payback_year is not None:
        row["value"], row["year"] = None, value.payback_year
    return [*rows, row]


def _search_rows(bench: _Bench, money_unit: str) -> list[Row]:
    """Return break-even price of the main product and the cost of a year's delay."""
    base, rate = bench.around.base_year, bench.rate
    delay = cost_of_delay(
        lambda year: bench.flow(first_spend=year), bench.first_spend, rate=rate, base_year=base
    )
    rows = [
        bench.row(
            "cost of a year of delay",
            deck=deck,
            value=float(amount),
            unit=money_unit,
            note="after levies; negative: waiting gains",
        )
        for deck, amount in zip(bench.market.scenarios, delay, strict=True)
    ]
    if not bench.project.products:
        return rows
    product = bench.project.products[0]
    unit = "USD/lb" if product.basis == "metal" else "USD/t"
    prices = break_even_price(
        bench.flow, bench.market, product.price, rate=rate, base_year=base
    ) * conversion_factor("USD/t", unit)
    return rows + [
        bench.row(
            "break-even price",
            deck=deck,
            value=float(price),
            unit=unit,
            note=f"{product.price}, after levies, other prices as in the deck",
        )
        for deck, price in zip(bench.market.scenarios, prices, strict=True)
    ]


def _exploration_rows(bench: _Bench, flow: CashFlow, money_unit: str) -> list[Row]:
    programme = bench.project.exploration
    if programme is None:
        return []
    where = f"projects/{bench.project.id}.yaml:exploration"
    prize = break_even_prize(
        programme, flow.timing, bench.around.money, rate=bench.rate, where=where
    )
    odds = 100.0 * success_odds(programme)
    return [
        bench.row(
            "break-even prize",
            deck="all",
            value=prize,
            unit=money_unit,
            note="worth that a full success must have in the year after the last stage",
        ),
        bench.row("odds of success", deck="all", value=odds, unit="%", note="all stages"),
    ]


def value_rows(project: ProjectFile, around: Surroundings, choice: Choice) -> list[Row]:
    """Return what a project is worth, to itself and to each party, deck by deck.

    Parameters
    ----------
    project : ProjectFile
    around : Surroundings
        The case.
    choice : Choice
        Column and changes.

    Returns
    -------
    rows : list of dict
        ``measure, party, deck, value, unit, low, high, id, sources``; money is real million USD of
        the case's year. Bands of a party come from the range of its own rate.

    Raises
    ------
    CaseError, UnknownNameError : what cannot be valued, and why
    """
    bench = _Bench(project, around, choice)
    flow = bench.flow()
    money_unit = "MUSD"
    rows: list[Row] = []
    values = project_values(
        flow,
        rate=bench.rate,
        base_year=around.base_year,
        governments=around.governments,
        host=around.host,
    )
    for value in values:
        rows += _project_rows(bench, value, money_unit)
    rows += _search_rows(bench, money_unit) + _exploration_rows(bench, flow, money_unit)
    for item in party_values(flow, around.rates, base_year=around.base_year):
        own = around.rates[item.party]
        rows.append(
            bench.row(
                "present value of a party",
                party=item.party,
                deck=item.scenario,
                value=item.present_value,
                unit=money_unit,
                low=item.low,
                high=item.high,
                first_cash_year=item.first_cash_year,
                note=f"at its own {100 * own.value:g} % ({100 * own.low:g} to {100 * own.high:g})",
            )
        )
    return rows
