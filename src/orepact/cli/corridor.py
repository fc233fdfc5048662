"""``orepact corridor``: which way out, with which works, alone or shared, and who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import tell

if TYPE_CHECKING:
    from orepact.enable import Entry
    from orepact.trace import Lookup

__all__ = ["corridor", "corridor_lookups"]

_ALONE = ("route", "ways", "range", "plan", "works", "break-even", "network")
_SHARED = ("route", "plan", "works", "sharing", "owners", "districts", "finance")


def corridor_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact corridor`` and its inputs; else nobody."""
    from orepact.case import load
    from orepact.enable import CatalogueLookup, CorridorLookup
    from orepact.trace import parse_result_id

    if id_.startswith("module:"):
        return [CatalogueLookup()]
    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("corridor.") or "case" not in parsed[2]:
        return []
    case = load(parsed[2]["case"])
    return [CorridorLookup(case), case]


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "section": entry.section,
        "measure": entry.measure,
        "who": entry.who,
        "what": entry.what,
        "value": entry.value,
        "unit": entry.unit,
        "id": entry.id,
        "sources": [parent.id for parent in entry.parents] or list(entry.sources),
        "formula": entry.formula,
        "note": entry.note,
    }


_TITLES = {
    "route": "Routes",
    "ways": "Every way, main user alone, USD per tonne; capital in million USD",
    "range": "At both ends of its tonnes, USD per tonne",
    "plan": "Cheapest plans on offer, over the years",
    "works": "Works of these plans",
    "sharing": "Who pays what when all share, million USD a year; toll a tonne in USD",
    "owners": "Works by line, and who owns it",
    "districts": "What sharing saves others, by district, thousand USD a year",
    "finance": "Loans for a line: million USD; per tonne in USD",
    "break-even": "What would turn the choice",
    "network": "Lengths on the network",
}
_HEADS = {
    "haulage by truck": "haulage",
    "haulage by rail": "haulage",
    "pumping": "haulage",
    "escort and loss on roads": "escort",
    "changing between road and rail": "transfer",
    "port charges and voyage": "port, sea",
    "works: annuity, upkeep and repairs": "works",
    "tonnes that cannot move": "left",
    "cost alone": "alone",
    "cost shared (Shapley)": "shared",
    "toll per tonne": "toll/t",
    "gain by sharing": "gain",
    "part of a joint venture if users owned what they pay": "part %",
    "owed when tolls begin": "owed",
    "level payment a year": "a year",
    "per tonne of the main user": "per t",
}
"""What a figure is called at the head of a narrow column; units stand in the table's title."""
_LAST = ("works", "all", "capital")
"""Columns that stand at the end of the table of ways."""
_WIDE = {"ways", "sharing", "finance", "range"}
"""Sections whose rows are spread: one row for each of whom they speak."""


_BY_WAY = {"sharing", "owners"}
"""Sections told twice: of the published and of the cheapest way."""
_OF_ALL = {"corridor.works_yearly", "corridor.subsidy_to_stay"}
"""Figures of all users together: told beneath the table."""


def _number(entry: Entry) -> str:
    from orepact.quantity import format_value

    return format_value(entry.value)


def _spread(found: list[Entry]) -> list[dict[str, Any]]:
    """Return one row per way, user or loan, its figures side by side."""
    rows: dict[str, dict[str, Any]] = {}
    for entry in found:
        row = rows.setdefault(entry.who, {"of": entry.who})
        what = entry.what.removeprefix("all, at ")
        row[_HEADS.get(what, what)] = _number(entry)
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    columns.sort(key=lambda column: _LAST.index(column) + 1 if column in _LAST else 0)
    return [{column: row.get(column, "") for column in columns} for row in rows.values()]


def _listed(found: list[Entry]) -> list[dict[str, Any]]:
    from orepact.quantity import figure

    has_note = any(entry.note for entry in found)
    return [
        {
            "of": entry.who,
            "what": entry.what,
            "value": figure(entry.value, entry.unit),
            **({"remark": entry.note} if has_note else {}),
        }
        for entry in found
    ]


def _rows(section: str, found: list[Entry]) -> list[dict[str, Any]]:
    return _spread(found) if section in _WIDE else _listed(found)


def _by_district(found: list[Entry]) -> list[dict[str, Any]]:
    """Return gains by district in thousand dollars, for most are far below a million."""
    from orepact.quantity import format_number

    return [
        {
            "district": entry.who,
            "user": entry.what,
            "gain": format_number(1e3 * (entry.value.number or 0.0)),
        }
        for entry in found
    ]


def _tables(found: list[Entry]) -> None:
    from orepact.quantity import figure

    for section, title in _TITLES.items():
        own = [entry for entry in found if entry.section == section]
        # Two ways of sharing are two tables.
        ways = dict.fromkeys(dict(e.keys).get("way", "") if section in _BY_WAY else "" for e in own)
        for way in ways:
            part = [e for e in own if not way or dict(e.keys).get("way") == way]
            of_all = [e for e in part if e.measure in _OF_ALL]
            part = [e for e in part if e.measure not in _OF_ALL]
            named = {"published": "\nPublished way", "best": "\nCheapest way"}.get(way, "")
            rows = _by_district(part) if section == "districts" else _rows(section, part)
            emit("corridor", rows, Format.TABLE, title=title + named)
            if section == "sharing":
                notes = {e.who: e.note for e in part if e.note}
                for who, note in notes.items():
                    typer.echo(f"{who}: {note}")
            for entry in of_all:
                told = f"{entry.who}: {entry.what} {figure(entry.value, entry.unit)}. {entry.note}"
                typer.echo(told.strip())


def _wanted(entry: Entry, is_alone: bool | None) -> bool:
    keys = dict(entry.keys)
    if is_alone is None:
        return True
    if entry.section in {"plan", "works"}:
        return keys.get("who") == ("alone" if is_alone else "shared")
    return entry.section in (_ALONE if is_alone else _SHARED)


@app.command()
def corridor(  # noqa: PLR0917 - options of a command, given by name
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case or a folder.")],
    mine: Annotated[
        str, typer.Option("--mine", help="User of the corridor; default the case's main user.")
    ] = "",
    tonnes: Annotated[
        float | None, typer.Option("--tonnes", help="Its kilotonnes a year; default the case's.")
    ] = None,
    is_alone: Annotated[
        bool | None,
        typer.Option("--alone/--shared", help="Only the main user alone, or only all together."),
    ] = None,
    gap: Annotated[
        float, typer.Option("--gap", help="Relative gap of the plans over the years.")
    ] = 0.01,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show the route, works, costs and tolls of a case's corridor."""
    from orepact.case import load
    from orepact.enable import corridor_result, corridor_sentences
    from orepact.errors import CaseError

    if not 0.0 < gap < 1.0:
        raise CaseError(f"a gap of {gap:g}", where="--gap", do="Give a share between 0 and 1")
    result = corridor_result(load(case), mine=mine, tonnes=tonnes, gap=gap)
    found = [entry for entry in result.entries if _wanted(entry, is_alone)]
    sentences = corridor_sentences(result)
    if format_ is Format.TABLE:
        for sentence in sentences:
            tell(sentence)
        typer.echo("")
        _tables(found)
        typer.echo("Ids and inputs of every figure: --format json; then orepact explain ID.")
        return
    emit("corridor", [_row(entry) for entry in found], format_, sentences=list(sentences))
