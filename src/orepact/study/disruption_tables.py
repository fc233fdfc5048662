"""Chapter on disruption: what each loss of a supplier costs, how likely it is, and who pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orepact.case import Case
from orepact.disruption import (
    Component,
    Draws,
    EconomicLoss,
    InputOutputTable,
    Market,
    Shock,
    economic_loss,
    economy_of,
    parameters,
)
from orepact.disruption.expected_loss import ExpectedLoss, Setting, expected_loss, setting_of
from orepact.disruption.hazard import Line
from orepact.disruption.money_year import money_factor
from orepact.disruption.respond import Restriction, respond_to_each
from orepact.errors import OrepactError
from orepact.evidence import country_name
from orepact.exposure import exposure
from orepact.quantity import Value, format_number
from orepact.study.backtest_tables import add_backtest
from orepact.study.book import Book
from orepact.study.insurance_tables import add_insurance
from orepact.study.plan_result import PlanResult
from orepact.trace import Parent

__all__ = ["add_disruption"]

Array = NDArray[np.float64]

_DRAWS = 200
_LIBRARY_DRAWS = 100
_YEARS = 4000
_MARKETS = 8
"""Markets with the largest expected loss whose events are computed, beside the case's own."""
_EVENTS = 14
_EXCEEDED = (0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)
"""Yearly probabilities at which the loss is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """One supplier that withholds everything for a year, and what follows."""

    market: Market
    line: Line
    loss: EconomicLoss

    @property
    def keys(self) -> dict[str, str]:
        return {
            "importer": self.market.importer,
            "supplier": self.line.country,
            "commodity": self.market.commodity,
            "stage": self.market.stage,
        }

    @property
    def title(self) -> str:
        name = country_name(self.line.country)
        return f"{name}: {self.market.commodity}, {self.market.stage}"

    @property
    def has_output_loss(self) -> bool:
        return bool(self.loss.kappas)

    @property
    def weight(self) -> float:
        """Return chance times mean loss with every buyer rationed, million USD a year."""
        return self.line.hazard * float(-self.loss.high.mean())


def _events(
    setting: Setting, expected: ExpectedLoss, table: InputOutputTable, own: Sequence[str]
) -> list[_Event]:
    """Return the events of the markets that matter, the largest chance times loss first."""
    first = {chain for chain, _ in expected.by_market[:_MARKETS]}
    found = []
    for market in setting.markets:
        chain = (market.commodity, market.stage)
        if chain not in first and market.commodity not in own:
            continue
        lines = setting.lines[chain]
        asked = [
            Restriction(
                shock=Shock(
                    commodity=market.commodity, stage=market.stage, imposers=(line.country,)
                )
            )
            for line in lines
        ]
        draws = Draws(_DRAWS, 0, market.commodity, parameters())
        for line, response in zip(
            lines, respond_to_each(market, asked, draws=draws, horizon=1), strict=True
        ):
            found.append(_Event(market=market, line=line, loss=economic_loss([response], table)))
    found.sort(key=lambda one: (-one.weight, one.title))
    best = found[:_EVENTS]
    for commodity in own:
        if all(one.market.commodity != commodity for one in best):
            best += [one for one in found if one.market.commodity == commodity][:1]
    return best


def _parents(event: _Event) -> list[Parent]:
    market, loss = event.market, event.loss
    flow = market.inflow(event.line.country)
    factor = money_factor(market.importer, market.year, loss.table.totals_year)
    named = [("figure of the market", id_) for id_ in market.ids]
    named += [("exports", id_) for id_ in (flow.ids if flow else ())]
    named += [("change of the deflator", id_) for id_ in factor.ids]
    named += [(f"share of {row.industry}", row.id) for kappa in loss.kappas for row in kappa.rows]
    named += [
        (
            f"value added of {loss.table.codes[place]}",
            f"disruption.value_added[importer={market.importer},"
            f"industry={loss.table.codes[place]}]",
        )
        for place in loss.places
    ]
    named += [
        (name.replace("_", " "), f"disruption.parameter[id={name}]")
        for name in ("elasticity_factor", "backstop", "stock_cover", "leakage_ban")
    ]
    return [Parent(role=role, id=id_) for role, id_ in dict.fromkeys(named)]


def _spread(low: Array, high: Array) -> Value:
    """Return the range from the 5 % point of one end to the 95 % point of the other."""
    ends = (float(np.quantile(-low, 0.05)), float(np.quantile(-high, 0.95)))
    return Value.between(min(ends), max(ends))


def _event_row(book: Book, event: _Event) -> dict[str, object]:
    keys, parents, loss = event.keys, _parents(event), event.loss
    unit = f"MUSD of {loss.table.totals_year}"

    def put(name: str, value: Value | float, of: str, title: str, formula: str) -> dict[str, str]:
        return book.put(
            f"disruption.event_{name}",
            keys,
            value,
            of,
            title=f"{event.title}: {title}",
            formula=formula,
            parents=parents,
            note=f"everything withheld for one year, {_DRAWS} draws",
        )

    price = loss.responses[0].price.max(axis=1)
    row: dict[str, object] = {
        "event": event.title,
        "chance": put(
            "chance", 100.0 * event.line.hazard, "%", "chance in a year", "fitted yearly hazard"
        ),
        "price": put(
            "price", float(np.median(price)), "1", "price over base", "median of the worst year"
        ),
        "surplus": put(
            "surplus",
            -float(np.median(loss.surplus.sum(axis=1))),
            unit,
            "loss of real surplus",
            "users, producers and stock holders in the market; median",
        ),
    }
    if event.has_output_loss:
        row["loss"] = put(
            "loss",
            _spread(loss.low, loss.high),
            unit,
            "loss of gross domestic product",
            "from the direct effect's 5 % point to the 95 % point with every buyer rationed",
        )
        row["direct"] = put(
            "direct",
            -float(np.median(loss.low)),
            unit,
            "loss of gross domestic product, direct effect",
            "direct + input cost + domestic output + domestic price; median",
        )
        row["rationed"] = put(
            "rationed",
            -float(np.median(loss.high)),
            unit,
            "loss of gross domestic product, every buyer rationed",
            "direct effect + downstream at rho = 1; median",
        )
    return row


def _add_losses(book: Book, events: Sequence[_Event], table: InputOutputTable) -> None:
    assumed = [event.loss.assumed for event in events if event.has_output_loss]
    share = 100.0 * float(np.mean(assumed)) if assumed else 0.0
    book.table(
        "disruption.loss",
        "What it costs the importer to lose a supplier for a year",
        [
            ("event", "Supplier and commodity", ""),
            ("chance", "Chance in a year", "%"),
            ("price", "Price over base, median", "1"),
            ("direct", "Loss of gross domestic product, direct effect", ""),
            ("rationed", "Loss, every buyer rationed", ""),
            ("loss", "Loss, 5 to 95 % over both", ""),
            ("surplus", "Loss of real surplus, median", ""),
        ],
        [_event_row(book, event) for event in events],
        note=f"{format_number(share)} % of the losses of gross domestic product rest on assumed "
        "shares of output that cannot be made without the mineral (quality D). By "
        f"{table.title}. Rows in the order of chance times loss. No single number is the answer: "
        "the interval runs from final users going short to every buyer going short.",
    )


def _add_exceedance(book: Book, expected: ExpectedLoss) -> None:
    importer = expected.setting.importer
    year = expected.setting.markets[0].year
    parents = [
        Parent(role=f"price of {market.commodity}", id=id_)
        for market in expected.setting.markets
        for id_ in market.ids[-1:]
    ]
    unit = f"MUSD of {year}"

    def put(name: str, value: float, title: str, formula: str, **more: str) -> dict[str, str]:
        return book.put(
            f"disruption.{name}",
            {"importer": importer, **more},
            value,
            unit,
            title=title,
            formula=formula,
            parents=parents,
            note=f"{expected.total.size} years drawn; loss of real surplus over the whole "
            "restriction, counted in the year it starts",
        )

    mean = put("expected_loss", expected.mean, "Expected yearly loss", "mean of years")
    worst = "Mean of the worst years, one in twenty"
    tail = put("tail_loss", expected.tail_mean(), "Mean of the worst years", "CVaR at 95 %")
    rows = [{"measure": "Expected yearly loss", "loss": mean}, {"measure": worst, "loss": tail}]
    for chance in _EXCEEDED:
        level = float(np.quantile(expected.total, 1.0 - chance))
        label = f"Exceeded in {format_number(100.0 * chance)} % of years"
        rows.append(
            {
                "measure": label,
                "chance": book.put(
                    "disruption.exceedance_chance",
                    {"importer": importer, "chance": f"{chance:g}"},
                    100.0 * chance,
                    "%",
                    title=label,
                    formula="chosen level",
                ),
                "loss": put(
                    "exceedance",
                    level,
                    f"Loss that is exceeded with a chance of {format_number(100.0 * chance)} %",
                    "quantile of yearly losses",
                    chance=f"{chance:g}",
                ),
            }
        )
    unpriced = ", ".join(name for name, _ in expected.setting.unpriced)
    book.table(
        "disruption.exceedance",
        "How bad a year can be, all minerals and suppliers together",
        [
            ("measure", "Measure", ""),
            ("chance", "Chance in a year", "%"),
            ("loss", "Loss of real surplus", ""),
        ],
        rows,
        note="Years drawn from the fitted hazards; countries' restrictions come together. "
        + (f"Without a price and left out: {unpriced}." if unpriced else ""),
    )


_PAYERS = (
    (Component.DIRECT, "Industries that cannot make it"),
    (Component.DOWNSTREAM, "Buyers of what is not made"),
    (Component.INPUT_COST, "Users that pay more"),
    (Component.DOMESTIC_PRICE, "Domestic producers, recyclers, stock holders: paid more"),
    (Component.DOMESTIC_OUTPUT, "Domestic producers: make more"),
)


def _add_payers(book: Book, event: _Event) -> None:
    loss, parents = event.loss, _parents(event)
    unit = f"MUSD of {loss.table.totals_year}"
    rows = []
    for part, who in _PAYERS:
        values = loss.parts[part].sum(axis=1)
        low, high = np.quantile(values, [0.05, 0.95])
        name = part.value.replace(" ", "_")

        def put(suffix: str, value: Value | float, who: str = who, name: str = name) -> object:
            return book.put(
                f"disruption.payer_{suffix}",
                {**event.keys, "part": name},
                value,
                unit,
                title=f"{event.title}: {who}",
                formula=f"component {name} of the change of gross domestic product",
                parents=parents,
            )

        rows.append(
            {
                "who": who,
                "value": put("median", float(np.median(values))),
                "band": put("band", Value.between(float(low), float(high))),
            }
        )
    book.table(
        "disruption.payers",
        f"Who pays and who is paid: {event.title}",
        [
            ("who", "Who", ""),
            ("value", "Change, median", ""),
            ("band", "5 to 95 %", ""),
        ],
        rows,
        note=f"Below zero is loss. Buyers of what is not made at a rationing switch of "
        f"{format_number(loss.rho)}. What users pay more and domestic sellers are paid more net to "
        "the terms of trade: the rest goes abroad.",
    )


def add_disruption(book: Book, case: Case, result: PlanResult | None = None) -> None:
    """Add losses by event, bad years, who pays, and the host's projects as insurance.

    Nothing is added for an importer none of whose markets is covered.

    Parameters
    ----------
    book : Book
        Must know the ids of the disruption room.
    case : Case
    result : PlanResult, optional
        The plan whose projects are valued as insurance.
    """
    importer = case.header.importer
    table = economy_of(importer)
    try:
        setting = setting_of(exposure(), importer)
    except OrepactError:
        return
    expected = expected_loss(setting, years=_YEARS, draws=_LIBRARY_DRAWS)
    _add_exceedance(book, expected)
    if result is not None:
        add_insurance(book, result, expected)
    add_backtest(book)
    if table is None:
        return
    events = _events(setting, expected, table, tuple(case.header.commodities))
    if not events:
        return
    _add_losses(book, events, table)
    worst = next((event for event in events if event.has_output_loss), None)
    if worst is not None:
        _add_payers(book, worst)
