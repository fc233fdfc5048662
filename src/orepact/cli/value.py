"""``orepact value``: what a project is worth, to itself and to each party."""

from __future__ import annotations

import difflib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from orepact.mine import ChanceChoice, Choice, ProjectFile, Surroundings
    from orepact.trace import Lookup

__all__ = ["value", "value_lookups"]


class ProcessName(StrEnum):
    """What prices follow around the decks."""

    GBM = "gbm"
    ONE_FACTOR = "one-factor"
    TWO_FACTOR = "two-factor"


class SamplingName(StrEnum):
    """How points of the unit cube are chosen."""

    PSEUDO = "pseudo"
    SOBOL = "sobol"


class ReadingName(StrEnum):
    """How contested fiscal terms are read."""

    CENTRAL = "central"
    LOW = "low"
    HIGH = "high"


def _found(target: str) -> tuple[Surroundings, ProjectFile]:
    """Return what stands around a project, and it: of a case, or of a file of its own."""
    from orepact.case import load, surroundings
    from orepact.cli.mine_alone import lone_mine
    from orepact.errors import CaseError, UnknownNameError
    from orepact.evidence import load_model
    from orepact.mine import ProjectFile

    path = Path(target)
    if path.suffix in {".yaml", ".yml"}:
        if not path.exists():
            raise CaseError("no such file", where=target, do="Give a mine's file, or CASE/PROJECT")
        lone = lone_mine(path)
        if lone is not None:
            return lone.around, lone.project
        folder = path.resolve().parent.parent
        if not (folder / "case.yaml").exists():
            raise CaseError(
                "the file has no key `project`, and stands in no case",
                where=target,
                why="prices, law, money and rates come with the project or from the case around it",
                do="Write them beside `project`, as docs/write-a-mine.md shows, or put the file "
                "into the projects/ folder of a case",
            )
        return surroundings(load(folder)), load_model(ProjectFile, path)
    name, _, project = target.rpartition("/")
    if not name or not project:
        raise CaseError(
            f"{target!r} names no project",
            where="PROJECT",
            do="Write us-pakistan/reko-diq, or my-mine.yaml",
        )
    case = load(name)
    if project not in case.projects:
        known = sorted(case.projects)
        near = difflib.get_close_matches(project, known, n=3, cutoff=0.4)
        do = "" if near else f"Take one of {', '.join(known)}"
        raise UnknownNameError("project", project, near, where=name, do=do)
    return surroundings(case), case.projects[project]


def value_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact value`` and its inputs; else nobody."""
    from orepact.case import load, surroundings
    from orepact.mine import (
        BandLookup,
        ChanceNumbers,
        DemandNumbers,
        FinanceLookup,
        ValueLookup,
    )
    from orepact.trace import parse_result_id

    if id_.startswith("mine:"):
        return [ChanceNumbers(), DemandNumbers()]
    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("mine.") or "case" not in parsed[2]:
        return []
    name = parsed[2]["case"]
    if name.endswith((".yaml", ".yml")):
        from orepact.cli.mine_alone import lone_mine

        path = Path(name)
        lone = lone_mine(path) if path.exists() else None
        if lone is None:
            return []
        whole: Lookup = lone
        around, projects = lone.around, {lone.project.id: lone.project}
        numbers = sorted(lone.numbers)
    else:
        case = load(name)
        whole, around, projects = case, surroundings(case), dict(case.projects)
        numbers = sorted(case.numbers)
    return [
        ValueLookup(around, projects, numbers),
        BandLookup(around, projects, numbers),
        FinanceLookup(around, projects, numbers),
        ChanceNumbers(),
        whole,
    ]


def _prices(given: list[str]) -> dict[str, str]:
    from orepact.errors import CaseError

    prices = {}
    for text in given:
        key, separator, price = text.partition("=")
        if not separator:
            raise CaseError(
                f"{text!r} is no KEY=PRICE", where="--price", do="Write --price copper=4.03USD/lb"
            )
        prices[key.strip()] = price.strip()
    return prices


def _shown(row: dict[str, Any]) -> dict[str, str]:
    """Return a row as words for the terminal: one cell for the figure, one for its range."""
    from orepact.quantity import figure

    year = row.get("year") or row.get("first_cash_year")
    has_range = row.get("low") is not None
    return {
        "what": row["party"] or row["measure"],
        "deck": row["deck"],
        "value": figure(row["value"], row["unit"]) if row["value"] is not None else str(year),
        "range": f"{figure(row['low'])} to {figure(row['high'])}" if has_range else "",
        "first cash": str(year) if has_range and year else "",
        "note": row["note"],
    }


def _beside(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return one line per measure and deck, one column per regime."""
    from orepact.quantity import figure

    lines: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        line = lines.setdefault(
            (row["measure"], row["deck"]), {"what": row["measure"], "deck": row["deck"]}
        )
        line[row["regime"]] = figure(row["value"], row["unit"])
    return list(lines.values())


