"""``orepact security``: how safe people, routes and the site are, and how good the forecast is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orepact.enable import Finding

__all__ = ["security"]

_UNITS_SHOWN = 10


def _words(item: Finding) -> dict[str, str]:
    """Return a finding as words for the terminal."""
    from orepact.quantity import figure

    has_range = item.low is not None and item.high is not None
    span = f"{figure(item.low or 0.0)} to {figure(item.high or 0.0)}" if has_range else ""
    words = {"what": item.title, "value": figure(item.value, item.unit), "range": span}
    return {**words, "note": item.note}


def _scores(found: Sequence[Finding]) -> list[dict[str, str]]:
    """Return one row per target: the model's score beside every benchmark's."""
    rows: dict[str, dict[str, str]] = {}
    for item in found:
        unit = "" if item.unit == "1" else f", {item.unit}s"
        row = rows.setdefault(item.title, {"forecast of": f"{item.title}{unit}"})
        row[item.cells["forecaster"]] = f"{item.number:.4g}"
        if item.cells["verdict"]:
            row["verdict"] = item.cells["verdict"]
    order = ["forecast of", *dict.fromkeys(name for row in rows.values() for name in row)]
    order = [name for name in dict.fromkeys(order) if name != "verdict"] + ["verdict"]
    return [{name: row.get(name, "") for name in order} for row in rows.values()]


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
    from orepact.enable import security_findings, with_own_events
    from orepact.evidence import country_name

    loaded = load(case)
    given = security_of(loaded)
    if events is not None:
        given = with_own_events(given, events, host=country_name(loaded.header.host))
    found = security_findings(given)
    if format_ is not Format.TABLE:
        emit("security", [item.row() for item in found], format_)
        return

    def of(*names: str) -> list[Finding]:
        return [item for item in found if item.measure.removeprefix("enable.security_") in names]

    title = "Scores (CRPS, lower is better), model beside benchmarks; ids with --format json"
    emit("security", _scores(of("score")), format_, title=title)
    years = "Country and month, as in the VIEWS challenge"
    emit("security", _scores(of("country_score")), format_, title=years)
    rates = of("factor") + of("rate")[: _UNITS_SHOWN + 1]
    sites = [item for item in of("rate")[_UNITS_SHOWN + 1 :] if item.cells["is site"]]
    level = "Today's level by district; all districts with --format csv"
    emit("security", [_words(item) for item in [*rates, *sites]], format_, title=level)
    counts = "People: counts, never money"
    emit("security", [_words(item) for item in of("deaths", "injured")], format_, title=counts)
    rest = of(
        "route_attacks",
        "stop_days",
        "pause",
        "backtest",
        "year_of_pause",
        "insurance",
        "loss",
        "line_cost",
        "breakeven",
    )
    what = "Routes, pauses and cost; force and community are separate lines"
    emit("security", [_words(item) for item in rest], format_, title=what)
