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
    from orepact.case import Case
    from orepact.mine import ProjectFile, Surroundings
    from orepact.trace import Lookup

__all__ = ["value", "value_lookups"]


class ReadingName(StrEnum):
    """How contested fiscal terms are read."""

    CENTRAL = "central"
    LOW = "low"
    HIGH = "high"


def _found(target: str) -> tuple[Case, ProjectFile]:
    """Return case and project of ``CASE/PROJECT`` or of a project file inside a case folder."""
    from orepact.case import load
    from orepact.errors import CaseError, UnknownNameError
    from orepact.evidence import load_model
    from orepact.mine import ProjectFile

    path = Path(target)
    if path.suffix in {".yaml", ".yml"}:
        folder = path.resolve().parent.parent
        if not path.exists():
            raise CaseError("no such file", where=target, do="Give a project file, or CASE/PROJECT")
        if not (folder / "case.yaml").exists():
            raise CaseError(
                "the project file stands in no case",
                where=target,
                why="regime, prices, lenders and rates come from the case around it",
                do="Put it into the projects/ folder of a case; `orepact case new DIR` makes one",
            )
        return load(folder), load_model(ProjectFile, path)
    name, _, project = target.rpartition("/")
    if not name or not project:
        raise CaseError(
            f"{target!r} names no project", where="PROJECT", do="Write us-pakistan/reko-diq"
        )
    case = load(name)
    if project not in case.projects:
        known = sorted(case.projects)
        near = difflib.get_close_matches(project, known, n=3, cutoff=0.4)
        do = "" if near else f"Take one of {', '.join(known)}"
        raise UnknownNameError("project", project, near, where=name, do=do)
    return case, case.projects[project]


def _surroundings(case: Case) -> Surroundings:
    from orepact.case import Side, Tier
    from orepact.errors import CaseError
    from orepact.mine import MoneyBasis, OwnRate, Surroundings

    money = case.header.money
    if case.decks is None or case.facilities is None:
        missing = "decks.yaml" if case.decks is None else "facilities.yaml"
        raise CaseError(f"the case has no {missing}", where=case.id, do=f"Add {missing}")
    levying = {Tier.GOVERNMENT, Tier.FEDERATION, Tier.PROVINCE, Tier.DISTRICT, Tier.COMMUNITY}
    rates = {}
    for party, rate in case.rates.items():
        low, high = rate.real.bounds("dimensionless")
        rates[party] = OwnRate(value=rate.real.to("dimensionless"), low=low, high=high)
    host = case.on_side(Side.HOST)
    return Surroundings(
        case=case.id,
        regimes=case.regimes,
        decks=case.decks,
        facilities=case.facilities,
        money=MoneyBasis(
            year=money.year,
            price_index={entry.year: entry.level.value for entry in money.price_index},
            inflation=money.inflation.to("dimensionless"),
        ),
        rates=rates,
        governments={party.id for party in host if party.tier in levying},
        host={party.id for party in host},
        base_year=case.header.horizon.start,
    )


def value_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact value`` and its inputs; else nobody."""
    from orepact.case import load
    from orepact.mine import ValueLookup
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("mine.") or "case" not in parsed[2]:
        return []
    case = load(parsed[2]["case"])
    return [ValueLookup(_surroundings(case), case.projects, sorted(case.numbers)), case]


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


@app.command()
def value(
    project: Annotated[
        str, typer.Argument(metavar="PROJECT", help="CASE/PROJECT, or a project file in a case.")
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
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show what a project is worth, to itself and to each party."""
    from orepact.errors import UnknownNameError
    from orepact.mine import Choice, value_rows

    case, file = _found(project)
    around = _surroundings(case)
    decks = [item.id for item in around.decks.decks]
    if deck and deck not in decks:
        raise UnknownNameError("deck", deck, decks, where="--deck")
    choice = Choice(
        variant=variant,
        package=package,
        first_spend=start,
        prices=_prices(price or []),
        rate=rate,
        reading=str(reading),
    )
    rows = [
        row for row in value_rows(file, around, choice) if not deck or row["deck"] in {deck, "all"}
    ]
    if format_ is Format.TABLE:
        rows = [_shown(row) for row in rows]
    title = f"{file.title}, million USD of {around.money.year}, real; ids with --format json"
    emit("value", rows, format_, title=title)
