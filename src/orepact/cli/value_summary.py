"""``orepact value`` on one screen: who gains what in each variant, then the indicators by deck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import typer

__all__ = ["print_summary"]

Row = Mapping[str, Any]
_WIDEST = 3
"""Inputs named in the headline."""


def _amount(row: Row) -> str:
    """Return a band as ``middle (low to high)``, and a gap in words."""
    from orepact.quantity import Value, figure

    if isinstance(row["value"], Value):
        return "not known"
    low, high = row.get("p05", row.get("low")), row.get("p95", row.get("high"))
    if low is None or low == high:
        return figure(row["value"])
    return f"{figure(row['value'])} ({figure(low)} to {figure(high)})"


def _cell(row: Row | None) -> str:
    """Return a band as short as it goes; a party without cash in the variant gains nothing."""
    from orepact.quantity import Value, figure

    if row is None:
        return "0"
    if isinstance(row["value"], Value):
        return "not known"
    if "p05" not in row:
        return figure(row["value"])
    return f"{figure(row['value'])} ({figure(row['p05'])}…{figure(row['p95'])})"


def _who(row: Row) -> str:
    return str(row["party"]) or "the project"


def _gains(bands: Sequence[Row], deck: str) -> tuple[list[str], list[list[str]]]:
    """Return head and lines: a party's band in each variant, and how often it loses in the first.

    Parties with equal cash share a line.
    """
    from orepact.quantity import Value, figure

    untold = {row["variant"] for row in bands if isinstance(row["value"], Value)}
    told = [row["variant"] for row in bands if row["variant"] not in untold]
    variants = list(dict.fromkeys(told))
    found = {(_who(row), row["variant"]): row for row in bands if row["deck"] in {deck, "all"}}
    grouped: dict[tuple[str, ...], list[str]] = {}
    for party in dict.fromkeys(party for party, _ in found):
        odds = (found.get((party, variants[0])) or {}).get("loss_odds")
        line = [_cell(found.get((party, variant))) for variant in variants]
        line.insert(1, "" if odds is None else figure(100.0 * odds, "%"))
        grouped.setdefault(tuple(line), []).append(party)
    head = ["who", *variants]
    head.insert(2, "loses")
    return head, [[_joined(names), *line] for line, names in grouped.items()]


def _joined(names: list[str]) -> str:
    return f"{', '.join(names)}{' each' if len(names) > 1 else ''}"


def _indicators(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return one line per indicator of the project, one column per deck."""
    from orepact.quantity import Value, figure

    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["party"]:
            continue
        line = lines.setdefault(row["measure"], {"what": row["measure"]})
        value = row["value"]
        if row.get("year"):
            line[row["deck"]] = str(row["year"])
        elif value is not None and not isinstance(value, Value):
            line[row["deck"]] = figure(value, "" if row["unit"] == "1" else row["unit"])
        else:
            line[row["deck"]] = "none"
    return list(lines.values())


