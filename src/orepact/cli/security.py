"""``orepact security``: how safe people, routes and the site are, and how good the forecast is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orepact.cli.app import app
from orepact.cli.finding_words import show_findings
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.enable import Finding

__all__ = ["security"]

_UNITS_SHOWN = 10


_SHORT = {
    "last 12 months": "12 months",
    "last 36 months": "36 months",
    "Poisson of 12 months": "Poisson",
    "last 12 months, computed here": "12 months",
    "last 12 months, as published": "published",
    "240 months, as published": "240 months",
    "Poisson of the last month, as published": "Poisson",
    "zero, as published": "zero",
}


def _scores(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return one row per target: the model's score beside every benchmark's."""
    rows: dict[str, dict[str, str]] = {}
    for item in found:
        unit = "" if item.unit == "1" else f", {item.unit}s"
        title = item.title.partition(", country, ")[2] or f"{item.title}{unit}"
        row = rows.setdefault(item.title, {"forecast of": title})
        name = str(item.cells["forecaster"])
        row[_SHORT.get(name, name)] = f"{item.number:.4g}"
        if item.measure == "enable.security_country_score" and item.cells["verdict"]:
            row["verdict"] = str(item.cells["verdict"])
    names = dict.fromkeys(name for row in rows.values() for name in row)
    return [{name: row.get(name, "") for name in names} for row in rows.values()]


def _tables(found: Sequence[Finding]) -> None:
    """Print scores, then level, people, sites, routes, pauses and money as tables of their own."""

    def of(*names: str) -> list[Finding]:
        return [item for item in found if item.measure.removeprefix("enable.security_") in names]

    table = Format.TABLE
    title = "Scores (CRPS, lower is better): model beside benchmarks, months as a sample"
    emit("security", _scores(of("score")), table, title=title)
    years = "Deaths by month in the country, beside the VIEWS benchmarks, persons"
    emit("security", _scores(of("country_score")), table, title=years)
    show_findings("security", of("fit", "covered"), "What was fitted (range: 95 % of its error)")
    show_findings("security", of("factor"), "From the last dated events to today")
    rates = of("rate")
    shown = [
        *rates[: _UNITS_SHOWN + 1],
        *(i for i in rates[_UNITS_SHOWN + 1 :] if i.cells["is site"]),
    ]
    show_findings("security", shown, "Attacks by district, the most first; all with --format csv")
    show_findings("security", of("deaths", "injured"), "People: counts, never money")
    show_findings("security", of("site"), "Attacks near each site")
    show_findings("security", of("route_attacks", "stop_days", "lost_days"), "Routes")
    title = "Part of a year, as a plan reads it: no option lifts it"
    show_findings("security", of("availability"), title)
    title = "Will the investor pause? And the test on January 2026"
    show_findings("security", of("pause", "backtest"), title)
    money = of(
        "year_of_pause", "delay_value", "insurance", "loss", "line_cost", "line_effect", "breakeven"
    )
    title = "Cost of delay and cover; force and community are separate lines"
    show_findings("security", money, title)


@app.command()
def security(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case, or a folder.")],
    *,
    events: Annotated[
        Path | None,
        typer.Option(help="A UCDP event file to fit and score instead of the case's table."),
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show scores beside benchmarks, attacks and deaths as counts, exposure and break-even."""
    from orepact.case import load, security_of
    from orepact.enable import security_findings, security_sentences, with_own_events
    from orepact.evidence import country_name

    loaded = load(case)
    given = security_of(loaded)
    if events is not None:
        given = with_own_events(given, events, host=country_name(loaded.header.host))
    found = security_findings(given)
    sentences = security_sentences(given, found)
    if format_ is not Format.TABLE:
        emit("security", [item.row() for item in found], format_, sentences=sentences)
        return
    for sentence in sentences:
        tell(sentence)
    typer.echo("")
    _tables(found)
    typer.echo("Ids and inputs of every figure: --format json; then orepact explain ID.")
