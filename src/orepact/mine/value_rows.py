"""The rows of ``orepact value``: indicators of one column, each with unit, id and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orepact.errors import CaseError
from orepact.mine.bench import Bench, Choice, Row, Surroundings, unit_from_key
from orepact.mine.cash_flow import CashFlow
from orepact.mine.exploration import break_even_prize, success_odds
from orepact.mine.fiscal_rows import fiscal_rows, timing_rows
from orepact.mine.physical_file import Product
from orepact.mine.project_file import ProjectFile
from orepact.mine.valuation import (
    ProjectValue,
    break_even_price,
    cost_of_delay,
    party_values,
    project_values,
)
from orepact.quantity import conversion_factor

__all__ = ["Choice", "Surroundings", "headline", "regime_rows", "unit_from_key", "value_rows"]

MONEY = "MUSD"
_FINE = {"oz", "g", "kg"}
"""Masses in which precious and minor metals are sold."""
COMPARED = (
    "present value after levies",
    "rate of return",
    "government take",
    "take with state equity",
    "average effective tax rate",
    "marginal effective tax rate",
    "progressivity",
    "break-even price",
    "governments' present value",
    "revenue at risk",
)
"""What is shown when several regimes stand side by side on one mine."""


def _project_rows(bench: Bench, value: ProjectValue) -> list[Row]:
    percent = 100.0 * bench.rate
    note = f"at {percent:g} % real, {bench.around.base_year}"
    gap = float("nan")
    pairs = (
        ("present value before levies", value.present_value_before, MONEY, note),
        ("present value after levies", value.present_value_after, MONEY, note),
        ("rate of return", 100.0 * value.rate_of_return, "%", "after levies, real, without debt"),
        ("return before levies", 100.0 * value.return_before, "%", "real, without debt"),
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
    wait = gap if value.years_to_pay_back is None else value.years_to_pay_back
    text = "from the start of production, after levies"
    return [
        *rows,
        row,
        bench.row("years to pay back", deck=value.scenario, value=wait, unit="yr", note=text),
    ]


def _delay_rows(bench: Bench) -> list[Row]:
    delay = cost_of_delay(
        lambda year: bench.flow(first_spend=year),
        bench.first_spend,
        rate=bench.rate,
        base_year=bench.around.base_year,
    )
    return [
        bench.row(
            "cost of a year of delay",
            deck=deck,
            value=float(amount),
            unit=MONEY,
            note="after levies; negative: waiting gains",
        )
        for deck, amount in zip(bench.market.scenarios, delay, strict=True)
    ]


def _break_even_rows(bench: Bench) -> list[Row]:
    """Return the break-even price of the main product; a price set by rule has none."""
    if not bench.project.products or bench.regime.tariff is not None:
        return []
    product = bench.project.products[0]
    unit = _price_unit(bench, product)
    prices = break_even_price(
        bench.flow, bench.market, product.price, rate=bench.rate, base_year=bench.around.base_year
    ) * conversion_factor("USD/t", unit)
    others = len({item.price for item in bench.project.products}) > 1
    credit = "after by-product credit, " if others else ""
    return [
        bench.row(
            "break-even price",
            deck=deck,
            value=float(price),
            unit=unit,
            note=f"{product.price}, {credit}after levies, other prices as in the deck",
        )
        for deck, price in zip(bench.market.scenarios, prices, strict=True)
    ]


def _price_unit(bench: Bench, product: Product) -> str:
    """Return the unit in which the trade tells a product's price; per ounce as the decks do."""
    written = {deck.prices[product.price].unit for deck in bench.around.decks.decks}
    precious = sorted(unit for unit in written if unit.startswith("USD/") and unit[4:] in _FINE)
    if precious:
        return precious[0]
    return "USD/lb" if product.basis == "metal" else "USD/t"


def _tariff_rows(bench: Bench, flow: CashFlow) -> list[Row]:
    """Return the price that the regime's rule gives."""
    rule = bench.regime.tariff
    if rule is None or flow.tariff is None:
        return []
    note = f"{rule.allowed_return.to('%'):g} % {rule.basis} on {rule.on}, flat real price"
    return [
        bench.row("tariff", deck=deck, value=float(price), unit="USD/t", note=note)
        for deck, price in zip(flow.scenarios, flow.tariff, strict=True)
    ]


def _exploration_rows(bench: Bench, flow: CashFlow) -> list[Row]:
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
            unit=MONEY,
            note="worth that a full success must have in the year after the last stage",
        ),
        bench.row("odds of success", deck="all", value=odds, unit="%", note="all stages"),
    ]


