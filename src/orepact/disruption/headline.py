"""The answer to one question in sentences: what rests on assumption, loss, price, what matters."""

from __future__ import annotations

from collections.abc import Mapping

from orepact.disruption.components import EconomicLoss
from orepact.disruption.jobs_file import NO_JOBS
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
    said.append(_buffers(figures))
    if result.host is not None:
        said.append(_host(result, figures))
    if result.switches and result.switches[0].matters:
        said.append(_matters(result))
    if result.has_loss and result.jobs is None:
        said.append(f"{NO_JOBS[:1].upper()}{NO_JOBS[1:]}.")
    return tuple(said)


def _buffers(figures: Mapping[tuple[str, str], ScenarioFigure]) -> str:
    """Return what stocks give, hoarding takes and detours let through."""
    released, hoarded, leaked = (figures[name, ""] for name in ("released", "hoarded", "leaked"))
    return (
        f"Stocks at home give {format_number(released.value)} {released.unit}{_band(released)} "
        f"({released.note.partition(';')[0]}), hoarding takes {format_number(hoarded.value)} "
        f"{hoarded.unit}{_band(hoarded)}, and {format_number(leaked.value)} {leaked.unit}"
        f"{_band(leaked)} that are cut in name arrive by detours."
    )


def _host(result: ScenarioResult, figures: Mapping[tuple[str, str], ScenarioFigure]) -> str:
    """Return what the host gains in the same draws."""
    host = result.host
    assert host is not None
    name = country_name(host.country)
    gain = figures.get(("host_gain", host.country))
    if gain is None:
        return f"{name} gains nothing that is computed: {host.why_not or 'no price is printed'}."
    priced = next((note for note in result.market.notes if note.startswith("price: ")), "")
    at = f", valued at the market's {priced}" if priced else ""
    whose = "added" if host.is_added else "it exports already"
    said = (
        f"{name} earns {format_number(gain.value)} million USD more{_band(gain)} on the "
        f"{format_number(host.tonnes)} {result.market.unit} a year {whose}, in the same draws{at}"
    )
    spared = figures.get(("host_spares", host.country))
    if spared is None:
        return f"{said}."
    return (
        f"{said}; they spare the importer {format_number(spared.value)} million of real surplus"
        f"{_band(spared)}."
    )


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
