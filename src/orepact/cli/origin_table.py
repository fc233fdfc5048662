"""The table of ``orepact origin`` as plain text that fits a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["origin_text"]

Row = Mapping[str, Any]

_PLACE = 20
_WIDTHS = (7, 6, 11, 11, 11, 9)
_HEADS = (
    ("last", "mine", "nine draws", "by mixing", "by what a", "feed in"),
    ("border", "", "in ten", "rule", "flow weighs", "no table"),
)


def _whole(share: float) -> str:
    """Return a share as whole percent; a small one as below one, none as 0."""
    if share == 0.0:
        return "0"
    return "<1" if share < 0.01 else f"{100.0 * share:.0f}"


def _percent(row: Row, name: str) -> str:
    return f"{_whole(row[name])} %" if name in row else ""


def _span(row: Row, low: str, high: str) -> str:
    if low not in row:
        return ""
    ends = _whole(row[low]), _whole(row[high])
    return f"{ends[0]} %" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} %"


def _line(cells: Sequence[str]) -> str:
    parts = [cells[0].ljust(_PLACE)]
    parts += [cell.rjust(width) for cell, width in zip(cells[1:], _WIDTHS, strict=True)]
    return " ".join(parts).rstrip()


def _cells(row: Row) -> list[str]:
    from orepact.evidence import country_name

    label = row["origin"]
    place = label if label in ("recycled", "unknown") else country_name(label)
    return [
        f"  {place}"[:_PLACE],
        _percent(row, "direct"),
        f"{_whole(row['value'].number)} %",
        _span(row, "p05", "p95"),
        _span(row, "rules_low", "rules_high"),
        _span(row, "weighing_low", "weighing_high"),
        _percent(row, "if_missing_feed_unknown"),
    ]


def origin_text(rows: Sequence[Row], *, is_processing: bool) -> str:
    """Return the rows of an origin as text, one block for each commodity, stage and year.

    Parameters
    ----------
    rows : sequence of mapping
        As :func:`orepact.exposure.origin_rows` returns them.
    is_processing : bool
        Origins are those of the last processing step, not of the mine.

    Returns
    -------
    str
        No line is longer than 80 characters.
    """
    told: list[str] = []
    before: tuple[str, str, int] | None = None
    first = ("last", "made", *_HEADS[0][2:]) if is_processing else _HEADS[0]
    for row in rows:
        key = (row["commodity"], row["stage"], row["year"])
        if key != before:
            told += ["", f"{row['commodity']}, {row['stage']}, {row['year']}"]
            if row["origin"]:
                told += [_line(["", *first]), _line(["", *_HEADS[1]])]
        before = key
        told.append(_line(_cells(row)) if row["origin"] else "  not available")
    return "\n".join(told[1:])
