"""Rows that say how a regime bears on a project: effective rates, progressivity, risk, timing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orepact.evidence import Parameter, Quality
from orepact.mine.bench import Bench, Row
from orepact.mine.cash_flow import CashFlow
from orepact.mine.fiscal_indicators import (
    average_effective_rate,
    break_even_capital,
    government_cash,
    marginal_effective_rate,
    progressivity,
    royalty_share,
    share_by_year,
)
from orepact.mine.indicators import present_value
from orepact.mine.local_money import LocalMoney, local_money
from orepact.mine.price_history import bad_price
from orepact.mine.project_file import Variant

__all__ = ["fiscal_rows", "timing_rows"]

Floats = NDArray[np.float64]
EARLY_YEARS = 10
"""Production years that count as early in the timing of revenue."""


def _each(bench: Bench, measure: str, values: Floats, unit: str, note: str) -> list[Row]:
    return [
        bench.row(measure, deck=deck, value=float(value), unit=unit, note=note)
        for deck, value in zip(bench.market.scenarios, values, strict=True)
    ]


def _with_capital(variant: Variant, factor: float) -> Variant:
    """Return a variant with its capital moved by a factor."""
    now = 1.0 if variant.capex_factor is None else variant.capex_factor.to("dimensionless")
    moved = Parameter(
        value=now * factor,
        unit="1",
        range=(now * factor, now * factor),
        quality=Quality.D,
        source="assumption",
    )
    return variant.model_copy(update={"capex_factor": moved})


def _capital_rows(bench: Bench) -> list[Row]:
    factors = break_even_capital(
        lambda factor: bench.flow(variant=_with_capital(bench.variant, factor)),
        rate=bench.rate,
        base_year=bench.around.base_year,
        count=len(bench.market.scenarios),
    )
    whole = float(bench.flow().operation.construction.sum())
    reached = [
        float(bench.flow(variant=_with_capital(bench.variant, factor)).operation.construction.sum())
        if np.isfinite(factor)
        else float("nan")
        for factor in factors
    ]
    return _each(
        bench,
        "break-even capital",
        np.array(reached),
        "MUSD",
        "construction capital still to be spent at which nothing is left after levies; the file "
        f"has {whole:,.0f}",
    )


def _effective_rows(bench: Bench, flow: CashFlow) -> list[Row]:
    base, governments = bench.around.base_year, bench.around.governments
    known = {"rate": bench.rate, "base_year": base}
    percent = f"at {100 * bench.rate:g} % real"
    average = average_effective_rate(flow, governments, **known)  # type: ignore[arg-type]
    rows = _each(
        bench,
        "average effective tax rate",
        100.0 * average,
        "%",
        f"present value of levies over that of pre-tax cash, {percent}",
    )
    if bench.regime.tariff is not None or not bench.project.products:
        return rows
    key = bench.project.products[0].price
    marginal = marginal_effective_rate(bench.flow, bench.market, key, **known)  # type: ignore[arg-type]
    rows += _each(
        bench,
        "marginal effective tax rate",
        100.0 * marginal,
        "%",
        f"of a project that just earns {100 * bench.rate:g} % after levies",
    )
    found = progressivity(bench.flow, bench.market, governments, **known)  # type: ignore[arg-type]
    for deck, item in zip(bench.market.scenarios, found, strict=True):
        rows.append(
            bench.row(
                "progressivity",
                deck=deck,
                value=item.slope,
                unit="1",
                note="points of effective rate per point of pre-tax return; rate "
                f"{_share(item.low)} with prices 25 % lower, {_share(item.high)} with prices "
                "25 % higher",
            )
        )
    return rows


def _share(value: float) -> str:
    return f"{100 * value:.1f} %" if np.isfinite(value) else "not defined (no rent)"


def _risk_rows(bench: Bench, flow: CashFlow) -> list[Row]:
    """Return governments' present value, and what a bad price would take from it."""
    base, years = bench.around.base_year, flow.timing.years
    governments = bench.around.governments

    def worth(found: CashFlow) -> Floats:
        return present_value(
            government_cash(found, governments), years, rate=bench.rate, base_year=base
        )

    usual = worth(flow)
    rows = _each(
        bench,
        "governments' present value",
        usual,
        "MUSD",
        f"all levies, at {100 * bench.rate:g} % real",
    )
    rows += _each(
        bench,
        "share of royalties",
        100.0 * royalty_share(flow, governments),
        "%",
        "levies on output, revenue and margin over all levies, undiscounted",
    )
    early = flow.timing.first_production + EARLY_YEARS - 1
    timing = share_by_year(
        government_cash(flow, governments), years, early, rate=bench.rate, base_year=base
    )
    rows += _each(
        bench,
        "share of levies paid early",
        100.0 * timing,
        "%",
        f"of governments' present value, to production year {EARLY_YEARS}",
    )
    if bench.regime.tariff is not None:
        return rows
    commodity = {item.price: item.commodity for item in bench.project.products}
    factors = {key: bad_price(name) for key, name in commodity.items()}
    main = bench.project.products[0].price
    note = "the commodity has no long enough record of prices"
    at_risk = np.full(len(usual), np.nan)
    if factors[main] is not None:
        known = {key: factor for key, factor in factors.items() if factor is not None}
        prices = {key: price * known.get(key, 1.0) for key, price in bench.market.prices.items()}
        at_risk = usual - worth(bench.flow(market=replace(bench.market, prices=prices)))
        moved = ", ".join(f"{key} x {factor:.2f}" for key, factor in sorted(known.items()))
        note = f"with prices at the tenth percentile over the median of 20 real years: {moved}"
    return rows + _each(bench, "revenue at risk", at_risk, "MUSD", note)


def fiscal_rows(bench: Bench, flow: CashFlow, *, with_capital: bool = True) -> list[Row]:
    """Return effective rates, break-even capital, progressivity and revenue at risk, by deck."""
    capital = _capital_rows(bench) if with_capital else []
    return _effective_rows(bench, flow) + capital + _risk_rows(bench, flow)


def timing_rows(bench: Bench, flow: CashFlow) -> list[Row]:
    """Return the first year of net cash of each of the host's parties, in USD and local money.

    Local money is at the latest official yearly rate of exchange; it moves, and is no forecast.
    """
    local = local_money(bench.around.host_country) if bench.around.host_country else None
    rows = []
    for party in flow.parties:
        if party not in bench.around.host:
            continue
        cash = flow.parties[party]
        for index, deck in enumerate(flow.scenarios):
            positive = np.flatnonzero(cash[index] > 1e-6)
            if not len(positive):
                continue
            year = int(flow.timing.years[positive[0]])
            amount = float(cash[index][positive[0]])
            rows.append(_first_cash(bench, party=party, deck=deck, year=year, amount=amount))
            if local is not None:
                rows.append(_first_local(bench, rows[-1], local))
    return rows


def _first_cash(bench: Bench, *, party: str, deck: str, year: int, amount: float) -> Row:
    note = f"net cash of {year}, the first above nothing"
    return bench.row(
        "first net cash",
        party=party,
        deck=deck,
        value=amount,
        unit="MUSD",
        first_cash_year=year,
        note=note,
    )


def _first_local(bench: Bench, row: Row, local: LocalMoney) -> Row:
    """Return the same first cash in local currency units."""
    return bench.row(
        "first net cash in local money",
        party=row["party"],
        deck=row["deck"],
        value=row["value"] * local.per_dollar,
        unit="million LCU",
        first_cash_year=row["first_cash_year"],
        note=f"{row['note']}; at {local.per_dollar:.4g} per USD of {local.year}, no forecast",
    )
