"""The table of page 1: what each party gains, and what each tier of the host receives by years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orepact.report.html import TableView, table_view
from orepact.report.printer import Printer
from orepact.study import Run, TableColumn

__all__ = ["front_table"]

PARTIES, RECEIPTS = "answer.parties", "answer.receipts"
BEHIND = frozenset({"with_deal", "without", "share"})
"""Columns of the parties' table that only the chapter shows."""
FIRST_CASH = "first_cash_year"
"""Left out where receipts by years tell it better."""
SIDES = ("importer", "host", "company", "lender", "other")
"""Order of the parties by side, where the run names sides."""
PERIODS = 4
"""Periods of the host's receipts that page 1 has room for."""
RANGE_NOTE = (
    "Gain: against that party's own world without the deal, over the whole life of the projects. "
    "The range runs from the worst to the best of the cases tested: price decks, with the discount "
    "rates of all parties low, central and high at once, decisions and transfers held fixed."
)
"""What the range on page 1 means, said once."""
RECEIVED_NOTE = (
    "Receives: levies, dividends and shares of the host's tiers less what they pay in, not "
    "discounted. It is the plan itself and no gain: where the same mine goes ahead without the "
    "deal, most of it comes anyway. Later years stand in the chapter \u201cAnswer\u201d."
)
"""What the receipts on page 1 mean, said once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Receipts:
    """The first periods of what each tier of the host receives, by the party's title."""

    columns: tuple[TableColumn, ...] = ()
    by_party: Mapping[str, Mapping[str, str | int | dict[str, str]]]


def front_table(printer: Printer) -> TableView | None:
    """Return the parties by side with what page 1 has room for; the chapter shows all columns."""
    table = printer.run.tables.get(PARTIES)
    if table is None or not table.rows:
        return None
    received = _receipts(printer.run)
    rows = sorted(
        table.rows,
        key=lambda row: SIDES.index(str(row["side"])) if str(row.get("side")) in SIDES else 0,
    )
    behind = {*BEHIND, FIRST_CASH} if received.columns else BEHIND
    short = replace(
        table,
        title=f"{table.title}, and what the host's tiers receive"
        if received.columns
        else table.title,
        columns=(*(c for c in table.columns if c.key not in behind), *received.columns),
        rows=tuple({**row, **received.by_party.get(str(row.get("party")), {})} for row in rows),
        note=f"{RANGE_NOTE} {RECEIVED_NOTE}" if received.columns else RANGE_NOTE,
    )
    return table_view(printer, short)


def _receipts(run: Run) -> _Receipts:
    """Return the first periods of the host's receipts; none where the run has none."""
    table = run.tables.get(RECEIPTS)
    if table is None or not table.rows:
        return _Receipts(by_party={})
    first = [column for column in table.columns if column.key.startswith("from-")][:PERIODS]
    return _Receipts(
        columns=tuple(c._replace(title=f"Receives {c.title}") for c in first),
        by_party={
            str(row["party"]): {c.key: row[c.key] for c in first if c.key in row}
            for row in table.rows
        },
    )
