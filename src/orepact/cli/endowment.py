"""``orepact endowment``: from the headline claim down to what is mined, sold and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orepact.cli.app import app
from orepact.cli.output import Format, FormatOption, emit

if TYPE_CHECKING:
    from orepact.trace import Lookup

__all__ = ["endowment", "endowment_lookups"]


def endowment_lookups(id_: str) -> list[Lookup]:
    """Return who can answer for an id of ``orepact endowment``; else nobody."""
    from orepact.case import endowment_of, load
    from orepact.mine import EndowmentLookup
    from orepact.trace import parse_result_id

    parsed = parse_result_id(id_)
    if parsed is None or not parsed[1].startswith("endowment.") or "case" not in parsed[2]:
        return []
    case = load(parsed[2]["case"])
    return [EndowmentLookup(endowment_of(case)), case]


def _shown(row: dict[str, Any]) -> dict[str, str]:
    from orepact.quantity import figure

    what = row["measure"]
    for key in ("project", "deck", "step", "deposit", "title", "claim", "of"):
        if row.get(key):
            what += f", {row[key]}"
    is_gap = str(row["value"].kind) == "missing"
    return {
        "what": what,
        "class": row["class"],
        "value": "not valued" if is_gap else figure(row["value"], row["unit"]),
        "supports": row["supports"],
        "note": row["note"],
    }


@app.command()
def endowment(
    case: Annotated[str, typer.Argument(metavar="CASE", help="A shipped case or a folder.")],
    *,
    deposit: Annotated[
        str, typer.Option(help="Only this deposit of the ledger, for example D001, or project.")
    ] = "",
    deck: Annotated[str, typer.Option(help="Only this price deck in the ladders.")] = "",
    format_: FormatOption = Format.TABLE,
) -> None:
    """Show what the host really has: by class, deposit and rung, against the headline claim."""
    from orepact.case import endowment_of, load
    from orepact.errors import UnknownNameError
    from orepact.mine import endowment_rows

    loaded = load(case)
    of = endowment_of(loaded)
    decks = [item.id for item in of.around.decks.decks]
    if deck and deck not in decks:
        raise UnknownNameError("deck", deck, decks, where="--deck")
    rows = [
        {key: cell for key, cell in row.items() if key != "parents"}
        for row in endowment_rows(of, deposit)
        if not deck or row.get("deck", deck) == deck
    ]
    if format_ is Format.TABLE:
        rows = [_shown(row) for row in rows]
    title = f"{loaded.header.title}: what is in the ground; billion USD of {of.around.money.year}"
    emit("endowment", rows, format_, title=title)
