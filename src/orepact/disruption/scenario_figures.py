"""The figures of one scenario: each with its band, unit, formula, inputs and permanent id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from orepact.disruption.components import Component, EconomicLoss
from orepact.disruption.money_year import money_factor
from orepact.disruption.scenario import Question, ScenarioResult
from orepact.disruption.switches import Switch
from orepact.quantity import format_number
from orepact.trace import Parent, result_id

__all__ = ["ScenarioFigure", "scenario_figures", "scenario_id"]

Array = NDArray[np.float64]

_METHOD = "orepact: market, rationing and five signed components, documentation of disruption"
_INDUSTRIES = 10
_SWITCHES = 5

FORMULAS: Mapping[str, str] = {
    "price_ratio": "price p outside at which supply meets demand, at most the backstop",
    "inside_price_ratio": "price at which output inside meets use inside and what is still sent",
    "price": "price_ratio x base price, money of the base year",
    "shortfall": "1 - sum over uses of share x p^eps_d x served / demanded",
    "backstop": "share of draws in which the price stands at its backstop",
    "imports": "use + hoarded - domestic output - recycled - released",
    "released": "taken from users' and the government's stocks in the importer's country",
    "hoarded": "what the importer buys beyond use, in the first year",
    "leaked": "exports x nominal cut x leakage: cut in name, arriving by detours",
    "host_exports": "what the host sells abroad in the market, or the tonnes that were asked for",
    "host_gain": "sum over years of (price_ratio - 1) x base price x host_exports",
    "host_spares": "real surplus with the host's added tonnes - without them, same draws",
    "jobs": "sum over industries of jobs x share of value added lost, mean over draws",
    "direct": "- sum_j value_added_j (1 - product over minerals of (1 - kappa_j z_j))",
    "input_cost": "- (p - 1) P0 (use + hoarded)",
    "domestic_output": "+ (value added / output) P0 (domestic output and recycling above base)",
    "domestic_price": "+ (p - 1) P0 (domestic output + recycled + released stocks)",
    "downstream": "- sum_j value_added_j (s_j - delta_j), s = min(1, delta + rho s A)",
    "gdp": "direct + input_cost + domestic_output + domestic_price + downstream",
    "gdp_direct": "direct + input_cost + domestic_output + domestic_price",
    "gdp_rationing": "gdp_direct + downstream at rho = 1",
    "least_loss": "- least loss of value added by the best possible reallocation, central draw",
    "surplus": "change of the surplus of users, producers and stock holders in the market",
    "terms_of_trade": "- (p - 1) P0 x imports",
    "share_of_gdp": "gdp_rationing / gross domestic product of the table's year",
    "industry": "mean over draws of the industry's direct and downstream change",
    "switch": "change of gdp, or of the highest price ratio where no loss is computed, from the "
    "assumption's low to its high setting, all else at its median",
    "assumed": "value added at stake through shares of quality D / through all shares",
}
"""Formula of each measure, in words and symbols."""

TITLES: Mapping[str, str] = {
    "price_ratio": "Price over base, yearly mean, worst year",
    "inside_price_ratio": "Price inside the restricting country over base, worst year",
    "price": "Price, worst year",
    "shortfall": "Shortfall of use, worst year",
    "backstop": "Draws in which the price stands at its backstop",
    "imports": "Imports in the worst year",
    "released": "Released from stocks in the worst year",
    "hoarded": "Hoarded in the first year",
    "leaked": "Cut in name and arriving all the same, most in a year",
    "host_exports": "Host's exports a year",
    "host_gain": "Host's extra revenue",
    "host_spares": "Importer's real surplus that the host's tonnes spare",
    "jobs": "Jobs in output that is not made, job-years",
    "direct": "Direct: output that cannot be made",
    "input_cost": "Users pay more",
    "domestic_output": "Domestic producers make more",
    "domestic_price": "Domestic producers, recyclers and stock holders are paid more",
    "downstream": "Downstream: buyers that go short",
    "gdp": "Gross domestic product, rationing switch as asked",
    "gdp_direct": "Gross domestic product, direct effect",
    "gdp_rationing": "Gross domestic product, every buyer rationed",
    "least_loss": "Gross domestic product, best possible reallocation",
    "surplus": "Real surplus",
    "terms_of_trade": "Terms of trade",
    "share_of_gdp": "Loss in gross domestic product, every buyer rationed",
    "industry": "Industry",
    "switch": "What moves the result most",
    "assumed": "Share of the loss that rests on assumed kappa",
}
"""Title of each measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioFigure:
    """One figure of a scenario.

    Parameters
    ----------
    measure : str
        Key of ``FORMULAS``.
    of : str
        Industry or switch, where the measure has one.
    value : float
        Median, or the one number where there is no band.
    band : tuple of float or None
        5 and 95 % points over draws.
    unit, title, note : str
    id : str
    parents : tuple of Parent
    """

    measure: str
    of: str
    value: float
    band: tuple[float, float] | None
    unit: str
    title: str
    note: str
    id: str
    parents: tuple[Parent, ...]

    @property
    def formula(self) -> str:
        """Return the formula of the measure."""
        return FORMULAS[self.measure]

    @property
    def source(self) -> str:
        """Return who defined it."""
        return _METHOD


