"""The answer to one question in sentences: what rests on assumption, loss, price, what matters."""

from __future__ import annotations

from orepact.disruption.components import EconomicLoss
from orepact.disruption.scenario import ScenarioResult
from orepact.disruption.scenario_figures import ScenarioFigure, scenario_figures
from orepact.evidence import country_name
from orepact.quantity import format_number

__all__ = ["headline"]


def headline(result: ScenarioResult) -> tuple[str, ...]:
    """Return the result in sentences; the first says what rests on assumed kappa.

    The second is the interval from the direct effect to rationing with the years of the table;
    where no loss can be computed, the first says why and there is no second.

    Parameters
    ----------
    result : ScenarioResult
    """
    figures = {(one.measure, one.of): one for one in scenario_figures(result)}
    market = result.market
    said = []
    if result.has_loss and result.loss is not None:
        loss = result.loss
        said.append(
            f"{format_number(100 * loss.assumed)} % of the value added lost below rests on assumed "
            "shares of output that cannot be made without the mineral (kappa, quality D)."
        )
        if ("gdp_direct", "") in figures:
            low, high = figures["gdp_direct", ""], figures["gdp_rationing", ""]
            said.append(_interval(low, high, loss, result))
    else:
        said.append(f"No loss is computed: {result.gap}.")
    price = figures["price_ratio", ""]
    short = figures["shortfall", ""]
    said.append(
        f"Price {format_number(price.value)} times the base of {market.year} in the worst year"
        f"{_band(price)}, {format_number(short.value)} % of use unserved or priced out"
        f"{_band(short)}; the backstop binds in "
        f"{format_number(figures['backstop', ''].value)} % of draws."
    )
    if result.switches and result.switches[0].matters:
        said.append(_matters(result))
    return tuple(said)


def _matters(result: ScenarioResult) -> str:
    """Return what moves the result most, and which result that is."""
    top = result.switches[0]
    ends = f"{format_number(top.at_low)} to {format_number(top.at_high)}"
    if result.has_loss and result.loss is not None:
        of = f"gross domestic product {ends} million USD, all else at its median"
    else:
        of = f"price {ends} times the base, all else at its median"
    return f"What matters most: {top.title[:1].lower()}{top.title[1:]} ({of})."


def _band(figure: ScenarioFigure) -> str:
    if figure.band is None:
        return ""
    return f" ({format_number(figure.band[0])} to {format_number(figure.band[1])})"


def _interval(
    low: ScenarioFigure, high: ScenarioFigure, loss: EconomicLoss, result: ScenarioResult
) -> str:
    question = result.question
    who = " and ".join(country_name(one) for one in question.suppliers)
    years = format_number(question.years)
    return (
        f"Losing {format_number(100 * question.cut)} % of what {who} sends abroad of "
        f"{result.market.commodity} ({result.market.stage}) for {years} "
        f"{'year' if question.years == 1 else 'years'} changes gross domestic product "
        f"({country_name(question.importer)}), in million USD, by {format_number(low.value)}"
        f"{_band(low)} through the direct effect alone and by {format_number(high.value)}"
        f"{_band(high)} with every buyer rationed; in brackets 5 to 95 % of draws; by "
        f"{loss.table.title}."
    )
