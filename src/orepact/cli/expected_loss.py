"""``orepact expected-loss`` and ``orepact backtest``: how likely, how bad, how far to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import tell

if TYPE_CHECKING:
    from orepact.disruption.risk_figures import RiskFigure
    from orepact.trace import Lookup

__all__ = ["backtest", "expected_loss", "risk_lookups"]


def risk_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of these commands and its inputs; else nobody."""
    if not id_.startswith(("disruption.risk_", "disruption.backtest")):
        return []
    from orepact.disruption import ScenarioLookup
    from orepact.disruption.backtest_rows import BacktestLookup
    from orepact.disruption.risk_figures import RiskLookup
    from orepact.exposure import exposure

    return [RiskLookup(exposure()), BacktestLookup(exposure()), ScenarioLookup(exposure())]


@app.command("expected-loss")
def expected_loss(
    importer: Annotated[str, typer.Option("--importer", help="Country: code or name.")],
    *,
    commodity: Annotated[
        list[str] | None,
        typer.Option("--commodity", help="Commodity: name or symbol; repeatable; without it all."),
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option("--scenario", help="File of restrictions and hazards that you bring."),
    ] = None,
    portfolio: Annotated[
        Path | None,
        typer.Option("--portfolio", help="File of supply, stocks, recycling that would insure."),
    ] = None,
    years: Annotated[int, typer.Option("--years", help="Years drawn.")] = 20_000,
    draws: Annotated[int, typer.Option("--draws", help="Draws behind each supplier.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schemas of the two files instead.")
    ] = False,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show hazards, expected yearly loss, bad years, and what a portfolio takes away."""
    if schema:
        import json

        from orepact.disruption.portfolio_file import portfolio_schema
        from orepact.disruption.scenario_file import scenario_schema

        both = {"scenario": scenario_schema(), "portfolio": portfolio_schema()}
        typer.echo(json.dumps(both, ensure_ascii=False, indent=1))
        return
    from orepact.disruption.risk_figures import RiskQuestion, risk_figures
    from orepact.exposure import exposure

    question = RiskQuestion(
        importer=importer,
        commodities=tuple(commodity or ()),
        scenario=str(scenario.resolve()) if scenario else "",
        portfolio=str(portfolio.resolve()) if portfolio else "",
        years=years,
        draws=draws,
        seed=seed,
    )
    figures = risk_figures(exposure(), question)
    if format_ is Format.TABLE:
        for sentence in _said(figures):
            tell(sentence)
        title = "Loss of real surplus; a restriction's whole loss in the year it starts"
        emit("expected-loss", [_short(one) for one in figures], format_, title=title)
        return
    rows = [_row(one) for one in figures]
    if format_ is Format.CSV:
        emit("expected-loss", rows, format_)
    else:
        emit("expected-loss", rows, format_, said=_said(figures))


def _said(figures: Sequence[RiskFigure]) -> list[str]:
    """Return what the loss is, and what is not in it."""
    from orepact.quantity import format_number

    found = {one.measure: one for one in figures}
    mean, tail = found["risk_expected"], found["risk_cvar"]
    return [
        f"Expected yearly loss of real surplus {format_number(mean.value)} {mean.unit}; the worst "
        f"year in twenty costs {format_number(tail.value)} on average.",
        "In it are export controls, whose hazards are fitted. Unrest, accidents and closed straits "
        "are not: no list of such events by country and commodity is in hand. Give your own with "
        "--scenario (instrument conflict, accident or logistics), and a government's stock, of "
        "which no figure is shipped, in the same file.",
    ]


def _row(one: RiskFigure) -> dict[str, Any]:
    from orepact.disruption.risk_figures import FORMULAS

    band = {"p05": one.band[0], "p50": one.value, "p95": one.band[1]} if one.band else {}
    return {
        "measure": one.measure,
        "of": one.of,
        "title": one.title,
        "value": one.value,
        **band,
        "unit": one.unit,
        "formula": FORMULAS[one.measure],
        "note": one.note,
        "id": one.id,
        "sources": list(one.record().sources),
    }


def _short(one: RiskFigure) -> dict[str, Any]:
    from orepact.quantity import figure, format_number

    band = f"{format_number(one.band[0])} to {format_number(one.band[1])}" if one.band else ""
    return {
        "what": f"{one.title}: {one.of}" if one.of else one.title,
        "value": figure(one.value, one.unit),
        "5 to 95 %": band,
        "note": one.note,
    }


@app.command()
def backtest(format_: FormatOption = Format.TABLE) -> None:
    """Show past export restrictions, predicted out of sample against what prices did."""
    from orepact.disruption.backtest_rows import backtest_rows, backtest_summary
    from orepact.disruption.backtest_variants import VARIANTS, stored_variants
    from orepact.exposure import exposure

    rows = [_tested(row) for row in backtest_rows(exposure())]
    said = [
        f"{what}: {found:.3g}, {kind} {goal:.3g} was asked: {'reached' if ok else 'missed'}"
        for what, kind, goal, found, ok in backtest_summary(exposure())
    ]
    said += [
        f"{VARIANTS[one.name]}: within a factor of 2 {one.scores.within_two:.2f}, in the band "
        f"{one.scores.covered:.2f}, rank {one.scores.rank_correlation:.2f}, error "
        f"{one.scores.log_error:.2f}"
        for one in stored_variants()
    ]
    if format_ is Format.TABLE:
        for sentence in said:
            tell(sentence)
        shown = ("event", "year", "role", "observed", "value", "p05", "p95", "inside band")
        emit("backtest", [{k: row[k] for k in shown} for row in rows], format_)
    elif format_ is Format.CSV:
        emit("backtest", rows, format_)
    else:
        emit("backtest", rows, format_, said=said)


def _tested(row: Any) -> dict[str, Any]:
    one, of = row.scored, row.scored.out_of_sample
    return {
        "event": one.pair.event.title,
        "year": one.pair.year,
        "role": str(one.pair.event.role),
        "is_in_sample": False,
        "counts": row.is_counted,
        "observed": one.pair.observed,
        "value": of.p50,
        "p05": of.p05,
        "p95": of.p95,
        "inside band": of.is_covered,
        "in_sample": one.in_sample.p50,
        "no change": one.no_change,
        "full ban": round(one.full_ban, 4),
        "unit": "1",
        "note": one.pair.event.note,
        "id": row.id,
        "sources": list(dict.fromkeys(("usgs-mcs-2026", one.pair.event.source))),
    }