def scenario_id(question: Question, measure: str, of: str = "") -> str:
    """Return the permanent id of a figure: everything that is needed to compute it again."""
    keys: dict[str, str | int] = {
        "importer": question.importer,
        "supplier": "+".join(question.suppliers),
        "commodity": question.commodity,
        "stage": question.stage or "",
        "cut": f"{question.cut:g}",
        "years": f"{question.years:g}",
        "instrument": str(question.instrument),
        "aim": "importer" if question.targeted else "all",
        "draws": question.draws,
        "seed": question.seed,
        "rho": f"{question.rho:g}",
    }
    if question.delay:
        keys["delay"] = f"{question.delay:g}"
    if question.host:
        keys["host"] = question.host
    if question.host_tonnes is not None:
        keys["host_tonnes"] = f"{question.host_tonnes:g}"
    if question.stock:
        keys["stock"] = f"{question.stock:g}"
    if question.jobs:
        keys["jobs"] = quote(question.jobs, safe="")
    if question.table:
        keys |= {"table": quote(question.table, safe=""), "layout": question.layout}
    if of:
        keys["of"] = of
    return result_id(f"disruption.{measure}", keys)


class _Writer:
    """Makes figures of one result, with ids of inputs."""

    def __init__(self, result: ScenarioResult) -> None:
        self.result = result
        self.question = result.question

    def id(self, measure: str, of: str = "") -> str:
        return scenario_id(self.question, measure, of)

    def parents(self, *measures: str) -> tuple[Parent, ...]:
        return tuple(Parent(role=measure, id=self.id(measure)) for measure in measures)

    def one(
        self,
        measure: str,
        draws: Array | float,
        unit: str,
        parents: Sequence[Parent] = (),
        *,
        of: str = "",
        title: str = "",
        note: str = "",
    ) -> ScenarioFigure:
        many = np.asarray(draws, dtype=np.float64)
        band, value = None, float(many) if many.ndim == 0 else float(np.median(many))
        if many.ndim == 1 and many.size > 1:
            low, high = np.quantile(many, [0.05, 0.95])
            band = (float(low), float(high))
        spread = (
            f"median of {many.size:,} draws; 5 to 95 %: {format_number(band[0])} to "
            f"{format_number(band[1])}"
            if band
            else ""
        )
        return ScenarioFigure(
            measure=measure,
            of=of,
            value=value,
            band=band,
            unit=unit,
            title=title or TITLES[measure],
            note="; ".join(part for part in (note, spread) if part),
            id=self.id(measure, of),
            parents=tuple(parents),
        )


def _market_parents(result: ScenarioResult) -> tuple[Parent, ...]:
    market = result.market
    ids = [("figure of the market", id_) for id_ in market.ids]
    for country in result.question.suppliers:
        flow = market.inflow(country)
        ids += [(f"exports of {country}", id_) for id_ in (flow.ids if flow else ())]
    moved = [switch for switch in result.switches if switch.kind == "parameter" and switch.matters]
    ids += [
        (switch.title.lower(), f"disruption.parameter[id={switch.id}]")
        for switch in moved
        if not switch.id.startswith("exports_")
    ]
    return tuple(Parent(role=role, id=id_) for role, id_ in dict.fromkeys(ids))


def _worst(array: Array, *, lowest: bool = False) -> Array:
    worst: Array = array.min(axis=1) if lowest else array.max(axis=1)
    return worst


def _market_figures(write: _Writer) -> Iterator[ScenarioFigure]:
    result = write.result
    response, market = result.response, result.market
    base = _market_parents(result)
    yield write.one("price_ratio", _worst(response.price), "1", base)
    inside = _worst(response.inside_price, lowest=True)
    if np.isfinite(inside).all():
        yield write.one("inside_price_ratio", inside, "1", base)
    if market.price_usd is not None:
        yield write.one(
            "price",
            _worst(response.price) * market.price_usd,
            f"USD/{market.unit}",
            (*write.parents("price_ratio"), *(Parent(role="base", id=i) for i in market.ids[-1:])),
            note=f"money of {market.year}",
        )
    yield write.one(
        "shortfall", 100.0 * _worst(response.total_shortfall), "%", write.parents("price_ratio")
    )
    bound = 100.0 * float(response.is_backstop.any(axis=1).mean())
    yield write.one("backstop", bound, "%", write.parents("price_ratio"))
    yield write.one(
        "imports",
        _worst(response.imports),
        f"{market.unit}/yr",
        base,
        note=f"base {format_number(response.base_imports)}",
    )


