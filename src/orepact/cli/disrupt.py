"""``orepact disrupt``: what it costs an importer to lose a supplier."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import tell

if TYPE_CHECKING:
    from orepact.disruption import Question, ScenarioFigure, ScenarioResult
    from orepact.trace import Lookup

__all__ = ["disrupt", "disruption_lookups"]


def disruption_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact disrupt`` and its inputs; else nobody."""
    if not id_.startswith("disruption."):
        return []
    from orepact.disruption import ScenarioLookup
    from orepact.exposure import exposure

    return [ScenarioLookup(exposure())]


@app.command()
def disrupt(
    importer: Annotated[
        str | None, typer.Option("--importer", help="Country: code or name.")
    ] = None,
    supplier: Annotated[
        list[str] | None,
        typer.Option("--supplier", help="Country that restricts: code or name; repeatable."),
    ] = None,
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity: name or symbol.")
    ] = None,
    *,
    event: Annotated[
        str | None, typer.Option("--event", help="A restriction of the catalogue, by its id.")
    ] = None,
    list_events: Annotated[
        bool, typer.Option("--list-events", help="Show the catalogue of restrictions.")
    ] = False,
    scenario: Annotated[
        Path | None, typer.Option("--scenario", help="Your own restrictions, a YAML file.")
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option("--stage", help="Stage; without it the latest with known production."),
    ] = None,
    cut: Annotated[
        float, typer.Option("--cut", help="Share of the supplier's exports withheld, 0 to 1.")
    ] = 1.0,
    years: Annotated[float, typer.Option("--years", help="How long it lasts.")] = 1.0,
    instrument: Annotated[
        str,
        typer.Option("--instrument", help="licence, ban, quota, conflict, accident, logistics."),
    ] = "ban",
    targeted: Annotated[
        bool, typer.Option("--targeted", help="Aimed at this importer alone, not at everybody.")
    ] = False,
    draws: Annotated[int, typer.Option("--draws", help="Draws of what is uncertain.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 0,
    rho: Annotated[
        float,
        typer.Option("--rho", help="Rationing: 0 final users go short, 1 every buyer."),
    ] = 0.8,
    table: Annotated[
        Path | None, typer.Option("--table", help="Input-output table that you bring.")
    ] = None,
    layout: Annotated[
        str, typer.Option("--layout", help="Its layout: oecd-icio or adb-mrio.")
    ] = "oecd-icio",
    host: Annotated[
        str | None,
        typer.Option("--host", help="Country whose gain in the same scenario is shown."),
    ] = None,
    host_tonnes: Annotated[
        float | None,
        typer.Option("--host-tonnes", help="What it would add, t of content a year."),
    ] = None,
    stock: Annotated[
        float,
        typer.Option("--stock", help="What the importer's government holds, t of content."),
    ] = 0.0,
    jobs: Annotated[
        Path | None,
        typer.Option("--jobs", help="Jobs by industry that you bring: industry,jobs,year,source."),
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show price, shortage, loss, who pays and who gains when a supplier is lost."""
    from dataclasses import replace

    from orepact.disruption import Instrument, Question, answer, headline, scenario_figures
    from orepact.errors import CaseError
    from orepact.exposure import exposure

    if list_events:
        _list_events(format_)
        return
    if importer is None:
        raise CaseError("no importer", where="--importer", do="Name a country, for example USA")
    asked = {
        "--supplier": supplier,
        "--commodity": commodity,
        "--stage": stage,
        "--table": table,
        "--cut": None if cut == 1.0 else cut,
        "--targeted": targeted or None,
        "--instrument": None if instrument == "ban" else instrument,
    }
    beside = {
        "--host": host,
        "--host-tonnes": host_tonnes,
        "--jobs": jobs,
        "--stock": stock or None,
    }
    if scenario is not None:
        length = {"--years": None if years == 1.0 else years}
        _refuse_beside("--scenario", {**asked, **beside, **length, "--event": event})
        _print_file(scenario, importer, draws=draws, seed=seed, rho=rho, format_=format_)
        return
    _check_instrument(instrument)
    if event is not None:
        _refuse_beside("--event", asked)
        asked_event = _event_question(event, importer, years, draws=draws, seed=seed, rho=rho)
        question = replace(
            asked_event,
            host=host or "",
            host_tonnes=host_tonnes,
            jobs=str(jobs.resolve()) if jobs else "",
            stock=stock,
        )
    elif not supplier or commodity is None:
        raise CaseError(
            "no supplier or no commodity",
            where="--supplier, --commodity",
            do="Name both, or a restriction with --event, or a file with --scenario",
        )
    else:
        question = Question(
            importer=importer,
            suppliers=tuple(supplier),
            commodity=commodity,
            stage=stage,
            cut=cut,
            years=years,
            instrument=Instrument(instrument),
            targeted=targeted,
            draws=draws,
            seed=seed,
            rho=rho,
            table=str(table.resolve()) if table else "",
            layout=layout,
            host=host or "",
            host_tonnes=host_tonnes,
            jobs=str(jobs.resolve()) if jobs else "",
            stock=stock,
        )
    result = answer(exposure(), question)
    _print(result, headline(result), scenario_figures(result), format_)


def _check_instrument(name: str) -> None:
    """Refuse an instrument that is none, with those there are."""
    from orepact.disruption import Instrument
    from orepact.errors import UnknownNameError

    kinds = [str(kind) for kind in Instrument]
    if name not in kinds:
        raise UnknownNameError("instrument", name, kinds, where="--instrument")


def _refuse_beside(chosen: str, named: Mapping[str, object]) -> None:
    """Refuse what would be passed over in silence beside an event or a file.

    Raises
    ------
    CaseError : an option that the event or the file already answers
    """
    from orepact.errors import CaseError

    given = [name for name, value in named.items() if value not in (None, [])]
    if given:
        raise CaseError(
            f"{', '.join(given)} beside {chosen}",
            where=chosen,
            why=f"{chosen} says what is restricted; what stands beside it would not be used",
            do=f"Leave out {', '.join(given)} or {chosen}",
        )


def _event_question(
    name: str, importer: str, years: float, *, draws: int, seed: int, rho: float
) -> Question:
    """Return the question of a catalogued restriction; one that stands lasts ``years``."""
    from dataclasses import replace

    from orepact.disruption.events import event as event_of
    from orepact.disruption.joint import question_of_shock
    from orepact.evidence import country

    found = event_of(name)
    shock = found.shock if found.end_year else replace(found.shock, years=years)
    return question_of_shock(shock, country(importer), draws=draws, seed=seed, rho=rho)


def _list_events(format_: Format) -> None:
    from orepact.disruption.events import events

    if format_ is Format.TABLE:
        short = [
            {
                "event": one.id,
                "title": one.title,
                "from": f"{one.start_year}-{one.start_month:02d}" if one.start_year else "",
                "role": str(one.role),
            }
            for one in events()
        ]
        emit("disrupt", short, format_, title="Catalogue of restrictions")
        return
    rows = [
        {
            "event": one.id,
            "title": one.title,
            "imposers": list(one.shock.imposers),
            "commodity": one.shock.commodity,
            "instrument": str(one.shock.instrument),
            "from": f"{one.start_year}-{one.start_month:02d}" if one.start_year else "",
            "role": str(one.role),
            "sources": [one.source],
        }
        for one in events()
    ]
    emit("disrupt", rows, format_, title="Catalogue of restrictions")


def _print_file(
    path: Path, importer: str, *, draws: int, seed: int, rho: float, format_: Format
) -> None:
    from orepact.disruption import headline, scenario_figures
    from orepact.disruption.joint import answer_file
    from orepact.exposure import exposure

    joint = answer_file(exposure(), path, importer=importer, draws=draws, seed=seed, rho=rho)
    if format_ is Format.TABLE:
        for result in joint.results:
            typer.echo("\n".join(headline(result)))
        emit("disrupt", [_short(one) for one in joint.figures], format_, title=joint.title)
        return
    rows = [
        {"scenario": result.market.commodity, **_row(one, result)}
        for result in joint.results
        for one in scenario_figures(result)
    ]
    rows += [{"scenario": "together", **_row(one, joint.results[0])} for one in joint.figures]
    emit("disrupt", rows, format_, title=joint.title)


def _print(
    result: ScenarioResult,
    said: tuple[str, ...],
    figures: tuple[ScenarioFigure, ...],
    format_: Format,
) -> None:
    if format_ is Format.TABLE:
        for sentence in said:
            tell(sentence)
        for note in result.market.notes:
            tell(f"Note: {note}.")
        title = f"{result.market.commodity}, {result.market.stage}; ids with --format json"
        emit("disrupt", [_short(one) for one in figures], format_, title=title)
        return
    rows = [_row(one, result) for one in figures]
    if format_ is Format.CSV:
        emit("disrupt", rows, format_)
        return
    gap = {"gap": result.gap} if result.gap else {}
    emit("disrupt", rows, format_, said=list(said), notes=list(result.market.notes), **gap)


def _row(one: ScenarioFigure, result: ScenarioResult) -> dict[str, Any]:
    table = result.loss.table.sources if result.loss else ()
    band = {"p05": one.band[0], "p50": one.value, "p95": one.band[1]} if one.band else {}
    return {
        "measure": one.measure,
        "of": one.of,
        "title": one.title,
        "value": one.value,
        **band,
        "unit": one.unit,
        "formula": one.formula,
        "note": one.note,
        "id": one.id,
        "sources": [one.source, *table],
    }


def _short(one: ScenarioFigure) -> dict[str, Any]:
    from orepact.quantity import figure, format_number

    band = f"{format_number(one.band[0])} to {format_number(one.band[1])}" if one.band else ""
    return {
        "what": f"{one.of}: {one.title}" if one.of else one.title,
        "value": figure(one.value, one.unit),
        "5 to 95 %": band,
    }
