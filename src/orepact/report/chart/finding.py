"""What a chart shows, in one sentence whose names and numbers come from the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from orepact.report.chart.data import Bar, bars, record_of, state_of, text_of
from orepact.report.chart.dated import OVERDUE
from orepact.report.chart.gain_finding import gain_finding
from orepact.report.outline import ChartPlan
from orepact.report.printer import Printer, Told, count_record
from orepact.study import StoredTable
from orepact.trace import Record

__all__ = ["finding"]

NOUGHT = 1e-4
"""Of the other side's amount: below it a side has next to nothing."""
NAMED = 3
"""Promises named in a sentence."""
Piece = str | Bar | Record
"""Words, or a figure to be printed with its card."""


def _joined(printer: Printer, pieces: Sequence[Piece], origin: str) -> Told:
    return printer.tell(
        [
            piece.record
            if isinstance(piece, Bar)
            else piece
            if isinstance(piece, Record)
            else printer.said(piece, origin)
            for piece in pieces
        ]
    )


def _by_middle(found: Sequence[Bar]) -> list[Bar]:
    return sorted(
        (bar for bar in found if bar.middle is not None), key=lambda bar: bar.middle or 0.0
    )


def _shares(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    top = ordered[-1]
    return ["Most concentrated: ", top.series, " alone supplies ", top, " of ", top.label]


def _reliance(found: Sequence[Bar]) -> list[Piece]:
    if not (ordered := _by_middle(found)):
        return []
    high, low = ordered[-1], ordered[0]
    told: list[Piece] = ["Net imports are ", high, " of the ", high.label, " used"]
    return told if high is low else [*told, ", the most, and ", low, " of the ", low.label]


def _ladder(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    top = ordered[-1]
    return ["Largest tonnage on record: ", top.label, ", ", top, ", class: ", top.series or "none"]


def _value_ladder(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    top, last = ordered[-1], ordered[0]
    kept = last.label.removeprefix("to ")
    return ["From ", top.label, ", ", top, ", down to ", kept, ", ", last]


def _risk(found: Sequence[Bar]) -> list[Piece]:
    ordered = [bar for bar in found if bar.number is not None]
    if not ordered:
        return []
    top = max(ordered, key=lambda bar: bar.number or 0.0)
    return ["Highest supply risk: ", top.label, ", ", top]


def _origin(found: Sequence[Bar]) -> list[Piece]:
    """Tell the first line whose border and mine differ, from the two views of it."""
    lines = dict.fromkeys(bar.label.partition(": ")[0] for bar in found)
    for line in lines:
        own = [
            _by_middle([bar for bar in found if bar.label == f"{line}: {view}"])
            for view in ("last border", "mine")
        ]
        if not all(own) or own[0][-1].series == own[1][-1].series:
            continue
        border, mine = own[0][-1], own[1][-1]
        return [
            "The last border hides the mine: ", border.series, " ships ", border, " of the ",
            line, " bought, ", mine.series, " mined ", mine,
        ]  # fmt: skip
    return []


def _match(found: Sequence[Bar]) -> list[Piece]:
    ordered = [bar for bar in found if bar.high is not None]
    if not ordered:
        return []
    top = max(ordered, key=lambda bar: bar.high or 0.0)
    return ["Largest match in what the importer uses: ", top.label, ", ", top]


def _attacks(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    high, low = ordered[-1], ordered[0]
    return [
        "Deadly attacks a year: most in ", high.label, ", ", high, ", fewest of these in ",
        low.label, ", ", low,
    ]  # fmt: skip


def _promised(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    """Tell the year in which a promised share is missed by most with what stands today."""
    found = bars(printer, table, label=plan.x, value=plan.value, series=plan.series)
    by = {(bar.label, bar.series.rpartition(": ")[2]): bar for bar in found}
    gaps = [
        (bar.number - reached.number, bar, reached)
        for (year, offer), bar in by.items()
        if offer == "promised"
        and bar.number is not None
        and (reached := by.get((year, "centres that stand"))) is not None
        and reached.number is not None
    ]
    if not gaps:
        return []
    gap, promised, reached = max(gaps, key=lambda item: item[0])
    place = promised.series.rpartition(": ")[0]
    if gap <= 0:
        return ["The promised part of jobs can be filled from ", place, " in every year"]
    return [
        "Without new places for courses ", place, " fills ", reached, " of the jobs of ",
        promised.label, ", where ", promised, " are promised",
    ]  # fmt: skip


def _outside(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    """Tell how many months lay outside what was forecast, and which held most."""
    months = []
    for row in table.rows:
        band, seen = record_of(printer, row, plan.value), record_of(printer, row, plan.point)
        if band is not None and seen is not None and seen.value.number is not None:
            months.append((seen.value.number, text_of(printer, row, plan.x), band, seen))
    if not months:
        return []
    outside = [
        seen.id
        for count, _, band, seen in months
        if not (band.value.low or 0.0) <= count <= (band.value.high or 0.0)
    ]
    counts = []
    for name, title, ids in (
        ("outside", "Months outside the forecast band", outside),
        ("all", "Months forecast", [seen.id for _, _, _, seen in months]),
    ):
        record = count_record(f"report.months[of={name}]", title, len(ids), "rows counted", ids)
        counts.append(printer.record(printer.own(record)))
    _, month, _, most = max(months, key=lambda item: item[0])
    return [
        counts[0], " of ", counts[1], " months lay outside what was forecast for nine in ten; most "
        f"attacks in {month}: ", most,
    ]  # fmt: skip


def _water(found: Sequence[Bar]) -> list[Piece]:
    """Tell which basin is drawn on most for certain, by the low end."""
    known = [bar for bar in found if bar.low is not None]
    if not known:
        return []
    top = max(known, key=lambda bar: bar.low or 0.0)
    return [
        "Even at its low end most is drawn, against what comes back, from: ",
        top.label,
        ", ",
        top,
    ]


def _repairs(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    """Tell the least and the most likely repair by the last year shown."""
    found = bars(printer, table, label=plan.x, value=plan.value, series=plan.series)
    known = [bar for bar in found if bar.number is not None]
    if not known:
        return []
    last = max(bar.label for bar in known)
    ordered = _by_middle([bar for bar in known if bar.label == last])
    low, high = ordered[0], ordered[-1]
    return [
        f"By the end of {last}, most likely done: ", high.series, ", ", high,
        "; least likely: ", low.series, ", ", low,
    ]  # fmt: skip


def _moved(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    """Tell the line that rose most between its first and its last year."""
    by_line: dict[str, list[Bar]] = {}
    for bar in bars(printer, table, label=plan.x, value=plan.value, series=plan.series):
        if bar.number is not None:
            by_line.setdefault(bar.series, []).append(bar)
    ends = [(min(own, key=_place), max(own, key=_place)) for own in by_line.values()]
    changes = [((last.number or 0.0) - (first.number or 0.0), first, last) for first, last in ends]
    if not changes:
        return []
    change, first, last = max(changes, key=lambda item: abs(item[0]))
    verb = "rose" if change > 0 else "fell"
    return [
        f"Most of all, {first.series} {verb}: from ", first, f" in {first.label} to ", last,
        f" in {last.label}",
    ]  # fmt: skip


def _place(bar: Bar) -> int:
    return int(bar.label)


def _loss(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    top = max(ordered, key=lambda bar: bar.high or bar.middle or 0.0)
    return ["Costliest to lose: ", top.label, ", ", top]


def _bad_years(found: Sequence[Bar]) -> list[Piece]:
    return [found[0].label, ": ", found[0], "; the worst shown: ", found[-1]] if found else []


def _backtest(found: Sequence[Bar]) -> list[Piece]:
    known = [bar for bar in found if bar.number is not None]
    missed = [
        bar
        for bar in known
        if not (bar.low or 0.0) <= (bar.number or 0.0) <= (bar.high or float("inf"))
    ]
    if not known:
        return []
    if not missed:
        return ["Every observed price lies within what was predicted without its event"]
    worst = max(missed, key=lambda bar: (bar.number or 0.0) / (bar.high or 1.0))
    return ["Some observed prices lie outside what was predicted, furthest ", worst.label]


def _reach(found: Sequence[Bar]) -> list[Piece]:
    """Tell whose band reaches furthest below zero, and furthest above."""
    known = [bar for bar in found if bar.low is not None and bar.high is not None]
    if not known:
        return []
    worst = min(known, key=lambda bar: bar.low or 0.0)
    best = max(known, key=lambda bar: bar.high or 0.0)
    if worst.low is not None and worst.low >= 0:
        return ["Nine draws in ten leave all of these above zero; widest: ", best.label, ", ", best]
    if worst is best:
        return ["Furthest below zero, and furthest above: ", worst.label, ", ", worst]
    return ["Furthest below zero: ", worst.label, ", ", worst, "; furthest above: ", best.label]


def _tornado(found: Sequence[Bar]) -> list[Piece]:
    known = [bar for bar in found if bar.low is not None and bar.high is not None]
    if not known:
        return []
    top = max(known, key=lambda bar: (bar.high or 0.0) - (bar.low or 0.0))
    return ["One input moves the project most: ", top.label, ", ", top]


def _variance(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    return ["Most of the band's width comes from ", ordered[-1].label, ": ", ordered[-1]]


def _restart(found: Sequence[Bar]) -> list[Piece]:
    ordered = _by_middle(found)
    if not ordered:
        return []
    return ["Least room for dearer capital: ", ordered[0].label, ", ", ordered[0]]


_BARS: Mapping[str, Callable[[Sequence[Bar]], list[Piece]]] = {
    "attacks": _attacks,
    "host": _match,
    "import-shares": _shares,
    "need-risk": _risk,
    "origin": _origin,
    "reliance": _reliance,
    "ladder": _ladder,
    "reach": _reach,
    "restart-board": _restart,
    "tornado": _tornado,
    "variance": _variance,
    "loss-by-event": _loss,
    "bad-years": _bad_years,
    "value-ladder": _value_ladder,
    "water": _water,
}


def _cash(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    found = bars(printer, table, label=plan.x, value=plan.value, series=plan.series)
    ordered = _by_middle(found)
    if not ordered:
        return []
    low, high = ordered[0], ordered[-1]
    return [
        "Largest receipt from one project in a year: ", high.series, " in ", high.label, ", ", high,
        "; largest outlay: ", low.series, " in ", low.label, ", ", low,
    ]  # fmt: skip


def _staying(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    ordered = _by_middle(bars(printer, table, label=plan.x, value=plan.value, series=plan.series))
    if not ordered:
        return []
    high = ordered[-1]
    if (high.middle or 0.0) <= 0.0:
        return ["At today's prices staying is worth more than leaving, in every year"]
    return ["Leaving would pay most: ", high.series, ", in ", high.label, ", by ", high]


def _frontier(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    found = bars(printer, table, label=plan.label, value=plan.value)
    ordered = _by_middle(found)
    if not ordered:
        return []
    if len(ordered) == 1 or ordered[0].middle == ordered[-1].middle:
        return ["No plan on the frontier changes: ", heading_word(table, plan.value)]
    low, high = ordered[0], ordered[-1]
    pieces: list[Piece] = [heading_word(table, plan.value), " runs from ", low]
    by_label = {text_of(printer, row, plan.label): row for row in table.rows}
    for bar, joint in ((low, ""), (high, " to ")):
        other = record_of(printer, by_label[bar.label], plan.x) if plan.x else None
        pieces += [joint, bar] if joint else []
        if other is not None:
            is_next_to_none = abs(other.value.number or 0.0) < NOUGHT * abs(bar.middle or 0.0)
            name = heading_word(table, plan.x).lower()
            pieces += [f" where the {name} has ", "next to nothing" if is_next_to_none else other]
    return pieces


def heading_word(table: StoredTable, key: str) -> str:
    """Return the title of a column."""
    return next((column.title for column in table.columns if column.key == key), key)


def _commitments(
    printer: Printer, table: StoredTable, plan: ChartPlan, states: Sequence[str]
) -> list[Piece]:
    standing = [
        (state_of(text_of(printer, row, plan.value), states), text_of(printer, row, plan.label))
        for row in table.rows
    ]
    ranked = [state for state in states[:-1] if state in {place for place, _ in standing}]
    if not ranked:
        return []
    furthest = ranked[-1]
    names = [name for place, name in standing if place == furthest]
    if furthest == states[-2]:
        more = " and others" if len(names) > NAMED else ""
        return [f"{furthest.capitalize()} so far: ", ", ".join(names[:NAMED]), more]
    following = states[states.index(furthest) + 1]
    return [f"No promise in the ledger is {following} yet; the furthest are {furthest}"]


def _timeline(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    starts = []
    for row in table.rows:
        record = record_of(printer, row, plan.x)
        year = record.value.number if record else row.get(plan.x)
        if isinstance(year, (int, float)):
            starts.append((int(year), text_of(printer, row, plan.label)))
    if not starts:
        return []
    year, item = min(starts)
    return [f"First in time: {item}, {year}"]


def _overdue(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    """Name what is past its day."""
    names = [
        text_of(printer, row, plan.label)
        for row in table.rows
        if text_of(printer, row, plan.value) == OVERDUE
    ]
    if not names:
        return ["Nothing that has a day is past it"]
    return [f"Past its day and not delivered: {'; '.join(names)}"]


def _peaks(printer: Printer, table: StoredTable, plan: ChartPlan) -> list[Piece]:
    """Return for every line the year in which it stands highest."""
    found = bars(printer, table, label=plan.x, value=plan.value, series=plan.series)
    pieces: list[Piece] = []
    for name in dict.fromkeys(bar.series for bar in found):
        high = _by_middle([bar for bar in found if bar.series == name])[-1]
        pieces += ["; " if pieces else "Highest: ", name, " in ", high.label, ", ", high]
    return pieces


_OF_ID: dict[str, Callable[[Printer, StoredTable, ChartPlan], list[Piece]]] = {
    "workforce-share": _promised,
    "repairs": _repairs,
    "staying": _staying,
    "cash": _cash,
    "macro": _peaks,
    "workforce-supply": _peaks,
}
_OF_KIND: dict[str, Callable[[Printer, StoredTable, ChartPlan], list[Piece]]] = {
    "trend": _moved,
    "fan": _outside,
    "dated": _overdue,
    "scatter": _frontier,
    "timeline": _timeline,
}


def finding(printer: Printer, table: StoredTable, plan: ChartPlan, states: Sequence[str]) -> Told:
    """Return the finding of a chart; the table's own title where nothing can be said.

    Parameters
    ----------
    states : sequence of str
        States of a commitment in their order.
    """
    pieces: list[Piece] = []
    if plan.id in _BARS:
        found = bars(
            printer,
            table,
            label=plan.label,
            value=plan.value,
            series=plan.series,
            point=plan.point,
        )
        pieces = _BARS[plan.id](found)
    elif plan.id == "backtest":
        tested = bars(
            printer,
            table,
            label=plan.label,
            value=plan.value,
            detail=plan.detail,
            point=plan.point,
        )
        pieces = _backtest(tested)
    elif plan.id == "gain":
        gains = bars(printer, table, label=plan.label, value=plan.value, point=plan.point)
        pieces = gain_finding(printer, gains)
    elif plan.kind == "states":
        pieces = _commitments(printer, table, plan, states)
    else:
        told = _OF_ID.get(plan.id) or _OF_KIND.get(plan.kind)
        pieces = told(printer, table, plan) if told else []
    return _joined(printer, pieces or [table.title], plan.table)