@app.command()
def value(
    project: Annotated[
        str, typer.Argument(metavar="PROJECT", help="CASE/PROJECT, or a mine in one YAML file.")
    ],
    *,
    price: Annotated[
        list[str] | None,
        typer.Option(help="KEY=PRICE, for example copper=4.03USD/lb, in the case's money year."),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(help="Real rate of the project's present value; default the first owner's."),
    ] = None,
    variant: Annotated[str, typer.Option(help="Which way the project goes.")] = "",
    package: Annotated[str, typer.Option(help="Which lenders stand behind it.")] = "",
    start: Annotated[int | None, typer.Option(help="First spend year.")] = None,
    deck: Annotated[str, typer.Option(help="Only this price deck.")] = "",
    reading: Annotated[
        ReadingName, typer.Option(help="How contested fiscal terms are read.")
    ] = ReadingName.CENTRAL,
    regime: Annotated[
        str,
        typer.Option(help="Other fiscal regimes, side by side: chile,zambia,saindak."),
    ] = "",
    royalties: Annotated[
        str, typer.Option(help="CSV file of royalties by mineral, in place of the regime's.")
    ] = "",
    finance: Annotated[
        bool, typer.Option("--finance", help="The package as lenders see it, and what it bears.")
    ] = False,
    draws: Annotated[
        int | None,
        typer.Option(help="Draws behind the bands: prices, capital, delay, grade and cost."),
    ] = None,
    no_bands: Annotated[
        bool, typer.Option("--no-bands", help="As planned alone, without any draw.")
    ] = False,
    detail: Annotated[
        bool, typer.Option("--detail", help="Every row with its note, not the summary.")
    ] = False,
    options: Annotated[
        bool, typer.Option("--options", help="What waiting is worth; with --draws, else 1000.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Root of all chance; with --draws.")] = 0,
    process: Annotated[
        ProcessName, typer.Option(help="What prices follow around the decks; with --draws.")
    ] = ProcessName.ONE_FACTOR,
    sampling: Annotated[
        SamplingName, typer.Option(help="How the project's numbers are drawn; with --draws.")
    ] = SamplingName.PSEUDO,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show what a project is worth, to itself and to each party."""
    from orepact.cli.mine_alone import errors_of
    from orepact.mine import Choice

    around, file = _found(project)
    with errors_of(around):
        _deck_known(around, deck)
        choice = Choice(
            variant=variant,
            package=package,
            first_spend=start,
            prices=_prices(price or []),
            rate=rate,
            reading=str(reading),
            royalties=royalties,
        )
        chance = _chance(draws, seed, process, sampling)
        if finance:
            from orepact.cli.value_bands import emit_finance

            emit_finance(file, around, choice, deck=deck, format_=format_)
        elif options:
            from orepact.cli.value_bands import emit_waiting

            emit_waiting(file, around, choice, chance=chance, deck=deck, format_=format_)
        elif names := [name.strip() for name in regime.split(",") if name.strip()]:
            _emit_regimes(file, around, choice, names, deck=deck, format_=format_)
        else:
            with_bands = None if no_bands else (chance, draws is not None)
            _emit_value(file, around, choice, with_bands, deck=deck, detail=detail, format_=format_)


def _deck_known(around: Surroundings, deck: str) -> None:
    """Refuse a deck that there is not."""
    from orepact.errors import UnknownNameError

    decks = [item.id for item in around.decks.decks]
    if deck and deck not in decks:
        raise UnknownNameError("deck", deck, decks, where="--deck")


def _title(file: ProjectFile, around: Surroundings) -> str:
    return f"{file.title}, million USD of {around.money.year}, real; ids with --format json"


def _emit_regimes(
    file: ProjectFile,
    around: Surroundings,
    choice: Choice,
    names: list[str],
    *,
    deck: str,
    format_: Format,
) -> None:
    """Print one mine under several regimes, side by side."""
    from orepact.mine import regime_rows

    rows = regime_rows(file, around, choice, names)
    rows = [row for row in rows if not deck or row["deck"] in {deck, "all"}]
    shown = _beside(rows) if format_ is Format.TABLE else rows
    emit("value", shown, format_, title=_title(file, around))


def _emit_value(
    file: ProjectFile,
    around: Surroundings,
    choice: Choice,
    with_bands: tuple[ChanceChoice, bool] | None,
    *,
    deck: str,
    detail: bool,
    format_: Format,
) -> None:
    """Print indicators and bands; bands that would take long only where they were asked for."""
    from orepact.mine import chance_rows, has_quick_draws, headline, value_rows

    found = value_rows(file, around, choice)
    rows = [row for row in found if not deck or row["deck"] in {deck, "all"}]
    first, title = headline(rows), _title(file, around)
    bands: list[dict[str, Any]] = []
    if with_bands is not None and (with_bands[1] or has_quick_draws(file, around, choice)):
        bands = chance_rows(file, around, choice, with_bands[0])
    bands = [row for row in bands if not deck or row["deck"] in {deck, "all"}]
    draws = 0 if with_bands is None else with_bands[0].draws
    if format_ is not Format.TABLE:
        more = {"headline": first} if format_ is Format.JSON else {}
        emit("value", [*rows, *bands], format_, title=title, **more)
    elif detail:
        if first:
            typer.echo(first)
        emit("value", [_shown(row) for row in rows], format_, title=title)
        if bands:
            from orepact.cli.value_bands import show_bands

            show_bands(bands, title=f"{file.title}: {draws} draws")
    else:
        from orepact.cli.value_summary import print_summary

        print_summary(
            rows,
            bands,
            title=file.title,
            money_year=around.money.year,
            decks=[deck] if deck else [item.id for item in around.decks.decks],
            first=first,
            draws=draws,
            asked_rate=choice.rate is not None,
            currency=around.written_in,
        )


def _chance(
    draws: int | None, seed: int, process: ProcessName, sampling: SamplingName
) -> ChanceChoice:
    from orepact.chance import Sampling
    from orepact.mine import ChanceChoice, Process

    return ChanceChoice(
        draws=1000 if draws is None else draws,
        seed=seed,
        process=Process(process),
        sampling=Sampling(sampling),
    )
