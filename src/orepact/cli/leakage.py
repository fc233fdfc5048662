"""``orepact leakage``: whether more of a mineral leaves a host than it is recorded to have."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

__all__ = ["leakage"]


@app.command()
def leakage(  # noqa: PLR0917 - options of a command, given by name
    host: Annotated[str, typer.Option("--host", help="Country: code or name.")],
    commodity: Annotated[
        str | None, typer.Option("--commodity", help="Commodity; without it all that it ships.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Calendar year; without it the latest.")
    ] = None,
    royalty: Annotated[
        str, typer.Option("--royalty", help="Royalty, percent of value: LOW-HIGH.")
    ] = "none",
    content: Annotated[
        str, typer.Option("--content", help="Metal in what is shipped, percent: LOW-HIGH.")
    ] = "line",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Screen shipments against recorded output; possible causes follow, nobody is accused."""
    from orepact.evidence import country, country_name
    from orepact.exposure import CAUSES, leakage_rows

    rows = leakage_rows(host=host, commodity=commodity, year=year, royalty=royalty, content=content)
    if format_ is not Format.TABLE:
        emit("leakage", rows, format_, causes=list(CAUSES))
        return
    typer.echo(f"Shipments of {country_name(country(host))} beyond recorded supply\n")
    typer.echo(_text(_by_commodity(rows)))
    if rows:
        typer.echo("\nA difference can come from, among others:")
        for cause in CAUSES:
            typer.echo(textwrap.fill(f"- {cause}", 80, subsequent_indent="  "))
    typer.echo("Nobody is accused: the figures cannot tell these apart. Ids: --format json")


_HEADS = ("", "year", "received", "beyond recorded", "over", "royalty at stake")
_WIDTHS = (19, 4, 8, 16, 11, 17)
_LEAST_T = 1.0
_SURE, _MAY = "exceeds", "may exceed"


def _line(cells: Sequence[str]) -> str:
    first = cells[0][: _WIDTHS[0]].ljust(_WIDTHS[0])
    return " ".join([first, *(c.rjust(w) for c, w in zip(cells[1:], _WIDTHS[1:], strict=True))])


def _text(lines: list[dict[str, Any]]) -> str:
    """Return the lines in groups: surely beyond what is recorded, perhaps, and the rest by name."""
    told = [_line(_HEADS)]
    gaps = [line for line in lines if line.get("gap")]
    tiny = [line for line in lines if line not in gaps and line["tonnes"] < _LEAST_T]
    kept = [line for line in lines if line not in gaps and line not in tiny]
    groups = (
        ("whatever grade and source are taken", _SURE),
        ("with some grades or sources only", _MAY),
    )
    for title, word in groups:
        own = [line for line in kept if str(line.get("says", "")).startswith(word)]
        told += [f"Beyond recorded supply {title}:"] if own else []
        told += [_line([f"  {line['commodity']}", *_cells(line)]) for line in own]
    rest = [
        line["commodity"]
        for line in kept
        if not str(line.get("says", "")).startswith((_SURE, _MAY))
    ]
    for title, names in (
        ("Not beyond recorded supply", rest),
        ("Less than a tonne", [line["commodity"] for line in tiny]),
    ):
        if names:
            words = f"{title}: {', '.join(names)}."
            told.append(textwrap.fill(words, 80, subsequent_indent="  "))
    for line in gaps:
        words = f"{line['commodity']}: not available: {line['says']}."
        told.append(textwrap.fill(words, 80, subsequent_indent="  "))
    return "\n".join(told)


def _cells(line: dict[str, Any]) -> list[str]:
    plain = [str(line.get(key, "")) for key in ("shipped", "beyond recorded", "over", "royalty")]
    return [str(line["year"]), *plain]


def _span(value: Any, unit: str) -> str:
    """Return a range with two digits, as a column has room for it."""
    from orepact.quantity import figure

    return figure(value, unit, digits=2)


def _by_commodity(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one line per commodity and year."""
    words = {
        "excess_shipments": "beyond recorded",
        "shipped_over_recorded": "over",
        "royalty_at_stake": "royalty",
    }
    made: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        shipped = float(row.get("shipped_t", 0.0))
        line = made.setdefault(
            (row["commodity"], row["year"]),
            {"commodity": row["commodity"], "year": row["year"], "tonnes": 0.0},
        )
        if shipped:
            line["tonnes"] = shipped
            is_much = shipped >= 1e3
            line["shipped"] = _span(shipped / (1e3 if is_much else 1.0), "kt" if is_much else "t")
        value, unit = row["value"], row["unit"]
        if unit == "t" and not value.is_gap and line["tonnes"] >= 1e3:
            value, unit = value.scaled(1e-3), "kt"
        if unit == "MUSD" and not value.is_gap and (value.high or 0.0) < 1.0:
            value, unit = value.scaled(1e3), "kUSD"
        line[words[row["measure"]]] = "" if value.is_gap else _span(value, unit)
        if row["measure"] == "excess_shipments":
            line["says"], line["gap"] = row["note"], value.is_gap
    return list(made.values())
