"""What the chart of gains shows: how many parties end below no deal, and who furthest."""

from __future__ import annotations

from collections.abc import Sequence

from orepact.quantity import Kind
from orepact.report.chart.data import Bar
from orepact.report.printer import Printer, count_record
from orepact.trace import Record

__all__ = ["gain_finding"]

NOTICEABLE = 0.01
"""A loss counts as one in expectation from this part of the largest gain or loss."""
Piece = str | Bar | Record


def gain_finding(printer: Printer, found: Sequence[Bar]) -> list[Piece]:
    """Return who ends below no deal in the worst case and in expectation; nothing without bars."""
    ordered = sorted(
        (bar for bar in found if bar.middle is not None), key=lambda bar: bar.middle or 0.0
    )
    if not ordered:
        return []
    losers = [bar for bar in ordered if bar.low is not None and bar.low < 0]
    if not losers:
        if all(bar.record.value.kind is Kind.ZERO for bar in ordered):
            return ["No party gains or loses against its own world without the deal"]
        best = ordered[-1]
        return ["No party loses against no deal; the largest gain is ", best.label, "'s: ", best]
    worst = min(losers, key=lambda bar: bar.low or 0.0)
    least = NOTICEABLE * max(abs(bar.middle or 0.0) for bar in ordered)
    marked = [bar for bar in ordered if bar.number is not None and bar.number < -least]
    counts = []
    for name, title, these in (
        ("below", "Parties that lose in the worst case tested", losers),
        ("all", "Parties compared with their world without the deal", ordered),
    ):
        counts.append(_counted(printer, f"report.parties[of={name}]", title, these))
    pieces: list[Piece] = [
        "In the worst case tested ", counts[0], " of ", counts[1],
        " parties end below no deal, ", worst.label, " furthest (", worst, ")",
    ]  # fmt: skip
    if any(bar.number is not None for bar in losers):
        names = ", ".join(bar.label for bar in marked)
        pieces.append(f"; in expectation {names or 'none'} does")
        idle = [bar for bar in ordered if bar.number == 0]
        if idle:
            title = "Parties that gain nothing in expectation"
            record = _counted(printer, "report.parties[of=nothing]", title, idle)
            pieces += [", and ", record, " gain nothing"]
    return pieces


def _counted(printer: Printer, id_: str, title: str, bars: Sequence[Bar]) -> Record:
    """Return the count of bars, which leads to the figures that they draw."""
    ids = [bar.record.id for bar in bars]
    return printer.record(printer.own(count_record(id_, title, len(bars), "rows counted", ids)))
