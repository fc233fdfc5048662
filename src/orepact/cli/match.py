"""``orepact match``: what a host could supply of what an importer uses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit
from orepact.cli.table import said

if TYPE_CHECKING:
    from orepact.trace import Lookup

__all__ = ["match", "match_lookups"]

_LEGEND = (
    "The later year stands only where it differs from the first. Tonnes are of content and no "
    "promise: recorded output carried forward, and projects as if built. Empty: not known. Ids and "
    "sources: --format json"
)


@app.command()
def match(
    importer: Annotated[str, typer.Option("--importer", help="Country: code or name.")],
    host: Annotated[str, typer.Option("--host", help="Country: code or name.")],
    case: Annotated[
        str | None,
        typer.Option("--case", help="Case; without it the shipped one of the two, if there is."),
    ] = None,
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity; without it all.")
    ] = None,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show tonnes, part of use, first year, buyer and doubts; lines without a match too."""
    from orepact.evidence import country, country_name
    from orepact.study.match_lookup import rows_of_match

    who, whose = country(importer), country(host)
    chosen = case or _shipped(who, whose)
    rows = rows_of_match(importer=who, host=whose, case=chosen, commodity=commodity)
    plain = [{key: cell for key, cell in row.items() if key != "parents"} for row in rows]
    shown = _by_line(plain) if format_ is Format.TABLE else plain
    against = f"{country_name(who)} and {country_name(whose)}"
    emit("match", shown, format_, title=f"Match of {against}, case {chosen}", case=chosen)
    if format_ is Format.TABLE and shown:
        typer.echo(said(_LEGEND))


def _shipped(importer: str, host: str) -> str:
    """Return the shipped case of two countries, ``none`` if there is none."""
    from orepact.case import case_folder, shipped_cases
    from orepact.evidence import load_strict_yaml

    for name in shipped_cases():
        header, _ = load_strict_yaml(case_folder(name) / "case.yaml")
        if (header["importer"], header["host"]) == (importer, host):
            return name
    return "none"


def match_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact match`` and its inputs; else nobody."""
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("match."):
        return []
    from orepact.case import load
    from orepact.study.match_lookup import NO_CASE, MatchLookup

    needed = {"importer", "host", "case", "commodity"}
    if not needed <= set(parsed[2]):
        return []
    name = parsed[2]["case"]
    return [MatchLookup(parsed[2]), *([] if name == NO_CASE else [load(name)])]


def _by_line(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one row per commodity-stage, as a terminal has room for it.

    The later year stands only where it differs from the first.
    """
    made: dict[tuple[str, str], dict[str, Any]] = {}
    years = sorted({row["year"] for row in rows if row["measure"] != "use"})
    for row in rows:
        key = (row["commodity"], row["stage"])
        line = made.setdefault(key, {"line": ", ".join(key), "host": row["host_class"]})
        name = row["measure"] if row["measure"] == "use" else f"{row['measure']} {row['year']}"
        line[name] = _amount(row)
        words = {
            "first": row["first_year"],
            "buyer today": row["present_buyer"],
            "missing": row["missing_stage"],
            "doubt": row["doubt"],
        }
        line |= {name: cell for name, cell in words.items() if cell}
    shown = [_side_by_side(line, years) for line in made.values()]
    order = [line for line in shown if line["host"] != "none" or line.get("first")]
    return [*order, *(line for line in shown if line not in order)]


def _amount(row: dict[str, Any]) -> str:
    from orepact.quantity import figure

    value, unit = row["value"], row["unit"]
    if unit == "t" and value.high is not None and value.high >= 1e4:
        value, unit = value.scaled(1e-3), "kt"
    return "" if value.is_gap else figure(value, unit, digits=2)


def _side_by_side(line: dict[str, Any], years: list[int]) -> dict[str, Any]:
    """Return a line with tonnes and percent of the first year, and others where they differ."""
    cells = {
        year: [line.pop(name) for name in list(line) if name.endswith(f" {year}")] for year in years
    }
    first = years[0] if years else 0
    names = (f"tonnes {first}", "% of use")
    side = dict(zip(names, cells.get(first, ()), strict=False))
    later = {
        str(year): ", ".join(cell for cell in own if cell)
        for year, own in cells.items()
        if own != cells[first]
    }
    first_cells = ("line", "host", "use")
    head: dict[str, Any] = {name: line.pop(name) for name in first_cells if name in line}
    return {**head, **side, **later, **line}
