"""One mine in one file: project, regime, prices, money and rates, without a case around it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from orepact.errors import CaseError
from orepact.evidence import Parameter, StrictModel
from orepact.mine.bench import Surroundings
from orepact.mine.deck_file import DeckFile, PriceDeck
from orepact.mine.facility_file import Facility, FacilityFile, Package
from orepact.mine.host_regimes import host_regimes
from orepact.mine.levy import Tier
from orepact.mine.money_basis import MoneyBasis
from orepact.mine.number import Rate
from orepact.mine.project_file import ProjectFile
from orepact.mine.regime_file import Levy, RegimeFile
from orepact.mine.valuation import OwnRate

__all__ = ["MineFile", "MineMoney", "PartyRate", "PriceLevel", "alone", "in_dollars"]

DOLLAR = "USD"
EQUITY_ONLY = "equity-only"
_FIXED = {"unit", "quality", "source"}


class PriceLevel(StrictModel):
    """The price level of one year."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    """Calendar year."""
    level: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    """Any base, for example 97.5 where the year of the money is 100."""


class MineMoney(StrictModel):
    """The money of a mine that stands alone; results are in United States dollars."""

    year: Annotated[int, Field(ge=1900, le=2200)]
    """Price year of the results, for example the year of the study."""
    inflation: Rate
    """Yearly; taxes and debt run in money of the day. 0 where a study knows none."""
    price_index: list[PriceLevel] = Field(default_factory=list)
    """Needed only where a `price_year` of the file is not `year`."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = DOLLAR
    """ISO 4217 code that the amounts of the file may be written in, for example `CAD`."""
    per_dollar: Parameter | None = None
    """Units of that currency for one United States dollar, unit `1`; amounts are divided by it."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        years = [item.year for item in self.price_index]
        if len(set(years)) != len(years):
            raise ValueError("price_index names a year twice")
        if years and self.year not in years:
            raise ValueError(f"price_index has no level for the year {self.year}")
        return self


class PartyRate(StrictModel):
    """A party's own real discount rate."""

    party: str
    """An owner, or who receives a levy."""
    real: Rate
    """Yearly and real; its range shows where the sign of a gain hangs on it."""