def _buffer_figures(write: _Writer) -> Iterator[ScenarioFigure]:
    """Yield what softens or sharpens the shortage: stocks, hoarding, detours."""
    response, base = write.result.response, _market_parents(write.result)
    unit, yearly = response.market.unit, f"{response.market.unit}/yr"
    held = response.market.government_stock
    note = f"of them at most {format_number(held)} the government's" if held else ""
    note = note or "no government stock is in hand or was given"
    yield write.one("released", _worst(response.released), unit, base, note=note)
    yield write.one("hoarded", response.hoarded[:, 0], unit, base)
    yield write.one("leaked", _worst(response.leaked), yearly, base)


def _host_figures(write: _Writer) -> Iterator[ScenarioFigure]:
    host, market = write.result.host, write.result.market
    if host is None:
        return
    parents = tuple(Parent(role="exports", id=id_) for id_ in host.ids)
    note = host.why_not or ("added, all contracted" if host.is_added else "exported already")
    name = host.country
    yield write.one("host_exports", host.tonnes, f"{market.unit}/yr", parents, of=name, note=note)
    if market.price_usd is None or host.why_not:
        return
    unit = f"MUSD of {market.year}"
    price = (
        *write.parents("price_ratio"),
        Parent(role="tonnes", id=write.id("host_exports", name)),
    )
    note = "same draws as the importer's loss; no multiplier on local incomes"
    yield write.one("host_gain", host.gain_musd, unit, price, of=name, note=note)
    if host.is_added:
        inputs = (*write.parents("surplus"), price[-1])
        yield write.one("host_spares", host.spared_musd, unit, inputs, of=name)


def _jobs_figures(write: _Writer, loss: EconomicLoss) -> Iterator[ScenarioFigure]:
    jobs = write.result.jobs
    if jobs is None or not loss.kappas:
        return
    direct, downstream = loss.by_industry
    at = {code: place for place, code in enumerate(loss.table.codes)}
    lost = 0.0
    for code, number in jobs.by_industry.items():
        worth = float(loss.table.value_added[at[code]])
        if worth > 0.0:
            lost += number * min(-float((direct + downstream)[at[code]]) / worth, 1.0)
    note = f"{len(jobs.by_industry)} industries of {jobs.year}; {jobs.source}; rho = {loss.rho:g}"
    yield write.one("jobs", lost, "1", write.parents("direct", "downstream"), note=note)


def _money_figures(write: _Writer) -> Iterator[ScenarioFigure]:
    """Yield what needs a price but no input-output table, in money of the market's year."""
    response, market = write.result.response, write.result.market
    if market.price_usd is None:
        return
    unit, base = f"MUSD of {market.year}", _market_parents(write.result)
    yield write.one("surplus", response.surplus_musd.sum(axis=1), unit, base)
    inputs = write.parents("price_ratio", "imports")
    yield write.one("terms_of_trade", response.terms_of_trade_musd.sum(axis=1), unit, inputs)


def _table_parents(loss: EconomicLoss) -> tuple[Parent, ...]:
    rows = [row for kappa in loss.kappas for row in kappa.rows]
    ids = [(f"kappa of {row.industry}", row.id) for row in rows]
    if loss.table.classification == "bea-2017-detail":
        ids += [
            (
                f"value added of {loss.table.codes[place]}",
                f"disruption.value_added[importer={loss.table.country},"
                f"industry={loss.table.codes[place]}]",
            )
            for place in loss.places
        ]
    return tuple(Parent(role=role, id=id_) for role, id_ in ids)