def _small_mine_rows(bench: Bench) -> list[Row]:
    """Return what formalising changes for those who work there; deaths are counts, never money."""
    today = bench.project.small_mines
    if today is None:
        return []
    pairs = (
        ("deaths a year today", today.deaths.to("person/yr"), "person/yr"),
        ("deaths a year with the project", today.deaths_after.to("person/yr"), "person/yr"),
        ("workers today", today.workers.to("person"), "person"),
        ("workers with the project", today.workers_after.to("person"), "person"),
    )
    return [
        bench.row(name, deck="all", value=number, unit=unit, note="a count, never money")
        for name, number, unit in pairs
    ]


def _party_rows(bench: Bench, flow: CashFlow) -> list[Row]:
    rows = []
    for item in party_values(flow, bench.around.rates, base_year=bench.around.base_year):
        own = bench.around.rates[item.party]
        rows.append(
            bench.row(
                "present value of a party",
                party=item.party,
                deck=item.scenario,
                value=item.present_value,
                unit=MONEY,
                low=item.low,
                high=item.high,
                first_cash_year=item.first_cash_year,
                note=f"at its own {100 * own.value:g} % ({100 * own.low:g} to {100 * own.high:g})",
            )
        )
    return rows


def _whole_rows(bench: Bench, flow: CashFlow) -> list[Row]:
    around, rows = bench.around, []
    for value in project_values(
        flow,
        rate=bench.rate,
        base_year=around.base_year,
        governments=around.governments,
        host=around.host,
    ):
        rows += _project_rows(bench, value)
    return rows


def _refuse_unserved(bench: Bench, flow: CashFlow) -> None:
    """Refuse loans that the cash of the years in which they are served does not pay in any deck."""
    service = (flow.debt.interest + flow.debt.principal).sum(axis=0)
    is_served = service > 0
    if not is_served.any():
        return
    cash = flow.after_tax[:, is_served].sum(axis=1)
    if float(cash.max()) < float(service.sum()):
        raise CaseError(
            f"debt that the cash cannot serve: {service.sum():,.0f} MUSD of interest and principal",
            where=f"facilities.yaml:packages.{bench.package}",
            why=f"the years in which it is due bring {cash.max():,.0f} MUSD after levies at most",
            do="Lower the amount or the rate, lengthen the tenor, or take another package",
        )


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
        ``measure, party, regime, deck, value, unit, low, high, id, sources``; money is real
        million USD of the case's year. Bands of a party come from the range of its own rate.

    Raises
    ------
    CaseError, UnknownNameError : what cannot be valued, and why
    """
    bench = Bench(project, around, choice)
    flow = bench.flow()
    _refuse_unserved(bench, flow)
    rows = _whole_rows(bench, flow)
    rows += _delay_rows(bench) + _break_even_rows(bench) + _tariff_rows(bench, flow)
    rows += _exploration_rows(bench, flow) + _small_mine_rows(bench)
    if project.exploration is None:
        rows += fiscal_rows(bench, flow)
    return rows + _party_rows(bench, flow) + timing_rows(bench, flow)


def regime_rows(
    project: ProjectFile, around: Surroundings, choice: Choice, regimes: Sequence[str]
) -> list[Row]:
    """Return one mine under several regimes side by side.

    Under a regime of another host the owners are those its law would give: one investor, and the
    state's free share. Under a regime of the case the project's own owners stay.

    Raises
    ------
    UnknownNameError : a regime that is neither the case's nor shipped
    """
    rows: list[Row] = []
    for name in regimes:
        bench = Bench(project, around, replace(choice, regime=name))
        flow = bench.flow()
        found = _whole_rows(bench, flow) + _break_even_rows(bench) + _tariff_rows(bench, flow)
        if project.exploration is None:
            found += fiscal_rows(bench, flow, with_capital=False)
        rows += [row for row in found if row["measure"] in COMPARED]
    return rows


def headline(rows: Sequence[Row]) -> str:
    """Return in words whose gain changes sign within the range of its own discount rate.

    Examples
    --------
    >>> headline([{"party": "x", "deck": "a", "value": 1.0, "low": -2.0, "high": 3.0}])
    'The sign of the gain hangs on the discount rate: x (deck a).'
    """
    found: dict[str, list[str]] = {}
    for row in rows:
        low, high = row.get("low"), row.get("high")
        if row.get("party") and low is not None and high is not None and low < 0 < high:
            found.setdefault(str(row["party"]), []).append(str(row["deck"]))
    if not found:
        return ""
    names = [
        f"{party} (deck{'s' if len(decks) > 1 else ''} {', '.join(decks)})"
        for party, decks in found.items()
    ]
    return f"The sign of the gain hangs on the discount rate: {'; '.join(names)}."
