"""``orepact value --draws`` and ``--finance``: bands and loans, in words for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orepact.cli.output import Format, emit

if TYPE_CHECKING:
    from orepact.mine import ChanceChoice, Choice, ProjectFile, Surroundings

__all__ = ["emit_finance", "emit_waiting", "show_bands"]


def _shown(row: dict[str, Any]) -> dict[str, str]:
    from orepact.quantity import figure

    is_band = "p05" in row
    has_range = row.get("low") is not None
    what = row["party"] or row.get("input") or "project"
    if row["measure"].partition(" ")[0] in {"worth", "gain", "odds"}:
        what = f"{row['measure']}, {row['party']}"
    elif row["measure"].partition(" ")[0] in {"running", "freedom"}:
        what = row["measure"]
    wide = ""
    if is_band:
        wide = f"{figure(row['p05'])} to {figure(row['p95'])}"
    elif has_range:
        wide = f"{figure(row['low'])} to {figure(row['high'])}"
    return {
        "variant": row["variant"],
        "what": what,
        "deck": row["deck"],
        "middle": figure(row["value"], row["unit"]),
        "band": wide,
        "loses in": figure(100.0 * row["loss_odds"], "%") if is_band else "",
        "note": row["note"],
    }


def _said_once(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return rows with a note only where it changes, so that a terminal shows figures."""
    kept, last = [], ""
    for row in rows:
        note = row["note"]
        kept.append({**row, "note": "as above" if note and note == last else note})
        last = note
    return kept


def emit_waiting(
    file: ProjectFile,
    around: Surroundings,
    choice: Choice,
    *,
    chance: ChanceChoice,
    deck: str,
    format_: Format,
) -> None:
    """Print what waiting is worth where the file has that choice, and freedom while running."""
    from orepact.mine import running_rows, waiting_rows

    running = running_rows(file, around, choice, chance)
    is_free = {item.decide_after is not None for item in file.variants if item.is_offered}
    rows = waiting_rows(file, around, choice, chance) if is_free == {True, False} else []
    rows = [*rows, *running]
    rows = [row for row in rows if not deck or row["deck"] in {deck, "all"}]
    if format_ is Format.TABLE:
        rows = _said_once([_shown(row) for row in rows])
    title = (
        f"{file.title}: {chance.draws} draws, 5th to 95th percentile, "
        f"million USD of {around.money.year}, real"
    )
    emit("value", rows, format_, title=title)


def show_bands(rows: list[dict[str, Any]], *, title: str) -> None:
    """Print every band with its note."""
    emit("value", _said_once([_shown(row) for row in rows]), Format.TABLE, title=title)


def emit_finance(
    file: ProjectFile, around: Surroundings, choice: Choice, *, deck: str, format_: Format
) -> None:
    """Print sources and uses, cover, returns, the register, and the restart board."""
    from orepact.mine import finance_rows
    from orepact.quantity import Value, figure

    rows = finance_rows(file, around, choice)
    rows = [row for row in rows if not deck or row["deck"] in {deck, "all"}]
    if format_ is not Format.TABLE:
        emit("value", rows, format_)
        return
    shown = []
    for row in rows:
        is_gap = isinstance(row["value"], Value)
        unit = "" if row["unit"] == "1" else row["unit"]
        has_range = row.get("low") is not None and row["low"] != row["high"]
        shown.append(
            {
                "what": f"{row['measure']}{' of ' + row['party'] if row['party'] else ''}",
                "deck": row["deck"],
                "value": row.get("state", "") if is_gap else figure(row["value"], unit),
                "range": f"{figure(row['low'])} to {figure(row['high'])}" if has_range else "",
                "note": row["note"],
            }
        )
    title = f"{file.title}: finance; debt in money of the day, returns real"
    emit("value", shown, format_, title=title)