class MineFile(StrictModel):
    """A mine with all that a value needs; what a partnership adds stands in a case."""

    money: MineMoney
    """Year, inflation and currency."""
    discount_rate: Rate
    """Real yearly rate of the project and of every party that `rates` does not name."""
    project: ProjectFile
    """As in the `projects` folder of a case."""
    decks: Annotated[list[PriceDeck], Field(min_length=1)]
    """Price views; the weights sum to 100 %."""
    regimes: list[RegimeFile] = Field(default_factory=list)
    """Law of the host; none is needed where `project.regime` names one that ships."""
    own_levies: list[Levy] = Field(default_factory=list)
    """What this mine bears beside the law of `project.regime`, for example a private royalty."""
    rates: list[PartyRate] = Field(default_factory=list)
    """Parties with a rate of their own."""
    facilities: list[Facility] = Field(default_factory=list)
    """Lenders, if there are any."""
    packages: list[Package] = Field(default_factory=list)
    """What lenders form together; `equity-only` is always there."""
    governments: list[str] | None = None
    """Which of those that receive levies are governments; left out, all but a community. A private
    holder of a royalty is none."""
    host_parties: list[str] = Field(default_factory=list)
    """Parties of the host that own without levying, for example a state-owned company."""
    country: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    """ISO 3166 alpha-3 of the host: first cash is then told in its money too."""
    base_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    """Year of present values; left out it is `project.earliest_spend`."""
    sources: dict[str, str]
    """What each `source` of the file is: publisher, title, date, address."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        problems = [*self._names(), *self._cited()]
        DeckFile(decks=self.decks)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _names(self) -> Iterator[str]:
        regimes = [regime.id for regime in self.regimes]
        lines = [levy.id for levy in self.own_levies]
        if len(set(lines)) != len(lines):
            yield "two of own_levies share an id"
        known = {*regimes, *host_regimes()}
        if len(set(regimes)) != len(regimes):
            yield "two regimes share an id"
        if self.project.regime not in known:
            yield (
                f"project.regime names {self.project.regime!r}; write it under `regimes` or take "
                f"one of {', '.join(sorted(known))}"
            )
        packages = {EQUITY_ONLY, *(package.id for package in self.packages)}
        for name in self.project.packages:
            if name not in packages:
                yield f"project.packages names {name!r}, which is not under `packages`"
        for product in self.project.products:
            for deck in self.decks:
                if product.price not in deck.prices:
                    yield f"deck {deck.id} has no price {product.price!r} of product {product.id}"
        parties = {*self._levying(), *(holder.party for holder in self.project.owners)}
        for rate in self.rates:
            if rate.party not in parties:
                yield f"rates names {rate.party!r}, which owns nothing and receives no levy"

    def _cited(self) -> Iterator[str]:
        found = sorted(set(_sources(self.model_dump(mode="json"))) - {*self.sources, "assumption"})
        if found:
            yield f"no entry in `sources` for {', '.join(found)}"

    def law(self) -> RegimeFile:
        """Return the regime of the project, its own levies added."""
        regimes = {**host_regimes(), **{regime.id: regime for regime in self.regimes}}
        regime = regimes[self.project.regime]
        lines = [*regime.levies, *self.own_levies]
        return RegimeFile.model_validate({**dict(regime), "levies": lines})

    def _levying(self) -> set[str]:
        """Return who receives a levy or a share of one, in any regime of the file."""
        every = [*self.regimes]
        if self.project.regime in {*host_regimes(), *(regime.id for regime in self.regimes)}:
            every.append(self.law())
        return {levy.recipient for regime in every for levy in regime.levies} | {
            share.party for regime in every for award in regime.awards for share in award.to
        }


def _sources(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "quality" in node and isinstance(node.get("source"), str):
            yield node["source"]
        for name, item in node.items():
            if name != "sources":
                yield from _sources(item)
    elif isinstance(node, list):
        for item in node:
            yield from _sources(item)


def in_dollars(content: Mapping[str, Any], *, name: str) -> dict[str, Any]:
    """Return a file's content with amounts of ``money.currency`` turned into dollars.

    A number whose unit holds the currency (``CAD/t``, ``MCAD``) is divided by
    ``money.per_dollar``, its range too; its note then tells what was written.

    Parameters
    ----------
    content : mapping
        As the YAML reader returns it, not yet checked.
    name : str
        How errors name the file.

    Raises
    ------
    CaseError : a currency without its rate of exchange

    Examples
    --------
    >>> cost = {"value": 5.0, "unit": "CAD/t", "quality": "B", "source": "x"}
    >>> money = {"currency": "CAD", "per_dollar": {"value": 1.25}}
    >>> in_dollars({"money": money, "cost": cost}, name="mine.yaml")["cost"]["value"]
    4.0
    """
    money = content.get("money")
    money = money if isinstance(money, dict) else {}
    currency = money.get("currency", DOLLAR)
    if currency == DOLLAR or not isinstance(currency, str):
        return dict(content)
    given = money.get("per_dollar")
    rate = given.get("value") if isinstance(given, dict) else None
    if not isinstance(rate, int | float) or isinstance(rate, bool) or not rate > 0:
        raise CaseError(
            f"the currency is {currency}, and no rate of exchange is given",
            where=f"{name}:money.per_dollar",
            why="results are in United States dollars",
            do=f"Give per_dollar, the {currency} for one dollar, above zero",
        )
    written = re.compile(rf"^(k|M|bn|T)?{re.escape(currency)}(?=$|/)")

    def turned(node: Any) -> Any:
        if isinstance(node, list):
            return [turned(item) for item in node]
        if not isinstance(node, dict):
            return node
        unit = node.get("unit")
        if not (isinstance(unit, str) and written.match(unit) and set(node) >= _FIXED):
            return {key: turned(item) for key, item in node.items()}
        return _divided(node, float(rate), written.sub(rf"\g<1>{DOLLAR}", unit), currency)

    return {key: turned(item) for key, item in content.items()}


def _divided(node: Mapping[str, Any], rate: float, unit: str, currency: str) -> dict[str, Any]:
    """Return one number, or row of numbers, in dollars."""

    def over(item: Any) -> Any:
        is_number = isinstance(item, int | float) and not isinstance(item, bool)
        return item / rate if is_number else item

    found = {**node, "unit": unit}
    for key in ("values", "range"):
        if isinstance(node.get(key), list):
            found[key] = [over(item) for item in node[key]]
    if "value" in node:
        found["value"] = over(node["value"])
    said = f"{node['value']} {node['unit']}" if "value" in node else f"Rows in {node['unit']}"
    note = str(node.get("note", "")).strip()
    joined = f"{note} " if not note or note.endswith((".", "!", "?")) else f"{note}. "
    found["note"] = f"{joined.lstrip()}{said} at {rate:g} {currency} per USD."
    return found


def alone(mine: MineFile, *, name: str) -> Surroundings:
    """Return what stands around a mine that has no case.

    Parameters
    ----------
    mine : MineFile
    name : str
        Of the file; ids carry it in place of a case.
    """
    money, project = mine.money, mine.project
    regimes = {regime.id: regime for regime in mine.regimes}
    regimes[project.regime] = mine.law()
    levying = mine._levying()
    governments = levying - {str(Tier.COMMUNITY)}
    if mine.governments is not None:
        governments = set(mine.governments)
    parties = {*levying, *mine.host_parties, *(holder.party for holder in project.owners)}
    rates = dict.fromkeys(sorted(parties), _own(mine.discount_rate))
    rates |= {item.party: _own(item.real) for item in mine.rates}
    equity = Package(id=EQUITY_ONLY, title="Owners pay everything", facilities=[])
    known = {package.id for package in mine.packages}
    first = mine.project.earliest_spend
    return Surroundings(
        case=name,
        file=name,
        regimes=regimes,
        decks=DeckFile(decks=mine.decks),
        facilities=FacilityFile(
            facilities=mine.facilities,
            packages=[*([] if EQUITY_ONLY in known else [equity]), *mine.packages],
            inflation=money.inflation,
        ),
        money=MoneyBasis(
            year=money.year,
            price_index={item.year: item.level for item in money.price_index}
            or {money.year: 100.0},
            inflation=money.inflation.to("dimensionless"),
        ),
        rates=rates,
        governments=governments,
        host={*governments, *(levying & {str(Tier.COMMUNITY)}), *mine.host_parties},
        tiers=_tiers(regimes[project.regime], levying, governments),
        base_year=first if mine.base_year is None else mine.base_year,
        host_country=mine.country,
        written_in=""
        if money.per_dollar is None
        else f" The file is in {money.currency}: times {money.per_dollar.value:g}.",
    )


def _tiers(
    regime: RegimeFile, levying: Collection[str], governments: Collection[str]
) -> dict[str, str]:
    """Return which party stands for each tier when another host's law is tried."""
    found = {str(tier): str(tier) for tier in Tier if str(tier) in levying}
    public = [levy.recipient for levy in regime.levies if levy.recipient in governments]
    if public:
        found.setdefault(str(Tier.FEDERATION), public[0])
    return found


def _own(rate: Parameter) -> OwnRate:
    low, high = rate.bounds("dimensionless")
    return OwnRate(value=rate.to("dimensionless"), low=low, high=high)