def _loss_figures(write: _Writer, loss: EconomicLoss) -> Iterator[ScenarioFigure]:
    market, year = write.result.market, loss.table.totals_year
    unit = f"MUSD of {year}"
    factor = money_factor(market.importer, market.year, year)
    money = (
        *_market_parents(write.result),
        *(Parent(role="change of the deflator", id=id_) for id_ in factor.ids),
    )
    is_priced = market.price_usd is not None
    cut = (*write.parents("shortfall"), *_table_parents(loss))
    if loss.kappas:
        yield write.one("direct", loss.parts[Component.DIRECT].sum(axis=1), unit, cut)
    if is_priced:
        for part in (Component.INPUT_COST, Component.DOMESTIC_OUTPUT, Component.DOMESTIC_PRICE):
            name = part.value.replace(" ", "_")
            inputs = (*write.parents("price_ratio"), *money)
            yield write.one(name, loss.parts[part].sum(axis=1), unit, inputs)
    if loss.kappas:
        note = f"rho = {loss.rho:g}"
        down = loss.parts[Component.DOWNSTREAM].sum(axis=1)
        yield write.one("downstream", down, unit, write.parents("direct"), note=note)
    if is_priced:
        yield write.one("surplus", loss.surplus.sum(axis=1), unit, money)
        inputs = (*write.parents("price_ratio", "imports"), *money)
        yield write.one("terms_of_trade", loss.terms_of_trade.sum(axis=1), unit, inputs)
    if loss.kappas and is_priced:
        yield from _total_figures(write, loss, unit)
    if loss.kappas:
        yield from _industry_figures(write, loss, unit)


def _total_figures(write: _Writer, loss: EconomicLoss, unit: str) -> Iterator[ScenarioFigure]:
    four = write.parents("direct", "input_cost", "domestic_output", "domestic_price")
    yield write.one("gdp_direct", loss.low, unit, four, note="no rationing, rho = 0")
    yield write.one(
        "gdp_rationing",
        loss.high,
        unit,
        (*write.parents("gdp_direct", "direct"),),
        note="rho = 1, the upper structural bound",
    )
    total = write.parents("gdp_direct", "downstream")
    yield write.one("gdp", loss.total, unit, total, note=f"rho = {loss.rho:g}")
    if write.result.least is not None:
        yield write.one(
            "least_loss",
            -write.result.least.loss_musd,
            unit,
            write.parents("direct"),
            note="linear programme, final users give way first; lower structural bound of direct "
            "and downstream together",
        )
    share = -100.0 * loss.high / loss.table.gross_domestic_product_musd
    yield write.one("share_of_gdp", share, "%", write.parents("gdp_rationing"))


def _industry_figures(write: _Writer, loss: EconomicLoss, unit: str) -> Iterator[ScenarioFigure]:
    yield write.one("assumed", 100.0 * loss.assumed, "%", _table_parents(loss))
    direct, downstream = loss.by_industry
    whole = direct + downstream
    for place in np.argsort(whole, kind="stable")[:_INDUSTRIES]:
        if whole[place] < 0.0:
            yield write.one(
                "industry",
                float(whole[place]),
                unit,
                write.parents("direct", "downstream"),
                of=loss.table.codes[place],
                title=loss.table.names[place],
                note=f"direct {format_number(float(direct[place]))}, downstream "
                f"{format_number(float(downstream[place]))} at rho = {loss.rho:g}; mean of draws",
            )


def _switch_parent(switch: Switch) -> tuple[Parent, ...]:
    if switch.kind != "parameter" or switch.id.startswith("exports_"):
        return ()
    return (Parent(role="assumption", id=f"disruption.parameter[id={switch.id}]"),)


def _setting(switch: Switch) -> str:
    unit = "" if switch.unit == "1" else f" {switch.unit}"
    return f"{format_number(switch.low)}{unit}"


def _switch_figures(write: _Writer) -> Iterator[ScenarioFigure]:
    loss = write.result.loss
    unit = f"MUSD of {loss.table.totals_year}" if loss and write.result.has_loss else "1"
    for switch in [one for one in write.result.switches if one.matters][:_SWITCHES]:
        yield write.one(
            "switch",
            switch.at_high - switch.at_low,
            unit,
            _switch_parent(switch),
            of=switch.id,
            title=switch.title,
            note=f"{format_number(switch.at_low)} at {_setting(switch)}, "
            f"{format_number(switch.at_high)} at {format_number(switch.high)}",
        )


def scenario_figures(result: ScenarioResult) -> tuple[ScenarioFigure, ...]:
    """Return every figure of a scenario, those of the headline first."""
    write = _Writer(result)
    found = [*_market_figures(write), *_buffer_figures(write), *_host_figures(write)]
    if result.loss is not None:
        found += _loss_figures(write, result.loss)
        found += _jobs_figures(write, result.loss)
    else:
        found += _money_figures(write)
    found += _switch_figures(write)
    first = (
        "gdp_direct", "gdp_rationing", "least_loss", "surplus", "terms_of_trade", "host_gain",
    )  # fmt: skip
    order = {name: at for at, name in enumerate(first)}
    return tuple(sorted(found, key=lambda one: order.get(one.measure, len(first))))
