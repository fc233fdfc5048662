"""From a stored table to plain rows that a chart can draw, gaps kept as gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orepact.quantity import Value
from orepact.report.printer import Printer
from orepact.study import StoredTable
from orepact.trace import Record

__all__ = ["Bar", "bars", "heading", "record_of", "state_of", "text_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One value with its label, as drawn."""

    label: str
    series: str
    low: float | None
    high: float | None
    number: float | None
    text: str
    record: Record

    @property
    def middle(self) -> float | None:
        """The number, the middle of a closed range, or the one bound that is known."""
        if self.number is not None:
            return self.number
        known = [bound for bound in (self.low, self.high) if bound is not None]
        return sum(known) / len(known) if known else None


def text_of(printer: Printer, row: Mapping[str, Any], key: str) -> str:
    """Return a cell as plain text; an absent cell is empty."""
    cell = row.get(key)
    if isinstance(cell, dict):
        return printer.words(cell["ref"])
    return "" if cell is None else printer.titled(str(cell))


def state_of(text: str, states: Sequence[str]) -> str:
    """Return the state that a ledger's words begin with; empty if they begin with none.

    Examples
    --------
    >>> state_of("approved, not closed", ["approved", "closed"]), state_of("open", ["closed"])
    ('approved', '')
    """
    words = text.casefold()
    found = (state for state in states if re.match(rf"{re.escape(state.casefold())}\b", words))
    return next(found, "")


def record_of(printer: Printer, row: Mapping[str, Any], key: str) -> Record | None:
    """Return the record that a cell points at, or None if it points at none."""
    cell = row.get(key)
    return printer.record(cell["ref"]) if isinstance(cell, dict) else None


def bars(
    printer: Printer,
    table: StoredTable,
    *,
    label: str,
    value: str,
    series: str = "",
    detail: str = "",
    point: str = "",
) -> list[Bar]:
    """Return the rows of a table whose value cell points at a record, in their order.

    Parameters
    ----------
    label, value, series : str
        Columns of the name, the figure and, where bars are cut, the part's name.
    detail : str
        Column added to the name of rows that would otherwise share one.
    point : str
        Column of a number within the range of ``value``, marked on it.
    """
    names = Counter(text_of(printer, row, label) for row in table.rows)
    found = []
    for row in table.rows:
        record = record_of(printer, row, value)
        if record is None:
            continue
        typed: Value = printer.seen(record)
        name, more = text_of(printer, row, label), text_of(printer, row, detail)
        inner = record_of(printer, row, point)
        marked = printer.seen(inner).number if inner is not None else None
        found.append(
            Bar(
                label=f"{name}, {more}" if more and names[name] > 1 else name,
                series=text_of(printer, row, series) if series else "",
                low=typed.low,
                high=typed.high,
                number=typed.number if marked is None else marked,
                text=printer.words(record.id, unit=record.unit),
                record=record,
            )
        )
    return found


def heading(printer: Printer, table: StoredTable, key: str) -> str:
    """Return title and unit of a column, as an axis shows them."""
    from orepact.report.printer import unit_words

    column = next((c for c in table.columns if c.key == key), None)
    if column is None:
        return ""
    records = (record_of(printer, row, key) for row in table.rows)
    unit = column.unit or next((printer.seen_unit(record) for record in records if record), "")
    words = unit_words(unit, printer.run.money)
    is_said = not words or words.casefold() == column.title.casefold()
    return column.title if is_said else f"{column.title} ({words})"