def _starts(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return the first year in which each party's cash is positive, with the cash of that year."""
    from orepact.quantity import figure

    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        if not row["measure"].startswith("first net cash"):
            continue
        line = lines.setdefault(row["party"], {"who": row["party"]})
        is_local = row["measure"].endswith("local money")
        shown = figure(row["value"])
        line[row["deck"]] = (
            f"{line[row['deck']]} ({shown})"
            if is_local and row["deck"] in line
            else f"{row['first_cash_year']}: {shown}"
        )
    return list(lines.values())


def _odds(row: Row) -> str:
    from orepact.quantity import figure

    return figure(100.0 * row["loss_odds"], "%")


def _as_written(rows: Sequence[Row], deck: str, *, asked_rate: bool) -> list[str]:
    """Return what the files as they stand give, and at which rate, as a sentence."""
    from orepact.quantity import Value, figure

    for row in rows:
        if row["measure"] == "present value after levies" and row["deck"] == deck:
            rate = str(row["note"]).rpartition(", ")[0]
            whose = "as asked" if asked_rate else "its owner's rate"
            if isinstance(row["value"], Value):
                return []
            return [
                f"In deck {deck} the files as they stand give {figure(row['value'], 'MUSD')} after "
                f"levies, {rate} ({whose})."
            ]
    return []


def _spoken(bands: Sequence[Row], deck: str) -> list[str]:
    """Return the project's band in each variant, and what widens it, as sentences."""
    from orepact.quantity import Value

    whole = [
        row
        for row in bands
        if not row["party"] and row["deck"] in {deck, "all"} and "band" in row["measure"]
    ]
    found = [
        f"{row['variant']}: {_amount(row)} MUSD"
        + (f", a loss in {_odds(row)} of draws" if "loss_odds" in row else "")
        for row in whole
        if not isinstance(row["value"], Value)
    ]
    untold = [row["variant"] for row in whole if isinstance(row["value"], Value)]
    said = [
        "With prices, capital, delay, grade and cost as they have turned out elsewhere: "
        f"{'; '.join(found)}."
    ]
    return said + [
        f"What it costs to be {name} is not known: the file states no holding_cost."
        for name in untold
    ]


def _widest(bands: Sequence[Row]) -> list[str]:
    from orepact.quantity import figure

    swings = [row for row in bands if row["measure"] == "swing of an input"][:_WIDEST]
    if not swings:
        return []
    parts = [
        f"{row['input']} ({figure(row['low'])} to {figure(row['high'])} MUSD)" for row in swings
    ]
    return [f"What makes the band wide, each input alone: {', '.join(parts)}."]


def _table(title: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1))
    for place, column in enumerate(head):
        table.add_column(column, justify="right" if place else "left", overflow="fold")
    for line in lines:
        table.add_row(*line)
    Console().print(table)


def _plain(title: str, lines: Sequence[Mapping[str, str]]) -> None:
    head = list(dict.fromkeys(key for line in lines for key in line))
    _table(title, head, [[line.get(column, "") for column in head] for line in lines])


def print_summary(
    rows: Sequence[Row],
    bands: Sequence[Row],
    *,
    title: str,
    money_year: int,
    decks: Sequence[str],
    first: str,
    draws: int,
    asked_rate: bool = False,
    currency: str = "",
) -> None:
    """Print a project on one screen.

    Parameters
    ----------
    rows : sequence of rows
        Of ``value_rows``: the variant that was asked for, as planned.
    bands : sequence of rows
        Of ``chance_rows``; empty without draws.
    title : str
        Of the project.
    money_year : int
    decks : sequence of str
        Which are shown.
    first : str
        Whose gain hangs on its discount rate, in a sentence.
    draws : int
        0 where none were wanted.
    asked_rate : bool
        Whether the project's rate was given on the command line.
    currency : str
        What a reader who wrote another currency must know; empty in dollars.
    """
    typer.echo(f"{title}. Million USD of {money_year}, real.{currency}")
    for sentence in _as_written(rows, decks[0], asked_rate=asked_rate):
        typer.echo(sentence)
    gains = [row for row in bands if row["measure"].startswith("band")]
    for sentence in (_spoken(gains, decks[0]) if gains else []) + _widest(bands):
        typer.echo(sentence)
    if first:
        typer.echo(first)
    for deck in decks if gains else ():
        typer.echo("")
        _table(f"deck {deck}: median (5th…95th percentile) of {draws} draws", *_gains(gains, deck))
    if not gains:
        typer.echo("")
        _plain("who gains what, at each one's rate", _parties(rows))
    typer.echo("")
    _plain("as planned, by deck", _indicators(rows))
    starts = _starts(rows)
    if starts:
        typer.echo("")
        _plain("first year of net cash: million USD (million of local money)", starts)
    if not gains and draws:
        typer.echo("Without bands. --draws asks for them; they can take a while in this regime.")
    typer.echo("--detail prints every row with its note; --format json gives ids and sources.")


def _parties(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return one line per party, one column per deck, with the range of its own rate."""
    lines: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["measure"] == "present value of a party":
            line = lines.setdefault(row["party"], {"who": row["party"]})
            line[row["deck"]] = _amount(row)
    return list(lines.values())
